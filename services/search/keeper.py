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

from ..analysis.frames import PENYEDIA, PENYEDIA_UMUM, RUP, SATKER
from ..errors import STORE_PROBLEMS, ServiceError
from ..inventory import listed
from ..repository import Repository
from ..store.snapshots import Manifest
from ..upstream.catalog import find
from .entries import Names, Rows, entries, names
from .index import Found, Index, IndexDamaged
from .match import Question
from .tables import Part

Tell = Callable[[int, int], None]

REST = 30.0
"""Seconds for which the store is not listed again, unless what the caller knows has changed."""
BATCH = 200_000
"""Entries that are written together."""
LAYOUT = "2"
"""Increase it whenever entries are made differently: everything is indexed anew then."""
_FOLDERS = (*RUP, PENYEDIA, PENYEDIA_UMUM)


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
class _KlpdRows:
    """The rows of one KLPD by year, the problems of reading them by year, and its names."""

    rows: Mapping[int, Rows]
    problems: Mapping[int, list[str]]
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
        batch = list[tuple[Part, pl.DataFrame]]()
        for done, year in enumerate(changed, start=1):
            if done == 1 or year.klpd != changed[done - 2].klpd:
                rows = self._rows([other for other in stored if other.klpd == year.klpd])
            unread += self._entries(year, rows, batch)
            if done == len(changed) or sum(table.height for _, table in batch) >= BATCH:
                self._index.put(batch)
                batch.clear()
            if tell:
                tell(done, len(changed))
        return Covered(years=tuple(stored), unread=tuple(unread))

    def _rows(self, years: list[KlpdYear]) -> _KlpdRows:
        """Read all years of one KLPD, and name its satkers and programs."""
        by_year, problems = dict[int, Rows](), dict[int, list[str]]()
        every: dict[str, list[pl.LazyFrame]] = {name: [] for name in _FOLDERS}
        for year in years:
            read = {name: self._frame(name, year) for name in _FOLDERS}
            frames = {name: frame for name, (frame, _) in read.items()}
            by_year[year.tahun] = _of_datasets(frames)
            problems[year.tahun] = [problem for _, problem in read.values() if problem]
            for name, frame in frames.items():
                every[name].append(frame)
        together = {name: pl.concat(frames) for name, frames in every.items()}
        try:
            satkers = self._repository.peek(find(SATKER).partition(years[0].klpd, 0))
        except STORE_PROBLEMS:
            satkers = None
        if satkers:
            together[SATKER] = satkers.frame.lazy().with_columns(
                tahun=pl.lit(None, pl.Int16()), kd_klpd=pl.lit(years[0].klpd)
            )
        return _KlpdRows(rows=by_year, problems=problems, known=names(_of_datasets(together)))

    def _entries(
        self, year: KlpdYear, rows: _KlpdRows, batch: list[tuple[Part, pl.DataFrame]]
    ) -> list[str]:
        """Add the entries of a KLPD-year to a batch; return its datasets that cannot be read.

        Those are tried again next time.
        """
        unread = list(rows.problems[year.tahun])
        try:
            table = entries(rows.rows[year.tahun], rows.known).collect()
        except ServiceError as error:
            return [*unread, f"{year.name}: {error.message}"]
        digest = "" if unread else year.digest
        batch.append((Part(year.name, digest, year.klpd, year.tahun), table))
        return unread

    def _frame(self, dataset: str, year: KlpdYear) -> tuple[pl.LazyFrame, str]:
        """Return a dataset's rows led by tahun and kd_klpd, and the problem with reading them."""
        kind = find(dataset)
        request = kind.request(kode_klpd=year.klpd, tahun=str(year.tahun))
        frame, problem = pl.DataFrame(schema=kind.schema), ""
        if dataset in year.passes:
            try:
                snapshot = self._repository.peek(request, hold=False)
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
            master = self._repository.history(find(SATKER).partition(klpd, 0)).passes
            digests += [(0, SATKER, manifest.digest) for manifest in master[-1:]]
            digest = hashlib.sha256(repr((LAYOUT, sorted(digests))).encode()).hexdigest()
            stored += [
                KlpdYear(klpd=klpd, tahun=tahun, passes=MappingProxyType(newest), digest=digest)
                for tahun, newest in sorted(years.items())
            ]
        return stored


def _of_datasets(frames: Mapping[str, pl.LazyFrame]) -> Rows:
    program, swakelola, kaji_ulang = (frames[name] for name in RUP)
    others = {name: frame for name, frame in frames.items() if name not in RUP}
    return Rows(program=program, swakelola=swakelola, kaji_ulang=kaji_ulang, others=others)


def index_path(root: Path, scope: str) -> Path:
    """Return the path of a stored scope's index below the data folder."""
    return root / "cari" / f"{scope}.sqlite"


def opened(repository: Repository, root: Path) -> Keeper:
    """Return a keeper over the RUP partitions of a repository, its index below the data folder."""
    any_request = find(_FOLDERS[0]).request(kode_klpd="D1", tahun="2025")
    return Keeper(repository, Index(index_path(root, repository.place(any_request).scope)))
