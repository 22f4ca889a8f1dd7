"""Turn a painted map into HTML: one picture of all regions, and a hover area for each.

For maps that nobody clicks: deck.gl would have to load 3 MB of program first. The picture is an SVG
in a data address, so that nothing is fetched; over it lies an invisible area for each region, which
shows its name and value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Self
from urllib.parse import quote

from ...language.labels import safe
from ..palette import Palette, palette
from .map_layout import Frame, path_of, rings_of
from .shapes import Mark, Painted, mercator
from .svg import inks, patterns

PADDING = 0.06
MARGIN = 18
"""Least distance of the middle of a hover text from the edges, in percent of the width."""
PLAIN = " =/:;,()"
"""Characters that need no escape in a data address; `#` would end it."""


def map_html(
    painted: Painted,
    *,
    chosen: frozenset[str] = frozenset(),
    width: int,
    height: int,
    alt: str,
) -> str:
    """Return the map as HTML for st.html, in the classes of shell.css; `chosen` are outlined."""
    colours = palette(painted.theme)
    canvas = _Canvas.of(painted, width, height)
    picture = quote(canvas.picture(painted.marks, chosen, colours), safe=PLAIN)
    hover_areas = "".join(map(canvas.hover_area, painted.marks))
    style = (
        f"max-width:{width}px;aspect-ratio:{width}/{height};--dasar:{colours.panel};"
        f"--garis:{colours.line};--teks:{colours.text};--redup:{colours.muted}"
    )
    return (
        f'<div class="lensa-peta" style="{style}"><img alt="{escape(alt)}" '
        f'width="{width}" height="{height}" src="data:image/svg+xml,{picture}">{hover_areas}</div>'
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Canvas:
    """A canvas of pixels on which all regions fit, with the same margin as deck.gl's."""

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

    def picture(self, marks: Sequence[Mark], chosen: frozenset[str], colours: Palette) -> str:
        """Return the shapes as an SVG document."""

        def path(mark: Mark, fill: str, edge: str, width: float) -> str:
            look = f'fill="{fill}" stroke="{edge}" stroke-width="{width}" fill-rule="evenodd"'
            return f'<path {look} d="{path_of(rings_of(mark.geometry, self.frame))}"/>'

        paths = [path(mark, *inks(mark, colours), 0.7) for mark in marks]
        paths += [path(m, "none", colours.text, 2) for m in marks if m.code in chosen]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}">'
            f"<defs>{patterns(colours)}</defs>"
            f'<g transform="translate({self.right:.1f} {self.down:.1f})">{"".join(paths)}</g></svg>'
        )

    def hover_area(self, mark: Mark) -> str:
        """Return the area of a region that takes hover, with its text.

        A clip-path takes one polygon, so the rings are joined to one line: from ring to ring and
        back over their first corners. What is walked twice encloses nothing.
        """
        all_rings = rings_of(mark.geometry, self.frame)
        line = [corner for ring in all_rings for corner in (*ring, ring[0])]
        line += [ring[0] for ring in reversed(all_rings[:-1])]
        corners = []
        for x, y in line:
            across, down = (x + self.right) / self.width, (y + self.down) / self.height
            corners.append((100 * across, 100 * down))
        shape = ",".join(f"{x:.1f}% {y:.1f}%" for x, y in corners)
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        middle = min(max((min(xs) + max(xs)) / 2, MARGIN), 100 - MARGIN)
        place = f"left:{middle:.1f}%;top:{max(ys):.1f}%"
        name, value, code = map(safe, (mark.name, mark.value_text, mark.code))
        text = f"<b>{name}</b><br>{value}<br><small>{code}</small>"
        return (
            f'<i style="clip-path:polygon(evenodd,{shape})"></i>'
            f'<div class="kata" style="{place}">{text}</div>'
        )
