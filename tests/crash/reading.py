"""Readers that open snapshots again and again while processes are killed around them.

    python -m tests.crash.reading DATA SIZES

Every state of the source has its own number of rows (SIZES, by state) and carries its number in
every row, so a torn, mixed or older state shows. A process ends when its stdin is closed and
prints what it saw as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from services.errors import StoreDamaged
from services.store.snapshots import Place, Snapshots
from tests.commands.running import ROOT, clean
from tests.sampling import LONG

PAUSE = 0.01 if LONG else 0.03
"""Seconds between two looks: in the short form readers leave the processors to those killed."""


@dataclass
class Seen:
    """What a reader saw: openings, the states in the order they came, what was wrong."""

    openings: int = 0
    states: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def look(self, store: Snapshots, base: int) -> None:
        """Open the newest snapshot of every partition once and judge it."""
        for scope in sorted(path.name for path in (store.root / "snapshots/v1").glob("*")):
            for place in store.places(scope):
                self._judge(store, place, base)

    def _judge(self, store: Snapshots, place: Place, base: int) -> None:
        try:
            opened = store.open(place)
        except StoreDamaged as error:
            self.wrong.append(str(error))
            return
        if opened is None:
            return
        self.openings += 1
        frame = opened.frame
        state = int(frame["pagu_program"].max() or 0)  # type: ignore[arg-type]
        whole = frame.height == base + state and frame["pagu_program"].n_unique() == 1
        whole &= sorted(frame["kd_program"].cast(pl.Int64)) == list(range(1, frame.height + 1))
        whole &= opened.manifest.rows == frame.height and not opened.damage
        if not whole or state < max(self.states, default=0):
            self.wrong.append(f"keadaan {state} sesudah {self.states[-1:]}: {frame.height} baris")
        if state not in self.states:
            self.states.append(state)


def watch(data: Path, base: int, over: threading.Event) -> Seen:
    """Look until told that it is over, and once more."""
    seen, store = Seen(), Snapshots(data)
    while not over.wait(PAUSE):
        seen.look(store, base)
    seen.look(store, base)
    return seen


@contextmanager
def readers(data: Path, base: int) -> Iterator[list[Seen]]:
    """Let a thread and a process read; what they saw is in the list once the block ends."""
    seen: list[Seen] = []
    over = threading.Event()
    thread = threading.Thread(target=lambda: seen.append(watch(data, base, over)))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.reading", str(data), str(base)],
        cwd=ROOT,
        env=clean(data.parent),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()
        told, _ = process.communicate(timeout=60)
    seen.append(Seen(**json.loads(told)))


def _main(data: str, base: str) -> None:
    over = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=listen, daemon=True).start()
    print(json.dumps(vars(watch(Path(data), int(base), over))))  # noqa: T201 - its answer


if __name__ == "__main__":
    _main(*sys.argv[1:])
