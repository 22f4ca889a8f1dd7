"""The list of satkers by the pagu recorded on their codes that end cancelled."""

from __future__ import annotations

from functools import partial

import polars as pl

from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets.lists.list_cells import KOSONG, known_sum, money, name_of, named_alike
from pages.shell.widgets.lists.ranked_list import RankedList, Record
from services.charts.ranked_list import Bar, Column, Row, Text, largest, scale_to
from services.language.wording import rupiah_full

COUNTS = ("kode", "pagu_tidak_diketahui", "kode_alasan_ganda", "kode_non_pengadaan")


def satkers(data: Data) -> RankedList:
    """Return the list of satkers, the largest recorded pagu first, an unknown one last."""
    view = data.view
    drawn = data.now("pembatalan-pagu")
    rows = drawn.rows.sort("pagu", "kd_satker", descending=[True, False], nulls_last=True)
    return RankedList(
        name="pembatalan-pagu",
        drawn=drawn,
        rows=rows,
        row=partial(_row, view, named_alike(rows["nama_satker"])),
        columns=(
            Column(kind="batang", ticks=True, narrow="bawah"),
            Column(
                kind="angka",
                label=view.words("shell.list.sort_pagu"),
                width="7rem",
                narrow="kepala",
                strong=True,
            ),
            *(
                Column(
                    kind="angka",
                    label=view.words(f"kaji_ulang.head.{name}"),
                    width="6rem",
                    narrow="label",
                )
                for name in COUNTS
            ),
        ),
        scale=scale_to(largest(rows["pagu"]), lambda value: view.rupiah(round(value))),
        head=view.words("shell.list.head.satker"),
        rest=partial(_rest, view),
        first=8,
        main=False,
    )


def _row(view: View, alike: frozenset[str], record: Record) -> Row:
    code = record["kd_satker"]
    name = name_of(view, record["nama_satker"], code)
    return Row(
        path=code or KOSONG,
        name=name,
        second=(code or "") if record["nama_satker"] in alike else "",
        cells=(
            Bar(value=record["pagu"]),
            money(view, record["pagu"]),
            *(Text(text=view.number(record[count])) for count in COUNTS),
        ),
        hover=f"{name}\n{rupiah_full(record['pagu'], view.lang)}",
    )


def _rest(view: View, others: pl.DataFrame) -> str:
    return view.words(
        "kaji_ulang.cancelled_rest",
        n=view.number(others.height),
        kode=view.number(known_sum(others["kode"])),
        pagu=view.rupiah(known_sum(others["pagu"])),
    )
