"""Regions with all governments below them (domain.md, `wilayah`). Codes are Kemendagri's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from ..errors import BadRequest
from .frames import Frames
from .kaji_ulang import rates
from .measures import finish, share, total
from .per_klpd import measured

TANPA_WILAYAH = "Kementerian/Lembaga"

_COUNT, _RATE = pl.Int64(), pl.Float64()

WILAYAH: dict[str, pl.DataType] = {
    "tahun": pl.Int16(),
    "kode": pl.String(),
    "nama": pl.String(),
    "jumlah_klpd": _COUNT,
    "jumlah_kosong": _COUNT,
    "jumlah_klpd_seharusnya": _COUNT,
    "pagu_program": pl.Int64(),
    "pagu_kosong": _COUNT,
    "kosong_program": _COUNT,
    "penduduk": _COUNT,
    "pagu_per_kapita": _RATE,
    "jumlah_swakelola": _COUNT,
    "terumumkan": _COUNT,
    "kosong_swakelola": _COUNT,
    "revisi": _COUNT,
    "kosong_kaji_ulang": _COUNT,
    "revisi_swakelola_per_100": _RATE,
    "snapshot_tertua": pl.Datetime("us", "UTC"),
    "tindakan_swakelola_per_100_keluarga": _RATE,
    "tindakan_penyedia_per_100_keluarga": _RATE,
    "pangsa_terumumkan": _RATE,
    "klpd_bermakna": _COUNT,
    "keluarga_swakelola": _COUNT,
}

_CHILD_DIGITS = {0: 2, 2: 4, 4: 6, 6: 10, 10: 10}
_SUMS = (
    *("pagu_kosong", "jumlah_swakelola", "terumumkan", "revisi"),
    *("revisi_swakelola", "kode_swakelola"),
)
_OF_MEANINGFUL = {
    "jumlah_bermakna": "jumlah_swakelola",
    "terumumkan_bermakna": "terumumkan",
    "tindakan_swakelola": "tindakan_swakelola",
    "keluarga_swakelola": "keluarga_swakelola",
}
"""Sums over the KLPD whose list is meaningful alone: what shares and rates per family are of."""


Part = Literal["semua", "sendiri", "bawah"]
"""Which governments of a row count: all, the region's own, or only those below it."""


def wilayah(
    frames: Frames, kode: str = "", tahun: Sequence[int] = (), part: Part = "semua"
) -> pl.LazyFrame:
    """Add stored KLPD up by region: the children of `kode` and its own government.

    Without `kode`: the provinces, and one row (code empty) for KLPD without a region. Years are
    `tahun`, else those of what was read. A KLPD whose code fits no child gets a row of its own
    code, so none is lost. A KLPD whose three datasets are all empty is counted in jumlah_kosong,
    never in jumlah_klpd. Sums leave out KLPD whose dataset has no row; kosong_* count those, and a
    sum over none is null. pagu_per_kapita needs the programs of all KLPD of the catalogue in that
    row. pangsa_terumumkan and the rate per 100 families are over the klpd_bermakna alone.
    `part` leaves out governments below the rows' regions, or those regions' own.
    Raises BadRequest when `kode` is not of 2, 4, 6 or 10 digits.
    """
    if len(kode) not in _CHILD_DIGITS:
        raise BadRequest(f"kode wilayah tidak sesuai: {kode}")
    catalogue = frames.klpd.select("kd_klpd", "kode_wilayah").with_columns(terdaftar=True)
    every = measured(frames).filter(pl.col("tersimpan") | pl.col("kosong"))
    stored, expected = (
        _inside(_part(rows, kode, part), kode)
        for rows in (every.join(catalogue, on="kd_klpd", how="left"), catalogue)
    )
    years = _years(every, tahun)
    sums = stored.join(years, on="tahun", how="semi").group_by("tahun", "kode").agg(*_sums())
    counts = expected.group_by("kode").agg(jumlah_klpd_seharusnya=pl.len().cast(pl.Int64))
    shown = _shown(frames.regions, kode).join(years, how="cross")
    rows = (
        shown.join(sums, on=["tahun", "kode"], how="full", coalesce=True)
        .join(counts, on="kode", how="left")
        .with_columns(pl.col(*_COUNTS, "jumlah_klpd_seharusnya").fill_null(0))
        .with_columns(
            bermakna=pl.col("klpd_bermakna") > 0,
            pagu_per_kapita=_per_head(),
            pangsa_terumumkan=share("terumumkan_bermakna", "jumlah_bermakna"),
        )
        .with_columns(rates())
    )
    return finish(rows, WILAYAH, "tahun", "kode")


