"""Get partitions for a page: what is stored at once, the rest with progress, failures remembered.

On a warm rerun nothing is read, asked or built anew: the stored manifests of the chosen KLPD are
listed, and their digests are the stamp under which frames and tables are kept.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell import bounds
from pages.shell.view import View
from services import desk
from services.analysis.frames import RUP, Frames
from services.errors import RateLimited, ServiceError
from services.harvest import Outcome, Tally
from services.repository import Request

KEPT_FRAMES = 16
REST_AFTER_FAILURE = 60.0
"""Seconds before a source that failed is asked again, unless the reader asks."""

Partition: TypeAlias = tuple[str, str, int]
"""dataset, kd_klpd, tahun"""


def outcomes(view: View, wanted: Sequence[Partition]) -> tuple[Outcome, ...]:
    """Serve what is stored, refreshing it behind when old; read the rest with a progress bar."""
    stored = {entry[:3] for entry in _listed(view, wanted)}
    found: dict[Partition, Outcome] = {}
    for one in wanted:
        if one in stored:
            found[one] = _served(view, one)
        elif failed := _failure(_key(view, one)):
            found[one] = failed[0]
    missing = [one for one in wanted if one not in found]
    if len(missing) > bounds.room("read", bounds.READ_ANEW):
        found |= {one: _too_many(view, one) for one in missing}
    elif missing:
        bounds.take("read", len(missing))
        found |= dict(zip(missing, _read_now(view, missing), strict=True))
    return tuple(found[one] for one in wanted)


def frames(view: View, wanted: Sequence[Partition]) -> tuple[str, Frames]:
    """Return a stamp of all rows stored for the wanted KLPD, and the frames made of them."""
    own = (view.parts.settings.data, view.parts.klpd().digest)
    told = repr((own, sorted(_listed(view, wanted)), list(wanted)))
    stamp = hashlib.sha256(told.encode()).hexdigest()[:24]
    return stamp, _kept_frames(stamp, view, wanted)


def forget_failures() -> None:
    """Let the next run ask again what failed, within what one visitor may ask."""
    if bounds.pressed():
        forget()


def forget() -> None:
    """Let the next run ask again what failed; the caller has counted who asks."""
    _failure.clear()


@st.cache_resource(max_entries=KEPT_FRAMES, show_spinner=False)
def _kept_frames(stamp: str, _view: View, _wanted: Sequence[Partition]) -> Frames:
    stored = {entry[:3] for entry in _listed(_view, _wanted)}
    parts = _view.parts
    requests = [request(_view, one) for one in _wanted if one in stored]
    at, klpd = _view.state.snap, parts.klpd()
    return desk.read(parts.repository, requests, behind=True, at=at, klpd=klpd).frames


@st.cache_resource(ttl=REST_AFTER_FAILURE, max_entries=1000, show_spinner=False)
def _failure(key: str) -> list[Outcome]:
    """Return the cell that remembers a failure; it empties itself after its time."""
    return []


def remember(view: View, one: Partition, error: ServiceError) -> None:
    """Keep a failure for its time, so that the page does not ask again at once."""
    _failure(_key(view, one)).append(Outcome(request=request(view, one), error=error))


def request(view: View, one: Partition) -> Request:
    """Return the request for a partition."""
    (found,) = view.parts.rup(*_as_asked(one))
    return found


def _as_asked(one: Partition) -> tuple[tuple[str], tuple[str], tuple[int]]:
    name, kode, year = one
    return (name,), (kode,), (year,)


def _key(view: View, one: Partition) -> str:
    return f"{view.parts.settings.data} {view.parts.settings.inaproc} {one} {view.state.snap}"


def _served(view: View, one: Partition) -> Outcome:
    asked = request(view, one)
    try:
        snapshot = view.parts.repository.load(asked, behind=True, at=view.state.snap)
    except ServiceError as error:
        return Outcome(request=asked, error=error)
    return Outcome(request=asked, snapshot=snapshot)


def _too_many(view: View, one: Partition) -> Outcome:
    (asked,) = view.parts.rup(*_as_asked(one))
    said = view.words("batas.read_anew", n=bounds.READ_ANEW)
    return Outcome(request=asked, error=RateLimited(said))


def _read_now(view: View, missing: Sequence[Partition]) -> tuple[Outcome, ...]:
    requests = [request(view, one) for one in missing]
    bar = Bar(view=view, place=st.empty(), rest=st.skeleton(height=360))
    sheet = desk.read(
        view.parts.repository, requests, behind=True, at=view.state.snap, tell=bar.tell
    )
    bar.clear()
    for one, outcome in zip(missing, sheet.outcomes, strict=True):
        if outcome.error:
            _failure(_key(view, one)).append(outcome)
    return sheet.outcomes


def _listed(view: View, wanted: Sequence[Partition]) -> list[tuple[str, str, int, str]]:
    """Return every stored partition of the wanted KLPD, any year, with its newest pass."""
    repository, at = view.parts.repository, view.state.snap
    return [
        (name, kode, int(dict(place.parts)["tahun"]), f"{newest.digest} {newest.fetched_at}")
        for kode in dict.fromkeys(kode for _, kode, _ in wanted)
        for name in RUP
        for place, history in repository.stored("inaproc", name, f"kode_klpd={kode}")
        for newest in history.at(at)[:1]
    ]


@dataclass(slots=True, kw_only=True)
class Bar:
    """Progress of a first read: partitions, rows, pages and, once it can be told, the time left."""

    view: View
    place: DeltaGenerator
    rest: DeltaGenerator
    began: float = field(default_factory=time.monotonic)

    def tell(self, tally: Tally) -> None:
        """Draw how far the reading is; called in the page's own thread."""
        said = self.view.say(
            "shell.reading",
            label=tally.label or self.view.klpd,
            rows=self.view.number(tally.rows),
            pages=self.view.number(tally.pages),
            done=tally.done,
            all=tally.all,
        )
        for waiting in tally.waiting[:1]:
            said = self.view.say(
                "shell.waiting_lock" if waiting.holder else "shell.waiting_lock_unknown",
                label=waiting.label,
                holder=waiting.holder,
                since=waiting.since,
            )
        spent = time.monotonic() - self.began
        if tally.done and spent > 3:
            left = round(spent / tally.done * (tally.all - tally.done))
            said = f"{said} · {self.view.say('shell.reading_left', seconds=left)}"
        self.place.progress(tally.done / tally.all, text=said)

    def clear(self) -> None:
        """Take bar and skeleton away."""
        self.place.empty()
        self.rest.empty()
