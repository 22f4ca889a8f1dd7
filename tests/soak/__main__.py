"""Run long: `python -m tests.soak crash|faults|load|reruns [COUNT]`; prints figures."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.crash.chain import chains
from tests.load.load import load
from tests.soak.reruns import reruns

DEFAULTS = {"crash": 1_000, "faults": 2_000, "load": 1_000, "reruns": 5_000}


def crash(folder: Path, count: int, seed: int) -> Iterator[str]:
    """Kill `count` commands at random instants; a restart with unequal results ends the run."""
    began = time.monotonic()
    ran = chains(folder, seed, count)
    seen = [one for figures in ran for one in figures.seen]
    yield (
        f"{sum(one.kills for one in ran)} kills, {sum(one.late for one in ran)} came too late,"
        f" {sum(one.states for one in ran)} restarts completed equal,"
        f" {time.monotonic() - began:.0f} s"
    )
    wrong = [line for one in seen for line in one.wrong]
    yield f"{sum(one.openings for one in seen)} openings by readers, {len(wrong)} of them torn"
    yield from wrong


def visitors(folder: Path, count: int, seed: int) -> Iterator[str]:
    """Let 50 sessions open `count` links; 5 % of upstream answers are spoiled."""
    came = load(folder, count, seed=seed)
    yield from came.lines()
    yield from (*came.errors, *came.wrong)
    yield came.log


def faults(folder: Path, count: int, seed: int) -> Iterator[str]:
    """Play `count` schedules of faults, and as many of moving rows, against the fault server."""
    from tests.faults.soak import soak  # noqa: PLC0415 - loads the battery, for this run alone

    del folder
    yield from soak(count, seed)


RUNS = {"crash": crash, "faults": faults, "load": visitors, "reruns": reruns}


def main() -> None:
    """Run one of them and print its figures as they come."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("what", choices=RUNS)
    parser.add_argument("count", type=int, nargs="?", help="kills, asks or reruns")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lensa-soak-") as folder:
        count = given.count or DEFAULTS[given.what]
        for line in RUNS[given.what](Path(folder), count, given.seed):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
