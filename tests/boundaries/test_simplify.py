"""Corners are left out within a budget; neighbours keep one border, no region vanishes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.boundaries import topology
from services.boundaries.geojson import GRID, Polygon
from services.boundaries.simplify import Simplifier, simplifier
from services.boundaries.topology import significances
from services.errors import BadRequest
from tests.boundaries.making import Geometry, box, corners, grid, rings
from tests.sampling import examples

CODES = ["520201", "520202", "520203", "520204", "520205", "520206"]
Edge = frozenset[tuple[float, float]]


def polygons(geometry: Geometry) -> tuple[Polygon, ...]:
    coordinates = geometry["coordinates"]
    several = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return tuple(
        tuple(np.rint(np.array(ring[:-1]) / GRID).astype(np.int64) for ring in polygon)
        for polygon in several
    )


def simple(shapes: Mapping[str, Geometry]) -> Simplifier:
    return simplifier({code: polygons(shape) for code, shape in shapes.items()})


def edges(geometry: Mapping[str, Any]) -> set[Edge]:
    found = set()
    for ring in rings(geometry):
        found |= {frozenset((tuple(a), tuple(b))) for a, b in pairwise(ring)}
    return found


def area(geometry: Mapping[str, Any]) -> float:
    total = 0.0
    for ring in rings(geometry):
        x, y = np.array(ring).T
        total += float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2
    return abs(total)


@pytest.fixture(scope="module")
def six() -> Simplifier:
    return simple(grid(CODES, 3, size=0.2, corners=200))


@pytest.mark.parametrize("budget", [30, 60, 120, 300, 1_000, 3_000])
def test_a_map_has_no_more_corners_than_its_budget(six: Simplifier, budget: int) -> None:
    drawn = six.drawn(CODES, budget)
    assert set(drawn) == set(CODES)
    assert corners(drawn.values()) <= budget
    assert budget > 1_000 or corners(drawn.values()) > budget * 0.9


@pytest.mark.parametrize("budget", [40, 100, 500, 10**6])
def test_neighbours_share_every_border(six: Simplifier, budget: int) -> None:
    drawn = six.drawn(CODES, budget)
    uses = Counter(edge for shape in drawn.values() for edge in edges(shape))
    assert set(uses.values()) == {1, 2}
    outside = {edge for edge, count in uses.items() if count == 1}
    degrees = Counter(point for edge in outside for point in edge)
    assert set(degrees.values()) == {2}, "the outer edges are one closed line"
    posts = {point for edge, count in uses.items() if count == 2 for point in edge}
    assert len(posts & set(degrees)) == 6, "inner borders end on it at six places"


def test_the_whole_stays_where_it_was(six: Simplifier) -> None:
    drawn = six.drawn(CODES, 120)
    assert sum(map(area, drawn.values())) == pytest.approx(6 * 0.04, rel=0.05)
    exact = six.drawn(CODES, 10**6)
    for code in CODES:
        assert area(drawn[code]) == pytest.approx(area(exact[code]), rel=0.1)


def test_few_regions_of_a_level_may_be_drawn_alone(six: Simplifier) -> None:
    drawn = six.drawn(CODES[:1], 20)
    assert list(drawn) == CODES[:1]
    assert 15 <= corners(drawn.values()) <= 20


def test_small_islands_go_first_and_the_largest_part_stays() -> None:
    mainland, islet = box(116.0, -9.0, 116.5, -8.5), box(117.0, -9.0, 117.002, -8.998)
    speck = box(118.0, -9.0, 118.001, -8.999)
    shapes: dict[str, Geometry] = {
        "520201": {
            "type": "MultiPolygon",
            "coordinates": [islet["coordinates"], mainland["coordinates"]],
        },
        "520202": speck,
    }
    all_parts = simple(shapes).drawn(list(shapes), 100)
    assert len(rings(all_parts["520201"])) == 2
    few = simple(shapes).drawn(list(shapes), 10)
    assert few["520201"]["type"] == "Polygon"
    assert area(few["520201"]) == pytest.approx(0.25, rel=0.01)
    assert area(few["520202"]) > 0, "the largest part of a region, however small"


def test_a_lake_goes_and_an_enclave_stays() -> None:
    outer = box(116.0, -9.0, 117.0, -8.0)["coordinates"][0]
    lake = box(116.1, -8.9, 116.101, -8.899)["coordinates"][0]
    enclave = box(116.5, -8.5, 116.501, -8.499)
    shapes: dict[str, Geometry] = {
        "3201": {"type": "Polygon", "coordinates": [outer, lake, enclave["coordinates"][0]]},
        "3271": enclave,
    }
    few = simple(shapes).drawn(list(shapes), 12)
    assert len(rings(few["3201"])) == 2, "the lake is gone, the hole of the enclave is not"
    assert edges(few["3271"]) < edges(few["3201"])
    assert area(few["3271"]) > 0


def test_an_island_divided_in_two_never_folds_to_a_line() -> None:
    west, east = grid(CODES[:2], 2, size=0.01, corners=60).values()
    drawn = simple({CODES[0]: west, CODES[1]: east}).drawn(CODES[:2], 6)
    for shape in drawn.values():
        assert all(len({tuple(corner) for corner in ring}) > 2 for ring in rings(shape))
        assert area(shape) > 0


def test_rings_that_touch_in_a_point_and_walk_back_are_drawn() -> None:
    bow = [[116, -8], [116.5, -8.5], [117, -8], [117, -9], [116.5, -8.5], [116, -9], [116, -8]]
    spike = [[118, -8], [119, -8], [119, -7.5], [119, -8], [119, -9], [118, -8]]
    shapes: dict[str, Geometry] = {
        "5202": {"type": "Polygon", "coordinates": [bow]},
        "5203": {"type": "Polygon", "coordinates": [spike]},
    }
    drawn = simple(shapes).drawn(list(shapes), 100)
    assert {tuple(c) for ring in rings(drawn["5202"]) for c in ring} == {tuple(c) for c in bow}
    assert edges(drawn["5203"]) == edges(shapes["5203"])


def plain(line: np.ndarray[Any, Any], tolerance: float) -> set[int]:
    """Return the corners that Douglas and Peucker's rule keeps, by recursion."""

    def split(low: int, high: int) -> set[int]:
        if high - low < 2:
            return set()
        a, b = line[low], line[high]
        along = b - a
        length = float(along @ along)
        worst, at = -1.0, low
        for i in range(low + 1, high):
            share = min(max(float((line[i] - a) @ along) / length, 0), 1) if length else 0.0
            away = float(np.hypot(*(line[i] - a - share * along)))
            if away > worst:
                worst, at = away, i
        return {at} | split(low, at) | split(at, high) if worst >= tolerance else set()

    return {0, len(line) - 1} | split(0, len(line) - 1)


