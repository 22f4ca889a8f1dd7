"""Get partitions for a page: what is stored at once, the rest read in the background.

On a warm rerun nothing is read, asked or built anew: the stored manifests of the chosen KLPD are
listed, and their digests are the stamp under which frames and tables are kept. What is not stored
is wanted from the readings of this process (services.harvest.readings), which remember failures.
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
from services import table_inputs
from services.analysis.frames import RUP, Frames
from services.budgets import Wait
from services.errors import ServiceError
from services.harvest import Countdown, Readings
from services.language.plain_text import plain
from services.repository import Outcome, Request, Tally

MOST_FRAMES = 16
SHORT = 2.0
"""Seconds a run of a page waits for what is read: a page that is complete is drawn once."""
OWN_SOURCE = 6.0
"""The same where the rows are made in this process: nobody sees a part of them needlessly."""
QUICK = 0.1
"""Seconds a page of rows takes at most at a source that is worth waiting for."""
_READER, _STOPPED, _HELD = "pembaca", "bacaan_dihentikan", "bacaan_ditahan"


def outcomes(
    view: View,
    wanted: Sequence[Partition],
    *,
    first: Collection[Partition] = (),
    only_with_first: bool = False,
    before_waiting: Callable[[], None] = lambda: None,
) -> tuple[Outcome, ...]:
    """Serve what is stored, refreshing it behind when old; have the rest read in the background.

    first: those without which the page shows no figure; they are read before the others, which
    follow in the order of `wanted`; with `only_with_first` they do not when one of the first fails.
    `before_waiting` is called before this waits a short while for them; what is not read by then
    comes back as an Outcome that is `unread`.
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


def unread(outcomes: Iterable[Outcome]) -> Unread:
    """Return which of the outcomes are not read yet, and whether this reader ended that."""
    missing = [outcome.request for outcome in outcomes if outcome.unread]
    return Unread(
        partitions=tuple(
            (r.dataset.name, r.values["kode_klpd"], int(r.values["tahun"])) for r in missing
        ),
        stopped=bool(missing) and all(str(request) in _stopped() for request in missing),
    )


def reader() -> str:
    """Return the name under which this tab waits for readings."""
    name: str = st.session_state.setdefault(_READER, uuid4().hex)
    return name


def stop(view: View, requests: Iterable[Request]) -> None:
    """End the readings of this reader, and keep how far they were."""
    readings = view.app.readings
    for request in requests:
        progress = readings.status(request).progress
        _stopped()[str(request)] = (progress.rows, progress.pages) if progress else (0, 0)
    readings.withdraw(reader())


def go_on(view: View) -> None:
    """Let the next run go on with what this reader ended, within what one visitor may ask."""
    _stopped().clear()
    forget_failures(view)


def held(requests: Iterable[Request]) -> dict[Request, rate_limits.Hold]:
    """Return those that this reader's page may not have read yet, each with what it waits for."""
    holds = _held()
    return {request: holds[str(request)] for request in requests if str(request) in holds}


def read_before_stop(requests: Iterable[Request]) -> dict[Request, tuple[int, int]]:
    """Return the rows and pages that were read of these when this reader ended the reading."""
    return {request: _stopped().get(str(request), (0, 0)) for request in requests}


def _held() -> dict[str, rate_limits.Hold]:
    holds: dict[str, rate_limits.Hold] = st.session_state.setdefault(_HELD, {})
    return holds


def _stopped() -> dict[str, tuple[int, int]]:
    stopped: dict[str, tuple[int, int]] = st.session_state.setdefault(_STOPPED, {})
    return stopped


def frames(view: View, wanted: Sequence[Partition]) -> tuple[str, Frames]:
    """Return a stamp of all rows stored for the wanted KLPD, and the frames made of them."""
    own = (view.app.settings.data, view.app.klpd().digest)
    identity = repr((own, sorted(_listed(view, wanted)), list(wanted)))
    stamp = hashlib.sha256(identity.encode()).hexdigest()[:24]
    return stamp, _kept_frames(stamp, view, wanted)


def forget_failures(view: View) -> None:
    """Let the next run ask again what failed, within what one visitor may ask."""
    if rate_limits.pressed(view):
        view.app.readings.forget_failures()


@st.cache_resource(max_entries=MOST_FRAMES, show_spinner=False)
def _kept_frames(stamp: str, _view: View, _wanted: Sequence[Partition]) -> Frames:
    stored = {entry[:3] for entry in _listed(_view, _wanted)}
    app = _view.app
    requests = [request(_view, partition) for partition in _wanted if partition in stored]
    at, klpd = _view.state.snap, app.klpd()
    return table_inputs.read(app.repository, requests, behind=True, at=at, klpd=klpd).frames


def request(view: View, partition: Partition) -> Request:
    """Return the request for a partition."""
    (request,) = view.app.rup(*_as_asked(partition))
    return request


def all_stored(view: View, kode: str, tahun: int) -> bool:
    """Tell whether all datasets of a KLPD-year are stored."""
    requests = view.app.rup(RUP, (kode,), (tahun,))
    return all(view.app.repository.history(request).passes for request in requests)


def _as_asked(partition: Partition) -> tuple[tuple[str], tuple[str], tuple[int]]:
    name, kode, year = partition
    return (name,), (kode,), (year,)


