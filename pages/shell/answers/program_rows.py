"""Rows of the program page's lists: pagu of a code or satker beside that of the year before."""

from __future__ import annotations

from typing import Any

import polars as pl

from pages.shell.answers.drawings.over_years import Years, line_cell
from pages.shell.reading.data import Data
from pages.shell.widgets.lists.list_cells import (
    KOSONG,
    change,
    exact_pagu,
    money,
    name_of,
    pagu_bar,
    share,
)
from pages.shell.widgets.lists.ranked_list import Record
from services.analysis.frames import PROGRAM
from services.charts.ranked_list import Row, Text


def two_years(data: Data, make: Any, **narrowed: str) -> pl.DataFrame:
    """Return rows of `services.analysis.lists.two_years`, for the first KLPD and the two years."""
    view = data.view
    data.need((PROGRAM,), (view.klpd,), (view.tahun,))
    years = (view.lalu, view.tahun) if older_read(data) else (view.tahun,)
    return data.made(make, reads=(), klpd=(view.klpd,), tahun=years, **narrowed)


def older_read(data: Data) -> bool:
    """Tell whether the year compared with has rows."""
    return data.has_rows(PROGRAM, data.view.lalu)


def program_row(data: Data, record: Record, years: Years) -> Row:
    """Return the row of a program code, its satker or their number on the second line."""
    view, code = data.view, record["kd_program_str"]
    count = view.words("shell.list.satkers", n=record["jumlah_satker"])
    return row_of(
        data,
        record,
        path=code or KOSONG,
        name=name_of(view, record["nama_program"], code),
        code=code or "",
        second=record["nama_satker"] or count,
        shares=share(view, record["pangsa"]),
        line=years.get(code),
    )


def satker_row(data: Data, record: Record, years: Years) -> Row:
    """Return the row of a satker, its code and number of programs on the second line."""
    view, code = data.view, record["kd_satker"]
    number = record["jumlah_program"] or 0
    return row_of(
        data,
        record,
        path=code or KOSONG,
        name=name_of(view, record["nama_satker"], code),
        second=view.words("shell.list.of_satker", kode=code, n=number),
        shares=share(view, record["pangsa"]),
        line=years.get(code),
    )


def row_of(
    data: Data,
    record: Record,
    *,
    shares: Text,
    line: tuple[int | None, ...] | None = None,
    **fields: Any,
) -> Row:
    """Return a row with bar, the line of its years where lists have one, pagu, share, change."""
    view = data.view
    absent = ""
    if not older_read(data):
        was_read = data.was_read(PROGRAM, view.lalu)
        absent = view.words("absent.not_yet" if was_read else "absent.unread")
    figures = (money(view, record["pagu"]), shares, change(view, record, absent=absent))
    return Row(
        cells=(pagu_bar(record), *line_cell(data, line), *figures),
        action="buka",
        hover=f"{fields['name']}\n{exact_pagu(view, record)}",
        **fields,
    )
