"""The main list of the kaji ulang page: acts of each satker by kind, and what ends cancelled."""

from __future__ import annotations

from functools import partial
from typing import Literal

import polars as pl

from pages.shell.answers.common import row_of
from pages.shell.answers.drawings.over_years import line_cell, line_column, older_values, over_years
from pages.shell.answers.lists import pembatalan
from pages.shell.answers.lists.revision_panel import opened, summary
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets.lists.columns import label
from pages.shell.widgets.lists.list_cells import KOSONG, known_sum, name_of, named_alike
from pages.shell.widgets.lists.ranked_list import RankedList, Record, searchable
from services.analysis.acts.kaji_ulang import ACTS_BY_KIND
from services.analysis.frames import HISTORY
from services.analysis.key_figures import kaji_ulang as measures
from services.charts.palette import JENIS_REVISI, palette
from services.charts.ranked_list import Bar, Cell, Column, Row, Stack, Text, largest, scale_to
from services.link import LinkState

TABLE = "kaji-ulang-per-satker"
FEWEST_CODES = 20
"""A rate of fewer codes is printed as its two counts."""
CANCELLED = "PEMBATALAN"
Packages = Literal["swakelola", "penyedia"]
TOTAL = "jumlah"


def satkers(data: Data) -> RankedList:
    """Return the list of satkers with their acts; a satker opens to its codes and families."""
    view = data.view
    table = data.now(TABLE)
    rows = searchable(table.rows, "kd_satker", "nama_satker")
    older = older_values(data, TABLE, "kd_satker", "tindakan")
    lines = over_years(data, TABLE, "kd_satker", "tindakan", HISTORY)
    tops = [*rows["tindakan"], *older.values(), *(n for line in lines.values() for n in line)]
    packages = package_rates(rows)
    alike, columns = named_alike(rows["nama_satker"]), _columns(data, packages)

    def row(record: Record) -> Row:
        code = record["kd_satker"]
        name = name_of(view, record["nama_satker"], code)
        counts = {kind: record[column] for column, kind in ACTS_BY_KIND.items()}
        parts = tuple((kind, counts[kind]) for kind in JENIS_REVISI)
        stack = Stack(parts=parts, last=older.get(code))
        line = line_cell(data, lines.get(code))
        return Row(
            path=code or KOSONG,
            name=name,
            second=(code or "") if record["nama_satker"] in alike else "",
            cells=(stack, *line, *_figures(view, record, packages)),
            action="buka",
            hover="\n".join([f"{name} · {code or KOSONG}", *summary(view, record)]),
        )

    years = view.state.tahun
    drawn = data.compared_with(table, HISTORY, years) if len(years) > 1 else table
    order_names = {
        "-tindakan": "tindakan",
        "-batal_bersih": "net",
        **{f"-revisi_{name}_per_100": f"per_100_{name}" for name in packages},
    }
    return RankedList(
        name=TABLE,
        drawn=drawn,
        table=table,
        rows=rows,
        row=row,
        columns=columns,
        scale=scale_to(
            largest(tops),
            lambda value: view.number(round(value)),
            second=largest(rows["batal_bersih"]),
        ),
        head=view.words("shell.list.head.satker"),
        search=view.words("kaji_ulang.filter"),
        orders={key: view.words(f"kaji_ulang.sort.{name}") for key, name in order_names.items()},
        total=partial(_total, data, packages, rows.height) if rows.height > 1 else None,
        rest=partial(_rest, view),
        panel=partial(opened, data, len(columns)),
        target=partial(_family_page, view),
        legend=_legend(data, rows, with_tick=bool(older)),
        colours=kind_colours(),
        first=13,
    )


def how(view: View, given: RankedList) -> str:
    """Return the muted line over the list: what the two bars are, and the ends of their scales."""
    return view.say(
        "kaji_ulang.list_how",
        kotor=view.number(given.scale.top),
        bersih=view.number(given.scale.second),
    )


def rates(data: Data) -> str:
    """Return the note on the rates: what is divided by what, and what is not known."""
    view = data.view
    read = "penyedia" in package_rates(data.now(TABLE).rows)
    texts = [view.say("kaji_ulang.rates", kode=FEWEST_CODES)]
    if not read:
        texts.append(view.say("kaji_ulang.rates_unread", tahun=view.tahun))
    if pembatalan.list_read(data) is None:
        texts.append(view.say("kaji_ulang.pagu_unread"))
    return " ".join(texts)


def package_rates(rows: pl.DataFrame) -> tuple[Packages, ...]:
    """Return the kinds of package whose rates have a column: penyedia where its list is read."""
    read = rows["kode_penyedia"].drop_nulls().len() > 0
    return ("swakelola", "penyedia") if read else ("swakelola",)


