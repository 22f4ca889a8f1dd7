"""Draw the charts of a report as static SVG: ranked bars, stacked bars, months.

Every text is escaped; bars start at zero; a bar of nothing known is not drawn. Widths are in the
units of the view box, which the page scales.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from ..charts.palette import palette
from ..language.labels import shortened
from ..language.plain_text import visible

WIDE = 720
ROW, BAR, NAME, SMALL = 40, 14, 12, 11
ROOM = 150
"""Room right of the longest bar for its printed value."""
LETTER = 6.2
"""Average width of a letter at the size of a name."""
COLUMNS_HIGH = 180
_COLOURS = palette("light")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One meaning of a stacked chart: its words and its colour."""

    name: str
    label: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row or month: its name, its parts in the order of the series, its printed value.

    `other` marks the bar that stands for all that have none of their own.
    """

    name: str
    parts: Sequence[float]
    printed: str
    other: bool = False

    @property
    def whole(self) -> float:
        """Return the length of the bar."""
        return sum(self.parts)


def ranked(bars: Sequence[Bar], series: Sequence[Series] = (), *, alt: str) -> str:
    """Return horizontal bars, each under its name, with its value at its end."""
    head = _legend(series)
    top = ROW * 0.6 if head else 4.0
    most = max((bar.whole for bar in bars), default=0) or 1
    colours = [one.colour for one in series] or [_COLOURS.brand]
    drawn = [
        line
        for at, bar in enumerate(bars)
        for line in _row(bar, top + at * ROW, (WIDE - ROOM) / most, colours)
    ]
    return _svg([*head, *drawn], top + ROW * len(bars), alt)


def columns(bars: Sequence[Bar], series: Sequence[Series] = (), *, alt: str) -> str:
    """Return vertical columns with their value above and their name below."""
    head = _legend(series)
    top = (ROW * 0.6 if head else 0) + 18
    most = max((bar.whole for bar in bars), default=0) or 1
    colours = [one.colour for one in series] or [_COLOURS.brand]
    step = WIDE / max(len(bars), 1)
    drawn = [
        line
        for at, bar in enumerate(bars)
        for line in _column(bar, at * step, step=step, top=top, most=most, colours=colours)
    ]
    return _svg([*head, *drawn], top + COLUMNS_HIGH + 22, alt)


def _row(bar: Bar, y: float, scale: float, colours: Sequence[str]) -> Iterator[str]:
    name = shortened(bar.name, int(WIDE / LETTER))
    yield _text(name, 0, y + NAME, NAME, title=visible(bar.name))
    x = 0.0
    for part, colour in zip(bar.parts, colours, strict=True):
        wide = part * scale
        fill = _COLOURS.no_data_line if bar.other else colour
        yield _rect(x, y + NAME + 5, wide, BAR, fill)
        x += wide
    yield _text(bar.printed, x + 6, y + NAME + 5 + BAR - 3, SMALL)


def _column(
    bar: Bar, x: float, *, step: float, top: float, most: float, colours: Sequence[str]
) -> Iterator[str]:
    y = top + COLUMNS_HIGH
    for part, colour in zip(bar.parts, colours, strict=True):
        high = part / most * (COLUMNS_HIGH - 6)
        y -= high
        yield _rect(x + step * 0.15, y, step * 0.7, high, colour)
    yield _text(bar.printed, x + step / 2, y - 4, SMALL, middle=True)
    yield _text(bar.name, x + step / 2, top + COLUMNS_HIGH + 15, SMALL, middle=True)


def _legend(series: Sequence[Series]) -> list[str]:
    drawn, x = [], 0.0
    for one in series:
        drawn.append(_rect(x, 2, 11, 11, one.colour))
        drawn.append(_text(one.label, x + 16, 12, SMALL))
        x += 34 + LETTER * len(one.label)
    return drawn


def _rect(x: float, y: float, wide: float, high: float, fill: str) -> str:
    if wide <= 0 or high <= 0:
        return ""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    return f'<rect {place} fill="{fill}"/>'


def _text(
    text: str, x: float, y: float, size: int, *, title: str = "", middle: bool = False
) -> str:
    told = f"<title>{safe(title)}</title>" if title and title != text else ""
    anchor = ' text-anchor="middle"' if middle else ""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}"{anchor} fill="{_COLOURS.text}"'
    return f"<text {place}>{told}{safe(text)}</text>"


def _svg(drawn: Sequence[str], high: float, alt: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDE} {high:.0f}">'
        f"<title>{safe(alt)}</title>{''.join(drawn)}</svg>"
    )


def safe(text: object) -> str:
    """Return text that HTML and SVG show as it reads, hidden characters gone."""
    return escape(visible(text))
