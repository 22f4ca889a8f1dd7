"""Lay a painted map out as HTML: one picture of its shapes, and where the pointer finds each.

For a map that is looked at, not clicked: deck.gl, 3 MB of program, draws the same shapes once a
browser has started it. The picture is an SVG within the page's own text, so that nothing is
fetched; over it lies an invisible piece for each region, which says its name and value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Self
from urllib.parse import quote

from ..language.labels import safe
from .palette import Palette, palette
from .shapes import Mark, Painted, mercator
from .svg import Frame, hatch, inks, outline, pixel, rings

PADDING = 0.06
MARGIN = 18
"""Percent of the width that the middle of what is said keeps from the edges."""
PLAIN = " =/:;,()"
"""What stands in a data address as it is beside letters and digits; `#` would end it."""
Point = tuple[float, float]


def still_map(painted: Painted, *, chosen: str = "", width: int, height: int, alt: str) -> str:
    """Return the map as HTML for st.html, in the classes of shell.css; `chosen` is outlined."""
    colours = palette(painted.theme)
    canvas = _Canvas.of(painted, width, height)
    picture = quote(canvas.picture(painted.marks, chosen, colours), safe=PLAIN)
    found = "".join(map(canvas.found, painted.marks))
    style = (
        f"max-width:{width}px;aspect-ratio:{width}/{height};--dasar:{colours.panel};"
        f"--garis:{colours.line};--teks:{colours.text};--redup:{colours.muted}"
    )
    return (
        f'<div class="lensa-peta" style="{style}"><img alt="{escape(alt)}" '
        f'width="{width}" height="{height}" src="data:image/svg+xml,{picture}">{found}</div>'
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Canvas:
    """A canvas of pixels on which all regions lie, as far from each edge as deck.gl's."""

    width: int
    height: int
    frame: Frame
    right: float
    down: float

    @classmethod
    def of(cls, painted: Painted, width: int, height: int) -> Self:
        west, south, east, north = painted.bounds
        (left, top), (right, bottom) = mercator(west, north), mercator(east, south)
        across, down = max(right - left, 1e-6), max(bottom - top, 1e-6)
        scale = (1 - 2 * PADDING) * min(width / across, height / down)
        return cls(
            width=width,
            height=height,
            frame=(left, top, scale),
            right=(width - across * scale) / 2,
            down=(height - down * scale) / 2,
        )

    def picture(self, marks: Sequence[Mark], chosen: str, colours: Palette) -> str:
        """Return the shapes as an SVG document."""
        paths = [_path(mark, inks(mark, colours), 0.7, self.frame) for mark in marks]
        ink = ("none", colours.text)
        paths += [_path(m, ink, 2, self.frame) for m in marks if chosen and m.code == chosen]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}">'
            f"<defs>{hatch(colours)}</defs>"
            f'<g transform="translate({self.right:.1f} {self.down:.1f})">{"".join(paths)}</g></svg>'
        )

    def found(self, mark: Mark) -> str:
        """Return the piece under which the pointer finds a region, and what is said of it."""
        rows = [map(self._percent, ring) for ring in _line(json.loads(mark.geometry))]
        corners = [corner for row in rows for corner in row]
        shape = ",".join(f"{x:.1f}% {y:.1f}%" for x, y in corners)
        across, down = [x for x, _ in corners], [y for _, y in corners]
        middle = min(max((min(across) + max(across)) / 2, MARGIN), 100 - MARGIN)
        place = f"left:{middle:.1f}%;top:{max(down):.1f}%"
        told = f"<b>{safe(mark.name)}</b><br>{safe(mark.said)}<br><small>{safe(mark.code)}</small>"
        return (
            f'<i style="clip-path:polygon(evenodd,{shape})"></i>'
            f'<div class="kata" style="{place}">{told}</div>'
        )

    def _percent(self, corner: Sequence[float]) -> Point:
        x, y = pixel(corner, self.frame)
        return 100 * (x + self.right) / self.width, 100 * (y + self.down) / self.height


def _path(mark: Mark, ink: tuple[str, str], wide: float, frame: Frame) -> str:
    path = outline(json.loads(mark.geometry), frame)
    look = f'fill="{ink[0]}" stroke="{ink[1]}" stroke-width="{wide}" fill-rule="evenodd"'
    return f'<path {look} d="{path}"/>'


def _line(shape: dict[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    """Yield all rings of a shape as one line, the way back over their beginnings at its end.

    A clip-path takes one polygon: what leads from ring to ring is walked twice and holds nothing.
    """
    found = list(rings(shape))
    for ring in found:
        yield [*ring, ring[0]]
    yield [ring[0] for ring in reversed(found[:-1])]
