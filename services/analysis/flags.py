"""Flags on plans (domain.md, `tanda`): unscored, each with its rows, its rule and a caveat.

A flag says where to look, not that something is wrong: many revisions are a duty (Perpres 16/2018
jo. 12/2021 art. 22(5)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from services.analysis import kaji_ulang as revisions
from services.analysis.lineage import keadaan
from services.analysis.measures import (
    KEY,
    KOSONG,
    LIVE_PROGRAM,
    SWAKELOLA,
    finish,
    match,
    paket,
    schema,
)
from services.analysis.names import with_satker
from services.analysis.program import klpd_pagu

TANDA = schema(
    aturan=pl.String(),
    kd_satker=pl.String(),
    nama_satker=pl.String(),
    kode=pl.String(),
    nilai=pl.Float64(),
    keterangan=pl.String(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From where on a rule flags (domain.md): children, re-activations, edges, rows of a day."""

    pecah: int = 5
    aktif: int = 2
    dalam: int = 5
    sehari: int = 50


CATATAN: Mapping[str, str] = MappingProxyType(
    {
        "pecah-banyak": "pagu bagian tidak diketahui, bandingkan sendiri dengan ambang pengadaan"
        " langsung Perpres 46/2025: Rp 200 juta barang/jasa lainnya, Rp 400 juta konstruksi,"
        " Rp 100 juta konsultansi",
        "aktif-berulang": "paket yang diaktifkan kembali menjadi rancangan lagi, belum tentu jalan",
        "rantai-dalam": "paket yang direvisi wajib diumumkan ulang: revisi berulang bisa kepatuhan",
        "banyak-sehari": "satu pemecahan adalah beberapa baris; revisi massal lazim di awal tahun",
        "tanpa-alasan": "alasan kosong, titik, atau tanda hubung saja",
        "mulai-sebelum-umum": "pengumuman pertama adalah batas atas: bisa lebih awal dari yang"
        " tercatat",
        "pagu-nol-kosong": "pagu kosong tidak diketahui, bukan nol",
        "baris-besar": "pagu memang timpang: satu baris pernah 81 % dari pagu sebuah kementerian",
        "paket-kembar": "bisa pekerjaan berulang yang sah, bisa terinput dua kali",
    }
)
"""The rules by name, with the caveat that ends each flag's keterangan."""

_CODE = (*KEY, "jenis_paket", "kd_rup")


def tanda(
    program: pl.LazyFrame,
    swakelola: pl.LazyFrame,
    kaji_ulang: pl.LazyFrame,
    names: pl.LazyFrame,
    limits: Limits | None = None,
) -> pl.LazyFrame:
    """List what the rules of domain.md find, one row per flagged code, row or day.

    `kode` is a kd_rup; a kd_program_str for programs; a date for `banyak-sehari`. `nilai` counts
    (parts, re-activations, edges, rows, months, packages alike), is a share for `baris-besar`, the
    pagu for `pagu-nol-kosong`, and null where it is not known.
    """
    found = limits or Limits()
    # several rules read the states; Polars does not see that they are the same plan
    states = keadaan(kaji_ulang, swakelola).cache()
    packages = paket(swakelola)
    rules = {
        "pecah-banyak": _split(kaji_ulang, states, found.pecah),
        "aktif-berulang": _reactivated(kaji_ulang, states, found.aktif),
        "rantai-dalam": _deep(states, found.dalam),
        "banyak-sehari": _one_day(kaji_ulang, found.sehari),
        "tanpa-alasan": _no_reason(kaji_ulang),
        "mulai-sebelum-umum": _early_start(packages, kaji_ulang, states),
        "pagu-nol-kosong": _no_pagu(program, packages),
        "baris-besar": _large_row(program),
        "paket-kembar": _alike(packages),
    }
    rows = pl.concat([_flagged(rule, frame) for rule, frame in rules.items()])
    ties = ("aturan", "kd_satker", "kode", "nilai", "keterangan")
    return finish(with_satker(rows, names), TANDA, *KEY, *ties)


