"""Names on real maps: none on another, those inside within their region, leaders from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest

from services.charts.geography.label_places import Label, Name, place_labels
from services.charts.geography.map_grid import (
    CELL,
    Ring,
    count_within,
    mask_of,
    middle,
    roomiest,
    sums_of,
)
from services.charts.geography.map_layout import MapLayout, map_layout
from services.charts.geography.plane import Box, Point, crosses, meet, overlap
from services.charts.geography.shapes import Shape, read_shapes, within
from services.reference import loader

SQUARE: Ring = [(0, 0), (100, 0), (100, 60), (0, 60), (0, 0)]
HOLE: Ring = [(40, 20), (60, 20), (60, 40), (40, 40), (40, 20)]
TEXT = 12.0
PLACES = ("11", "12", "31", "33", "34", "52", "94", "5202", "9503", "3171")
WIDTH, TALLEST = 424, 500


def shapes_of(code: str) -> tuple[Shape, ...]:
    if len(code) == 4:
        return read_shapes(loader.kecamatan_cells(code))
    return within(read_shapes(loader.boundaries("kabkota")), code)


def laid_out(code: str) -> tuple[MapLayout, tuple[Name, ...]]:
    shapes = shapes_of(code)
    value = "128" if len(code) == 4 else ""
    names = tuple(Name(code=s.code, text=s.name.removeprefix("Kab. "), value=value) for s in shapes)
    west, south, east, north = zip(*(shape.bounds for shape in shapes), strict=True)
    bounds = (min(west), min(south), max(east), max(north))
    geometry = tuple((shape.code, shape.geometry) for shape in shapes)
    layout = map_layout(geometry, bounds, names, width=WIDTH, tallest=TALLEST, texts=(TEXT,))
    return layout, names


def rings(path: str) -> list[list[Point]]:
    """Return the rings of an SVG path."""
    found = []
    for ring in path.removeprefix("M").removesuffix("Z").split("ZM"):
        numbers = [float(n) for n in ring.replace("L", " ").split()]
        found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return found


def inside(point: Point, of: Sequence[Sequence[Point]]) -> bool:
    """Tell whether a point lies in rings, by the even-odd rule."""
    found = False
    for ring in of:
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (y1 > point[1]) != (y2 > point[1]):
                found ^= point[0] < (x2 - x1) * (point[1] - y1) / (y2 - y1) + x1
    return found


def corners(box: Box) -> list[Point]:
    left, top, right, bottom = box
    return [(left, top), (right, top), (left, bottom), (right, bottom)]


@pytest.fixture(scope="module", params=PLACES)
def drawn(request: pytest.FixtureRequest) -> tuple[MapLayout, Mapping[str, list[list[Point]]]]:
    layout, _ = laid_out(request.param)
    return layout, {code: rings(path) for code, path in layout.outlines}


Drawn = tuple[MapLayout, Mapping[str, list[list[Point]]]]


def test_no_name_lies_on_another_or_beside_the_map(drawn: Drawn) -> None:
    layout, _ = drawn
    boxes = [label.box(TEXT) for label in layout.labels[0]]
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= layout.width
        assert bottom <= layout.height + 0.1


def test_a_name_inside_lies_in_its_region_and_one_outside_on_none(drawn: Drawn) -> None:
    layout, regions = drawn
    for label in layout.labels[0]:
        left, top, right, bottom = label.box(TEXT)
        box = (left + CELL, top + CELL, right - CELL, bottom - CELL)  # as exact as the grid is
        points = [*corners(box), ((left + right) / 2, (top + bottom) / 2)]
        if label.leader is None:
            assert all(inside(point, regions[label.code]) for point in points)
        else:
            assert not any(inside(point, of) for point in points for of in regions.values())


def test_leaders_begin_in_their_region_and_cross_neither_names_nor_each_other(
    drawn: Drawn,
) -> None:
    layout, regions = drawn
    leaders = [label.leader for label in layout.labels[0] if label.leader]
    for label in layout.labels[0]:
        if label.leader:
            assert inside(label.leader[0], regions[label.code]), label.code
            others = (one for one in layout.labels[0] if one is not label)
            assert not any(crosses(label.leader, other.box(TEXT)) for other in others)
    assert not any(meet(*pair) for pair in combinations(leaders, 2))


def test_regions_lie_on_the_canvas(drawn: Drawn) -> None:
    layout, regions = drawn
    left, top, width, height = layout.land
    assert layout.height <= TALLEST
    for code, of in regions.items():
        for x, y in (point for ring in of for point in ring):
            assert left - 0.1 <= x <= left + width + 0.1, code
            assert top - 0.1 <= y <= top + height + 0.1, code


def test_a_wide_map_names_nearly_all_of_a_small_province() -> None:
    layout, names = laid_out("52")
    assert len(layout.labels[0]) >= len(names) - 1
    assert len(laid_out("34")[0].labels[0]) == 5


def test_the_same_map_is_laid_out_once() -> None:
    assert laid_out("34")[0] is laid_out("34")[0]


def placed(*names: Name, **regions: Sequence[Ring]) -> dict[str, Label]:
    found = place_labels(regions, names, size=(300.0, 200.0), text=TEXT)
    return {label.code: label for label in found}


def shifted(ring: Ring, x: float, y: float) -> Ring:
    return [(a + x, b + y) for a, b in ring]


def test_a_name_takes_as_few_lines_as_have_room() -> None:
    regions = {"a": [shifted(SQUARE, 100, 50)]}
    for text, lines in (("Praya", 1), ("Praya Barat Daya", 1), ("Kepulauan Tanimbar Utara", 2)):
        assert len(placed(Name(code="a", text=text), **regions)["a"].lines) == lines


def test_a_value_stands_below_its_name_and_needs_room_too() -> None:
    low = {"a": [shifted([(0, 0), (100, 0), (100, 20), (0, 20), (0, 0)], 100, 90)]}
    assert placed(Name(code="a", text="Praya"), **low)["a"].leader is None
    assert placed(Name(code="a", text="Praya", value="27"), **low)["a"].leader is not None


def test_the_more_important_name_has_the_room() -> None:
    small: Ring = [(0, 0), (6, 0), (6, 6), (0, 6), (0, 0)]
    regions = {"a": [shifted(small, 150, 100)], "b": [shifted(small, 158, 100)]}
    first = placed(Name(code="b", text="Bima"), Name(code="a", text="Dompu"), **regions)
    length = {code: _length(label) for code, label in first.items()}
    assert length["b"] <= length["a"]


def _length(label: Label) -> float:
    assert label.leader
    (x1, y1), (x2, y2) = label.leader
    return float(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)


def test_a_name_without_room_or_region_is_left_out() -> None:
    full = {"a": [[(1, 1), (299, 1), (299, 199), (1, 199), (1, 1)]]}
    assert placed(Name(code="a", text="x" * 90), Name(code="z", text="Z"), **full) == {}


def test_holes_are_no_part_of_a_region() -> None:
    mask = mask_of([SQUARE, HOLE], (40, 60))
    assert mask[2, 2]
    assert not mask[14, 24]
    assert not mask[35, 55]
    assert mask.sum() * CELL * CELL == pytest.approx(100 * 60 - 20 * 20, rel=0.02)
    assert count_within(sums_of(mask), (42, 22, 55, 35)) == 0
    assert count_within(sums_of(mask), (30, 22, 55, 35)) > 0


def test_the_roomiest_place_is_the_widest_one() -> None:
    tall: Ring = [(0, 0), (20, 0), (20, 60), (90, 60), (90, 100), (0, 100), (0, 0)]
    mask = mask_of([tall], (60, 60))
    found = roomiest(mask, 40, 12, (2.0, 1.0))
    assert found
    assert found[1] > 60
    assert roomiest(mask, 400, 12, (1.0,)) is None
    assert roomiest(mask & False, 4, 4, (1.0,)) is None


def test_the_middle_is_that_of_the_longest_ring() -> None:
    assert middle([[(0, 0), (2, 2)], [(10, 0), (20, 0), (20, 30)]]) == pytest.approx((50 / 3, 10))
