"""Write frames as files: CSV, XLSX, Parquet, JSON, with notes on their contents.

Text cells that a spreadsheet would run as a formula get a leading apostrophe in CSV and XLSX
(reliability.md section 3); so do full-width signs, which some spreadsheets convert. Parquet and
JSON hold the rows as read.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import polars as pl

from ..errors import BadRequest, StoreDamaged
from ..store.snapshots import write_aside

if TYPE_CHECKING:
    import xlsxwriter

FORMULA = r"^([=+\-@\t\r\n\x00\uFF1D\uFF0B\uFF0D\uFF20])"
XLSX_ROWS = 1_048_575
XLSX_LETTERS = 32_767
XLSX_WHOLE = 2**53
FORMATS = (".parquet", ".csv", ".json", ".xlsx")
BOM = b"\xef\xbb\xbf"
RUPIAH = '"Rp" #,##0'
COUNT = "#,##0"
PLAIN = "0"
SHARE = '[<0.9995]0.0%;[<1]"> 99.9%";0.0%'
"""How spreadsheets print a share: less than all is never "100.0%"."""

_FLOATS = pl.col(pl.Float64, pl.Float32)
_MONEY = ("pagu", "selisih", "median_pagu")
_COUNTS = ("pagu_kosong",)
_WIDEST = 60

Separator = Literal[",", ";"]
Provenance = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One note on an export: `name` for programs, `label` and `value` for readers."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """All notes on an export.

    `facts` come first; `tables` follow by name: the snapshots that the rows come from, what the
    columns mean. `headings` and `labels` are the words for the names of tables and their columns.
    """

    facts: tuple[Fact, ...] = ()
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


Notes: TypeAlias = About | Provenance
"""The notes on an export, or only its provenance as name and value."""


def about(notes: Notes | None) -> About:
    """Return notes as About: each entry of a provenance becomes a fact, None an empty About."""
    if isinstance(notes, About):
        return notes
    items = (notes or {}).items()
    return About(facts=tuple(Fact(name=name, label=name, value=value) for name, value in items))


def neutralised(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with formula-like text prefixed by an apostrophe."""
    return frame.with_columns(pl.col(pl.String).str.replace(FORMULA, "'${1}"))


def csv_bytes(
    frame: pl.DataFrame,
    provenance: Provenance | None = None,
    *,
    raw: bool = False,
    separator: Separator = ",",
    bom: bool = False,
) -> bytes:
    """Return UTF-8 CSV; provenance, if given, follows the rows as a last column `sumber`.

    A semicolon goes with a decimal comma, as spreadsheets set to Indonesian read it; a BOM tells
    Excel that the text is UTF-8.
    """
    flat = _flat(frame)
    if provenance:
        source = "; ".join(f"{name}: {value}" for name, value in provenance.items())
        flat = flat.with_columns(pl.lit(source).alias("sumber"))
    content = (flat if raw else neutralised(flat)).write_csv(
        separator=separator,
        decimal_comma=separator == ";",
        datetime_format="%Y-%m-%dT%H:%M:%S%.f",
    )
    return (BOM if bom else b"") + content.encode()


def parquet_bytes(frame: pl.DataFrame, notes: Notes | None = None) -> bytes:
    """Return Parquet with the notes in the file's metadata: facts as text, tables as JSON."""
    full = about(notes)
    metadata = {fact.name: fact.value for fact in full.facts}
    metadata |= {name: table.write_json() for name, table in full.tables.items()}
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", metadata=metadata)
    return buffer.getvalue()


def json_bytes(frame: pl.DataFrame) -> bytes:
    """Return a JSON array of row objects, text and numbers as read."""
    return frame.write_json().encode()


def xlsx_bytes(frame: pl.DataFrame, notes: Notes | None = None, *, raw: bool = False) -> bytes:
    """Return a workbook: `data` typed, filtered and with its head frozen, `keterangan` the notes.

    Whole numbers past 2^53, which a spreadsheet would round, stand there as text; texts past
    32,767 letters are cut and `keterangan` says so; NaN stands empty. Raises BadRequest for more
    rows than a sheet holds.
    """
    if frame.height > XLSX_ROWS:
        raise BadRequest(f"XLSX memuat paling banyak {XLSX_ROWS} baris; pakai CSV atau Parquet")
    import xlsxwriter  # noqa: PLC0415 - 2 MB that only the first spreadsheet needs

    flat = _flat(frame)
    flat, cut = _fitting(flat if raw else neutralised(flat))
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        head = flat.head(500).select(pl.all().cast(pl.String).str.len_chars().max())
        widths: dict[Any, int] = {}
        formats: dict[Any, str] = {}
        for name, dtype in flat.schema.items():
            # Printed numbers are longer than their digits: "Rp" and separators.
            letters = (head[name][0] or 0) + (8 if dtype.is_integer() else 2)
            widths[name] = 7 * min(max(letters, len(name) + 4), _WIDEST) + 5
            if not dtype.is_numeric():
                continue
            if money(name, dtype):
                formats[name] = RUPIAH
            elif dtype.is_float():
                formats[name] = SHARE if share(name, dtype) else "#,##0.0"
            else:  # years have no dots
                formats[name] = PLAIN if dtype in (pl.Int16, pl.Int8) else COUNT
        flat.write_excel(
            book,
            worksheet="data",
            freeze_panes=(1, 0),
            autofilter=True,
            column_formats=formats,
            column_widths=widths,
            header_format={"bold": True, "bottom": 1},
            table_style=None,
        )
        _write_notes(book, about(notes), cut, raw=raw)
    return buffer.getvalue()


