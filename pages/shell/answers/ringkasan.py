"""The answer of the first page: what is planned, and how the five key figures stand."""

from __future__ import annotations

import polars as pl

from pages.shell.answers.common import count, money, subject, two_years
from pages.shell.blocks import Figure
from pages.shell.data import Data
from pages.shell.unread import Absent
from services.analysis.frames import HISTORY, PAKET, PROGRAM, Frames
from services.analysis.per_klpd import kpi

_COUNTS = ("jumlah_program", "jumlah_paket", "revisi", "batal_bersih")
_OF = {
    "pagu": PROGRAM,
    "jumlah_program": PROGRAM,
    "jumlah_paket": PAKET,
    "revisi": HISTORY,
    "batal_bersih": HISTORY,
}


def sentence(data: Data) -> str:
    """Say pagu, programs, packages and revisions of the newest year in one sentence."""
    view = data.view
    now, _ = two_years(data, kpi, _OF, "satker")
    partial = any(isinstance(value, Absent) for value in now.values())
    return view.say(
        "ringkasan.answer_partial" if partial else "ringkasan.answer",
        nama=subject(data),
        tahun=view.tahun,
        pagu=view.rupiah(now.get("pagu")),
        **{name: view.number(now.get(name)) for name in _COUNTS},
    )


def row(data: Data) -> list[Figure]:
    """Return pagu, programs, packages, revisions and last actions that are a cancellation."""
    view = data.view
    now, old = two_years(data, kpi, _OF, "satker")
    return [
        money(view, "ringkasan.pagu", now.get("pagu"), old.get("pagu")),
        *(count(view, f"ringkasan.{name}", now.get(name), old.get(name)) for name in _COUNTS),
    ]


def stored(frames: Frames) -> pl.LazyFrame:
    """Return what is stored of the chosen KLPD-years, dataset by dataset."""
    order = ["tahun", "kd_klpd", "dataset"]
    names = ["rows", "complete", "verified", "changing", "suspect", "fetched_at", "source"]
    return frames.stored.select(*order, *names).sort(order, descending=[True, False, False])


def months(data: Data) -> pl.DataFrame:
    """Return revisions per month of the newest year, kinds together; rows without a time left out.

    Columns bulan, revisi.
    """
    rows = data.now("kaji-ulang-per-bulan", jenis="")
    return (
        rows.filter(pl.col("bulan").is_not_null())
        .group_by("bulan")
        .agg(pl.col("revisi").sum())
        .sort("bulan")
    )
