"""The answer of the swakelola page: number of packages, how many are announced, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import streamlit as st

from pages.shell.answers.common import key_figures, row_of, subject, two_years
from pages.shell.reading.data import Data
from pages.shell.state.address import go
from pages.shell.state.drawn import Drawn
from pages.shell.widgets import blocks
from pages.shell.widgets.blocks import KeyFigures
from pages.shell.widgets.lists.columns import label
from services import table_inputs
from services.analysis.frames import PAKET
from services.analysis.key_figures import march_share
from services.analysis.key_figures import swakelola as measures
from services.language.wording import WIB, instant

_OF = dict.fromkeys(
    (
        *("jumlah_paket", "pagu", "pagu_kosong", "bermakna"),
        *("pangsa_terumumkan", "maret_terendah", "maret_tertinggi", "terumumkan"),
    ),
    PAKET,
)


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
    """Return the key figures that the sentence prints, with the packages without pagu."""
    return key_figures(data, "swakelola", _OF, "satker")


def statuses(data: Data) -> dict[str, str]:
    """Return the statuses of the packages read so far with their words, for the filter."""
    view = data.view
    present = data.so_far("swakelola-tipe", satker="", status="")["status"].unique().sort()
    return {status: label("status", status, view.lang) for status in present}


def curve(data: Data) -> Drawn:
    """Return the announcements so far, day by day, of the newest year and the year compared."""
    view = data.view
    return data.shown("pengumuman-per-hari", klpd=(view.klpd,), tahun=(view.lalu, view.tahun))


def every_curve(data: Data) -> Drawn:
    """Return the announcements so far of the chosen KLPD and years, and of the year compared."""
    return data.shown("pengumuman-per-hari", tahun=data.view.state.compared_years)


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
