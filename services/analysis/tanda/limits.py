"""The highest pagu of a provider package bought by direct procurement (Pengadaan Langsung).

Limits and their dates stand in services/reference/batas_pengadaan_langsung.csv.
"""

from __future__ import annotations

import polars as pl

from ...reference import loader
from ..frames import SATKER, Frames

DIRECT = "Pengadaan Langsung"
PAPUA = ("91", "92", "93", "94", "95", "96")
"""The provinces of Papua, which have rules of their own (Perpres 17/2019)."""

_SATKER = ("kd_klpd", "kd_satker")


def with_limits(packages: pl.LazyFrame, frames: Frames) -> pl.LazyFrame:
    """Add `jenis`, the distinct kinds of procurement of a package, and `batas`, its limit.

    `packages`: rows of provider.provider_packages. `batas` is null where no limit can be looked up:
    for a BLU or BLUD, which have rules of their own; a satker that master-satker does not name as
    neither; Papua, by the KLPD's region or a place of the package; several kinds or none; a package
    without an announcement. "Barang;Barang" is one kind.
    """
    kind = pl.col("jenis").list.first()
    announced = pl.col("tgl_pengumuman_paket").dt.date()
    limits = [
        pl.when(
            kind == row["jenis_pengadaan"],
            announced.is_between(
                row["berlaku_dari"] or pl.date(1, 1, 1),
                row["berlaku_sampai"] or pl.date(9999, 12, 31),
            ),
        ).then(row["batas"])
        for row in loader.batas_pengadaan_langsung().iter_rows(named=True)
    ]
    region = pl.col("kode_wilayah").str.head(2).is_in(PAPUA)
    place = pl.col("detail_lokasi").str.contains("(?i)papua")
    in_papua = region.fill_null(value=False) | place.fill_null(value=False)
    is_bound = pl.col("terikat").fill_null(value=False) & ~in_papua
    no_rows = pl.LazyFrame(schema=dict.fromkeys((*_SATKER, "ket_satker"), pl.String()))
    satkers = frames.others.get(SATKER, no_rows)
    is_plain = pl.col("ket_satker").str.contains("(?i)non-blu")
    # a BLU or BLUD is not bound
    bound = satkers.group_by(_SATKER).agg(terikat=is_plain.fill_null(value=False).all())
    kinds = (
        pl.col("jenis_pengadaan")
        .fill_null("")
        .str.split(";")
        .list.eval(pl.element().str.strip_chars().filter(pl.element().str.strip_chars() != ""))
    )
    return (
        packages.join(bound, on=list(_SATKER), how="left")
        .join(frames.klpd.select("kd_klpd", "kode_wilayah"), on="kd_klpd", how="left")
        .with_columns(jenis=kinds.list.unique().list.sort())
        .with_columns(
            batas=pl.when(is_bound, pl.col("jenis").list.len() == 1).then(pl.coalesce(limits))
        )
        .drop("terikat", "kode_wilayah")
    )
