"""Swakelola packages as rows of a ranked list; a row leads to the page of its package."""

from __future__ import annotations

from functools import partial

import polars as pl

from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets.lists.columns import label
from pages.shell.widgets.lists.list_cells import KOSONG, known_sum, money, name_of
from pages.shell.widgets.lists.ranked_list import RankedList, Record
from services.charts.ranked_list import Bar, Column, Row, Text, largest, scale_to
from services.language.wording import DASH, rupiah_full, tanggal
from services.link import LinkState

TOTAL = "jumlah"


def packages(data: Data) -> RankedList:
    """Return the list of packages of the chosen satker and status, the largest pagu first."""
    view = data.view
    drawn = data.now("paket")
    rows = drawn.rows.sort("pagu", "kd_rup", descending=[True, False], nulls_last=True)
    return RankedList(
        name="paket",
        drawn=drawn,
        rows=rows,
        row=partial(_row, view),
        columns=(
            Column(kind="batang", ticks=True, narrow="bawah"),
            Column(
                kind="angka",
                label=view.words("shell.list.sort_pagu"),
                width="6.5rem",
                narrow="kepala",
                strong=True,
            ),
            Column(
                kind="angka",
                label=view.words("kolom.tgl_pengumuman_paket"),
                short=view.words("swakelola.announced_on"),
                width="7rem",
                narrow="label",
            ),
        ),
        scale=scale_to(largest(rows["pagu"]), lambda value: view.rupiah(round(value))),
        code=view.words("kolom.kd_rup"),
        head=view.words("kolom.nama_paket"),
        total=partial(_total, view) if rows.height > 1 else None,
        rest=partial(_rest, view),
        target=partial(package_page, view),
        first=8,
        main=False,
    )


def package_page(view: View, path: str) -> tuple[str, LinkState]:
    """Return the page of a package, given the path of its row."""
    return "paket", view.state.for_another_page().change(kode=path.rpartition("~")[2])


def package_row(view: View, record: Record, *, path: str, width: int) -> Row:
    """Return a package inside an open row of a list with `width` columns, its pagu in the last."""
    code = record["kd_rup"] or ""
    second = " · ".join(text for text in (code, _status(view, record)) if text)
    return Row(
        path=path,
        name=name_of(view, record["nama_paket"], code),
        second=second,
        cells=(*[Text(text="")] * (width - 1), money(view, record["pagu"])),
        action="pergi" if code else "",
    )


def _status(view: View, record: Record) -> str:
    return label("status", record["status"], view.lang)


def _row(view: View, record: Record) -> Row:
    code = record["kd_rup"] or ""
    name = name_of(view, record["nama_paket"], code)
    satker = name_of(view, record["nama_satker"], record["kd_satker"])
    announced = tanggal(record["tgl_pengumuman_paket"], view.lang, DASH)
    exact = view.words("swakelola.exactly", pagu=rupiah_full(record["pagu"], view.lang))
    return Row(
        path=code or KOSONG,
        code=code,
        name=name,
        second=f"{satker} · {_status(view, record)}",
        cells=(Bar(value=record["pagu"]), money(view, record["pagu"]), Text(text=announced)),
        action="pergi" if code else "",
        hover=f"{name}\n{exact}",
    )


def _total(view: View, matching: pl.DataFrame) -> Row:
    return Row(
        path=TOTAL,
        name=view.words("swakelola.total", n=view.number(matching.height)),
        cells=(Text(text=""), money(view, known_sum(matching["pagu"])), Text(text="")),
    )


def _rest(view: View, others: pl.DataFrame) -> str:
    return view.words(
        "swakelola.packages_rest",
        n=view.number(others.height),
        pagu=view.rupiah(known_sum(others["pagu"])),
    )
