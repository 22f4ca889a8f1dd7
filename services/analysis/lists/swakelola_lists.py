"""The rows of the swakelola page's lists: statuses per year, organisers."""

from __future__ import annotations

import polars as pl

from ..frames import Frames, Options
from ..measures import KEY, match
from ..packages.swakelola import announced_share
from ..tables import build

TIPE = (1, 2, 3, 4)
TANPA_TIPE = "tipe_lain"
"""The column of packages without a type, or with another."""


def statuses(frames: Frames, options: Options) -> pl.LazyFrame:
    """Count the live packages of each KLPD-year by status, with the share announced.

    Columns tahun, kd_klpd, status, jumlah_paket, and, the same in all rows of a KLPD-year, `semua`
    and pangsa_terumumkan (null where the list is not meaningful). A chosen satker narrows the
    counts.
    """
    also = ("kd_satker",) if options.satker else ()
    counts = (
        build("swakelola-status", frames, options)
        .group_by(*KEY, "status")
        .agg(pl.col("jumlah_paket").sum())
    )
    shares = announced_share(frames.swakelola, *also)
    if options.satker:
        shares = shares.filter(pl.col("kd_satker") == options.satker)
    per_year = shares.select(*KEY, "pangsa_terumumkan", semua="jumlah_paket")
    return match(counts, per_year).sort(*KEY, "status")


def organisers(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return `swakelola-penyelenggara` with a row per organiser, most packages first.

    Columns tahun, kd_klpd, kd_klpd_penyelenggara, nama_klpd_penyelenggara, jumlah_paket, pagu,
    pagu_kosong, then packages by type: tipe_1 to tipe_4 and TANPA_TIPE.
    """
    tipe, packages = pl.col("tipe_swakelola"), pl.col("jumlah_paket")
    of_type = [packages.filter(tipe == number).sum().alias(f"tipe_{number}") for number in TIPE]
    other = packages.filter(~tipe.is_in(TIPE).fill_null(value=False)).sum().alias(TANPA_TIPE)
    pagu = pl.when(pl.col("pagu").count() > 0).then(pl.col("pagu").sum())
    organiser = [*KEY, "kd_klpd_penyelenggara"]
    return (
        build("swakelola-penyelenggara", frames, options)
        .group_by(organiser)
        .agg(
            pl.col("nama_klpd_penyelenggara").first(),
            packages.sum(),
            pagu.alias("pagu"),
            pl.col("pagu_kosong").sum(),
            *of_type,
            other,
        )
        .sort("jumlah_paket", *organiser, descending=[True, False, False, False])
    )
