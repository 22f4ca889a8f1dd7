"""The blocks of the page of one package: facts, budget rows, flags, links."""

from __future__ import annotations

import html
from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from pages.shell.answers import paket
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.state.words import listed
from pages.shell.widgets import menu
from pages.shell.widgets.blocks import heading, log_figure, log_values, note, section, source
from pages.shell.widgets.tables import table
from services.analysis.filters import Filters
from services.analysis.frames import RUP
from services.analysis.one_package import baris_anggaran
from services.export.provenance import label
from services.language.labels import label as vocabulary
from services.language.plain_text import visible
from services.language.wording import bulan, rupiah_full, tanggal

FACTS = (
    *("metode", "jenis", "tipe_paket", "kd_rup_swakelola", "tipe_swakelola", "status", "keadaan"),
    *("pagu", "tgl_buat_paket", "tgl_pengumuman_paket", "tgl_awal_pemilihan"),
    *("tgl_awal_kontrak", "tgl_akhir_kontrak", "tgl_awal_pemanfaatan", "tgl_akhir_pemanfaatan"),
    *("volume_pekerjaan", "uraian_pekerjaan", "detail_lokasi"),
)
DAYS = ("tgl_buat_paket", "tgl_pengumuman_paket")
"""Dates of a day; the others are months, written as their first day."""
MONEY = ("mak", "sumber_dana", "jenis_dana_apbn", "asal_dana_klpd", "status", "pagu")
VOCABULARIES = {"metode": "metode", "jenis": "pengadaan", "status": "status", "keadaan": "keadaan"}
"""Facts of a small vocabulary, with the area of the texts that has its words."""
_PLACE = r"\{[^{}]*\}"


def facts(data: Data) -> None:
    """Draw the columns of each listed package that have a value, as a list of terms."""
    view = data.view
    rows = paket.packages(data)
    if rows.is_empty():
        note(view.say("paket.no_facts"))
        return
    log_figure(view, "tabel", data.drawn(rows, *paket.listing(data, rows), followed=("kode",)))
    log_values(f"{view.state.kode}: {view.rupiah(rows['pagu'][0])}")
    for row in rows.iter_rows(named=True):
        if rows.height > 1:
            kind = view.words(f"paket.kind.{row['jenis_paket']}")
            note(f"{kind} · {row['tahun']}")
        items = [
            f"<dt>{html.escape(label(name, view.lang))}</dt><dd>{html.escape(text)}</dd>"
            for name in FACTS
            if (text := _printed(view, name, row[name]))
        ]
        st.html(f'<dl class="lensa-fakta">{"".join(items)}</dl>')


def _printed(view: View, name: str, value: str | int | date | None) -> str:
    """Return a fact in words, "" for none."""
    if value is None:
        return ""
    if isinstance(value, date):
        planned_month = name not in DAYS and value.day == 1
        return bulan(f"{value:%Y-%m}", view.lang) if planned_month else tanggal(value, view.lang)
    if isinstance(value, int) and name == "pagu":
        return view.number(value)
    if name in VOCABULARIES:
        words = [vocabulary(VOCABULARIES[name], code, view.lang) for code in str(value).split(";")]
        return listed(words, view.lang)
    return _places(str(value)) if name == "detail_lokasi" else visible(value)


def _places(detail: str) -> str:
    """Return the places of detail_lokasi in words, each once."""
    texts = pl.Series([detail]).str.extract_all(_PLACE).explode().drop_nulls()
    names = ("detil_lokasi", "kbp_nama", "prp_nama")
    parts = [texts.str.json_path_match(f"$.{name}").fill_null("") for name in names]
    rows = zip(*parts, strict=True)
    return "; ".join(dict.fromkeys(", ".join(filter(None, map(visible, row))) for row in rows))


def budget(data: Data) -> None:
    """Draw the budget rows of the code, and where their sum differs from its pagu."""
    view, kode = data.view, data.view.state.kode
    section()
    heading(view.say("penyedia.money"))
    if not data.snapshots(*paket.BUDGETS):
        note(view.say("penyedia.money_unread", nama=view.nama, tahun=view.tahun))
        menu.page_link(view, "data", label=view.say("shell.page.data"))
        return
    narrow = Filters(klpd=view.state.klpd)
    make = partial(baris_anggaran, narrow.narrow(data.frames), kode)
    rows = data.cached(f"anggaran {kode}", make)
    if rows.is_empty():
        note(view.say("paket.no_budget", kode=kode))
        return
    drawn = data.drawn(rows, *paket.BUDGETS, followed=("kode",))
    table(data, "baris-anggaran", drawn, columns=MONEY)
    note(_against_pagu(data, rows))
    source(data)


def _against_pagu(data: Data, rows: pl.DataFrame) -> str:
    """Return whether the budget rows add up to the pagu of their package."""
    view = data.view
    total, pagu = (_sum(frame["pagu"]) for frame in (rows, paket.packages(data)))
    values = {"jumlah": rupiah_full(total, view.lang), "pagu": rupiah_full(pagu, view.lang)}
    if pagu is None:
        return view.say("paket.budget_alone", **values)
    return view.say("paket.budget_same" if total == pagu else "paket.budget_differs", **values)


def _sum(pagu: pl.Series) -> int | None:
    known = pagu.drop_nulls()
    return int(known.sum()) if len(known) else None


def signs(data: Data) -> None:
    """Draw the flags of the code in the chosen years, if any."""
    view = data.view
    rows = data.table("tanda").filter(pl.col("kode") == view.state.kode)
    if rows.is_empty():
        return
    section()
    heading(view.say("perlu.title"))
    drawn = data.drawn(rows, *RUP, followed=("kode",))
    table(data, "tanda", drawn, columns=("aturan", "nama_satker", "nilai", "keterangan"))
    note(view.say("perlu.about"))
    source(data)


def onward(data: Data) -> None:
    """Draw links to the lists that hold the package, narrowed to its satker."""
    view = data.view
    satkers = paket.packages(data)["kd_satker"].drop_nulls()
    state = view.state.change(satker=satkers[0] if len(satkers) else "", kode="")
    section()
    for page in ("penyedia", "swakelola", "kaji_ulang"):
        menu.page_link(view, page, state, label=view.say(f"shell.page.{page}"))
