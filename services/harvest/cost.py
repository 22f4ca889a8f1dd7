"""What reading costs before it is read: requests, and minutes at the rate limits of the gateway."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .. import inventory
from ..repository import Repository
from ..upstream.connection.limiter import least_seconds
from ..upstream.dataset import Dataset, Request
from ..upstream.walk.pagination import LIMIT

_TWICE = 2
_KINDS = ("KEMENTERIAN", "PROVINSI", "KABUPATEN")
_LIKE = {"LEMBAGA": "KEMENTERIAN", "KOTA": "KABUPATEN"}
TYPICAL: Mapping[str, tuple[int, int, int]] = {
    "program-master": (194, 363, 250),
    "paket-swakelola": (1_183, 3_552, 5_555),
    "history-kaji-ulang": (20_184, 20_184, 20_184),
    "master-satker": (247, 247, 165),
    "paket-penyedia": (7_613, 16_975, 12_013),
    "paket-penyedia-terumumkan": (7_613, 16_975, 12_013),
    "paket-swakelola-terumumkan": (1_183, 3_552, 5_555),
    "paket-anggaran-penyedia": (17_115, 53_377, 17_115),
    "paket-anggaran-swakelola": (81, 16_957, 16_957),
}
"""Rows of one KLPD and year by kind (ministry, province, kabupaten), for those never read.

Source: the largest counts seen in stored answers of the gateway, January to August 2026; where a
kind was not seen, that of the kind nearest in size. Whole lists need no count.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """An estimate for one or more partitions.

    rows: 0 for whole lists, whose rows make no difference. by_type: the rows are typical ones of
    the kind of KLPD, since no other year of it is stored.
    """

    requests: int
    rows: int = 0
    by_type: bool = False

    @property
    def minutes(self) -> int:
        """Return the minutes that the rate limits need at least, 0 for less than one."""
        return math.ceil(least_seconds(self.requests) / 60)

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of both."""
        return Cost(
            requests=self.requests + other.requests,
            rows=self.rows + other.rows,
            by_type=self.by_type or other.by_type,
        )


def of_rows(dataset: Dataset, rows: int, *, by_type: bool = False) -> Cost:
    """Return the cost of a partition with so many rows.

    Pages of 1,000 rows and one probe of the last cursor; a whole list is read twice.
    """
    if dataset.bare:
        return Cost(requests=_TWICE)
    return Cost(requests=max(1, -(-rows // LIMIT)) + 1, rows=rows, by_type=by_type)


def typical_rows(dataset: str, kind: str) -> int:
    """Return the usual number of rows for a kind of KLPD; the largest kind's for an unknown one."""
    counts = TYPICAL.get(dataset, (LIMIT,) * len(_KINDS))
    known = _LIKE.get(kind, kind)
    return counts[_KINDS.index(known)] if known in _KINDS else max(counts)


def estimate(
    repository: Repository, requests: Iterable[Request], kinds: Mapping[str, str]
) -> Iterator[tuple[Request, Cost]]:
    """Yield each request with its cost, from the rows of the KLPD's nearest other year if stored.

    kinds: the jenis_klpd of each KLPD. No source is asked.
    """
    wanted = list(requests)
    names = dict.fromkeys(request.dataset.name for request in wanted)
    klpd = {request.values["kode_klpd"] for request in wanted}
    stored: dict[tuple[str, str], dict[int, int]] = {}
    for year in inventory.listed(repository, klpd=klpd, names=names):
        for name, partition in year.partitions.items():
            rows_by_year = stored.setdefault((name, year.kode), {})
            rows_by_year[year.tahun] = partition.manifest.rows
    for request in wanted:
        name, kode = request.dataset.name, request.values["kode_klpd"]
        rows_by_year = stored.get((name, kode), {})
        nearest = min(rows_by_year, key=lambda y: (abs(y - (request.tahun or y)), -y), default=None)
        if nearest is None:
            typical = typical_rows(name, kinds.get(kode, "").upper())
            yield request, of_rows(request.dataset, typical, by_type=True)
        else:
            yield request, of_rows(request.dataset, rows_by_year[nearest])


def by_dataset(costs: Iterable[tuple[Request, Cost]]) -> dict[str, Cost]:
    """Return the costs of each dataset together, in the order of the requests."""
    sums: dict[str, Cost] = {}
    for request, cost in costs:
        name = request.dataset.name
        sums[name] = sums[name] + cost if name in sums else cost
    return sums
