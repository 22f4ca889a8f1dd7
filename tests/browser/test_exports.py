"""Every table of the figures: rows on the page = rows of its download = rows of `lensa table`."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from services.analysis.tables import TABLES
from tests.browser.acting import download, unfold, visit
from tests.browser.asking import KLPD, Lensa
from tests.browser.expecting import NOT_SHOWN
from tests.browser.seeing import agree, agree_list, cells, list_rows
from tests.browser.serving import Served

YEAR, BEFORE = 2025, 2024
PARENT = "52"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One view of a page and the tables it shows, folded ones included.

    more: what the link holds beside KLPD and year.
    """

    address: str
    tables: tuple[str, ...]
    years: tuple[int, ...] = (YEAR,)
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A ranked list of a page, and the table whose rows its download holds.

    seen: its rows are those of the table, too. more: what the link holds beside KLPD and year.
    sorted: the file has the list's order, not the table's.
    """

    address: str
    name: str
    table: str
    years: tuple[int, ...] = (YEAR,)
    more: str = ""
    klpd: tuple[str, ...] = (KLPD,)
    seen: bool = False
    sorted: bool = False

    @property
    def link(self) -> str:
        """Return the link of the page that has it."""
        klpd = "&".join(f"klpd={kode}" for kode in self.klpd)
        return f"{self.address}?{klpd}&tahun={self.years[-1]}{self.more}"


LISTS = (
    Listed(
        address="/",
        name="perubahan-per-program",
        table="perubahan-per-program",
        years=(BEFORE, YEAR),
    ),
    Listed(
        address="/", name="pengumuman-per-hari", table="pengumuman-per-hari", years=(BEFORE, YEAR)
    ),
    Listed(address="/program", name="pagu-per-program", table="pagu-per-program", seen=True),
    Listed(
        address="/program",
        name="pagu-per-satker",
        table="pagu-per-satker",
        more="&lihat=menurut:satker",
        seen=True,
    ),
    Listed(address="/tanda", name="tanda-aturan", table="tanda-aturan"),
    *(
        Listed(address="/swakelola", name=name, table=name)
        for name in (
            *("swakelola-per-satker", "paket", "swakelola-tipe"),
            "swakelola-penyelenggara",
        )
    ),
    *(
        Listed(address="/kaji-ulang", name=name, table=name)
        for name in ("kaji-ulang-per-satker", "alasan")
    ),
    *(
        Listed(address="/penyedia", name=name, table=name)
        for name in ("penyedia-metode", "penyedia-per-satker", "pemanfaatan")
    ),
    Listed(
        address="/penyedia",
        name="penyedia-jadwal",
        table="penyedia-jadwal",
        years=(BEFORE, YEAR),
    ),
    Listed(address="/penyedia", name="penyedia-paket", table="penyedia-paket", sorted=True),
    Listed(address="/banding", name="banding", table="banding", klpd=(KLPD, "D305")),
)
VIEWS = (
    Shown(address="/kaji-ulang", tables=("keadaan", "silsilah")),
    Shown(
        address="/kaji-ulang",
        tables=("kaji-ulang-per-bulan",),
        more="&lihat=tabel-kaji-ulang-per-bulan:ya",
    ),
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


@pytest.mark.parametrize("shown", VIEWS, ids=lambda shown: f"{shown.address}-{shown.tables[0]}")
def test_table_page_and_export_are_the_same_rows(
    shown: Shown, served: Served, lensa: Lensa, page: Page
) -> None:
    assert lensa.rows("mutu", *shown.years)
    years = "".join(f"&tahun={year}" for year in shown.years)
    visit(page, served.url, f"{shown.address}?klpd={KLPD}{years}{shown.more}")
    for name in shown.tables:
        _same(page, lensa, name, shown.years)


@pytest.mark.parametrize("link", dict.fromkeys(listed.link for listed in LISTS))
def test_the_file_of_a_list_is_the_rows_of_its_table(
    link: str, served: Served, lensa: Lensa, page: Page
) -> None:
    visit(page, served.url, link)
    for listed in LISTS:
        if listed.link == link:
            _same_file(page, lensa, listed)


def _same_file(page: Page, lensa: Lensa, listed: Listed) -> None:
    """Hold the download of a list to the table that it is made from."""
    file, rows = download(page, listed.name, listed.name)
    assert file == f"{'-'.join([listed.name, *listed.klpd, *map(str, listed.years)])}.csv"
    wanted = lensa.rows(listed.table, *listed.years, klpd=",".join(listed.klpd))
    assert (sorted(rows) if listed.sorted else rows) == (
        sorted(wanted) if listed.sorted else wanted
    )
    assert len(rows) > 1
    if listed.seen:
        assert agree_list(list_rows(page, listed.name), lensa.table(listed.table, YEAR))


def test_the_cases_of_a_rule_are_its_rows(served: Served, lensa: Lensa, page: Page) -> None:
    rule = "aktif-berulang"
    visit(page, served.url, f"/tanda?klpd={KLPD}&tahun={YEAR}&lihat=aturan:{rule}")
    _, (head, *rows) = download(page, "tanda", "tanda")
    of_command = lensa.rows("tanda", YEAR)
    at = head.index("aturan")
    assert rows
    assert sorted(rows) == sorted(row for row in of_command if row[at] == rule)


def test_a_family_is_the_same_rows(served: Served, lensa: Lensa, page: Page) -> None:
    split = lensa.table("silsilah", YEAR).sort("jumlah_kode", "akar", descending=[True, False])
    code = split["akar"][0]
    visit(page, served.url, f"/kaji-ulang?klpd={KLPD}&tahun={YEAR}&kode={code}&lihat=buka-jejak:ya")
    _same(page, lensa, "jejak", (YEAR,), kode=code)


def test_regions_are_the_same_rows_in_the_order_of_the_map(
    served: Served, lensa: Lensa, page: Page
) -> None:
    visit(page, served.url, f"/wilayah?klpd={KLPD}&tahun={YEAR}&wilayah={PARENT}")
    file, rows = download(page, "wilayah", "peta")
    assert file == f"wilayah-{PARENT}-{YEAR}.csv"
    assert rows == lensa.rows("wilayah", YEAR, klpd="all", wilayah=PARENT)


def test_every_table_is_shown_by_a_page_or_named_with_a_reason() -> None:
    shown = {name for view in VIEWS for name in view.tables} | {"jejak", "wilayah", "tanda"}
    shown |= {listed.table for listed in LISTS}
    assert shown | NOT_SHOWN.keys() == TABLES.keys()
    assert shown & NOT_SHOWN.keys() == set()