def _part(rows: pl.LazyFrame, kode: str, part: Part) -> pl.LazyFrame:
    """Keep the governments of exactly the rows' regions, those of places below them, or all."""
    if part == "semua":
        return rows
    digits = pl.col("kode_wilayah").fill_null("").str.len_chars()
    own = _CHILD_DIGITS[len(kode)]
    return rows.filter(digits == own if part == "sendiri" else digits > own)


def _inside(rows: pl.LazyFrame, kode: str) -> pl.LazyFrame:
    """Keep what lies in the region, with the code of the row it belongs to."""
    place = pl.col("kode_wilayah").fill_null("")
    child = place.str.head(_CHILD_DIGITS[len(kode)])
    return rows.filter(place.str.starts_with(kode)).with_columns(kode=child)


def _shown(regions: pl.LazyFrame, kode: str) -> pl.LazyFrame:
    named = regions.select(
        pl.col("code").alias("kode"),
        pl.col("parent_code").fill_null("").alias("induk"),
        pl.col("name").alias("nama"),
        pl.col("penduduk").cast(pl.Int64),
    )
    kept = named.filter((pl.col("induk") == kode) | (pl.col("kode") == kode)).drop("induk")
    if kode:
        return kept
    none = pl.LazyFrame({"kode": [""], "nama": [TANPA_WILAYAH]})
    return pl.concat([kept, none], how="diagonal")


def _years(stored: pl.LazyFrame, tahun: Sequence[int]) -> pl.LazyFrame:
    if tahun:
        return pl.LazyFrame({"tahun": sorted(set(tahun))}, schema={"tahun": pl.Int16()})
    return stored.select("tahun").unique()


_COUNTS = (
    *("jumlah_klpd", "jumlah_kosong", "klpd_bermakna"),
    *("kosong_program", "kosong_swakelola", "kosong_kaji_ulang"),
)


def _sums() -> list[pl.Expr]:
    stored, meaningful = pl.col("tersimpan"), pl.col("bermakna").fill_null(value=False)
    chosen = {name: pl.col(name) for name in _SUMS}
    chosen |= {name: pl.when(meaningful).then(column) for name, column in _OF_MEANINGFUL.items()}
    # a KLPD without families has no rate of its own and adds to none
    chosen["tindakan_swakelola"] = pl.when(meaningful & (pl.col("keluarga_swakelola") > 0)).then(
        "tindakan_swakelola"
    )
    counted = {
        "jumlah_klpd": stored,
        "jumlah_kosong": pl.col("kosong"),
        "klpd_bermakna": meaningful,
        "kosong_program": stored & ~pl.col("ada_program"),
        "kosong_swakelola": stored & ~pl.col("ada_swakelola"),
        "kosong_kaji_ulang": stored & ~pl.col("ada_kaji_ulang"),
    }
    return [
        *(pl.when(v.count() > 0).then(v.sum()).alias(name) for name, v in chosen.items()),
        *(mark.sum().cast(pl.Int64).alias(name) for name, mark in counted.items()),
        total("pagu").alias("pagu_program"),
        pl.col("snapshot").filter(stored).min().alias("snapshot_tertua"),
        (pl.col("terdaftar") & pl.col("ada_program")).sum().alias("berprogram"),
    ]


def _per_head() -> pl.Expr:
    whole = pl.col("berprogram") == pl.col("jumlah_klpd_seharusnya")
    return pl.when(whole).then(share("pagu_program", "penduduk"))
