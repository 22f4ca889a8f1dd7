"""Rows of a file before their dataset is known, and the cells of a spreadsheet as such rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from ...errors import BadRequest
from ...upstream.dataset import Dataset
from ...upstream.parsing.frames import Page, page_of_cells
from ..aliases import normal
from .limits import Limits, check

_COMMA = r"^(-?[0-9]+),0{1,2}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of one sheet, or of a whole file.

    sheet: its name, "" for a file without sheets. names: the columns. read: returns the rows as
    pages of a dataset. notes: what the file says about itself. spreadsheet: whether a program may
    have changed codes, so that stored ones are looked for. set_aside: rows and cells that are not
    read, one line each.
    """

    sheet: str = ""
    names: tuple[str, ...]
    height: int
    read: Callable[[Dataset], Sequence[Page]]
    notes: str = ""
    spreadsheet: bool = False
    set_aside: tuple[str, ...] = field(default=())


def of_cells(
    cells: pl.DataFrame,
    *,
    sheet: str = "",
    notes: str = "",
    spreadsheet: bool = False,
    commas: bool = False,
    set_aside: Sequence[str] = (),
) -> Table:
    """Return the table of text cells under their names.

    commas: whether `,0` and `,00` are the decimals of whole numbers.
    """

    def read(dataset: Dataset) -> list[Page]:
        read_as = page_of_cells(dataset, cells, set(cells.columns), cells.height)
        if not commas:
            return [read_as]
        whole = [c.name for c in dataset.columns if c.dtype.is_integer()]
        plain = read_as.texts.with_columns(pl.col(whole).str.replace(_COMMA, "${1}"))
        return [Page(texts=plain, unknown=read_as.unknown, missing=read_as.missing)]

    return Table(
        sheet=sheet,
        names=tuple(cells.columns),
        height=cells.height,
        read=read,
        notes=notes,
        spreadsheet=spreadsheet,
        set_aside=tuple(set_aside),
    )


def under_header(cells: pl.DataFrame, names: Sequence[str | None], limits: Limits) -> pl.DataFrame:
    """Return cells under the names of their header, without empty rows and unnamed columns.

    Raises BadRequest for a name that stands there twice.
    """
    check(len(names), limits.columns, "jumlah kolom")
    check(cells.height, limits.rows, "jumlah baris")
    named = {
        cells.columns[number]: name.strip()
        for number, name in enumerate(names)
        if name and name.strip()
    }
    forms = [normal(name) for name in named.values()]
    repeated = next((form for form in forms if forms.count(form) > 1), "")
    if repeated:
        raise BadRequest(f"kolom {repeated} ada dua kali")
    texts = cells.select(pl.col(old).alias(new) for old, new in named.items())
    return texts.filter(~pl.all_horizontal(pl.all().is_null() | (pl.all().str.strip_chars() == "")))
