"""The answer of the swakelola page: how many packages, how many announced, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import polars as pl
import streamlit as st

from pages.shell import blocks
from pages.shell.address import go
from pages.shell.answers.common import count, money, row_of, share, subject, two_years
from pages.shell.blocks import Figure
from pages.shell.columns import label
from pages.shell.data import Data
from services import desk
from services.analysis.frames import PAKET, Frames
from services.analysis.measures import KEY, match, paket
from services.analysis.swakelola import terumumkan
from services.charts.wording import WIB, instant

_OF = dict.fromkeys(
    (
        *("jumlah_paket", "pagu", "pagu_kosong", "bermakna"),
        *("pangsa_terumumkan", "pangsa_awal"),
    ),
    PAKET,
)


def measures(frames: Frames) -> pl.LazyFrame:
    """Return counts, pagu and announcements of the packages given, one row per KLPD-year."""
    early = pl.col("tgl_pengumuman_paket").dt.date() <= pl.date(pl.col("tahun"), 3, 31)
    more = (
        paket(frames.swakelola)
        .group_by(*KEY)
        .agg(
            pagu_kosong=pl.col("pagu").null_count().cast(pl.Int64),
            awal=early.fill_null(value=False).sum().cast(pl.Int64),
        )
    )
    return match(terumumkan(frames.swakelola), more).with_columns(
        pangsa_awal=pl.col("awal") / pl.col("jumlah_paket")
    )


def daily(frames: Frames) -> pl.LazyFrame:
    """Return, per day with announcements, how many packages were announced so far and their share.

    Columns tahun, kd_klpd, tanggal, diumumkan (so far), pangsa (of all live packages of the year).
    A package without a date of announcement is in the whole, never in the part.
    """
    live = paket(frames.swakelola)
    whole = live.group_by(*KEY).agg(semua=pl.len().cast(pl.Int64))
    days = (
        live.with_columns(tanggal=pl.col("tgl_pengumuman_paket").dt.date())
        .filter(pl.col("tanggal").is_not_null())
        .group_by(*KEY, "tanggal")
        .agg(hari=pl.len().cast(pl.Int64))
        .sort(*KEY, "tanggal")
        .with_columns(diumumkan=pl.col("hari").cum_sum().over(KEY))
    )
    shares = match(days, whole).with_columns(pangsa=pl.col("diumumkan") / pl.col("semua"))
    return shares.select(*KEY, "tanggal", "diumumkan", "pangsa").sort(*KEY, "tanggal")


def sentence(data: Data) -> str:
    """Say how many packages, their pagu, and what share is announced, or why that says nothing."""
    view = data.view
    now, _ = two_years(data, measures, _OF, "satker")
    key = "swakelola.answer" if now.get("bermakna") else "swakelola.answer_all"
    return view.say(
        key,
        nama=subject(data),
        tahun=view.tahun,
        paket=view.number(now.get("jumlah_paket")),
        pagu=view.rupiah(now.get("pagu")),
        pangsa=view.percent(now.get("pangsa_terumumkan")),
        awal=view.percent(now.get("pangsa_awal")),
    )


def row(data: Data) -> list[Figure]:
    """Return packages, pagu, share announced, share by 31 March, packages without pagu."""
    view = data.view
    now, old = two_years(data, measures, _OF, "satker")
    announced = "pangsa_terumumkan"
    return [
        count(view, "swakelola.jumlah_paket", now.get("jumlah_paket"), old.get("jumlah_paket")),
        money(view, "swakelola.pagu", now.get("pagu"), old.get("pagu")),
        share(view, "swakelola.terumumkan", now.get(announced), old.get(announced)),
        share(view, "swakelola.awal", now.get("pangsa_awal"), old.get("pangsa_awal")),
        count(view, "swakelola.pagu_kosong", now.get("pagu_kosong"), old.get("pagu_kosong")),
    ]


def statuses(data: Data) -> dict[str, str]:
    """Return the statuses of the loaded packages with their words, for the filter."""
    view = data.view
    found = data.so_far("swakelola-tipe", satker="", status="")["status"].unique().sort()
    return {status: label("status", status, view.lang) for status in found}


def curve(data: Data) -> pl.DataFrame:
    """Return the announcements so far, day by day, of the newest year and the one compared."""
    view = data.view
    return data.made(
        daily, "satker", reads=(PAKET,), klpd=(view.klpd,), tahun=(view.lalu, view.tahun)
    )


def march(data: Data) -> None:
    """Say the real state of 31 March where a snapshot of that day is stored, else that none is.

    The curve and its table count dates in today's list, a lower bound; only a pass that ended on
    the day itself (western Indonesia) shows what stood there then.
    """
    view = data.view
    day = date(view.tahun, 3, 31)
    if datetime.now(WIB).date() < day:
        return
    (request,) = view.parts.rup((PAKET,), (view.klpd,), (view.tahun,))
    passes = view.parts.repository.history(request).at(view.state.snap)
    ends = (one.fetched_at for one in passes)
    then = next((end for end in ends if end.astimezone(WIB).date() == day), None)
    if then is None:
        blocks.note(view.say("swakelola.march_none", tahun=view.tahun))
        return
    blocks.answer(view.say("swakelola.march", **_stood(data, then)))
    state = view.state.change(snap=then)
    said = view.say("swakelola.march_open")
    st.button(said, key="march", icon=":material/history:", on_click=go, args=(state,))


def _stood(data: Data, then: datetime) -> dict[str, str]:
    view = data.view
    requests = view.parts.rup((PAKET,), (view.klpd,), (view.tahun,))
    frames = desk.read(view.parts.repository, requests, at=then).frames
    stood = replace(data, frames=frames, stamp=f"{data.stamp} {then}")
    year = {"klpd": (view.klpd,), "tahun": (view.tahun,)}
    row = row_of(stood.made(measures, "satker", reads=(PAKET,), **year), view.tahun)
    return {
        "waktu": instant(then, view.lang),
        "paket": view.number(row.get("jumlah_paket", 0)),
        "terumumkan": view.number(row.get("terumumkan", 0)),
        "pagu": view.rupiah(row.get("pagu")),
    }
