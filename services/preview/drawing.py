"""Draw the one chart of a picture into its box, in type that is legible in a chat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..charts.geography.map_layout import map_layout
from ..charts.geography.svg import inks, patterns
from ..charts.palette import Palette
from ..charts.plots.curve_html import FIRST, LAST, Curve, march
from ..language import wording
from .lettering import Line, cut, drawable, width, wrapped
from .values import Bar, Bars, Chart, Columns, Curves, Moments, Regions, Steps

SMALL, NORMAL = 25, 28
"""Sizes of type, of 1,200 pixels: the smallest that a chat shows legibly, and that of names."""
BAR, LEADING = 22, 32
"""The height of a bar, and the distance of two lines of a name."""
THICK, THIN = 6, 2
MOST_LINES = 3
"""Lines of a name above its bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where a chart stands, in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Return the bottom edge."""
        return self.top + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart as SVG marks and the lines of its words."""

    marks: tuple[str, ...]
    lines: tuple[Line, ...]


def drawn(chart: Chart, box: Box, look: Palette, lang: str) -> Drawing:
    """Return a chart in a box."""
    match chart:
        case Bars():
            parts = list(_bars(chart, box, look))
        case Columns():
            parts = list(_columns(chart, box, look))
        case Curves():
            parts = list(_curves(chart, box, look, lang))
        case Regions():
            parts = list(_regions(chart, box, look))
        case Moments():
            parts = list(_moments(chart, box, look, lang))
        case Steps():
            parts = list(_steps(chart, box, look))
    return Drawing(
        marks=tuple(part for part in parts if isinstance(part, str)),
        lines=tuple(part for part in parts if isinstance(part, Line)),
    )


def rectangle(
    left: float, top: float, wide: float, high: float, fill: str, *, radius: int = 0
) -> str:
    """Return a box as SVG."""
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(wide, 0):.1f}" '
        f'height="{max(high, 0):.1f}" fill="{fill}" rx="{radius}"/>'
    )


def _bars(chart: Bars, box: Box, look: Palette) -> Iterator[str | Line]:
    """Yield the rows that have room, each with its name on up to three lines above its bar."""
    # the first rows that have room, the own one among them
    high_with_gap = [_height(row, box.width) + 14 for row in chart.rows]
    most = len(chart.rows)
    while most > 1 and sum(high_with_gap[:most]) > box.height + 14:
        most -= 1
    own = next((row for row in chart.rows[most:] if row.own), None)
    rows = [*chart.rows[: most - 1], own] if own else chart.rows[:most]
    heights = [_height(row, box.width) for row in rows]
    gap = min((box.height - sum(heights)) / max(len(rows) - 1, 1), 28.0)
    top = max(row.value for row in rows)
    beside = max(width(drawable(row.text), NORMAL, bold=True) for row in rows) + 14
    marked = any(row.own for row in rows)
    y = box.top
    for row, high in zip(rows, heights, strict=True):
        for at, name in enumerate(wrapped(row.name, box.width, NORMAL, MOST_LINES, bold=row.own)):
            base = y + LEADING * at + NORMAL * 0.8
            yield Line(text=name, x=box.left, y=base, size=NORMAL, ink=look.text, bold=row.own)
        long = max((box.width - beside) * max(row.value, 0) / top, 4)
        fill = look.brand if row.own or not marked else look.soft
        yield rectangle(box.left, y + high - BAR, long, BAR, fill, radius=3)
        yield Line(
            text=drawable(row.text),
            x=box.left + long + 12,
            y=y + high - 2,
            size=NORMAL,
            ink=look.text,
            bold=True,
        )
        y += high + gap


def _height(row: Bar, room: float) -> float:
    """Return the height of a row: its name and its bar."""
    return LEADING * len(wrapped(row.name, room, NORMAL, MOST_LINES, bold=row.own)) + 4 + BAR


