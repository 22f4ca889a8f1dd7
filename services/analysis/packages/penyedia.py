"""Tables of provider packages (domain.md, `penyedia-*`). Live packages only."""

from __future__ import annotations

import polars as pl

from ..frames import Frames
from ..measures import (
    ANNOUNCED,
    KEY,
    KOSONG,
    finish,
    or_kosong,
    paket,
    paket_measures,
    schema,
    subtotal,
)
from ..names import with_satker
from ..revisions.lineage import codes
from .provider import provider_packages

_COUNT, _MONEY, _TEXT = pl.Int64(), pl.Int64(), pl.String()

JENIS_PAKET = "PENYEDIA"
"""The jenis_paket of provider packages in the history."""
CAMPURAN = "campuran"
"""The kind of a package of several distinct kinds."""

PER_SATKER = schema(
    kd_satker=_TEXT,
    nama_satker=_TEXT,
    jumlah_paket=_COUNT,
    pagu=_MONEY,
    pagu_kosong=_COUNT,
    terumumkan=_COUNT,
    pdn=_COUNT,
    ukm=_COUNT,
    pagu_pdn=_MONEY,
    pagu_ukm=_MONEY,
    pradipa=_COUNT,
    pemilihan_sebelum_tahun=_COUNT,
    bulan_tak_wajar=_COUNT,
    pds=_COUNT,
    pagu_pds=_MONEY,
)

METODE = schema(
    metode_pengadaan=_TEXT,
    jenis_pengadaan=_TEXT,
    jumlah_paket=_COUNT,
    pagu=_MONEY,
    pagu_kosong=_COUNT,
    median_pagu=pl.Float64(),
)

JADWAL = schema(bulan=_TEXT, metode_pengadaan=_TEXT, jumlah_paket=_COUNT, pagu=_MONEY)

PAKET = schema(
    kd_satker=_TEXT,
    nama_satker=_TEXT,
    kd_rup=_TEXT,
    nama_paket=_TEXT,
    metode=_TEXT,
    jenis=_TEXT,
    status=_TEXT,
    pagu=_MONEY,
    tgl_awal_pemilihan=pl.Date(),
    tgl_pengumuman_paket=pl.Datetime("us"),
    keadaan=_TEXT,
)

PDN, UKM, PRADIPA, PDS = (
    pl.col(column).str.strip_chars().eq_missing(word)
    for column, word in (
        ("status_pdn", "PDN"),
        ("status_ukm", "UKM"),
        ("status_pradipa", "PraDIPA"),
        ("tipe_paket", "PDS"),
    )
)
"""Marks of a package; PDS is a provider package within a swakelola package."""


def with_kind(packages: pl.LazyFrame) -> pl.LazyFrame:
    """Give packages their method and kind of procurement, `(kosong)` for none.

    jenis_pengadaan is served as a list joined by `;` with repeats: one distinct kind stays itself,
    several are CAMPURAN. `jenis` holds the distinct kinds in the order served.
    """
    served = pl.col("jenis_pengadaan").str.split(";").list.eval(pl.element().str.strip_chars())
    kinds = served.list.eval(pl.element().filter(pl.element() != "")).list.unique(
        maintain_order=True
    )
    several = pl.col("_kinds").list.len() > 1
    return (
        packages.with_columns(or_kosong("metode_pengadaan"), _kinds=kinds)
        .with_columns(jenis=pl.col("_kinds").list.join(";"))
        .with_columns(or_kosong("jenis"))
        .with_columns(jenis_pengadaan=pl.when(several).then(pl.lit(CAMPURAN)).otherwise("jenis"))
        .drop("_kinds")
    )


def live_packages(frames: Frames) -> pl.LazyFrame:
    """Return the live provider packages with status, method and kind; `(kosong)` for none.

    Columns of `provider_packages` and `jenis`; jenis_pengadaan is a single kind or CAMPURAN.
    """
    return with_kind(paket(provider_packages(frames)))


def penyedia_per_satker(packages: pl.LazyFrame, names: pl.LazyFrame) -> pl.LazyFrame:
    """Count packages and their marks per satker, largest pagu first.

    terumumkan is null where only the announced list was read: it says nothing of what is not
    announced. pemilihan_sebelum_tahun counts selections that start in July to December before the
    year, bulan_tak_wajar those that start earlier or after the year.
    """
    start, year = pl.col("tgl_awal_pemilihan"), pl.col("tahun")
    july, end = pl.date(year - 1, 7, 1), pl.date(year, 12, 31)
    rows = packages.group_by(*KEY, "kd_satker").agg(
        *paket_measures(),
        terumumkan=pl.when(~pl.col("hanya_terumumkan").any()).then(ANNOUNCED.sum()),
        pdn=PDN.sum(),
        ukm=UKM.sum(),
        pagu_pdn=subtotal("pagu", PDN),
        pagu_ukm=subtotal("pagu", UKM),
        pradipa=PRADIPA.sum(),
        pemilihan_sebelum_tahun=((start >= july) & (start < pl.date(year, 1, 1))).sum(),
        bulan_tak_wajar=((start < july) | (start > end)).sum(),
        pds=PDS.sum(),
        pagu_pds=subtotal("pagu", PDS),
    )
    return finish(with_satker(rows, names), PER_SATKER, "-pagu", *KEY, "kd_satker")


def penyedia_metode(packages: pl.LazyFrame) -> pl.LazyFrame:
    """Count packages per method and kind of procurement."""
    rows = packages.group_by(*KEY, "metode_pengadaan", "jenis_pengadaan").agg(
        *paket_measures(), median_pagu=pl.col("pagu").median()
    )
    return finish(rows, METODE, *KEY, "metode_pengadaan", "jenis_pengadaan")


def penyedia_jadwal(packages: pl.LazyFrame) -> pl.LazyFrame:
    """Count packages per month in which the selection starts, and method.

    Months outside the year are kept; no month is `(kosong)`.
    """
    month = pl.col("tgl_awal_pemilihan").dt.strftime("%Y-%m").fill_null(KOSONG)
    rows = (
        packages.with_columns(bulan=month)
        .group_by(*KEY, "bulan", "metode_pengadaan")
        .agg(*paket_measures())
    )
    return finish(rows, JADWAL, *KEY, "bulan", "metode_pengadaan")


def penyedia_list(
    packages: pl.LazyFrame, kaji_ulang: pl.LazyFrame, names: pl.LazyFrame
) -> pl.LazyFrame:
    """List packages with the state of their code, null for codes that were never revised."""
    states = codes(kaji_ulang.filter(pl.col("jenis_paket") == JENIS_PAKET)).select(
        *KEY, "kd_rup", "keadaan"
    )
    rows = (
        packages.drop("nama_satker")
        .join(states, on=[*KEY, "kd_rup"], how="left")
        .with_columns(metode="metode_pengadaan")
    )
    ties = [name for name in PAKET if name not in (*KEY, "kd_satker", "kd_rup")]
    return finish(with_satker(rows, names), PAKET, *KEY, "kd_satker", "kd_rup", *ties)
