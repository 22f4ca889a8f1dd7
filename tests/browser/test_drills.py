"""A click on a bar and on the map goes down; breadcrumb and back button come up again."""

from __future__ import annotations

import polars as pl
from playwright.sync_api import Page

from pages.shell.answers.program_panels import INSIDE
from services.language.wording import text
from services.reference import loader
from tests.browser.acting import download, press, press_row, toggle_row, visit
from tests.browser.asking import KLPD, Lensa, total
from tests.browser.descending import click_region, trail, up
from tests.browser.seeing import broken, link, ranked
from tests.browser.serving import Served
from tests.browser.waiting import left, reached

YEAR = 2025
LINK = f"klpd={KLPD}&tahun={YEAR}"
PROVINCE, REGENCY = "62", "6206"
"""Kalimantan Tengah and Katingan: large enough to be hit in their middle."""


def test_a_click_on_a_bar_shows_the_packages_of_that_satker(
    served: Served, lensa: Lensa, page: Page
) -> None:
    visit(page, served.url, f"/swakelola?{LINK}")
    press(page, page.locator('[class*="st-key-c_satkers"] .barlayer .point path').first)
    reached(page, "satker=")
    satker = dict(link(page))["satker"]
    assert link(page)[-2:] == [("satker", satker), ("lang", "id")]
    own = lensa.table("swakelola-status", YEAR).filter(pl.col("kd_satker") == satker)
    heads, *rows = download(page, "paket")[1]
    packages = pl.DataFrame(rows, schema=heads, orient="row")
    assert packages.height == own["jumlah_paket"].sum()
    assert total(packages["pagu"].replace("", None).cast(pl.Int64)) == total(own["pagu"])
    page.locator(".st-key-clear_0 button").click()
    left(page, "satker=")


def test_a_row_opens_to_the_satkers_of_that_program_and_on_to_their_packages(
    served: Served, lensa: Lensa, page: Page
) -> None:
    visit(page, served.url, f"/program?{LINK}")
    table = lensa.table("pagu-per-program", YEAR)
    program = table.filter(pl.col("jumlah_satker") <= INSIDE + 1)["kd_program_str"][0]
    toggle_row(page, "pagu-per-program", program)
    assert ("lihat", f"buka:{program}") in link(page)
    satkers = lensa.table("pagu-per-satker", YEAR, program=program)
    within = ranked(page, "pagu-per-program").get_by_role("group")
    codes = within.locator(".baris").evaluate_all("rows => rows.map(row => row.dataset.path)")
    assert codes == [f"{program}~{satker}" for satker in satkers["kd_satker"]]
    assert total(satkers["pagu"]) == table.filter(kd_program_str=program)["pagu"].item()
    toggle_row(page, "pagu-per-program", program)
    assert [name for name, _ in link(page)] == ["klpd", "tahun", "lang"]


def test_clicks_on_the_map_go_down_to_a_kabupaten_and_the_way_comes_back_up(
    served: Served, page: Page
) -> None:
    visit(page, served.url, f"/wilayah?{LINK}&lihat=peta:indonesia")
    assert trail(page) == ["Indonesia"]
    click_region(page, "", PROVINCE)
    assert trail(page) == ["Indonesia", _name(PROVINCE)]
    assert [value for name, value in link(page) if name == "wilayah"] == [PROVINCE]
    click_region(page, PROVINCE, REGENCY)
    assert trail(page) == ["Indonesia", _name(PROVINCE), _name(REGENCY)]
    page.go_back()
    left(page, f"wilayah={REGENCY}")
    assert trail(page) == ["Indonesia", _name(PROVINCE)]
    page.go_forward()
    reached(page, f"wilayah={REGENCY}")
    up(page, PROVINCE)
    reached(page, f"wilayah={PROVINCE}&")
    assert trail(page) == ["Indonesia", _name(PROVINCE)]
    up(page, "")
    left(page, "wilayah=")
    assert trail(page) == ["Indonesia"]
    assert dict(link(page))["lihat"] == "peta:indonesia"
    assert broken(page) == []


def test_a_name_in_the_table_beside_the_map_goes_down_too(served: Served, page: Page) -> None:
    visit(page, served.url, f"/wilayah?{LINK}&wilayah={PROVINCE}")
    alt = text("wilayah.ranking_alt", ukuran=text("wilayah.ukuran.kepala"))
    grid = page.get_by_role("region", name=alt, exact=True).locator("canvas").first
    press_row(page, grid, 0)
    reached(page, f"wilayah={PROVINCE}0")
    assert len(trail(page)) == 3


def _name(code: str) -> str:
    return loader.path(code)[-1].name


def test_a_click_on_a_code_opens_its_package_on_a_page_of_its_own(
    served: Served, lensa: Lensa, page: Page
) -> None:
    visit(page, served.url, f"/penyedia?{LINK}")
    first = lensa.table("penyedia-paket", YEAR).row(0, named=True)
    alt = f"{text('tabel.penyedia-paket')} (Kab. Lombok Tengah · {YEAR})"
    grid = page.get_by_role("region", name=alt, exact=True).locator("canvas").first
    press_row(page, grid, 0, left=40)
    page.wait_for_url("**/paket?*")
    reached(page, f"kode={first['kd_rup']}")
    assert page.get_by_text(f"Fakta paket {first['kd_rup']}").first.is_visible()
    assert broken(page) == []
    page.go_back()
    page.wait_for_url("**/penyedia?*")