def _columns(chart: Columns, box: Box, look: Palette) -> Iterator[str | Line]:
    floor, ceiling = box.bottom - 40, box.top + 40
    top = max(value for value in chart.values if value is not None) or 1
    step = box.width / len(chart.values)
    for at, (value, label) in enumerate(zip(chart.values, chart.labels, strict=True)):
        middle, strong = box.left + step * (at + 0.5), at == chart.strong
        ink = look.text if strong else look.muted
        if label:
            yield Line(
                text=label,
                x=middle,
                y=box.bottom - 6,
                size=SMALL,
                ink=ink,
                bold=strong,
                anchor="middle",
            )
        if value is None:
            yield Line(text="?", x=middle, y=floor - 8, size=SMALL, ink=look.muted, anchor="middle")
            continue
        high = (floor - ceiling) * max(value, 0) / top
        fill = look.brand if strong else look.soft
        yield rectangle(middle - step * 0.36, floor - high, step * 0.72, high, fill, radius=2)
        if strong:
            half = width(chart.text, NORMAL, bold=True) / 2
            x = min(max(middle, box.left + half), box.right - half)
            yield Line(
                text=chart.text,
                x=x,
                y=floor - high - 12,
                size=NORMAL,
                ink=look.text,
                bold=True,
                anchor="middle",
            )
    yield rectangle(box.left, floor, box.width, THIN, look.no_data_line)


def _curves(chart: Curves, box: Box, look: Palette, lang: str) -> Iterator[str | Line]:
    plot = Box(left=box.left + 76, top=box.top + 16, width=box.width - 160, height=box.height - 60)

    def x(day: float) -> float:
        return plot.left + plot.width * (min(max(day, FIRST), LAST) - FIRST) / (LAST - FIRST)

    def y(share: float) -> float:
        return plot.bottom - plot.height * share

    for share in (0.0, 0.5, 1.0):
        yield rectangle(plot.left, y(share), plot.width, THIN, look.line)
        text = wording.percent(share, 0, lang)
        yield Line(
            text=text, x=plot.left - 10, y=y(share) + 8, size=SMALL, ink=look.muted, anchor="end"
        )
    for month in (1, 4, 7, 10):
        day = (month - 1) * 30.4
        yield Line(
            text=wording.month_name(month, lang),
            x=x(day),
            y=box.bottom - 8,
            size=SMALL,
            ink=look.muted,
        )
    for curve, ink, style in (
        (chart.before, look.muted, f'stroke-width="{THICK / 2}" stroke-dasharray="10 8"'),
        (chart.now, look.brand, f'stroke-width="{THICK}" stroke-linejoin="round"'),
    ):
        points = [(x(day), y(share)) for day, share in curve.points]
        if points:
            points.append((plot.right, points[-1][1]))
            path = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points)
            yield f'<path d="{path}" fill="none" stroke="{ink}" {style}/>'
    end_of_march = march(chart.now.year)
    left, reached = x(end_of_march), y(chart.now.share_by(end_of_march) or 0.0)
    yield (
        f'<circle cx="{left:.1f}" cy="{reached:.1f}" r="11" fill="{look.background}" '
        f'stroke="{look.brand}" stroke-width="{THICK}"/>'
    )
    words = cut(chart.march, box.right - left - 24, NORMAL, bold=True)
    base = reached + 44 if reached + 44 < y(0) else reached - 30
    yield Line(text=words, x=left + 24, y=base, size=NORMAL, ink=look.text, bold=True)
    yield from _ends(chart.now, chart.before, plot, look)


def _ends(now: Curve, before: Curve, plot: Box, look: Palette) -> Iterator[Line]:
    """Yield the years at the ends of their curves, apart from each other."""
    ends = [(curve, curve.last) for curve in (now, before) if curve.last is not None]
    places = [plot.bottom - plot.height * (share or 0.0) + 8 for _, share in ends]
    if len(places) == 2 and abs(places[0] - places[1]) < SMALL:
        up = places[0] <= places[1]
        middle = sum(places) / 2
        places = (
            [middle - SMALL / 2, middle + SMALL / 2]
            if up
            else [
                middle + SMALL / 2,
                middle - SMALL / 2,
            ]
        )
    for (curve, _), place in zip(ends, places, strict=True):
        ink = look.brand if curve is now else look.muted
        yield Line(
            text=str(curve.year),
            x=plot.right + 12,
            y=place,
            size=SMALL,
            ink=ink,
            bold=curve is now,
        )


