"""The measures of every KLPD-year, kept under the digests of the rows they were taken from.

A few numbers of each KLPD-year are all that `wilayah` and `banding` add up, and they depend on
nothing but its rows: kept once, the country opens without touching a row. Whatever is not kept, or
whose rows have changed, is measured from its partitions, and then kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polars as pl

from services import analysis
from services.analysis.frames import RUP
from services.analysis.per_klpd import MEASURES, premeasured
from services.desk import frames_of
from services.errors import StoreDamaged
from services.matching.klpd import Governments
from services.national.listing import SOURCE, Year
from services.national.shelf import Shelf
from services.repository import Repository, Snapshot, Stored

BATCH = 32
"""KLPD-years measured together: the memory of their rows, some 30 MB."""


@cache
def rules() -> str:
    """Return a digest of the code that measures: measures made by other code count as none."""
    found = hashlib.sha256(pl.__version__.encode())
    for path in sorted(Path(analysis.__path__[0]).glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def shelf(repository: Repository, tahun: int) -> Shelf:
    """Return the place of a year's measures."""
    folder, far = repository.beside(SOURCE, "ukuran", f"tahun={tahun}")
    return Shelf(folder=folder, version=rules(), far=far)


@dataclass(slots=True, kw_only=True)
class Measured:
    """Measures of one year, and what is stored of the KLPD-years behind them."""

    frames: list[pl.LazyFrame] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)


def measure(
    repository: Repository, tahun: int, years: Sequence[Year], klpd: Governments, *, keep: bool
) -> Measured:
    """Return the measures (columns MEASURES) of KLPD-years of one year; `keep` those made now.

    A partition whose files are all damaged counts as not stored.
    """
    place = shelf(repository, tahun)
    found = place.find()
    members = found.members if found else {}
    ready = {year.kode for year in years if members.get(year.kode) == year.digests}
    taken = Measured(stored=[s for y in years if y.kode in ready for s in y.parts.values()])
    before = pl.LazyFrame(schema=dict(MEASURES))
    if found:
        before = pl.scan_parquet(place.path(found))
    kode = pl.col("kd_klpd")
    apart = [year for year in years if year.kode not in ready]
    made, digests = _made_now(repository, apart, klpd, taken)
    taken.frames = [before.filter(kode.is_in(ready)), made.lazy()]
    if keep and digests:
        others = before.filter(~kode.is_in(set(digests)))
        whole = pl.concat([others, made.lazy()]).sort("kd_klpd").collect()
        place.publish(
            lambda path: whole.write_parquet(path, compression="zstd"),
            rows=whole.height,
            members={**members, **digests},
        )
    return taken


def _made_now(
    repository: Repository, years: Sequence[Year], klpd: Governments, taken: Measured
) -> tuple[pl.DataFrame, dict[str, str]]:
    """Measure KLPD-years from their partitions, some at a time; return rows and members."""
    frames, digests = [pl.DataFrame(schema=dict(MEASURES))], dict[str, str]()
    for start in range(0, len(years), BATCH):
        batch = years[start : start + BATCH]
        snapshots = [s for year in batch for s in opened(repository, year)]
        frames.append(premeasured(frames_of(snapshots, (), klpd)).collect())
        taken.stored.extend(without_rows(s) for s in snapshots)
        for year in batch:
            own = [s for s in snapshots if s.request.values["kode_klpd"] == year.kode]
            parts = {s.request.dataset.name: s for s in own}
            digests[year.kode] = Year(kode=year.kode, tahun=year.tahun, parts=parts).digests
    return pl.concat(frames), digests


def without_rows(snapshot: Snapshot) -> Stored:
    """Return what is known of a snapshot, letting go of its rows."""
    return Stored(
        request=snapshot.request,
        manifest=snapshot.manifest,
        stale=snapshot.stale,
        reason=snapshot.reason,
        at=snapshot.at,
    )


def opened(repository: Repository, year: Year) -> Iterator[Snapshot]:
    """Open what is stored of a KLPD-year without holding it; leave out what is damaged."""
    for name in RUP:
        part = year.parts.get(name)
        if part is None:
            continue
        try:
            snapshot = repository.peek(part.request, part.at, hold=False)
        except StoreDamaged:
            continue
        if snapshot:
            yield snapshot
