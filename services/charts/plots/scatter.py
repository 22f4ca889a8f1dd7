"""Draw two figures of the same subjects against each other, a dot for each subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, floor, log10

from ...language import wording
from .plot import NORMAL, SMALL, Dot, Panel, Path, Plot, Spot, Unit, Words, printer, scale_of

HEIGHT = 420


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A subject: its name and both values; `own` is drawn in the brand's colour and named."""

    name: str
    x: float
    y: float
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An axis: the name of its figure and its unit; with `log` each step is tenfold."""

    name: str
    unit: Unit
    log: bool = False


def scatter(points: Sequence[Point], x: Axis, y: Axis, *, lang: str) -> Plot:
    """Draw a dot for each point; names stand where there is room, the own one's always.

    On a logarithmic axis the values must be above zero.
    """
    across, up = (
        _Placed.of(axis, [getattr(point, name) for point in points], lang)
        for axis, name in ((x, "x"), (y, "y"))
    )
    ordered = sorted(points, key=lambda point: point.own)
    named = sorted(points, key=lambda point: (not point.own, -point.y, point.name))
    panel = Panel(
        height=HEIGHT,
        left=72,
        right=16,
        above=36,
        below=48,
        paths=(*across.lines(upright=True), *up.lines(upright=False)),
        dots=tuple(
            Dot(
                x=across.share(point.x),
                y=up.share(point.y),
                ink="brand" if point.own else "no_data_line",
                radius=6.5 if point.own else 5.0,
            )
            for point in ordered
        ),
        words=(
            Words(x=0.0, y=1.0, text=f"↑ {y.name}", anchor="start", right=-64, up=20),
            Words(x=1.0, y=0.0, text=f"{x.name} →", anchor="end", up=-40),
            *across.labels(upright=True),
            *up.labels(upright=False),
            *(
                Words(
                    x=across.share(point.x),
                    y=up.share(point.y),
                    text=point.name,
                    ink="text" if point.own else "muted",
                    size=NORMAL if point.own else SMALL,
                    strong=point.own,
                    optional=not point.own,
                    around=True,
                )
                for point in named
            ),
        ),
        spots=tuple(
            Spot(
                x=across.share(point.x),
                y=up.share(point.y),
                about=(
                    point.name,
                    f"{x.name}: {printer(x.unit, lang, exact=True)(point.x)}",
                    f"{y.name}: {printer(y.unit, lang, exact=True)(point.y)}",
                ),
            )
            for point in ordered
        ),
    )
    say_x, say_y = printer(x.unit, lang), printer(y.unit, lang)
    alt = "; ".join(f"{p.name}: {say_x(p.x)}, {say_y(p.y)}" for p in named)
    return Plot(panels=(panel,), alt=alt or wording.text("charts.empty", lang))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """An axis with its ends and its labelled values."""

    low: float
    high: float
    log: bool
    ticks: tuple[tuple[float, str], ...]

    @classmethod
    def of(cls, axis: Axis, values: Sequence[float], lang: str) -> _Placed:
        if not axis.log or not values:
            scale = scale_of(values, axis.unit, lang)
            return cls(low=0.0, high=scale.top, log=False, ticks=scale.ticks)
        say = printer(axis.unit, lang)
        powers = range(floor(log10(min(values))), ceil(log10(max(values))) + 1)
        low, high = 10.0 ** powers[0], 10.0 ** powers[-1]
        ticks = tuple((10.0**power, say(10.0**power)) for power in powers)
        return cls(low=low, high=max(high, 10 * low), log=True, ticks=ticks)

    def share(self, value: float) -> float:
        if not self.log:
            return value / self.high
        return (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))

    def lines(self, *, upright: bool) -> list[Path]:
        """Return a line for each labelled value, across the panel or up."""
        shares = [self.share(value) for value, _ in self.ticks]
        if upright:
            return [Path(points=((share, 0.0), (share, 1.0)), ink="line") for share in shares]
        return [Path(points=((0.0, share), (1.0, share)), ink="line") for share in shares]

    def labels(self, *, upright: bool) -> list[Words]:
        """Return the labelled values, below the panel or left of it."""
        below = partial(Words, y=0.0, up=-18, optional=True)
        left = partial(Words, x=0.0, anchor="end", right=-8, up=-4)
        return [
            below(x=self.share(v), text=text) if upright else left(y=self.share(v), text=text)
            for v, text in self.ticks
        ]