def kind_colours() -> dict[str, tuple[str, str]]:
    """Return the colours of the kinds of revision in the light and the dark theme."""
    light, dark = palette("light"), palette("dark")
    return {kind: (light.jenis_revisi(kind), dark.jenis_revisi(kind)) for kind in JENIS_REVISI}


def _columns(data: Data, packages: tuple[Packages, ...]) -> tuple[Column, ...]:
    view = data.view
    head = {
        name: view.words(f"kaji_ulang.head.{name}")
        for name in ("acts", "tindakan", "net", "net_short", "again", "again_short")
    }
    return (
        Column(kind="bertumpuk", label=head["acts"], narrow="bawah", width="minmax(8rem, 2.2fr)"),
        *line_column(data),
        Column(kind="angka", label=head["tindakan"], width="4.5rem", narrow="kepala", strong=True),
        Column(
            kind="batang",
            label=head["net"],
            short=head["net_short"],
            width="minmax(6.5rem, 1fr)",
            narrow="label",
        ),
        Column(
            kind="angka",
            label=head["again"],
            short=head["again_short"],
            width="5rem",
            narrow="label",
        ),
        *(
            Column(
                kind="angka",
                label=view.words(f"kaji_ulang.head.per_100_{name}"),
                short=view.words(f"kaji_ulang.head.short_{name if len(packages) > 1 else 'only'}"),
                width="5.5rem",
                narrow="label",
            )
            for name in packages
        ),
    )


def _figures(view: View, record: Record, packages: tuple[Packages, ...]) -> tuple[Cell, ...]:
    cancelled = record["batal_bersih"]
    return (
        Text(text=view.number(record["tindakan"])),
        Bar(
            value=cancelled,
            label=view.number(cancelled),
            own_scale=True,
            colour=CANCELLED,
        ),
        Text(text=view.number(record["diaktifkan_lagi"])),
        *(rate(view, record, name) for name in packages),
    )


def rate(view: View, record: Record, name: Packages) -> Text:
    """Return history rows per 100 codes, both counts where there are few, words where unknown."""
    codes = record[f"kode_{name}"]
    if codes is None:
        return Text(text=view.words("absent.unknown"))
    if codes < FEWEST_CODES:
        rows = view.number(record[name])
        words = view.words("kaji_ulang.few_codes", baris=rows, kode=view.number(codes))
        return Text(text=words, plain=True)
    return Text(text=view.number(record[f"revisi_{name}_per_100"]))


def _total(data: Data, packages: tuple[Packages, ...], height: int, matching: pl.DataFrame) -> Row:
    """Return the row of all satkers that match the filter; rates for all of them alone."""
    view = data.view
    everything = matching.height == height
    sums = {name: known_sum(matching[name]) for name in ("tindakan", "batal_bersih")}
    key = "total" if everything else "matching"
    rates = [Text(text="")] * len(packages)
    if everything:
        measured = data.made(measures, reads=(), klpd=(view.klpd,), tahun=(view.tahun,))
        whole = row_of(measured, view.tahun)
        rates = [rate(view, {**whole, name: whole[f"revisi_{name}"]}, name) for name in packages]
    return Row(
        path=TOTAL,
        name=view.words(
            f"shell.list.{key}.satker", n=view.number(matching.height), dari=view.number(height)
        ),
        cells=(
            Text(text=""),
            *([Text(text="")] * len(line_column(data))),
            Text(text=view.number(sums["tindakan"])),
            Bar(value=None, label=view.number(sums["batal_bersih"]), own_scale=True),
            Text(text=view.number(known_sum(matching["diaktifkan_lagi"]))),
            *rates,
        ),
    )


def _rest(view: View, others: pl.DataFrame) -> str:
    return view.words(
        "kaji_ulang.rest",
        n=view.number(others.height),
        tindakan=view.number(known_sum(others["tindakan"])),
        batal=view.number(known_sum(others["batal_bersih"])),
    )


def _legend(data: Data, rows: pl.DataFrame, *, with_tick: bool) -> list[tuple[str, str, str]]:
    """Return the kinds that occur with their acts, and last year's tick where it is drawn."""
    view = data.view
    columns = {kind: column for column, kind in ACTS_BY_KIND.items()}
    totals = [(kind, known_sum(rows[columns[kind]])) for kind in JENIS_REVISI]
    entries = [
        (kind, label("jenis", kind, view.lang), view.number(total))
        for kind, total in totals
        if total
    ]
    return [*entries, *([("lalu", str(view.lalu), "")] if with_tick else [])]


def _family_page(view: View, path: str) -> tuple[str, LinkState]:
    """Return the page of a family's root, given the path of its row."""
    return "paket", view.state.for_another_page().change(kode=path.rpartition("~")[2])
