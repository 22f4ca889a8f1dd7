"""What a row of history-kaji-ulang is: typed columns, kinds of revision, acts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

JENIS = ("PEMBATALAN", "PENGAKTIFAN", "SATUKESATU", "SATUKEBANYAK")
"""Kinds in the order they are taken at equal times (domain.md, table keadaan)."""

LAINNYA = "lainnya"
UNKNOWN_KIND = 7
"""Place of every other kind; three bits hold a place."""

PARTITION = ("tahun", "kd_klpd")
FAMILY = (*PARTITION, "jenis_paket")
"""Within these a kd_rup is one code: the same number in both jenis_paket is two."""

TYPES: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "tahun": pl.Int16(),
        "kd_klpd": pl.String(),
        "kd_satker": pl.String(),
        "jenis_paket": pl.String(),
        "kd_rup_lama": pl.String(),
        "kd_rup_baru": pl.String(),
        "jenis_revisi": pl.String(),
        "alasan_kajiulang": pl.String(),
        "tgl_kaji_ulang": pl.Datetime("us"),
    }
)
_CODES = ("kd_satker", "jenis_paket", "kd_rup_lama", "kd_rup_baru")


def rows(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Select the columns the tables need, in TYPES, every row kept; an empty code is no code."""
    return kaji_ulang.select(
        pl.col(name).cast(dtype).pipe(_no_blank) if name in _CODES else pl.col(name).cast(dtype)
        for name, dtype in TYPES.items()
    )


def _no_blank(code: pl.Expr) -> pl.Expr:
    return pl.when(code != "").then(code)


def kind() -> pl.Expr:
    """Name the kind of a row: one of JENIS, else `lainnya` (also for a missing kind)."""
    known = pl.col("jenis_revisi").is_in(JENIS)
    return pl.when(known).then("jenis_revisi").otherwise(pl.lit(LAINNYA)).alias("jenis_revisi")


def place() -> pl.Expr:
    """Give the place of a row's kind in JENIS, or UNKNOWN_KIND."""
    kinds = (
        pl.when(pl.col("jenis_revisi") == name).then(pl.lit(place, pl.Int64))
        for place, name in enumerate(JENIS)
    )
    return pl.coalesce(*kinds, pl.lit(UNKNOWN_KIND, pl.Int64))


def is_kind(name: str) -> pl.Expr:
    """Tell rows of one kind; a missing kind is none."""
    return pl.col("jenis_revisi").eq_missing(name)


def tindakan() -> pl.Expr:
    """Mark one row of every act, so that its sum counts acts.

    Rows of SATUKEBANYAK with the same satker, jenis_paket, kd_rup_lama and tgl_kaji_ulang are one
    act; a code split again at another time is another one. A split without its old code or its
    time is never folded. Every other row is an act.
    """
    whole = pl.all_horizontal(pl.col("kd_rup_lama", "tgl_kaji_ulang").is_not_null())
    split = is_kind("SATUKEBANYAK") & whole
    act = pl.struct(*FAMILY, "kd_satker", "kd_rup_lama", "tgl_kaji_ulang")
    return (~split | pl.when(split).then(act).is_first_distinct()).alias("tindakan")


def count(marks: pl.Expr) -> pl.Expr:
    """Count true marks as Int64."""
    return marks.sum().cast(pl.Int64)
