"""Frames of the whole country, or of a good part of it, from what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from ..analysis.cached_tables import PARTS, TABLES, UKURAN, CachedTable, together
from ..analysis.frames import HISTORY, PAKET, PROGRAM, RUP, Frames, Made, Options
from ..analysis.per_klpd import MEASURES
from ..inventory import Year, listed
from ..matching.klpd import Governments, governments
from ..reference import loader
from ..repository import Repository, Stored
from ..table_inputs import CONTOH, STORED, frames_of, no_rows, set_aside, stored_row
from ..upstream.catalog import Request
from . import parts_cache, rows

MEASURED = ("wilayah", "banding")
"""Tables that measure whole KLPD-years, and so need no rows once these are measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class National:
    """Frames of many KLPD and what is stored of them. Nothing is asked of an upstream."""

    frames: Frames
    stored: tuple[Stored, ...]


def enough(
    repository: Repository,
    name: str,
    options: Options,
    asked: Sequence[Request],
    *,
    klpd: Governments | None = None,
    at: datetime | None = None,
) -> National:
    """Return frames that are enough for this table with these options, for the least work.

    asked: the partitions that the options choose, of the datasets which the table reads.
    """
    if name in MEASURED:
        return measured(repository, options.tahun, klpd=klpd, only=options.klpd or None, at=at)
    if name in TABLES and PARTS[name].answers(options):
        return _ready(repository, PARTS[name], options, klpd or governments(), at)
    return whole(repository, asked, klpd=klpd, at=at)


def measured(
    repository: Repository,
    tahun: Iterable[int],
    *,
    klpd: Governments | None = None,
    only: Iterable[str] | None = None,
    at: datetime | None = None,
) -> National:
    """Return frames for the tables MEASURED, over all that is stored or `only` some KLPD.

    Measures stand in the place of rows for KLPD of the catalogue; others keep their rows, which
    name them. Measures made now are kept, unless they are those of an earlier instant.
    """
    known = klpd or governments()
    every = listed(repository, tahun, klpd=only, at=at)
    codes = set(known.table["kd_klpd"])
    ours = [year for year in every if year.kode in codes]
    apart = [s for y in every if y.kode not in codes for s in parts_cache.opened(repository, y)]
    found = _taken(repository, UKURAN, ours, known, at)
    stored = [one for part in found for one in part.stored]
    stored.extend(parts_cache.without_rows(s) for s in apart)
    base = pl.LazyFrame(schema=dict(MEASURES))
    frames = replace(
        frames_of(apart, (), known),
        stored=_stored(stored),
        measures=pl.concat([base, *(frame for part in found for frame in part.frames)]),
    )
    return National(frames=frames, stored=tuple(stored))


def _taken(
    repository: Repository,
    part: CachedTable,
    years: Sequence[Year],
    klpd: Governments,
    at: datetime | None,
) -> list[parts_cache.Taken]:
    """Return a part of KLPD-years, year by year; keep what is made now, but of no other instant."""
    return [
        parts_cache.take(
            repository,
            part,
            tahun,
            [one for one in years if one.tahun == tahun],
            klpd,
            keep=at is None,
        )
        for tahun in sorted({one.tahun for one in years})
    ]


def _ready(
    repository: Repository,
    part: CachedTable,
    options: Options,
    klpd: Governments,
    at: datetime | None,
) -> National:
    """Return a table as it is kept, with the names of other stored years."""
    years = listed(repository, klpd=options.klpd or None, at=at, names=part.reads)
    chosen = [one for one in years if not options.tahun or one.tahun in options.tahun]
    found = _taken(repository, part, chosen, klpd, at)
    base = frames_of((), (), klpd)
    pieces = [frame for one in found for frame in one.frames] or [part.make(base)]
    names = _names(repository, part, years, klpd, at)
    rows = together(part, pieces, names, tahun={one.tahun for one in chosen})
    made = Made(table=part.name, options=options, rows=rows)
    stored = tuple(one for taken in found for one in taken.stored)
    return National(frames=replace(base, made=made), stored=stored)


