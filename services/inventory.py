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
from .upstream.catalog import find, source_of

SOURCE = "inaproc"
FEW = 24
"""KLPD up to which each folder is listed by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The partitions stored of one KLPD-year, by dataset, each in its newest complete snapshot."""

    kode: str
    tahun: int
    parts: Mapping[str, Stored]

    def of(self, names: Iterable[str]) -> list[Stored]:
        """Return the partitions of some datasets."""
        return [self.parts[name] for name in names if name in self.parts]

    def digests(self, names: Iterable[str] = RUP) -> str:
        """Name the rows of some datasets: one digest each, `-` for one that is not stored."""
        return " ".join(self.parts[n].manifest.digest if n in self.parts else "-" for n in names)

    def only(self, stored: Iterable[Stored]) -> Year:
        """Return the same KLPD-year with those of these partitions that are its own."""
        own = (one for one in stored if one.request.values["kode_klpd"] == self.kode)
        parts = {one.request.dataset.name: one for one in own}
        return Year(kode=self.kode, tahun=self.tahun, parts=parts)


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


def klpd_years(repository: Repository) -> list[tuple[str, int]]:
    """Return every (KLPD, year) with at least one stored dataset, sorted."""
    return [(year.kode, year.tahun) for year in listed(repository)]


def years_with_rows(repository: Repository) -> dict[str, list[int]]:
    """Return the years of each KLPD of which any rows are stored, both sorted."""
    years: dict[str, list[int]] = {}
    for year in listed(repository):
        if any(partition.manifest.rows for partition in year.parts.values()):
            years.setdefault(year.kode, []).append(year.tahun)
    return years


def listed(
    repository: Repository,
    tahun: Iterable[int] | None = None,
    *,
    klpd: Iterable[str] | None = None,
    at: datetime | None = None,
    names: Iterable[str] = RUP,
) -> list[Year]:
    """Return the KLPD-years stored at an instant (None: now), of some or of all, sorted.

    With those of their partitions that are of the datasets `names`.
    """
    years = None if tahun is None else set(tahun)
    codes = None if klpd is None else set(klpd)
    found: dict[tuple[str, int], dict[str, Stored]] = {}
    for name in names:
        for kode, year, one in _everything(repository, name, codes, at):
            if (years is None or year in years) and (codes is None or kode in codes):
                found.setdefault((kode, year), {})[name] = one
    return [
        Year(kode=kode, tahun=year, parts=parts) for (kode, year), parts in sorted(found.items())
    ]


_Parts = tuple[tuple[str, int, Stored], ...]


def _everything(
    repository: Repository, name: str, codes: set[str] | None, at: datetime | None
) -> Iterator[tuple[str, int, Stored]]:
    if codes is None or len(codes) > FEW:
        yield from _known(repository.surveyed(SOURCE, name), name, at)
        return
    for kode in sorted(codes):
        yield from _told(repository.surveyed(SOURCE, name, f"kode_klpd={kode}"), name, at)


def _told(found: Found, name: str, at: datetime | None) -> _Parts:
    """Return KLPD, year and newest snapshot of the partitions found."""
    told = []
    for place, history in found.readable:
        parts = place.values
        newest = next(iter(history.at(at)), None)
        if newest and set(parts) == {"kode_klpd", "tahun"}:
            stored = Stored(request=find(name).request(**parts), manifest=newest, at=at)
            told.append((parts["kode_klpd"], int(parts["tahun"]), stored))
    return tuple(told)


_known = lru_cache(maxsize=4 * len(RUP))(_told)
"""The same for a whole dataset, made once for what was found."""
