"""The questions that an analyst brings: each answered from a cold link in at most three clicks.

A click is a press of the mouse; typing a code and Enter are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
import pytest
from playwright.sync_api import Locator, Page

from services.language.wording import number, rupiah, text
from tests.browser.acting import visit
from tests.browser.asking import KLPD, Lensa
from tests.browser.seeing import body, figures, list_rows, path, ranked
from tests.browser.serving import Served
from tests.browser.waiting import reached, settled

YEAR = 2025
MOST = 3


@dataclass(slots=True)
class Analyst:
    """Reads a page and counts the clicks."""

    page: Page
    clicks: int = 0

    def click(self, target: Locator, reaches: str = "") -> None:
        self.clicks += 1
        target.click()
        if reaches:
            reached(self.page, reaches)
        else:
            settled(self.page)

    def follow(self, name: str) -> None:
        """Follow a link of the menu."""
        label = text(f"shell.page.{name}")
        link = self.page.locator(".st-key-menu").get_by_role("link", name=label)
        self.click(link, f"/{name.replace('_', '-')}")

    def sort(self, of_list: str, label: str) -> None:
        """Sort a list."""
        chips = ranked(self.page, of_list).locator(".urutan")
        self.click(chips.get_by_role("button", name=label, exact=True), "urut=")

    def words(self) -> str:
        """Return the words of the page, without those of lists and drawings."""
        return body(self.page).replace("\u00a0", " ")


@pytest.fixture
def analyst(served: Served, page: Page) -> Iterator[Analyst]:
    """Return an analyst who has opened the link of a KLPD in a year."""
    visit(page, served.url, f"/?klpd={KLPD}&tahun={YEAR}")
    reader = Analyst(page=page)
    yield reader
    assert reader.clicks <= MOST


def test_how_much_of_the_pagu_sits_in_which_programs(analyst: Analyst, lensa: Lensa) -> None:
    analyst.follow("program")
    shown = list_rows(analyst.page, "pagu-per-program")
    table = lensa.table("pagu-per-program", YEAR).head(len(shown))
    seen = [(row.code, row.figures[0]) for row in shown]
    wanted = [(row["kd_program_str"], rupiah(row["pagu"])) for row in table.to_dicts()]
    assert seen == wanted


def test_what_moved_since_last_year(analyst: Analyst, lensa: Lensa) -> None:
    table = lensa.table("perubahan-per-program", YEAR - 1, YEAR)
    moved = table.sort(pl.col("selisih").abs(), descending=True, nulls_last=True)
    first, *_ = list_rows(analyst.page, "perubahan-per-program")
    assert first.path.startswith(moved["kd_program_str"][0])


def test_which_satkers_have_not_announced(analyst: Analyst, lensa: Lensa) -> None:
    analyst.follow("swakelola")
    first, *_ = list_rows(analyst.page, "swakelola-per-satker")
    own = lensa.table("swakelola-per-satker", YEAR).row(
        by_predicate=pl.col("kd_satker") == first.path, named=True
    )
    assert first.figures[0] == number(own["belum_terumumkan"])
    assert (
        own["belum_terumumkan"]
        == lensa.table("swakelola-per-satker", YEAR)["belum_terumumkan"].max()
    )


def test_which_satkers_revise_most_for_their_packages_when_and_why(
    analyst: Analyst, lensa: Lensa
) -> None:
    analyst.follow("kaji_ulang")
    analyst.sort("kaji-ulang-per-satker", text("kaji_ulang.sort.per_100_swakelola"))
    first, *_ = list_rows(analyst.page, "kaji-ulang-per-satker")
    table = lensa.table("kaji-ulang-per-satker", YEAR)
    rates = table["revisi_swakelola_per_100"]
    own = table.filter(kd_satker=first.path)["revisi_swakelola_per_100"].item()
    assert own == rates.max()
    words = analyst.words()
    assert text("kaji_ulang.reasons", tahun=YEAR) in words
    reasons = list_rows(analyst.page, "alasan")
    assert reasons
    assert text("kaji_ulang.months") in words


@pytest.mark.parametrize(
    ("keadaan", "words"), [("batal", "batal"), ("aktif", "aktif"), ("diganti", "diganti")]
)
def test_what_became_of_a_code_and_is_it_final(
    analyst: Analyst, lensa: Lensa, keadaan: str, words: str
) -> None:
    code = lensa.table("keadaan", YEAR).filter(keadaan=keadaan)["kd_rup"][0]
    analyst.follow("cari")
    box = analyst.page.locator(".st-key-f_q input")
    box.fill(code)
    box.press("Enter")
    reached(analyst.page, f"q={code}")
    hit = analyst.page.locator(".st-key-temuan").get_by_role("link").first
    analyst.click(hit, f"kode={code}")
    assert path(analyst.page) == "/paket"
    assert words in analyst.words()


def test_how_does_my_kabupaten_stand_in_its_province(analyst: Analyst, lensa: Lensa) -> None:
    analyst.follow("wilayah")
    shown = analyst.page.locator('.peta li[data-baris="5202"]')
    assert shown.count() == 1
    regions = lensa.table("wilayah", YEAR, klpd="all", wilayah="52")
    known = regions.filter(pl.col("kode").str.len_chars() == 4, pl.col("pagu_program") > 0)
    assert known.height > 1


def test_where_is_the_work_carried_out(analyst: Analyst) -> None:
    analyst.follow("wilayah")
    own = analyst.page.locator('.peta li[data-baris="5202"] button')
    analyst.click(own, "wilayah=5202")
    assert "kecamatan" in analyst.words().lower()
    assert analyst.page.locator(".peta path[data-kode]").count() > 5


def test_what_is_missing_or_stale_and_can_it_be_cited_tomorrow(analyst: Analyst) -> None:
    analyst.follow("data")
    words = analyst.words()
    assert text("shell.title.data") in words
    analyst.click(analyst.page.get_by_role("button", name=text("shell.copy")))
    pinned = analyst.page.get_by_test_id("stPopoverBody").inner_text()
    assert "snap=" in pinned


def test_the_first_page_gives_the_pagu_without_a_click(analyst: Analyst, lensa: Lensa) -> None:
    pagu = lensa.table("pagu-per-program", YEAR)["pagu"].sum()
    assert figures(analyst.page)[text("ringkasan.pagu")] == rupiah(pagu)
