"""Get partitions for a page: stored ones at once, the rest read in the background.

A rerun without new data reads, requests and builds nothing: the stored manifests of the chosen KLPD
are listed, and their digests are the stamp under which frames and tables are cached. Partitions
that are not stored are requested from the readings of this process (services.harvest.readings),
which remember failures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell.reading import rate_limits
from pages.shell.state.unread import Partition, Unread
from pages.shell.state.view import View
from services import inventory, table_inputs
from services.analysis.frames import STAND_INS, Frames
from services.budgets import Wait
from services.errors import ServiceError
from services.harvest import Countdown
from services.language.plain_text import plain
from services.repository import Outcome, Request, Tally
from services.table_inputs import needs_stand_in

MOST_FRAMES = 16
SHORT = 2.0
"""Seconds a run of a page waits for readings, so that a page of a fast source is drawn once."""
OWN_SOURCE = 6.0
"""The same for the sandbox, whose rows are made in this process."""
QUICK = 0.1
"""Most seconds for a page of rows at a source that is fast enough to wait for."""
_READER, _STOPPED, _HELD = "pembaca", "bacaan_dihentikan", "bacaan_ditahan"


def outcomes(
    view: View,
    wanted: Sequence[Partition],
    *,
    first: Collection[Partition] = (),
    only_with_first: bool = False,
    before_waiting: Callable[[], None] = lambda: None,
) -> tuple[Outcome, ...]:
    """Return stored partitions, with a background refresh when old, and have the rest read.

    first: partitions that the page needs before it shows a figure; they are read before the others,
    which follow in the order of `wanted`, and with `only_with_first` only when none of the first
    fails. `before_waiting` is called before this waits shortly for the readings; a partition that
    is not read by then is returned as an Outcome that is `unread`.
    """
    known = _known(view, wanted)
    missing = [partition for partition in wanted if partition not in known]
    hopeless = only_with_first and any(
        known[partition].error for partition in first if partition in known
    )
    if missing and not hopeless:
        known |= _read(view, missing, first, before_waiting, only_with_first=only_with_first)
    else:
        view.app.readings.withdraw(reader())
    return tuple(
        known.get(partition) or Outcome(request=request(view, partition)) for partition in wanted
    )


def applicable(view: View, wanted: Sequence[Partition]) -> list[Partition]:
    """Return the partitions without those of datasets that this kind of KLPD does not have."""
    requests = [request(view, partition) for partition in wanted]
    return [asked.partition for asked in table_inputs.applicable(requests, view.app.klpd())]


def with_stand_ins(view: View, wanted: Sequence[Partition]) -> list[Partition]:
    """Return the partitions, each that is not permitted or empty followed by its stand-in."""
    replaced = [partition for partition in wanted if partition[0] in STAND_INS]
    known = _known(view, replaced) if replaced else {}
    every = list[Partition]()
    for partition in wanted:
        every.append(partition)
        if partition in known and needs_stand_in(known[partition], at=view.state.snap):
            every.append((STAND_INS[partition[0]], *partition[1:]))
    return list(dict.fromkeys(every))


def stored_of(view: View, names: Collection[str], *, every_year: bool) -> list[Partition]:
    """Return the stored partitions of some datasets for the chosen KLPD, in the chosen years."""
    if not names:
        return []
    state = view.state
    stored = inventory.newest(view.app.repository, state.klpd, names, at=state.snap)
    years = (None, *state.tahun)
    chosen = (s.request.partition for s in stored if every_year or s.request.tahun in years)
    return sorted(chosen, key=lambda partition: state.klpd.index(partition[1]))


def unread(outcomes: Iterable[Outcome]) -> Unread:
    """Return the outcomes that are not read yet, and whether this reader stopped their reading."""
    missing = [outcome.request for outcome in outcomes if outcome.unread]
    return Unread(
        partitions=tuple(request.partition for request in missing),
        stopped=bool(missing) and all(str(request) in _stopped() for request in missing),
    )


def reader() -> str:
    """Return the id of this tab as a reader of the background readings."""
    name: str = st.session_state.setdefault(_READER, uuid4().hex)
    return name


def stop(view: View, requests: Iterable[Request]) -> None:
    """Stop the readings of this reader, and store how far they were."""
    readings = view.app.readings
    for request in requests:
        progress = readings.status(request).progress
        _stopped()[str(request)] = (progress.rows, progress.pages) if progress else (0, 0)
    readings.withdraw(reader())


def go_on(view: View) -> None:
    """Let the next run resume the readings that this reader stopped, within the rate limits."""
    _stopped().clear()
    forget_failures(view)


def waiting_for_budget(requests: Iterable[Request]) -> dict[Request, rate_limits.Hold]:
    """Return the requests that wait for room in a budget, each with that budget."""
    holds = _held()
    return {request: holds[str(request)] for request in requests if str(request) in holds}


def read_before_stop(requests: Iterable[Request]) -> dict[Request, tuple[int, int]]:
    """Return the rows and pages of each request that were read when this reader stopped it."""
    return {request: _stopped().get(str(request), (0, 0)) for request in requests}


def _held() -> dict[str, rate_limits.Hold]:
    holds: dict[str, rate_limits.Hold] = st.session_state.setdefault(_HELD, {})
    return holds


def _stopped() -> dict[str, tuple[int, int]]:
    stopped: dict[str, tuple[int, int]] = st.session_state.setdefault(_STOPPED, {})
    return stopped


def frames(view: View, wanted: Sequence[Partition]) -> tuple[str, Frames]:
    """Return a stamp of all rows stored for the wanted KLPD, and the frames made of them."""
    inputs = (view.app.settings.data, view.app.klpd().digest)
    identity = repr((inputs, sorted(map(str, _listed(view, wanted))), list(wanted)))
    stamp = hashlib.sha256(identity.encode()).hexdigest()[:24]
    return stamp, _cached_frames(stamp, view, wanted)


def forget_failures(view: View) -> None:
    """Let the next run read failed partitions again, within the rate limits."""
    if rate_limits.pressed(view):
        view.app.readings.forget_failures()


@st.cache_resource(max_entries=MOST_FRAMES, show_spinner=False)
def _cached_frames(stamp: str, _view: View, _wanted: Sequence[Partition]) -> Frames:
    stored = {partition for partition, _ in _listed(_view, _wanted)}
    app = _view.app
    requests = [request(_view, partition) for partition in _wanted if partition in stored]
    at, klpd = _view.state.snap, app.klpd()
    return table_inputs.read(app.repository, requests, background=True, at=at, klpd=klpd).frames


def request(view: View, partition: Partition) -> Request:
    """Return the request for a partition."""
    return view.app.partition(*partition)


def all_stored(view: View, names: Iterable[str], kode: str, tahun: int) -> bool:
    """Tell whether these datasets of a KLPD-year are stored."""
    requests = view.app.rup(names, (kode,), (tahun,))
    return all(view.app.repository.history(request).passes for request in requests)


def _known(view: View, wanted: Sequence[Partition]) -> dict[Partition, Outcome]:
    """Return the outcomes of partitions that are stored, were answered unstored, or failed lately.

    With an instant in the link, and where only imported rows are read, only stored partitions are
    used, so that every one has an outcome.
    """
    stored = {partition for partition, _ in _listed(view, wanted)}
    known: dict[Partition, Outcome] = {}
    for partition in wanted:
        asked = request(view, partition)
        if partition in stored or view.state.snap or view.imported_only:
            try:
                snapshot = view.app.repository.load(asked, background=True, at=view.state.snap)
                known[partition] = Outcome(request=asked, snapshot=snapshot)
            except ServiceError as failure:
                known[partition] = Outcome(request=asked, error=failure)
        elif answer := view.app.repository.answered(asked):
            known[partition] = Outcome(request=asked, snapshot=answer)
        elif error := view.app.readings.failure(asked):
            known[partition] = Outcome(request=asked, error=error)
    return known


def _read(
    view: View,
    missing: Sequence[Partition],
    first: Collection[Partition],
    before_waiting: Callable[[], None],
    *,
    only_with_first: bool,
) -> dict[Partition, Outcome]:
    """Request missing partitions from the readings, wait shortly, and return their outcomes."""
    readings = view.app.readings
    requests = {partition: request(view, partition) for partition in missing}
    if all(str(asked) in _stopped() for asked in requests.values()):
        readings.withdraw(reader())
        return {}
    for asked in requests.values():  # a reader who chooses more resumes stopped readings
        _stopped().pop(str(asked), None)
    waits = _admit(view, requests, first, only_with_first=only_with_first)
    admitted = [partition for partition in requests if partition not in waits]
    ahead = [requests[partition] for partition in admitted if partition in first]
    rest = [requests[partition] for partition in admitted if partition not in first]
    before_waiting()
    if ahead or rest:
        disconnected = _disconnected()
        readings.want(
            reader(),
            ahead,
            rest,
            only_with_first=only_with_first,
            connected=lambda: not disconnected.is_set(),
        )
        if view.sandbox:
            readings.wait([*ahead, *rest], OWN_SOURCE)
        elif readings.wait(ahead, SHORT) and (readings.pace or SHORT) < QUICK:
            readings.wait(rest, SHORT)
    else:
        readings.withdraw(reader())
    refused = {
        partition: Outcome(request=requests[partition], error=rate_limits.refusal(view, wait))
        for partition, wait in waits.items()
        if wait.seconds > rate_limits.SOON
    }
    return _known(view, missing) | refused


def _admit(
    view: View,
    requests: Mapping[Partition, Request],
    first: Collection[Partition],
    *,
    only_with_first: bool,
) -> dict[Partition, Wait]:
    """Count new readings, the first figure's before the others; return those that must wait.

    A partition that is being read already, for this reader or another, is no new reading.
    """
    readings = view.app.readings
    known = readings.asked(reader())
    started = [
        partition
        for partition, asked in requests.items()
        if asked not in known and readings.status(asked).state == "over"
    ]
    waits = rate_limits.admit(view, [partition for partition in started if partition in first])
    others = [partition for partition in started if partition not in first]
    if waits and only_with_first:
        waits |= dict.fromkeys(others, max(waits.values(), key=lambda wait: wait.seconds))
    else:
        waits |= rate_limits.admit(view, others)
    _held().clear()
    for partition, wait in waits.items():
        if wait.seconds <= rate_limits.SOON:
            _held()[str(requests[partition])] = rate_limits.Hold.of(wait)
    return waits


@st.cache_resource(scope="session", on_release=Event.set, show_spinner=False)
def _disconnected() -> Event:
    """Return an event that is set when this tab loses its connection."""
    return Event()


def _listed(view: View, wanted: Sequence[Partition]) -> list[tuple[Partition, str]]:
    """Return every stored partition of the wanted KLPD, of any year, with its newest pass."""
    klpd = {kode for _, kode, _ in wanted}
    stored = inventory.newest(view.app.repository, klpd, at=view.state.snap)
    return [(s.request.partition, f"{s.manifest.digest} {s.manifest.fetched_at}") for s in stored]


@dataclass(slots=True, kw_only=True)
class Bar:
    """Progress bar of a reading in the page's own run: partitions, rows, pages, time left."""

    view: View
    place: DeltaGenerator
    rest: DeltaGenerator
    left: Countdown = field(default_factory=Countdown)
    began: float | None = None

    def tell(self, tally: Tally) -> None:
        """Draw the progress; called in the page's own thread."""
        text = self.view.say(
            "shell.reading",
            label=tally.label or self.view.klpd,
            rows=self.view.number(tally.rows),
            pages=self.view.number(tally.pages),
            done=tally.done,
            all=tally.all,
        )
        for waiting in tally.waiting[:1]:
            text = self.view.say(
                "shell.waiting_lock" if waiting.holder else "shell.waiting_lock_unknown",
                label=waiting.label,
                holder=waiting.holder,
                since=waiting.since,
            )
        now = self.left.clock()
        self.began = now if self.began is None else self.began
        if tally.done and now - self.began > 3:
            self.left.estimate((now - self.began) / tally.done * (tally.all - tally.done))
        left = self.left.left
        if left is None and self.left.late:
            text = f"{text} · {self.view.say('baca.terlambat')}"
        elif left is not None:
            seconds = max(1, round(left))
            text = f"{text} · {self.view.say('shell.reading_left', seconds=seconds)}"
        text = plain(rate_limits.queue(self.view)) or text
        self.place.progress(tally.done / tally.all, text=text)

    def hold(self, why: str, share: float) -> None:
        """Draw that the reading waits, and the reason."""
        self.place.progress(share, text=self.view.say("batas.lanjut", sebab=why))

    def clear(self) -> None:
        """Remove bar and skeleton."""
        self.place.empty()
        self.rest.empty()
