"""One pass for a cold key, however many ask, and whatever becomes of the one who reads."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from services.repository import Snapshot
from services.settings import from_mapping
from services.store.checkpoints import Checkpoints
from services.wiring import connect
from tests.commands.running import ended
from tests.crash.killing import Scene, published, scene, served
from tests.crash.reading import readers
from tests.gateway import Gateway, Reply
from tests.repositories import Doors, programs

THREADS, PROCESSES = 64, 8
ROWS, SIZE = 900, 200
PAGES = 5


def test_sixty_four_threads_on_a_cold_key_make_one_pass(doors: Doors) -> None:
    gateway = Gateway(size=SIZE)
    gateway.programs(ROWS)
    repository, together = doors.open(gateway.transport()), threading.Barrier(THREADS)

    def ask(_: int) -> Snapshot:
        together.wait(60)
        return repository.load(programs())

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(ask, range(THREADS)))
    assert len(gateway.asked) == PAGES
    assert {answer.frame.height for answer in answers} == {ROWS}
    assert {answer.manifest.digest for answer in answers} == {answers[0].manifest.digest}
    assert not any(answer.stale for answer in answers)


def spawn(here: Scene, number: int) -> subprocess.Popen[str]:
    """Start a fetch that takes a stored answer, with an output of its own."""
    return here.start(out=f"hasil-{number}.parquet", refresh=False)


def answers_equal(here: Scene, numbers: range) -> None:
    for number in numbers:
        frame = pl.read_parquet(here.folder / f"hasil-{number}.parquet")
        assert served(frame) == here.expected()


def test_eight_processes_on_a_cold_key_make_one_pass(tmp_path: Path) -> None:
    with scene(tmp_path, size=SIZE) as here:
        here.turn(ROWS)
        running = [spawn(here, number) for number in range(PROCESSES)]
        assert [ended(one).code for one in running] == [0] * PROCESSES
        assert len(here.gateway.asked) == PAGES
        answers_equal(here, range(PROCESSES))


def test_the_killed_holders_pass_is_finished_by_one_of_seven_who_wait(tmp_path: Path) -> None:
    with scene(tmp_path, size=SIZE) as here:
        here.turn(ROWS)
        running: list[subprocess.Popen[str]] = []

        def kill(number: int) -> Reply | None:
            if number == 3:
                running.extend(spawn(here, each) for each in range(1, PROCESSES))
                running[0].kill()
                running[0].wait(60)
            return None

        here.gateway.meddle = kill
        running.append(spawn(here, 0))
        codes = [ended(one).code for one in running]
        assert codes == [-signal.SIGKILL, *[0] * (PROCESSES - 1)]
        assert len(here.gateway.asked) == PAGES + 1  # the page it was killed at, once more
        assert sum("cursor" not in sent for _, sent in here.gateway.asked) == 1
        answers_equal(here, range(1, PROCESSES))


def waits_for(waiter: subprocess.Popen[str], holder: subprocess.Popen[str]) -> str:
    """Return the line by which a process says, after three seconds, which other it waits for.

    A line of progress may come before it on a slow machine.
    """
    assert waiter.stderr is not None
    line = next(line for line in waiter.stderr if " halaman" not in line)
    assert line.startswith(f"program-master D304 2026: menunggu proses {holder.pid} ")
    return line


def forget(here: Scene) -> None:
    """Take the lock and the tape of the pass away, as an operator might."""
    parts = connect(from_mapping(here.settings))
    place = parts.repository.place(programs())
    Checkpoints(here.data / "checkpoints").tape(place.lock(here.data)).clear()
    parts.close()
    shutil.rmtree(here.data / "locks")


def test_a_paused_holder_keeps_its_lock_and_who_waits_takes_its_answer(tmp_path: Path) -> None:
    with scene(tmp_path, size=SIZE) as here:
        here.turn(ROWS)
        holder = here.pause_at("manifest baru belum ditukar", "hasil-0.parquet")
        waiter = spawn(here, 1)
        line = waits_for(waiter, holder)
        assert not list(here.data.rglob("manifest.json"))
        assert "dihentikan (SIGSTOP)" in line
        assert "Ctrl-C" in line
        os.kill(holder.pid, signal.SIGCONT)
        assert [ended(one).code for one in (holder, waiter)] == [0, 0]
        assert len(here.gateway.asked) == PAGES
        answers_equal(here, range(2))


def test_a_holder_whose_lock_was_taken_away_never_publishes_over_a_newer_pass(
    tmp_path: Path,
) -> None:
    with scene(tmp_path, size=SIZE) as here, readers(here.data, ROWS) as seen:
        here.turn(ROWS)
        holder = here.pause_at("halaman ketiga belum tercatat", "hasil-0.parquet")
        forget(here)
        here.turn(ROWS)
        assert ended(spawn(here, 1)).code == 0
        newer = published(here.data)
        os.kill(holder.pid, signal.SIGCONT)
        assert ended(holder).code == 0
        assert served(published(here.data)) == served(newer) == here.expected()
        answers_equal(here, range(2))
    assert [one.wrong for one in seen] == [[], []]


@pytest.mark.parametrize("point", ["berkas belum ada", "manifest baru belum ditukar"])
def test_nobody_publishes_while_a_paused_one_is_publishing(tmp_path: Path, point: str) -> None:
    with scene(tmp_path, size=SIZE) as here, readers(here.data, ROWS) as seen:
        here.turn(ROWS)
        holder = here.pause_at(point, "hasil-0.parquet")
        want = here.expected()
        forget(here)
        here.turn(ROWS)
        other = spawn(here, 1)
        waits_for(other, holder)
        os.kill(holder.pid, signal.SIGCONT)
        assert [ended(one).code for one in (holder, other)] == [0, 0]
        assert here.passes == 1
        assert served(published(here.data)) == want
        for number in range(2):
            assert served(pl.read_parquet(here.folder / f"hasil-{number}.parquet")) == want
    assert [one.wrong for one in seen] == [[], []]
