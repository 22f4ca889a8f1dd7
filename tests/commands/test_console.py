"""What a command says: one line a message, a bar for a terminal, a line now and then for a pipe."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest

from services.commands import console
from services.commands.console import Console, duration
from services.errors import AccessDenied
from services.repository import Tally
from services.upstream.connection.limiter import Queue
from services.upstream.walk.progress import Progress

HALF = Progress(label="program-master D304 2026", rows=1234, pages=2, fraction=0.5, eta=7.4)
UNKNOWN = Progress(label="provinces-v1", rows=38, pages=1)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(console, "time", time)
    return time


def test_a_message_is_one_line_that_steers_no_terminal() -> None:
    stream = io.StringIO()
    Console(stream).say("dua\nbaris\t\x1b[31m merah\x00\u202e\u200b akhir ")
    assert stream.getvalue() == "dua baris [31m merah akhir\n"


def test_a_problem_names_who_must_act() -> None:
    stream = io.StringIO()
    Console(stream).problem(AccessDenied("token tidak diterima", where="program-master D304 2026"))
    assert stream.getvalue() == (
        "galat: program-master D304 2026: token tidak diterima [pemegang kredensial]\n"
    )


def test_a_terminal_gets_a_bar_that_leaves_before_a_message() -> None:
    terminal = Terminal()
    said = Console(terminal)
    said.progress(HALF)
    shown = terminal.getvalue()
    assert shown.startswith("\r\x1b[K" + "█" * 12 + "░" * 12 + "  50%")
    assert "1.234 baris, 2 halaman, sisa 7 dtk" in shown
    said.say("selesai")
    assert terminal.getvalue() == shown + "\r\x1b[Kselesai\n"
    said.clear()
    assert terminal.getvalue().endswith("selesai\n")


def test_a_bar_is_taken_off_the_screen_once() -> None:
    terminal = Terminal()
    said = Console(terminal)
    said.tally(Tally(done=1, all=4, rows=10, pages=2))
    said.clear()
    said.clear()
    assert terminal.getvalue().count("\r\x1b[K") == 2
    assert "1/4 bacaan, 10 baris, 2 halaman" in terminal.getvalue()


def test_without_a_share_rows_and_pages_are_shown() -> None:
    terminal = Terminal()
    Console(terminal).progress(UNKNOWN)
    assert terminal.getvalue() == "\r\x1b[Kprovinces-v1: 38 baris, 1 halaman"


def test_a_pipe_gets_a_line_every_two_seconds(clock: Time) -> None:
    stream = io.StringIO()
    said = Console(stream, _last=clock.now)
    for seconds in (0.0, 1.9, 0.2, 0.1, 1.95):
        clock.now += seconds
        said.progress(UNKNOWN)
    assert stream.getvalue().splitlines() == ["provinces-v1: 38 baris, 1 halaman"] * 2


def test_a_harvest_of_nothing_divides_by_nothing() -> None:
    terminal = Terminal()
    Console(terminal).tally(Tally(done=0, all=0, rows=0, pages=0))
    assert "0/0 bacaan" in terminal.getvalue()


def test_a_harvest_says_what_failed_and_how_long_is_left() -> None:
    terminal = Terminal()
    said = Console(terminal)
    said.tally(Tally(done=3, all=6, rows=1200, pages=4, failed=1, left=119.6))
    said.tally(Tally(done=3, all=6, rows=1200, pages=4, rest=12.4, left=7300))
    said.tally(Tally(done=6, all=6, rows=1200, pages=4, left=0.0))
    shown = terminal.getvalue().split("\r\x1b[K")[1:]
    assert shown[0].endswith("3/6 bacaan, 1.200 baris, 4 halaman, 1 gagal, sisa 2 mnt")
    assert shown[1].endswith("4 halaman, sumber tidak menjawab, menunggu 12 dtk")
    assert shown[2].endswith("6/6 bacaan, 1.200 baris, 4 halaman")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 dtk"), (89, "89 dtk"), (90, "2 mnt"), (7260, "2 jam 1 mnt")]
)
def test_a_time_span_is_said_in_its_unit(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_wait_for_a_quota_names_it_and_when_it_ends() -> None:
    stream = io.StringIO()
    said = Console(stream)
    said.queue("data.inaproc.id", Queue(seconds=2520.0, most=5000, within=3600.0))
    said.queue("data.inaproc.id", Queue(seconds=41.0, most=1000, within=60.0))
    said.queue("data.inaproc.id", Queue(seconds=12.0))
    hour, minute, pause = stream.getvalue().splitlines()
    assert re.fullmatch(
        r"data\.inaproc\.id: kuota 5\.000 permintaan per jam terpakai;"
        r" permintaan berikutnya dalam 42 mnt \(pukul \d\d\.\d\d WIB\)",
        hour,
    )
    assert minute == (
        "data.inaproc.id: kuota 1.000 permintaan per menit terpakai;"
        " permintaan berikutnya dalam 41 dtk"
    )
    assert pause == (
        "data.inaproc.id: sumber meminta jeda (kuotanya terpakai);"
        " permintaan berikutnya dalam 12 dtk"
    )


def test_the_time_left_of_a_command_never_rises() -> None:
    """A read that turns out longer than said keeps its promise or says that it takes longer."""
    stream = Terminal()
    shown = Console(stream=stream)
    for eta in (7.4, 5.2, 60.0):
        shown.progress(replace(HALF, eta=eta))
    lines = [line for line in stream.getvalue().split("\r\x1b[K") if line]
    assert lines[0].endswith("sisa 7 dtk")
    assert lines[1].endswith("sisa 5 dtk")
    assert lines[2].endswith("lebih lama dari perkiraan")
