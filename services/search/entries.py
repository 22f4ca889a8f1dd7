"""What can be found in one partition: frames in, one row per findable thing out."""

from __future__ import annotations

import polars as pl

COLUMNS: dict[str, pl.DataType] = {
    "jenis": pl.String(),
    "kode": pl.String(),
    "teks": pl.String(),
    "keterangan": pl.String(),
    "pagu": pl.Int64(),
    "jumlah": pl.Int64(),
}
KINDS = ("satker", "program", "paket", "alasan", "kode")
"""The kinds of things, in the order in which equal hits are listed."""


def entries(dataset: str, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return the findable things of a partition, columns as in COLUMNS, largest first by kind.

    Deleted rows can be found too: a reader who looks for a code must not be told that it never was.
    """
    kinds = {
        "program-master": (_programs,),
        "paket-swakelola": (_satkers, _packages),
        "history-kaji-ulang": (_satkers, _reasons, _codes),
    }[dataset]
    return pl.concat([_shaped(kind(frame)) for kind in kinds])


def _shaped(found: pl.LazyFrame) -> pl.LazyFrame:
    typed = found.select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())
    named = typed.filter(pl.col("teks").is_not_null() & (pl.col("teks") != ""))
    return named.sort("pagu", "jumlah", "kode", descending=[True, True, False], nulls_last=True)


def _programs(frame: pl.LazyFrame) -> pl.LazyFrame:
    known = pl.col("pagu_program").is_not_null().any()
    return frame.group_by(kode="kd_program_str", teks="nama_program").agg(
        jenis=pl.lit("program"),
        keterangan=pl.lit(None, pl.String),
        pagu=pl.when(known).then(pl.col("pagu_program").sum()),
        jumlah=pl.len(),
    )


def _packages(frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame.select(
        jenis=pl.lit("paket"),
        kode="kd_rup",
        teks="nama_paket",
        keterangan="nama_satker",
        pagu="pagu",
        jumlah=pl.lit(1),
    )


def _satkers(frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame.group_by(kode="kd_satker", teks="nama_satker").agg(
        jenis=pl.lit("satker"),
        keterangan=pl.col("kd_satker_str").drop_nulls().first(),
        pagu=pl.lit(None, pl.Int64),
        jumlah=pl.len(),
    )


def _reasons(frame: pl.LazyFrame) -> pl.LazyFrame:
    said = pl.col("alasan_kajiulang").str.replace_all(r"(?i)_x000d_", " ").str.strip_chars()
    return frame.group_by(teks=said, keterangan="nama_satker").agg(
        jenis=pl.lit("alasan"),
        kode=pl.col("kd_satker").min(),
        pagu=pl.lit(None, pl.Int64),
        jumlah=pl.len(),
    )


def _codes(frame: pl.LazyFrame) -> pl.LazyFrame:
    sides = [
        frame.select(kode=side, keterangan="nama_satker", jenis_paket="jenis_paket")
        for side in ("kd_rup_lama", "kd_rup_baru")
    ]
    codes = pl.concat(sides).filter(pl.col("kode").is_not_null())
    return codes.group_by("kode", "jenis_paket").agg(
        jenis=pl.lit("kode"),
        teks=pl.col("kode").first(),
        keterangan=pl.col("keterangan").drop_nulls().min(),
        pagu=pl.lit(None, pl.Int64),
        jumlah=pl.len(),
    )
