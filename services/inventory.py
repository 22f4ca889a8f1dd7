"""What is stored of the chosen years, by KLPD: the manifests alone, no rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from .analysis.frames import RUP
from .repository import Repository, Stored
from .store.survey import Found
from .upstream.catalog import find

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
        parts = dict(place.parts)
        newest = next(iter(history.at(at)), None)
        if newest and set(parts) == {"kode_klpd", "tahun"}:
            stored = Stored(request=find(name).request(**parts), manifest=newest, at=at)
            told.append((parts["kode_klpd"], int(parts["tahun"]), stored))
    return tuple(told)


_known = lru_cache(maxsize=4 * len(RUP))(_told)
"""The same for a whole dataset, made once for what was found."""
