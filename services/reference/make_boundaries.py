"""Remake the indicative boundaries from a region table and a public-domain coastline.

Build time only: nothing in the product imports this file, and scipy and shapely are not among its
dependencies. To remake the four GeoJSON files from a newer table:

    npm pack world-atlas            # Natural Earth 1:10m, holds countries-10m.json
    python make_boundaries.py regions.parquet countries-10m.json FOLDER

Every kecamatan point owns the land that is nearest to it in power distance: the squared distance
less the weight of its kabupaten/kota. The weights are turned until the areas match the official
ones. Borders on land are rounded; inside a kabupaten/kota, each kecamatan gets the land that is
nearest to its point. The result is no legal boundary.
"""

# mypy: disable-error-code="import-not-found,import-untyped,no-any-unimported,no-any-return"

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = dict[str, "shapely.Geometry"]

KM = 111.32
"""Kilometres of a degree at the equator; Indonesia lies within 11 degrees of it."""

_STEP = 0.02  # degrees between the raster points on which areas are counted
_ROUNDS, _COARSE_ROUNDS = 400, 250
_ROUNDING = 2  # rounds of corner cutting
_STRAIGHT = 0.02  # degrees within which a border counts as straight
_CENTRE, _FAR = (118.0, -2.0), 60.0  # ring of dummy points that closes the outer cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The kabupaten/kota and the kecamatan points they own.

    `points` are (lng, lat) of the kecamatan, `owner` the row in `codes` that each belongs to,
    `target` the official areas in km2, `names` those of all levels by code.
    """

    codes: list[str]
    kecamatan: list[str]
    names: dict[str, str]
    lat: Floats
    target: Floats
    points: Floats
    owner: Ints


def report(words: str) -> None:
    """Write one line for the person who runs this."""
    sys.stderr.write(f"{words}\n")


def read_places(path: Path) -> Places:
    """Read the region table; points are moved by a millionth of a degree so that no two agree."""
    table = pl.read_parquet(path)
    city = table.filter(pl.col("level") == 2).sort("code")
    codes = city["code"].to_list()
    row = {code: at for at, code in enumerate(codes)}
    head = table.filter((pl.col("level") == 3) & pl.col("lat").is_not_null())
    points = np.column_stack([head["lng"].to_numpy(), head["lat"].to_numpy()]).astype(float)
    points += np.random.default_rng(0).normal(0, 1e-6, points.shape)
    return Places(
        codes=codes,
        kecamatan=head["code"].to_list(),
        names=dict(table.filter(pl.col("level") <= 3).select("code", "name").iter_rows()),
        lat=city["lat"].to_numpy().astype(float),
        target=city["luas_km2"].to_numpy().astype(float),
        points=points,
        owner=np.array([row[code] for code in head["parent_code"]]),
    )


def country_outline(topology: dict[str, Any], country: str) -> shapely.Geometry:
    """Return a country of a TopoJSON file as polygons."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]

    def ring(numbers: list[int]) -> list[list[float]]:
        points: list[list[float]] = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points.extend(arc.tolist()[1 if points else 0 :])
        return points

    countries = topology["objects"]["countries"]["geometries"]
    own = next(shape for shape in countries if shape["properties"].get("name") == country)
    parts = [shapely.Polygon(ring(p[0]), [ring(hole) for hole in p[1:]]) for p in own["arcs"]]
    return shapely.union_all([shape.buffer(0) for shape in parts])


def with_small_islands(land: shapely.Geometry, places: Places) -> shapely.Geometry:
    """Add a disc around each kecamatan point that the coastline leaves in the sea."""
    at = shapely.points(places.points)
    count = np.bincount(places.owner, minlength=len(places.codes))
    radius = np.sqrt(places.target / np.maximum(count, 1) / np.pi) / KM
    lost = np.flatnonzero(shapely.distance(land, at) > 0.02)
    discs = [at[i].buffer(float(np.clip(radius[places.owner[i]], 0.015, 0.09))) for i in lost]
    return shapely.union_all([land, *discs])


def land_raster(land: shapely.Geometry) -> tuple[Floats, Floats]:
    """Return raster points on land and the km2 that each stands for."""
    lng, lat = np.meshgrid(np.arange(94.5, 141.6, _STEP), np.arange(-11.5, 6.5, _STEP))
    shapely.prepare(land)
    inside = shapely.contains_xy(land, lng.ravel(), lat.ravel())
    grid = np.column_stack([lng.ravel()[inside], lat.ravel()[inside]])
    return grid, (_STEP * KM) ** 2 * np.cos(np.radians(grid[:, 1]))


