"""Where the money of packages comes from, drawn where budget rows are stored."""

from __future__ import annotations

from functools import partial

import polars as pl

from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets import menu
from pages.shell.widgets.blocks import heading, note, section
from pages.shell.widgets.lists.columns import label as words_of
from pages.shell.widgets.lists.list_cells import money, name_of
from pages.shell.widgets.lists.ranked_list import RankedList, Record, ranked_list
from services.analysis.frames import ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA
from services.charts.ranked_list import Bar, Column, Row, Text, known_sum, largest, scale_to
from services.language.plain_text import plain
from services.language.wording import rupiah_full

BUDGETS = (ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA)
_KEYS = ("jenis_paket", "sumber_dana", "jenis_dana_apbn", "status", "tahun_anggaran_dana",
         "asal_dana")  # fmt: skip


def sources_of_money(data: Data) -> None:
    """Draw the sources of money, or that budget rows are not read and where to read them."""
    view = data.view
    section()
    heading(view.say("penyedia.money"), view.say("penyedia.money_note"))
    if not data.snapshots(*BUDGETS):
        note(view.say("penyedia.money_unread", nama=plain(view.nama), tahun=view.tahun))
        menu.page_link(view, "data", label=view.say("shell.page.data"))
        return
    drawn = data.shown("sumber-dana")
    largest_first = [True, *(False for _ in _KEYS)]
    rows = drawn.rows.sort("pagu", *_KEYS, descending=largest_first, nulls_last=True)
    ranked_list(
        data,
        RankedList(
            name="sumber-dana",
            drawn=drawn,
            rows=rows.with_row_index("urutan"),
            row=partial(_source, view),
            columns=(
                Column(kind="batang", narrow="bawah", ticks=True),
                Column(
                    kind="angka",
                    label=view.words("shell.list.sort_pagu"),
                    width="7rem",
                    narrow="kepala",
                    strong=True,
                ),
                Column(
                    kind="angka",
                    label=view.words("penyedia.money_packages"),
                    width="6rem",
                    narrow="ekor",
                ),
            ),
            scale=scale_to(largest(rows["pagu"]), lambda value: view.rupiah(round(value))),
            head=view.words("kolom.sumber_dana"),
            rest=partial(_others, view),
            main=False,
        ),
    )


def _source(view: View, record: Record) -> Row:
    state = view.state
    whose = [view.names.get(record["kd_klpd"], record["kd_klpd"])] if len(state.klpd) > 1 else []
    year = [str(record["tahun"])] if len(state.tahun) > 1 else []
    words = [record[name] for name in ("jenis_dana_apbn", "asal_dana", "tahun_anggaran_dana")]
    status = words_of("status", record["status"] or "(kosong)", view.lang)
    second = [*year, *whose, record["jenis_paket"].lower(), *map(str, filter(None, words)), status]
    name = name_of(view, record["sumber_dana"], "")
    packages = view.words("penyedia.money_count", n=view.number(record["jumlah_paket"]))
    return Row(
        path=str(record["urutan"]),
        name=name,
        second=" · ".join(second),
        cells=(Bar(value=record["pagu"]), money(view, record["pagu"]), Text(text=packages)),
        hover=f"{name}\n{rupiah_full(record['pagu'], view.lang)}",
    )


def _others(view: View, others: pl.DataFrame) -> str:
    return view.words(
        "penyedia.money_rest",
        n=view.number(others.height),
        pagu=view.rupiah(known_sum(others["pagu"])),
    )
