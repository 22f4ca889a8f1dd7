"""Frames as files: formulas disarmed, numbers exact, provenance beside, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import BadRequest
from services.export import files

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DANGEROUS = "=+-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20"
NOTES = {"program-master D304 2026": "30 baris, lengkap, langsung"}


def frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "tahun": pl.Series([2026, 2025], dtype=pl.Int16),
            "kd": ["007", None],
            "nama": ["=1+1", 'biasa, "kutip"\nbaris'],
            "pagu": pl.Series([2**62, None], dtype=pl.Int64),
            "aktif": [True, None],
            "tgl": [datetime(2026, 3, 6, 10, 30), None],
            "hari": [date(2026, 3, 6), None],
            "bagian": [0.25, None],
            "daftar": pl.Series([["a", "=b"], None], dtype=pl.List(pl.String)),
        }
    )


class Book:
    """A workbook opened again, by its own parts."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            self.names = parts.namelist()
            self.texts = [
                "".join(t.text or "" for t in item.iter(f"{MAIN}t"))
                for item in ET.fromstring(parts.read("xl/sharedStrings.xml"))  # noqa: S314 - our own
            ]
            self.sheets = [
                ET.fromstring(parts.read(f"xl/worksheets/sheet{n}.xml"))  # noqa: S314
                for n in (1, 2)
            ]
            self.styles = parts.read("xl/styles.xml").decode()
            self.workbook = parts.read("xl/workbook.xml").decode()

    @property
    def formulas(self) -> int:
        return sum(1 for sheet in self.sheets for _ in sheet.iter(f"{MAIN}f"))

    def rows(self, sheet: int = 0) -> list[list[Any]]:
        return [
            [self._value(cell) for cell in row] for row in self.sheets[sheet].iter(f"{MAIN}row")
        ]

    def _value(self, cell: ET.Element) -> Any:
        value = cell.find(f"{MAIN}v")
        if value is None or value.text is None:
            return None
        kind = cell.get("t")
        if kind == "s":
            return re.sub(
                r"_x([0-9A-Fa-f]{4})_",
                lambda found: chr(int(found[1], 16)),
                self.texts[int(value.text)],
            )
        return value.text == "1" if kind == "b" else float(value.text)


def texts(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("first", DANGEROUS)
def test_text_that_a_spreadsheet_would_run_is_disarmed(first: str) -> None:
    one = pl.DataFrame({"nama": [f"{first}cmd|' /C calc'!A0", f"aman{first}"]})
    disarmed = files.neutralised(one)["nama"].to_list()
    assert disarmed == [f"'{first}cmd|' /C calc'!A0", f"aman{first}"]
    assert texts(files.csv_bytes(one))[1:] == [[text] for text in disarmed]
    book = Book(files.xlsx_bytes(one))
    assert book.formulas == 0
    assert [row[0] for row in book.rows()[1:]] == disarmed


def test_disarming_changes_nothing_else() -> None:
    before = frame()
    after = files.neutralised(before)
    assert after.drop("nama").equals(before.drop("nama"))
    assert after["nama"].to_list() == ["'=1+1", 'biasa, "kutip"\nbaris']
    assert before["nama"][0] == "=1+1"


def test_raw_files_hold_text_unchanged() -> None:
    one = pl.DataFrame({"nama": [f"{first}x" for first in DANGEROUS]})
    wanted = one["nama"].to_list()
    assert [row[0] for row in texts(files.csv_bytes(one, raw=True))[1:]] == wanted
    book = Book(files.xlsx_bytes(one, raw=True))
    assert [row[0] for row in book.rows()[1:]] == wanted
    assert book.formulas == 0


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=8))
def test_any_text_comes_back_from_csv_and_no_cell_begins_a_formula(names: list[str]) -> None:
    one = pl.DataFrame(
        {"no": range(len(names)), "nama": names}, schema_overrides={"nama": pl.String}
    )
    assert [row[1] for row in texts(files.csv_bytes(one, raw=True))[1:]] == names
    disarmed = [row[1] for row in texts(files.csv_bytes(one))[1:]]
    assert not [text for text in disarmed if text.startswith(tuple(DANGEROUS))]
    assert [text.removeprefix("'") if n[:1] in DANGEROUS and n else text
            for text, n in zip(disarmed, names, strict=True)] == names  # fmt: skip


def test_csv_tells_null_from_empty_and_writes_types_plainly() -> None:
    content = files.csv_bytes(pl.DataFrame({"a": ["", None, "x"], "b": [1, None, -2]})).decode()
    assert content == 'a,b\n"",1\n,\nx,-2\n'
    first = texts(files.csv_bytes(frame()))[1]
    assert first == [
        "2026", "007", "'=1+1", "4611686018427387904", "true", "2026-03-06T10:30:00",
        "2026-03-06", "0.25", '["a", "=b"]',
    ]  # fmt: skip


def test_csv_may_carry_its_source_in_a_last_column() -> None:
    rows = texts(files.csv_bytes(frame(), NOTES))
    assert rows[0][-1] == "sumber"
    assert {row[-1] for row in rows[1:]} == {
        "program-master D304 2026: 30 baris, lengkap, langsung"
    }


def test_xlsx_is_typed_and_numbers_stay_exact() -> None:
    whole = 2**53
    one = pl.DataFrame(
        {
            "tahun": pl.Series([2026, 2025], dtype=pl.Int16),
            "pagu": [whole, -whole],
            "jumlah": [whole + 1, 5],
            "bagian": [0.1, float("nan")],
            "aktif": [True, None],
            "kd": ["007", "1e5"],
        }
    )
    head, *rows = Book(files.xlsx_bytes(one)).rows()
    assert head == one.columns
    assert [row[:5] for row in rows] == [
        [2026.0, float(whole), str(whole + 1), 0.1, True],
        [2025.0, float(-whole), "5", None, None],
    ]
    assert [row[5] for row in rows] == ["007", "1e5"]