def _flagged(rule: str, rows: pl.LazyFrame) -> pl.LazyFrame:
    return rows.select(
        *KEY,
        pl.lit(rule).alias("aturan"),
        "kd_satker",
        "kode",
        pl.col("nilai").cast(pl.Float64),
        pl.concat_str("fakta", pl.lit(f"; {CATATAN[rule]}")).alias("keterangan"),
    )


def _kind() -> pl.Expr:
    return pl.col("jenis_paket").fill_null(KOSONG)


def _owned(counts: pl.LazyFrame, states: pl.LazyFrame) -> pl.LazyFrame:
    """Put the satker of a code beside it, and call the code `kode`."""
    owners = states.select(*_CODE, "kd_satker")
    return counts.join(owners, on=_CODE, how="left", nulls_equal=True).rename({"kd_rup": "kode"})


def _of_kind(kaji_ulang: pl.LazyFrame, kind: str) -> pl.LazyFrame:
    return kaji_ulang.filter(
        pl.col("jenis_revisi") == kind, pl.col("kd_rup_lama") != ""
    ).with_columns(kd_rup="kd_rup_lama")


def _split(kaji_ulang: pl.LazyFrame, states: pl.LazyFrame, least: int) -> pl.LazyFrame:
    part = pl.col("kd_rup_baru")
    rows = (
        _of_kind(kaji_ulang, "SATUKEBANYAK")
        .filter(part != pl.col("kd_rup"), part != "")
        .group_by(_CODE)
        .agg(nilai=part.n_unique())
        .filter(pl.col("nilai") >= least)
    )
    return _owned(rows, states).with_columns(
        fakta=pl.format("paket {} dipecah menjadi {}", _kind(), "nilai")
    )


def _reactivated(kaji_ulang: pl.LazyFrame, states: pl.LazyFrame, least: int) -> pl.LazyFrame:
    rows = _of_kind(kaji_ulang, "PENGAKTIFAN").group_by(_CODE).agg(nilai=pl.len())
    return _owned(rows.filter(pl.col("nilai") >= least), states).with_columns(
        fakta=pl.format("paket {} diaktifkan kembali {} kali", _kind(), "nilai")
    )


def _deep(states: pl.LazyFrame, least: int) -> pl.LazyFrame:
    rows = (
        states.group_by(*KEY, "jenis_paket", pl.col("akar").alias("kd_rup"))
        .agg(nilai=pl.col("kedalaman").max())
        .filter(pl.col("nilai") >= least)
    )
    return _owned(rows, states).with_columns(
        fakta=pl.format("rantai revisi paket {} sedalam {} langkah", _kind(), "nilai")
    )


def _one_day(kaji_ulang: pl.LazyFrame, least: int) -> pl.LazyFrame:
    day = pl.col("tgl_kaji_ulang").dt.date().cast(pl.String)
    return (
        kaji_ulang.filter(pl.col("kd_satker") != "", pl.col("tgl_kaji_ulang").is_not_null())
        .group_by(*KEY, "kd_satker", day.alias("kode"))
        .agg(nilai=pl.len())
        .filter(pl.col("nilai") >= least)
        .with_columns(fakta=pl.format("{} baris kaji ulang dalam satu hari", "nilai"))
    )


