"""Each page from a cold link: figures are the tables', follow the filters, stand in the link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page

from pages.shell.widgets import menu
from pages.shell.widgets.menu import Entry
from services.analysis.tables import TABLES
from services.charts.palette import palette
from services.language.wording import number, text
from services.reference import loader
from tests.browser.acting import add_year, choose, choose_satker, follow, visit
from tests.browser.asking import KLPD, Lensa
from tests.browser.conftest import NewPage
from tests.browser.expecting import EXPECTED, NOTHING, titled
from tests.browser.listing import listed, row
from tests.browser.seeing import (
    address,
    agree,
    agree_list,
    background,
    body,
    broken,
    cells,
    figures,
    link,
    list_rows,
    listed_figures,
    lists,
    path,
    sample_label,
    tables,
    title,
)
from tests.browser.serving import Served, dashboard
from tests.browser.waiting import left, reached, settled

ENTRIES = menu.entries()
OLD, NEW = 2024, 2025
FIRST = [("klpd", KLPD), ("tahun", str(OLD))]
LANG = [("lang", "id")]
OF_SATKERS = {"kaji-ulang-per-satker": "tindakan", "swakelola-per-satker": "belum_terumumkan"}
"""Lists of satkers and the column that stands first in their rows."""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve from a process that no browser has visited, with nothing stored."""
    with dashboard(tmp_path_factory.mktemp("fresh")) as running:
        yield running


@pytest.fixture
def lensa(fresh: Served, tmp_path: Path) -> Lensa:
    """Return the command over the data of the fresh dashboard."""
    return Lensa(data=fresh.data, folder=tmp_path)


def shows(page: Page, entry: Entry, lensa: Lensa, *years: int, satker: str = "") -> None:
    """Hold a page to what the command prints: key figures, and the cells of its tables."""
    expected = EXPECTED.get(entry.name, NOTHING)
    wanted = expected.figures(lensa, years[-1], satker)
    assert wanted.items() <= (figures(page) | listed_figures(page)).items()
    of_package = "kode=" in expected.more
    held = [
        name for name in tables(page) if name in TABLES and name != "wilayah" and not of_package
    ]
    assert wanted or bool(held or lists(page)) == expected.tables
    narrow = {"satker": satker} if satker else {}
    if "pagu-per-program" in lists(page):
        rows = list_rows(page, "pagu-per-program")
        assert agree_list(rows, lensa.table("pagu-per-program", years[-1], **narrow))
    for name, column in OF_SATKERS.items():
        if name in lists(page):
            table = lensa.table(name, years[-1], **narrow)
            shown = [(row.path, row.figures[0]) for row in list_rows(page, name)]
            first = table.head(len(shown)).select("kd_satker", column)
            assert shown == [(code, number(count)) for code, count in first.iter_rows()]
    if "tanda-aturan" in lists(page):
        table = lensa.table("tanda-aturan", *years, **narrow)
        checked = table.group_by("aturan").agg(pl.col("diperiksa"))
        unread = text("absent.unread")
        assert {row.path: row.figures[0] for row in list_rows(page, "tanda-aturan")} == {
            rule: number(sum(counts)) if None not in counts else unread
            for rule, counts in checked.iter_rows()
        }
    for name in held:
        assert agree(cells(page, name), lensa.table(name, *years, **narrow)), name


def busiest_satker(lensa: Lensa) -> tuple[str, str]:
    """Return code and name of the satker with most acts that holds pagu and packages too."""
    names = pl.col("nama_satker")
    acts = lensa.table("kaji-ulang-per-satker", NEW).filter(names.is_unique())
    for other in ("pagu-per-satker", "swakelola-status"):
        acts = acts.join(lensa.table(other, NEW), on="kd_satker", how="semi")
    code, name = acts.sort("tindakan", "kd_satker", descending=[True, False]).row(0)[2:4]
    return str(code), str(name)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_cold_link_shows_the_figures_of_the_tables_and_filters_change_both(
    entry: Entry, fresh: Served, lensa: Lensa, new_page: NewPage
) -> None:
    page = new_page()
    expected = EXPECTED.get(entry.name, NOTHING)
    if expected.stored:
        assert lensa.table("mutu", OLD, NEW).height
    visit(page, fresh.url, f"{address(entry)}?klpd={KLPD}&tahun={OLD}{expected.more}")
    more = [part for part in link(page) if part[0] not in ("klpd", "tahun", "lang")]
    assert link(page) == [*FIRST, *more, *LANG]
    assert titled(entry.name, title(page))
    assert (broken(page), sample_label(page)) == ([], True)
    assert background(page) == palette("light").background
    shows(page, entry, lensa, OLD)

    add_year(page, NEW)
    both = [*FIRST, ("tahun", str(NEW))]
    assert link(page) == [*both, *more, *LANG]
    shows(page, entry, lensa, OLD, NEW)

    if expected.satker:
        code, name = busiest_satker(lensa)
        choose_satker(page, name, code)
        assert link(page) == [*both, *more, ("satker", code), *LANG]
        assert name in body(page)
        shows(page, entry, lensa, OLD, NEW, satker=code)
    assert broken(page) == []


