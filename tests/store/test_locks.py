"""Locks: threads and processes exclude each other, and a dead holder frees at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.errors import SourceUnavailable, StoreDamaged
from services.lock_holder import LockHolder
from services.store.locking.locks import Busy, Locks, signed
from tests.waiting import until

HOLDER = """
import sys
from pathlib import Path
from services.store.locking.locks import Locks
with Locks(Path(sys.argv[1])).hold("satu", patience=5):
    print("dipegang", flush=True)
    sys.stdin.readline()
"""


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def read(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def locks(tmp_path: Path, clock: Clock) -> Locks:
    return Locks(tmp_path / "locks", sleep=clock.sleep, clock=clock.read)


@contextmanager
def holder(root: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "dipegang\n"
        yield process


def test_one_name_is_held_once_and_freed_after(locks: Locks, clock: Clock) -> None:
    with locks.hold("satu", patience=1):
        with (
            pytest.raises(SourceUnavailable, match="belum selesai"),
            locks.hold("satu", patience=1),
        ):
            raise AssertionError
        assert 1 <= clock.now < 1.2
    with locks.hold("satu", patience=0):
        pass
    assert len(set(clock.slept)) == 1


def test_two_names_do_not_wait_for_each_other(locks: Locks, clock: Clock) -> None:
    with locks.hold("satu", patience=0), locks.hold("dua", patience=0):
        assert clock.slept == []


def test_a_lock_is_freed_when_its_holder_raises(locks: Locks) -> None:
    with pytest.raises(ZeroDivisionError), locks.hold("satu", patience=0):
        raise ZeroDivisionError
    with locks.hold("satu", patience=0):
        pass


def test_threads_exclude_each_other(tmp_path: Path) -> None:
    locks, inside, most = Locks(tmp_path, sleep=lambda _: None), [0], [0]

    def work() -> None:
        for _ in range(20):
            with locks.hold("satu", patience=60):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert inside == [0]


def test_another_process_excludes_and_its_kill_frees(locks: Locks) -> None:
    with holder(locks.root) as process:
        with pytest.raises(SourceUnavailable), locks.hold("satu", patience=0.1):
            raise AssertionError
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        with locks.hold("satu", patience=0):
            pass


def test_after_three_seconds_whoever_waits_hears_for_whom_and_each_minute_again(
    tmp_path: Path, clock: Clock
) -> None:
    began = datetime(2026, 6, 22, 10, tzinfo=UTC)
    locks = Locks(tmp_path, sleep=clock.sleep, clock=clock.read, now=lambda: began)
    heard: list[tuple[float, LockHolder]] = []

    def hear(waiting: LockHolder) -> None:
        heard.append((clock.now, waiting))

    with (
        locks.hold("satu", patience=1),
        pytest.raises(Busy),
        locks.hold("satu", patience=130, label="program-master D304 2026", waiting=hear),
    ):
        raise AssertionError
    assert [round(at) for at, _ in heard] == [3, 63, 123]
    said = str(heard[0][1])
    assert said.startswith("program-master D304 2026: menunggu proses ")
    assert f"proses {os.getpid()} " in said
    assert "sejak 2026-06-22T10:00:00Z" in said
    assert "Ctrl-C" in said
    assert not heard[0][1].stopped


def test_nothing_is_said_to_whoever_waits_shortly(locks: Locks) -> None:
    heard: list[LockHolder] = []
    with (
        locks.hold("satu", patience=1),
        pytest.raises(Busy),
        locks.hold("satu", patience=2, waiting=heard.append),
    ):
        raise AssertionError
    assert heard == []


def test_a_stopped_holder_is_named_as_stopped_and_waited_for(locks: Locks) -> None:
    heard: list[LockHolder] = []
    with holder(locks.root) as process:
        process.send_signal(signal.SIGSTOP)
        until(lambda: Path(f"/proc/{process.pid}/stat").read_text().split()[2] == "T")
        with pytest.raises(Busy), locks.hold("satu", patience=10, waiting=heard.append):
            raise AssertionError
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    (waiting,) = heard
    assert waiting.stopped
    assert waiting.holder == f"proses {process.pid}"
    assert "kill -CONT" in str(waiting)


@pytest.mark.parametrize("text", ["", "x", "12", "abc def ghi", "\x00" * 50])
def test_a_lock_that_nobody_signed_is_waited_for_all_the_same(text: str) -> None:
    waiting = signed(text, "satu")
    assert (waiting.label, waiting.holder, waiting.stopped) == ("satu", "", False)
    assert "menunggu proses lain" in str(waiting)


def test_a_holder_on_another_host_is_named_with_it() -> None:
    waiting = signed("1 mesin-lain 2026-06-22T10:00:00Z", "satu", expires=True)
    assert (waiting.holder, waiting.stopped) == ("proses 1 di mesin-lain", False)
    assert "lepas sendiri" in str(waiting)


def test_the_folder_and_the_files_are_private(locks: Locks) -> None:
    with locks.hold("kode rahasia/../x", patience=0):
        files = list(locks.root.iterdir())
        assert locks.root.stat().st_mode & 0o077 == 0
        assert [f.stat().st_mode & 0o077 for f in files] == [0, 0]
        assert not any("rahasia" in f.name for f in files)


def test_an_empty_lock_file_stays_after_its_holder_and_discard_removes_it(locks: Locks) -> None:
    with locks.hold("satu", patience=0):
        pass
    assert [(f.suffix, f.stat().st_size) for f in locks.root.iterdir()] == [(".lock", 0)]
    locks.discard("satu")
    assert list(locks.root.iterdir()) == []


def test_discard_removes_the_signature_of_a_killed_holder(locks: Locks) -> None:
    with holder(locks.root) as process:
        process.kill()
        process.wait(timeout=30)
    assert {f.suffix for f in locks.root.iterdir()} == {".lock", ".holder"}
    locks.discard("satu")
    assert list(locks.root.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    with (
        pytest.raises(StoreDamaged, match="tidak dapat menulis"),
        Locks(tmp_path / "berkas" / "locks").hold("satu", patience=0),
    ):
        raise AssertionError
