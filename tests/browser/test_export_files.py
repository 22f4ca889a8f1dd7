"""Every way out of a page, as a reader takes it, read back by other means than wrote it."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from playwright.sync_api import Locator, Page

from services.language.wording import rupiah, text
from tests.browser.acting import open_entry, open_menu, press_download, visit
from tests.browser.asking import KLPD, Lensa, total
from tests.browser.seeing import figures
from tests.browser.serving import Served
from tests.browser.waiting import settled
from tests.export.test_files import Book

YEAR = 2025
LINK = f"?klpd={KLPD}&tahun={YEAR}"
NAME = "pagu-per-program"
SVG = "{http://www.w3.org/2000/svg}"
SAMPLE = "DATA CONTOH (sintetis)"
A4 = {"width": 680, "height": 990}
"""What @page leaves of a sheet, in CSS pixels."""
CUT = """what => [...document.querySelectorAll(what)]
  .filter(box => box.scrollWidth > box.clientWidth + 1).length"""
HIGHEST = """what => Math.max(...[...document.querySelectorAll(what)]
  .map(box => box.offsetHeight))"""


@dataclass(slots=True, kw_only=True)
class Report:
    """A report opened from a file: the addresses it asked for and what the console said."""

    page: Page
    path: Path
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Return the address of the file."""
        return self.path.as_uri()

    def open(self, content: bytes) -> None:
        """Write the file and open it as a reader does."""
        self.path.write_bytes(content)
        self.page.on("request", lambda one: self.asked.append(one.url))
        self.page.on("console", lambda one: self.wrong.append(one.text))
        self.page.goto(self.address)


@pytest.fixture
def report(new_page: Callable[..., Page], tmp_path: Path) -> Report:
    return Report(page=new_page(viewport=A4), path=tmp_path / "laporan.html")


def opened(page: Page, key: str) -> None:
    """Open what stands behind a small button."""
    page.locator(f".st-key-{key} button:visible").first.click()
    settled(page)


def taken(page: Page, button: Locator) -> tuple[str, bytes]:
    """Press a button and return the name and content of the file it gives."""
    given = press_download(page, button)
    return given.suggested_filename, Path(given.path()).read_bytes()


def formats(page: Page, name: str) -> None:
    """Open the other formats in the menu of a list."""
    open_entry(open_menu(page, name), text("ekspor.lain"))


def other(page: Page, kind: str, name: str = NAME) -> tuple[str, bytes]:
    return taken(page, page.locator(f".st-key-e_daftar-{name}_{kind} button"))


def facts(book: Book) -> dict[str, str]:
    """Return what the second sheet of a workbook says, label to value."""
    return {row[0]: row[1] for row in book.rows(1) if len(row) == 2}


def test_a_table_in_every_format_is_the_rows_of_the_command(
    served: Served, lensa: Lensa, page: Page
) -> None:
    wanted = lensa.table(NAME, YEAR)
    visit(page, served.url, f"/program{LINK}&urut=-pagu&hal=2")
    formats(page, NAME)

    file, content = other(page, "parquet")
    assert file == f"{NAME}-{KLPD}-{YEAR}.parquet"
    assert pl.read_parquet(content).equals(wanted)
    said = pl.read_parquet_metadata(io.BytesIO(content))
    assert said["contoh"] == SAMPLE
    assert said["baris"] == str(wanted.height)
    assert [part["dataset"] for part in json.loads(said["snapshots"])] == ["program-master"]
    assert [part["kolom"] for part in json.loads(said["columns"])] == wanted.columns

    file, content = other(page, "xlsx")
    assert file == f"{NAME}-{KLPD}-{YEAR}.xlsx"
    book = Book(content)
    head, *rows = book.rows()
    assert head == wanted.columns
    assert rows == [[_cell(value) for value in row] for row in wanted.iter_rows()]
    told = facts(book)
    assert told["Label"] == SAMPLE
    assert told["KLPD"] == f"{KLPD} Kab. Lombok Tengah"
    assert told["Penyaring"] == "Tidak ada"
    assert told["Baris"] == str(wanted.height)
    assert f"snap={said['tautan'].partition('snap=')[2]}" in told["Tautan"]
    assert "snap=" in told["Tautan"]

    commas = lensa.rows(NAME, YEAR)
    file, content = other(page, "csv_koma")
    assert file == f"{NAME}-{KLPD}-{YEAR}.csv"
    assert [row[:-1] for row in csv.reader(io.StringIO(content.decode()))] == commas
    page.locator(f".st-key-e_daftar-{NAME}_bom label").click()
    settled(page)
    _, content = other(page, "csv_titik_koma")
    assert content.startswith(b"\xef\xbb\xbf")
    rows_read = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    share = commas[0].index("pangsa")
    assert [row[:-1] for row in rows_read] == [
        [part.replace(".", ",") if at == share else part for at, part in enumerate(row)]
        for row in commas
    ]


