"""Drawings as data of the component and as pictures: shares, escapes, room for words."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from services.charts.palette import Theme, palette
from services.charts.plots.plot import (
    Bar,
    Dot,
    Panel,
    Path,
    Plot,
    Spot,
    Unit,
    Words,
    as_data,
    grid,
    printer,
    scale_of,
)
from services.charts.plots.plot_svg import plot_svg
from tests.charts.tables import HOSTILE
from tests.charts.test_palette import HEX, THEMES
from tests.charts.test_palette import colours as palette_colours

SVG = "{http://www.w3.org/2000/svg}"


def plot(*panels: Panel, least: int = 0) -> Plot:
    return Plot(panels=panels, least=least, alt="contoh", legend=(("kotak", "brand", "kini"),))


def full(text: str = "Uji") -> Panel:
    return Panel(
        height=200,
        title=text,
        figure="7",
        bars=(Bar(left=0.1, right=0.3, top=0.5, ink="brand"),),
        paths=(
            Path(points=((0.0, 0.5), (1.0, 0.5)), ink="line"),
            Path(points=((0.0, 0.1), None, (0.5, 0.4), (1.0, 1.0)), ink="brand", width=2.5),
        ),
        dots=(Dot(x=0.5, y=0.4, ink="brand"), Dot(x=1.0, y=1.0, ink="muted", hollow=True)),
        words=(Words(x=0.5, y=0.4, text=text, around=True),),
        spots=(Spot(x=0.5, y=0.4, about=(text, "7")), Spot(x=0.2, about=("Jan",))),
    )


def test_the_component_gets_plain_values_and_visible_texts() -> None:
    data = as_data(plot(full(HOSTILE)))
    assert json.loads(json.dumps(data)) == data
    (panel,) = data["panels"]
    assert panel["bars"] == [[0.1, 0.3, 0.0, 0.5, "brand"]]
    assert panel["paths"][1][0] == [[0.0, 0.1], None, [0.5, 0.4], [1.0, 1.0]]
    assert [spot[:2] for spot in panel["spots"]] == [[0.5, 0.4], [0.2, None]]
    assert "\u202e" not in json.dumps(data, ensure_ascii=False)


@pytest.mark.parametrize("theme", THEMES)
def test_a_picture_is_well_formed_in_the_colours_of_its_theme(theme: Theme) -> None:
    drawn = plot_svg(plot(full(HOSTILE)), HOSTILE, theme, f"Sumber {HOSTILE}")
    root = ElementTree.fromstring(drawn.text)  # noqa: S314 - our own text
    assert root.get("width") == str(drawn.width)
    assert set(HEX.findall(drawn.text)) <= set(palette_colours(palette(theme)))
    assert "<script" not in drawn.text


def test_a_line_is_interrupted_at_a_gap() -> None:
    paths = re.findall(r' d="([^"]*)"', plot_svg(plot(full()), "x", "light", "").text)
    assert [path.count("M") for path in paths] == [1, 2]


def test_panels_stand_side_by_side_as_many_as_fit() -> None:
    picture = plot_svg(plot(*[full() for _ in range(5)], least=210), "x", "light", "")
    root = ElementTree.fromstring(picture.text)  # noqa: S314 - our own text
    bars = [e for e in root.iter(f"{SVG}rect") if e.get("fill") == palette("light").brand]
    places = [(e.get("x"), e.get("y")) for e in bars if e.get("height") != "12"]
    assert len({y for _, y in places}) == 2
    assert len({x for x, _ in places}) == 3


def test_optional_words_are_left_out_where_they_would_cover_others() -> None:
    same = [Words(x=0.5, y=0.5, text=f"kata {n}", optional=True) for n in range(2)]
    picture = plot_svg(plot(Panel(height=100, words=tuple(same))), "x", "light", "")
    assert "kata 0" in picture.text
    assert "kata 1" not in picture.text


def test_words_around_a_dot_take_the_first_free_side() -> None:
    dots = (Dot(x=0.5, y=0.5, ink="brand"), Dot(x=0.55, y=0.5, ink="brand"))
    name = Words(x=0.5, y=0.5, text="nama panjang", around=True)
    picture = plot_svg(plot(Panel(height=100, dots=dots, words=(name,))), "x", "light", "")
    (anchor,) = re.findall(r'text-anchor="(\w+)">nama panjang', picture.text)
    assert anchor == "end"


@pytest.mark.parametrize(
    ("unit", "value", "short", "exact"),
    [
        ("rupiah", 1_234_567_890, "Rp 1,23 M", "Rp 1.234.567.890"),
        ("persen", 0.5, "50 %", "50 %"),
        ("jumlah", 1234, "1.234", "1.234"),
        ("angka", 12.34, "12,3", "12,3"),
        ("rupiah", None, "tidak diketahui", "tidak diketahui"),
    ],
)
def test_values_are_printed_by_their_unit(
    unit: Unit, value: float | None, short: str, exact: str
) -> None:
    assert printer(unit, "id")(value).replace("\N{NO-BREAK SPACE}", " ") == short
    assert printer(unit, "id", exact=True)(value).replace("\N{NO-BREAK SPACE}", " ") == exact


def test_counts_have_no_ticks_between_whole_numbers() -> None:
    assert [value for value, _ in scale_of([1, None], "jumlah", "id").ticks] == [0]
    assert scale_of([None], "persen", "id").top == 1


def test_the_words_of_a_scale_stand_in_the_panel_or_left_of_it() -> None:
    scale = scale_of([300], "jumlah", "id")
    _, inside = grid(scale)
    _, left = grid(scale, inside=False)
    assert [words.text for words in inside] == ["100", "200"]
    assert [words.text for words in left] == ["0", "100", "200"]
    assert {words.anchor for words in (*inside, *left)} == {"end"}
