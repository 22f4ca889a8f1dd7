"""The rows of the program page's lists: pagu of a year beside that of the year before.

A code is the same program in both years; satkers are matched by their code. `program-antar-tahun`
matches the rows of satkers, and finds more of them; both have the same totals.
"""

from __future__ import annotations

import polars as pl

from ..filters import Filters
from ..frames import Frames, Options
from ..measures import KEY, LIVE_PROGRAM
from ..names import with_satker
from ..programs.antar_tahun import difference
from ..recipes import chosen, names, pagu_per_program, pagu_per_satker


def programs_two_years(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the codes of both years, the newest of options.tahun against the oldest.

    With a single year nothing has a year before.

    Columns of `pagu-per-program`, then pagu_lalu (of the older year), ada_lalu (1 where it has the
    code), selisih and keadaan; kd_satker and nama_satker where a code has one satker only; `cari`,
    code, name and names of satkers in lower case. Codes of the older year alone come last, without
    pagu.
    """
    codes = (*KEY, "kd_program_str")
    live = chosen(frames, options, "satker").program.filter(LIVE_PROGRAM)
    distinct = live.select(*KEY, "kd_program_str", "kd_satker").unique()
    satkers = with_satker(distinct, names(frames, options))
    of_codes = satkers.group_by(codes).agg(
        pl.when(pl.len() == 1).then(pl.col("kd_satker", "nama_satker").first()),
        nama_nama=pl.col("nama_satker").fill_null("").sort().str.join(" "),
    )
    rows = _compared(pagu_per_program(frames, options), options, "kd_program_str")
    named = rows.join(of_codes, on=codes, how="left", nulls_equal=True)
    texts = ("kd_program_str", "nama_program", "nama_nama")
    return _largest_first(named.with_columns(_searched(*texts)).drop("nama_nama"), codes[-1])


def satkers_two_years(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the satkers of both years as `programs_two_years` returns codes.

    A year in which a satker has packages alone is a year without it.
    """
    planned = pagu_per_satker(frames, options).filter(pl.col("jumlah_program") > 0)
    rows = _compared(planned, options, "kd_satker")
    return _largest_first(rows.with_columns(_searched("kd_satker", "nama_satker")), "kd_satker")


def _compared(rows: pl.LazyFrame, options: Options, code: str) -> pl.LazyFrame:
    """Return the newest year's rows with the older year's pagu, then the older year's alone."""
    newest, oldest = max(options.tahun), min(options.tahun)
    columns = rows.collect_schema().names()
    narrow = Filters.of(options).only(("satker", "program")).rows(rows, columns)
    year = pl.col("tahun")
    now = narrow.filter(year == newest)
    before = narrow.filter(year == oldest, year < newest).with_columns(
        tahun=pl.lit(newest, pl.Int16)
    )
    on = [*KEY, code]
    name = next(column for column in columns if column.startswith("nama_"))
    older = before.select(
        *on,
        pl.col(name).alias("nama_lalu"),
        pagu_lalu="pagu",
        kosong_lama="pagu_kosong",
        ada_lalu=pl.lit(1),
    )
    both = now.join(older, on=on, how="full", coalesce=True, nulls_equal=True)
    sides = both.with_columns(
        pagu_lama=pl.col("pagu_lalu").cast(pl.Int128),
        pagu_baru=pl.col("pagu").cast(pl.Int128),
        kosong_baru="pagu_kosong",
    )
    return (
        sides.with_columns(*difference())
        .with_columns(pl.coalesce(name, "nama_lalu").alias(name))
        .drop("nama_lalu", "pagu_lama", "pagu_baru", "kosong_baru", "kosong_lama")
    )


def _largest_first(rows: pl.LazyFrame, code: str) -> pl.LazyFrame:
    return rows.sort("pagu", code, descending=[True, False], nulls_last=True)


def _searched(*columns: str) -> pl.Expr:
    texts = [pl.col(column).fill_null("") for column in columns]
    return pl.concat_str(texts, separator=" ").str.to_lowercase().alias("cari")
