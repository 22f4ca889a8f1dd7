"""Tables of revisions: history rows, acts and the last state of codes (domain.md).

Kinds other than the four known are counted as `lainnya`; a missing satker, time or kind is a
group, so that every row counts in every table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ..filters import Filters
from ..frames import Frames
from ..measures import LIVE_PAKET
from ..revisions.lineage import pembatalan
from ..revisions.revisi import FAMILY, JENIS, LAINNYA, PARTITION, acts, count, is_kind, kind, rows
from .rates import (
    PARTS_OF_PROVIDERS,
    PROVIDER_PARTS_PER_CODE,
    RATE_PARTS,
    all_rate_parts,
    known_families,
    meaningful_lists,
    provider_code_parts,
    provider_code_rate,
    rates,
)

PER_SATKER_COLUMNS = (
    *(*PARTITION, "kd_satker", "nama_satker", "revisi", "tindakan", "kode", "satukesatu"),
    *("satukebanyak", "pecah", "pembatalan", "pengaktifan", "lainnya", "penyedia", "swakelola"),
    *("bolak_balik", "batal_bersih", "diaktifkan_lagi", "batal_diganti", "jumlah_paket_swakelola"),
    *("revisi_swakelola_per_100", "tindakan_swakelola_per_100_keluarga"),
    *("tindakan_satukesatu", "tindakan_pecah", "tindakan_pembatalan", "tindakan_pengaktifan"),
    *("tindakan_lainnya", "pertama", "terakhir", "tindakan_penyedia_per_100_keluarga"),
    *("kode_swakelola", "revisi_penyedia_per_100", "kode_penyedia", "tindakan_swakelola"),
    *("keluarga_swakelola", "tindakan_penyedia", "keluarga_penyedia"),
)
ACTS_BY_KIND = {
    "tindakan_satukesatu": "SATUKESATU",
    "tindakan_pecah": "SATUKEBANYAK",
    "tindakan_pembatalan": "PEMBATALAN",
    "tindakan_pengaktifan": "PENGAKTIFAN",
    "tindakan_lainnya": LAINNYA,
}
"""Columns of acts by kind; they add up to tindakan."""
KOSONG, UMUM = "(kosong)", "umum"
UMUM_WORDS = (
    *("revisi", "rev", "revisi paket", "revisi rup", "perubahan", "update"),
    "salah input",
)
"""Reasons that only state that there was a revision (domain.md, `alasan`)."""

_PUNCTUATION = r"[\p{P}$+<=>^`|~\s\p{Cc}\p{Cf}]+"
_OUTCOMES = ("batal_bersih", "diaktifkan_lagi", "batal_diganti")
_CANCELLED = {"batal_penyedia": "PENYEDIA", "batal_swakelola": "SWAKELOLA"}
_REVISI = pl.len().cast(pl.Int64).alias("revisi")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Rows of kaji ulang and their acts, filtered by the same filters."""

    rows: pl.LazyFrame
    acts: pl.LazyFrame

    @classmethod
    def of(cls, kaji_ulang: pl.LazyFrame, filters: Filters | None = None) -> History:
        """Derive the acts from all rows, then filter both; an act is filtered by its first row."""
        columns = ("tahun", "kd_klpd", "kd_satker", "jenis_revisi")
        narrow = filters or Filters()
        return cls(
            rows=narrow.rows(rows(kaji_ulang), columns),
            acts=narrow.rows(acts(kaji_ulang), columns),
        )


def kaji_ulang_per_satker(frames: Frames, names: pl.LazyFrame) -> pl.LazyFrame:
    """Count revisions and last states of codes per satker, most acts first.

    `names`: kd_klpd, kd_satker, nama_satker, one row per satker. Rows and acts count for the satker
    that they name; kode and pecah are distinct (jenis_paket, kd_rup_lama) among those rows;
    outcomes of cancellations count each code once, for the satker it belongs to (lineage.keadaan).
    Each rate has its numerator and denominator beside it (those of the rates per code are swakelola
    and kode_swakelola, penyedia and kode_penyedia). Rates per code need a list, those per family a
    meaningful one, of penyedia paket-penyedia; without it the rate and its parts are null.
    """
    satker = [*PARTITION, "kd_satker"]
    live = frames.swakelola.filter(LIVE_PAKET).group_by(satker)
    listed = live.agg(jumlah_paket_swakelola=pl.len().cast(pl.Int64))
    parts = (*RATE_PARTS, *PARTS_OF_PROVIDERS, *PROVIDER_PARTS_PER_CODE)
    has_list = pl.col("bermakna").is_not_null()
    has_provider_list = pl.col("bermakna_penyedia").is_not_null()
    return (
        history_measures(frames.kaji_ulang, "kd_satker")
        .join(all_rate_parts(frames, "kd_satker"), on=satker, how="left", nulls_equal=True)
        .join(provider_code_parts(frames, "kd_satker"), on=satker, how="left", nulls_equal=True)
        .join(listed, on=satker, how="left", nulls_equal=True)
        .join(meaningful_lists(frames), on=PARTITION, how="left")
        .join(
            names.select("kd_klpd", "kd_satker", "nama_satker"),
            on=["kd_klpd", "kd_satker"],
            how="left",
            validate="m:1",
        )
        .with_columns(pl.col("jumlah_paket_swakelola", *parts).fill_null(0))
        .with_columns(
            pl.when(has_list).then(pl.col("jumlah_paket_swakelola", "kode_swakelola")),
            pl.when(has_provider_list).then(pl.col("kode_penyedia")),
            *rates(),
            provider_code_rate(),
            *known_families(),
        )
        .select(PER_SATKER_COLUMNS)
        .sort("tindakan", *satker, descending=[True, False, False, False], nulls_last=True)
    )


