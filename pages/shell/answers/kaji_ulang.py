"""The answer of the kaji ulang page: acts of revision together with the last states."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from pages.shell.answers.common import key_figures, row_of, subject, two_years
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn
from pages.shell.state.unread import Absent
from pages.shell.state.view import View
from pages.shell.widgets.blocks import KeyFigures
from pages.shell.widgets.lists.columns import label
from pages.shell.widgets.lists.list_cells import known_sum
from services.analysis.acts.kaji_ulang import History, kaji_ulang_per_hari, months_of_plan
from services.analysis.filters import Filters
from services.analysis.frames import HISTORY, PAKET, Frames, Options
from services.analysis.key_figures import kaji_ulang as measures
from services.analysis.lists.revision_lists import half_of_acts
from services.analysis.revisions.revisi import JENIS
from services.language.wording import bulan

_OF = dict.fromkeys(
    (
        *("tindakan", "kode", "batal_bersih", "bolak_balik", "diaktifkan_lagi"),
        *("batal_penyedia", "batal_swakelola"),
    ),
    HISTORY,
)
"""The dataset of each figure of the sentence."""


def daily(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return rows and acts per day, of the chosen satker and kind."""
    narrow = Filters.of(options).only(("satker", "jenis"))
    return kaji_ulang_per_hari(History.of(frames.kaji_ulang, narrow))


def sentence(data: Data) -> str:
    """Return the sentences on acts, their change and concentration, and the cancelled codes."""
    view = data.view
    now, old = two_years(data, measures, _OF)
    counts = {name: view.number(now.get(name)) for name in _OF}
    new, before = now.get("tindakan"), old.get("tindakan")
    if not isinstance(new, int) or not isinstance(before, int):
        known = view.number(before if isinstance(before, Absent) else None)
        change = view.words("kaji_ulang.change_unknown", lalu=view.lalu, kata=known)
    elif new == before:
        change = view.words("kaji_ulang.change_none", lalu=view.lalu)
    else:
        key = "kaji_ulang.change_more" if new > before else "kaji_ulang.change_fewer"
        change = view.words(key, lalu=view.lalu, n=view.number(abs(new - before)))
    revised = view.say(
        "kaji_ulang.answer",
        nama=subject(data),
        tahun=view.tahun,
        perubahan=change,
        **counts,
    )
    sentences = [revised]
    if not view.state.satker and not data.absent((HISTORY, PAKET), view.tahun):
        rows = data.made(half_of_acts, reads=(), klpd=(view.klpd,), tahun=(view.tahun,))
        half = row_of(rows, view.tahun)
        if half and half["pangsa"] != 1:  # of more than a single satker
            share, n = view.percent(half["pangsa"]), view.number(half["satker"])
            sentences.append(view.say("kaji_ulang.concentration", pangsa=share, n=n))
    return " ".join([*sentences, view.say("kaji_ulang.ended", **counts)])


def row(data: Data) -> KeyFigures:
    """Return the key figures that the sentence prints, with rows and acts per 100 families."""
    of = _OF | {"revisi": HISTORY, "tindakan_swakelola_per_100_keluarga": PAKET}
    return key_figures(data, "kaji_ulang", of, "satker")


def duty(view: View) -> str:
    """Return the note that a revised package must be announced again."""
    return view.say("kaji_ulang.duty")


def months(data: Data) -> Drawn:
    """Return acts per month of the chosen years and KLPD, and of the year compared.

    Columns as `months_of_plan`; acts without a time have no month.
    """
    years = data.view.state.compared_years
    every = data.shown("kaji-ulang-per-bulan", tahun=years)
    return replace(every, rows=months_of_plan(every.rows.lazy()).collect())


def months_words(data: Data, drawn: Drawn) -> str:
    """Return the muted line over the months: the busiest of both years, and what is not drawn."""
    view = data.view
    years = {"tahun": view.tahun, "lalu": view.lalu}
    busiest = []
    for year in years.values():
        own = drawn.rows.filter(kd_klpd=view.klpd, tahun=year).drop_nulls("bulan")
        ranked = own.sort("tindakan", "bulan", descending=[True, False])["bulan"]
        busiest.append(bulan(ranked[0], view.lang).rpartition(" ")[0] if own.height else "")
    now, before = busiest
    texts = []
    if now:
        key = "kaji_ulang.busiest_both" if now == before else "kaji_ulang.busiest"
        texts.append(view.say(key, bulan=now, **years))
    texts.append(view.say("kaji_ulang.december"))
    without = known_sum(drawn.rows.filter(pl.col("bulan").is_null())["tindakan"])
    if without:
        texts.append(view.say("kaji_ulang.without_time", n=view.number(without)))
    return " ".join(texts)


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
