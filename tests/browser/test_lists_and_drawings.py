"""The provider page and the comparison in a real browser: widths, bars, clicks, names on hover."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from services.language.wording import text
from tests.browser.acting import visit
from tests.browser.asking import KLPD, Lensa
from tests.browser.conftest import NewPage
from tests.browser.listing import badly_placed, fields, listed, row
from tests.browser.screens import wrong
from tests.browser.seeing import broken, link, path
from tests.browser.serving import Served
from tests.browser.waiting import left, reached

YEAR = 2025
LINK = f"klpd={KLPD}&tahun={YEAR}"
YEARS = f"klpd={KLPD}&klpd=D305&tahun=2023&tahun=2024&tahun={YEAR}"


@pytest.mark.parametrize("width", [360, 820, 1366])
@pytest.mark.parametrize(
    "address", [f"/penyedia?{LINK}&lang=en", f"/penyedia?{YEARS}", f"/banding?{YEARS}"]
)
def test_nothing_is_cut_or_beyond_the_side_and_words_do_not_overlap(
    served: Served, new_page: NewPage, address: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    visit(page, served.url, address)
    assert wrong(page) == []
    assert badly_placed(page) == []


@pytest.mark.parametrize("width", [360, 820, 1366])
def test_the_bars_of_a_list_have_the_same_place_in_every_row(
    served: Served, new_page: NewPage, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    visit(page, served.url, f"/penyedia?{LINK}")
    for name in ("pemanfaatan", "penyedia-paket", "penyedia-per-satker"):
        places = fields(page, name)
        assert len(places) > 5
        widths, starts = ({place[at] for place in places} for at in (1, 0))
        assert max(widths) - min(widths) <= 1, name
        assert name == "penyedia-per-satker" or len(starts) == 1


def test_a_figure_of_the_matrix_leads_to_its_packages_and_a_row_to_its_page(
    served: Served, lensa: Lensa, page: Page
) -> None:
    visit(page, served.url, f"/penyedia?{LINK}")
    cell = page.locator('.st-key-matriks [data-cell="Tender~Barang"]')
    assert cell.get_attribute("aria-pressed") == "false"
    cell.click()
    reached(page, "metode=Tender")
    assert {("metode", "Tender"), ("pengadaan", "Barang")} <= set(link(page))
    assert cell.get_attribute("aria-pressed") == "true"
    packages = lensa.table("penyedia-paket", YEAR, metode="Tender", pengadaan="Barang")
    largest = packages.sort("pagu", "kd_rup", descending=[True, False])["kd_rup"][0]
    first = row(page, "penyedia-paket", 0)
    first.get_by_text(largest, exact=True).first.wait_for()
    page.wait_for_function("box => box.getBoundingClientRect().top < innerHeight",
                           arg=first.element_handle())  # fmt: skip
    first.click()
    page.wait_for_url("**/paket?*")
    reached(page, f"kode={largest}")
    assert broken(page) == []
    page.go_back()
    page.wait_for_url("**/penyedia?*")
    reached(page, "metode=Tender")
    cell.click()
    left(page, "metode=")


def test_a_satker_of_spending_opens_by_keyboard_and_a_copied_link_shows_it_open(
    served: Served, page: Page
) -> None:
    visit(page, served.url, f"/penyedia?{LINK}")
    first = row(page, "pemanfaatan", 0)
    first.focus()
    page.keyboard.press("Enter")
    reached(page, "lihat=buka:")
    assert first.get_attribute("aria-expanded") == "true"
    page.reload()
    listed(page, "pemanfaatan").locator(".panel").wait_for()
    assert row(page, "pemanfaatan", 0).get_attribute("aria-expanded") == "true"
    row(page, "pemanfaatan", 0).focus()
    page.keyboard.press("Escape")
    left(page, "buka:")


def test_packages_are_filtered_and_sorted_in_the_link(served: Served, page: Page) -> None:
    visit(page, served.url, f"/penyedia?{LINK}")
    listed(page, "penyedia-paket").get_by_role("searchbox").fill("jalan")
    reached(page, "saring:jalan")
    names = listed(page, "penyedia-paket").locator("ol > li .nm").all_inner_texts()
    assert names
    assert all("jalan" in name.lower() for name in names)
    listed(page, "penyedia-paket").get_by_role("button", name=text("kolom.nama_paket")).click()
    reached(page, "urut=nama_paket")
    sorted_names = listed(page, "penyedia-paket").locator("ol > li .nm").all_inner_texts()
    assert sorted_names == sorted(sorted_names, key=str.lower)


def test_the_comparison_opens_a_klpd_and_leads_to_its_pages(served: Served, page: Page) -> None:
    visit(page, served.url, f"/banding?{YEARS}")
    other = listed(page, "banding").locator('button[data-path="D305"]')
    other.click()
    reached(page, "buka:D305")
    panel = listed(page, "banding").locator(".panel")
    assert panel.locator("li").count() > 8
    panel.get_by_role("link", name=text("shell.page.program")).click()
    page.wait_for_url("**/program?*")
    reached(page, "klpd=D305")
    assert path(page) == "/program"
    assert [value for name, value in link(page) if name == "klpd"] == ["D305"]


def test_a_dot_shows_name_and_figures_and_the_own_one_is_named(served: Served, page: Page) -> None:
    visit(page, served.url, f"/banding?{YEARS}")
    drawing = page.locator(".st-key-bidang_banding-dua")
    drawing.scroll_into_view_if_needed()
    assert drawing.locator("svg text", has_text="Kab. Lombok Tengah").count() == 1
    dot = drawing.locator("svg circle").first
    box = dot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shown = drawing.locator(".petunjuk")
    shown.wait_for(state="visible")
    assert "Kab. Lombok Timur" in shown.inner_text()
    assert "Rp" in shown.inner_text()
    page.mouse.move(0, 0)
    shown.wait_for(state="hidden")


def test_the_figure_compared_is_chosen_from_a_list(served: Served, page: Page) -> None:
    visit(page, served.url, f"/banding?{YEARS}")
    page.locator(".st-key-v_ukuran input[role=combobox]").click()
    page.get_by_role("option", name=text("banding.pendek.paket"), exact=True).click()
    reached(page, "ukuran:paket")
    title = text("banding.bars", ukuran=text("banding.ukuran.paket"), tahun=YEAR)
    assert page.get_by_role("heading", name=title).is_visible()


def test_pages_of_lists_and_drawings_load_no_plotly(served: Served, new_page: NewPage) -> None:
    page = new_page()
    scripts: list[str] = []
    page.on("request", lambda request: scripts.append(request.url))
    for address in (f"/penyedia?{LINK}", f"/banding?{YEARS}"):
        visit(page, served.url, address)
    assert scripts
    assert [url for url in scripts if "plotly" in url.lower()] == []
