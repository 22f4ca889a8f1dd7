"""The answer of the first page: what is planned, and the five key figures."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from pages.shell.answers.common import key_figures, missing, subject, two_years
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn
from pages.shell.widgets.blocks import KeyFigures
from services.analysis.frames import HISTORY, PAKET, PROGRAM, RUP, Frames, Options
from services.analysis.measures import KEY
from services.analysis.per_klpd import kpi

_OF = {
    **dict.fromkeys(("pagu", "jumlah_program"), PROGRAM),
    "jumlah_paket": PAKET,
    **dict.fromkeys(("tindakan", "bolak_balik", "batal_bersih"), HISTORY),
    **dict.fromkeys(("batal_penyedia", "batal_swakelola"), HISTORY),
}
"""The dataset of each figure."""
_CLAUSES = {PROGRAM: "ringkasan.program", PAKET: "ringkasan.swakelola", HISTORY: "ringkasan.kaji"}


def sentence(data: Data) -> str:
    """Return the sentences on programs, swakelola packages and revisions of the newest year.

    They are three populations; for a dataset without rows the reason is given instead.
    """
    view = data.view
    now, _ = two_years(data, kpi, _OF)
    values = {name: view.number(now.get(name)) for name in _OF if name != "pagu"}
    values["pagu"] = view.rupiah(now.get("pagu"))
    who = {"nama": subject(data), "tahun": view.tahun}
    return " ".join(
        view.say(key, **who, **values)
        if data.has_rows(dataset, view.tahun)
        else missing(data, dataset, view.tahun)
        for dataset, key in _CLAUSES.items()
    )


def row(data: Data) -> KeyFigures:
    """Return the key figures: pagu, programs, packages, acts of revision, final cancellations."""
    return key_figures(data, "ringkasan", _OF, "satker")


def stored_partitions(data: Data) -> Drawn:
    """Return the stored partitions of the chosen KLPD-years and of the year compared."""
    view = data.view
    years = tuple(sorted({*view.state.tahun, view.lalu}))
    rows = data.made(stored, reads=(), tahun=years)
    compared = (pl.col("kd_klpd") == view.klpd) & (pl.col("tahun") == view.lalu)
    return data.drawn(rows.filter(pl.col("tahun").is_in(view.state.tahun) | compared), *RUP)


def stored(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return table `tersimpan`: the stored partitions of the chosen KLPD-years, by dataset."""
    order = ["tahun", "kd_klpd", "dataset"]
    names = ["rows", "complete", "verified", "changing", "suspect", "fetched_at", "source"]
    return frames.stored.select(*order, *names).sort(order, descending=[True, False, False])


def months(data: Data) -> Drawn:
    """Return acts per month of the newest year, all kinds together, without acts that have no time.

    Columns tahun, kd_klpd, bulan, tindakan.
    """
    every = data.now("kaji-ulang-per-bulan", jenis="")
    rows = (
        every.rows.filter(pl.col("bulan").is_not_null())
        .group_by(*KEY, "bulan")
        .agg(pl.col("tindakan").sum())
        .sort(*KEY, "bulan")
    )
    return replace(every, rows=rows)
