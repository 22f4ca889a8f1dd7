"""Leave out corners until a map can be drawn: neighbours keep one border, no region vanishes.

For every map the corners that matter most are kept, as many as its budget allows. Islands and lakes
that are smaller than what is left out go too, but never the largest part of a region.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .geojson import GRID, Polygon, Ring
from .topology import FLOOR, Floats, Topology, significances, topology

DECIMALS = 4
"""Decimals of a degree that are kept, 11 m."""
SMALLEST = 0.5
"""The side of the smallest island that is drawn is the tolerance divided by this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Simplifier:
    """All regions of a level, cut into arcs.

    places: the numbers of the rings of each region, polygon by polygon. values: how much each
    corner of each arc matters. sizes: up to which tolerance a lone ring is drawn.
    """

    places: Mapping[str, tuple[tuple[int, ...], ...]]
    borders: Topology
    values: tuple[Floats, ...]
    sizes: Mapping[int, float]

    def drawn(self, codes: Sequence[str], budget: int) -> dict[str, dict[str, Any]]:
        """Return the GeoJSON geometry of regions, of all together at most `budget` corners.

        There are more only where each region's largest part alone needs more.
        """
        rings = [ring for code in codes for polygon in self.places[code] for ring in polygon]
        # up to which tolerance each corner of a ring is drawn, the closing one too
        matter: list[Floats] = []
        for ring in rings:
            size = self.sizes.get(ring, np.inf)
            arcs = [self.values[arc] for arc, _ in self.borders.rings[ring]]
            matter += [*(np.minimum(arc[:-1], size) for arc in arcs), np.array([size])]
        every = np.sort(np.concatenate(matter))[::-1] if matter else np.zeros(0)
        tolerance = float(every[budget]) if budget < len(every) else 0.0
        # corners as important as the first that is left out go with it
        least = max(np.nextafter(tolerance, np.inf), FLOOR)
        shapes: dict[str, dict[str, Any]] = {}
        for code in codes:
            polygons = []
            for part in self.places[code]:
                visible = [ring for ring in part if self.sizes.get(ring, np.inf) >= least]
                if visible and visible[0] == part[0]:
                    polygons.append([self._line(ring, least) for ring in visible])
            if len(polygons) == 1:
                shapes[code] = {"type": "Polygon", "coordinates": polygons[0]}
            else:
                shapes[code] = {"type": "MultiPolygon", "coordinates": polygons}
        return shapes

    def _line(self, ring: int, least: float) -> list[list[float]]:
        pieces = []
        for arc, backwards in self.borders.rings[ring]:
            kept = self.borders.arcs[arc][self.values[arc] >= least]
            pieces.append((kept[::-1] if backwards else kept)[:-1])
        line = np.concatenate(pieces)
        closed: list[list[float]] = np.round(np.vstack([line, line[:1]]), DECIMALS).tolist()
        return closed


def simplifier(regions: Mapping[str, Sequence[Polygon]]) -> Simplifier:
    """Cut the polygons of regions into shared arcs, and weigh their corners."""
    rings: list[Ring] = []
    places: dict[str, tuple[tuple[int, ...], ...]] = {}
    for code, polygons in regions.items():
        numbered = []
        for polygon in polygons:
            numbered.append(tuple(range(len(rings), len(rings) + len(polygon))))
            rings += polygon
        places[code] = tuple(numbered)
    borders = topology(rings)
    values = significances(borders.arcs)
    for walk in borders.rings:
        if len(walk) <= 2:  # a ring of one or two arcs would fold to a line without these corners
            arc = max(
                (arc for arc, _ in walk), key=lambda number: values[number][1:-1].max(initial=-1.0)
            )
            inner = values[arc][1:-1]
            most = np.argsort(-inner, kind="stable")
            inner[most[: 2 if borders.closed(arc) else 1]] = np.inf
    sides = []
    for ring in rings:
        east, north = ((ring - ring[0]) * GRID).T
        twice = np.dot(east, np.roll(north, -1)) - np.dot(north, np.roll(east, -1))
        sides.append(np.sqrt(float(abs(twice) / 2)))
    largest = {
        max((polygon[0] for polygon in polygons), key=lambda ring: sides[ring])
        for polygons in places.values()
    }
    sizes = {
        ring: float(SMALLEST * side)
        for ring, side in enumerate(sides)
        if ring not in largest and borders.lone(ring)
    }
    return Simplifier(places=places, borders=borders, values=tuple(values), sizes=sizes)
