"""The main list of the swakelola page: packages of each satker by status, open ones first."""

from __future__ import annotations

from functools import partial

import polars as pl

from pages.shell.answers.common import row_of
from pages.shell.answers.drawings.over_years import line_cell, line_column, older_values, over_years
from pages.shell.answers.package_lists.package_list import package_page, package_row
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets import menu
from pages.shell.widgets.lists.columns import label
from pages.shell.widgets.lists.list_cells import KOSONG, known_sum, money, name_of, named_alike
from pages.shell.widgets.lists.ranked_list import RankedList, Record, searchable
from services.analysis.frames import PAKET
from services.analysis.key_figures import swakelola as measures
from services.analysis.measures import TERUMUMKAN
from services.analysis.packages.swakelola_per_satker import OPEN, OTHER, STATUSES
from services.charts.palette import palette
from services.charts.ranked_list import (
    Cell,
    Column,
    Link,
    Panel,
    Row,
    Stack,
    Text,
    largest,
    scale_to,
)
from services.language.wording import DASH, rupiah_full

TABLE = "swakelola-per-satker"
OTHER_STATUSES = "(lain)"
CLASSES = {**STATUSES, OTHER: OTHER_STATUSES}
"""Columns of the table and the statuses they count, which name their colours."""
INSIDE = 5
"""Packages drawn in an open row; the others are counted."""
TOTAL = "jumlah"


def status_colours(statuses: pl.Series | list[str]) -> dict[str, tuple[str, str]]:
    """Return the colours of statuses in the light and the dark theme."""
    light, dark = palette("light"), palette("dark")
    return {status: (light.status_rup(status), dark.status_rup(status)) for status in statuses}


def satkers(data: Data) -> RankedList:
    """Return the list of satkers, most packages that are not announced first."""
    view = data.view
    table = data.now(TABLE, of=(PAKET,))
    years = view.state.tahun
    drawn = data.compared_with(table, PAKET, years) if len(years) > 1 else table
    rows = searchable(table.rows, "kd_satker", "nama_satker")
    older = older_values(data, TABLE, "kd_satker", "jumlah_paket")
    lines = over_years(data, TABLE, "kd_satker", "jumlah_paket", PAKET)
    tops = [*rows["jumlah_paket"], *older.values(), *(n for of in lines.values() for n in of)]
    alike = named_alike(rows["nama_satker"])
    meaningful = rows["pangsa_terumumkan"].drop_nulls().len() > 0

    def row(record: Record) -> Row:
        code = record["kd_satker"]
        name = name_of(view, record["nama_satker"], code)
        parts = tuple((CLASSES[column], record[column]) for column in CLASSES)
        stack = Stack(parts=parts, last=older.get(code))
        return Row(
            path=code or KOSONG,
            name=name,
            second=(code or "") if record["nama_satker"] in alike else "",
            cells=(
                Text(text=view.number(record[OPEN])),
                stack,
                *line_cell(data, lines.get(code)),
                *_figures(view, record, meaningful=meaningful),
            ),
            action="buka" if record["jumlah_paket"] else "",
            hover="\n".join([f"{name} · {code or KOSONG}", *_exact(view, record)]),
        )

    return RankedList(
        name=TABLE,
        drawn=drawn,
        table=table,
        rows=rows,
        row=row,
        columns=_columns(data),
        scale=scale_to(largest(tops), lambda value: view.number(round(value))),
        head=view.words("shell.list.head.satker"),
        search=view.words("kaji_ulang.filter"),
        orders={
            f"-{OPEN}": view.words("swakelola.open"),
            "-jumlah_paket": view.words("swakelola.packages"),
            "-pagu": view.words("shell.list.sort_pagu"),
        },
        total=partial(_total, data, rows.height) if rows.height > 1 else None,
        notes=() if meaningful else (view.words("swakelola.unproven"),),
        rest=partial(_rest, view),
        panel=partial(_opened, data),
        target=partial(package_page, view),
        legend=_legend(view, rows, with_tick=bool(older)),
        colours=status_colours(list(CLASSES.values())),
        first=13,
    )


def _columns(data: Data) -> tuple[Column, ...]:
    view = data.view
    return (
        Column(
            kind="angka",
            label=view.words("swakelola.open"),
            width="6rem",
            narrow="kepala",
            strong=True,
        ),
        Column(
            kind="bertumpuk",
            label=view.words("swakelola.by_status"),
            width="minmax(8rem, 2fr)",
            narrow="bawah",
        ),
        *line_column(data),
        Column(
            kind="angka",
            label=view.words("swakelola.packages"),
            short=view.words("swakelola.packages_short"),
            width="4.5rem",
            narrow="label",
        ),
        Column(
            kind="angka",
            label=view.words("swakelola.terumumkan"),
            short=view.words("swakelola.announced_short"),
            width="6.5rem",
            narrow="label",
        ),
        Column(
            kind="angka", label=view.words("shell.list.sort_pagu"), width="6.5rem", narrow="label"
        ),
    )


