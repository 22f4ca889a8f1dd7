"""What is known of the passes of one partition, and the sealed form in which it is stored."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal, TypeAlias

import msgspec
import polars as pl

from ..errors import ServiceError

SCHEMA_VERSION = 1
KEEP_PASSES = 20
KEEP_FOR = timedelta(days=400)
MOST_DROPPED = 2
"""Passes that one publication drops at most: no single reading of a clock drops a history."""
AHEAD = timedelta(hours=48)
"""How far an instant may lie beyond the pass before it and the time of its own file."""
SANDBOX = "sandbox"
"""The source of sample rows."""
LIVE = "live"
State: TypeAlias = Literal[
    "lengkap", "lengkap, terverifikasi", "berubah saat dibaca", "meragukan", "tidak lengkap"
]
_FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is known of one pass.

    rows: rows published. pages: answers read. repeats, conflicts, strangers: rows dropped as
    repeats, overruled by a later page, kept apart as another KLPD's or year's. quarantined: values
    that did not fit their column and rows that hold nothing (`keyless`), the first of them in
    `quarantine`. claims: what the source says of the number of rows where that disagrees with them,
    such as `meta.total 150`. complete: walked to a proven end. verified: a second pass of another
    page size agreed. changing: it did not, thrice; differing: rows in which the last two of them
    differ, the first of them in `differences`. suspect: an empty page was followed, or some rows
    hold nothing. clamped: page size served when below the one asked, else None. source: live or
    sandbox. address: host of the upstream. fetched_at: end of the pass, UTC. digest: sha256 of the
    file. fence: number of the lease it was published under, 0 without one. ahead: fetched_at lies
    too far beyond the pass before it and its file's time to be believed; it drops no other pass.
    """

    rows: int
    pages: int
    source: str
    address: str
    fetched_at: datetime
    repeats: int = 0
    conflicts: int = 0
    strangers: int = 0
    quarantined: int = 0
    quarantine: tuple[dict[str, str], ...] = ()
    keyless: int = 0
    claims: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    complete: bool = True
    verified: bool = False
    changing: bool = False
    differing: int = 0
    differences: tuple[dict[str, str], ...] = ()
    suspect: bool = False
    clamped: int | None = None
    digest: str = ""
    file: str = ""
    fence: int = 0
    ahead: bool = False
    schema_version: int = SCHEMA_VERSION

    @property
    def state(self) -> State:
        """Return what was proven of the pass; the weakest finding counts."""
        if self.changing:
            return "berubah saat dibaca"
        if self.suspect:
            return "meragukan"
        if self.verified:
            return "lengkap, terverifikasi"
        return "lengkap" if self.complete else "tidak lengkap"

    @property
    def made_up(self) -> bool:
        """Return whether the rows are sample data of the sandbox."""
        return self.source == SANDBOX


class Superseded(ServiceError):
    """Another pass was published since this one began; this one must not replace it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A stored frame with the pass it belongs to and, when an older one had to serve, why."""

    frame: pl.DataFrame
    manifest: Manifest
    damage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All passes of one partition, oldest first, and the number of swaps so far."""

    generation: int = 0
    passes: tuple[Manifest, ...] = ()

    def at(self, instant: datetime | None) -> tuple[Manifest, ...]:
        """Return the passes that ended at or before `instant`, newest first; None means all.

        The order is that of publication: two passes may end in one second, and clocks step back.
        """
        return tuple(p for p in reversed(self.passes) if instant is None or p.fetched_at <= instant)


def is_ahead(fetched_at: datetime, before: tuple[Manifest, ...], written: datetime) -> bool:
    """Tell whether an instant cannot be believed: 48 h beyond the pass before and its file's time.

    before: the passes published so far, of which the last believed one counts. written: the time
    that the place of data gives the new file.
    """
    last = next((p.fetched_at for p in reversed(before) if not p.ahead), written)
    return fetched_at > max(last, written) + AHEAD


def retained(passes: tuple[Manifest, ...]) -> tuple[Manifest, ...]:
    """Keep the last 20 passes or 400 days of them, whichever is more; drop two at most.

    Ages are counted from the newest pass; one whose instant is not believed drops nothing.
    """
    newest = passes[-1]
    if newest.ahead:
        return passes
    recent = sum(newest.fetched_at - p.fetched_at <= KEEP_FOR for p in passes)
    return passes[-max(KEEP_PASSES, recent, len(passes) - MOST_DROPPED) :]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """A history as stored: `digest` is the sha256 of the rest as written.

    As written, not as read: a manifest stays whole when a later version knows more of a pass. One
    without a digest was written before there were seals.
    """

    generation: int
    passes: msgspec.Raw
    digest: str = ""


_SEALED = msgspec.json.Decoder(_Sealed)
_PASSES = msgspec.json.Decoder(tuple[Manifest, ...])


def seal(history: History) -> bytes:
    """Return the stored form of a history."""
    passes = msgspec.json.encode(history.passes)
    digest = _digest(history.generation, passes)
    return msgspec.json.encode(
        _Sealed(generation=history.generation, passes=msgspec.Raw(passes), digest=digest)
    )


@lru_cache(maxsize=4096)
def unseal(raw: bytes) -> History:
    """Return the history of a stored form; raise ValueError for any that is not whole.

    The country is 2,000 manifests, read again at each question: what did not change is kept.
    """
    try:
        sealed = _SEALED.decode(raw)
        passes = _PASSES.decode(sealed.passes)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("bukan manifest") from error
    whole = sealed.digest in ("", _digest(sealed.generation, bytes(sealed.passes)))
    if sealed.generation < 1 or not whole or not all(map(_is_sound, passes)):
        raise ValueError("manifest tidak utuh")
    return History(generation=sealed.generation, passes=passes)


def _is_sound(one: Manifest) -> bool:
    """Tell whether a pass names a file of its own folder and an instant with a time zone."""
    return one.fetched_at.tzinfo is not None and (not one.file or bool(_FILE.fullmatch(one.file)))


def _digest(generation: int, passes: bytes) -> str:
    return hashlib.sha256(b"%d:%b" % (generation, passes)).hexdigest()
