"""A server and stored snapshots for many runs, for the tests and for `python -m tests.soak`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import stamina

from tests.faults.battery import Outcome, Stage, Strike, load, play
from tests.faults.books import BOOKS
from tests.faults.server import FaultServer, serving
from tests.upstream.wire import Clock

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - private folders in it
"""Where the folders of runs lie: thousands of synced files are no matter for a disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theatre:
    """One server, and by book a data folder that holds an older edition."""

    server: FaultServer
    old: dict[str, Path]

    def stage(self, book: str) -> Stage:
        """Return a stage that holds the newer edition of a book."""
        stage = Stage(BOOKS[book](), self.server)
        stage.book.edition(1)
        return stage

    def play(self, stage: Stage, strike: Strike, *, verify: bool = False) -> Outcome:
        """Run in a copy of the older edition's folder that is gone afterwards."""
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            old = self.old[stage.book.name]
            return play(stage, old, Path(folder) / "data", strike, verify=verify)


@contextmanager
def theatre() -> Iterator[Theatre]:
    """Yield a theatre; nothing waits while it is open."""
    waitless = stamina.set_testing(True, attempts=50, cap=True)
    with waitless, tempfile.TemporaryDirectory(dir=MEMORY) as folder, serving(Clock()) as server:
        old = {}
        for at, (name, book) in enumerate(BOOKS.items()):
            stage = Stage(book(), server)
            stage.book.edition(0)
            stage.begin(lambda page, again: None)
            old[name] = Path(folder) / str(at)
            assert not load(stage, old[name]).stale
        yield Theatre(server=server, old=old)
