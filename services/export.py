"""Frames as files: CSV, XLSX, Parquet, JSON, each with its provenance.

Text cells that a spreadsheet would run as a formula get a leading apostrophe in CSV and XLSX
(reliability.md section 3); Parquet and JSON hold the rows as read.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from services.errors import BadRequest
from services.store.snapshots import write_aside

FORMULA = r"^([=+\-@\t\r\n])"
FORMATS = (".parquet", ".csv", ".json", ".xlsx")

Provenance = Mapping[str, str]


def neutralised(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with formula-like text prefixed by an apostrophe."""
    return frame.with_columns(pl.col(pl.String).str.replace(FORMULA, "'${1}"))


def csv_bytes(
    frame: pl.DataFrame, provenance: Provenance | None = None, *, raw: bool = False
) -> bytes:
    """Return UTF-8 CSV; provenance, if given, follows the rows as a last column `sumber`."""
    flat = _flat(frame if raw else neutralised(frame))
    if provenance:
        flat = flat.with_columns(pl.lit(_line(provenance)).alias("sumber"))
    return flat.write_csv(datetime_format="%Y-%m-%dT%H:%M:%S%.f").encode()


def parquet_bytes(frame: pl.DataFrame, provenance: Provenance | None = None) -> bytes:
    """Return Parquet with the provenance in the file's metadata."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", metadata=dict(provenance or {}))
    return buffer.getvalue()


def json_bytes(frame: pl.DataFrame) -> bytes:
    """Return a JSON array of row objects, text and numbers as read."""
    return frame.write_json().encode()


def xlsx_bytes(
    frame: pl.DataFrame, provenance: Provenance | None = None, *, raw: bool = False
) -> bytes:
    """Return a workbook: `data` typed and filtered, `keterangan` with the provenance."""
    flat = _flat(frame if raw else neutralised(frame))
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        flat.write_excel(
            book,
            worksheet="data",
            freeze_panes=(1, 0),
            autofilter=True,
            dtype_formats={pl.Int64: "#,##0", pl.Int32: "#,##0"},
            table_style=None,
        )
        _notes(book, provenance or {})
    return buffer.getvalue()


def encoded(
    frame: pl.DataFrame, suffix: str, provenance: Provenance | None = None, *, raw: bool = False
) -> bytes:
    """Return the frame in the format that a file suffix names; raise BadRequest for another."""
    if suffix == ".csv":
        return csv_bytes(frame, raw=raw)
    if suffix == ".xlsx":
        return xlsx_bytes(frame, provenance, raw=raw)
    if suffix == ".json":
        return json_bytes(frame)
    if suffix == ".parquet":
        return parquet_bytes(frame, provenance)
    raise BadRequest(
        f"akhiran berkas tidak dikenal: {suffix or '(tanpa)'}; pakai {', '.join(FORMATS)}"
    )


def save(
    frame: pl.DataFrame, path: Path, provenance: Provenance | None = None, *, raw: bool = False
) -> None:
    """Write the frame to a file whole or not at all."""
    content = encoded(frame, path.suffix.lower(), provenance, raw=raw)
    if not path.parent.is_dir():
        raise BadRequest(f"folder tujuan tidak ada: {path.parent}")
    write_aside(path, content)


def _line(provenance: Provenance) -> str:
    return "; ".join(f"{name}: {value}" for name, value in provenance.items())


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with lists and structs as JSON text, which CSV and XLSX cannot hold."""
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    return frame.with_columns(
        pl.Series(name, [_json(value) for value in frame[name].to_list()], pl.String)
        for name in nested
    )


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _notes(book: xlsxwriter.Workbook, provenance: Provenance) -> None:
    sheet = book.add_worksheet("keterangan")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for row, (name, value) in enumerate(provenance.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
