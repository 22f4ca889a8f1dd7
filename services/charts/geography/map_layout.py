"""Fit regions to a canvas, with room for their names: the geometry of a map in SVG.

It depends on shapes and names alone, so that another figure of the same regions, or another theme,
needs no new layout. Layouts are cached, since placing names takes longer than all else on a page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import sqrt
from typing import TypeAlias

from .label_places import Label, Name, place_labels
from .map_grid import Ring
from .shapes import Bounds, mercator

Frame: TypeAlias = tuple[float, float, float]
"""Left and top in web-mercator units, and pixels per unit."""
_MARGINS = ((0.5, 0.5), (3.0, 2.5), (6.0, 3.5), (9.0, 4.5))
"""Margins at the sides, and above and below, in text sizes, that are tried for the names."""
_MOST_CACHED = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayout:
    """Regions on a canvas: the rings of each by its code, and the names that have room.

    labels: those that have room at each size of their type, the sizes asked for. land: left, top,
    width and height of the regions alone.
    """

    width: float
    height: float
    rings: Mapping[str, Sequence[Ring]]
    labels: tuple[tuple[Label, ...], ...]
    land: tuple[float, float, float, float]

    @property
    def outlines(self) -> tuple[tuple[str, str], ...]:
        """Return the SVG path of each region with its code."""
        return tuple((code, path_of(rings)) for code, rings in self.rings.items())


@lru_cache(maxsize=_MOST_CACHED)
def map_layout(
    shapes: tuple[tuple[str, str], ...],
    bounds: Bounds,
    names: tuple[Name, ...] = (),
    *,
    width: float,
    tallest: float,
    texts: tuple[float, ...],
) -> MapLayout:
    """Return shapes and their names on a canvas of a width, as high as they need.

    shapes: code and geometry of each. names: those to be written, the most important first.
    tallest: the height at most. texts: the sizes of the names' type, in units of the canvas; the
    margins leave room for names of the first, but not at the cost of a small map.
    """
    canvas = _Canvas(width=width, tallest=tallest, text=texts[0])
    best = canvas.layout(shapes, bounds, names, _MARGINS[0])
    for margins in _MARGINS[1:]:
        if len(best.labels[0]) == len(names):
            break
        other = canvas.layout(shapes, bounds, names, margins)
        best = max(best, other, key=_worth)
    size = (best.width, best.height)
    more = (place_labels(best.rings, names, size=size, text=text) for text in texts[1:])
    return replace(best, labels=(*best.labels, *more))


def _worth(layout: MapLayout) -> float:
    """Return how good a layout is: many names, but not at the cost of a small map."""
    return len(layout.labels[0]) * sqrt(layout.land[2] / layout.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Canvas:
    """The room for a map: its width, its height at most, and the size of the names' type."""

    width: float
    tallest: float
    text: float

    def layout(
        self,
        shapes: Sequence[tuple[str, str]],
        bounds: Bounds,
        names: Sequence[Name],
        margins: tuple[float, float],
    ) -> MapLayout:
        """Return shapes and names with margins at the sides, and above and below."""
        side, above = (sizes * self.text for sizes in margins)
        left, top = mercator(bounds[0], bounds[3])
        right, bottom = mercator(bounds[2], bounds[1])
        across, down = max(right - left, 1e-6), max(bottom - top, 1e-6)
        scale = min((self.width - 2 * side) / across, (self.tallest - 2 * above) / down)
        blank, height = (self.width - across * scale) / 2, down * scale + 2 * above
        frame = (left - blank / scale, top - above / scale, scale)
        rings = {code: rings_of(geometry, frame) for code, geometry in shapes}
        return MapLayout(
            width=self.width,
            height=round(height, 1),
            rings=rings,
            labels=(place_labels(rings, names, size=(self.width, height), text=self.text),),
            land=(blank, above, across * scale, down * scale),
        )


def rings_of(geometry: str, frame: Frame) -> list[Ring]:
    """Return the rings of a GeoJSON polygon, or of several, holes too, in the frame."""
    shape = json.loads(geometry)
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [[pixel(corner, frame) for corner in ring] for polygon in polygons for ring in polygon]


def path_of(rings: Sequence[Ring]) -> str:
    """Return the SVG path of rings."""
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in rings)


def pixel(corner: Sequence[float], frame: Frame) -> tuple[float, float]:
    """Return where a corner, longitude and latitude, lies in the frame."""
    x, y = mercator(corner[0], corner[1])
    left, top, scale = frame
    return round((x - left) * scale, 1), round((y - top) * scale, 1)
