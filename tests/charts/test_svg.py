from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from services.charts.geography.label_places import Name
from services.charts.geography.shapes import NO_FIGURE, Painted, paint, read_shapes
from services.charts.geography.svg import svg_map
from services.charts.palette import Theme, palette
from tests.charts.tables import HOSTILE, boundaries, region_values, square
from tests.charts.test_maps import painted
from tests.charts.test_palette import HEX, THEMES
from tests.charts.test_palette import colours as palette_colours

SVG = "{http://www.w3.org/2000/svg}"
SOURCE = "INAPROC RUP program-master, 2025, dibaca 22 Nov 2026 17.05 WIB, lengkap"


def drawn(shown: Painted | None = None, *, title: str = "Pagu", source: str = SOURCE) -> str:
    return svg_map(shown or painted(), title=title, source=source)


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 our own text


def words(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("theme", THEMES)
def test_the_picture_is_well_formed_and_in_the_palette(theme: Theme) -> None:
    text = drawn(painted(theme))
    assert parsed(text).tag == f"{SVG}svg"
    assert set(HEX.findall(text)) <= set(palette_colours(palette(theme)))


def test_it_shows_the_shapes_in_the_classes_of_the_map() -> None:
    paths = list(parsed(drawn()).iter(f"{SVG}path"))
    assert [path.get("fill") for path in paths] == [
        mark.fill if mark.known else "url(#belum)" for mark in painted().marks
    ]
    assert [path.findtext(f"{SVG}title") for path in paths][:3] == [
        "Kab. 5200 (5200): 1.0",
        "Kab. 5201 (5201): 2.0",
        "Kab. 5202 (5202): tanpa data",
    ]


def test_no_data_is_hatched() -> None:
    root = parsed(drawn())
    assert root.find(f".//{SVG}pattern") is not None
    assert sum(e.get("fill") == "url(#belum)" for e in root.iter(f"{SVG}rect")) == 1


def test_the_picture_has_title_legend_note_and_source() -> None:
    said = words(parsed(drawn()))
    assert said[0] == "Pagu"
    assert said[1:5] == ["1.0", "2.0", "4.0", "tanpa data"]
    assert said[5] == "Batas indikatif, bukan batas hukum."
    assert said[6] == SOURCE


def test_the_note_can_be_another_or_none() -> None:
    official = svg_map(painted(), title="a", source="b", note="Batas resmi")
    assert words(parsed(official))[-2:] == ["Batas resmi", "b"]
    without = svg_map(painted(), title="a", source="b", note="")
    assert words(parsed(without))[-2:] == ["tanpa data", "b"]


def test_hostile_text_is_escaped() -> None:
    text = drawn(painted(name=HOSTILE), title=HOSTILE, source=HOSTILE)
    root = parsed(text)
    assert root.find(f".//{SVG}script") is None
    assert "<script" not in text
    assert "\u202e" not in text
    assert words(root)[0].startswith('<script>alert("x")</script>')


def test_nothing_is_fetched() -> None:
    text = drawn()
    assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]
    assert "href" not in text


def test_shapes_stay_inside_the_picture() -> None:
    root = parsed(drawn())
    width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
    group = root.find(f"{SVG}g")
    assert group is not None
    left, top = (float(n) for n in re.findall(r"[-\d.]+", group.attrib["transform"]))
    for path in root.iter(f"{SVG}path"):
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path.attrib["d"])]
        assert all(0 <= x + left <= width for x in numbers[::2])
        assert all(0 <= y + top <= height for y in numbers[1::2])


def test_a_tall_region_does_not_make_a_tall_picture() -> None:
    tall = {"features": [square("52", 116.0, size=0.2)]}
    tall["features"][0]["geometry"]["coordinates"][0][2][1] = 9.0
    shown = paint(read_shapes(tall), region_values({"52": 1.0}), theme="light", print_value=str)
    assert float(parsed(drawn(shown)).attrib["height"]) < 800


def test_a_long_source_is_wrapped() -> None:
    said = words(parsed(drawn(source="kata " * 80)))
    lines = [line for line in said if line.startswith("kata")]
    assert len(lines) > 1
    assert sum(line.count("kata") for line in lines) == 80
    assert max(len(line) for line in lines) < 160


def test_a_long_legend_takes_another_row() -> None:
    shown = paint(
        read_shapes(boundaries(9)),
        region_values({f"52{i:02d}": float(i + 1) for i in range(9)}),
        theme="light",
        print_value=lambda v: f"Rp {v} triliun rupiah dalam setahun",
    )
    boxes = [e for e in parsed(drawn(shown)).iter(f"{SVG}rect") if e.get("stroke")]
    assert len({box.get("y") for box in boxes}) == 4
    assert all(float(box.attrib["x"]) < 900 for box in boxes)


def test_names_are_written_on_the_regions_and_escaped() -> None:
    names = (Name(code="5201", text=HOSTILE[:20], value="2"), Name(code="5203", text="Bima"))
    text = svg_map(painted(), title="a", source="b", names=names)
    group = parsed(text).find(f"{SVG}g")
    assert group is not None
    assert "<script" not in text
    assert [found.text for found in group.iter(f"{SVG}text")][-1] == "Bima"
    assert {found.get("text-anchor") for found in group.iter(f"{SVG}text")} == {"middle"}


def test_regions_that_stand_out_are_outlined_over_the_others() -> None:
    shown = svg_map(painted(), title="a", source="b", outlined=frozenset({"5202"}))
    paths = list(parsed(shown).iter(f"{SVG}path"))
    assert len(paths) == 5
    assert (paths[-1].get("fill"), paths[-1].get("d")) == ("none", paths[2].get("d"))


def test_what_was_read_without_a_figure_is_dotted() -> None:
    shown = painted()
    marks = [replace(mark, shade=NO_FIGURE) if not mark.known else mark for mark in shown.marks]
    fills = {
        path.get("fill")
        for path in parsed(drawn(replace(shown, marks=tuple(marks)))).iter(f"{SVG}path")
    }
    assert "url(#tanpa)" in fills
    assert "url(#belum)" not in fills
