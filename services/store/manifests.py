"""Manifests of the passes of one partition, and the sealed form in which they are stored."""

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
"""Most passes that one publication drops, so that a single wrong clock cannot drop a history."""
AHEAD = timedelta(hours=48)
"""How far an instant may be beyond the pass before it and the time of its own file."""
SANDBOX = "sandbox"
"""The source of sample rows."""
LIVE = "live"
FILE = "berkas"
"""The source of rows that a person imported from a file."""
State: TypeAlias = Literal[
    "lengkap",
    "lengkap, terverifikasi",
    "berubah saat dibaca",
    "meragukan",
    "tidak lengkap",
    "kelengkapan tidak dibuktikan",
    "lengkap menurut pengirim",
]
_FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Where imported rows come from.

    file, sha256, bytes: the file as it was imported. sheet: the sheet or member that held the rows,
    "" for none. stated_origin: what the importer says about it. The others are of a bundle: maker,
    its principal when the signature was verified; maker_state and maker_instant: what the maker's
    own manifest says, "" and None for a plain file.
    """

    file: str
    sha256: str
    bytes: int
    sheet: str = ""
    stated_origin: str = ""
    maker: str = ""
    maker_verified: bool = False
    maker_state: str = ""
    maker_instant: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The description of one pass.

    rows: rows published. pages: answers read. repeats, conflicts, strangers: rows dropped as exact
    repeats, replaced by a later page, or left out as another KLPD's or year's. quarantined: values
    that did not fit their column and empty rows (`keyless`), the first of them in `quarantine`.
    claims: numbers of rows that the source claims and that disagree with the rows, such as
    `meta.total 150`. complete: read to a proven end. verified: a second walk with another page size
    had the same rows. changing: three walks all differed; differing: rows in which the last two
    differ, the first of them in `differences`. suspect: rows may be missing, or some are empty.
    clamped: page size served when below the requested one, else None. source: LIVE, SANDBOX or
    FILE, and then `imported` names the file.
    address: host of the upstream. fetched_at: end of the pass, UTC. digest: sha256 of the file.
    fence: fence number of the lease it was published under, 0 without one. ahead: fetched_at is too
    far beyond the pass before and the time of its file to be trusted; it drops no other pass.
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
    imported: Imported | None = None
    schema_version: int = SCHEMA_VERSION

    @property
    def state(self) -> State:
        """Return what was proven of the pass; the weakest finding counts."""
        if self.imported:
            proven = self.imported.maker_state.startswith("lengkap")
            return "lengkap menurut pengirim" if proven else "kelengkapan tidak dibuktikan"
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

    @property
    def proven(self) -> bool:
        """Return whether the rows were read to a proven end; imported rows never were."""
        return self.complete and not self.from_file

    @property
    def from_file(self) -> bool:
        """Return whether the rows were imported; nothing proves that they are complete."""
        return self.source == FILE


class Superseded(ServiceError):
    """Another pass was published since this one began, which must not be replaced."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A stored frame with its manifest; `damage` says why an older one had to be used."""

    frame: pl.DataFrame
    manifest: Manifest
    damage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All passes of one partition, oldest first; `generation` is the number of publications."""

    generation: int = 0
    passes: tuple[Manifest, ...] = ()

    def at(self, instant: datetime | None) -> tuple[Manifest, ...]:
        """Return the passes that ended at or before `instant`, newest first; None means all.

        The order is that of publication: two passes may end in one second, and clocks may be set
        back.
        """
        return tuple(p for p in reversed(self.passes) if instant is None or p.fetched_at <= instant)


def is_ahead(fetched_at: datetime, before: tuple[Manifest, ...], written: datetime) -> bool:
    """Return whether an instant is 48 h beyond the pass before it and the time of its file.

    before: the passes published so far, of which the last trusted one counts. written: the
    modification time of the new file in the store.
    """
    last = next((p.fetched_at for p in reversed(before) if not p.ahead), written)
    return fetched_at > max(last, written) + AHEAD


def retained(passes: tuple[Manifest, ...]) -> tuple[Manifest, ...]:
    """Return the last 20 passes or those of 400 days, whichever is more; drop two at most.

    Ages are counted from the newest pass; one with an untrusted instant drops nothing.
    """
    newest = passes[-1]
    if newest.ahead:
        return passes
    recent = sum(newest.fetched_at - p.fetched_at <= KEEP_FOR for p in passes)
    return passes[-max(KEEP_PASSES, recent, len(passes) - MOST_DROPPED) :]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """A stored history: `digest` is the sha256 of the other members as they are written.

    So a manifest stays valid when a later version adds members to a pass. Those without a digest
    were written before digests existed.
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
    """Return the history of its stored form; raise ValueError when that is damaged.

    The whole country has 2,000 manifests, which are read at each request: unchanged ones are
    cached.
    """
    try:
        sealed = _SEALED.decode(raw)
        passes = _PASSES.decode(sealed.passes)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("bukan manifest") from error
    intact = sealed.digest in ("", _digest(sealed.generation, bytes(sealed.passes)))
    sound = all(  # each names a file of its own folder and an instant with a time zone
        p.fetched_at.tzinfo is not None and (not p.file or _FILE.fullmatch(p.file)) for p in passes
    )
    if sealed.generation < 1 or not intact or not sound:
        raise ValueError("manifest tidak utuh")
    return History(generation=sealed.generation, passes=passes)


def _digest(generation: int, passes: bytes) -> str:
    return hashlib.sha256(b"%d:%b" % (generation, passes)).hexdigest()
