"""Changes between stored passes, of what a reader follows: KLPD, years, a satker, a code.

Nothing is read anew and nothing is remembered: passes that are stored are compared with those
before them, the newest first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType

import polars as pl

from ..analysis.frames import HISTORY, PROVIDER_LISTS, RUP
from ..inventory import newest
from ..repository import Manifest, Repository
from ..upstream.dataset import Request
from .changes import Change, Memory, as_seen, compared, rows_of

DATASETS = (*RUP, *PROVIDER_LISTS)
MOST_COMPARED = 20
"""Pairs of passes that a feed compares: each is read and compared row by row."""
_CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {HISTORY: ("kd_rup_lama", "kd_rup_baru"), **dict.fromkeys(PROVIDER_LISTS, ("kd_rup",))}
    | {RUP[1]: ("kd_rup",)}
)
"""The columns of a dataset that hold codes of packages; programs have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a reader follows; "" and () for all. kode is a kd_rup."""

    klpd: tuple[str, ...]
    tahun: tuple[int, ...] = ()
    satker: str = ""
    kode: str = ""

    def rows(self, dataset: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of a dataset that are followed."""
        if self.satker:
            frame = frame.filter(pl.col("kd_satker") == self.satker)
        if self.kode:
            columns = [pl.col(name) == self.kode for name in _CODES[dataset]]
            frame = frame.filter(pl.any_horizontal(columns))
        return frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two passes of a partition, one after the other, whose rows differ."""

    request: Request
    old: Manifest
    new: Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """The stored passes of what is followed: of each partition the newest, and pairs to compare.

    begun: the end of the first pass of all. years: those that are stored, ascending. first: any
    of the partitions.
    """

    newest: Mapping[str, Manifest]
    begun: datetime
    years: tuple[int, ...]
    first: Request
    pairs: tuple[Pair, ...]

    @property
    def digest(self) -> str:
        """Return a text that differs whenever the changes may."""
        parts = [f"{key} {manifest.digest}" for key, manifest in self.newest.items()]
        parts += [f"{pair.request} {pair.old.digest} {pair.new.digest}" for pair in self.pairs]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def passes_of(repository: Repository, followed: Followed) -> Passes | None:
    """Return the stored passes of what is followed, the newest pairs first, None without any.

    No rows are read.
    """
    names = [name for name in DATASETS if not followed.kode or name in _CODES]
    last, ends, pairs = dict[str, Manifest](), list[datetime](), list[Pair]()
    years, requests = set[int](), list[Request]()
    for stored in newest(repository, followed.klpd, names):
        request = stored.request
        if followed.tahun and request.tahun not in followed.tahun:
            continue
        passes = repository.history(request).passes
        requests.append(request)
        last[str(request)] = passes[-1]
        ends.append(passes[0].fetched_at)
        years |= {request.tahun} if request.tahun else set()
        pairs += [
            Pair(request=request, old=old, new=new)
            for old, new in pairwise(passes)
            if old.digest != new.digest
        ]
    pairs.sort(key=lambda pair: (pair.new.fetched_at, str(pair.request)), reverse=True)
    if not ends:
        return None
    recent = tuple(pairs[:MOST_COMPARED])
    return Passes(
        newest=last,
        begun=min(ends),
        years=tuple(sorted(years)),
        first=requests[0],
        pairs=recent,
    )


def memory_of(
    repository: Repository, followed: Followed, passes: Passes, names: Mapping[str, str]
) -> Memory:
    """Return the changes of what is followed, as a watch remembers them."""
    changes: list[Change] = []
    for pair in passes.pairs:
        request, kode = pair.request, pair.request.values["kode_klpd"]
        old, new = (
            followed.rows(request.dataset.name, rows_of(repository, request, manifest))
            for manifest in (pair.old, pair.new)
        )
        before, after = (as_seen(pair.old), old), (as_seen(pair.new), new)
        if change := compared(request, before, after, names.get(kode, kode)):
            changes.append(change)
    return Memory(
        klpd=followed.klpd,
        tahun=passes.years,
        begun=passes.begun,
        seen={key: as_seen(manifest) for key, manifest in passes.newest.items()},
        changes=tuple(changes),
    )
