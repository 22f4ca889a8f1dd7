"""How announcements of swakelola add up day by day (domain.md, `swakelola-pengumuman`)."""

from __future__ import annotations

import polars as pl

from ..measures import KEY, finish, match, schema, share

PER_HARI = schema(
    tanggal=pl.Date(),
    diumumkan_hari_itu=pl.Int64(),
    diumumkan=pl.Int64(),
    jumlah_paket=pl.Int64(),
    pangsa_diumumkan=pl.Float64(),
)


def pengumuman_per_hari(packages: pl.LazyFrame) -> pl.LazyFrame:
    """Count packages (rows of swakelola.announcements) by the day of their first announcement.

    A row for each day with an announcement: those of the day, those up to it, and their share of
    all packages of the KLPD-year, `jumlah_paket`. A package without a date counts in the total
    alone, and one made by a revision from the first announcement of its family on, so the share is
    a lower bound: on 31 March it is the lower end of swakelola.march_range.
    """
    totals = packages.group_by(KEY).agg(jumlah_paket=pl.len())
    days = (
        packages.filter(pl.col("diumumkan").is_not_null())
        .group_by(*KEY, tanggal="diumumkan")
        .agg(diumumkan_hari_itu=pl.len().cast(pl.Int64))
        .sort(*KEY, "tanggal")
        .with_columns(diumumkan=pl.col("diumumkan_hari_itu").cum_sum().over(KEY))
    )
    shares = match(days, totals).with_columns(pangsa_diumumkan=share("diumumkan", "jumlah_paket"))
    return finish(shares, PER_HARI, *KEY, "tanggal")
