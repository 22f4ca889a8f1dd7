"""Pagu by program and by satker (domain.md, `pagu-per-program` and `pagu-per-satker`)."""

from __future__ import annotations

import polars as pl

from ..measures import KEY, LIVE_PROGRAM, finish, match, paket, quotient, schema, share, total
from ..names import with_program, with_satker

PER_PROGRAM = schema(
    kd_program_str=pl.String(),
    nama_program=pl.String(),
    jumlah_baris=pl.Int64(),
    jumlah_satker=pl.Int64(),
    pagu=pl.Int64(),
    pagu_kosong=pl.Int64(),
    pagu_berulang=pl.Int64(),
    dihapus=pl.Int64(),
    pangsa=pl.Float64(),
)

PER_SATKER = schema(
    kd_satker=pl.String(),
    nama_satker=pl.String(),
    jumlah_program=pl.Int64(),
    pagu=pl.Int64(),
    pagu_kosong=pl.Int64(),
    pagu_berulang=pl.Int64(),
    pagu_swakelola=pl.Int64(),
    pangsa_swakelola=pl.Float64(),
    pangsa=pl.Float64(),
    pangsa_program=pl.Float64(),
    bukti=pl.String(),
)

BELANJA = schema(kd_satker=pl.String(), total_belanja=pl.Int64())
"""The columns of struktur-anggaran-pd that prove or refute double counting."""
GANDA, BUKAN_GANDA, TIDAK_PASTI = "terhitung ganda", "bukan ganda", "tidak dapat dipastikan"

CONCENTRATION = schema(
    jumlah_program=pl.Int64(),
    pangsa_10=pl.Float64(),
    pangsa_baris_terbesar=pl.Float64(),
    pagu_baris_terbesar=pl.Int64(),
    kd_satker_terbesar=pl.String(),
    kd_program_str_terbesar=pl.String(),
)


def program_keys(program: pl.LazyFrame) -> pl.LazyFrame:
    """Add up the rows of each (tahun, kd_klpd, kd_satker, kd_program_str).

    Columns after those: baris, dihapus, pagu, pagu_kosong, terbesar (Int128). `terbesar` is the
    largest row; where a code is missing no row is a repeat (domain.md rule 9), so it is the sum.
    """
    live, pagu = pl.col("hidup"), pl.col("pagu")
    return (
        program.with_columns(hidup=LIVE_PROGRAM)
        .with_columns(pagu=pl.when("hidup").then("pagu_program"))
        .group_by(*KEY, "kd_satker", "kd_program_str")
        .agg(
            baris=live.sum(),
            dihapus=live.not_().sum(),
            pagu=total("pagu"),
            pagu_kosong=live.sum() - pagu.count(),
            terbesar=pagu.max().cast(pl.Int128),
        )
        .with_columns(
            terbesar=pl.when(pl.any_horizontal(pl.col("kd_satker", "kd_program_str").is_null()))
            .then("pagu")
            .otherwise("terbesar")
        )
    )


def klpd_pagu(program: pl.LazyFrame) -> pl.LazyFrame:
    """Return tahun, kd_klpd and pagu_klpd, the live pagu of the partition: pangsa's denominator."""
    return program.filter(LIVE_PROGRAM).group_by(*KEY).agg(pagu_klpd=total("pagu_program"))


def pagu_per_program(program: pl.LazyFrame, all_rows: pl.LazyFrame | None = None) -> pl.LazyFrame:
    """Add up pagu per program code, largest first.

    `all_rows` are all program rows of the same KLPD when `program` was narrowed to some satkers or
    years: names and the denominator of pangsa come from it.
    """
    everything = program if all_rows is None else all_rows
    rows = (
        program_keys(program)
        .group_by(*KEY, "kd_program_str")
        .agg(
            jumlah_baris=pl.col("baris").sum(),
            jumlah_satker=(pl.col("kd_satker").is_not_null() & (pl.col("baris") > 0)).sum(),
            pagu=total("pagu"),
            pagu_kosong=pl.col("pagu_kosong").sum(),
            pagu_berulang=total("pagu") - total("terbesar"),
            dihapus=pl.col("dihapus").sum(),
        )
        .filter(pl.col("jumlah_baris") > 0)
    )
    named = with_program(match(rows, klpd_pagu(everything)), everything)
    shares = named.with_columns(pangsa=share("pagu", "pagu_klpd"))
    return finish(shares, PER_PROGRAM, "-pagu", *KEY, "kd_program_str")