def kaji_ulang_per_bulan(history: History) -> pl.LazyFrame:
    """Count rows and acts by month (YYYY-MM of tgl_kaji_ulang, null without a time) and kind.

    A row of December before its plan year still counts in that plan year; an act counts in the
    month of its first row.
    """
    month = pl.col("tgl_kaji_ulang").dt.date().dt.month_start().dt.strftime("%Y-%m")
    keys = (*PARTITION, "bulan", "jenis_revisi")
    return _rows_and_acts(history, month.alias("bulan"), keys)


def months_of_plan(table: pl.LazyFrame) -> pl.LazyFrame:
    """Add `kaji-ulang-per-bulan` up over kinds and place its months in their plan year.

    Columns tahun, kd_klpd, bulan, bulan_ke, tindakan. bulan_ke is 1 for January of the plan year, 0
    for the December before it, so that the months of several years lie on one axis; null, as bulan,
    for acts without a time.
    """
    year, month = (pl.col("bulan").str.slice(at, size) for at, size in ((0, 4), (5, 2)))
    place = (year.cast(pl.Int64) - pl.col("tahun")) * 12 + month.cast(pl.Int64)
    keys = [*PARTITION, "bulan"]
    return (
        table.group_by(keys)
        .agg(pl.col("tindakan").sum())
        .select(*keys, place.alias("bulan_ke"), "tindakan")
        .sort(keys, nulls_last=True)
    )


def kaji_ulang_per_hari(history: History) -> pl.LazyFrame:
    """Count rows and acts by day: tanggal, revisi, tindakan; tanggal is null without a time."""
    day = pl.col("tgl_kaji_ulang").dt.date()
    return _rows_and_acts(history, day.alias("tanggal"), (*PARTITION, "tanggal"))


def _rows_and_acts(history: History, period: pl.Expr, keys: Sequence[str]) -> pl.LazyFrame:
    acted = history.acts.with_columns(period).group_by(keys).agg(tindakan=pl.len().cast(pl.Int64))
    return (
        history.rows.with_columns(kind(), period)
        .group_by(keys)
        .agg(_REVISI)
        .join(acted, on=list(keys), how="left", nulls_equal=True)
        .with_columns(pl.col("tindakan").fill_null(0))
        .sort(keys, nulls_last=True)
    )


def alasan(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Count rows by folded reason and kind, most first; contoh is the most frequent wording.

    Of equally frequent wordings the first by alphabet; null when no row has a reason.
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
    """Fold a reason: drop `_x000d_`, case, white space and punctuation.

    A blank result becomes `(kosong)`, one of UMUM_WORDS becomes `umum`.
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


def history_measures(kaji_ulang: pl.LazyFrame, *also: str) -> pl.LazyFrame:
    """Count rows, acts, codes and the outcomes of cancellations per KLPD-year (and `also`).

    Columns after the keys: revisi, rows by kind and by jenis_paket, pertama, terakhir; tindakan,
    ACTS_BY_KIND, bolak_balik; kode (distinct codes revised), pecah; kode_dibatalkan (codes
    cancelled at least once) = batal_bersih + diaktifkan_lagi + batal_diganti; batal_penyedia and
    batal_swakelola, batal_bersih by jenis_paket.
    """
    keys, by_paket = [*PARTITION, *also], ("PENYEDIA", "SWAKELOLA")
    is_paket = {name: pl.col("jenis_paket").eq_missing(name) for name in by_paket}
    row_counts = (
        rows(kaji_ulang)
        .group_by(keys)
        .agg(
            _REVISI,
            *(count(is_kind(name)).alias(name.lower()) for name in JENIS),
            *(count(marks).alias(name.lower()) for name, marks in is_paket.items()),
            count(~pl.col("jenis_revisi").is_in(JENIS).fill_null(False)).alias(LAINNYA),
            pertama=pl.col("tgl_kaji_ulang").min(),
            terakhir=pl.col("tgl_kaji_ulang").max(),
        )
    )
    act_counts = (
        acts(kaji_ulang)
        .group_by(keys)
        .agg(
            *(count(is_kind(jenis)).alias(name) for name, jenis in ACTS_BY_KIND.items()),
            count(pl.col("bolak_balik")),
            tindakan=pl.len().cast(pl.Int64),
        )
    )
    code_counts = (
        rows(kaji_ulang)
        .filter(pl.col("kd_rup_lama").is_not_null())
        .group_by(*dict.fromkeys([*keys, *FAMILY, "kd_rup_lama"]))
        .agg(pecah=is_kind("SATUKEBANYAK").any())
        .group_by(keys)
        .agg(kode=pl.len().cast(pl.Int64), pecah=count(pl.col("pecah")))
    )
    cancelled = pl.col("batal_bersih")
    outcome_counts = (
        pembatalan(kaji_ulang)
        .group_by(keys)
        .agg(
            *(count(pl.col(name)) for name in _OUTCOMES),
            *(count(cancelled & is_paket[jenis]).alias(n) for n, jenis in _CANCELLED.items()),
            kode_dibatalkan=pl.len().cast(pl.Int64),
        )
    )
    table = row_counts
    for counts in (act_counts, code_counts, outcome_counts):
        table = table.join(counts, on=keys, how="left", nulls_equal=True)
    of_acts = ("tindakan", "bolak_balik", *ACTS_BY_KIND)
    of_codes = ("kode", "pecah", "kode_dibatalkan", *_OUTCOMES, *_CANCELLED)
    return table.with_columns(pl.col(*of_acts, *of_codes).fill_null(0))
