"""Add KLPD up by region (domain.md, `wilayah`). Region codes are Kemendagri's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from ...errors import BadRequest
from ..acts.rates import PARTS_OF_PROVIDERS, PARTS_PER_FAMILY, rates
from ..frames import Frames
from ..measures import finish, share, total
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
    "keluarga_penyedia": _COUNT,
    "klpd_pengganti": _COUNT,
    "jumlah_penyedia": _COUNT,
    "pagu_penyedia": pl.Int64(),
    "kosong_penyedia": _COUNT,
    "penyedia_belum_dibaca": _COUNT,
    "paket_per_1000_jiwa": _RATE,
}

_CHILD_DIGITS = {0: 2, 2: 4, 4: 6, 6: 10, 10: 10}
_SUMS = (
    *("pagu_kosong", "jumlah_swakelola", "terumumkan", "revisi"),
    *("revisi_swakelola", "kode_swakelola", "jumlah_penyedia"),
)
_OF_MEANINGFUL = {
    "jumlah_bermakna": "jumlah_swakelola",
    "terumumkan_bermakna": "terumumkan",
}
"""Sums over only those KLPD whose list is meaningful: shares use them."""
_PER_FAMILY = {"bermakna": PARTS_PER_FAMILY, "bermakna_penyedia": PARTS_OF_PROVIDERS}
"""Acts and families, each with the mark of the list that has to be meaningful."""

Part = Literal["semua", "sendiri", "bawah"]
"""Which governments count in a row: all, that of the row's region, or only those below it."""


def wilayah(
    frames: Frames,
    kode: str = "",
    tahun: Sequence[int] = (),
    governments: Part = "semua",
    *,
    imported: bool = False,
) -> pl.LazyFrame:
    """Add stored KLPD up by region: one row for each child of `kode` and one for `kode` itself.

    Without `kode`: the provinces, and one row (code empty) for KLPD without a region. Years are
    `tahun`, else those that were read. A KLPD whose code fits no child gets a row of its own code,
    so none is lost. A KLPD whose three datasets are all empty is counted in jumlah_kosong, never in
    jumlah_klpd. Sums leave out KLPD whose dataset has no row; kosong_* count those, and a sum over
    none is null. pagu_per_kapita needs the programs of all KLPD of the catalogue in that row,
    paket_per_1000_jiwa both lists of packages. Provider packages decide nothing of this: of the
    stored KLPD, kosong_penyedia counts those whose list was read and is empty,
    penyedia_belum_dibaca those whose list is not stored.
    pangsa_terumumkan and the rate of swakelola per 100 families are over the klpd_bermakna only,
    that of penyedia over the KLPD whose paket-penyedia is meaningful. klpd_pengganti counts the
    KLPD whose imported rows stand in beside live ones: they are in the sums, and the row has no
    rank and no figure per head, unless `imported`.
    Raises BadRequest when `kode` is not of 2, 4, 6 or 10 digits.
    """
    if len(kode) not in _CHILD_DIGITS:
        raise BadRequest(f"kode wilayah tidak sesuai: {kode}")
    catalogue = frames.klpd.select("kd_klpd", "kode_wilayah").with_columns(terdaftar=True)
    every = measured(frames).filter(pl.col("tersimpan") | pl.col("kosong"))
    region, child_digits = pl.col("kode_wilayah").fill_null(""), _CHILD_DIGITS[len(kode)]
    of_part: dict[Part, pl.Expr] = {
        "semua": pl.lit(value=True),
        "sendiri": region.str.len_chars() == child_digits,
        "bawah": region.str.len_chars() > child_digits,
    }
    stored, expected = (
        klpd.filter(region.str.starts_with(kode), of_part[governments]).with_columns(
            kode=region.str.head(child_digits)  # of the row that it belongs to
        )
        for klpd in (every.join(catalogue, on="kd_klpd", how="left"), catalogue)
    )
    years = every.select("tahun").unique()
    if tahun:
        years = pl.LazyFrame({"tahun": sorted(set(tahun))}, schema={"tahun": pl.Int16()})
    sums = stored.join(years, on="tahun", how="semi").group_by("tahun", "kode").agg(*_sums())
    counts = expected.group_by("kode").agg(jumlah_klpd_seharusnya=pl.len().cast(pl.Int64))
    all_ = pl.col("jumlah_klpd_seharusnya")
    proven = pl.lit(value=True) if imported else pl.col("klpd_pengganti") == 0
    rows = (
        _regions_of_rows(frames.regions, kode)
        .join(years, how="cross")
        .join(sums, on=["tahun", "kode"], how="full", coalesce=True)
        .join(counts, on="kode", how="left")
        .with_columns(pl.col(*_COUNTS, "jumlah_klpd_seharusnya").fill_null(0))
        .with_columns(
            bermakna=pl.col("klpd_bermakna") > 0,
            bermakna_penyedia=pl.col("keluarga_penyedia").is_not_null(),
            paket=(pl.col("jumlah_swakelola") + pl.col("jumlah_penyedia")) * 1000,
            pangsa_terumumkan=share("terumumkan_bermakna", "jumlah_bermakna"),
        )
        .with_columns(
            *rates(),
            pagu_per_kapita=pl.when(proven & (pl.col("berprogram") == all_)).then(
                share("pagu_program", "penduduk")
            ),
            paket_per_1000_jiwa=pl.when(proven & (pl.col("berpaket") == all_)).then(
                share("paket", "penduduk")
            ),
        )
        .with_columns(klpd_pengganti=pl.when(proven).then(0).otherwise("klpd_pengganti"))
    )
    return finish(rows, WILAYAH, "tahun", "kode")


