"""Lists of the swakelola page beside its main one: types by status, organisers, years by status."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import polars as pl

from pages.shell.answers.package_lists.swakelola_list import OTHER_STATUSES, status_colours
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets.lists.columns import label
from pages.shell.widgets.lists.list_cells import KOSONG, known_sum, money, name_of
from pages.shell.widgets.lists.ranked_list import RankedList, Record
from services.analysis.frames import PAKET
from services.analysis.lists.swakelola_lists import TANPA_TIPE
from services.analysis.lists.swakelola_lists import organisers as organiser_rows
from services.analysis.lists.swakelola_lists import statuses as status_rows
from services.charts.palette import STATUS, TIPE, palette
from services.charts.ranked_list import Bar, Column, Row, Scale, Stack, Text, largest, scale_to

COLUMNS = {**{f"tipe_{tipe}": tipe for tipe in TIPE[:-1]}, TANPA_TIPE: TIPE[-1]}
"""Columns of packages by type, and the types, which name their colours."""
TOTAL = "jumlah"
SHARES = (0.0, 0.5, 1.0)
MOST_UNKNOWN = 4
"""How many statuses outside the vocabulary a legend has room for."""
MOST_COLUMNS = 1
"""How many of them have room as columns."""


def types(data: Data) -> RankedList:
    """Return types of swakelola down and statuses across, each cell a count with its bar."""
    view = data.view
    drawn = data.now("swakelola-tipe", status="")
    names = shown_statuses(drawn.rows["status"], most=MOST_COLUMNS)
    statuses = _in_order(names.values())
    named = drawn.rows.with_columns(
        pl.Series("status", [names[status] for status in drawn.rows["status"]], dtype=pl.String)
    )
    rows = named.pivot(
        on="status", index="tipe_swakelola", values="jumlah_paket", aggregate_function="sum"
    ).sort("tipe_swakelola", nulls_last=True)
    return RankedList(
        name="swakelola-tipe",
        drawn=drawn,
        rows=rows,
        row=partial(_type_row, view, statuses),
        columns=(
            *(
                Column(kind="batang", label=label("status", status, view.lang), narrow="label")
                for status in statuses
            ),
            Column(
                kind="angka",
                label=view.words("swakelola.packages"),
                width="4.5rem",
                narrow="kepala",
                strong=True,
            ),
        ),
        scale=scale_to(
            largest(drawn.rows["jumlah_paket"]), lambda value: view.number(round(value))
        ),
        head=view.words("kolom.tipe_swakelola"),
        total=partial(_types_total, view, statuses) if rows.height > 1 else None,
        colours=status_colours(statuses),
        main=False,
    )


def _in_order(statuses: Iterable[str]) -> list[str]:
    """Return the statuses that occur, those of the vocabulary in its order before the others."""
    present = set(statuses)
    return [*(s for s in STATUS if s in present), *sorted(present.difference(STATUS))]


def _type_row(view: View, statuses: list[str], record: Record) -> Row:
    counts = [record[status] or 0 for status in statuses]
    bars = (
        Bar(value=count, label=view.number(count), colour=status)
        for status, count in zip(statuses, counts, strict=True)
    )
    tipe = record["tipe_swakelola"]
    name = label("tipe", tipe or "unknown", view.lang)
    return Row(
        path=str(tipe or KOSONG), name=name, cells=(*bars, Text(text=view.number(sum(counts))))
    )


def _types_total(view: View, statuses: list[str], matching: pl.DataFrame) -> Row:
    sums = [known_sum(matching[status]) or 0 for status in statuses]
    return Row(
        path=TOTAL,
        name=view.words("swakelola.all_types"),
        cells=(
            *(Bar(value=None, label=view.number(count)) for count in sums),
            Text(text=view.number(sum(sums))),
        ),
    )


def organisers(data: Data) -> RankedList:
    """Return the organising KLPD with their packages by type; packages without one in words."""
    view = data.view
    chosen = {"klpd": (view.klpd,), "tahun": (view.tahun,)}
    rows = data.made(organiser_rows, reads=(), **chosen)
    code = pl.col("kd_klpd_penyelenggara")
    named, blank = rows.filter(code != KOSONG), rows.filter(code == KOSONG)
    light, dark = palette("light"), palette("dark")
    totals = [(tipe, known_sum(named[column])) for column, tipe in COLUMNS.items()]
    return RankedList(
        name="swakelola-penyelenggara",
        drawn=data.now("swakelola-penyelenggara"),
        rows=named,
        row=partial(_organiser_row, view),
        columns=(
            Column(kind="bertumpuk", label=view.words("swakelola.by_type"), narrow="bawah"),
            Column(
                kind="angka",
                label=view.words("swakelola.packages"),
                width="5rem",
                narrow="kepala",
                strong=True,
            ),
            Column(
                kind="angka",
                label=view.words("shell.list.sort_pagu"),
                short=view.words("swakelola.pagu_short"),
                width="6.5rem",
                narrow="label",
            ),
        ),
        scale=scale_to(largest(named["jumlah_paket"]), lambda value: view.number(round(value))),
        code=view.words("kolom.kode"),
        head=view.words("swakelola.organiser"),
        rest=partial(_organisers_rest, view),
        after=[
            view.words(
                "swakelola.without_organiser",
                paket=view.number(row["jumlah_paket"]),
                pagu=view.rupiah(row["pagu"]),
            )
            for row in blank.iter_rows(named=True)
        ],
        legend=[
            (
                tipe,
                label("tipe", tipe if tipe != TIPE[-1] else "unknown", view.lang),
                view.number(n),
            )
            for tipe, n in totals
            if n
        ],
        colours={tipe: (light.tipe[tipe], dark.tipe[tipe]) for tipe in TIPE},
        first=8,
        main=False,
    )


def _organiser_row(view: View, record: Record) -> Row:
    code = record["kd_klpd_penyelenggara"]
    return Row(
        path=code,
        code=code,
        name=name_of(view, record["nama_klpd_penyelenggara"], code),
        cells=(
            Stack(parts=tuple((tipe, record[column]) for column, tipe in COLUMNS.items())),
            Text(text=view.number(record["jumlah_paket"])),
            money(view, record["pagu"]),
        ),
        own=code == view.klpd,
    )


def _organisers_rest(view: View, others: pl.DataFrame) -> str:
    return view.words(
        "swakelola.organisers_rest",
        n=view.number(others.height),
        paket=view.number(known_sum(others["jumlah_paket"])),
        pagu=view.rupiah(known_sum(others["pagu"])),
    )


def years(data: Data) -> RankedList:
    """Return a bar of 100 % for each chosen year and KLPD, divided by status."""
    view = data.view
    state = view.state
    long = data.made(status_rows, reads=(PAKET,), status="")
    names = shown_statuses(long["status"].unique())
    statuses = _in_order(pl.Series(list(names.values()), dtype=pl.String).unique())
    rows = long.group_by("kd_klpd", "tahun").agg(
        "status", "jumlah_paket", pl.col("semua").first(), pl.col("pangsa_terumumkan").first()
    )
    order = {kode: at for at, kode in enumerate(state.klpd)}
    return RankedList(
        name="status-per-tahun",
        drawn=data.drawn(long.drop("semua"), PAKET, followed=("satker",)),
        rows=rows.with_columns(urutan=pl.col("kd_klpd").replace_strict(order)).sort(
            "urutan", "tahun"
        ),
        row=partial(_year_row, view, names),
        columns=(
            Column(kind="bertumpuk", ticks=True, narrow="bawah"),
            Column(
                kind="angka",
                label=view.words("swakelola.packages"),
                width="5rem",
                short=view.words("swakelola.packages_short"),
                narrow="label",
            ),
            Column(
                kind="angka",
                label=view.words("swakelola.terumumkan"),
                width="7rem",
                narrow="kepala",
                strong=True,
            ),
        ),
        scale=Scale(top=1.0, ticks=tuple((share, view.percent(share)) for share in SHARES)),
        head=view.words("kolom.tahun"),
        legend=[(status, label("status", status, view.lang), "") for status in statuses],
        colours=status_colours(statuses),
        first=40,
        main=False,
    )


def shown_statuses(
    statuses: Iterable[str | None], *, most: int = MOST_UNKNOWN
) -> dict[str | None, str]:
    """Return under which name each status is drawn.

    A status outside the vocabulary is drawn as served, a missing one as `(kosong)`. Where more than
    `most` are outside the vocabulary, all of them are drawn as `(lain)`.
    """
    values = set(statuses)
    unknown = {value for value in values if value} - set(STATUS)
    too_many = len(unknown) > most
    return {v: OTHER_STATUSES if too_many and v in unknown else v or KOSONG for v in values}


def _year_row(view: View, names: dict[str | None, str], record: Record) -> Row:
    whole = record["semua"]
    counts: dict[str, int] = {}
    for status, count in zip(record["status"], record["jumlah_paket"], strict=True):
        counts[names[status]] = counts.get(names[status], 0) + count
    share = view.words("swakelola.meaningless")
    if record["pangsa_terumumkan"] is not None:
        share = view.percent(record["pangsa_terumumkan"])
    several = len(view.state.klpd) > 1
    kode = record["kd_klpd"]
    return Row(
        path=f"{kode}~{record['tahun']}",
        name=str(record["tahun"]),
        second=name_of(view, view.names.get(kode), kode) if several else "",
        cells=(
            Stack(
                parts=tuple(
                    (status, counts[status] / whole)
                    for status in _in_order(pl.Series(list(counts)))
                )
            ),
            Text(text=view.number(whole)),
            Text(text=share),
        ),
    )
