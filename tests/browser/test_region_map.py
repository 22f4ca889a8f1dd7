"""The linked map: a place is outlined in strip, map and list; every click lands; names lie apart.

Chromium draws in software here (SwiftShader), where the deck of the country loses clicks.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page

from services.reference import loader
from tests.browser import axe
from tests.browser.acting import visit
from tests.browser.asking import KLPD
from tests.browser.conftest import NewPage
from tests.browser.descending import spot, trail
from tests.browser.seeing import broken
from tests.browser.serving import Served
from tests.browser.waiting import reached, settled
from tests.sampling import LONG

PROVINCE, KAB, OWN = "34", "3402", "5202"
"""DI Yogyakarta, whose five kab/kota are read by its page, one of them, and the KLPD's own."""
LINK = f"/wilayah?klpd={KLPD}&tahun=2025"
CLICKS = 20 if LONG else 4
WIDTHS = {360: False, 820: False, 1366: True}
"""Widths of the window, and whether map and list stand side by side, with names on the map."""
_ACTIVE = """root => Object.fromEntries(['.jalur', '.bentuk', '.daftar'].map(part =>
  [part, [...root.querySelectorAll(`${part} [data-aktif]`)].map(node => node.dataset.aktif)]))"""
_BOXES = """root => [...root.querySelectorAll('.nama div, .jalur text')].map(node => {
  const {left, top, right, bottom} = node.getBoundingClientRect();
  return {text: node.textContent, left, top, right, bottom};
}).filter(box => box.right > box.left)"""


@pytest.fixture
def shown(served: Served, page: Page) -> Page:
    visit(page, served.url, f"{LINK}&wilayah={PROVINCE}")
    return page


