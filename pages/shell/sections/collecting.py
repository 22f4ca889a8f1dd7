"""Read many governments at the press of a button, and open the country from its measures.

Reading happens in the page's own run, so that it ends with it: the stop button, another click and
a closed tab all end it at the next page of the source, and what was read is stored. The bound of
one visitor is one province at a time; the whole country is for the command `harvest`.
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
from services.analysis.frames import Frames
from services.budgets import Wait
from services.errors import ServiceError
from services.harvest import harvest
from services.reference import loader
from services.repository import Tally

KEPT = 8
LONGEST_WAIT = 600
"""Looks at the budgets, a second apart, before a portion that still waits counts as failed."""


def collect(
    view: View, missing: Sequence[Partition], *, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Read partitions into the store with a bar and a stop button; failures are remembered.

    A province may hold more than one session has read in a minute: the others follow by
    themselves as soon as the budgets have room, and the bar says so.
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
        _in_portions(view, missing, bar, sleep)
    outer.empty()


def _in_portions(
    view: View, missing: Sequence[Partition], bar: Bar, sleep: Callable[[float], None]
) -> None:
    """Read what the budgets allow, wait, and read on; what waits too long counts as failed."""
    left, waits = list(missing), dict[Partition, Wait]()
    for _ in range(LONGEST_WAIT):
        waits = rate_limits.admit(view, left)
        admitted = [one for one in left if one not in waits]
        if admitted:
            _harvest(view, admitted, bar, before=len(missing) - len(left), all_=len(missing))
        left = list(waits)
        if not left or min(wait.seconds for wait in waits.values()) > rate_limits.SOON:
            break
        if not admitted:
            next_one = min(waits.values(), key=lambda wait: wait.seconds)
            bar.hold(rate_limits.why(view, next_one), 1 - len(left) / len(missing))
            sleep(min(1.0, next_one.seconds))
    for one in left:
        error = rate_limits.refusal(view, waits[one])
        view.app.readings.remember(partitions.request(view, one), error)


def _harvest(view: View, portion: Sequence[Partition], bar: Bar, *, before: int, all_: int) -> None:
    def tell(tally: Tally) -> None:
        bar.tell(replace(tally, done=before + tally.done, all=all_))

    wanted = [partitions.request(view, one) for one in portion]
    for one in harvest(view.app.repository, wanted, tell=tell).results:
        if one.error:
            view.app.readings.remember(one.request, one.error)


def country(view: View) -> Data:
    """Return the data of the whole country as it is stored, enough for the table `wilayah`.

    In the sandbox, KLPD of which nothing is stored for the default year take their measures from
    the shipped sample (`sampled` says which); an instant in the link shows what was stored alone.
    """
    state = view.state
    sample = not view.live and state.snap is None and view.tahun == loader.CONTOH_TAHUN
    return _data(view, None, sample=sample)


def some(view: View, klpd: Sequence[str], tahun: Sequence[int] = ()) -> Data:
    """Return the data of some KLPD as they are stored, enough for `wilayah` and `banding`.

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
    """Return the KLPD whose measures are the shipped sample's."""
    own = data.frames.stored.filter(pl.col("source") == national.CONTOH)
    return frozenset(own.select("kd_klpd").collect()["kd_klpd"])


def about_sample(data: Data) -> None:
    """Say that sample measures stand for the KLPD that are not read, if any do."""
    if sampled(data):
        note(data.view.say("panen.sample"))


def _data(
    view: View, klpd: tuple[str, ...] | None, *, sample: bool, tahun: tuple[int, ...] = ()
) -> Data:
    app, tahun = view.app, tahun or (view.tahun,)
    years = inventory.listed(app.repository, tahun, klpd=klpd, at=view.state.snap)
    told = [
        (year.kode, year.digests, *(part.manifest.fetched_at for part in year.parts.values()))
        for year in years
    ]
    own = (app.settings.data, app.klpd().digest, view.live, tahun, view.state.snap)
    stamp = hashlib.sha256(repr((own, klpd, sample, told)).encode()).hexdigest()[:24]
    try:
        with st.spinner(view.say("wilayah.adding_up", n=view.number(len(years)))):
            frames = _frames(stamp, view, klpd, tahun, sample=sample)
    except ServiceError as error:
        panels.failed(view, error)
        st.stop()
    return Data(view=view, frames=frames, outcomes=(), before=(), stamp=stamp)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _frames(
    stamp: str,
    _view: View,
    _klpd: tuple[str, ...] | None,
    _tahun: tuple[int, ...],
    *,
    sample: bool,
) -> Frames:
    app = _view.app
    found = national.measured(
        app.repository,
        _tahun,
        klpd=app.klpd(),
        only=_klpd,
        at=_view.state.snap,
    )
    return (national.with_sample(found, _view.tahun) if sample else found).frames