def test_locations_go_down_a_level_by_choosing(fresh: Served, lensa: Lensa, page: Page) -> None:
    visit(page, fresh.url, f"/lokasi?klpd={KLPD}&tahun={OLD}")
    home = lensa.locations("negara").filter(name="Indonesia")["id"].item()
    provinces = lensa.locations("provinsi", home)
    assert f"{number(provinces.height)} provinsi di Indonesia" in body(page)
    chosen = provinces.filter(pl.col("name").str.contains("(?i)^nusa tenggara barat$"))
    choose(page, "lokasi_provinsi", chosen["name"].item())
    reached(page, f"lokasi={chosen['id'].item()}")
    assert [name for name, _ in link(page)] == ["klpd", "tahun", "lokasi", "lihat", "lang"]
    below = lensa.locations("kabupaten", chosen["id"].item())
    assert f"{number(below.height)} kabupaten/kota di {chosen['name'].item()}" in body(page)


def test_another_klpd_is_found_by_its_name_and_clears_what_belonged_to_the_first(
    fresh: Served, lensa: Lensa, page: Page
) -> None:
    other = loader.klpd().filter(nama_klpd="Kab. Lombok Timur")["kd_klpd"].item()
    visit(page, fresh.url, f"/swakelola?klpd={KLPD}&tahun={NEW}&satker=1&status=Terumumkan")
    choose(page, "f_klpd", "lombok timur", f"{other} · Kab. Lombok Timur")
    reached(page, f"klpd={other}")
    assert link(page) == [("klpd", other), ("tahun", str(NEW)), ("status", "Terumumkan"), *LANG]
    announced = lensa.table("paket", NEW, klpd=other, status="Terumumkan")
    shown = listed(page, "paket").locator(".jumlah .nm").inner_text()
    assert f" {number(announced.height)} " in shown.replace("\xa0", " ")
    satkers = lensa.table("swakelola-per-satker", NEW, klpd=other)
    first = row(page, "swakelola-per-satker", 0).locator(".num.kepala .nilai").inner_text()
    assert first == number(satkers["belum_terumumkan"][0])


@pytest.mark.parametrize("name", ["kaji_ulang", "wilayah"])
def test_the_first_request_of_a_server_may_be_a_deep_link(
    name: str, tmp_path: Path, page: Page
) -> None:
    entry = next(entry for entry in ENTRIES if entry.name == name)
    more = EXPECTED[name].more
    with dashboard(tmp_path) as cold:
        visit(page, cold.url, f"{address(entry)}?klpd={KLPD}&tahun={NEW}{more}")
        assert title(page) == text(f"shell.title.{name}")
        shows(page, entry, Lensa(data=cold.data, folder=tmp_path), NEW)


def test_back_forward_reload_and_the_menu_keep_page_widgets_and_link(
    fresh: Served, page: Page
) -> None:
    visit(page, fresh.url, f"/program?klpd={KLPD}&tahun={NEW}")
    one = _state(page)
    add_year(page, OLD)
    two = _state(page)
    assert two != one
    follow(page, text("shell.page.swakelola"))
    page.wait_for_url("**/swakelola?*")
    settled(page)
    assert (path(page), link(page)) == ("/swakelola", two[1])
    three = _state(page)
    page.reload()
    settled(page)
    assert _state(page) == three
    page.go_back()
    reached(page, "/program?")
    assert _state(page) == two
    page.go_back()
    left(page, f"tahun={OLD}")
    assert _state(page) == one
    page.go_forward()
    reached(page, f"tahun={OLD}")
    page.go_forward()
    reached(page, "/swakelola?")
    assert _state(page) == three


def _state(page: Page) -> tuple[str, list[tuple[str, str]], list[str], dict[str, str]]:
    """Return what a reader comes back to: path, link, chosen years, key figures."""
    years = page.locator(".st-key-f_tahun .react-aria-ComboBox [data-tag]").all_inner_texts()
    return path(page), link(page), years, figures(page) | listed_figures(page)