@settings(max_examples=examples(80), deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=2, max_size=40),
    st.integers(1, 60),
)
def test_significances_are_douglas_and_peuckers_rule_at_every_tolerance(
    points: list[tuple[int, int]], step: int
) -> None:
    line = np.array(points, dtype=float) * 0.001
    (values,) = significances([line])
    tolerance = step * 0.00317
    kept = set(np.flatnonzero(values >= tolerance).tolist())
    assert kept == plain(line, tolerance)


def test_many_arcs_are_split_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(7)
    arcs = [chance.uniform(0, 1, (size, 2)) for size in (2, 3, 50, 7, 400, 2, 90)]
    together = significances(arcs)
    monkeypatch.setattr(topology, "_CHUNK", 60)
    for arc, values, again in zip(arcs, together, significances(arcs), strict=True):
        assert values.tolist() == significances([arc])[0].tolist() == again.tolist()


def test_a_line_made_to_be_split_without_end_is_given_up() -> None:
    """A zigzag that grows narrower gives up one corner at a time."""
    at = np.arange(4_000)
    line = np.column_stack([at * 1e-4, (4_001 - at) * 1e-3 * (-1.0) ** at])
    (values,) = significances([line])
    assert 10 <= np.count_nonzero(values[1:-1]) <= 200
    assert values[1] == values[1:-1].max()


def test_borders_that_agree_nowhere_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topology, "MOST_JUNCTIONS", 8)
    with pytest.raises(BadRequest, match="tidak berimpit"):
        simple(grid(CODES, 3, size=0.2, corners=4))
