"""Chains of kills at random instants: killed one to three times, completed, the source moves."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.crash.killing import scene
from tests.crash.reading import Seen, readers

SHAPES = ((900, 200), (400, 50))
SPAN = 0.05
"""Seconds from the last question to the end of a command, on a quiet machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a chain did: kills that hit, commands that ended before theirs, what readers saw."""

    kills: int
    late: int
    states: int
    seen: tuple[Seen, ...]


def chain(folder: Path, seed: int, kills: int) -> Figures:
    """Kill so many commands at instants drawn from `seed`; every restart must complete equal.

    Rows and pages differ by seed: answers kept in files, and answers kept in the index.
    """
    draw = random.Random(seed)
    rows, size = SHAPES[seed % len(SHAPES)]
    hits = late = 0
    with scene(folder, size=size) as here, readers(here.data, rows) as seen:
        while hits < kills:
            here.turn(rows)
            for _ in range(draw.randint(1, 3)):
                hit = here.kill_near(draw.randrange(rows // size + 1), draw.uniform(0, SPAN))
                hits, late = hits + hit, late + (not hit)
                assert late <= 50 + 2 * kills, "the instants drawn lie past the end"
            here.complete()
    return Figures(kills=hits, late=late, states=here.state, seen=tuple(seen))


def chains(folder: Path, seed: int, kills: int, side_by_side: int = 2) -> list[Figures]:
    """Run chains side by side, each on its own data folder, `kills` in all."""
    with ThreadPoolExecutor(side_by_side) as pool:
        running = [
            pool.submit(chain, folder / str(number), seed + number, -(-kills // side_by_side))
            for number in range(side_by_side)
        ]
        return [one.result() for one in running]
