"""Tables of revisions: gross counts of rows and acts beside the net state of codes (domain.md).

Kinds other than the four known are counted as `lainnya`; a missing satker, time or kind is a
group of its own, so that every row is in every table.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from services.analysis.lineage import pembatalan
from services.analysis.revisi import (
    FAMILY,
    JENIS,
    LAINNYA,
    PARTITION,
    count,
    is_kind,
    kind,
    rows,
    tindakan,
)

PER_SATKER_COLUMNS = (
    *(*PARTITION, "kd_satker", "nama_satker", "revisi", "tindakan", "kode", "satukesatu"),
    *("satukebanyak", "pecah", "pembatalan", "pengaktifan", "lainnya", "penyedia", "swakelola"),
    *("batal_bersih", "diaktifkan_lagi", "pertama", "terakhir"),
)
KOSONG, UMUM = "(kosong)", "umum"
UMUM_WORDS = (
    *("revisi", "rev", "revisi paket", "revisi rup", "perubahan", "update"),
    "salah input",
)
"""Reasons that say no more than that something was revised (domain.md, table alasan)."""

_PUNCTUATION = r"[\p{P}$+<=>^`|~\s\p{Cc}\p{Cf}]+"
_REVISI = pl.len().cast(pl.Int64).alias("revisi")


def kaji_ulang_per_satker(kaji_ulang: pl.LazyFrame, names: pl.LazyFrame) -> pl.LazyFrame:
    """Count revisions per satker beside the net state of its codes, most acts first.

    `names`: kd_klpd, kd_satker, nama_satker, one row per satker. Rows count under the satker they
    name; kode and pecah are distinct (jenis_paket, kd_rup_lama) among those rows; batal_bersih
    and diaktifkan_lagi count each code once, under the satker it belongs to (lineage.keadaan).
    """
    satker = [*PARTITION, "kd_satker"]
    return (
        _gross(kaji_ulang, satker)
        .join(_distinct(kaji_ulang, satker), on=satker, how="left", nulls_equal=True)
        .join(_net(kaji_ulang, satker), on=satker, how="left", nulls_equal=True)
        .join(
            names.select("kd_klpd", "kd_satker", "nama_satker"),
            on=["kd_klpd", "kd_satker"],
            how="left",
            validate="m:1",
        )
        .with_columns(pl.col("kode", "pecah", "batal_bersih", "diaktifkan_lagi").fill_null(0))
        .select(PER_SATKER_COLUMNS)
        .sort("tindakan", *satker, descending=[True, False, False, False], nulls_last=True)
    )


def kaji_ulang_per_bulan(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Count rows and acts by month (YYYY-MM of tgl_kaji_ulang, null without a time) and kind.

    A December before the year stays with its plan year.
    """
    month = pl.col("tgl_kaji_ulang").dt.date().dt.month_start()
    return (
        rows(kaji_ulang)
        .with_columns(kind(), tindakan())
        .group_by(*PARTITION, month.alias("bulan"), "jenis_revisi")
        .agg(_REVISI, count(pl.col("tindakan")))
        .with_columns(pl.col("bulan").dt.strftime("%Y-%m"))
        .sort(*PARTITION, "bulan", "jenis_revisi", nulls_last=True)
    )


