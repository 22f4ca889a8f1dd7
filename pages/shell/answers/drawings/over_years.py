"""Lines over the chosen years, in the lists of pages where three or more are chosen."""

from __future__ import annotations

from collections.abc import Mapping

from pages.shell.reading.data import Data
from services.charts.ranked_list import Cell, Column, Line

Years = Mapping[str | None, tuple[int | None, ...]]
"""A value per chosen year by code, {} where the lists have no line."""

MOST_COMPARED = 2
"""Years that a bar with its tick compares; more are drawn as a line."""


def has_lines(data: Data) -> bool:
    """Tell whether so many years are chosen that the lists draw a line of them."""
    return len(data.view.state.tahun) > MOST_COMPARED


def over_years(data: Data, name: str, code: str, column: str, dataset: str) -> Years:
    """Return a column of a table per chosen year by code, {} for fewer than three years.

    A code without a row in a year that has rows of the dataset counts 0, in another year None.
    """
    view = data.view
    if not has_lines(data):
        return {}
    rows = data.so_far(name, klpd=(view.klpd,))
    known = {(row[code], row["tahun"]): row[column] for row in rows.iter_rows(named=True)}
    read = {year: data.has_rows(dataset, year) for year in view.state.tahun}
    return {
        of: tuple(known.get((of, year), 0 if read[year] else None) for year in view.state.tahun)
        for of in rows[code].unique(maintain_order=True)
    }


def line_column(data: Data) -> tuple[Column, ...]:
    """Return the column of the lines, none where the lists have no line."""
    years = data.view.state.tahun
    if not has_lines(data):
        return ()
    return (Column(kind="garis", label=f"{years[0]}–{years[-1]}", width="6rem"),)


def line_cell(data: Data, values: tuple[int | None, ...] | None) -> tuple[Cell, ...]:
    """Return the cell of a row in that column."""
    return (Line(values=values or ()),) if has_lines(data) else ()


def older_values(data: Data, name: str, code: str, column: str) -> Mapping[str | None, int | None]:
    """Return a column of a table in the older of two chosen years by code, else {}."""
    view = data.view
    if len(view.state.tahun) != MOST_COMPARED:
        return {}
    rows = data.so_far(name, klpd=(view.klpd,), tahun=(view.lalu,))
    return dict(rows.select(code, column).iter_rows())