def active(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.locator(".peta").evaluate(_ACTIVE)
    return found


def everywhere(code: str) -> dict[str, list[str]]:
    return {part: [code] for part in (".jalur", ".bentuk", ".daftar")}


@pytest.mark.parametrize(
    "part",
    ["circle[data-kode='{}']", "li[data-baris='{}'] button", "path"],
    ids=["dot", "row", "region"],
)
def test_pointing_at_a_place_outlines_it_in_all_three(shown: Page, part: str) -> None:
    for code in ("3401", "3404", "3471"):
        if part == "path":
            shown.mouse.move(*spot(shown, code))
        else:
            shown.locator(part.format(code)).hover()
        assert active(shown) == everywhere(code)
    shown.mouse.move(5, 5)
    shown.wait_for_timeout(100)
    assert active(shown) == {part: [] for part in everywhere("")}


def test_the_outline_is_drawn_over_the_map_and_the_words_stand_beside_it(shown: Page) -> None:
    shown.mouse.move(*spot(shown, "3404"))
    outline = shown.locator(".peta .sorot .aktif")
    region = shown.locator(".peta path[data-kode='3404']")
    assert outline.get_attribute("d") == region.get_attribute("d")
    said = shown.locator(".peta .keterangan").inner_text()
    assert said.startswith("Kab. Sleman\nRp ")
    assert said.endswith("Kemendagri 3404")


def test_every_click_on_a_region_opens_it(served: Served, page: Page) -> None:
    names = dict(loader.children(PROVINCE).select("code", "name").iter_rows())
    wanted = [list(names)[at % len(names)] for at in range(CLICKS)]
    visit(page, served.url, f"{LINK}&wilayah={PROVINCE}")
    landed = []
    for code in wanted:
        page.mouse.click(*spot(page, code))
        reached(page, f"wilayah={code}")
        landed.append(trail(page)[-1])
        page.go_back()
        reached(page, f"wilayah={PROVINCE}&")
    assert landed == [names[code] for code in wanted]


def test_a_click_on_a_dot_and_on_a_row_opens_the_place(shown: Page) -> None:
    shown.locator("circle[data-kode='3403']").click()
    reached(shown, "wilayah=3403")
    shown.go_back()
    reached(shown, f"wilayah={PROVINCE}&")
    shown.locator("li[data-baris='3404'] button").click()
    reached(shown, "wilayah=3404")


def test_keys_reach_every_place_and_enter_opens_it(shown: Page) -> None:
    rows = shown.locator(".peta li button")
    rows.first.focus()
    order = [str(row.get_attribute("data-kode")) for row in rows.all()]
    assert active(shown) == everywhere(order[0])
    shown.keyboard.press("Tab")
    assert active(shown) == everywhere(order[1])
    shown.locator(".peta circle[tabindex='0']").focus()
    for code in (order[1], order[2]):
        shown.keyboard.press("ArrowRight")
        assert active(shown) == everywhere(code)
    shown.keyboard.press("Enter")
    reached(shown, f"wilayah={order[2]}")


def test_each_row_is_one_button_of_a_fingers_height_with_even_bars(shown: Page) -> None:
    rows = shown.locator(".peta ol > li")
    assert rows.count() == 5
    for row in rows.all():
        assert row.locator("button, a, [tabindex]").count() == 1
        box = row.locator("button").bounding_box()
        assert box
        assert box["height"] >= 44
    cells = [bar.bounding_box() for bar in shown.locator(".peta .batang").all()]
    assert len({(round(box["x"], 1), round(box["width"], 1)) for box in cells if box}) == 1


def test_what_is_not_read_has_no_dot_and_no_rank(served: Served, page: Page) -> None:
    visit(page, served.url, f"{LINK}&wilayah=52&snap=2020-01-01T00:00:00Z")
    assert page.locator(".peta .jalur circle").count() == 0
    assert set(page.locator(".peta li .urut").all_inner_texts()) == {"–"}
    fills = page.locator(".peta .bentuk path[data-kode]").evaluate_all(
        "paths => paths.map(path => getComputedStyle(path).fill)"
    )
    assert all("#belum" in fill for fill in fills)
    assert len(fills) == 10


@pytest.mark.parametrize("code", [PROVINCE, "52", KAB, OWN])
@pytest.mark.parametrize("width", WIDTHS)
def test_at_each_width_nothing_overlaps_or_is_cut(
    served: Served, new_page: NewPage, width: int, code: str
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    visit(page, served.url, f"{LINK}&wilayah={code}")
    assert broken(page) == []
    picture, listed = (page.locator(f".peta .{part}") for part in ("gambar", "daftar"))
    left, right = picture.bounding_box(), listed.bounding_box()
    assert left
    assert right
    assert (right["x"] >= left["x"] + left["width"]) is WIDTHS[width]
    assert (page.locator(".peta .nama div:visible").count() > 0) is WIDTHS[width]
    boxes: list[dict[str, Any]] = page.locator(".peta").evaluate(_BOXES)
    assert [pair for pair in combinations(boxes, 2) if _overlap(*pair)] == []
    assert [box["text"] for box in boxes if box["right"] > width] == []


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1 and down > 3  # lines of text are higher than their letters


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_on_either_map(
    served: Served, new_page: NewPage, scheme: str
) -> None:
    page = new_page(color_scheme=scheme, viewport={"width": 1366, "height": 2600})
    for code in (PROVINCE, OWN):
        visit(page, served.url, f"{LINK}&wilayah={code}")
        assert axe.run(page).grave == []


def test_on_paper_the_whole_map_stands_within_the_sheet(served: Served, new_page: NewPage) -> None:
    page = new_page(viewport={"width": 794, "height": 1123})
    page.emulate_media(media="print")
    visit(page, served.url, f"{LINK}&wilayah={PROVINCE}")
    for part in ("jalur svg", "kanvas", "daftar"):
        box = page.locator(f".peta .{part}").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 794
    assert page.locator(".peta .panah:visible").count() == 0
    settled(page)
    assert len(page.pdf(format="A4", print_background=True)) > 10_000


def test_a_map_is_downloaded_as_png_and_svg(served: Served, page: Page) -> None:
    visit(page, served.url, f"{LINK}&wilayah={PROVINCE}")
    page.locator(".st-key-lainnya_peta button").first.click()
    settled(page)
    files = {}
    for kind in ("png", "svg"):
        with page.expect_download() as download:
            page.locator(f"button[name={kind}]").click()
        assert download.value.suggested_filename == f"peta-{PROVINCE}-2025.{kind}"
        files[kind] = download.value.path().read_bytes()
    assert files["png"].startswith(b"\x89PNG")
    assert b"DATA CONTOH" in files["svg"]
