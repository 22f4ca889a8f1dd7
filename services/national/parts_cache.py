"""Cache the tables of every KLPD-year (analysis/cached_tables.py), by the digests of its rows.

Measures, names and tables of a KLPD-year depend only on its rows: once they are cached, questions
over the country read no rows. What is missing, or whose rows have changed, is made from its
partitions and then cached: one file for each table and year, in the table's order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
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
from .compacted_file import CompactedFile
from .description import describe

BATCH, MOST_ROWS = 16, 100_000
"""KLPD-years made at once, and their rows, unless one alone has more. Twice as many are no quicker
and need up to 100 MB more; ministries have 50,000 rows each with their provider packages."""
SIDE_BY_SIDE = 2
"""Such batches at a time: a third less time on two cores, more would only need more memory."""


@cache
def rules() -> str:
    """Return a digest of the code that makes tables: files made by other code are not used."""
    digest = hashlib.sha256(pl.__version__.encode())
    for path in sorted(Path(analysis.__path__[0]).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_file(repository: Repository, table: CachedTable, tahun: int) -> CompactedFile:
    """Return the file of a cached table and year."""
    folder, far = repository.results_place(SOURCE, table.name, f"tahun={tahun}")
    return CompactedFile(folder=folder, version=rules(), far=far)


@dataclass(slots=True, kw_only=True)
class Pieces:
    """A cached table of one year in pieces, each in its order, and their stored partitions."""

    frames: list[pl.LazyFrame] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)


def read(
    repository: Repository,
    table: CachedTable,
    tahun: int,
    years: Sequence[Year],
    klpd: Governments,
    *,
    update: bool,
) -> Pieces:
    """Return a cached table of KLPD-years of one year; `update` caches what had to be made.

    A partition whose files are all damaged counts as not stored.
    """
    file = cache_file(repository, table, tahun)
    manifest = file.find()
    members = manifest.members if manifest else {}
    outdated = _outdated(table, members, years)
    current = [year for year in years if year.kode not in outdated]
    pieces = Pieces(stored=[s for year in current for s in year.of(table.reads)])
    if manifest and current:
        rows = pl.scan_parquet(file.path(manifest))
        every = len(current) == len(members)
        is_current = pl.col("kd_klpd").is_in([year.kode for year in current])
        pieces.frames.append(rows if every else rows.filter(is_current))
    if outdated:
        made = _make(repository, (table,), [y for y in years if y.kode in outdated], klpd)
        pieces.frames.append(made.tables[table.name].lazy())
        pieces.stored.extend(made.stored)
        if update:
            _write(file, table, made, years)
    return pieces


def update(
    repository: Repository,
    tables: Iterable[CachedTable],
    tahun: int,
    years: Sequence[Year],
    klpd: Governments,
) -> None:
    """Cache what is missing or outdated in tables of one year, reading each KLPD-year once."""
    files = {table: cache_file(repository, table, tahun) for table in tables}
    manifests = {table: file.find() for table, file in files.items()}
    outdated = {
        table: _outdated(table, manifest.members if manifest else {}, years)
        for table, manifest in manifests.items()
    }
    wanted = [table for table, codes in outdated.items() if codes]
    codes = {kode for table in wanted for kode in outdated[table]}
    made = _make(repository, wanted, [year for year in years if year.kode in codes], klpd)
    for table in wanted:
        _write(files[table], table, made, years)


def _outdated(table: CachedTable, members: Mapping[str, str], years: Iterable[Year]) -> set[str]:
    """Return the KLPD whose stored rows are not those that the cached table was made from."""
    return {year.kode for year in years if members.get(year.kode) != year.digests(table.reads)}


def _write(file: CompactedFile, table: CachedTable, made: _Made, years: Sequence[Year]) -> None:
    """Add a table that was made now to its file, unless the file has it already."""
    manifest = file.find()
    members = manifest.members if manifest else {}
    new_members = {year.kode: year.digests(table.reads) for year in made.years}
    if {**members, **new_members} == members:
        return
    rows = made.tables[table.name].lazy()
    if manifest:
        is_other = ~pl.col("kd_klpd").is_in(list(new_members))
        others = pl.scan_parquet(file.path(manifest)).filter(is_other)
        rows = table.sorted(pl.concat([others, rows]))
    content = rows.collect()
    published = file.publish(
        lambda path: content.write_parquet(path, compression="zstd"),
        rows=content.height,
        members={**members, **new_members},
    )
    describe(file, published, table.name, table.reads, years)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """Tables made now, by name and each in order, with the KLPD-years that could be read."""

    tables: Mapping[str, pl.DataFrame]
    years: Sequence[Year]
    stored: Sequence[Stored]


def _make(
    repository: Repository, tables: Sequence[CachedTable], years: Sequence[Year], klpd: Governments
) -> _Made:
    """Make tables of KLPD-years of one year from their partitions, some batches side by side."""
    reads = list(dict.fromkeys(name for table in tables for name in table.reads))

    def make(batch: list[Year]) -> tuple[list[pl.DataFrame], list[Stored]]:
        snapshots = [s for year in batch for s in opened(repository, year, reads)]
        frames = frames_of(snapshots, (), klpd)
        pieces = [table.make(frames).collect() for table in tables]
        return pieces, [without_rows(snapshot) for snapshot in snapshots]

    batches = list(_batches(years, reads))
    pieces, readable, stored = list[list[pl.DataFrame]](), list[Year](), list[Stored]()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for batch, (made, partitions) in zip(batches, pool.map(make, batches), strict=True):
            pieces.append(made)
            stored.extend(partitions)
            readable.extend(year.only(partitions) for year in batch)
    whole = {
        table.name: table.sorted(pl.concat(of_table).lazy()).collect()
        for table, of_table in zip(tables, zip(*pieces, strict=True), strict=False)
    }
    return _Made(tables=whole, years=readable, stored=stored)


def _batches(years: Iterable[Year], reads: Sequence[str]) -> Iterator[list[Year]]:
    """Yield KLPD-years in their order, as many at once as BATCH and MOST_ROWS let."""
    batch, rows = list[Year](), 0
    for year in years:
        more = sum(partition.manifest.rows for partition in year.of(reads))
        if batch and (len(batch) == BATCH or rows + more > MOST_ROWS):
            yield batch
            batch, rows = [], 0
        batch.append(year)
        rows += more
    if batch:
        yield batch


def without_rows(snapshot: Snapshot) -> Stored:
    """Return a snapshot without its rows, so that their memory can be freed."""
    return Stored(
        request=snapshot.request,
        manifest=snapshot.manifest,
        stale=snapshot.stale,
        reason=snapshot.reason,
        at=snapshot.at,
    )


def opened(repository: Repository, year: Year, names: Iterable[str] = RUP) -> Iterator[Snapshot]:
    """Open the snapshots of a KLPD-year without caching their rows; leave out damaged ones."""
    for partition in year.of(names):
        try:
            snapshot = repository.peek(partition.request, partition.at, hold=False)
        except StoreDamaged:
            continue
        if snapshot:
            yield snapshot
