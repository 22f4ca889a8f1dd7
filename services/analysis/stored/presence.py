"""Say why a dataset gives no figure of a KLPD-year (domain.md rule 10)."""

from __future__ import annotations

import polars as pl

from ..frames import OF_REGIONS, Frames
from ..measures import KEY, LEAD, match

ADA, KOSONG = "ada", "kosong atau tidak berwenang"
BELUM_DIBACA, TIDAK_BERLAKU = "belum dibaca", "tidak berlaku"
CENTRAL = ("KEMENTERIAN", "LEMBAGA")
"""The kinds of KLPD that are no regional government."""


def dataset_states(frames: Frames, name: str, years: pl.LazyFrame) -> pl.LazyFrame:
    """Say of each KLPD-year in `years` (KEY) whether a dataset of Frames.others has rows.

    Returns KEY and `keterangan`: ADA, TIDAK_BERLAKU (the dataset does not exist for ministries and
    agencies), BELUM_DIBACA or KOSONG. Whatever leaves a figure out for want of rows says this word.
    """
    mark = pl.lit(value=True)
    rows = frames.other(name, LEAD).unique().with_columns(ada=mark)
    read = frames.stored.filter(pl.col("dataset") == name).select(KEY).unique()
    kinds = frames.klpd.select("kd_klpd", "jenis_klpd").unique("kd_klpd", maintain_order=True)
    central = pl.col("jenis_klpd").is_in(CENTRAL).fill_null(value=False)
    word = (
        pl.when("ada")
        .then(pl.lit(ADA))
        .when(central & pl.lit(name in OF_REGIONS))
        .then(pl.lit(TIDAK_BERLAKU))
        .when("dibaca")
        .then(pl.lit(KOSONG))
        .otherwise(pl.lit(BELUM_DIBACA))
    )
    return (
        match(match(years.select(KEY).unique(), rows), read.with_columns(dibaca=mark))
        .join(kinds, on="kd_klpd", how="left")
        .select(*KEY, keterangan=word)
        .sort(KEY)
    )