def test_a_year_is_shown_without_a_thousands_mark() -> None:
    year = Book(files.xlsx_bytes(frame().select("tahun"))).styles
    money = Book(files.xlsx_bytes(pl.DataFrame({"pagu": [1000]}))).styles
    assert "#,##0" not in year
    assert 'numFmtId="3"' in money or "#,##0" in money


def test_xlsx_holds_dates_lists_and_an_instant_with_a_zone() -> None:
    one = frame().with_columns(dibaca=pl.lit(datetime(2026, 3, 6, 3, tzinfo=UTC)))
    head, first, second = Book(files.xlsx_bytes(one)).rows()
    at = {name: place for place, name in enumerate(head)}
    assert first[at["daftar"]] == '["a", "=b"]'
    assert first[at["hari"]] == 46087.0
    assert first[at["tgl"]] == 46087.4375
    assert first[at["dibaca"]] == 46087.125
    assert second[at["daftar"]] is None


def test_xlsx_says_where_its_rows_are_from_on_a_second_sheet() -> None:
    book = Book(files.xlsx_bytes(frame(), {**NOTES, "=catatan": "=1+1"}))
    assert re.findall(r'<sheet name="([a-z]+)"', book.workbook) == ["data", "keterangan"]
    assert book.rows(1) == [*map(list, NOTES.items()), ["=catatan", "=1+1"]]
    assert book.formulas == 0


def test_text_past_the_limit_of_a_cell_is_cut_and_the_cut_is_said() -> None:
    book = Book(files.xlsx_bytes(pl.DataFrame({"a": ["x" * 32_768, "y" * 32_767]})))
    assert [len(row[0]) for row in book.rows()[1:]] == [32_767, 32_767]
    assert book.rows(1)[0][0] == "catatan"
    assert book.rows(1)[0][1].startswith("1 teks dipotong")
    assert texts(files.csv_bytes(pl.DataFrame({"a": ["x" * 32_768]})))[1] == ["x" * 32_768]


def test_more_rows_than_a_sheet_holds_are_refused_not_cut() -> None:
    tall = pl.DataFrame({"a": pl.repeat(1, 1_048_576, eager=True)})
    with pytest.raises(BadRequest, match="pakai CSV atau Parquet"):
        files.xlsx_bytes(tall)


def test_addresses_in_text_become_no_links() -> None:
    book = Book(files.xlsx_bytes(pl.DataFrame({"a": ["https://contoh.id", "mailto:a@b", "12"]})))
    assert [row[0] for row in book.rows()[1:]] == ["https://contoh.id", "mailto:a@b", "12"]
    assert not list(book.sheets[0].iter(f"{MAIN}hyperlink"))


@pytest.mark.parametrize("suffix", files.FORMATS)
def test_an_empty_frame_keeps_its_columns_in_every_format(suffix: str) -> None:
    content = files.encoded(frame().clear(), suffix, NOTES)
    if suffix == ".csv":
        assert texts(content) == [frame().columns]
    elif suffix == ".json":
        assert json.loads(content) == []
    elif suffix == ".parquet":
        assert pl.read_parquet(content).schema == frame().schema
    else:
        assert Book(content).rows()[0] == frame().columns


def test_parquet_holds_the_rows_as_read_with_their_source() -> None:
    content = files.parquet_bytes(frame(), NOTES)
    assert pl.read_parquet(content).equals(frame())
    assert pl.read_parquet(content).schema == frame().schema
    notes = pl.read_parquet_metadata(io.BytesIO(content))
    assert {name: notes[name] for name in NOTES} == NOTES


def test_json_holds_numbers_and_text_as_read() -> None:
    first, second = json.loads(files.json_bytes(frame()))
    assert (first["pagu"], first["kd"], first["nama"]) == (2**62, "007", "=1+1")
    assert (first["daftar"], first["hari"], first["aktif"]) == (["a", "=b"], "2026-03-06", True)
    assert set(second.values()) == {2025, None, 'biasa, "kutip"\nbaris'}


@pytest.mark.parametrize("suffix", files.FORMATS)
def test_a_file_is_saved_whole_under_its_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"hasil{suffix.upper()}"
    files.save(frame(), path, NOTES)
    assert path.stat().st_size > 0
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    if suffix in {".csv", ".json"}:
        assert path.read_bytes() == files.encoded(frame(), suffix, NOTES)


@pytest.mark.parametrize("name", ["hasil.xls", "hasil", "hasil.csv.gz", ".csv"])
def test_a_suffix_that_is_not_known_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadRequest, match="akhiran"):
        files.save(frame(), tmp_path / name)
    with pytest.raises(BadRequest, match="akhiran"):
        files.encoded(frame(), Path(name).suffix)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="folder tujuan tidak ada"):
        files.save(frame(), tmp_path / "tidak" / "hasil.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BadRequest, match="tujuan adalah folder"):
        files.save(frame(), tmp_path / "folder.csv")
    with pytest.raises(BadRequest, match="tidak dapat ditulis"):
        files.save(frame(), Path("/proc/hasil.csv"))
    assert [p.name for p in tmp_path.iterdir()] == ["folder.csv"]


def test_a_file_that_cannot_be_made_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "hasil.xlsx"
    path.write_bytes(b"lama")
    tall = pl.DataFrame({"a": pl.repeat(1, 1_048_576, eager=True)})
    with pytest.raises(BadRequest):
        files.save(tall, path)
    assert path.read_bytes() == b"lama"
