"""Options of CSV, the look of a workbook, and the notes in a file."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from services.export import files
from services.export.files import About, Fact
from tests.export.test_files import MAIN, Book, texts

ABOUT = About(
    facts=(
        Fact(name="judul", label="Isi", value="Pagu per program"),
        Fact(name="tautan", label="Tautan", value="https://contoh.id/?klpd=D304"),
        Fact(name="klpd", label="KLPD", value="=1+1"),
    ),
    tables={
        "snapshots": pl.DataFrame({"dataset": ["program-master"], "lengkap": [True]}),
        "columns": pl.DataFrame({"kolom": ["pagu"], "arti": ["=jumlah"]}),
    },
    headings={"snapshots": "Snapshot yang dipakai"},
    labels={"lengkap": "Lengkap", "arti": "Arti", "tidak_ada": "x"},
)


def frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "tahun": pl.Series([2026, 2026], dtype=pl.Int16),
            "kd": ["007", None],
            "nama": ['kursi; "meja", lemari', "é"],
            "pagu": [1_250_000_000, None],
            "pagu_kosong": [0, 1],
            "pangsa": [0.125, None],
            "hari_ke": [1.5, 2.0],
            "tgl": [datetime(2026, 3, 6, 10, 30), None],
            "hari": [date(2026, 3, 6), None],
            "aktif": [True, None],
        }
    )


def test_semicolons_go_with_a_decimal_comma_and_nothing_is_lost() -> None:
    content = files.csv_bytes(frame(), separator=";").decode()
    head, first, second = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    assert head == frame().columns
    assert first == [
        *("2026", "007", 'kursi; "meja", lemari', "1250000000", "0", "0,125", "1,5"),
        *("2026-03-06T10:30:00", "2026-03-06", "true"),
    ]
    assert second == ["2026", "", "é", "", "1", "", "2,0", "", "", ""]


def test_a_bom_stands_first_only_when_asked_and_once() -> None:
    plain, marked = files.csv_bytes(frame()), files.csv_bytes(frame(), bom=True)
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert marked == b"\xef\xbb\xbf" + plain
    assert list(csv.reader(io.StringIO(marked.decode("utf-8-sig"), newline=""))) == texts(plain)


def test_formulas_are_disarmed_with_every_separator_in_lists_and_in_the_source() -> None:
    one = pl.DataFrame({"nama": ["=1+1", "-x"], "jumlah": [-5.0, -0.5]})
    for separator in (",", ";"):
        content = files.csv_bytes(one, {"=klpd": "x"}, separator=separator).decode()
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=separator))
        assert [row[0] for row in rows[1:]] == ["'=1+1", "'-x"]
        assert [row[1].replace(",", ".") for row in rows[1:]] == ["-5.0", "-0.5"]
        assert {row[2] for row in rows[1:]} == {"'=klpd: x"}


def formats(content: bytes) -> dict[str, str]:
    """Return the number format of each column's first cell, by the workbook's own parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        styles = ET.fromstring(parts.read("xl/styles.xml"))  # noqa: S314 - our own
        sheet = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    codes = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{MAIN}numFmt")}
    used = [x.get("numFmtId") for x in styles.find(f"{MAIN}cellXfs") or []]
    row = list(sheet.iter(f"{MAIN}row"))[1]
    found = [used[int(cell.get("s", "0"))] for cell in row]
    head = Book(content).rows()[0]
    return {
        name: codes.get(at, f"built-in {at}") or "" for name, at in zip(head, found, strict=True)
    }


def test_a_workbook_prints_rupiah_counts_shares_and_years_as_such() -> None:
    found = formats(files.xlsx_bytes(frame()))
    assert found["pagu"] == '"Rp" #,##0'
    assert found["pangsa"] == '[<0.9995]0.0%;[<1]"> 99.9%";0.0%'
    assert found["hari_ke"] == "#,##0.0"
    assert found["pagu_kosong"] == "#,##0"
    assert found["tahun"] == "0"
    assert "yyyy" in found["hari"]


def test_the_head_of_a_workbook_is_frozen_and_filters() -> None:
    with zipfile.ZipFile(io.BytesIO(files.xlsx_bytes(frame()))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        table = parts.read("xl/tables/table1.xml").decode()
    assert re.search(r'<pane ySplit="1" topLeftCell="A2"[^>]*state="frozen"', sheet)
    assert '<autoFilter ref="A1:J3"/>' in table


def test_columns_are_wide_enough_for_what_they_hold() -> None:
    with zipfile.ZipFile(io.BytesIO(files.xlsx_bytes(frame()))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    widths = [float(w) for w in re.findall(r'<col [^>]*width="([0-9.]+)"', sheet)]
    printed = [4, 3, 21, len("Rp 1.250.000.000"), 1, 5, 3, 19, 10, 4]
    assert all(wide >= letters for wide, letters in zip(widths, printed, strict=True))


def test_the_second_sheet_tells_facts_then_tables_under_their_words() -> None:
    book = Book(files.xlsx_bytes(frame(), ABOUT))
    assert book.rows(1) == [
        ["Isi", "Pagu per program"],
        ["Tautan", "https://contoh.id/?klpd=D304"],
        ["KLPD", "=1+1"],
        ["Snapshot yang dipakai"],
        ["dataset", "Lengkap"],
        ["program-master", True],
        ["columns"],
        ["kolom", "Arti"],
        ["pagu", "'=jumlah"],
    ]
    assert book.formulas == 0


def test_a_raw_workbook_holds_text_as_it_stands_still_without_a_formula() -> None:
    book = Book(files.xlsx_bytes(frame(), ABOUT, raw=True))
    assert book.rows(1)[-1] == ["pagu", "=jumlah"]
    assert book.formulas == 0


def test_parquet_says_the_same_in_its_metadata() -> None:
    content = files.parquet_bytes(frame(), ABOUT)
    assert pl.read_parquet(content).equals(frame())
    said = pl.read_parquet_metadata(io.BytesIO(content))
    assert {fact.name: said[fact.name] for fact in ABOUT.facts} == {
        fact.name: fact.value for fact in ABOUT.facts
    }
    assert json.loads(said["snapshots"]) == [{"dataset": "program-master", "lengkap": True}]
    assert json.loads(said["columns"]) == [{"kolom": "pagu", "arti": "=jumlah"}]


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_a_file_may_have_no_notes(suffix: str) -> None:
    content = files.encoded(frame(), suffix)
    if suffix == ".parquet":
        assert pl.read_parquet(content).equals(frame())
    else:
        assert Book(content).rows(1) == []
