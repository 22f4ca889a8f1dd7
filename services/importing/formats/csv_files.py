"""Read CSV: comma, semicolon or tab; UTF-8 with or without a byte order mark, or cp1252."""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice

import polars as pl

from ...errors import BadRequest
from ..recognition import header
from .limits import Limits, check
from .tables import Table, of_cells, under_header

_SEPARATORS = (",", ";", "\t")
_SAMPLE = 1 << 18
_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


def tables(body: bytes, limits: Limits) -> list[Table]:
    """Return the rows of a CSV file as one table.

    Raises BadRequest for bytes that are no such text, for an open quotation mark, for rows with
    more cells than the header, and when no row is a header.
    """
    text = _utf8(body)
    separator, rows_at, names = _header(text[:_SAMPLE], limits)
    if text.count(b'"') % 2:
        raise BadRequest("tanda kutip terbuka: berkas terpotong?")
    last = text[text.rfind(b"\n") + 1 :]
    if last and b'"' not in last and last.count(separator.encode()) < len(names) - 1:
        raise BadRequest("baris terakhir terpotong")
    try:
        cells = pl.read_csv(
            text[rows_at:],
            separator=separator,
            has_header=False,
            schema={f"kolom_{number}": pl.String() for number in range(len(names))},
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError as error:
        raise BadRequest(f"baris CSV tidak cocok dengan {len(names)} kolom kepalanya") from error
    named = under_header(cells, names, limits)
    notes = " ".join(named["sumber"].drop_nulls().unique()) if "sumber" in named.columns else ""
    return [of_cells(named, notes=notes, spreadsheet=True, commas=separator == ";")]


def _utf8(body: bytes) -> bytes:
    """Return a text as UTF-8 without a byte order mark; raise BadRequest when it is none."""
    if body.startswith(_OTHER_MARKS):
        raise BadRequest("pengodean UTF-16 tidak dibaca; simpan ulang sebagai CSV UTF-8")
    if b"\x00" in body:
        raise BadRequest("isi berkas bukan teks")
    content = body.removeprefix(codecs.BOM_UTF8)
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    try:
        content.decode()
    except UnicodeDecodeError:
        try:
            return content.decode("cp1252").encode()
        except UnicodeDecodeError as error:
            raise BadRequest("pengodean teks tidak dikenal (bukan UTF-8 atau cp1252)") from error
    return content


def _header(sample: bytes, limits: Limits) -> tuple[str, int, list[str]]:
    """Return the separator, where the rows below the header begin, and the header's names."""
    text = sample.decode("utf-8", "ignore")
    for separator in _SEPARATORS:
        lines = io.StringIO(text, newline="")
        reader = csv.reader(lines, delimiter=separator)
        rows: list[list[str]] = []
        begins: list[int] = []
        try:
            for row in islice(reader, limits.title_rows):
                rows.append(row)
                begins.append(lines.tell())
        except csv.Error as error:
            raise BadRequest(f"bukan CSV yang sah: {error}") from error
        check(max(map(len, rows), default=0), limits.columns, "jumlah kolom")
        number = header(rows)
        if number is not None:
            return separator, len(text[: begins[number]].encode()), rows[number]
    raise BadRequest("tidak ada baris kepala dengan nama kolom yang dikenal")
