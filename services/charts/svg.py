"""Write a painted map as an SVG file: the same shapes and classes, for downloads and reports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import Any

from ..language import wording
from ..language.plain_text import visible
from .palette import Palette, palette
from .shapes import LegendEntry, Mark, Painted, mercator

FONT = "Arial, Helvetica, sans-serif"
WIDTH = 930
SIDE = 16
LINE = 18
TALLEST = 620

Frame = tuple[float, float, float]
"""Left and top in web-mercator units, and pixels per unit."""


def svg_map(
    painted: Painted,
    *,
    title: str,
    source: str,
    points: Painted | None = None,
    note: str | None = None,
    width: int = WIDTH,
) -> str:
    """Return a complete SVG document: title, map, legend, note on boundaries and source line.

    All text is escaped; regions carry name and value as their own title. `points` lie on the
    regions and bring their own legend. `note` defaults to the words on indicative boundaries.
    """
    colours = palette(painted.theme)
    west, south, east, north = painted.bounds
    left, top = mercator(west, north)
    right, bottom = mercator(east, south)
    across, down = max(right - left, 1e-6), max(bottom - top, 1e-6)
    scale = min((width - 2 * SIDE) / across, TALLEST / down)
    frame = (left, top, scale)
    map_top, map_height = 2 * SIDE + LINE, down * scale
    entries, marks = painted.legend, painted.marks
    if points is not None:
        ground = (replace(m, fill=colours.panel, known=True, value_text="") for m in painted.marks)
        entries, marks = points.legend, (*ground, *points.marks)
    legend, rows = _legend(entries, map_top + map_height + LINE, width, colours)
    note = note if note is not None else wording.text("maps.indicative", painted.lang)
    feet = [*_wrapped(note, width), *_wrapped(source, width)]
    feet_top = map_top + map_height + LINE * (rows + 2)
    height = feet_top + LINE * len(feet) + SIDE / 2
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {width} {height:.0f}" width="{width}" height="{height:.0f}" '
        f'font-family="{FONT}"><title>{safe(title)}</title><defs>{hatch(colours)}</defs>'
        f'<rect width="100%" height="100%" fill="{colours.background}"/>',
        _line(title, SIDE + LINE, colours.text, size=17, weight=600),
        f'<g transform="translate({(width - across * scale) / 2:.0f} {map_top})" '
        'stroke-width="0.6">',
        *(_mark(mark, frame, colours) for mark in marks),
        "</g>",
        *legend,
        *(_line(foot, feet_top + i * LINE, colours.muted, size=12) for i, foot in enumerate(feet)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def hatch(colours: Palette) -> str:
    """Return the pattern that fills a region without a value."""
    return (
        '<pattern id="kosong" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="5" height="5" fill="{colours.no_data}"/>'
        f'<line x1="0" y1="0" x2="0" y2="5" stroke="{colours.no_data_line}"/></pattern>'
    )


def _mark(mark: Mark, frame: Frame, colours: Palette) -> str:
    """Return a region as a path or a point as a circle, with name and value as its title."""
    value = f": {mark.value_text}" if mark.value_text else ""
    title = f"<title>{safe(f'{mark.name} ({mark.code}){value}')}</title>"
    fill, edge = inks(mark, colours)
    shape = json.loads(mark.geometry)
    if not isinstance(shape, dict):
        x, y = pixel(shape, frame)
        place = f'cx="{x}" cy="{y}" r="5" fill="{fill}" stroke="{colours.text}"'
        return f"<circle {place}>{title}</circle>"
    path = outline(shape, frame)
    return f'<path fill="{fill}" stroke="{edge}" fill-rule="evenodd" d="{path}">{title}</path>'


def inks(mark: Mark, colours: Palette) -> tuple[str, str]:
    """Return the fill and the edge of a region; one without a value is hatched (`hatch`)."""
    plain = mark.known and colours.stands_out(mark.fill)
    edge = colours.background if plain else colours.no_data_line
    return mark.fill if mark.known else "url(#kosong)", edge


def outline(shape: dict[str, Any], frame: Frame) -> str:
    """Return the SVG path of a polygon or of several."""
    path = ""
    for ring in rings(shape):
        points = [pixel(corner, frame) for corner in ring]
        path += "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"
    return path


def rings(shape: dict[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    """Yield the rings of a polygon or of several, holes too."""
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    for polygon in polygons:
        yield from polygon


def pixel(corner: Sequence[float], frame: Frame) -> tuple[float, float]:
    """Return where a corner, longitude and latitude, lies in the frame."""
    x, y = mercator(corner[0], corner[1])
    left, top, scale = frame
    return round((x - left) * scale, 1), round((y - top) * scale, 1)


def _legend(
    legend: Sequence[LegendEntry], top: float, width: int, colours: Palette
) -> tuple[list[str], int]:
    """Return the entries as SVG, wrapped to the width, and how many lines they take."""
    parts, x, row = [], float(SIDE), 0
    for entry in legend:
        wide = 34 + 6.0 * len(entry.label)
        if x > SIDE and x + wide > width - SIDE:
            x, row = float(SIDE), row + 1
        fill = entry.colour if entry.known else "url(#kosong)"
        edge = colours.edge(entry.colour) if entry.known else colours.no_data_line
        y = top + row * LINE
        parts.append(
            f'<rect x="{x:.0f}" y="{y - 10:.0f}" width="12" height="12" '
            f'fill="{fill}" stroke="{edge}"/>'
        )
        parts.append(_line(entry.label, y, colours.text, size=12, x=x + 18))
        x += wide
    return parts, row + 1


def _line(
    text: str, y: float, colour: str, *, size: int, x: float = SIDE, weight: int = 400
) -> str:
    place = f'x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}"'
    return f'<text {place} fill="{colour}">{safe(text)}</text>'


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in visible(text).split(" "):
        if lines[-1] and len(lines[-1]) + len(word) + 1 > (width - 2 * SIDE) / 5.9:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [line for line in lines if line]


def safe(text: object) -> str:
    """Return text escaped for HTML and SVG, without hidden characters."""
    return escape(visible(text))
