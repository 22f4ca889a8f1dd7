"""Every table of the figures: rows on the page = rows of its download = rows of `lensa table`."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from services.analysis.tables import TABLES
from tests.browser.acting import download, unfold, visit
from tests.browser.asking import KLPD, Lensa
from tests.browser.expecting import NOT_SHOWN
from tests.browser.seeing import agree, cells
from tests.browser.serving import Served

YEAR, BEFORE = 2025, 2024
PARENT = "52"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One view of a page and the tables it shows, folded ones included."""

    address: str
    tables: tuple[str, ...]
    years: tuple[int, ...] = (YEAR,)


VIEWS = (
    Shown(address="/", tables=("pagu-per-program", "swakelola-status")),
    Shown(address="/program", tables=("pagu-per-program", "pagu-per-satker")),
    Shown(address="/program", tables=("program-antar-tahun",), years=(BEFORE, YEAR)),
    Shown(
        address="/swakelola",
        tables=(
            *("swakelola-status", "paket", "swakelola-tipe"),
            *("swakelola-penyelenggara", "swakelola-pengumuman"),
        ),
    ),
    Shown(
        address="/kaji-ulang",
        tables=("kaji-ulang-per-satker", "kaji-ulang-per-bulan", "alasan", "keadaan", "silsilah"),
    ),
    Shown(
        address="/penyedia",
        tables=(
            *("penyedia-metode", "penyedia-per-satker", "penyedia-jadwal", "penyedia-paket"),
            "pemanfaatan",
        ),
    ),
    Shown(address="/banding", tables=("banding",)),
    Shown(address="/cari", tables=("tanda", "tanda-aturan")),
    Shown(address="/data", tables=("mutu",)),
)


def _same(page: Page, lensa: Lensa, name: str, years: tuple[int, ...], **narrow: str) -> None:
    """Hold a table on the page, and its download, to what the command prints."""
    unfold(page, name)
    file, rows = download(page, name)
    assert file == f"{'-'.join([name, KLPD, *map(str, years)])}.csv"
    assert rows == lensa.rows(name, *years, **narrow)
    assert len(rows) > 1
    assert agree(cells(page, name), lensa.table(name, *years, **narrow)), name


@pytest.mark.parametrize("shown", VIEWS, ids=lambda shown: f"{shown.address}-{len(shown.years)}")
def test_table_page_and_export_are_the_same_rows(
    shown: Shown, served: Served, lensa: Lensa, page: Page
) -> None:
    assert lensa.rows("mutu", *shown.years)
    years = "".join(f"&tahun={year}" for year in shown.years)
    visit(page, served.url, f"{shown.address}?klpd={KLPD}{years}")
    for name in shown.tables:
        _same(page, lensa, name, shown.years)


def test_a_family_is_the_same_rows(served: Served, lensa: Lensa, page: Page) -> None:
    split = lensa.table("silsilah", YEAR).sort("jumlah_kode", "akar", descending=[True, False])
    code = split["akar"][0]
    visit(page, served.url, f"/kaji-ulang?klpd={KLPD}&tahun={YEAR}&kode={code}")
    _same(page, lensa, "jejak", (YEAR,), kode=code)


def test_regions_are_the_same_rows_in_the_order_of_the_map(
    served: Served, lensa: Lensa, page: Page
) -> None:
    visit(page, served.url, f"/wilayah?klpd={KLPD}&tahun={YEAR}&wilayah={PARENT}")
    file, rows = download(page, "wilayah")
    assert file == f"wilayah-{PARENT}-{YEAR}.csv"
    assert rows == lensa.rows("wilayah", YEAR, klpd="all", wilayah=PARENT)


def test_every_table_is_shown_by_a_page_or_named_with_a_reason() -> None:
    shown = {name for view in VIEWS for name in view.tables} | {"jejak", "wilayah"}
    assert shown | NOT_SHOWN.keys() == TABLES.keys()
    assert shown & NOT_SHOWN.keys() == set()
