"""What is stored of the chosen years, by KLPD: the manifests alone, no rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.analysis.frames import RUP
from services.repository import Repository, Stored
from services.upstream.catalog import find

SOURCE = "inaproc"
FEW = 24
"""KLPD up to which each folder is listed by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The partitions stored of one KLPD-year, by dataset, each in its newest complete snapshot."""

    kode: str
    tahun: int
    parts: Mapping[str, Stored]

    @property
    def digests(self) -> str:
        """Name the rows of the whole KLPD-year: one digest a dataset, `-` for one not stored."""
        return " ".join(self.parts[n].manifest.digest if n in self.parts else "-" for n in RUP)


def listed(
    repository: Repository,
    tahun: Iterable[int] | None = None,
    *,
    klpd: Iterable[str] | None = None,
    at: datetime | None = None,
) -> list[Year]:
    """Return the KLPD-years stored at an instant (None: now), of some or of all, sorted."""
    years = None if tahun is None else set(tahun)
    found: dict[tuple[str, int], dict[str, Stored]] = {}
    for name, one in _everything(repository, klpd, at):
        values = one.request.values
        if years is None or int(values["tahun"]) in years:
            found.setdefault((values["kode_klpd"], int(values["tahun"])), {})[name] = one
    return [
        Year(kode=kode, tahun=year, parts=parts) for (kode, year), parts in sorted(found.items())
    ]


def _everything(
    repository: Repository, klpd: Iterable[str] | None, at: datetime | None
) -> Iterator[tuple[str, Stored]]:
    codes = None if klpd is None else set(klpd)
    few = codes is not None and len(codes) <= FEW
    folders = [(f"kode_klpd={kode}",) for kode in sorted(codes or ())] if few else [()]
    for name in RUP:
        for folder in folders:
            for place, history in repository.stored(SOURCE, name, *folder):
                parts = dict(place.parts)
                newest = next(iter(history.at(at)), None)
                if not newest or set(parts) != {"kode_klpd", "tahun"}:
                    continue
                if codes is None or parts["kode_klpd"] in codes:
                    request = find(name).request(**parts)
                    yield name, Stored(request=request, manifest=newest, at=at)
