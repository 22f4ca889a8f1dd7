"""A drawing as a value: bars, lines, dots and words in panels on one scale.

The pages draw it with the component `lensa_bidang`, downloads with `plot_svg`. Across and up are
shares of the panel, from its left and its bottom; sizes and margins are pixels, so that words stay
as large as they are at every width. All texts are formatted here; nothing is HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from ...language import wording
from ...language.plain_text import visible
from ..ranked_list import Scale, largest, scale_to

Ink: TypeAlias = Literal["brand", "soft", "text", "muted", "line", "no_data_line", "background"]
"""A colour of the palette."""
Anchor: TypeAlias = Literal["start", "middle", "end"]
Key: TypeAlias = Literal["kotak", "garis", "titik", "lingkar"]
"""What a legend shows: a box, a line, a dot, a hollow dot."""
Unit: TypeAlias = Literal["rupiah", "jumlah", "persen", "angka"]
SMALL, NORMAL = 12, 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A box from the left to the right and from the bottom to the top."""

    left: float
    right: float
    top: float
    ink: Ink
    bottom: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A line through points (across, up), interrupted where a point is None."""

    points: tuple[tuple[float, float] | None, ...]
    ink: Ink
    width: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A dot, hollow with the background inside."""

    x: float
    y: float
    ink: Ink
    radius: float = 4.0
    hollow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of words at a point, moved by pixels to the right and up.

    optional: left out where it would cover a dot or words that come before it in the panel.
    around: it may stand on any side of its point.
    """

    x: float
    y: float
    text: str
    ink: Ink = "muted"
    anchor: Anchor = "middle"
    right: float = 0.0
    up: float = 0.0
    size: int = SMALL
    strong: bool = False
    optional: bool = False
    around: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What a pointer near a point is shown: a title and lines; without `y` the whole column."""

    x: float
    about: tuple[str, ...]
    y: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One drawing: title and figure above it, its marks, its height and margins."""

    height: int
    title: str = ""
    figure: str = ""
    left: int = 0
    right: int = 0
    above: int = 16
    below: int = 24
    bars: tuple[Bar, ...] = ()
    paths: tuple[Path, ...] = ()
    dots: tuple[Dot, ...] = ()
    words: tuple[Words, ...] = ()
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Panels side by side, as many in a row as are `least` pixels wide.

    legend: what a key stands for, with its colour. alt: the drawing in words.
    """

    panels: tuple[Panel, ...]
    alt: str
    least: int = 0
    legend: tuple[tuple[Key, Ink, str], ...] = ()


def printer(unit: Unit, lang: str, *, exact: bool = False) -> Callable[[float | None], str]:
    """Return a function that prints values of a unit, short or to the last digit."""

    def rupiah(value: float | None) -> str:
        print_money = wording.rupiah_full if exact else wording.rupiah
        return print_money(None if value is None else round(value), lang)

    if unit == "rupiah":
        return rupiah
    if unit == "persen":
        return lambda value: wording.percent(value, 1, lang)
    return lambda value: wording.number(value, 0 if unit == "jumlah" else 1, lang)


def scale_of(values: Sequence[float | None], unit: Unit, lang: str) -> Scale:
    """Return the scale from zero to the round step above the largest known value.

    Counts have no ticks between whole numbers.
    """
    scale = scale_to(float(largest(values)), printer(unit, lang))
    if unit != "jumlah":
        return scale
    return replace(scale, ticks=tuple(tick for tick in scale.ticks if tick[0] == int(tick[0])))


def grid(scale: Scale, *, inside: bool = True) -> tuple[list[Path], list[Words]]:
    """Return the lines of a scale across a panel with their words, above the right end of each.

    inside: the words stand in the panel, else left of it.
    """
    paths, words = [], []
    for value, label in scale.ticks:
        y = value / scale.top
        paths.append(Path(points=((0.0, y), (1.0, y)), ink="line"))
        if not inside:
            words.append(Words(x=0.0, y=y, text=label, anchor="end", right=-6, up=-4))
        elif value:
            words.append(Words(x=1.0, y=y, text=label, anchor="end", up=4))
    return paths, words


def as_data(plot: Plot) -> dict[str, Any]:
    """Return a drawing as the component takes it."""
    return {
        "alt": plot.alt,
        "least": plot.least,
        "legend": [list(entry) for entry in plot.legend],
        "panels": [
            {
                "title": visible(panel.title),
                "figure": panel.figure,
                "height": panel.height,
                "margins": [panel.above, panel.right, panel.below, panel.left],
                "bars": [
                    [*map(_short, (bar.left, bar.right, bar.bottom, bar.top)), bar.ink]
                    for bar in panel.bars
                ],
                "paths": [
                    [
                        [p and [_short(p[0]), _short(p[1])] for p in path.points],
                        path.ink,
                        path.width,
                    ]
                    for path in panel.paths
                ],
                "dots": [
                    [_short(dot.x), _short(dot.y), dot.ink, dot.radius, int(dot.hollow)]
                    for dot in panel.dots
                ],
                "words": [_words(words) for words in panel.words],
                "spots": [
                    [
                        _short(spot.x),
                        None if spot.y is None else _short(spot.y),
                        *map(visible, spot.about),
                    ]
                    for spot in panel.spots
                ],
            }
            for panel in plot.panels
        ],
    }


def _words(words: Words) -> dict[str, Any]:
    fields = {
        "x": _short(words.x),
        "y": _short(words.y),
        "t": visible(words.text),
        "i": words.ink,
        "a": words.anchor,
        "r": words.right,
        "u": words.up,
        "s": words.size,
        "b": int(words.strong),
        "o": int(words.optional),
        "m": int(words.around),
    }
    return {name: value for name, value in fields.items() if value not in (0, "")}


def _short(value: float) -> float:
    return round(value, 4)
