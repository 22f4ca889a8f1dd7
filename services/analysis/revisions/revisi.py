"""Rows of history-kaji-ulang: typed columns, kinds of revision, acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import polars as pl

JENIS = ("PEMBATALAN", "PENGAKTIFAN", "SATUKESATU", "SATUKEBANYAK")
"""Kinds in the order of rows with equal times (domain.md, `keadaan`)."""

LAINNYA = "lainnya"
UNKNOWN_KIND = 7
"""Rank of every other kind; a rank fits in three bits."""

GAP = timedelta(hours=24)
"""A longer gap between the rows of a split ends its act (domain.md, `tindakan`)."""
AN_HOUR = timedelta(minutes=60)

PARTITION = ("tahun", "kd_klpd")
FAMILY = (*PARTITION, "jenis_paket")
"""Within these a kd_rup is one code: the same number in both jenis_paket means two codes."""

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
    """Return all rows with the columns that tables need, in TYPES; an empty code becomes null."""
    columns = {name: pl.col(name).cast(dtype) for name, dtype in TYPES.items()}
    codes = {name: pl.when(columns[name] != "").then(columns[name]) for name in _CODES}
    return kaji_ulang.select(**(columns | codes))


def kind() -> pl.Expr:
    """Return the kind of a row: one of JENIS, else `lainnya` (also for a missing kind)."""
    known = pl.col("jenis_revisi").is_in(JENIS)
    return pl.when(known).then("jenis_revisi").otherwise(pl.lit(LAINNYA)).alias("jenis_revisi")


def kind_rank() -> pl.Expr:
    """Return the index of a row's kind in JENIS, or UNKNOWN_KIND."""
    kinds = (
        pl.when(pl.col("jenis_revisi") == name).then(pl.lit(rank, pl.Int64))
        for rank, name in enumerate(JENIS)
    )
    return pl.coalesce(*kinds, pl.lit(UNKNOWN_KIND, pl.Int64))


def is_kind(name: str) -> pl.Expr:
    """Mark rows of one kind; a missing kind is false."""
    return pl.col("jenis_revisi").eq_missing(name)


def acts(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Return the first row of each act, with `bolak_balik`.

    Columns TYPES, jenis_revisi folded by `kind`. `bolak_balik` marks a PEMBATALAN that a
    PENGAKTIFAN of the same code follows directly, within AN_HOUR.
    """
    until_next = pl.col("tgl_kaji_ulang").shift(-1) - pl.col("tgl_kaji_ulang")
    reverted = (
        is_kind("PEMBATALAN")
        & is_kind("PENGAKTIFAN").shift(-1)
        & _same_code(-1)
        & (until_next <= AN_HOUR)
    )
    first_rows = with_acts(kaji_ulang).filter(pl.col("nomor_tindakan").is_first_distinct())
    return first_rows.with_columns(bolak_balik=reverted.fill_null(value=False)).drop(
        "nomor_tindakan"
    )


def with_acts(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Return all rows, in the order of their codes and times, with the number of their act.

    An act (domain.md, `tindakan`) is a run of SATUKEBANYAK rows of one code (FAMILY, kd_rup_lama)
    that no row of another kind interrupts and no gap of more than GAP ends, or the rows of another
    kind of one code at one instant. A row without a code or a time is an act of its own. Columns
    TYPES, jenis_revisi folded by `kind`, and `nomor_tindakan`.
    """
    order = (*FAMILY, "kd_rup_lama", "tgl_kaji_ulang", "urutan", "kd_rup_baru", "kd_satker")
    ordered = rows(kaji_ulang).with_columns(kind_rank().alias("urutan"), kind())
    since = pl.col("tgl_kaji_ulang") - pl.col("tgl_kaji_ulang").shift(1)
    near = pl.when(is_kind("SATUKEBANYAK")).then(since <= GAP).otherwise(since == pl.duration())
    same_kind = pl.col("urutan") == pl.col("urutan").shift(1)
    continues = (_same_code(1) & same_kind & near).fill_null(value=False)
    return (
        ordered.sort(order, nulls_last=True)
        .with_columns(nomor_tindakan=(~continues).cum_sum())
        .drop("urutan")
    )


def _same_code(rows_away: int) -> pl.Expr:
    """Mark rows whose code is that of the row so many rows before."""
    code = pl.col("kd_rup_lama")
    family = (pl.col(name).eq_missing(pl.col(name).shift(rows_away)) for name in FAMILY)
    return pl.all_horizontal(*family, code == code.shift(rows_away))


def count(marks: pl.Expr) -> pl.Expr:
    """Count the true values as Int64."""
    return marks.sum().cast(pl.Int64)
