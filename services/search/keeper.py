"""Keep the index in step with the store: what changed is indexed anew, nothing else."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import polars as pl

from ..errors import ServiceError
from ..inventory import listed
from ..repository import Repository
from ..store.snapshots import Manifest
from ..upstream.catalog import RUP, find
from .entries import Names, entries, names
from .index import Found, Index, IndexDamaged
from .match import Question

Tell = Callable[[int, int], None]

REST = 30.0
"""Seconds in which the store is not listed again, unless what the caller knows has changed."""
LAYOUT = "1"
"""Counted up whenever entries are made otherwise: everything is indexed anew then."""
_FOLDERS = tuple(dataset.folder for dataset in RUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class KlpdYear:
    """One KLPD-year as stored: the newest pass of each of its datasets, by name.

    digest changes whenever what can be found in it may have: with any year of the KLPD, since
    names come from all of them.
    """

    klpd: str
    tahun: int
    passes: MappingProxyType[str, Manifest]
    digest: str

    @property
    def name(self) -> str:
        """Name the KLPD-year in the index."""
        return f"{self.klpd} {self.tahun}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What a search covers: the KLPD-years indexed, and those that could not be read, by name."""

    parts: tuple[KlpdYear, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """Return every pass behind the index."""
        return tuple(one for part in self.parts for one in part.passes.values())

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """Return the oldest and newest instant of reading, None when nothing is covered."""
        instants = [one.fetched_at for one in self.manifests]
        return (min(instants), max(instants)) if instants else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The rows of one KLPD by year, each dataset with what was wrong with it, and its names."""

    frames: Mapping[int, list[tuple[pl.LazyFrame, str]]]
    known: Names


class Keeper:
    """Searches what a repository stores. Threads share one keeper.

    The index is a cache: a damaged file is dropped and made anew within the same call.
    """

    def __init__(
        self,
        repository: Repository,
        index: Index,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the parts; nothing is listed or indexed yet."""
        self._repository = repository
        self._index = index
        self._clock = clock
        self._lock = threading.Lock()
        self._last: tuple[float, str, Covered] | None = None

    def refresh(self, known: str = "", *, tell: Tell | None = None) -> Covered:
        """Index every stored KLPD-year whose newest passes are not indexed yet; say what is.

        The store is listed anew once REST is over, or when `known` differs from the last call's:
        any text that changes with what the caller has seen stored. `tell` receives (done, all)
        after each KLPD-year. One thread indexes, others wait for it.
        """
        with self._lock:
            if self._last and self._last[1] == known and self._clock() - self._last[0] < REST:
                return self._last[2]
            try:
                covered = self._refreshed(tell)
            except IndexDamaged:
                self._index.remake()
                covered = self._refreshed(tell)
            self._last = (self._clock(), known, covered)
            return covered

    def find(self, question: Question, *, limit: int = 50, offset: int = 0) -> Found:
        """Return the hits of a question, as Index.find, over what is stored now if need be."""
        try:
            return self._index.find(question, limit=limit, offset=offset)
        except IndexDamaged:
            with self._lock:
                self._last = None
            self.refresh()
            return self._index.find(question, limit=limit, offset=offset)

    def _refreshed(self, tell: Tell | None) -> Covered:
        stored = self._stored()
        known = self._index.digests()
        hidden = [str(one) for one in self._repository.unreadable()]
        for gone in sorted(set(known) - {part.name for part in stored}):
            if not hidden:  # else it may be there and not readable now
                self._index.forget(gone)
        todo = [part for part in stored if known.get(part.name) != part.digest]
        unread = hidden
        for done, part in enumerate(todo, start=1):
            if done == 1 or part.klpd != todo[done - 2].klpd:
                read = self._read([one for one in stored if one.klpd == part.klpd])
            unread += self._indexed(part, read)
            if tell:
                tell(done, len(todo))
        return Covered(parts=tuple(stored), unread=tuple(unread))

    def _read(self, parts: list[KlpdYear]) -> _Read:
        """Read all years of one KLPD and what its satkers and programs are called."""
        frames = {
            part.tahun: [self._frame(dataset, part) for dataset in _FOLDERS] for part in parts
        }
        years = zip(*([frame for frame, _ in year] for year in frames.values()), strict=True)
        program, swakelola, kaji_ulang = (pl.concat(list(part)) for part in years)
        return _Read(frames=frames, known=names(program, swakelola, kaji_ulang))

    def _indexed(self, part: KlpdYear, read: _Read) -> list[str]:
        """Index one KLPD-year; return what of it could not be read, to be tried again next time."""
        frames = read.frames[part.tahun]
        unread = [damage for _, damage in frames if damage]
        program, swakelola, kaji_ulang = (frame for frame, _ in frames)
        try:
            found = entries(program, swakelola, kaji_ulang, read.known).collect()
        except ServiceError as error:
            return [*unread, f"{part.name}: {error.message}"]
        digest = "" if unread else part.digest
        self._index.put(part.name, digest, part.klpd, part.tahun, found)
        return unread

    def _frame(self, dataset: str, part: KlpdYear) -> tuple[pl.LazyFrame, str]:
        """Return the rows of a dataset led by tahun and kd_klpd, none when it cannot be read."""
        kind = find(dataset)
        request = kind.request(kode_klpd=part.klpd, tahun=str(part.tahun))
        frame, damage = pl.DataFrame(schema=kind.schema), ""
        if dataset in part.passes:
            try:
                snapshot = self._repository.peek(request)
            except ServiceError as error:
                damage = str(error)
            else:
                frame = snapshot.frame if snapshot else frame
        lead = (pl.lit(part.tahun, pl.Int16()).alias("tahun"), pl.lit(part.klpd).alias("kd_klpd"))
        return frame.lazy().select(*lead, pl.exclude("tahun", "kd_klpd")), damage

    def _stored(self) -> list[KlpdYear]:
        stored: dict[str, dict[int, dict[str, Manifest]]] = {}
        for year in listed(self._repository, names=_FOLDERS):
            passes = {name: partition.manifest for name, partition in year.parts.items()}
            stored.setdefault(year.kode, {})[year.tahun] = passes
        return [year for klpd, years in stored.items() for year in _parts(klpd, years)]


def _parts(klpd: str, years: Mapping[int, Mapping[str, Manifest]]) -> list[KlpdYear]:
    told = [(year, name, one.digest) for year in years for name, one in years[year].items()]
    digest = hashlib.sha256(repr((LAYOUT, sorted(told))).encode()).hexdigest()
    return [
        KlpdYear(klpd=klpd, tahun=year, passes=MappingProxyType(dict(passes)), digest=digest)
        for year, passes in sorted(years.items())
    ]


def index_path(root: Path, scope: str) -> Path:
    """Return where the index of a stored scope lies below the data folder."""
    return root / "cari" / f"{scope}.sqlite"


def opened(repository: Repository, root: Path) -> Keeper:
    """Return a keeper over the RUP partitions of a repository, its index below the data folder."""
    some = find(_FOLDERS[0]).request(kode_klpd="D1", tahun="2025")
    return Keeper(repository, Index(index_path(root, repository.place(some).scope)))
