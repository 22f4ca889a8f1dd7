from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.charts.geography.classes import Method
from services.charts.geography.shapes import (
    INDONESIA,
    UNREAD,
    ZERO,
    centre,
    fit_zoom,
    mercator,
    paint,
    read_shapes,
    within,
)
from services.charts.palette import MAP_CLASSES, Theme, palette
from services.language.wording import rupiah
from tests.charts.tables import HOSTILE, boundaries, region_values, square

BOUNDS = st.tuples(
    st.floats(95, 118), st.floats(-11, -3), st.floats(118.1, 141), st.floats(-2.9, 6)
)


def test_boundaries_are_read_to_three_decimals_and_left_as_they_were() -> None:
    given_shapes = boundaries()
    before = copy.deepcopy(given_shapes)
    shapes = read_shapes(given_shapes)
    assert given_shapes == before
    assert [shape.code for shape in shapes] == ["5200", "5201", "5202", "5203"]
    assert shapes[0].bounds == (116.0, 0.123, 117.0, 1.0)
    assert "0.12345" not in shapes[0].geometry
    assert json.loads(shapes[0].geometry)["type"] == "Polygon"
    assert " " not in shapes[0].geometry


def test_several_polygons_are_one_region() -> None:
    islands = square("52", 116)
    ring = islands["geometry"]["coordinates"]
    far = [[[x + 10, y] for x, y in ring[0]]]
    islands["geometry"] = {"type": "MultiPolygon", "coordinates": [ring, far]}
    (shape,) = read_shapes({"features": [islands]})
    assert shape.bounds == (116.0, 0.123, 127.0, 1.0)


def test_a_region_without_a_name_is_called_by_its_code() -> None:
    feature = square("52", 116)
    feature["properties"]["name"] = None
    assert read_shapes({"features": [feature]})[0].name == "52"


def test_children_are_found_by_their_code() -> None:
    shapes = read_shapes(boundaries(12))
    assert [shape.code for shape in within(shapes, "521")] == ["5210", "5211"]
    assert within(shapes, "") == shapes
    assert within(shapes, "99") == ()


def test_regions_are_coloured_by_class_and_missing_values_counted() -> None:
    values = {"5200": 1e6, "5201": 2e6, "5202": None, "9999": 3e6}
    painted = paint(
        read_shapes(boundaries()),
        region_values(values, name="Nama"),
        theme="light",
        print_value=lambda v: rupiah(int(v)),
    )
    shown = palette("light")
    assert [mark.fill for mark in painted.marks] == [
        shown.ramp[0],
        shown.ramp[-1],
        shown.no_data,
        shown.no_data,
    ]
    assert [(mark.name, mark.value_text, mark.known) for mark in painted.marks] == [
        ("Nama 5200", "Rp 1 jt", True),
        ("Nama 5201", "Rp 2 jt", True),
        ("Nama 5202", "tanpa data", False),
        ("Kab. 5203", "tanpa data", False),
    ]
    assert painted.unplaced == 1
    assert [(e.label, e.count, e.known) for e in painted.legend] == [
        ("Rp 1 jt", 1, True),
        ("Rp 2 jt", 1, True),
        ("tanpa data", 2, False),
    ]


def test_the_legend_counts_every_region() -> None:
    values = {f"52{i:02d}": float(i) if i % 3 else None for i in range(20)}
    painted = paint(
        read_shapes(boundaries(20)), region_values(values), theme="dark", print_value=str, lang="en"
    )
    assert sum(entry.count for entry in painted.legend) == 20
    assert painted.legend[-1].label == "no data"
    assert len(painted.legend) == MAP_CLASSES + 1


@pytest.mark.parametrize("count", range(12))
@pytest.mark.parametrize("method", ["quantile", "log"])
def test_a_map_has_at_most_five_classes_and_never_more_than_regions(
    count: int, method: Method
) -> None:
    values = {f"52{i:02d}": float(3**i) if i < count else None for i in range(12)}
    painted = paint(
        read_shapes(boundaries(12)),
        region_values(values),
        theme="light",
        print_value=str,
        method=method,
    )
    known = [entry for entry in painted.legend if entry.known]
    assert len(known) == painted.classes.filled <= min(count, 5)
    assert method == "log" or len(known) == min(count, 5)
    assert len({entry.colour for entry in known}) == len(known)
    assert {mark.fill for mark in painted.marks if mark.known} == {e.colour for e in known}


def test_a_zero_is_data_of_a_class_of_its_own() -> None:
    values = {"5200": 0.0, "5201": 3.0, "5202": None, "5203": 9.0}
    painted = paint(
        read_shapes(boundaries()), region_values(values), theme="light", print_value=str
    )
    shown = palette("light")
    assert [(mark.shade, mark.known) for mark in painted.marks] == [
        (ZERO, True),
        ("0", True),
        (UNREAD, False),
        ("1", True),
    ]
    assert painted.marks[0].fill == shown.background
    assert [(e.label, e.shade, e.count) for e in painted.legend] == [
        ("3.0", "0", 1),
        ("9.0", "1", 1),
        ("0.0", ZERO, 1),
        ("tanpa data", UNREAD, 1),
    ]


def test_maps_of_several_years_have_the_same_classes() -> None:
    years = ({"5200": 1.0, "5201": 2.0}, {"5200": 8.0, "5201": 16.0})
    maps = [
        paint(
            read_shapes(boundaries(2)),
            region_values(dict(year)),
            theme="light",
            print_value=str,
            also=other.values(),
        )
        for year, other in (years, years[::-1])
    ]
    assert maps[0].classes.edges == maps[1].classes.edges
    assert [mark.shade for painted in maps for mark in painted.marks] == ["0", "1", "2", "3"]
    assert [e.label for e in maps[0].legend] == [e.label for e in maps[1].legend]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_shade_has_its_colour_in_both_themes(theme: Theme) -> None:
    values = {"5200": 0.0, "5201": 3.0, "5202": None, "5203": 9.0}
    painted = paint(read_shapes(boundaries()), region_values(values), theme=theme, print_value=str)
    assert [painted.fill(mark.shade, theme) for mark in painted.marks] == [
        mark.fill for mark in painted.marks
    ]


def test_names_lose_their_hidden_characters() -> None:
    painted = paint(
        read_shapes(boundaries(1)),
        region_values({"5200": 1.0}, name=HOSTILE),
        theme="light",
        print_value=str,
    )
    assert "\u202e" not in painted.marks[0].name
    assert "<script>" in painted.marks[0].name, "escaping belongs to where it is drawn"


def test_nothing_to_draw_shows_the_country() -> None:
    assert paint((), region_values({"1": 1.0}), theme="light", print_value=str).bounds == INDONESIA


@given(BOUNDS, st.integers(200, 1400), st.integers(200, 900))
def test_the_view_holds_its_bounds(
    bounds: tuple[float, float, float, float], width: int, height: int
) -> None:
    pixels = 512 * 2 ** fit_zoom(bounds, width, height)
    left, bottom = mercator(bounds[0], bounds[1])
    right, top = mercator(bounds[2], bounds[3])
    assert (right - left) * pixels <= width
    assert (bottom - top) * pixels <= height
    middle = mercator(*centre(bounds))
    assert middle[0] == pytest.approx((left + right) / 2)
    assert middle[1] == pytest.approx((bottom + top) / 2)


def test_the_country_fills_the_usual_map() -> None:
    assert fit_zoom(INDONESIA, 930, 400) == pytest.approx(3.64, abs=0.1)
    assert mercator(0, 0) == (0.5, 0.5)
