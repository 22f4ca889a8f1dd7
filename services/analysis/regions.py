"""Regions with all governments below them (domain.md, `wilayah`). Codes are Kemendagri's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from services.analysis.frames import Frames
from services.analysis.measures import KEY, finish, share, total
from services.analysis.per_klpd import measured, per_100
from services.errors import BadRequest

TANPA_WILAYAH = "Kementerian/Lembaga"

WILAYAH: dict[str, pl.DataType] = {
    "tahun": pl.Int16(),
    "kode": pl.String(),
    "nama": pl.String(),
    "jumlah_klpd": pl.Int64(),
    "jumlah_klpd_seharusnya": pl.Int64(),
    "pagu_program": pl.Int64(),
    "pagu_kosong": pl.Int64(),
    "penduduk": pl.Int64(),
    "pagu_per_kapita": pl.Float64(),
    "jumlah_swakelola": pl.Int64(),
    "terumumkan": pl.Int64(),
    "revisi": pl.Int64(),
    "revisi_swakelola_per_100": pl.Float64(),
    "snapshot_tertua": pl.Datetime("us", "UTC"),
}

_CHILD_DIGITS = {0: 2, 2: 4, 4: 6, 6: 10, 10: 10}
_SUMS = (
    *("pagu_kosong", "jumlah_swakelola", "terumumkan", "revisi"),
    *("revisi_swakelola", "kode_swakelola"),
)


Part = Literal["semua", "sendiri", "bawah"]
"""Which governments of a row count: all, the region's own, or only those below it."""


def wilayah(
    frames: Frames, kode: str = "", tahun: Sequence[int] = (), part: Part = "semua"
) -> pl.LazyFrame:
    """Add stored KLPD up by region: the children of `kode` and its own government.

    Without `kode`: the provinces, and one row (code empty) for KLPD without a region. Years are
    `tahun`, else those of what is stored. A KLPD whose code fits no child gets a row of its own
    code, so none is lost. A count is null when no KLPD of the row has that dataset stored;
    pagu_per_kapita unless all KLPD of the catalogue in that row have their programs stored.
    `part` leaves out governments below the rows' regions, or those regions' own.
    Raises BadRequest when `kode` is not of 2, 4, 6 or 10 digits.
    """
    if len(kode) not in _CHILD_DIGITS:
        raise BadRequest(f"kode wilayah tidak sesuai: {kode}")
    catalogue = frames.klpd.select("kd_klpd", "kode_wilayah").with_columns(terdaftar=True)
    every = _measured(frames).join(catalogue, on="kd_klpd", how="left")
    stored, catalogue = (_part(rows, kode, part) for rows in (every, catalogue))
    years = _years(every, tahun)
    sums = (
        _inside(stored.join(years, on="tahun", how="semi"), kode)
        .group_by("tahun", "kode")
        .agg(*_sums())
    )
    expected = (
        _inside(catalogue, kode)
        .group_by("kode")
        .agg(jumlah_klpd_seharusnya=pl.len().cast(pl.Int64))
    )
    shown = _shown(frames.regions, kode).join(years, how="cross")
    rows = (
        shown.join(sums, on=["tahun", "kode"], how="full", coalesce=True)
        .join(expected, on="kode", how="left")
        .with_columns(pl.col("jumlah_klpd", "jumlah_klpd_seharusnya").fill_null(0))
        .with_columns(per_100(), pagu_per_kapita=_per_head())
    )
    return finish(rows, WILAYAH, "tahun", "kode")


def _measured(frames: Frames) -> pl.LazyFrame:
    rows = frames.kaji_ulang.group_by(*KEY).agg(revisi=pl.len().cast(pl.Int64))
    return measured(frames, rows, "revisi")


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


def _sums() -> list[pl.Expr]:
    counts = [pl.when(pl.col(n).count() > 0).then(pl.col(n).sum()).alias(n) for n in _SUMS]
    return [
        *counts,
        pl.len().cast(pl.Int64).alias("jumlah_klpd"),
        total("pagu").alias("pagu_program"),
        pl.col("snapshot").min().alias("snapshot_tertua"),
        (pl.col("terdaftar") & pl.col("ada_program")).sum().alias("berprogram"),
    ]


def _per_head() -> pl.Expr:
    whole = pl.col("berprogram") == pl.col("jumlah_klpd_seharusnya")
    return pl.when(whole).then(share("pagu_program", "penduduk"))