def pagu_per_satker(
    program: pl.LazyFrame,
    swakelola: pl.LazyFrame,
    names: pl.LazyFrame,
    all_rows: pl.LazyFrame | None = None,
    struktur: pl.LazyFrame | None = None,
) -> pl.LazyFrame:
    """Add up pagu of programs and of swakelola per satker, largest first.

    A satker that has only packages has a row too, its program pagu null; its counts of programs are
    0 where program-master has rows for the KLPD-year, and null where it has none. When `program`
    was narrowed to some codes, `all_rows` are all rows: denominators come from it, satkers without
    those codes have no row, and pangsa_program is the satker's share of those codes. `bukti` says
    whether the repeated rows of a satker are counted twice, where `struktur` (BELANJA) has rows.
    """
    everything = program if all_rows is None else all_rows
    full = _per_satker(everything).select(
        *KEY, "kd_satker", pagu_satker="pagu", berulang_satker="pagu_berulang"
    )
    lists = paket(swakelola).group_by(*KEY, "kd_satker").agg(pagu_swakelola=total("pagu"))
    rows = _per_satker(program).join(
        lists,
        on=[*KEY, "kd_satker"],
        how="full" if all_rows is None else "left",
        coalesce=True,
        nulls_equal=True,
    )
    counts = pl.col("jumlah_program", "pagu_kosong")
    has_programs = everything.select(KEY).unique().with_columns(ada=pl.lit(value=True))
    counted = match(rows, has_programs).with_columns(pl.when("ada").then(counts.fill_null(0)))
    joined = match(match(counted, full, "kd_satker"), klpd_pagu(everything))
    structure = pl.LazyFrame(schema=BELANJA) if struktur is None else struktur
    totals = (
        structure.filter(pl.col("kd_satker").is_not_null())
        .group_by(*KEY, "kd_satker")
        .agg(belanja=total("total_belanja"))
    )
    has_totals = structure.select(KEY).unique().with_columns(ada_struktur=pl.lit(value=True))
    pagu, repeated = pl.col("pagu_satker"), pl.col("berulang_satker")
    proof = (
        pl.when(pl.col("belanja") == pagu - repeated)
        .then(pl.lit(GANDA))
        .when(pl.col("belanja") == pagu)
        .then(pl.lit(BUKAN_GANDA))
        .otherwise(pl.lit(TIDAK_PASTI))
    )
    joined = match(match(joined, totals, "kd_satker"), has_totals).with_columns(
        bukti=pl.when((repeated != 0) & pl.col("ada_struktur")).then(proof)
    )
    pagu_of_codes = pl.col("pagu").sum().over(KEY)
    share_of_codes = pl.when(pagu_of_codes != 0).then(quotient(pl.col("pagu"), pagu_of_codes))
    shares = with_satker(joined, names).with_columns(
        pangsa_swakelola=share("pagu_swakelola", "pagu_satker"),
        pangsa=share("pagu", "pagu_klpd"),
        pangsa_program=pl.lit(None, pl.Float64()) if all_rows is None else share_of_codes,
    )
    return finish(shares, PER_SATKER, "-pagu", *KEY, "kd_satker")


def _per_satker(program: pl.LazyFrame) -> pl.LazyFrame:
    return (
        program_keys(program)
        .group_by(*KEY, "kd_satker")
        .agg(
            jumlah_program=pl.col("baris").sum(),
            pagu=total("pagu"),
            pagu_kosong=pl.col("pagu_kosong").sum(),
            pagu_berulang=total("pagu") - total("terbesar"),
        )
        .filter(pl.col("jumlah_program") > 0)
    )


def konsentrasi(program: pl.LazyFrame) -> pl.LazyFrame:
    """Measure how concentrated each KLPD-year's live pagu is.

    pangsa_10 is the share of the ten largest program codes, pangsa_baris_terbesar that of the
    largest single row, whose codes follow.
    """
    codes = (
        pagu_per_program(program)
        .group_by(*KEY)
        .agg(jumlah_program=pl.len(), pagu_10=total(pl.col("pagu").top_k(10)))
    )
    order = ["pagu_program", "kd_satker", "kd_program_str"]
    largest = (
        program.filter(LIVE_PROGRAM, pl.col("pagu_program").is_not_null())
        .sort([*KEY, *order], descending=[False, False, True, False, False], nulls_last=True)
        .group_by(*KEY)
        .agg(
            pagu_baris_terbesar=pl.col("pagu_program").first(),
            kd_satker_terbesar=pl.col("kd_satker").first(),
            kd_program_str_terbesar=pl.col("kd_program_str").first(),
        )
    )
    joined = match(match(codes, largest), klpd_pagu(program)).with_columns(
        pangsa_10=share("pagu_10", "pagu_klpd"),
        pangsa_baris_terbesar=share("pagu_baris_terbesar", "pagu_klpd"),
    )
    return finish(joined, CONCENTRATION, *KEY)