def _known(view: View, wanted: Sequence[Partition]) -> dict[Partition, Outcome]:
    """Return what is stored of these, and what was answered without being stored or failed lately.

    As of an instant nothing is read.
    """
    stored = {entry[:3] for entry in _listed(view, wanted)}
    known: dict[Partition, Outcome] = {}
    for partition in wanted:
        asked = request(view, partition)
        if partition in stored or view.state.snap:
            known[partition] = _served(view, partition)
        elif answer := view.app.repository.answered(asked):
            known[partition] = Outcome(request=asked, snapshot=answer)
        elif error := view.app.readings.failure(asked):
            known[partition] = Outcome(request=asked, error=error)
    return known


def _served(view: View, partition: Partition) -> Outcome:
    asked = request(view, partition)
    try:
        snapshot = view.app.repository.load(asked, behind=True, at=view.state.snap)
    except ServiceError as error:
        return Outcome(request=asked, error=error)
    return Outcome(request=asked, snapshot=snapshot)


def _read(
    view: View,
    missing: Sequence[Partition],
    first: Collection[Partition],
    before_waiting: Callable[[], None],
    *,
    only_with_first: bool,
) -> dict[Partition, Outcome]:
    """Want what is missing from the readings, wait a short while, and return what came of it."""
    readings = view.app.readings
    requests = {partition: request(view, partition) for partition in missing}
    if all(str(partition) in _stopped() for partition in requests.values()):
        readings.withdraw(reader())
        return {}
    for partition in requests.values():  # who chooses more asks anew for what was ended before
        _stopped().pop(str(partition), None)
    waits = _admitted(view, requests, first, only_with_first=only_with_first)
    ahead = [
        asked
        for partition, asked in requests.items()
        if partition in first and partition not in waits
    ]
    rest = [
        asked
        for partition, asked in requests.items()
        if partition not in first and partition not in waits
    ]
    before_waiting()
    if ahead or rest:
        readings.want(
            reader(), ahead, rest, only_with_first=only_with_first, connected=_connection()
        )
        _wait(readings, ahead, rest, own=not view.live)
    else:
        readings.withdraw(reader())
    return _known(view, missing) | _refused(view, requests, waits)


def _admitted(
    view: View,
    requests: Mapping[Partition, Request],
    first: Collection[Partition],
    *,
    only_with_first: bool,
) -> dict[Partition, Wait]:
    """Count what is to be read anew, the first figure's before the others; return what must wait.

    What is being read already, for this reader or another, asks nothing more of the source.
    """
    readings = view.app.readings
    known = readings.asked(reader())
    new = [
        partition
        for partition, asked in requests.items()
        if asked not in known and readings.status(asked).state == "over"
    ]
    waits = rate_limits.admit(view, [partition for partition in new if partition in first])
    others = [partition for partition in new if partition not in first]
    if waits and only_with_first:
        waits |= dict.fromkeys(others, max(waits.values(), key=lambda wait: wait.seconds))
    else:
        waits |= rate_limits.admit(view, others)
    _held().clear()
    for partition, wait in waits.items():
        if wait.seconds <= rate_limits.SOON:
            _held()[str(requests[partition])] = rate_limits.Hold.of(wait)
    return waits


def _refused(
    view: View, requests: Mapping[Partition, Request], waits: Mapping[Partition, Wait]
) -> dict[Partition, Outcome]:
    """Return what must wait for longer than a page goes on by itself, as failures."""
    return {
        partition: Outcome(request=requests[partition], error=rate_limits.refusal(view, wait))
        for partition, wait in waits.items()
        if wait.seconds > rate_limits.SOON
    }


def _wait(
    readings: Readings, ahead: Sequence[Request], rest: Sequence[Request], *, own: bool
) -> None:
    """Wait for what comes soon: all that this process makes itself, else the first figure.

    Where a page of rows comes at once the others are worth waiting for, too.
    """
    if own:
        readings.wait([*ahead, *rest], OWN_SOURCE)
    elif readings.wait(ahead, SHORT) and (readings.pace or SHORT) < QUICK:
        readings.wait(rest, SHORT)


def _connection() -> Callable[[], bool]:
    """Return a function that tells whether this tab still has its connection."""
    disconnected = _disconnected()
    return lambda: not disconnected.is_set()


@st.cache_resource(scope="session", on_release=Event.set, show_spinner=False)
def _disconnected() -> Event:
    """Return an event of this tab that is set when it loses its connection."""
    return Event()


def _listed(view: View, wanted: Sequence[Partition]) -> list[tuple[str, str, int, str]]:
    """Return every stored partition of the wanted KLPD, any year, with its newest pass."""
    repository, at = view.app.repository, view.state.snap
    return [
        (name, kode, int(dict(place.parts)["tahun"]), f"{newest.digest} {newest.fetched_at}")
        for kode in dict.fromkeys(kode for _, kode, _ in wanted)
        for name in RUP
        for place, history in repository.stored("inaproc", name, f"kode_klpd={kode}")
        for newest in history.at(at)[:1]
    ]


@dataclass(slots=True, kw_only=True)
class Bar:
    """Progress of a read that the page's own run waits for: partitions, rows, pages, time left."""

    view: View
    place: DeltaGenerator
    rest: DeltaGenerator
    left: Countdown = field(default_factory=Countdown)
    began: float | None = None

    def tell(self, tally: Tally) -> None:
        """Draw how far the reading is; called in the page's own thread."""
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
        """Draw that the reading waits, and for what."""
        self.place.progress(share, text=self.view.say("batas.lanjut", sebab=why))

    def clear(self) -> None:
        """Take bar and skeleton away."""
        self.place.empty()
        self.rest.empty()