def _cell(value: Any) -> Any:
    """Return what a spreadsheet keeps: whole numbers exactly, others to fifteen digits."""
    return pytest.approx(value, rel=1e-14) if isinstance(value, float) else value


def test_a_filter_that_narrows_the_rows_is_told_with_its_name(
    served: Served, lensa: Lensa, page: Page
) -> None:
    satkers = lensa.table("swakelola-status", YEAR).drop_nulls("nama_satker")
    code, name = satkers.select("kd_satker", "nama_satker").row(0)
    visit(page, served.url, f"/swakelola{LINK}&satker={code}")
    formats(page, "paket")
    _, content = other(page, "xlsx", "paket")
    book = Book(content)
    assert facts(book)["Penyaring"] == f"Satker: {code} {name}"
    assert f"satker={code}" in facts(book)["Tautan"]
    assert len(book.rows()) == 1 + lensa.table("paket", YEAR, satker=code).height


def test_a_list_is_a_labelled_picture_and_its_rows(
    served: Served, lensa: Lensa, page: Page
) -> None:
    visit(page, served.url, f"/program{LINK}")
    menu = open_menu(page, NAME)

    file, content = taken(page, menu.locator("button[name=svg]:visible"))
    assert re.fullmatch(rf"grafik-{NAME}-{KLPD}-[\d-]+\.svg", file)
    root = ET.fromstring(content)  # noqa: S314 - made by our own page
    said = " ".join("".join(part.itertext()) for part in root.iter(f"{SVG}text"))
    largest = lensa.table(NAME, YEAR)["pagu"][0]
    assert text("program.list", tahun=YEAR) in said
    assert SAMPLE in said
    assert rupiah(largest) in said
    assert not [e.tag for e in root.iter() if e.tag in {f"{SVG}script", f"{SVG}image"}]
    wide, high = float(root.get("width", "0")), float(root.get("height", "0"))

    file, content = taken(page, menu.locator("button[name=png]:visible"))
    assert re.fullmatch(rf"grafik-{NAME}-{KLPD}-[\d-]+\.png", file)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    size = struct.unpack(">II", content[16:24])
    assert size == (round(wide * 2), round(high * 2))

    _, content = taken(page, menu.locator(f".st-key-d_daftar-{NAME} button").first)
    rows = list(csv.reader(io.StringIO(content.decode())))
    assert [row[:-1] for row in rows] == lensa.rows(NAME, YEAR)
    assert SAMPLE in rows[1][-1]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_report_says_what_the_page_says_stands_alone_and_prints(
    served: Served, lensa: Lensa, page: Page, report: Report, lang: str
) -> None:
    visit(page, served.url, f"/{LINK}&lang={lang}")
    shown = figures(page)
    opened(page, "laporan")
    file, content = taken(page, page.locator(".st-key-l_html button"))
    assert file == f"laporan-{KLPD}-{YEAR}.html"
    assert len(content) < 2_000_000

    report.open(content)
    assert report.asked == [report.address]
    assert report.wrong == []
    assert len(shown) == 5
    for label, value in shown.items():
        box = report.page.locator(".figures > div", has_text=label)
        assert value in box.inner_text().split("\n")
    said = report.page.locator("body").inner_text()
    assert said.startswith(text("shell.sandbox", lang))
    assert rupiah(total(lensa.table(NAME, YEAR)["pagu"]), lang) in said
    assert "snap=" in report.page.locator(".link").inner_text()
    assert report.page.locator("figure > :is(svg, .lensa-diam)").count() == 4
    _prints(report)


def _prints(report: Report) -> None:
    """Hold the report to A4: nothing wider than the sheet, no picture or row higher."""
    report.page.emulate_media(media="print")
    assert report.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert report.page.evaluate(CUT, ".wide, figure, .figures > div") == 0
    assert report.page.evaluate(HIGHEST, ".together, tr") < A4["height"]
    printed = report.page.pdf(prefer_css_page_size=True)
    sheets = printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ")
    assert 4 <= sheets <= 8
