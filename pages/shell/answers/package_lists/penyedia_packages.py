"""The ranked list of provider packages, each of which leads to its own page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import polars as pl

from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets.lists.columns import label as words_of
from pages.shell.widgets.lists.list_cells import KOSONG, money, name_of
from pages.shell.widgets.lists.ranked_list import RankedList, Record
from services.analysis.lists.provider_lists import largest_first
from services.charts.ranked_list import Bar, Column, Row, Text, known_sum, largest, scale_to
from services.language.labels import label
from services.language.wording import rupiah_full, tanggal
from services.link import LinkState


def packages(data: Data) -> RankedList:
    """Return the list of the packages of all chosen KLPD and years; a row leads to its package."""
    view, drawn = data.view, data.shown("penyedia-paket")
    rows = data.cached(
        f"penyedia-paket urut {data.options()}", lambda: largest_first(drawn.rows.lazy())
    )
    empty = rows["pagu"].null_count()
    return RankedList(
        name="penyedia-paket",
        drawn=drawn,
        rows=rows,
        row=partial(_package, view),
        columns=(
            Column(kind="batang", narrow="bawah", ticks=True),
            Column(
                kind="angka",
                label=view.words("shell.list.sort_pagu"),
                width="6.5rem",
                narrow="kepala",
                strong=True,
            ),
            Column(
                kind="angka",
                label=view.words("kolom.tgl_awal_pemilihan"),
                width="6.5rem",
                narrow="ekor",
            ),
        ),
        scale=scale_to(largest(rows["pagu"]), lambda value: view.rupiah(round(value))),
        code=view.words("kolom.kd_rup"),
        head=view.words("kolom.nama_paket"),
        orders={
            "-pagu": view.words("shell.list.sort_pagu"),
            "tgl_awal_pemilihan": view.words("kolom.tgl_awal_pemilihan"),
            "nama_paket": view.words("kolom.nama_paket"),
            "kd_rup": view.words("kolom.kd_rup"),
        },
        total=partial(_all_packages, view, rows.height),
        notes=[view.words("penyedia.without_pagu", n=view.number(empty))] if empty else [],
        rest=partial(_other_packages, view),
        target=partial(_package_page, view),
        opens=False,
    )


def _package(view: View, record: Record) -> Row:
    code, state = record["kd_rup"], view.state
    year = [str(record["tahun"])] if len(state.tahun) > 1 else []
    whose = [view.names.get(record["kd_klpd"], record["kd_klpd"])] if len(state.klpd) > 1 else []
    words = [
        name_of(view, record["nama_satker"], record["kd_satker"]),
        label("metode", record["metode"], view.lang),
        label("pengadaan", record["jenis"], view.lang),
        words_of("status", record["status"], view.lang),
    ]
    outcome = [words_of("keadaan", word, view.lang)] if (word := record["keadaan"]) else []
    name = name_of(view, record["nama_paket"], code)
    return Row(
        path="~".join((record["kd_klpd"], str(record["tahun"]), code or KOSONG)),
        code=code or "",
        name=name,
        second=" · ".join([*year, *whose, *words, *outcome]),
        cells=(
            Bar(value=record["pagu"]),
            money(view, record["pagu"]),
            Text(text=tanggal(record["tgl_awal_pemilihan"], view.lang)),
        ),
        action="pergi" if code else "",
        hover=f"{name}\n{rupiah_full(record['pagu'], view.lang)}",
    )


def _package_page(view: View, path: str) -> tuple[str, LinkState]:
    """Return the page of a package of the KLPD and year in the path of its row."""
    kode, _, code = path.split("~", 2)
    others = tuple(klpd for klpd in view.state.klpd if klpd != kode)
    state = replace(view.state.for_another_page(), klpd=(kode, *others))
    return "paket", state.change(kode=code)


def _all_packages(view: View, height: int, matching: pl.DataFrame) -> Row:
    key = "penyedia.all_packages" if matching.height == height else "penyedia.matching_packages"
    return Row(
        path="jumlah",
        name=view.words(key, n=view.number(matching.height), dari=view.number(height)),
        cells=(
            Text(text=""),
            money(view, known_sum(matching["pagu"])),
            Text(text=""),
        ),
    )


def _other_packages(view: View, others: pl.DataFrame) -> str:
    return view.words(
        "penyedia.other_packages",
        n=view.number(others.height),
        pagu=view.rupiah(known_sum(others["pagu"])),
        terbesar=view.rupiah(round(largest(others["pagu"]))),
    )