def encoded(
    frame: pl.DataFrame, suffix: str, notes: Notes | None = None, *, raw: bool = False
) -> bytes:
    """Return the frame in the format that a file suffix names; CSV and JSON leave out the notes.

    Raises BadRequest for an unknown suffix.
    """
    if suffix == ".csv":
        return csv_bytes(frame, raw=raw)
    if suffix == ".xlsx":
        return xlsx_bytes(frame, notes, raw=raw)
    if suffix == ".json":
        return json_bytes(frame)
    if suffix == ".parquet":
        return parquet_bytes(frame, notes)
    raise BadRequest(
        f"akhiran berkas tidak dikenal: {suffix or '(tanpa)'}; pakai {', '.join(FORMATS)}"
    )


def save(
    frame: pl.DataFrame, path: Path, notes: Notes | None = None, *, raw: bool = False
) -> bytes:
    """Write the frame to a file whole or not at all, and return its content.

    Raises BadRequest when it cannot be written.
    """
    check_path(path)
    content = encoded(frame, path.suffix.lower(), notes, raw=raw)
    put(path, content)
    return content


def put(path: Path, content: bytes) -> None:
    """Replace a file; raise BadRequest when it cannot be written."""
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


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with lists and structs as JSON text, which CSV and XLSX cannot hold."""

    def as_json(value: object) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, default=str)

    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    return frame.with_columns(
        pl.Series(name, [as_json(value) for value in frame[name].to_list()], pl.String)
        for name in nested
    )


def _fitting(flat: pl.DataFrame) -> tuple[pl.DataFrame, Provenance]:
    """Return what a sheet can hold without rounding, and a note on the texts that were cut.

    A spreadsheet counts the letters of a text in UTF-16.
    """
    schema = flat.schema.items()
    integers = [name for name, dtype in schema if dtype.is_integer()]
    large = [name for name in integers if (flat[name].cast(pl.Int128).abs() > XLSX_WHOLE).any()]
    texts = [name for name, dtype in schema if dtype == pl.String]
    long = [name for name in texts if (flat[name].str.len_bytes() > XLSX_LETTERS).any()]
    short = []
    for name in long:
        utf16 = (text and text.encode("utf-16-le")[: 2 * XLSX_LETTERS] for text in flat[name])
        shortened = [text and text.decode("utf-16-le", "ignore") for text in utf16]
        short.append(pl.Series(name, shortened, pl.String))
    cut = sum(int(flat[column.name].ne_missing(column).sum()) for column in short)
    note = f"{cut} teks dipotong pada {XLSX_LETTERS} huruf, batas XLSX; CSV memuatnya utuh"
    fitting = flat.with_columns(
        *short,
        pl.col(large).cast(pl.String),
        pl.when(_FLOATS.is_finite()).then(_FLOATS),
    )
    return fitting, {"catatan": note} if cut else {}


def money(name: str, dtype: pl.DataType) -> bool:
    """Tell whether a column of a table holds rupiah."""
    return dtype.is_numeric() and name.startswith(_MONEY) and name not in _COUNTS


def share(name: str, dtype: pl.DataType) -> bool:
    """Tell whether a column of a table holds shares of 1."""
    return dtype.is_float() and name.startswith("pangsa")


def _write_notes(book: xlsxwriter.Workbook, notes: About, cut: Provenance, *, raw: bool) -> None:
    """Write the sheet `keterangan`: the facts, then each table under its heading."""
    sheet = book.add_worksheet("keterangan")
    bold = book.add_format({"bold": True})
    top = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24, top)
    sheet.set_column(1, 1, 44, top)
    sheet.set_column(2, 10, 24, top)
    lines = [(fact.label, fact.value) for fact in notes.facts] + list(cut.items())
    for row, (label, value) in enumerate(lines):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, value)
    row = len(lines)
    for name, table in notes.tables.items():
        sheet.write_string(row + 1, 0, notes.headings.get(name, name), bold)
        flat = _flat(table).rename(dict(notes.labels), strict=False)
        (flat if raw else neutralised(flat)).write_excel(
            book,
            worksheet=sheet,
            position=(row + 2, 0),
            header_format={"bold": True, "bottom": 1},
            table_style=None,
            autofilter=False,
        )
        row += flat.height + 3
