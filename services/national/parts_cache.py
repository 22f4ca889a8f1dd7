"""What is kept of every KLPD-year (analysis/parts.py), under the digests of the rows behind it.

Measures, names and whole tables of a KLPD-year depend on nothing but its rows: kept once, the
country opens without touching a row. Whatever is not kept, or whose rows have changed, is made from
its partitions, and then kept: one file a part and year, in the part's order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polars as pl

from .. import analysis
from ..analysis.cached_tables import CachedTable
from ..analysis.frames import RUP
from ..errors import StoreDamaged
from ..inventory import SOURCE, Year
from ..matching.klpd import Governments
from ..repository import Repository, Snapshot, Stored
from ..table_inputs import frames_of
from .compacted_file import Shelf

BATCH = 16
"""KLPD-years made together: the memory of their rows, some 15 MB. Twice as many are no quicker and
cost 100 MB more at most."""


@cache
def rules() -> str:
    """Return a digest of the code that makes: what was made by other code counts as none."""
    found = hashlib.sha256(pl.__version__.encode())
    for path in sorted(Path(analysis.__path__[0]).glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def shelf(repository: Repository, part: CachedTable, tahun: int) -> Shelf:
    """Return the place of a part and year."""
    folder, far = repository.results_place(SOURCE, part.name, f"tahun={tahun}")
    return Shelf(folder=folder, version=rules(), far=far)


@dataclass(slots=True, kw_only=True)
class Taken:
    """A part of one year in pieces, each in its order, and what is stored behind them."""

    frames: list[pl.LazyFrame] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)


def take(
    repository: Repository,
    part: CachedTable,
    tahun: int,
    years: Sequence[Year],
    klpd: Governments,
    *,
    keep: bool,
) -> Taken:
    """Return a part of KLPD-years of one year; `keep` what had to be made now.

    A partition whose files are all damaged counts as not stored.
    """
    place = shelf(repository, part, tahun)
    found = place.find()
    members = found.members if found else {}
    apart = _apart(part, members, years)
    ready = [year for year in years if year.kode not in apart]
    taken = Taken(stored=[s for y in ready for s in y.of(part.reads)])
    if found and ready:
        rows = pl.scan_parquet(place.path(found))
        every = len(ready) == len(members)
        kode = pl.col("kd_klpd").is_in([year.kode for year in ready])
        taken.frames.append(rows if every else rows.filter(kode))
    if apart:
        made = _made(repository, (part,), [y for y in years if y.kode in apart], klpd)
        taken.frames.append(made.rows[part.name].lazy())
        taken.stored.extend(made.stored)
        if keep:
            _keep(place, part, made)
    return taken


def bring(
    repository: Repository,
    parts: Iterable[CachedTable],
    tahun: int,
    years: Sequence[Year],
    klpd: Governments,
) -> None:
    """Keep what is missing of several parts of one year, reading each KLPD-year once."""
    places = {part: shelf(repository, part, tahun) for part in parts}
    found = {part: place.find() for part, place in places.items()}
    apart = {
        part: _apart(part, kept.members if kept else {}, years) for part, kept in found.items()
    }
    behind = [part for part, codes in apart.items() if codes]
    codes = {kode for part in behind for kode in apart[part]}
    made = _made(repository, behind, [year for year in years if year.kode in codes], klpd)
    for part in behind:
        _keep(places[part], part, made)


def _apart(part: CachedTable, members: Mapping[str, str], years: Iterable[Year]) -> set[str]:
    return {year.kode for year in years if members.get(year.kode) != year.digests(part.reads)}


def _keep(place: Shelf, part: CachedTable, made: _Made) -> None:
    """Put what was made beside what is kept of others; write nothing that is there already."""
    found = place.find()
    members = found.members if found else {}
    fresh = {year.kode: year.digests(part.reads) for year in made.years}
    if {**members, **fresh} == members:
        return
    rows = made.rows[part.name].lazy()
    if found:
        others = ~pl.col("kd_klpd").is_in(list(fresh))
        rows = part.sorted(pl.concat([pl.scan_parquet(place.path(found)).filter(others), rows]))
    whole = rows.collect()
    place.publish(
        lambda path: whole.write_parquet(path, compression="zstd"),
        rows=whole.height,
        members={**members, **fresh},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """Parts made now, by name and each in order, of KLPD-years as they could be opened."""

    rows: Mapping[str, pl.DataFrame]
    years: Sequence[Year]
    stored: Sequence[Stored]


def _made(
    repository: Repository, parts: Sequence[CachedTable], years: Sequence[Year], klpd: Governments
) -> _Made:
    """Make parts of KLPD-years of one year from their partitions, some at a time."""
    reads = [name for name in RUP if any(name in part.reads for part in parts)]
    frames: list[list[pl.DataFrame]] = [[] for _ in parts]
    found, stored = list[Year](), list[Stored]()
    for start in range(0, len(years), BATCH):
        batch = years[start : start + BATCH]
        snapshots = [s for year in batch for s in opened(repository, year, reads)]
        rows = frames_of(snapshots, (), klpd)
        for part, some in zip(parts, frames, strict=True):
            some.append(part.make(rows).collect())
        told = [without_rows(snapshot) for snapshot in snapshots]
        stored.extend(told)
        found.extend(year.only(told) for year in batch)
    whole = {
        part.name: part.sorted(pl.concat(some).lazy()).collect()
        for part, some in zip(parts, frames, strict=True)
        if some
    }
    return _Made(rows=whole, years=found, stored=stored)


def without_rows(snapshot: Snapshot) -> Stored:
    """Return what is known of a snapshot, letting go of its rows."""
    return Stored(
        request=snapshot.request,
        manifest=snapshot.manifest,
        stale=snapshot.stale,
        reason=snapshot.reason,
        at=snapshot.at,
    )


def opened(repository: Repository, year: Year, names: Iterable[str] = RUP) -> Iterator[Snapshot]:
    """Open what is stored of a KLPD-year without holding it; leave out what is damaged."""
    for part in year.of(names):
        try:
            snapshot = repository.peek(part.request, part.at, hold=False)
        except StoreDamaged:
            continue
        if snapshot:
            yield snapshot