def _figures(view: View, record: Record, *, meaningful: bool) -> tuple[Cell, ...]:
    share = view.percent(record["pangsa_terumumkan"])
    if not meaningful:
        share = view.words("swakelola.meaningless")
    elif not record["jumlah_paket"]:
        share = DASH
    return (
        Text(text=view.number(record["jumlah_paket"])),
        Text(text=share),
        money(view, record["pagu"]),
    )


def _exact(view: View, record: Record) -> list[str]:
    """Return the exact figures of a satker as lines."""
    pagu = view.words(
        "swakelola.exact",
        paket=view.number(record["jumlah_paket"]),
        pagu=rupiah_full(record["pagu"], view.lang),
        belum=rupiah_full(record[f"pagu_{OPEN}"], view.lang),
    )
    counts = " · ".join(
        f"{label('status', status, view.lang)} {view.number(record[column])}"
        for column, status in CLASSES.items()
        if record[column]
    )
    return [pagu, *([counts] if counts else [])]


def _opened(data: Data, record: Record) -> Panel:
    """Return the panel of a satker: exact figures, dates, its largest open packages."""
    view, satker = data.view, record["kd_satker"] or KOSONG
    chosen = {"klpd": (view.klpd,), "tahun": (view.tahun,), "satker": satker, "status": ""}
    rows = data.table("paket", **chosen).filter(pl.col("status") != TERUMUMKAN)
    in_order = rows.sort("pagu", "kd_rup", descending=[True, False], nulls_last=True)
    shown, others = in_order.head(INSIDE), in_order[INSIDE:]
    exact, *counts = _exact(view, record)
    dates = data.table("swakelola-pengumuman", **chosen)
    when = (
        *("diumumkan_31_maret", "dibuat_sesudah_31_maret", "diumumkan_kemudian"),
        "tidak_diketahui",
    )
    announced = (
        view.words("swakelola.dates", **{name: view.number(row[name]) for name in when})
        for row in dates.iter_rows(named=True)
    )
    notes = [*counts, *announced]
    state = view.state.for_another_page().change(satker=satker)
    every = view.words("swakelola.all_packages", n=view.number(record["jumlah_paket"]))
    width = len(_columns(data))
    return Panel(
        exact=f"{satker} · {exact}",
        notes=(*notes, *([view.words("swakelola.open_packages")] if shown.height else [])),
        rows=tuple(
            package_row(view, row, path=f"{satker}~{row['kd_rup'] or KOSONG}", width=width)
            for row in shown.iter_rows(named=True)
        ),
        rest=view.words(
            "swakelola.packages_rest",
            n=view.number(others.height),
            pagu=view.rupiah(known_sum(others["pagu"])),
        )
        if others.height
        else "",
        links=(Link(text=every, address=menu.address(view.page, state)),),
    )


def _total(data: Data, height: int, matching: pl.DataFrame) -> Row:
    """Return the row of all satkers that match the filter; the share for all of them alone."""
    view = data.view
    everything = matching.height == height
    key, share = "total" if everything else "matching", ""
    if everything:
        measured = data.made(measures, reads=(), klpd=(view.klpd,), tahun=(view.tahun,))
        whole = row_of(measured, view.tahun)
        share = view.words("swakelola.meaningless")
        if whole.get("bermakna"):
            share = view.percent(whole["pangsa_terumumkan"])
    return Row(
        path=TOTAL,
        name=view.words(
            f"shell.list.{key}.satker", n=view.number(matching.height), dari=view.number(height)
        ),
        cells=(
            Text(text=view.number(known_sum(matching[OPEN]))),
            Text(text=""),
            *([Text(text="")] * len(line_column(data))),
            Text(text=view.number(known_sum(matching["jumlah_paket"]))),
            Text(text=share),
            money(view, known_sum(matching["pagu"])),
        ),
    )


def _rest(view: View, others: pl.DataFrame) -> str:
    return view.words(
        "swakelola.rest",
        n=view.number(others.height),
        belum=view.number(known_sum(others[OPEN])),
        paket=view.number(known_sum(others["jumlah_paket"])),
        pagu=view.rupiah(known_sum(others["pagu"])),
    )


def _legend(view: View, rows: pl.DataFrame, *, with_tick: bool) -> list[tuple[str, str, str]]:
    """Return the statuses that occur with their packages, and last year's tick."""
    totals = [(status, known_sum(rows[column])) for column, status in CLASSES.items()]
    entries = [
        (status, label("status", status, view.lang), view.number(total))
        for status, total in totals
        if total
    ]
    return [*entries, *([("lalu", str(view.lalu), "")] if with_tick else [])]
