"""Bring the index up to date with the store, and search it; only what changed is indexed anew."""

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
"""Seconds for which the store is not listed again, unless what the caller knows has changed."""
LAYOUT = "1"
"""Increase it whenever entries are made differently: everything is indexed anew then."""
_FOLDERS = tuple(dataset.folder for dataset in RUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class KlpdYear:
    """One stored KLPD-year: the newest pass of each of its datasets, by name.

    digest changes whenever its entries may have changed: with any year of the KLPD, since names
    come from all of them.
    """

    klpd: str
    tahun: int
    passes: MappingProxyType[str, Manifest]
    digest: str

    @property
    def name(self) -> str:
        """Return the name of the KLPD-year in the index."""
        return f"{self.klpd} {self.tahun}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What a search covers: the KLPD-years indexed, and the names of those that cannot be read."""

    years: tuple[KlpdYear, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """Return the manifests of all indexed snapshots."""
        return tuple(manifest for year in self.years for manifest in year.passes.values())

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """Return the oldest and newest instant of reading, None when nothing is covered."""
        instants = [manifest.fetched_at for manifest in self.manifests]
        return (min(instants), max(instants)) if instants else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """The rows of one KLPD by year, a frame and a problem ("" for none) per dataset; its names."""

    frames: Mapping[int, list[tuple[pl.LazyFrame, str]]]
    known: Names


class Keeper:
    """Searches what a repository stores. Threads share one keeper.

    The index is a cache: a damaged file is replaced within the same call.
    """

    def __init__(
        self,
        repository: Repository,
        index: Index,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """List and index nothing yet."""
        self._repository = repository
        self._index = index
        self._clock = clock
        self._lock = threading.Lock()
        self._last: tuple[float, str, Covered] | None = None

    def refresh(self, known: str = "", *, tell: Tell | None = None) -> Covered:
        """Index every stored KLPD-year whose newest passes are not indexed yet; return them all.

        The store is listed anew after REST seconds, or when `known` differs from that of the last
        call. `known` is any text that changes when the caller sees something new in the store.
        `tell` receives (done, all) after each KLPD-year. One thread indexes, others wait for it.
        """
        with self._lock:
            if self._last and self._last[1] == known and self._clock() - self._last[0] < REST:
                return self._last[2]
            try:
                covered = self._update(tell)
            except IndexDamaged:
                self._index.remake()
                covered = self._update(tell)
            self._last = (self._clock(), known, covered)
            return covered

    def find(self, question: Question, *, limit: int = 50, offset: int = 0) -> Found:
        """Return the hits of a question, as Index.find; a damaged index is made anew first."""
        try:
            return self._index.find(question, limit=limit, offset=offset)
        except IndexDamaged:
            with self._lock:
                self._last = None
            self.refresh()
            return self._index.find(question, limit=limit, offset=offset)

    def _update(self, tell: Tell | None) -> Covered:
        stored = self._stored()
        digests = self._index.digests()
        unread = [str(problem) for problem in self._repository.unreadable()]
        if not unread:  # else a KLPD-year that is not listed may still be stored
            for name in sorted(set(digests) - {year.name for year in stored}):
                self._index.forget(name)
        changed = [year for year in stored if digests.get(year.name) != year.digest]
        for done, year in enumerate(changed, start=1):
            if done == 1 or year.klpd != changed[done - 2].klpd:
                rows = self._rows([other for other in stored if other.klpd == year.klpd])
            unread += self._index_year(year, rows)
            if tell:
                tell(done, len(changed))
        return Covered(years=tuple(stored), unread=tuple(unread))

    def _rows(self, years: list[KlpdYear]) -> _Rows:
        """Read all years of one KLPD, and name its satkers and programs."""
        frames = {
            year.tahun: [self._frame(dataset, year) for dataset in _FOLDERS] for year in years
        }
        datasets = zip(*([frame for frame, _ in year] for year in frames.values()), strict=True)
        program, swakelola, kaji_ulang = (pl.concat(list(dataset)) for dataset in datasets)
        return _Rows(frames=frames, known=names(program, swakelola, kaji_ulang))

    def _index_year(self, year: KlpdYear, rows: _Rows) -> list[str]:
        """Index one KLPD-year; return its unreadable datasets, which are tried again next time."""
        frames = rows.frames[year.tahun]
        unread = [problem for _, problem in frames if problem]
        program, swakelola, kaji_ulang = (frame for frame, _ in frames)
        try:
            table = entries(program, swakelola, kaji_ulang, rows.known).collect()
        except ServiceError as error:
            return [*unread, f"{year.name}: {error.message}"]
        digest = "" if unread else year.digest
        self._index.put(year.name, digest, year.klpd, year.tahun, table)
        return unread

    def _frame(self, dataset: str, year: KlpdYear) -> tuple[pl.LazyFrame, str]:
        """Return a dataset's rows led by tahun and kd_klpd, and the problem with reading them."""
        kind = find(dataset)
        request = kind.request(kode_klpd=year.klpd, tahun=str(year.tahun))
        frame, problem = pl.DataFrame(schema=kind.schema), ""
        if dataset in year.passes:
            try:
                snapshot = self._repository.peek(request)
            except ServiceError as error:
                problem = str(error)
            else:
                frame = snapshot.frame if snapshot else frame
        lead = (pl.lit(year.tahun, pl.Int16()).alias("tahun"), pl.lit(year.klpd).alias("kd_klpd"))
        return frame.lazy().select(*lead, pl.exclude("tahun", "kd_klpd")), problem

    def _stored(self) -> list[KlpdYear]:
        """Return every stored KLPD-year, by code and year."""
        passes: dict[str, dict[int, dict[str, Manifest]]] = {}
        for year in listed(self._repository, names=_FOLDERS):
            newest = {name: partition.manifest for name, partition in year.partitions.items()}
            passes.setdefault(year.kode, {})[year.tahun] = newest
        stored = list[KlpdYear]()
        for klpd, years in passes.items():
            digests = [
                (tahun, name, m.digest) for tahun in years for name, m in years[tahun].items()
            ]
            digest = hashlib.sha256(repr((LAYOUT, sorted(digests))).encode()).hexdigest()
            stored += [
                KlpdYear(klpd=klpd, tahun=tahun, passes=MappingProxyType(newest), digest=digest)
                for tahun, newest in sorted(years.items())
            ]
        return stored


def index_path(root: Path, scope: str) -> Path:
    """Return the path of a stored scope's index below the data folder."""
    return root / "cari" / f"{scope}.sqlite"


def opened(repository: Repository, root: Path) -> Keeper:
    """Return a keeper over the RUP partitions of a repository, its index below the data folder."""
    any_request = find(_FOLDERS[0]).request(kode_klpd="D1", tahun="2025")
    return Keeper(repository, Index(index_path(root, repository.place(any_request).scope)))
