"""Read many governments at the press of a button, and open the country from its measures.

Reading happens in the page's own run, so that it ends with it: the stop button, another click and
a closed tab all end it at the next page of the source, and what was read is stored. The bound of
one visitor is one province at a time; the whole country is for the command `harvest`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl
import streamlit as st

from pages.shell import panels, partitions
from pages.shell.blocks import note
from pages.shell.data import Data
from pages.shell.partitions import Bar
from pages.shell.unread import Partition
from pages.shell.view import View
from services import national
from services.analysis.frames import Frames
from services.errors import ServiceError
from services.harvest import harvest
from services.reference import loader

KEPT = 8


def collect(view: View, missing: Sequence[Partition]) -> None:
    """Read partitions into the store with a bar and a stop button; failures are remembered."""
    wanted = {partitions.request(view, one): one for one in missing}
    outer = st.empty()
    with outer.container():
        place = st.empty()
        st.caption(view.say("panen.ended"))
        st.button(
            view.say("panen.stop"),
            key="berhenti_baca",
            icon=":material/stop_circle:",
            help=view.say("panen.stop_help"),
        )
        bar = Bar(view=view, place=place, rest=st.skeleton(height=360))
        report = harvest(view.parts.repository, wanted, tell=bar.tell)
    outer.empty()
    for one in report.kept:
        if one.error:
            view.parts.readings.remember(one.request, one.error)


def country(view: View) -> Data:
    """Return the data of the whole country as it is stored, enough for the table `wilayah`.

    In the sandbox, KLPD of which nothing is stored for the default year take their measures from
    the shipped sample (`sampled` says which); an instant in the link shows what was stored alone.
    """
    state = view.state
    sample = not view.live and state.snap is None and view.tahun == loader.CONTOH_TAHUN
    return _data(view, None, sample=sample)


def some(view: View, klpd: Sequence[str]) -> Data:
    """Return the data of some KLPD as they are stored, enough for the table `wilayah`."""
    return _data(view, tuple(klpd), sample=False)


def sampled(data: Data) -> frozenset[str]:
    """Return the KLPD whose measures are the shipped sample's."""
    own = data.frames.stored.filter(pl.col("source") == national.CONTOH)
    return frozenset(own.select("kd_klpd").collect()["kd_klpd"])


def about_sample(data: Data) -> None:
    """Say how many KLPD are stored and how many stand there as sample measures, if any do."""
    view, codes = data.view, sampled(data)
    if codes:
        stored = data.frames.stored.filter(pl.col("source") != national.CONTOH)
        read = stored.select(pl.col("kd_klpd").n_unique()).collect().item()
        note(view.say("panen.sample", contoh=view.number(len(codes)), terbaca=view.number(read)))


def _data(view: View, klpd: tuple[str, ...] | None, *, sample: bool) -> Data:
    parts = view.parts
    years = national.listed(parts.repository, (view.tahun,), klpd=klpd, at=view.state.snap)
    told = [
        (year.kode, year.digests, *(part.manifest.fetched_at for part in year.parts.values()))
        for year in years
    ]
    own = (parts.settings.data, parts.klpd().digest, view.live, view.tahun, view.state.snap)
    stamp = hashlib.sha256(repr((own, klpd, sample, told)).encode()).hexdigest()[:24]
    try:
        with st.spinner(view.say("wilayah.adding_up", n=view.number(len(years)))):
            frames = _frames(stamp, view, klpd, sample=sample)
    except ServiceError as error:
        panels.failed(view, error)
        st.stop()
    return Data(view=view, frames=frames, outcomes=(), before=(), stamp=stamp)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _frames(stamp: str, _view: View, _klpd: tuple[str, ...] | None, *, sample: bool) -> Frames:
    parts = _view.parts
    found = national.measured(
        parts.repository,
        (_view.tahun,),
        klpd=parts.klpd(),
        only=_klpd,
        at=_view.state.snap,
    )
    return (national.with_sample(found, _view.tahun) if sample else found).frames
