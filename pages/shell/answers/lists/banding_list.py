"""The ranked list of the comparison page: every KLPD compared, by one figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import polars as pl

from pages.shell.answers import banding
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets import menu
from pages.shell.widgets.lists.list_cells import name_of
from pages.shell.widgets.lists.ranked_list import RankedList, Record, searchable
from services.analysis.across_klpd.peers import UKURAN, Ukuran
from services.charts.plots.plot import printer, scale_of
from services.charts.ranked_list import Bar, Cell, Column, Line, Link, Panel, Row, Text

MOST_COMPARED = 2
"""Years that a bar with its tick compares; more are drawn as a line."""
_LEADS_TO = ("ringkasan", "program", "penyedia", "swakelola", "kaji_ulang")
Years = Mapping[tuple[str, int], Record]
"""Rows of the ranking by KLPD and year."""


def klpd(data: Data, ukuran: Ukuran) -> RankedList:
    """Return the list of KLPD by a figure; a row opens to the other figures and their ranks.

    data: that of the KLPD compared.
    """
    view, ranking = data.view, banding.ranking(data, ukuran)
    years: Years = {(row["kd_klpd"], row["tahun"]): row for row in ranking.iter_rows(named=True)}
    rows = banding.newest(data, ranking)
    known = rows.filter(pl.col("peringkat").is_not_null())[ukuran.column]
    ranked = [row[ukuran.column] for row in years.values() if row["peringkat"] is not None]
    middle = float(known.median()) if known.len() > 1 else None  # type: ignore[arg-type]
    scale = scale_of(ranked, ukuran.unit, view.lang)
    legend = [("isi", str(view.tahun), "")]
    if len(view.state.tahun) > 1:
        legend.append(("lalu", str(view.lalu), ""))
    if middle is not None:
        legend.append(("acuan", view.words("banding.middle"), ""))
    return RankedList(
        name="banding",
        drawn=data.shown("banding", klpd=()),
        rows=searchable(rows, "nama_klpd", "kd_klpd"),
        search=view.words("banding.search"),
        row=partial(_row, view, ukuran, years),
        columns=_columns(view),
        scale=replace(scale, reference=middle),
        code=view.words("kolom.peringkat"),
        head=view.words("shell.filter.klpd"),
        orders={
            "peringkat": view.words("kolom.peringkat"),
            "nama_klpd": view.words("kolom.nama_klpd"),
        },
        total=partial(_median, view, ukuran, known.len(), middle),
        rest=lambda others: view.words("banding.others", n=view.number(others.height)),
        panel=partial(_panel, data, ukuran),
        legend=legend,
        pinned=pl.col("kd_klpd") == view.klpd,
    )


def _columns(view: View) -> list[Column]:
    years = view.state.tahun
    columns = [Column(kind="batang", narrow="bawah", ticks=True)]
    if len(years) > MOST_COMPARED:
        columns.append(Column(kind="garis", label=f"{years[0]}–{years[-1]}", width="8rem"))
    columns.append(
        Column(kind="angka", label=str(view.tahun), width="7rem", narrow="kepala", strong=True)
    )
    if len(years) > 1:
        columns.append(Column(kind="angka", label=str(view.lalu), width="7rem", narrow="label"))
    return columns


def _row(view: View, ukuran: Ukuran, years: Years, record: Record) -> Row:
    kode, value, rank = record["kd_klpd"], record[ukuran.column], record["peringkat"]
    before = years.get((kode, view.lalu), {})
    ranked = before.get("peringkat") is not None
    last = before.get(ukuran.column) if ranked else None
    bar = Bar(value=None) if rank is None else Bar(value=value, last=last)
    second = [text for text in (kode, record["alasan_kosong"]) if text]
    if ranked:
        second.append(view.words("banding.rank_before", tahun=view.lalu, n=before["peringkat"]))
    if record["lengkap"] is False:
        second.append(view.words("banding.incomplete"))
    name = name_of(view, record["nama_klpd"], kode)
    return Row(
        path=kode,
        code="" if rank is None else view.number(rank),
        name=name,
        second=" · ".join(second),
        cells=_cells(view, ukuran, years, kode, bar),
        action="buka",
        hover=f"{name}\n{_exact(view, ukuran, value)}",
        own=kode == view.klpd,
    )


def _cells(
    view: View, ukuran: Ukuran, years: Years, kode: str, bar: Bar | Text
) -> tuple[Cell, ...]:
    """Return the cells of a KLPD's figure: a bar or nothing, its years, its values."""
    values = [years.get((kode, year), {}).get(ukuran.column) for year in view.state.tahun]
    cells: list[Cell] = [bar]
    if len(values) > MOST_COMPARED:
        cells.append(Line(values=tuple(values)) if isinstance(bar, Bar) else Text(text=""))
    printed = [Text(text=ukuran.printed(value, view.lang)) for value in reversed(values)]
    return (*cells, *printed[:2])


def _exact(view: View, ukuran: Ukuran, value: float | None) -> str:
    return view.words(
        "banding.exact",
        ukuran=view.words(f"banding.ukuran.{ukuran.name}"),
        tahun=view.tahun,
        nilai=printer(ukuran.unit, view.lang, exact=True)(value),
    )


def _median(
    view: View, ukuran: Ukuran, ranked: int, middle: float | None, matching: pl.DataFrame
) -> Row:
    """Return the row of the median of all KLPD with a rank, whatever the list is filtered by."""
    value = Text(text=ukuran.printed(middle, view.lang))
    return Row(
        path="tengah",
        name=view.words("banding.median_of", n=view.number(ranked)),
        cells=tuple(value if column.strong else Text(text="") for column in _columns(view)),
    )


def _panel(data: Data, chosen: Ukuran, record: Record) -> Panel:
    """Return all figures of a KLPD with their ranks, and links to its pages."""
    view, kode = data.view, record["kd_klpd"]
    state = view.state.for_another_page()
    own = state.change(klpd=(kode,))
    others = tuple(other for other in state.klpd[1:] if other != kode)
    first = state.change(klpd=(kode, view.klpd, *others) if others else (kode,))
    links = [
        Link(text=view.words(f"shell.page.{page}"), address=menu.address(page, own))
        for page in _LEADS_TO
    ]
    if kode != view.klpd:
        links.append(
            Link(text=view.words("banding.from_here"), address=menu.address("banding", first))
        )
    figures = []
    for ukuran in UKURAN.values():
        if ukuran is chosen:
            continue
        ranking = banding.ranking(data, ukuran)
        years: Years = {
            (row["kd_klpd"], row["tahun"]): row
            for row in ranking.filter(pl.col("kd_klpd") == kode).iter_rows(named=True)
        }
        row = years[kode, view.tahun]
        ranked = banding.newest(data, ranking)["peringkat"].count()
        rank = view.words("banding.rank_of", n=row["peringkat"], dari=ranked)
        figures.append(
            Row(
                path=f"{kode}~{ukuran.name}",
                name=view.words(f"banding.ukuran.{ukuran.name}"),
                second=row["alasan_kosong"] or rank,
                cells=_cells(view, ukuran, years, kode, Text(text="")),
            )
        )
    return Panel(
        exact=_exact(view, chosen, record[chosen.column]),
        rows=tuple(figures),
        links=tuple(links),
    )
