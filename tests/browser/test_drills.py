"""A row and a region lead down; breadcrumb and back button lead up again."""

from __future__ import annotations

import polars as pl
from playwright.sync_api import Page

from pages.shell.answers.lists.program_panels import INSIDE
from services.reference import loader
from tests.browser.acting import download, row_of, toggle_row, visit
from tests.browser.asking import KLPD, Lensa, total
from tests.browser.descending import click_region, first_of_the_list, trail, up
from tests.browser.seeing import body, broken, link, list_rows, ranked
from tests.browser.serving import Served
from tests.browser.waiting import left, reached

YEAR = 2025
LINK = f"klpd={KLPD}&tahun={YEAR}"
PROVINCE, REGENCY = "62", "6206"
"""Kalimantan Tengah and Katingan: large enough to be hit in their middle."""


def test_an_open_satker_leads_to_all_its_packages(served: Served, lensa: Lensa, page: Page) -> None:
    visit(page, served.url, f"/swakelola?{LINK}")
    table = lensa.table("swakelola-per-satker", YEAR)
    first, *_ = list_rows(page, "swakelola-per-satker")
    satker = first.path
    toggle_row(page, "swakelola-per-satker", satker)
    panel = ranked(page, "swakelola-per-satker").get_by_role("group")
    panel.locator("a").click()
    reached(page, f"satker={satker}")
    assert ("lihat", f"buka:{satker}") not in link(page)
    own = table.filter(kd_satker=satker)
    heads, *rows = download(page, "paket", menu="paket")[1]
    packages = pl.DataFrame(rows, schema=heads, orient="row")
    assert packages.height == own["jumlah_paket"].item()
    assert total(packages["pagu"].replace("", None).cast(pl.Int64)) == own["pagu"].item()
    page.locator(".st-key-clear_0 button").first.click()
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


def test_a_row_of_the_list_beside_the_map_goes_down_too(served: Served, page: Page) -> None:
    visit(page, served.url, f"/wilayah?{LINK}&wilayah={PROVINCE}")
    first_of_the_list(page, REGENCY)
    assert trail(page) == ["Indonesia", _name(PROVINCE), _name(REGENCY)]


def _name(code: str) -> str:
    return loader.path(code)[-1].name


def test_a_row_of_a_package_opens_its_page_and_one_step_back_returns(
    served: Served, lensa: Lensa, page: Page
) -> None:
    visit(page, served.url, f"/penyedia?{LINK}")
    largest = lensa.table("penyedia-paket", YEAR).sort(
        "pagu", "kd_rup", descending=[True, False], nulls_last=True
    )
    code = largest["kd_rup"][0]
    row_of(page, "penyedia-paket", f"{KLPD}~{YEAR}~{code}").click()
    page.wait_for_url("**/paket?*")
    reached(page, f"kode={code}")
    assert largest["nama_paket"][0] in body(page)
    assert broken(page) == []
    page.go_back()
    page.wait_for_url("**/penyedia?*")
