"""Time two or more sides in turn, and say what came of it."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds of one side over all rounds."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the middle one."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        """Print median and span, in the unit that reads well."""
        low, high = min(self.seconds), max(self.seconds)
        return f"{duration(self.median)} ({duration(low)} – {duration(high)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a ratio or figure has to reach: at most or at least a number."""

    most: float | None = None
    least: float | None = None
    unit: str = "x"

    def met(self, value: float) -> bool:
        """Tell whether a figure reaches the goal."""
        return (self.most is None or value <= self.most) and (
            self.least is None or value >= self.least
        )

    def __str__(self) -> str:
        """Print the goal."""
        return (
            f"≥ {self.least:g} {self.unit}" if self.most is None else f"≤ {self.most:g} {self.unit}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the goals table: what was measured on each side, the figure, and its goal."""

    what: str
    sides: Mapping[str, str]
    figure: float
    goal: Goal
    notes: tuple[str, ...] = field(default=())

    @property
    def met(self) -> bool:
        """Tell whether the goal is reached."""
        return self.goal.met(self.figure)

    def __str__(self) -> str:
        """Print the row as lines."""
        sides = [f"  {name}: {told}" for name, told in self.sides.items()]
        verdict = "met" if self.met else "NOT MET"
        figure = f"  = {self.figure:.3g} {self.goal.unit}, goal {self.goal}: {verdict}"
        return "\n".join([self.what, *sides, figure, *(f"  {note}" for note in self.notes)])


def in_turn(
    sides: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Timing]:
    """Time each side once a round, in turn, after one round that is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, side in sides.items():
            gc.collect()
            began = clock()
            side()
            spent = clock() - began
            if number:
                taken[name].append(spent)
    return {name: Timing(seconds=tuple(seconds)) for name, seconds in taken.items()}


def ratio(timings: Mapping[str, Timing], ours: str, over: str) -> float:
    """Return the median over rounds of our time over the other's in the same round."""
    pairs = zip(timings[ours].seconds, timings[over].seconds, strict=True)
    return statistics.median(mine / other for mine, other in pairs)


def duration(seconds: float) -> str:
    """Print seconds as µs, ms or s."""
    for size, unit in ((1e-3, 1e6), (1.0, 1e3)):
        if seconds < size:
            return f"{seconds * unit:.3g} {'µs' if unit == 1e6 else 'ms'}"
    return f"{seconds:.3g} s"
