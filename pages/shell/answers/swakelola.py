"""The answer of the swakelola page: number of packages, how many are announced, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import polars as pl
import streamlit as st

from pages.shell.answers.common import (
    key_figures,
    row_of,
    subject,
    two_years,
)
from pages.shell.reading.data import Data
from pages.shell.state.address import go
from pages.shell.state.drawn import Drawn
from pages.shell.widgets import blocks
from pages.shell.widgets.blocks import KeyFigures
from pages.shell.widgets.columns import label
from services import table_inputs
from services.analysis.filters import Filters
from services.analysis.frames import HISTORY, PAKET, Frames, Options
from services.analysis.key_figures import march_share
from services.analysis.key_figures import swakelola as measures
from services.analysis.measures import KEY, match
from services.analysis.swakelola import announcements
from services.language.wording import WIB, instant

_OF = dict.fromkeys(
    (
        *("jumlah_paket", "pagu", "pagu_kosong", "bermakna"),
        *("pangsa_terumumkan", "maret_terendah", "maret_tertinggi", "terumumkan"),
    ),
    PAKET,
)


def daily(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the cumulative number and share of announced packages per day with announcements.

    Columns tahun, kd_klpd, tanggal, diumumkan (so far), pangsa (of all live packages of the year).
    A package without a date of announcement counts in the total only; one made by a revision counts
    from the first announcement of its family.
    """
    dated = announcements(frames.swakelola, frames.kaji_ulang)
    live = Filters.of(options).only(("satker",)).rows(dated, ("kd_satker",))
    totals = live.group_by(*KEY).agg(semua=pl.len().cast(pl.Int64))
    days = (
        live.select(*KEY, tanggal="diumumkan")
        .filter(pl.col("tanggal").is_not_null())
        .group_by(*KEY, "tanggal")
        .agg(hari=pl.len().cast(pl.Int64))
        .sort(*KEY, "tanggal")
        .with_columns(diumumkan=pl.col("hari").cum_sum().over(KEY))
    )
    shares = match(days, totals).with_columns(pangsa=pl.col("diumumkan") / pl.col("semua"))
    return shares.select(*KEY, "tanggal", "diumumkan", "pangsa").sort(*KEY, "tanggal")


def sentence(data: Data) -> str:
    """Return the sentence on packages, pagu, share announced, and share by 31 March."""
    view = data.view
    now, _ = two_years(data, measures, _OF)
    key = "swakelola.answer" if now.get("bermakna") else "swakelola.answer_all"
    announced = view.say(
        key,
        nama=subject(data),
        tahun=view.tahun,
        paket=view.number(now.get("jumlah_paket")),
        pagu=view.rupiah(now.get("pagu")),
        pangsa=view.percent(now.get("pangsa_terumumkan")),
    )
    return f"{announced} {view.say('swakelola.by_march', kisaran=march_share(now, view.lang))}"


def row(data: Data) -> KeyFigures:
    """Return the key figures: packages, pagu, share announced and by 31 March, no pagu."""
    return key_figures(data, "swakelola", _OF, "satker")


def statuses(data: Data) -> dict[str, str]:
    """Return the statuses of the packages read so far with their words, for the filter."""
    view = data.view
    present = data.so_far("swakelola-tipe", satker="", status="")["status"].unique().sort()
    return {status: label("status", status, view.lang) for status in present}


def curve(data: Data) -> Drawn:
    """Return `daily` of the newest year and the year compared."""
    view = data.view
    years = {"klpd": (view.klpd,), "tahun": (view.lalu, view.tahun)}
    rows = data.made(daily, reads=(PAKET, HISTORY), **years)
    asked = [(view.klpd, view.tahun)]
    return data.drawn(rows, PAKET, followed=("satker",), asked=asked)


def march(data: Data) -> None:
    """Draw the state on 31 March where a snapshot of that day is stored, else a note that none is.

    The curve and its table count dates in today's list, which is a lower bound; only a pass that
    ended on that day (western Indonesia time) shows the list of that day.
    """
    view = data.view
    day = date(view.tahun, 3, 31)
    if datetime.now(WIB).date() < day:
        return
    (request,) = view.app.rup((PAKET,), (view.klpd,), (view.tahun,))
    passes = view.app.repository.history(request).at(view.state.snap)
    ends = (manifest.fetched_at for manifest in passes)
    then = next((end for end in ends if end.astimezone(WIB).date() == day), None)
    if then is None:
        blocks.note(view.say("swakelola.march_none", tahun=view.tahun))
        return
    frames = table_inputs.read(view.app.repository, (request,), at=then).frames
    data_then = replace(data, frames=frames, stamp=f"{data.stamp} {then}")
    year = {"klpd": (view.klpd,), "tahun": (view.tahun,)}
    counts = row_of(data_then.made(measures, reads=(PAKET,), **year), view.tahun)
    blocks.answer(
        view.say(
            "swakelola.march",
            waktu=instant(then, view.lang),
            paket=view.number(counts.get("jumlah_paket", 0)),
            terumumkan=view.number(counts.get("terumumkan", 0)),
            pagu=view.rupiah(counts.get("pagu")),
        )
    )
    state = view.state.change(snap=then)
    button_label = view.say("swakelola.march_open")
    st.button(button_label, key="march", icon=":material/history:", on_click=go, args=(state,))
