"""Compare KLPD-years in one row each (domain.md, `banding`)."""

from __future__ import annotations

import polars as pl

from ..acts.rates import known_families, rates
from ..frames import Frames
from ..measures import KEY, finish, schema
from ..names import best, tally
from .per_klpd import measured

_COUNT, _MONEY, _SHARE, _TEXT = pl.Int64(), pl.Int64(), pl.Float64(), pl.String()

BANDING = schema(
    nama_klpd=_TEXT,
    jenis_klpd=_TEXT,
    kode_wilayah=_TEXT,
    jumlah_program=_COUNT,
    pagu=_MONEY,
    median_pagu=_SHARE,
    pagu_berulang=_MONEY,
    jumlah_swakelola=_COUNT,
    pagu_swakelola=_MONEY,
    pangsa_terumumkan=_SHARE,
    pangsa_pagu_terumumkan=_SHARE,
    revisi=_COUNT,
    tindakan=_COUNT,
    revisi_swakelola_per_100=_SHARE,
    batal_bersih=_COUNT,
    lengkap=pl.Boolean(),
    snapshot=pl.Datetime("us", "UTC"),
    tindakan_swakelola_per_100_keluarga=_SHARE,
    tindakan_penyedia_per_100_keluarga=_SHARE,
    bolak_balik=_COUNT,
    keluarga_swakelola=_COUNT,
    keluarga_penyedia=_COUNT,
    pengganti=pl.Boolean(),
)

_WITH_PEERS_IN_PROVINCE = ("KABUPATEN", "KOTA")


def banding(frames: Frames, *, imported: bool = False) -> pl.LazyFrame:
    """Measure every KLPD-year in one row.

    median_pagu is per live row that has a pagu. Shares are computed over the swakelola list. Where
    that list is not meaningful, the shares, keluarga_swakelola and its rate are null; the same for
    keluarga_penyedia with paket-penyedia. `snapshot` is the oldest instant of the three datasets.
    `pengganti` marks imported rows beside live ones, which have no rank unless `imported`; it is
    null where nothing is stored.
    """
    rows = measured(frames).with_columns(rates()).with_columns(known_families())
    stands_in = pl.lit(value=False) if imported else pl.col("pengganti")
    rows = rows.with_columns(pengganti=pl.when("tersimpan").then(stands_in))
    return finish(with_klpd(rows, frames), BANDING, *KEY)


def with_klpd(rows: pl.LazyFrame, frames: Frames) -> pl.LazyFrame:
    """Add nama_klpd, jenis_klpd and kode_wilayah of the catalogue to kd_klpd.

    A KLPD that the catalogue lacks has the name and kind of its own rows, and no region.
    """
    columns = ("nama_klpd", "jenis_klpd")
    catalogue = frames.klpd.select("kd_klpd", *columns, "kode_wilayah")
    unlisted = pl.concat(
        [
            dataset.select("tahun", "kd_klpd", *columns)
            for dataset in (frames.program, frames.swakelola, frames.kaji_ulang)
        ]
    ).join(catalogue, on="kd_klpd", how="anti")
    spellings = tally(unlisted, "tahun", "kd_klpd", *columns)
    served = [best(spellings, ("kd_klpd",), name, folded=name == "nama_klpd") for name in columns]
    joined = rows.join(catalogue, on="kd_klpd", how="left")
    for name, frame in zip(columns, served, strict=True):
        joined = joined.join(frame, on="kd_klpd", how="left", suffix="_sendiri").with_columns(
            pl.coalesce(name, f"{name}_sendiri")
        )
    return joined


def sebaya(klpd: pl.LazyFrame, kd_klpd: str) -> pl.LazyFrame:
    """Return the peers of a KLPD, itself included, from the catalogue.

    For a kabupaten or kota: all of both kinds in its province; for the others: all of its kind in
    the country.
    """
    inside = pl.col("jenis_klpd").is_in(_WITH_PEERS_IN_PROVINCE)
    group = pl.when(inside).then(pl.col("kode_wilayah").str.head(2)).otherwise("jenis_klpd")
    grouped = klpd.with_columns(group.alias("kelompok"))
    same_group = grouped.filter(pl.col("kd_klpd") == kd_klpd).select("kelompok")
    return grouped.join(same_group, on="kelompok", how="semi").drop("kelompok").sort("kd_klpd")
