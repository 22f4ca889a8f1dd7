"""What is stored: which KLPD, years and datasets, from their manifests alone; no rows are read.

The only module that reads what the names of stored partitions say. Everything here is as of an
instant (None: now).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from .analysis.frames import RUP
from .repository import Repository, Stored
from .store.snapshots import Manifest, Place
from .store.survey import Found
from .upstream.catalog import find, klpd_names, source_of
from .upstream.dataset import Request

SOURCE = "inaproc"
FEW = 24
"""KLPD up to which each folder is listed by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The partitions stored of one KLPD-year, by dataset, each in its newest complete snapshot."""

    kode: str
    tahun: int
    partitions: Mapping[str, Stored]

    def of(self, names: Iterable[str]) -> list[Stored]:
        """Return the partitions of some datasets."""
        return [self.partitions[name] for name in names if name in self.partitions]

    def digests(self, names: Iterable[str] = RUP) -> str:
        """Return the digests of some datasets' rows in one text, `-` where none is stored."""
        stored = (self.partitions.get(name) for name in names)
        return " ".join(partition.manifest.digest if partition else "-" for partition in stored)

    def only(self, stored: Iterable[Stored]) -> Year:
        """Return the same KLPD-year with only those of its partitions that are in `stored`."""
        partitions = {
            partition.request.dataset.name: partition
            for partition in stored
            if partition.request.values["kode_klpd"] == self.kode
        }
        return Year(kode=self.kode, tahun=self.tahun, partitions=partitions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """One stored partition of any source: its place, the dataset's folder and all its passes."""

    place: Place
    dataset: str
    source: str
    kode: str
    tahun: int | None
    passes: tuple[Manifest, ...]

    @property
    def newest(self) -> Manifest:
        """Return the newest pass."""
        return self.passes[0]


def partitions(repository: Repository, *, at: datetime | None = None) -> list[Partition]:
    """Return every readable partition that has a pass, of all sources; kode "" for no KLPD."""
    stored = []
    for place, history in repository.everything():
        if passes := history.at(at):
            values = place.values
            stored.append(
                Partition(
                    place=place,
                    dataset=place.dataset,
                    source=source_of(place.dataset),
                    kode=values.get("kode_klpd", ""),
                    tahun=int(values["tahun"]) if "tahun" in values else None,
                    passes=passes,
                )
            )
    return stored


def unread(repository: Repository, klpd: Iterable[str], tahun: Iterable[int]) -> list[Request]:
    """Return the requests for every dataset of some KLPD-years that is not stored, by dataset."""
    codes, years = list(klpd), list(tahun)
    stored = {partition.request for partition in newest(repository, codes, klpd_names())}
    requests = (
        find(name).partition(kode, year)
        for name in klpd_names()
        for kode in codes
        for year in years
    )
    return [request for request in dict.fromkeys(requests) if request not in stored]


def klpd_years(repository: Repository) -> list[tuple[str, int]]:
    """Return every (KLPD, year) with at least one stored dataset, sorted."""
    return [(year.kode, year.tahun) for year in listed(repository)]


def years_with_rows(repository: Repository, names: Iterable[str] = RUP) -> dict[str, list[int]]:
    """Return the years of each KLPD of which any rows of these datasets are stored, both sorted."""
    years: dict[str, list[int]] = {}
    for year in listed(repository, names=names):
        if any(partition.manifest.rows for partition in year.partitions.values()):
            years.setdefault(year.kode, []).append(year.tahun)
    return years


def imported_years(repository: Repository) -> dict[str, list[int]]:
    """Return the years of each KLPD of which rows of any dataset with years are stored."""
    names = (name for name in klpd_names() if find(name).by_klpd_year)
    return years_with_rows(repository, tuple(names))


def listed(
    repository: Repository,
    tahun: Iterable[int] | None = None,
    *,
    klpd: Iterable[str] | None = None,
    at: datetime | None = None,
    names: Iterable[str] = RUP,
) -> list[Year]:
    """Return the stored KLPD-years, of some KLPD and years or of all, sorted.

    names: the datasets whose partitions they list. A dataset without years is listed with every
    stored year of its KLPD, and makes no year stored.
    """
    years = None if tahun is None else set(tahun)
    codes = None if klpd is None else set(klpd)
    stored: dict[tuple[str, int], dict[str, Stored]] = {}
    by_year = [name for name in names if find(name).by_klpd_year]
    for name in by_year:
        for kode, year, partition in _newest_passes(repository, name, codes, at):
            if (years is None or year in years) and (codes is None or kode in codes):
                stored.setdefault((kode, year), {})[name] = partition
    yearless = [name for name in names if name not in by_year]
    every_year = newest(repository, {kode for kode, _ in stored}, yearless, at=at)
    of_klpd = {partition.request.partition[:2]: partition for partition in every_year}
    for (kode, _), by_name in stored.items():
        by_name.update((n, of_klpd[n, kode]) for n in yearless if (n, kode) in of_klpd)
    return [
        Year(kode=kode, tahun=year, partitions=by_name)
        for (kode, year), by_name in sorted(stored.items())
    ]


def without_years(
    repository: Repository,
    name: str,
    *,
    klpd: Iterable[str] | None = None,
    at: datetime | None = None,
) -> list[Year]:
    """Return the stored partitions of a dataset without years, of some KLPD or all, as year 0."""
    codes = None if klpd is None else set(klpd)
    return [
        Year(kode=kode, tahun=0, partitions={name: stored})
        for kode, _, stored in _newest_passes(repository, name, codes, at)
        if codes is None or kode in codes
    ]


def newest(
    repository: Repository,
    klpd: Iterable[str],
    names: Iterable[str] | None = None,
    *,
    at: datetime | None = None,
) -> list[Stored]:
    """Return the newest passes of some datasets of some KLPD, of all years and without years.

    names: all datasets by default.
    """
    codes = set(klpd)
    return [
        stored
        for name in (klpd_names() if names is None else names)
        for kode, _, stored in _newest_passes(repository, name, codes, at)
        if kode in codes
    ]


_Newest = tuple[tuple[str, int, Stored], ...]


def _newest_passes(
    repository: Repository, name: str, codes: set[str] | None, at: datetime | None
) -> Iterator[tuple[str, int, Stored]]:
    """Yield KLPD, year and newest pass of the partitions of a dataset.

    Of at least these KLPD, of all for None. The year of a dataset without years is 0.
    """
    if codes is None or len(codes) > FEW:
        yield from _newest_of_dataset(repository.surveyed(SOURCE, name), name, at)
        return
    for kode in sorted(codes):
        yield from _newest_of(repository.surveyed(SOURCE, name, f"kode_klpd={kode}"), name, at)


def _newest_of(listing: Found, name: str, at: datetime | None) -> _Newest:
    newest, dataset = [], find(name)
    params = {"kode_klpd", "tahun"} if dataset.by_klpd_year else {"kode_klpd"}
    for place, history in listing.readable:
        values, passes = place.values, history.at(at)
        if passes and set(values) == params:
            stored = Stored(request=dataset.request(**values), manifest=passes[0], at=at)
            newest.append((values["kode_klpd"], int(values.get("tahun", 0)), stored))
    return tuple(newest)


_newest_of_dataset = lru_cache(maxsize=64)(_newest_of)
"""The same for a whole dataset; a listing that did not change is the same object."""
