"""A wait for another pass is reported as progress or in the log."""

from __future__ import annotations

import io
import logging
import os
from dataclasses import replace
from pathlib import Path

import pytest

from services.commands.console import Console
from services.harvest.log import Log
from services.lock_holder import LockHolder
from services.repository import Tally
from services.repository.passes import Passes, now_utc
from services.store.checkpoints import Checkpoints
from services.store.locking.locks import Busy, Locks
from services.store.snapshots import Place, Snapshots
from services.upstream.walk.progress import Progress
from tests.repositories import programs
from tests.store.test_locks import Clock
from tests.store.test_snapshots import PLACE

WAITING = LockHolder(
    label="program-master D304 2026", holder="proses 7", since="2026-06-22T10:00:00Z"
)


@pytest.fixture
def passes(tmp_path: Path) -> Passes:
    clock = Clock()
    return Passes(
        clients={},
        snapshots=Snapshots(tmp_path),
        checkpoints=Checkpoints(tmp_path / "checkpoints"),
        locks=Locks(tmp_path / "locks", sleep=clock.sleep, clock=clock.read),
        now=now_utc,
    )


def wait(passes: Passes, heard: list[Progress] | None, place: Place = PLACE) -> None:
    """Ask for a pass while another holds its lock."""
    name = place.lock(passes.snapshots.root)
    with passes.locks.hold(name, patience=0), pytest.raises(Busy):
        passes.run(
            programs(),
            place,
            enough=lambda last: False,
            progress=None if heard is None else heard.append,
            patience=10,
        )


def test_progress_names_the_holder_of_the_lock(passes: Passes) -> None:
    heard: list[Progress] = []
    wait(passes, heard)
    (progress,) = heard
    assert progress.waiting is not None
    assert progress.label == str(programs())
    assert progress.waiting.label == str(PLACE)
    assert progress.waiting.holder == f"proses {os.getpid()}"


def test_a_background_refresh_logs_the_holder_of_the_lock(
    passes: Passes, caplog: pytest.LogCaptureFixture
) -> None:
    own = replace(PLACE, dataset="yang-tidak-ditunggu-uji-lain")  # one line a minute for each
    with caplog.at_level(logging.WARNING, "lensa"):
        wait(passes, None, own)
    assert [str(own) in record.getMessage() for record in caplog.records] == [True]


def test_a_command_says_it_once_on_one_line() -> None:
    stream = io.StringIO()
    console = Console(stream=stream)
    for _ in range(3):
        console.tally(Tally(done=0, all=2, rows=0, pages=0, waiting=(WAITING,)))
        console.progress(Progress(label="x", rows=0, pages=0, waiting=WAITING))
    assert stream.getvalue().splitlines() == [str(WAITING)]


def test_the_progress_of_a_harvest_names_the_holders_of_locks() -> None:
    log = Log(requests=[programs()], clock=lambda: 0.0, each=None)
    read = Progress(label="a", rows=3, pages=1)
    waiting = Progress(label="b", rows=0, pages=0, waiting=WAITING)
    assert log.tally([read, waiting], 0.0).waiting == (WAITING,)
    assert log.tally([read], 0.0).waiting == ()
