"""Read XLSX: every sheet that holds rows, whatever it is called."""

from __future__ import annotations

from dataclasses import replace

import fastexcel
import polars as pl
from polars.exceptions import PanicException

from ...errors import BadRequest
from ..recognition import header
from .limits import Limits
from .tables import Table, of_cells, under_header
from .workbooks import lost_cells

_OLE = bytes.fromhex("d0cf11e0")
_MOST_NOTES = 20_000


def tables(body: bytes, limits: Limits) -> list[Table]:
    """Return the rows of each sheet that has a header; other sheets become notes.

    Raises BadRequest for a workbook that is damaged, locked or hostile, and when no sheet has a
    header.
    """
    if body.startswith(_OLE):
        raise BadRequest("buku kerja .xls lama atau terkunci sandi; simpan ulang sebagai .xlsx")
    lost = lost_cells(body, limits)
    tables, notes = list[Table](), list[str]()
    try:
        book = fastexcel.read_excel(body)
        for name in book.sheet_names:
            cells = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
            number = header(cells.head(limits.title_rows).rows()) if cells.width else None
            if number is None:
                notes += _words(cells)
                continue
            rows = under_header(cells[number + 1 :], cells.row(number), limits)
            tables.append(of_cells(rows, sheet=name, spreadsheet=True, set_aside=lost))
            notes += _words(cells.head(number))
            lost = ()
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError, PanicException) as error:
        raise BadRequest("buku kerja rusak") from error
    if not tables:
        raise BadRequest("tidak ada lembar dengan kepala yang dikenal")
    joined = " ".join(notes)[:_MOST_NOTES]
    return [replace(table, notes=joined) for table in tables]


def _words(cells: pl.DataFrame) -> list[str]:
    """Return the texts of the first rows of a sheet without rows, such as `keterangan`."""
    return [cell for row in cells.head(200).iter_rows() for cell in row if cell]
