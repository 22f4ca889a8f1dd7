"""Return the frames of the whole country, or of many KLPD, from what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from ..analysis.across_klpd.per_klpd import MEASURES
from ..analysis.cached_tables import CACHED_TABLES, TABLES, UKURAN, CachedTable, combine
from ..analysis.frames import HISTORY, PAKET, PROGRAM, RUP, SATKER, Frames, Made, Options
from ..analysis.tables import find
from ..inventory import Year, listed, without_years
from ..matching.klpd import Governments, governments
from ..reference import loader
from ..repository import Repository, Stored
from ..table_inputs import CONTOH, STORED, frames_of, no_rows, set_aside, stored_row
from ..upstream.dataset import Request
from . import parts_cache, rows

NAMING = (PAKET, HISTORY)
"""The datasets from which satkers take their names first."""
MEASURED = ("wilayah", "banding")
"""Tables of measures of KLPD-years, which need no rows once the measures are cached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class National:
    """Frames of many KLPD and their stored partitions."""

    frames: Frames
    stored: tuple[Stored, ...]


def frames_for(
    repository: Repository,
    name: str,
    options: Options,
    requests: Sequence[Request],
    *,
    klpd: Governments | None = None,
    at: datetime | None = None,
) -> National:
    """Return the frames that this table with these options needs, from caches where possible.

    requests: the partitions that the options choose, of the datasets which the table reads.
    """
    if name in MEASURED:
        only = options.klpd or None
        country = measured(repository, options.tahun, klpd=klpd, only=only, at=at)
        uses = find(name).uses
        stored = tuple(part for part in country.stored if part.request.dataset.name in uses)
        return replace(country, stored=stored)
    if name in TABLES and CACHED_TABLES[name].answers(options):
        return _from_cache(repository, CACHED_TABLES[name], options, klpd or governments(), at)
    return all_rows(repository, requests, klpd=klpd, at=at)


def measured(
    repository: Repository,
    tahun: Iterable[int],
    *,
    klpd: Governments | None = None,
    only: Iterable[str] | None = None,
    at: datetime | None = None,
) -> National:
    """Return frames for the tables MEASURED, over all that is stored or `only` some KLPD.

    KLPD of the catalogue have measures in place of rows; others have rows, which name them.
    Measures made now are cached, unless they are those of an earlier instant.
    """
    known = klpd or governments()
    listing = listed(repository, tahun, klpd=only, at=at, names=UKURAN.reads)
    years = [year for year in listing if year.of(RUP)]  # nothing else makes a KLPD-year stored
    codes = set(known.table["kd_klpd"])
    pieces = _read(repository, UKURAN, [year for year in years if year.kode in codes], known, at)
    unknown = [
        snapshot
        for year in years
        if year.kode not in codes
        for snapshot in parts_cache.opened(repository, year, UKURAN.reads)
    ]
    stored = [partition for piece in pieces for partition in piece.stored]
    stored.extend(parts_cache.without_rows(snapshot) for snapshot in unknown)
    empty = pl.LazyFrame(schema=dict(MEASURES))
    frames = replace(
        frames_of(unknown, (), known),
        stored=_stored(stored),
        measures=pl.concat([empty, *(frame for piece in pieces for frame in piece.frames)]),
    )
    return National(frames=frames, stored=tuple(stored))


def _read(
    repository: Repository,
    table: CachedTable,
    years: Sequence[Year],
    klpd: Governments,
    at: datetime | None,
) -> list[parts_cache.Pieces]:
    """Return a cached table of KLPD-years, year by year; update the cache unless `at` is set."""
    return [
        parts_cache.read(
            repository,
            table,
            tahun,
            [year for year in years if year.tahun == tahun],
            klpd,
            update=at is None,
        )
        for tahun in sorted({year.tahun for year in years})
    ]


def _from_cache(
    repository: Repository,
    table: CachedTable,
    options: Options,
    klpd: Governments,
    at: datetime | None,
) -> National:
    """Return a table from the cache.

    Names come from the newest stored year of a KLPD, also where `options` leave that year out.
    """
    years = listed(repository, klpd=options.klpd or None, at=at, names=table.reads)
    chosen = [year for year in years if not options.tahun or year.tahun in options.tahun]
    pieces = _read(repository, table, chosen, klpd, at)
    empty = frames_of((), (), klpd)
    frames = [frame for piece in pieces for frame in piece.frames] or [table.make(empty)]
    names = list[pl.LazyFrame]()
    if table.names:  # rows of KLPD that are stored in a single year have the right names already
        times = Counter(year.kode for year in years)
        several = [year for year in years if times[year.kode] > 1]
        of_names = _read(repository, CACHED_TABLES[table.names.table], several, klpd, at)
        names = [frame for piece in of_names for frame in piece.frames]
    rows = combine(table, frames, names, tahun={year.tahun for year in chosen})
    made = Made(table=table.name, options=options, rows=rows)
    stored = {partition.request: partition for piece in pieces for partition in piece.stored}
    return National(frames=replace(empty, made=made), stored=tuple(stored.values()))


