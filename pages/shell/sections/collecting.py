"""Read many KLPD at the press of a button, and load the measures of many stored KLPD.

The page's own run reads, so that the stop button, another click and a closed tab all end the
reading at the next page of the source; what was read is stored. One visitor may read one province
at a time; the whole country is for the command `harvest`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl
import streamlit as st

from pages.shell.reading import panels, partitions, rate_limits
from pages.shell.reading.data import Data
from pages.shell.reading.partitions import Bar
from pages.shell.state.unread import Partition
from pages.shell.state.view import View
from pages.shell.widgets.blocks import note
from services import inventory, national
from services.analysis.frames import RUP, Frames
from services.analysis.tables import find
from services.budgets import Wait
from services.errors import ServiceError
from services.harvest import harvest
from services.reference import loader
from services.repository import Tally

MOST_CACHED = 8
LONGEST_WAIT = 600
"""Checks of the budgets, a second apart, before partitions that still wait count as failed."""


def collect(
    view: View, missing: Sequence[Partition], *, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Read partitions into the store with a bar and a stop button; failures are remembered.

    A province may have more partitions than a session may read in a minute: the rest follows as
    soon as the budgets have room, and the bar says so.
    """
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
        left, waits = list(missing), dict[Partition, Wait]()
        # as many as the budgets allow, then wait and repeat; the rest fails after a long wait
        for _ in range(LONGEST_WAIT):
            waits = rate_limits.admit(view, left)
            admitted = [partition for partition in left if partition not in waits]
            if admitted:
                done = len(missing) - len(left)
                _read_portion(view, admitted, bar, before=done, all_=len(missing))
            left = list(waits)
            if not left or min(wait.seconds for wait in waits.values()) > rate_limits.SOON:
                break
            if not admitted:
                next_wait = min(waits.values(), key=lambda wait: wait.seconds)
                bar.hold(rate_limits.why(view, next_wait), 1 - len(left) / len(missing))
                sleep(min(1.0, next_wait.seconds))
        for partition in left:
            error = rate_limits.refusal(view, waits[partition])
            view.app.readings.remember(partitions.request(view, partition), error)
    outer.empty()


def _read_portion(
    view: View, portion: Sequence[Partition], bar: Bar, *, before: int, all_: int
) -> None:
    """Read partitions; `before` of `all_` were read by earlier portions."""

    def tell(tally: Tally) -> None:
        bar.tell(replace(tally, done=before + tally.done, all=all_))

    wanted = [partitions.request(view, partition) for partition in portion]
    for result in harvest(view.app.repository, wanted, tell=tell).results:
        if result.error:
            view.app.readings.remember(result.request, result.error)


def country(view: View) -> Data:
    """Return the stored measures of the whole country, enough for table `wilayah`.

    In the sandbox, KLPD that are not stored for the default year get measures from the shipped
    sample (see `sampled`), unless the link has an instant.
    """
    state = view.state
    sample = view.sandbox and state.snap is None and view.tahun == loader.CONTOH_TAHUN
    return _data(view, None, sample=sample)


def some(view: View, klpd: Sequence[str], tahun: Sequence[int] = ()) -> Data:
    """Return the stored measures of some KLPD, enough for tables `wilayah` and `banding`.

    tahun: the newest year of the link by default.
    """
    return _data(view, tuple(klpd), sample=False, tahun=tuple(tahun))


def stored_klpd(view: View, klpd: Sequence[str]) -> frozenset[str]:
    """Return which of these KLPD have a stored dataset of the newest year."""
    years = inventory.listed(
        view.app.repository, (view.tahun,), klpd=tuple(klpd), at=view.state.snap
    )
    return frozenset(year.kode for year in years)


def sampled(data: Data) -> frozenset[str]:
    """Return the KLPD whose measures are from the shipped sample."""
    if national.CONTOH not in data.sources:
        return frozenset()
    of_sample = pl.col("source") == national.CONTOH
    stored = data.cached("contoh", lambda: data.frames.stored.filter(of_sample).select("kd_klpd"))
    return frozenset(stored["kd_klpd"])


def about_sample(data: Data) -> None:
    """Draw the note on sample measures, if any KLPD has them."""
    if sampled(data):
        note(data.view.say("panen.sample"))


def _data(
    view: View, klpd: tuple[str, ...] | None, *, sample: bool, tahun: tuple[int, ...] = ()
) -> Data:
    """Return the stored measures of some KLPD, of all with None, cached by their digests."""
    app, tahun = view.app, tahun or (view.tahun,)
    uses = find("wilayah").uses
    listing = inventory.listed(app.repository, tahun, klpd=klpd, at=view.state.snap, names=uses)
    years = [year for year in listing if year.of(RUP)]
    passes = [
        (
            year.kode,
            year.digests(uses),
            *(partition.manifest.fetched_at for partition in year.partitions.values()),
        )
        for year in years
    ]
    inputs = (app.settings.data, app.klpd().digest, app.rup_source, tahun, view.state.snap)
    stamp = hashlib.sha256(repr((inputs, klpd, sample, passes)).encode()).hexdigest()[:24]
    try:
        with st.spinner(view.say("wilayah.adding_up", n=view.number(len(years)))):
            frames = _cached_frames(stamp, view, klpd, tahun, sample=sample)
    except ServiceError as error:
        panels.failed(view, error)
        st.stop()
    return Data(view=view, frames=frames, outcomes=(), before=(), stamp=stamp)


@st.cache_resource(max_entries=MOST_CACHED, show_spinner=False)
def _cached_frames(
    stamp: str,
    _view: View,
    _klpd: tuple[str, ...] | None,
    _tahun: tuple[int, ...],
    *,
    sample: bool,
) -> Frames:
    app = _view.app
    measures = national.measured(
        app.repository,
        _tahun,
        klpd=app.klpd(),
        only=_klpd,
        at=_view.state.snap,
    )
    return (national.with_sample(measures, _view.tahun) if sample else measures).frames
