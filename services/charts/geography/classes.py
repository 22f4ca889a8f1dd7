"""Sort values into classes for maps (at most five), calendars and matrices (seven)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from ..palette import CLASSES, Palette

Method = Literal["quantile", "log", "equal"]
Value = int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Class bounds: class i holds the values from edges[i] up to, but not including, edges[i + 1].

    The last class includes its upper edge. `counts` has the number of values per class, `ranges`
    the lowest and highest of them, None for an empty class; `missing` counts unknown values.
    Without any value there are no classes (edges is empty).
    """

    method: Method
    edges: tuple[int | float, ...]
    counts: tuple[int, ...]
    ranges: tuple[tuple[int | float, int | float] | None, ...]
    missing: int

    @property
    def filled(self) -> int:
        """Return the number of classes that hold a value, which the legend shows."""
        return sum(map(bool, self.counts))

    def index(self, value: Value) -> int | None:
        """Return the class of a value, None for a missing one."""
        if value is None or not isfinite(value) or not self.edges:
            return None
        return bisect_right(self.edges[1:-1], value)

    def colours(self, colours: Palette) -> tuple[str, ...]:
        """Return one colour per class, spread over the ramp of seven."""
        return spread(colours.ramp, len(self.counts))

    def labels(self, print_value: Callable[[int | float], str]) -> tuple[str | None, ...]:
        """Return the lowest and the highest value of each class; None for an empty class.

        Where the lowest prints like the highest of the class below, the class begins above that
        ("> 1,2 M – 3,4 M"): no two classes share a bound.
        """
        labels: list[str | None] = []
        below = None
        for values in self.ranges:
            if values is None:
                labels.append(None)
                continue
            low, high = print_value(values[0]), print_value(values[1])
            begin = f"> {low}" if low == below else low
            labels.append(begin if low == high else f"{begin} – {high}")
            below = high
        return tuple(labels)


def spread(ramp: Sequence[str], count: int) -> tuple[str, ...]:
    """Return `count` colours from end to end of a ramp; a single one from its middle."""
    if count <= 1:
        return tuple(ramp[len(ramp) // 2 : len(ramp) // 2 + count])
    return tuple(ramp[round(i * (len(ramp) - 1) / (count - 1))] for i in range(count))


def classify(values: Iterable[Value], method: Method = "quantile", count: int = CLASSES) -> Classes:
    """Return classes for values.

    quantile: equally many values in each class. Equal values share a class: a lowest value that
    fills more than its class gets one of its own, and repeated values make fewer classes. equal:
    equally wide classes. log: equally wide in orders of magnitude; zero and less are in the lowest
    class. There are never more classes than values.
    """
    values = list(values)
    known = sorted(value for value in values if value is not None and isfinite(value))
    if not known:
        return Classes(method=method, edges=(), counts=(), ranges=(), missing=len(values))
    count = min(count, len(known))
    inner = sorted({cut for cut in _CUTS[method](known, count) if known[0] < cut <= known[-1]})
    members: list[list[int | float]] = [[] for _ in range(len(inner) + 1)]
    for value in known:
        members[bisect_right(inner, value)].append(value)
    return Classes(
        method=method,
        edges=(known[0], *inner, known[-1]),
        counts=tuple(map(len, members)),
        ranges=tuple((of[0], of[-1]) if of else None for of in members),
        missing=len(values) - len(known),
    )


def _quantile(known: Sequence[int | float], count: int) -> list[int | float]:
    above = bisect_right(known, known[0])
    if count > 1 and above < len(known) < above * count:
        rest = known[above:]
        return [rest[0], *_quantile(rest, count - 1)]
    return [known[len(known) * i // count] for i in range(1, count)]


def _equal(known: Sequence[int | float], count: int) -> list[int | float]:
    low, high = known[0], known[-1]
    return [low + (high - low) * i / count for i in range(1, count)]


def _log(known: Sequence[int | float], count: int) -> list[int | float]:
    positive = [value for value in known if value > 0]
    if not positive or positive[0] == positive[-1]:
        return list(positive[:1])
    ratio = positive[-1] / positive[0]
    return [positive[0] * ratio ** (i / count) for i in range(1, count)]


_CUTS: dict[Method, Callable[[Sequence[int | float], int], list[int | float]]] = {
    "quantile": _quantile,
    "equal": _equal,
    "log": _log,
}
