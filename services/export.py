"""Frames as files: CSV, XLSX, Parquet, JSON, each with its provenance.

Text cells that a spreadsheet would run as a formula get a leading apostrophe in CSV and XLSX
(reliability.md section 3), full-width signs among them, which some spreadsheets fold; Parquet and
JSON hold the rows as read.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from services.errors import BadRequest, StoreDamaged
from services.store.snapshots import write_aside

FORMULA = r"^([=+\-@\t\r\n\x00\uFF1D\uFF0B\uFF0D\uFF20])"
XLSX_ROWS = 1_048_575
XLSX_LETTERS = 32_767
XLSX_WHOLE = 2**53
FORMATS = (".parquet", ".csv", ".json", ".xlsx")

_FLOATS = pl.col(pl.Float64, pl.Float32)

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
    """Return a workbook: `data` typed and filtered, `keterangan` with the provenance.

    Whole numbers past 2^53, which a spreadsheet would round, stand there as text; texts past
    32,767 letters are cut and `keterangan` says so; NaN stands empty. Raises BadRequest for more
    rows than a sheet holds.
    """
    if frame.height > XLSX_ROWS:
        raise BadRequest(f"XLSX memuat paling banyak {XLSX_ROWS} baris; pakai CSV atau Parquet")
    flat, cut = _fitting(_flat(frame if raw else neutralised(frame)))
    notes = {**(provenance or {}), **cut}
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        flat.write_excel(
            book,
            worksheet="data",
            freeze_panes=(1, 0),
            autofilter=True,
            dtype_formats={pl.Int64: "#,##0", pl.Int32: "#,##0", pl.Int16: "0", pl.Int8: "0"},
            table_style=None,
        )
        _notes(book, notes)
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
    """Write the frame to a file whole or not at all; raise BadRequest when it cannot be."""
    check_path(path)
    content = encoded(frame, path.suffix.lower(), provenance, raw=raw)
    try:
        write_aside(path, content)
    except StoreDamaged as error:
        raise BadRequest(f"berkas tujuan tidak dapat ditulis: {path}") from error


def check_path(path: Path) -> None:
    """Raise BadRequest when a file could not be written there, before anything is read."""
    if path.suffix.lower() not in FORMATS:
        raise BadRequest(f"akhiran --out harus salah satu dari {', '.join(FORMATS)}")
    if not path.parent.is_dir():
        raise BadRequest(f"folder tujuan tidak ada: {path.parent}")
    if path.is_dir():
        raise BadRequest(f"tujuan adalah folder: {path}")


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


def _fitting(flat: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return what a sheet can hold without rounding, and a note on the texts that were cut."""
    kinds = flat.schema.items()
    wide = [name for name, dtype in kinds if dtype.is_integer()]
    past = [name for name in wide if (flat[name].cast(pl.Int128).abs() > XLSX_WHOLE).any()]
    texts = [name for name, dtype in kinds if dtype == pl.String]
    cut = sum(int((flat[name].str.len_chars() > XLSX_LETTERS).sum()) for name in texts)
    note = f"{cut} teks dipotong pada {XLSX_LETTERS} huruf, batas XLSX; CSV memuatnya utuh"
    fitting = flat.with_columns(
        pl.col(texts).str.slice(0, XLSX_LETTERS),
        pl.col(past).cast(pl.String),
        pl.when(_FLOATS.is_finite()).then(_FLOATS),
    )
    return fitting, {"catatan": note} if cut else {}


def _notes(book: xlsxwriter.Workbook, provenance: Provenance) -> None:
    sheet = book.add_worksheet("keterangan")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for row, (name, value) in enumerate(provenance.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