def _names(
    repository: Repository,
    part: CachedTable,
    years: Sequence[Year],
    klpd: Governments,
    at: datetime | None,
) -> list[pl.LazyFrame]:
    """Return the names of the KLPD stored in more than one year; the others name themselves."""
    if part.names is None:
        return []
    times = Counter(year.kode for year in years)
    several = [year for year in years if times[year.kode] > 1]
    found = _taken(repository, PARTS[part.names.part], several, klpd, at)
    return [frame for one in found for frame in one.frames]


def with_sample(found: National, tahun: int) -> National:
    """Put the shipped sample measures beside what is stored, for KLPD of which nothing is.

    For the sandbox alone, and for the one year that the sample is of; other years stay as they
    are. Rows of Frames.stored with source CONTOH, and no instant, tell the sample from the stored.
    """
    if tahun != loader.CONTOH_TAHUN or found.frames.measures is None:
        return found
    known = {one.request.values["kode_klpd"] for one in found.stored}
    sample = loader.contoh_nasional().filter(~pl.col("kd_klpd").is_in(known))
    told = pl.DataFrame({"dataset": RUP, "complete": True, "source": CONTOH}).join(
        sample.select("kd_klpd", "tahun"), how="cross"
    )
    stored = pl.concat([pl.LazyFrame(schema=STORED), told.lazy()], how="diagonal")
    frames = replace(
        found.frames,
        stored=pl.concat([found.frames.stored, stored]),
        measures=pl.concat([found.frames.measures, sample.lazy()]),
    )
    return replace(found, frames=frames)


def whole(
    repository: Repository,
    asked: Sequence[Request],
    *,
    klpd: Governments | None = None,
    at: datetime | None = None,
) -> National:
    """Return frames with all rows for any table, from compacted files as far as they stand.

    Takes every stored year of the KLPD asked for: names and families need them. `stored` are the
    partitions asked for.
    """
    known, wanted = klpd or governments(), set(asked)
    codes = {request.values["kode_klpd"] for request in asked}
    years = [one for one in listed(repository, at=at) if one.kode in codes]
    found = {
        name: [
            rows.scan(repository, name, tahun, [one for one in years if one.tahun == tahun])
            for tahun in sorted({one.tahun for one in years})
        ]
        for name in dict.fromkeys(request.dataset.name for request in asked)
    }
    stored = [one for parts in found.values() for part in parts for one in part.stored]
    own = [one for one in stored if one.request in wanted]
    named = codes - set(known.table["kd_klpd"])
    apart = [s for one in years if one.kode in named for s in parts_cache.opened(repository, one)]
    frames = replace(
        frames_of(apart, (), known),
        program=_together(PROGRAM, found),
        swakelola=_together(PAKET, found),
        kaji_ulang=_together(HISTORY, found),
        stored=_stored(stored),
        manifests=set_aside(own),
    )
    return National(frames=frames, stored=tuple(own))


def _together(name: str, found: Mapping[str, Sequence[rows.Rows]]) -> pl.LazyFrame:
    return pl.concat([no_rows(name), *(part.rows for part in found.get(name, ()))])


def compact(
    repository: Repository,
    tahun: Iterable[int],
    *,
    klpd: Governments | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Bring files and measures of these years up to date with what is stored."""
    for year in sorted(set(tahun)):
        years = listed(repository, (year,))
        if not years:
            continue
        counts = {name: rows.compact(repository, name, year, years) for name in RUP}
        parts_cache.bring(repository, PARTS.values(), year, years, klpd or governments())
        say(f"berkas nasional {year}: {len(years)} KLPD, {sum(counts.values())} baris")


def _stored(stored: Sequence[Stored]) -> pl.LazyFrame:
    told = [stored_row(one) for one in stored]
    return pl.LazyFrame(told, schema=STORED, orient="row")
