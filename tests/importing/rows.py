"""Rows of any dataset of the catalogue, as a gateway serves them, and files that hold them."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import polars as pl

from services.upstream.dataset import Column, Dataset
from tests.gateway import Row

KODE, TAHUN = "D304", 2025


def value(column: Column, number: int) -> object:
    """Return what a gateway serves in a column of row `number`; optional ones may be null."""
    if column.optional and number % 3 == 0:
        return None
    if column.dtype == pl.Boolean:
        return number % 2 == 0
    if column.dtype == pl.Date:
        return f"2025-{number % 12 + 1:02}-01"
    if column.dtype == pl.Datetime:
        at = datetime(2025, 1, 1, 8, tzinfo=UTC) + timedelta(minutes=number * 7)
        return f"{at:%Y-%m-%dT%H:%M:%S}Z"
    if column.dtype == pl.Int8:
        return number % 4 + 1
    if column.dtype.is_integer():
        return 2025 if column.dtype == pl.Int16 else 1_000 * number
    if column.name.startswith(("kd_", "id_", "kode_")):
        return 41_000_000 + number
    return {
        0: f"Belanja '{number}', \"kutip\"; titik koma",
        1: f"=1+{number}",
        2: f"baris\r\ndua {number}",
        3: f"Pengadaan jasa – {number} é",
    }[number % 4]


def served(dataset: Dataset, count: int = 12, *, first: int = 1) -> list[Row]:
    """Return rows of one KLPD and year as they are served, with the names of the API."""
    rows = []
    for number in range(first, first + count):
        row: Row = {column.names[0]: value(column, number) for column in dataset.columns}
        for name, param in dataset.asked:
            row[name] = KODE if param == "kode_klpd" else TAHUN
        if "status_umumkan_rup" in row or "status" in row:
            row["status_umumkan_rup" if "status_umumkan_rup" in row else "status"] = "Terumumkan"
        rows.append({**row, **dict.fromkeys(dataset.dropped, "rahasia")})
    return rows


def write_json(path: Path, body: object) -> Path:
    """Write a JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(body), encoding="utf-8")
    return path


def workbook(sheets: dict[str, Sequence[Sequence[object]]]) -> bytes:
    """Return an XLSX file of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def grid(rows: Sequence[Row]) -> list[list[object]]:
    """Return rows as a header and lines of cells."""
    names = list(rows[0])
    return [names, *([row[name] for name in names] for row in rows)]


def delimited(rows: Sequence[Row], separator: str = ",") -> str:
    """Return rows as CSV."""
    frame = pl.DataFrame(
        {n: [None if r[n] is None else str(r[n]) for r in rows] for n in rows[0]},
        schema=dict.fromkeys(rows[0], pl.String),
    )
    return frame.write_csv(separator=separator)