def raster_areas(places: Places, weight: Floats, grid: Floats, cell: Floats) -> Floats:
    """Return the km2 of each kabupaten/kota under these weights, counted on the raster."""
    own = weight[places.owner]
    lifted = np.column_stack([places.points, np.sqrt(own.max() - own)])
    _, nearest = cKDTree(lifted).query(np.column_stack([grid, np.zeros(len(grid))]))
    areas: Floats = np.bincount(
        places.owner[nearest], weights=cell, minlength=len(places.codes)
    ).astype(np.float64)
    return areas


def fit_weights(places: Places, land: shapely.Geometry) -> Floats:
    """Return one weight (degrees squared) for each kabupaten/kota, the best of all rounds."""
    grid, cell = land_raster(land)
    size = np.sqrt(places.target) / KM
    weight = np.zeros(len(places.codes))
    best, best_score = weight, np.inf
    for turn in range(_ROUNDS):
        error = (places.target - raster_areas(places, weight, grid, cell)) / places.target
        score = np.median(np.abs(error)) + np.mean(np.minimum(np.abs(error), 1))
        if score < best_score:
            best, best_score = weight, score
        rate = 0.06 if turn < _COARSE_ROUNDS else 0.02
        step = rate * np.clip(error, -1, 1) * size * np.minimum(size, 0.35)
        weight = np.clip(weight + step, -0.5, 0.5)
    report(f"raster score {best_score:.3f}")
    return best


def power_cells(points: Floats, weight: Floats) -> list[shapely.Geometry]:
    """Return each point's power cell, read off the lower hull of the lifted points."""
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ring = np.array(_CENTRE) + _FAR * np.column_stack([np.cos(angle), np.sin(angle)])
    every = np.vstack([points, ring])
    centre = every.mean(axis=0)
    flat = every - centre
    height = (flat**2).sum(axis=1) - np.concatenate([weight, np.zeros(len(ring))])
    hull = ConvexHull(np.column_stack([flat, height]))
    lower = hull.equations[:, 2] < -1e-12
    planes = hull.equations[lower]
    vertex = planes[:, :2] / (-2 * planes[:, 2:3]) + centre
    around: list[list[int]] = [[] for _ in every]
    for number, corners in enumerate(hull.simplices[lower]):
        for corner in corners:
            around[corner].append(number)
    return [_cell(vertex[around[i]]) for i in range(len(points))]


def _cell(corners: Floats) -> shapely.Geometry:
    if len(corners) < 3:
        return shapely.Polygon()
    east, north = (corners - corners.mean(axis=0)).T
    return shapely.Polygon(corners[np.argsort(np.arctan2(east, north))]).buffer(0)


def own_land(places: Places, cells: list[shapely.Geometry], land: shapely.Geometry) -> Shapes:
    """Return the land of each kabupaten/kota: its points' cells joined and cut at the coast."""
    groups: list[list[shapely.Geometry]] = [[] for _ in places.codes]
    for cell, owner in zip(cells, places.owner, strict=True):
        groups[owner].append(cell)
    shapes = [
        shapely.set_precision(shapely.intersection(shapely.union_all(group), land), 1e-4)
        for group in groups
    ]
    return dict(zip(places.codes, shapely.coverage_simplify(shapes, 0.0), strict=True))


def rounded(shapes: Shapes) -> Shapes:
    """Return the shapes with rounded borders on land, each border shared by its two neighbours.

    Coasts stay, and so do the places where borders meet.
    """
    coast = shapely.boundary(shapely.set_precision(shapely.union_all(list(shapes.values())), 1e-4))
    shapely.prepare(coast)
    lines = shapely.node(shapely.union_all([shapely.boundary(shape) for shape in shapes.values()]))
    borders = shapely.get_parts(shapely.line_merge(lines))
    middle = shapely.line_interpolate_point(borders, 0.5, normalized=True)
    on_land = shapely.distance(coast, middle) > 1e-6
    redrawn = [
        _rounded_line(border) if inner and not shapely.is_closed(border) else border
        for border, inner in zip(borders, on_land, strict=True)
    ]
    lines = shapely.node(shapely.union_all(redrawn))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    tree = shapely.STRtree(list(shapes.values()))
    face, owner = tree.query(shapely.point_on_surface(faces), predicate="within")
    groups: dict[str, list[shapely.Geometry]] = {code: [] for code in shapes}
    codes = list(shapes)
    for number, row in dict(zip(face.tolist(), owner.tolist(), strict=True)).items():
        groups[codes[row]].append(faces[number])
    whole = {code: shapely.union_all(of) if of else shapes[code] for code, of in groups.items()}
    return {code: shapely.set_precision(shape, 1e-4) for code, shape in whole.items()}


def _rounded_line(line: shapely.Geometry) -> shapely.Geometry:
    """Return a line with its corners cut by Chaikin's rule; its ends stay."""
    corners = shapely.get_coordinates(shapely.simplify(line, _STRAIGHT))
    for _ in range(_ROUNDING if len(corners) > 2 else 0):
        begin, end = corners[:-1], corners[1:]
        cut = np.empty((2 * len(begin), 2))
        cut[0::2], cut[1::2] = 0.75 * begin + 0.25 * end, 0.25 * begin + 0.75 * end
        corners = np.vstack([corners[:1], cut[1:-1], corners[-1:]])
    return shapely.linestrings(corners)


