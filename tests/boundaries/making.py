"""Files of boundaries for tests: features, grids of regions with bent borders, hostile bodies."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from services.reference import loader

Point = tuple[float, float]
Geometry = dict[str, Any]


def box(west: float, south: float, east: float, north: float) -> Geometry:
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = [[round(lng, 6), round(lat, 6)] for lng, lat in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def around(code: str, size: float = 0.1) -> Geometry:
    """Return a square around the point of a region."""
    row = loader.region(code)
    assert row is not None
    assert row.lng is not None
    assert row.lat is not None
    lng, lat = round(row.lng, 4), round(row.lat, 4)
    return box(lng - size, lat - size, lng + size, lat + size)


def feature(geometry: Geometry | None, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(features: Iterable[Mapping[str, Any]], **members: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def written(folder: Path, features: Iterable[Mapping[str, Any]], name: str = "b.geojson") -> Path:
    path = folder / name
    path.write_text(json.dumps(collection(features)), encoding="utf-8")
    return path


def bent(begin: Point, end: Point, corners: int) -> list[Point]:
    """Return a line with bends between two points, the same one from either end."""
    low, high = sorted((begin, end))
    chance = random.Random(repr((low, high)))
    across, up = high[0] - low[0], high[1] - low[1]
    line = [low]
    for at in range(1, corners):
        share, side = at / corners, chance.uniform(-0.1, 0.1)
        line.append((low[0] + share * across - side * up, low[1] + share * up + side * across))
    line.append(high)
    return line if begin == low else line[::-1]


def grid(codes: Sequence[str], across: int, *, size: float, corners: int) -> dict[str, Geometry]:
    """Return squares side by side for regions, whose borders bend, from the first one's point."""
    first = loader.region(codes[0])
    assert first is not None
    west, south = round(first.lng or 0.0, 3) - size / 2, round(first.lat or 0.0, 3) - size / 2
    shapes = {}
    for at, code in enumerate(codes):
        column, row = at % across, at // across
        posts = [
            (west + size * (column + x), south + size * (row + y))
            for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
        ]
        sides = (bent(a, b, corners)[:-1] for a, b in pairwise(posts))
        ring = [list(corner) for side in sides for corner in side]
        shapes[code] = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return shapes


def rings(geometry: Mapping[str, Any]) -> list[list[list[float]]]:
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [ring for polygon in polygons for ring in polygon]


def corners(shapes: Iterable[Mapping[str, Any]]) -> int:
    return sum(len(ring) for shape in shapes for ring in rings(shape))