def kaji_ulang_per_hari(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Count rows and acts by day: tanggal, revisi, tindakan; tanggal is null without a time."""
    return (
        rows(kaji_ulang)
        .with_columns(tindakan())
        .group_by(*PARTITION, pl.col("tgl_kaji_ulang").dt.date().alias("tanggal"))
        .agg(_REVISI, count(pl.col("tindakan")))
        .sort(*PARTITION, "tanggal", nulls_last=True)
    )


def alasan(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Count rows by folded reason and kind, most first; contoh is the most frequent wording.

    Equally frequent wordings: the first by alphabet. contoh is null when no row gives a wording.
    """
    group = [*PARTITION, "kelompok", "jenis_revisi"]
    return (
        rows(kaji_ulang)
        .group_by(*PARTITION, kind(), pl.col("alasan_kajiulang").alias("contoh"))
        .agg(_REVISI)
        .with_columns(kelompok=fold(pl.col("contoh")))
        .sort("revisi", "contoh", descending=[True, False], nulls_last=True)
        .group_by(group, maintain_order=True)
        .agg(pl.col("revisi").sum(), pl.col("contoh").drop_nulls().first())
        .select(*group, "revisi", "contoh")
        .sort("revisi", *group, descending=[True, *[False] * len(group)], nulls_last=True)
    )


def fold(reason: pl.Expr) -> pl.Expr:
    """Fold a reason: `_x000d_`, case, white space and punctuation fall away.

    What is blank then is `(kosong)`; the words of UMUM_WORDS and nothing else are `umum`.
    """
    bare = (
        reason.str.to_lowercase()
        .str.replace_all("_x000d_", " ", literal=True)
        .str.replace_all(_PUNCTUATION, " ")
        .str.strip_chars(" ")
    )
    return (
        pl.when(bare.fill_null("") == "")
        .then(pl.lit(KOSONG))
        .when(bare.is_in(UMUM_WORDS))
        .then(pl.lit(UMUM))
        .otherwise(bare)
    )


def bersih(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Set net beside gross, one row per (tahun, kd_klpd).

    Columns revisi, tindakan, kode (distinct codes revised), pembatalan (rows), kode_dibatalkan
    (codes cancelled at least once), batal_bersih (of those, last action a cancellation) and
    diaktifkan_lagi (the rest of them): the last two add up to kode_dibatalkan.
    """
    keys = list(PARTITION)
    return (
        _gross(kaji_ulang, keys)
        .join(_distinct(kaji_ulang, keys), on=keys, how="left")
        .join(_net(kaji_ulang, keys), on=keys, how="left")
        .select(
            *(*keys, "revisi", "tindakan"),
            pl.col("kode").fill_null(0),
            "pembatalan",
            pl.col("kode_dibatalkan", "batal_bersih", "diaktifkan_lagi").fill_null(0),
        )
        .sort(keys)
    )


def _gross(kaji_ulang: pl.LazyFrame, keys: Sequence[str]) -> pl.LazyFrame:
    by_kind = (count(is_kind(name)).alias(name.lower()) for name in JENIS)
    by_paket = (
        count(pl.col("jenis_paket").eq_missing(name)).alias(name.lower())
        for name in ("PENYEDIA", "SWAKELOLA")
    )
    return (
        rows(kaji_ulang)
        .with_columns(tindakan())
        .group_by(keys)
        .agg(
            *(_REVISI, count(pl.col("tindakan")), *by_kind, *by_paket),
            count(~pl.col("jenis_revisi").is_in(JENIS).fill_null(False)).alias(LAINNYA),
            pertama=pl.col("tgl_kaji_ulang").min(),
            terakhir=pl.col("tgl_kaji_ulang").max(),
        )
    )


def _distinct(kaji_ulang: pl.LazyFrame, keys: Sequence[str]) -> pl.LazyFrame:
    return (
        rows(kaji_ulang)
        .filter(pl.col("kd_rup_lama").is_not_null())
        .group_by(*dict.fromkeys([*keys, *FAMILY, "kd_rup_lama"]))
        .agg(pecah=is_kind("SATUKEBANYAK").any())
        .group_by(keys)
        .agg(kode=pl.len().cast(pl.Int64), pecah=count(pl.col("pecah")))
    )


def _net(kaji_ulang: pl.LazyFrame, keys: Sequence[str]) -> pl.LazyFrame:
    final = pl.col("batal_bersih")
    return (
        pembatalan(kaji_ulang)
        .group_by(keys)
        .agg(
            count(final),
            kode_dibatalkan=pl.len().cast(pl.Int64),
            diaktifkan_lagi=count(~final),
        )
    )
