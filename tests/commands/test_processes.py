"""Commands as processes: killed and begun again, side by side, with a reader that leaves."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import polars as pl
import pytest

from tests.commands.running import Ran, live, run, spawn
from tests.commands.running import ended as ended_of
from tests.gateway import Gateway, Reply, loopback
from tests.waiting import until

FETCH = ("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026")


@pytest.mark.parametrize("killed_at", [1, 4, 6])
def test_a_killed_pass_resumes_with_at_most_one_page_read_twice(
    tmp_path: Path, killed_at: int
) -> None:
    gateway, running = Gateway(size=5), list[subprocess.Popen[str]]()
    gateway.programs(30)

    def kill(number: int) -> Reply | None:
        if number == killed_at:
            until(lambda: running)
            running[0].send_signal(signal.SIGKILL)
            running[0].wait(60)
        return None

    gateway.meddle = kill
    with loopback(gateway) as address:
        running.append(spawn(tmp_path, *FETCH, "--out", "hasil.parquet", settings=live(address)))
        assert ended_of(running[0]).code == -signal.SIGKILL
        assert not (tmp_path / "hasil.parquet").exists()
        assert list(tmp_path.rglob("manifest.json")) == []
        ran = run(tmp_path, *FETCH, "--out", "hasil.parquet", settings=live(address))
    assert ran.code == 0, ran.err
    rows = pl.read_parquet(tmp_path / "hasil.parquet")
    assert rows["kd_program"].cast(int).sort().to_list() == list(range(1, 31))
    cursors = [sent.get("cursor", "") for _, sent in gateway.asked]
    twice = [cursor for cursor in set(cursors) if cursors.count(cursor) > 1]
    assert len(set(cursors)) == 6
    assert len(cursors) == 7
    assert twice == [cursors[killed_at - 1]]


def test_three_processes_on_a_cold_key_make_one_pass(tmp_path: Path) -> None:
    gateway = Gateway(size=5)
    gateway.programs(30)
    with loopback(gateway) as address:
        running = [spawn(tmp_path, *FETCH, settings=live(address)) for _ in range(3)]
        ran = [ended_of(process) for process in running]
    assert [one.code for one in ran] == [0, 0, 0]
    assert len({one.out for one in ran}) == 1
    assert len(ran[0].out.splitlines()) == 31
    assert len(gateway.asked) == 6


def test_who_waits_goes_on_where_a_killed_holder_was(tmp_path: Path) -> None:
    gateway, running = Gateway(size=5), list[subprocess.Popen[str]]()
    gateway.programs(30)

    def kill(number: int) -> Reply | None:
        if number == 4:
            running[1:] = [spawn(tmp_path, *FETCH, settings=live(address))]
            running[0].send_signal(signal.SIGKILL)
            running[0].wait(60)
        return None

    gateway.meddle = kill
    with loopback(gateway) as address:
        running.append(spawn(tmp_path, *FETCH, settings=live(address)))
        assert ended_of(running[0]).code == -signal.SIGKILL
        ran = ended_of(running[1])
    assert (ran.code, len(ran.out.splitlines())) == (0, 31)
    assert len(gateway.asked) == 7


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.programs(3000)
    with loopback(gateway) as address:
        process = spawn(tmp_path, *FETCH, settings=live(address))
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("is_deleted,")
        process.stdout.close()
        ran = Ran(0, "", process.stderr.read())
        process.stderr.close()
        assert process.wait(60) == 0
    assert len(ran.lines) == 1
    assert "3000 baris, lengkap" in ran.err


def test_a_full_disk_behind_stdout_is_said_on_one_line(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.programs(3)
    with loopback(gateway) as address, Path("/dev/full").open("w") as full:
        process = spawn(tmp_path, *FETCH, settings=live(address), stdout=full.fileno())
        ran = ended_of(process)
    assert ran.code == 2
    assert ran.err.splitlines()[-1].startswith("galat: keluaran tidak dapat ditulis")
    assert "Traceback" not in ran.err


def test_interrupting_ends_130_on_one_line_though_a_reply_is_awaited(tmp_path: Path) -> None:
    gateway, running, ended = Gateway(size=5), list[subprocess.Popen[str]](), list[int]()
    gateway.programs(30)

    def interrupt(number: int) -> Reply | None:
        if number == 3:
            until(lambda: running)
            time.sleep(0.3)  # long enough to have read the page before, and to wait for this one
            running[0].send_signal(signal.SIGINT)
            ended.append(running[0].wait(20))  # a silent upstream is waited for longer
        return None

    gateway.meddle = interrupt
    with loopback(gateway) as address:
        running.append(spawn(tmp_path, *FETCH, "--out", "hasil.csv", settings=live(address)))
        ran = ended_of(running[0])
        until(lambda: ended)
    assert (ended, ran.code, ran.out, ran.lines) == ([130], 130, "", ["dihentikan"])
    assert not (tmp_path / "hasil.csv").exists()
