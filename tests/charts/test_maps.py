from __future__ import annotations

import json
from typing import Any

import pydeck
import pytest

from services.charts.geography import maps
from services.charts.geography.shapes import Painted, paint, read_shapes
from services.charts.palette import Theme, palette, rgb
from tests.charts.tables import HOSTILE, boundaries, region_values
from tests.charts.test_palette import HEX, THEMES
from tests.charts.test_palette import colours as palette_colours


def painted(theme: Theme = "light", *, name: str = "Kab.") -> Painted:
    values = {"5200": 1.0, "5201": 2.0, "5202": None, "5203": 4.0}
    return paint(
        read_shapes(boundaries()), region_values(values, name=name), theme=theme, print_value=str
    )


def spec(deck: maps.OfflineDeck) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(deck.to_json())
    return found


def layers(deck: maps.OfflineDeck) -> dict[str, dict[str, Any]]:
    return {layer["id"]: layer for layer in spec(deck)["layers"]}


def test_the_map_needs_no_network() -> None:
    deck = maps.region_deck(painted())
    assert isinstance(deck, pydeck.Deck)
    assert spec(deck)["mapProvider"] is None
    assert spec(deck)["mapStyle"] == "__MAP_STYLE__", "the sentinel keeps Streamlit off its tiles"
    assert "http" not in deck.to_json()


def test_the_same_map_is_the_same_text() -> None:
    text = maps.region_deck(painted()).to_json()
    assert maps.region_deck(painted()).to_json() == text
    assert ": " not in text
    assert "\n" not in text


def test_the_text_is_as_small_as_its_geometry_allows() -> None:
    geometry = sum(len(mark.geometry) for mark in painted().marks)
    assert len(maps.region_deck(painted()).to_json()) < geometry + 160 * 4 + 700


def test_regions_carry_code_name_value_and_colour() -> None:
    layer = layers(maps.region_deck(painted()))["wilayah"]
    assert layer["@@type"] == "GeoJsonLayer"
    assert layer["pickable"] is True
    assert layer["getFillColor"] == "@@=properties.isi"
    first, _, unknown, last = (feature["properties"] for feature in layer["data"])
    shown = palette("light")
    assert first == {
        "kode": "5200",
        "nama": "Kab. 5200",
        "nilai": "1.0",
        "isi": [*rgb(shown.ramp[0])],
        "tepi": [*rgb(shown.no_data_line)],
    }, "too pale for the ground: the line shows where it ends"
    assert last["isi"] == [*rgb(shown.ramp[-1])]
    assert last["tepi"] == [*rgb(shown.background)]
    assert unknown["nilai"] == "tanpa data"
    assert unknown["isi"] == [*rgb(shown.no_data)]
    assert unknown["tepi"] == [*rgb(shown.no_data_line)]


def test_edges_take_no_click_and_many_corners_are_not_drawn_anew_under_the_pointer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = layers(maps.region_deck(painted()))["wilayah"]
    assert few["_subLayerProps"] == {"polygons-stroke": {"pickable": False}}
    assert few["autoHighlight"] is True
    monkeypatch.setattr(maps, "MOST_HIGHLIGHTED", 3)
    assert layers(maps.region_deck(painted()))["wilayah"]["autoHighlight"] is False


def test_the_chosen_region_is_outlined_by_a_layer_that_takes_no_click() -> None:
    shown = layers(maps.region_deck(painted(), chosen=frozenset({"5203"})))
    assert [f["properties"]["kode"] for f in shown["pilihan"]["data"]] == ["5203"]
    assert shown["pilihan"]["pickable"] is False
    assert shown["pilihan"]["filled"] is False
    assert "pilihan" not in layers(maps.region_deck(painted(), chosen=frozenset({"99"})))
    assert "pilihan" not in layers(maps.region_deck(painted()))


def test_the_view_fits_the_regions_and_does_not_change() -> None:
    view = spec(maps.region_deck(painted()))["initialViewState"]
    assert view["longitude"] == 118.0
    assert view["minZoom"] < view["zoom"] < view["maxZoom"]
    controller = spec(maps.region_deck(painted()))["views"][0]["controller"]
    assert controller["scrollZoom"] is False, "a page must scroll past its map"
    wide = spec(maps.region_deck(painted(), width=1800, height=800))["initialViewState"]
    assert wide["zoom"] == pytest.approx(view["zoom"] + 1, abs=0.1)


@pytest.mark.parametrize("theme", THEMES)
def test_tooltips_have_the_colours_of_the_theme(theme: Theme) -> None:
    shown = maps.tooltip(palette(theme))
    assert set(HEX.findall(json.dumps(shown))) <= set(palette_colours(palette(theme)))
    for field in ("{nama}", "{nilai}", "{kode}"):
        assert field in shown["html"]


def test_hostile_names_are_data_not_markup() -> None:
    deck = maps.region_deck(painted(name=HOSTILE))
    name = layers(deck)["wilayah"]["data"][0]["properties"]["nama"]
    assert name.startswith("<script>"), "Streamlit escapes what it puts into the template"
    assert "script" not in maps.tooltip(palette("light"))["html"]
    assert "\\u202e" not in deck.to_json().lower()


def test_the_page_of_pydeck_is_refused() -> None:
    with pytest.raises(TypeError, match="svg_map"):
        maps.region_deck(painted()).to_html()


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        (None, None),
        ({}, None),
        ({"objects": {}}, None),
        ({"objects": {"wilayah": []}}, None),
        ({"objects": {"wilayah": [{"properties": {"kode": "52"}}]}}, "52"),
        ({"objects": {"wilayah": [{"properties": {}}]}}, None),
        ({"objects": {"lain": [{"kode": "1"}]}}, None),
    ],
)
def test_a_click_is_read_by_its_layer(selection: dict[str, Any] | None, code: str | None) -> None:
    assert maps.clicked_code(selection) == code


def test_the_legend_is_safe_and_short() -> None:
    shown = painted()
    drawn = maps.legend_html(shown)
    assert drawn.count("<span") == len(shown.legend) == 4
    assert len(drawn) < 900, "it is sent again with every rerun"
    assert ">1.0</span>" in drawn
    assert set(HEX.findall(drawn)) <= set(palette_colours(palette("light")))
    hostile = paint(
        read_shapes(boundaries(1)),
        region_values({"5200": 1.0}),
        theme="light",
        print_value=lambda _: "<img src=x>",
    )
    assert "<img" not in maps.legend_html(hostile)
