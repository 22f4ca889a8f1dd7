"""Draw the charts of the report as static SVG: ranked bars, stacked bars, months.

Every text is escaped; bars start at zero; a bar of an unknown value is not drawn. Widths are in the
units of the view box, which the page scales.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ..charts.palette import palette
from ..language.labels import shortened
from ..language.plain_text import visible

WIDE = 720
ROW, BAR, NAME, SMALL = 40, 14, 12, 11
ROOM = 150
"""Space right of the longest bar for its printed value."""
LETTER = 6.2
"""Average width of a letter at the size of a name."""
COLUMNS_HIGH = 180
_COLOURS = palette("light")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series of a stacked chart: its value, label and colour."""

    name: str
    label: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row or month: its name, its segments in the order of the series, its printed value.

    `other` marks the bar of all rows beyond the first.
    """

    name: str
    segments: Sequence[float]
    printed: str
    other: bool = False

    @property
    def length(self) -> float:
        """Return the length of the bar."""
        return sum(self.segments)


def ranked(bars: Sequence[Bar], series: Sequence[Series] = (), *, alt: str) -> str:
    """Return horizontal bars, each under its name, with its value at its end."""
    shapes = _legend(series)
    top = ROW * 0.6 if shapes else 4.0
    scale = (WIDE - ROOM) / (max((bar.length for bar in bars), default=0) or 1)
    colours = [entry.colour for entry in series] or [_COLOURS.brand]
    for at, bar in enumerate(bars):
        y, x = top + at * ROW, 0.0
        name = shortened(bar.name, int(WIDE / LETTER))
        shapes.append(_text(name, 0, y + NAME, NAME, title=visible(bar.name)))
        for segment, colour in zip(bar.segments, colours, strict=True):
            fill = _COLOURS.no_data_line if bar.other else colour
            shapes.append(_rect(x, y + NAME + 5, segment * scale, BAR, fill))
            x += segment * scale
        shapes.append(_text(bar.printed, x + 6, y + NAME + 5 + BAR - 3, SMALL))
    return _svg(shapes, top + ROW * len(bars), alt)


def columns(bars: Sequence[Bar], series: Sequence[Series] = (), *, alt: str) -> str:
    """Return vertical columns with their value above and their name below."""
    shapes = _legend(series)
    top = (ROW * 0.6 if shapes else 0) + 18
    most = max((bar.length for bar in bars), default=0) or 1
    colours = [entry.colour for entry in series] or [_COLOURS.brand]
    step = WIDE / max(len(bars), 1)
    for at, bar in enumerate(bars):
        x, y = at * step, top + COLUMNS_HIGH
        for segment, colour in zip(bar.segments, colours, strict=True):
            height = segment / most * (COLUMNS_HIGH - 6)
            y -= height
            shapes.append(_rect(x + step * 0.15, y, step * 0.7, height, colour))
        shapes.append(_text(bar.printed, x + step / 2, y - 4, SMALL, middle=True))
        shapes.append(_text(bar.name, x + step / 2, top + COLUMNS_HIGH + 15, SMALL, middle=True))
    return _svg(shapes, top + COLUMNS_HIGH + 22, alt)


def _legend(series: Sequence[Series]) -> list[str]:
    shapes, x = list[str](), 0.0
    for entry in series:
        shapes.append(_rect(x, 2, 11, 11, entry.colour))
        shapes.append(_text(entry.label, x + 16, 12, SMALL))
        x += 34 + LETTER * len(entry.label)
    return shapes


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    if width <= 0 or height <= 0:
        return ""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} fill="{fill}"/>'


def _text(
    text: str, x: float, y: float, size: int, *, title: str = "", middle: bool = False
) -> str:
    tooltip = f"<title>{safe(title)}</title>" if title and title != text else ""
    anchor = ' text-anchor="middle"' if middle else ""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}"{anchor} fill="{_COLOURS.text}"'
    return f"<text {place}>{tooltip}{safe(text)}</text>"


def _svg(shapes: Sequence[str], height: float, alt: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDE} {height:.0f}">'
        f"<title>{safe(alt)}</title>{''.join(shapes)}</svg>"
    )


def safe(text: object) -> str:
    """Return text escaped for HTML and SVG, without hidden characters."""
    return escape(visible(text))
