"""Every bad value through fetch and the exports: equal or quarantined, and no formula anywhere."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import polars as pl
import pytest

from services import settings as configuration
from services.analysis.frames import HISTORY, PAKET
from services.wiring import connect
from tests.commands.conftest import Lensa, gateway
from tests.gateway import Gateway, paket, program
from tests.security.corpus import (
    BROKEN,
    NOT_DATES,
    NOT_FLAGS,
    NOT_MONEY,
    NOT_TIMES,
    TEXTS,
    every,
)

__all__ = ["gateway"]
ASKED = ("--kode-klpd", "D304", "--tahun", "2026")
FETCH = ("fetch", "program-master", *ASKED)
RUNS = tuple("=+-@\t\r\n\0＝＋－＠")
"""First letters that make a spreadsheet run a cell."""
SHEET_LETTERS = 32_767
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SPACE = frozenset("\t\n\v\f\r \x85\xa0")


def _trimmed(text: str) -> str:
    """Return text without white space at its ends, as Unicode has it (contract.md section 1)."""
    start, end = 0, len(text)
    while start < end and _white(text[start]):
        start += 1
    while end > start and _white(text[end - 1]):
        end -= 1
    return text[start:end]


def _white(letter: str) -> bool:
    return letter in _SPACE or unicodedata.category(letter) in ("Zs", "Zl", "Zp")


def _programs(values: Sequence[str]) -> list[dict[str, Any]]:
    return [{**program(n), "nama_program": value} for n, value in enumerate(values)]


def _by_number(frame: pl.DataFrame, column: str = "nama_program") -> list[Any]:
    return frame.sort(pl.col("kd_program").cast(pl.Int64))[column].to_list()


def test_the_corpus_is_large_and_of_all_kinds() -> None:
    assert len(every()) >= 1000
    assert all(len(values) >= 20 for values in TEXTS.values())
    assert {value[:1] for value in TEXTS["formulas"]} >= set(RUNS)


def test_every_text_comes_through_fetch_as_it_is(
    gateway: Gateway, lensa: Lensa, tmp_path: Path
) -> None:
    gateway.put(*_programs(every()))
    for suffix in ("parquet", "json"):
        ran = lensa(*FETCH, "--out", str(tmp_path / f"isi.{suffix}"))
        assert (ran.code, ran.err.count("\n")) == (0, 1)
    wanted = [_trimmed(value) for value in every()]
    assert _by_number(pl.read_parquet(tmp_path / "isi.parquet")) == wanted
    rows = json.loads((tmp_path / "isi.json").read_text("utf-8"))
    assert [r["nama_program"] for r in sorted(rows, key=lambda r: int(r["kd_program"]))] == wanted


@pytest.mark.parametrize("raw", [False, True], ids=["neutralised", "as-read"])
def test_csv_holds_every_text_and_no_formula(
    raw: bool, gateway: Gateway, lensa: Lensa, tmp_path: Path
) -> None:
    gateway.put(*_programs(every()))
    out = tmp_path / "isi.csv"
    assert lensa(*FETCH, "--out", str(out), *(["--apa-adanya"] if raw else [])).code == 0
    csv.field_size_limit(200_000)
    heads, *rows = csv.reader(io.StringIO(out.read_bytes().decode(), newline=""))
    named, number = heads.index("nama_program"), heads.index("kd_program")
    found = [row[named] for row in sorted(rows, key=lambda row: int(row[number]))]
    wanted = [_trimmed(value) for value in every()]
    assert found == (wanted if raw else [_safe(value) for value in wanted])
    assert any(cell.startswith(RUNS) for row in rows for cell in row) is raw


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(RUNS) else text


@pytest.mark.parametrize("raw", [False, True], ids=["neutralised", "as-read"])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(
    raw: bool, gateway: Gateway, lensa: Lensa, tmp_path: Path
) -> None:
    gateway.put(*_programs(every()))
    out = tmp_path / "isi.xlsx"
    assert lensa(*FETCH, "--out", str(out), *(["--apa-adanya"] if raw else [])).code == 0
    with zipfile.ZipFile(out) as packed:
        sheets = [n for n in packed.namelist() if re.fullmatch(r"xl/worksheets/[^/]+[.]xml", n)]
        assert len(sheets) == 2
        for sheet in sheets:
            assert re.search(rb"<(\w+:)?(f|hyperlink|oleObject)[ >/]", packed.read(sheet)) is None
        assert not [n for n in packed.namelist() if "external" in n or "vba" in n.lower()]
    book = openpyxl.load_workbook(out, read_only=True)
    assert {c.data_type for row in book["data"].iter_rows() for c in row} <= {"s", "n", "b"}
    heads, *rows = _cells(out)
    named, number = heads.index("nama_program"), heads.index("kd_program")
    found = [_lines(row[named]) for row in sorted(rows, key=lambda row: int(row[number]))]
    wanted = [_trimmed(value) for value in every()]
    if not raw:
        wanted = [_safe(value) for value in wanted]
    assert found == [_lines(_fitting(value)) for value in wanted]
    notes = [str(cell.value) for row in book["keterangan"].iter_rows() for cell in row]
    assert any("teks dipotong" in note for note in notes)


def _cells(path: Path) -> list[list[str]]:
    """Return the texts of the first sheet as a spreadsheet shows them: `_x0000_` is one letter."""
    with zipfile.ZipFile(path) as packed:
        strings = ElementTree.fromstring(packed.read("xl/sharedStrings.xml"))  # noqa: S314 - we wrote it
        sheet = ElementTree.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - we wrote it
    texts = [
        re.sub(
            "_x([0-9A-Fa-f]{4})_", lambda one: chr(int(one[1], 16)), one.findtext(f"{SHEET}t") or ""
        )
        for one in strings
    ]
    return [
        [
            texts[int(cell.findtext(f"{SHEET}v") or 0)] if cell.get("t") == "s" else ""
            for cell in row
        ]
        for row in sheet.iter(f"{SHEET}row")
    ]


def _fitting(text: str) -> str:
    """Return as much of a text as fits a cell, letters beyond 16 bits counting twice."""
    units = 0
    for at, letter in enumerate(text):
        units += 2 if ord(letter) > 0xFFFF else 1
        if units > SHEET_LETTERS:
            return text[:at]
    return text


def _lines(text: str) -> str:
    """Return text with every end of line as XML holds it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_what_is_no_text_at_all_is_refused_or_kept_apart_and_the_rest_stands(
    gateway: Gateway, lensa: Lensa, tmp_path: Path
) -> None:
    gateway.put(*_programs(["baik", *BROKEN, "baik juga"]))
    ran = lensa(*FETCH, "--out", str(tmp_path / "isi.parquet"))
    assert ran.code in {0, 1}
    assert "Traceback" not in ran.err
    assert (tmp_path / "isi.parquet").exists() is (ran.code == 0)
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("dataset", "column", "values", "number"),
    [
        ("program-master", "pagu_program", NOT_MONEY, "kd_program"),
        ("program-master", "is_deleted", NOT_FLAGS, "kd_program"),
        (PAKET, "pagu", NOT_MONEY, "kd_rup"),
        (PAKET, "tgl_buat_paket", NOT_TIMES, "kd_rup"),
        (PAKET, "tgl_awal_pelaksanaan_kontrak", NOT_DATES, "kd_rup"),
        (PAKET, "tipe_swakelola", (*NOT_MONEY, 1000, -1), "kd_rup"),
    ],
)
def test_a_value_that_its_column_cannot_hold_is_kept_apart_never_guessed(
    dataset: str,
    column: str,
    values: Sequence[Any],
    number: str,
    gateway: Gateway,
    lensa: Lensa,
    tmp_path: Path,
) -> None:
    make = paket if dataset == PAKET else program
    rows = [{**make(n), column: value} for n, value in enumerate(values)]
    gateway.put(*rows, dataset=dataset)
    out = tmp_path / "isi.parquet"
    assert lensa("fetch", dataset, *ASKED, "--out", str(out)).code == 0
    frame = pl.read_parquet(out).sort(pl.col(number).cast(pl.Int64))
    apart = _quarantined(dataset, column)
    assert frame.height == len(values)
    for n, (value, read) in enumerate(zip(values, frame[column].to_list(), strict=True)):
        if value == "":
            assert read is None
        elif read is None:
            assert str(n) in apart, value
        else:
            assert _same(value, read), (value, read)
            assert str(n) not in apart