def _regions(chart: Regions, box: Box, look: Palette) -> Iterator[str | Line]:
    painted, foot = chart.painted, 84 if chart.hatched else 48
    layout = map_layout(
        painted.shapes, painted.bounds, width=box.width, tallest=box.height - foot, texts=(8.0,)
    )
    paths = dict(layout.outlines)
    down = box.top + (box.height - foot - layout.height) / 2
    yield f"<defs>{patterns(look)}</defs>"
    yield f'<g transform="translate({box.left:.1f} {down:.1f})" stroke-width="1">'
    for mark in painted.marks:
        fill, edge = inks(mark, look)
        yield f'<path fill="{fill}" stroke="{edge}" fill-rule="evenodd" d="{paths[mark.code]}"/>'
    for code in sorted(chart.chosen & set(paths)):
        outline = f'stroke="{look.amber}" stroke-width="5" stroke-linejoin="round"'
        yield f'<path fill="none" {outline} d="{paths[code]}"/>'
    yield "</g>"
    fills = [entry.colour for entry in chart.painted.legend if entry.known]
    x, y = box.left, box.bottom - (62 if chart.hatched else 26)
    low = Line(text=drawable(chart.low), x=x, y=y + 19, size=SMALL, ink=look.text)
    yield low
    x += low.width + 12
    for fill in fills:
        yield _key(x, y, fill, look.edge(fill))
        x += 40
    yield Line(text=drawable(chart.high), x=x + 12, y=y + 19, size=SMALL, ink=look.text)
    if chart.hatched:
        yield _key(box.left, y + 36, "url(#belum)", look.no_data_line)
        text = cut(chart.hatched, box.width - 52, SMALL)
        yield Line(text=text, x=box.left + 52, y=y + 55, size=SMALL, ink=look.muted)


def _key(x: float, y: float, fill: str, edge: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="40" height="22" fill="{fill}" stroke="{edge}"/>'


def _moments(chart: Moments, box: Box, look: Palette, lang: str) -> Iterator[str | Line]:
    step = min(box.height / len(chart.acts), 84.0)
    x = box.left + 14
    last = box.top + step * (len(chart.acts) - 1) + 24
    yield rectangle(x - THIN / 2, box.top + 24, THIN, last - box.top - 24, look.no_data_line)
    for at, (time, words) in enumerate(chart.acts):
        y, newest = box.top + step * at + 24, at == len(chart.acts) - 1
        fill = look.brand if newest else look.background
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="{fill}" stroke="{look.brand}" '
            f'stroke-width="4"/>'
        )
        text = cut(words, box.width - 44, NORMAL, bold=newest)
        yield Line(text=text, x=x + 30, y=y + 8, size=NORMAL, ink=look.text, bold=newest)
        day = wording.tanggal(time, lang) if time else wording.text("absent.unknown", lang)
        yield Line(text=day, x=x + 30, y=y + 38, size=SMALL, ink=look.muted)


def _steps(chart: Steps, box: Box, look: Palette) -> Iterator[str | Line]:
    step = min(box.height / len(chart.names), 66.0)
    for at, name in enumerate(chart.names):
        last = at == len(chart.names) - 1
        left, y = box.left + 34 * at, box.top + step * at + 32
        size = NORMAL + 6 if last else NORMAL
        (text,) = wrapped(name, box.right - left, size, 1, bold=last)
        if at:
            corner = f"M{left - 22:.1f} {y - step + 14:.1f}V{y - 9:.1f}H{left - 8:.1f}"
            yield f'<path d="{corner}" fill="none" stroke="{look.no_data_line}" stroke-width="3"/>'
        ink = look.text if last else look.muted
        yield Line(text=text, x=left, y=y, size=size, ink=ink, bold=last)
