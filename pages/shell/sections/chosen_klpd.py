"""The chosen KLPD side by side on one scale, for pages whose other figures are of the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets.blocks import heading, section
from pages.shell.widgets.lists.list_cells import name_of
from pages.shell.widgets.lists.ranked_list import RankedList, Record, ranked_list
from services.analysis.frames import SATKER
from services.analysis.key_figures import PAGES
from services.charts.ranked_list import Bar, Column, Line, Row, Text, largest, scale_to
from services.language.wording import delta_number, delta_percent, delta_rupiah
from services.link import LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure of a KLPD-year: the page whose key figures hold it, its column, its dataset."""

    page: str
    column: str
    dataset: str
    money: bool = False

    def printed(self, view: View, value: int | None) -> str:
        """Print a value short."""
        return view.rupiah(value) if self.money else view.number(value)

    def change(self, view: View, new: int | None, old: int | None) -> Text:
        """Print the change between two values, in words where one is unknown."""
        if new is None or old is None:
            return Text(text=view.words("absent.unknown"))
        print_change: Callable[..., str] = delta_rupiah if self.money else delta_number
        percent = delta_percent(new, old, view.lang) if old and new != old else ""
        return Text(text=print_change(new, old, view.lang), small=percent)


def chosen_klpd(data: Data, measure: Measure, title: str) -> None:
    """Draw a row per chosen KLPD, which leads to that KLPD; nothing where a single one is chosen.

    title: the text that names the figure and the year.
    """
    view = data.view
    if len(view.state.klpd) < 2:
        return
    rows = _rows(data, measure)
    values = [row[column] for row in rows.iter_rows(named=True) for column in ("kini", "lalu")]
    lines = [value for years in rows["tahunan"] for value in years]
    columns = [
        Column(kind="batang", narrow="bawah", ticks=True),
        Column(kind="angka", label=str(view.tahun), width="7rem", narrow="kepala", strong=True),
        Column(kind="angka", label=view.words("shell.list.change"), width="7.5rem", narrow="ekor"),
    ]
    years = view.state.tahun
    drawn = data.drawn(rows.drop("tahunan"), measure.dataset, followed=("satker",))
    yearly = _yearly(data, measure).select("tahun", "kd_klpd", measure.column)
    if len(years) > 2:
        columns.insert(1, Column(kind="garis", label=f"{years[0]}–{years[-1]}", width="8rem"))
    heading(title, view.say("shell.list.klpd_how"))
    ranked_list(
        data,
        RankedList(
            name=f"klpd-{measure.page}",
            drawn=data.compared_with(drawn, measure.dataset, {*years, view.lalu}),
            table=data.drawn(yearly, measure.dataset, followed=("satker",)),
            rows=rows,
            row=lambda record: _row(view, measure, record),
            columns=columns,
            scale=scale_to(
                largest([*values, *lines]), lambda value: measure.printed(view, round(value))
            ),
            head=view.words("shell.filter.klpd"),
            target=lambda path: (view.page, _first(view.state, path)),
            legend=(("isi", str(view.tahun), ""), ("lalu", str(view.lalu), "")),
            main=False,
        ),
    )
    section()


def _rows(data: Data, measure: Measure) -> pl.DataFrame:
    """Return kd_klpd, tahun, kini, lalu and tahunan (a value per chosen year), largest first."""
    state, yearly = data.view.state, _yearly(data, measure)
    known = {
        (row["kd_klpd"], row["tahun"]): row[measure.column] for row in yearly.iter_rows(named=True)
    }
    rows = [
        {
            "kd_klpd": kode,
            "tahun": data.view.tahun,
            "kini": known.get((kode, data.view.tahun)),
            "lalu": known.get((kode, data.view.lalu)),
            "tahunan": [known.get((kode, year)) for year in state.tahun],
        }
        for kode in state.klpd
    ]
    schema: dict[str, Any] = {
        "kd_klpd": pl.String,
        "tahun": pl.Int16,
        "kini": pl.Int64,
        "lalu": pl.Int64,
        "tahunan": pl.List(pl.Int64),
    }
    return pl.DataFrame(rows, schema=schema).sort("kini", descending=True, nulls_last=True)


def _yearly(data: Data, measure: Measure) -> pl.DataFrame:
    """Return the key figures of every chosen KLPD and year, and of the year compared with."""
    state, figures = data.view.state, PAGES[measure.page]
    years = sorted({*state.tahun, data.view.lalu})
    reads = [name for name in figures.reads if name != SATKER]
    data.need(reads, state.klpd, (data.view.tahun,))
    return data.made(figures.make, reads=(), klpd=state.klpd, tahun=tuple(years), satker="")


def _row(view: View, measure: Measure, record: Record) -> Row:
    kode, now, last = record["kd_klpd"], record["kini"], record["lalu"]
    words = "" if now is not None else view.words("absent.unknown")
    lines = (Line(values=tuple(record["tahunan"])),) if len(view.state.tahun) > 2 else ()
    return Row(
        path=kode,
        name=name_of(view, view.names.get(kode), kode),
        second=kode,
        cells=(
            Bar(value=now, last=last, words=words),
            *lines,
            Text(text=measure.printed(view, now)),
            measure.change(view, now, last),
        ),
        action="pergi",
        own=kode == view.klpd,
    )


def _first(state: LinkState, kode: str) -> LinkState:
    """Return the state with this KLPD first, the others after it."""
    others = tuple(other for other in state.klpd if other != kode)
    return state.for_another_page().change(klpd=(kode, *others))