def with_sample(country: National, tahun: int) -> National:
    """Add the shipped sample measures for KLPD of which nothing is stored.

    For the sandbox only, and for the year of the sample; other years are returned unchanged. Rows
    of the sample in Frames.stored have the source CONTOH and no instant.
    """
    if tahun != loader.CONTOH_TAHUN or country.frames.measures is None:
        return country
    known = {partition.request.values["kode_klpd"] for partition in country.stored}
    sample = loader.contoh_nasional().filter(~pl.col("kd_klpd").is_in(known))
    of_sample = pl.DataFrame({"dataset": RUP, "complete": True, "source": CONTOH}).join(
        sample.select("kd_klpd", "tahun"), how="cross"
    )
    stored = pl.concat([pl.LazyFrame(schema=STORED), of_sample.lazy()], how="diagonal")
    frames = replace(
        country.frames,
        stored=pl.concat([country.frames.stored, stored]),
        measures=pl.concat([country.frames.measures, sample.lazy()]),
    )
    return replace(country, frames=frames)


def all_rows(
    repository: Repository,
    requests: Sequence[Request],
    *,
    klpd: Governments | None = None,
    at: datetime | None = None,
) -> National:
    """Return frames with all rows for any table, from compacted files where they are up to date.

    Reads every stored year of the three core datasets of the KLPD of the requests, since names and
    families need them, of other datasets the years of the requests. `stored` of the result are the
    partitions of the requests, and the lists of satkers.
    """
    known, wanted = klpd or governments(), set(requests)
    codes = {request.values["kode_klpd"] for request in requests}
    datasets = dict.fromkeys(r.dataset.name for r in requests if r.dataset.by_klpd_year)
    naming = () if set(datasets) <= set(RUP) else NAMING
    scans = {
        name: _scans(repository, name, codes, wanted, at)
        for name in dict.fromkeys([*datasets, *naming])
    }
    satkers = rows.scan(repository, SATKER, 0, without_years(repository, SATKER, klpd=codes, at=at))
    stored = [partition for of_years in scans.values() for s in of_years for partition in s.stored]
    requested = [partition for partition in stored if partition.request in wanted]
    requested += satkers.stored
    stored += satkers.stored
    years = [year for year in listed(repository, at=at) if year.kode in codes]
    unknown_codes = codes - set(known.table["kd_klpd"])
    unknown = [
        snapshot
        for year in years
        if year.kode in unknown_codes
        for snapshot in parts_cache.opened(repository, year)
    ]
    tables = {
        name: pl.concat([no_rows(name), *(scan.rows for scan in scans.get(name, ()))])
        for name in dict.fromkeys([*RUP, *scans])
    }
    tables[SATKER] = satkers.rows
    frames = replace(
        frames_of(unknown, (), known),
        program=tables[PROGRAM],
        swakelola=tables[PAKET],
        kaji_ulang=tables[HISTORY],
        others={name: frame for name, frame in tables.items() if name not in RUP},
        stored=_stored(stored),
        manifests=set_aside(requested),
    )
    return National(frames=frames, stored=tuple(requested))


def _scans(
    repository: Repository,
    name: str,
    codes: set[str],
    wanted: set[Request],
    at: datetime | None,
) -> list[rows.Rows]:
    """Return the rows of a dataset by year: all years of a core dataset, else the wanted ones."""
    of_name = {request.tahun for request in wanted if request.dataset.name == name}
    years = [
        year
        for year in listed(repository, klpd=codes, at=at, names=(name,))
        if name in RUP or year.tahun in of_name
    ]
    return [
        rows.scan(repository, name, tahun, [year for year in years if year.tahun == tahun])
        for tahun in sorted({year.tahun for year in years})
    ]


def compact(
    repository: Repository,
    tahun: Iterable[int],
    *,
    klpd: Governments | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Bring compacted rows and cached tables of these years up to date with what is stored."""
    for year in sorted(set(tahun)):
        tables = CACHED_TABLES.values()
        names = dict.fromkeys([*RUP, *(name for table in tables for name in table.reads)])
        years = listed(repository, (year,), names=names)
        if not years:
            continue
        counts = {name: rows.compact(repository, name, year, years) for name in RUP}
        parts_cache.update(repository, tables, year, years, klpd or governments())
        say(f"berkas nasional {year}: {len(years)} KLPD, {sum(counts.values())} baris")


def _stored(stored: Sequence[Stored]) -> pl.LazyFrame:
    table_rows = [stored_row(partition) for partition in stored]
    return pl.LazyFrame(table_rows, schema=STORED, orient="row")