def kecamatan_cells(places: Places, shapes: Shapes) -> Shapes:
    """Return the land of each kabupaten/kota divided among its kecamatan points.

    A point outside its kabupaten/kota, whose cell holds no land, gets a small disc.
    """
    cells = {
        code: shapely.Point(point).buffer(0.012, quad_segs=3)
        for code, point in zip(places.kecamatan, places.points, strict=True)
    }
    for row, code in enumerate(places.codes):
        own, land = np.flatnonzero(places.owner == row), shapes[code]
        if len(own) == 1:
            cells[places.kecamatan[own[0]]] = land
            continue
        points = places.points[own]
        nearest = shapely.get_parts(
            shapely.voronoi_polygons(shapely.multipoints(points), extend_to=land.buffer(1))
        )
        inside = shapely.STRtree(nearest).query(shapely.points(points), predicate="within")
        for point, cell in inside.T:
            share = shapely.set_precision(shapely.intersection(nearest[cell], land), 1e-4)
            if not share.is_empty:
                cells[places.kecamatan[own[point]]] = share
    simple = generalise(cells, 0.004, 1e-4)
    return {
        code: shapely.set_precision(cells[code], 1e-3) if shape.is_empty else shape
        for code, shape in simple.items()
    }


def largest_parts(shape: shapely.Geometry, least: float) -> shapely.Geometry:
    """Return the polygons over an area (square degrees); the largest one always stays."""
    polygons = [polygon for polygon in shapely.get_parts(shape) if polygon.geom_type == "Polygon"]
    polygons.sort(key=lambda polygon: -polygon.area)
    large = [polygon for polygon in polygons if polygon.area >= least] or polygons[:1]
    return large[0] if len(large) == 1 else shapely.MultiPolygon(large)


def generalise(shapes: Shapes, tolerance: float, least: float) -> Shapes:
    """Return the shapes with fewer corners, neighbours still sharing one border."""
    simple = shapely.coverage_simplify(list(shapes.values()), tolerance)
    return {
        code: largest_parts(shapely.make_valid(shapely.set_precision(shape, 1e-3)), least)
        for code, shape in zip(shapes, simple, strict=True)
    }


def write(path: Path, shapes: Shapes, names: dict[str, str]) -> None:
    """Write a gzipped FeatureCollection, the same bytes for the same shapes."""
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "name": names[code]},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, shape in sorted(shapes.items())
    ]
    collection = {"type": "FeatureCollection", "features": features}
    text = json.dumps(collection, separators=(",", ":"), ensure_ascii=False)
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write(text.encode())
    corners = shapely.get_num_coordinates(list(shapes.values())).sum()
    report(f"{path.name}: {len(features)} shapes, {corners} corners, {len(text) // 1000} kB")


def report_errors(places: Places, shapes: Shapes) -> None:
    """Say how far the drawn areas are from the official ones, and what went wrong."""
    drawn = np.array([shapes[code].area for code in places.codes])
    drawn *= KM * KM * np.cos(np.radians(places.lat))
    error = np.abs(drawn - places.target) / places.target
    far = [places.names[places.codes[i]] for i in np.flatnonzero(error > 0.5)]
    broken = [code for code, shape in shapes.items() if shape.is_empty or not shape.is_valid]
    report(f"area error: median {np.median(error):.3f}, p90 {np.quantile(error, 0.9):.3f}")
    report(f"off by more than half: {far}; empty or invalid: {broken}")


def main(regions: str, atlas: str, folder: str) -> None:
    """Make the four files in a folder."""
    places = read_places(Path(regions))
    outline = country_outline(json.loads(Path(atlas).read_text(encoding="utf-8")), "Indonesia")
    land = with_small_islands(outline, places)
    weight = fit_weights(places, land)
    exact = own_land(places, power_cells(places.points, weight[places.owner]), land)
    soft = rounded(exact)
    detailed = generalise(soft, 0.006, 4e-4)
    provinces = {
        head: shapely.union_all([shape for code, shape in exact.items() if code[:2] == head])
        for head in sorted({code[:2] for code in places.codes})
    }
    out = Path(folder)
    write(out / "kecamatan.geojson.gz", kecamatan_cells(places, soft), places.names)
    write(out / "kabkota.geojson.gz", detailed, places.names)
    write(out / "kabkota-ringkas.geojson.gz", generalise(exact, 0.13, 4e-3), places.names)
    write(out / "provinsi.geojson.gz", generalise(provinces, 0.045, 5e-3), places.names)
    report_errors(places, detailed)


if __name__ == "__main__":
    main(*sys.argv[1:4])