def _regions_of_rows(regions: pl.LazyFrame, kode: str) -> pl.LazyFrame:
    """Return kode, nama and penduduk of a region and its children."""
    table = regions.select(
        pl.col("code").alias("kode"),
        pl.col("parent_code").fill_null("").alias("induk"),
        pl.col("name").alias("nama"),
        pl.col("penduduk").cast(pl.Int64),
    )
    rows = table.filter((pl.col("induk") == kode) | (pl.col("kode") == kode)).drop("induk")
    if kode:
        return rows
    without_region = pl.LazyFrame({"kode": [""], "nama": [TANPA_WILAYAH]})
    return pl.concat([rows, without_region], how="diagonal")


_COUNTS = (
    *("jumlah_klpd", "jumlah_kosong", "klpd_bermakna", "klpd_pengganti"),
    *("kosong_program", "kosong_swakelola", "kosong_kaji_ulang"),
    *("kosong_penyedia", "penyedia_belum_dibaca"),
)


def _sums() -> list[pl.Expr]:
    stored, meaningful = pl.col("tersimpan"), pl.col("bermakna").fill_null(value=False)
    chosen = {name: pl.col(name) for name in _SUMS}
    chosen |= {name: pl.when(meaningful).then(column) for name, column in _OF_MEANINGFUL.items()}
    for mark, (of_acts, of_families) in _PER_FAMILY.items():
        shown = pl.col(mark).fill_null(value=False)
        chosen[of_families] = pl.when(shown).then(of_families)
        # a KLPD without families has no rate, so its acts count in no other rate either
        chosen[of_acts] = pl.when(shown & (pl.col(of_families) > 0)).then(of_acts)
    counted = {
        "jumlah_klpd": stored,
        "jumlah_kosong": pl.col("kosong"),
        "klpd_bermakna": meaningful,
        "klpd_pengganti": stored & pl.col("pengganti"),
        "kosong_program": stored & ~pl.col("ada_program"),
        "kosong_swakelola": stored & ~pl.col("ada_swakelola"),
        "kosong_kaji_ulang": stored & ~pl.col("ada_kaji_ulang"),
        "kosong_penyedia": stored & ~pl.col("ada_penyedia") & pl.col("penyedia_dibaca"),
        "penyedia_belum_dibaca": stored & ~pl.col("penyedia_dibaca"),
    }
    return [
        *(pl.when(v.count() > 0).then(v.sum()).alias(name) for name, v in chosen.items()),
        *(mark.sum().cast(pl.Int64).alias(name) for name, mark in counted.items()),
        total("pagu").alias("pagu_program"),
        total("pagu_penyedia"),
        pl.col("snapshot").filter(stored).min().alias("snapshot_tertua"),
        (pl.col("terdaftar") & pl.col("ada_program")).sum().alias("berprogram"),
        (pl.col("terdaftar") & pl.col("ada_swakelola") & pl.col("ada_penyedia"))
        .sum()
        .alias("berpaket"),
    ]
