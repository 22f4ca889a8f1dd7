"""The answer of the kaji ulang page: gross revisions beside the net state, never one alone."""

from __future__ import annotations

import polars as pl

from pages.shell.answers.common import count, subject, two_years
from pages.shell.blocks import Figure
from pages.shell.columns import label
from pages.shell.data import Data
from pages.shell.view import View
from services.analysis.frames import HISTORY, Frames
from services.analysis.kaji_ulang import bersih, kaji_ulang_per_hari
from services.analysis.lineage import pohon
from services.analysis.revisi import JENIS

_COUNTS = ("revisi", "tindakan", "kode", "pembatalan", "batal_bersih")

_OF = dict.fromkeys((*_COUNTS, "diaktifkan_lagi"), HISTORY)


def net(frames: Frames) -> pl.LazyFrame:
    """Return net beside gross, one row per KLPD-year."""
    return bersih(frames.kaji_ulang)


def daily(frames: Frames) -> pl.LazyFrame:
    """Return revisions and acts per day."""
    return kaji_ulang_per_hari(frames.kaji_ulang)


def sentence(data: Data) -> str:
    """Say revisions, cancellations, and for how many packages a cancellation is the last action."""
    view = data.view
    now, _ = two_years(data, net, _OF, "satker")
    counts = {name: view.number(now.get(name)) for name in (*_COUNTS, "diaktifkan_lagi")}
    return view.say("kaji_ulang.answer", nama=subject(data), tahun=view.tahun, **counts)


def duty(view: View) -> str:
    """Say that a revised package must be announced again, wherever revisions are shown."""
    return view.say("kaji_ulang.duty")


def row(data: Data) -> list[Figure]:
    """Return rows, acts, packages revised, cancellations, last actions that are one."""
    view = data.view
    now, old = two_years(data, net, _OF, "satker")
    return [count(view, f"kaji_ulang.{name}", now.get(name), old.get(name)) for name in _COUNTS]


def codes(data: Data) -> pl.DataFrame:
    """Return the chosen code's family: one row per code with its state, over all stored years."""
    view = data.view
    kode = view.state.kode
    own = data.frames.kaji_ulang.filter(pl.col("kd_klpd").is_in(view.state.klpd))
    return data.kept(f"pohon {view.state.klpd} {kode}", lambda: pohon(own, kode).nodes)


def days(data: Data) -> pl.DataFrame:
    """Return revisions per day of the newest year; rows without a time left out."""
    view = data.view
    year = {"klpd": (view.klpd,), "tahun": (view.tahun,)}
    rows = data.made(daily, "satker", "jenis", reads=(HISTORY,), **year)
    return rows.filter(pl.col("tanggal").is_not_null())


def kinds(view: View) -> dict[str, str]:
    """Return the kinds of revision with their words, for the filter."""
    return {jenis: label("jenis", jenis, view.lang) for jenis in JENIS}
