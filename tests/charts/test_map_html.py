from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from services.charts.geography.map_html import map_html
from services.charts.geography.shapes import Painted
from services.charts.palette import Theme, palette
from tests.charts.tables import HOSTILE
from tests.charts.test_maps import painted
from tests.charts.test_months_html import percent, read
from tests.charts.test_palette import HEX, THEMES
from tests.charts.test_palette import colours as palette_colours

SVG = "{http://www.w3.org/2000/svg}"
START = "data:image/svg+xml,"
RING = [[116.0, 0.0], [117.0, 0.0], [117.0, 1.0], [116.0, 1.0], [116.0, 0.0]]
HOLE = [[116.4, 0.4], [116.6, 0.4], [116.6, 0.6], [116.4, 0.6], [116.4, 0.4]]
ISLE = [[118.0, 0.0], [119.0, 0.0], [119.0, 1.0], [118.0, 0.0]]


def drawn(
    shown: Painted | None = None, *, chosen: frozenset[str] = frozenset(), alt: str = "Peta"
) -> str:
    return map_html(shown or painted(), chosen=chosen, width=560, height=240, alt=alt)


def picture(html: str) -> ElementTree.Element:
    ((_, given, _),) = read(html, "img")
    return ElementTree.fromstring(unquote(given["src"].removeprefix(START)))  # noqa: S314 our own


def corners(clip: str) -> list[tuple[float, float]]:
    inside = clip.removeprefix("polygon(evenodd,").removesuffix(")")
    pairs = (pair.split(" ") for pair in inside.split(","))
    return [(float(x.removesuffix("%")), float(y.removesuffix("%"))) for x, y in pairs]


def holds(polygon: list[tuple[float, float]], x: float, y: float) -> bool:
    inside, (x1, y1) = False, polygon[-1]
    for x2, y2 in polygon:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        x1, y1 = x2, y2
    return inside


def test_the_picture_shows_the_shapes_in_their_classes() -> None:
    fills = [path.get("fill") for path in picture(drawn()).iter(f"{SVG}path")]
    assert fills == [mark.fill if mark.known else "url(#belum)" for mark in painted().marks]


def test_the_data_address_holds_the_complete_picture() -> None:
    ((_, given, _),) = read(drawn(), "img")
    assert not set('#"<>') & set(given["src"])
    assert (given["width"], given["height"], given["alt"]) == ("560", "240", "Peta")


def test_the_chosen_region_is_outlined_over_the_others() -> None:
    paths = list(picture(drawn(chosen=frozenset({"5201"}))).iter(f"{SVG}path"))
    assert len(paths) == len(painted().marks) + 1
    assert paths[-1].get("fill") == "none"
    assert paths[-1].get("d") == paths[1].get("d")


def test_the_pointer_finds_each_region_and_hears_its_name_value_and_code() -> None:
    html = drawn()
    found = [corners(given["clip-path"]) for _, given, _ in read(html, "i")]
    assert len(found) == len(painted().marks)
    for at, polygon in enumerate(found):
        x, y = (sum(c) / len(polygon[:4]) for c in zip(*polygon[:4], strict=True))
        assert [holds(other, x, y) for other in found] == [n == at for n in range(len(found))]
    told = html.split('class="kata"')
    assert "<b>Kab. 5201</b><br>2.0<br><small>5201</small>" in told[2]
    assert "<b>Kab. 5202</b><br>tanpa data<br>" in told[3]


def test_hover_covers_all_polygons_of_a_region_but_not_its_holes() -> None:
    shape = {"type": "MultiPolygon", "coordinates": [[RING, HOLE], [ISLE]]}
    one = replace(painted().marks[0], geometry=json.dumps(shape))
    shown = replace(painted(), marks=(one,), bounds=(116.0, 0.0, 119.0, 1.0))
    ((_, given, _),) = read(drawn(shown), "i")
    polygon = corners(given["clip-path"])
    xs = [x for x, _ in polygon]
    left, right = min(xs), max(xs)
    ys = [y for _, y in polygon]
    top, low = min(ys), max(ys)

    def at(lng: float, lat: float) -> bool:
        x = left + (lng - 116) / 3 * (right - left)
        return holds(polygon, x, low - lat * (low - top))

    assert at(116.2, 0.2)
    assert not at(116.5, 0.5)
    assert at(118.9, 0.5)
    assert not at(117.5, 0.5)


def test_hover_texts_stay_within_the_width() -> None:
    middles = [percent(one, "left") for one in read(drawn(), "div", "kata")]
    assert middles == sorted(middles)
    assert all(18 <= middle <= 82 for middle in middles)


@pytest.mark.parametrize("theme", THEMES)
def test_its_colours_are_the_palettes(theme: Theme) -> None:
    html = unquote(drawn(painted(theme), chosen=frozenset({"5200"})))
    assert set(HEX.findall(html)) <= set(palette_colours(palette(theme)))


def test_names_never_become_markup() -> None:
    html = drawn(painted(name=HOSTILE), alt=HOSTILE)
    assert {tag for tag, _, _ in read(html)} == {"div", "img", "i", "b", "br", "small"}
    assert not {n for _, given, _ in read(html) for n in given if n.startswith("on")}
    assert [text for text in picture(html).itertext() if text.strip()] == []