def _quarantined(dataset: str, column: str) -> set[str]:
    parts = connect(configuration.load())
    snapshot = parts.repository.peek(parts.request(dataset, kode_klpd="D304", tahun="2026"))
    parts.close()
    assert snapshot is not None
    return {one["kunci"] for one in snapshot.manifest.quarantine if one["kolom"] == column}


def _same(value: Any, read: Any) -> bool:
    """Tell whether what was read says what was served, by exact arithmetic on numbers."""
    if isinstance(read, bool):
        return str(value).lower() in ({"true", "1", "1.0"} if read else {"false", "0"})
    if isinstance(value, int | float):
        return value == read
    return str(value).strip() == str(read)


def test_the_other_datasets_take_every_text_too(
    gateway: Gateway, lensa: Lensa, tmp_path: Path
) -> None:
    values = [_trimmed(value) for value in every()]
    gateway.put(*(paket(n, nama_paket=v, status=v) for n, v in enumerate(values)), dataset=PAKET)
    revisions = [
        {**_revision(n), "alasan_kajiulang": v, "jenis_revisi": v} for n, v in enumerate(values)
    ]
    gateway.put(*revisions, dataset=HISTORY)
    for dataset, number, columns in (
        (PAKET, "kd_rup", ("nama_paket", "status")),
        (HISTORY, "kd_rup_lama", ("alasan_kajiulang", "jenis_revisi")),
    ):
        out = tmp_path / f"{dataset}.parquet"
        assert lensa("fetch", dataset, *ASKED, "--out", str(out)).code == 0
        frame = pl.read_parquet(out).sort(pl.col(number).cast(pl.Int64))
        assert all(frame[column].to_list() == values for column in columns)


def _revision(number: int) -> dict[str, Any]:
    shared = {key: paket(number)[key] for key in ("kd_klpd", "kd_satker", "nama_klpd")}
    return {
        **shared,
        "nama_satker": "DINAS UJI",
        "tahun_anggaran": 2026,
        "jenis_klpd": "KABUPATEN",
        "kd_satker_str": "7",
        "kd_rup_lama": number,
        "kd_rup_baru": number + 10_000,
        "jenis_paket": "SWAKELOLA",
        "tgl_kaji_ulang": "2026-02-03T10:00:00Z",
    }