def _no_reason(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    return (
        kaji_ulang.filter(revisions.fold(pl.col("alasan_kajiulang")) == revisions.KOSONG)
        .group_by(*KEY, "kd_satker", "jenis_paket", pl.col("kd_rup_lama").alias("kode"))
        .agg(nilai=pl.len())
        .with_columns(fakta=pl.format("{} revisi paket {} tanpa alasan", "nilai", _kind()))
    )


def _early_start(
    packages: pl.LazyFrame, kaji_ulang: pl.LazyFrame, states: pl.LazyFrame
) -> pl.LazyFrame:
    """Find packages that start in a month before their first announcement can have been.

    The first announcement is at the latest the earliest of tgl_pengumuman_paket and the kaji
    ulang of the family. Without history of the KLPD-year the family is not known: `nilai` is null.
    """
    start, told = pl.col("tgl_awal_pelaksanaan_kontrak"), pl.col("tgl_pengumuman_paket")
    served = kaji_ulang.select(KEY).unique().with_columns(tersaji=True)
    first = pl.min_horizontal(told, "pertama")
    fact = (
        pl.when("tersaji")
        .then(pl.format("mulai {}, pengumuman pertama paling lambat {}", start, first.dt.date()))
        .otherwise(pl.format("tidak diketahui: riwayat tidak tersaji, mulai {}", start))
    )
    rows = match(match(packages, _first_revision(kaji_ulang, states), "kd_rup"), served)
    months = _month(first) - _month(start)
    return rows.filter(months > 0).select(
        *KEY,
        "kd_satker",
        pl.col("kd_rup").alias("kode"),
        nilai=pl.when("tersaji").then(months),
        fakta=fact,
    )


def _first_revision(kaji_ulang: pl.LazyFrame, states: pl.LazyFrame) -> pl.LazyFrame:
    """Return, per swakelola code, `pertama`: the earliest kaji ulang of its family."""
    family = states.filter(pl.col("jenis_paket") == SWAKELOLA).select(*KEY, "kd_rup", "akar")
    code = pl.coalesce("kd_rup_lama", "kd_rup_baru").alias("kd_rup")
    times = kaji_ulang.filter(pl.col("jenis_paket") == SWAKELOLA).select(
        *KEY, code, "tgl_kaji_ulang"
    )
    first = (
        times.join(family, on=[*KEY, "kd_rup"])
        .group_by(*KEY, "akar")
        .agg(pertama=pl.col("tgl_kaji_ulang").min())
    )
    return family.join(first, on=[*KEY, "akar"]).drop("akar")


def _month(day: pl.Expr) -> pl.Expr:
    return day.dt.year() * 12 + day.dt.month()


def _no_pagu(program: pl.LazyFrame, packages: pl.LazyFrame) -> pl.LazyFrame:
    parts = (
        ("program", program.filter(LIVE_PROGRAM), "kd_program_str", "pagu_program"),
        ("paket", packages, "kd_rup", "pagu"),
    )
    return pl.concat(
        [
            rows.filter(pl.col(pagu).fill_null(0) == 0).select(
                *KEY,
                "kd_satker",
                pl.col(code).alias("kode"),
                nilai=pagu,
                fakta=pl.when(pl.col(pagu) == 0)
                .then(pl.lit(f"pagu {what} nol"))
                .otherwise(pl.lit(f"pagu {what} kosong")),
            )
            for what, rows, code, pagu in parts
        ]
    )


def _large_row(program: pl.LazyFrame) -> pl.LazyFrame:
    pagu, whole = pl.col("pagu_program"), pl.col("pagu_klpd")
    percent = (pagu / whole * 100).round(1).cast(pl.String).str.replace(".", ",", literal=True)
    rows = match(program.filter(LIVE_PROGRAM), klpd_pagu(program))
    return rows.filter(pagu > 0, pagu.cast(pl.Int128) * 2 > whole).select(
        *KEY,
        "kd_satker",
        pl.col("kd_program_str").alias("kode"),
        nilai=pagu / whole,
        fakta=pl.format("satu baris program adalah {} % dari pagu KLPD", percent),
    )


def _alike(packages: pl.LazyFrame) -> pl.LazyFrame:
    """Find packages alike in satker, name, pagu, start and description; blank is like nothing."""
    same = ("kd_satker", "nama", "pagu", "tgl_awal_pelaksanaan_kontrak", "uraian")
    return (
        packages.with_columns(
            nama=_flat(pl.col("nama_paket")), uraian=_flat(pl.col("uraian_pekerjaan"))
        )
        .filter(*(pl.col(name).is_not_null() for name in same))
        .with_columns(nilai=pl.len().over(*KEY, *same))
        .filter(pl.col("nilai") > 1)
        .select(
            *KEY,
            "kd_satker",
            pl.col("kd_rup").alias("kode"),
            "nilai",
            fakta=pl.format("{} paket serupa", "nilai"),
        )
    )


def _flat(text: pl.Expr) -> pl.Expr:
    flat = text.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(flat != "").then(flat)
