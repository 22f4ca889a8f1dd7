"""The answer of the kaji ulang page: acts of revision together with the last states."""

from __future__ import annotations

from functools import partial

import polars as pl

from pages.shell.answers.common import key_figures, subject, two_years
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn
from pages.shell.state.view import View
from pages.shell.widgets.blocks import KeyFigures
from pages.shell.widgets.columns import label
from services.analysis.filters import Filters
from services.analysis.frames import HISTORY, PAKET, Frames, Options
from services.analysis.kaji_ulang import History, kaji_ulang_per_hari
from services.analysis.key_figures import kaji_ulang as measures
from services.analysis.lineage import pohon
from services.analysis.revisi import JENIS
from services.charts.figures import ranked_bars, stacked_bars, stacked_types

_COUNTS = ("tindakan", "kode", "batal_bersih", "revisi")
_TOLD = (
    *(*_COUNTS, "bolak_balik", "kode_dibatalkan", "diaktifkan_lagi", "batal_diganti"),
    *("batal_penyedia", "batal_swakelola"),
)
"""The figures of the sentence."""
_RATE = "tindakan_swakelola_per_100_keluarga"

ACTS = partial(stacked_types, limit=12, chars=52)
NET = partial(
    ranked_bars,
    code="kd_satker",
    name="nama_satker",
    value="batal_bersih",
    unit="jumlah",
    rows="kode",
    share=None,
    limit=12,
    drill=True,
)
REASONS = partial(
    stacked_bars,
    code="kelompok",
    name="kelompok",
    series="jenis_revisi",
    meaning="jenis",
    value="revisi",
    limit=12,
)
"""Figures of the page: acts, what is cancelled in the end, and reasons, with their settings."""

_OF = dict.fromkeys(_TOLD, HISTORY) | {_RATE: PAKET}
"""The dataset of each figure."""


def daily(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return rows and acts per day, of the chosen satker and kind."""
    narrow = Filters.of(options).only(("satker", "jenis"))
    return kaji_ulang_per_hari(History.of(frames.kaji_ulang, narrow))


def sentence(data: Data) -> str:
    """Return the sentence on acts, packages revised, and the outcomes of cancelled packages."""
    view = data.view
    now, _ = two_years(data, measures, _OF)
    counts = {name: view.number(now.get(name)) for name in _TOLD}
    return view.say("kaji_ulang.answer", nama=subject(data), tahun=view.tahun, **counts)


def duty(view: View) -> str:
    """Return the note that a revised package must be announced again."""
    return view.say("kaji_ulang.duty")


def row(data: Data) -> KeyFigures:
    """Return the key figures: acts, packages, final cancellations, acts per 100 families, rows."""
    return key_figures(data, "kaji_ulang", _OF, "satker")


def codes(data: Data) -> pl.DataFrame:
    """Return the chosen code's family: one row per code with its state, from all stored years."""
    view = data.view
    kode = view.state.kode
    of_klpd = data.frames.kaji_ulang.filter(pl.col("kd_klpd").is_in(view.state.klpd))
    return data.cached(f"pohon {view.state.klpd} {kode}", lambda: pohon(of_klpd, kode).nodes)


def days(data: Data) -> Drawn:
    """Return revisions per day of the newest year, without rows that have no time."""
    view = data.view
    year = {"klpd": (view.klpd,), "tahun": (view.tahun,)}
    rows = data.made(daily, reads=(HISTORY,), **year)
    known = rows.filter(pl.col("tanggal").is_not_null())
    asked = [(view.klpd, view.tahun)]
    return data.drawn(known, HISTORY, followed=("satker", "jenis"), asked=asked)


def kinds(view: View) -> dict[str, str]:
    """Return the kinds of revision with their words, for the filter."""
    return {jenis: label("jenis", jenis, view.lang) for jenis in JENIS}
