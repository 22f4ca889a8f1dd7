"""Rates of swakelola revisions: rows per 100 codes and acts per 100 families (domain.md).

Each rate is a numerator and a denominator, so that several KLPD can be added up before dividing.
"""

from __future__ import annotations

import polars as pl

from .frames import Frames
from .lineage import codes as all_codes
from .measures import KEY, LIVE_PAKET, SWAKELOLA, match
from .revisi import acts, rows

RATE_PARTS = ("revisi_swakelola", "kode_swakelola", "tindakan_swakelola", "keluarga_swakelola")
"""Numerator and denominator of both rates."""

_CODE = pl.coalesce("kd_rup_lama", "kd_rup_baru").alias("kd_rup")
_IS_SWAKELOLA = pl.col("jenis_paket") == SWAKELOLA


def rate_parts(frames: Frames, *also: str) -> pl.LazyFrame:
    """Return the columns RATE_PARTS per KLPD-year (and `also`: kd_satker).

    Codes that are not live do not count. A group has a row where the list or the history names one
    of its codes.
    """
    by = (*KEY, *also)
    history = rows(frames.kaji_ulang).filter(_IS_SWAKELOLA)
    listed = (
        frames.swakelola.filter(pl.col("kd_rup") != "")
        .group_by(*KEY, "kd_rup")
        .agg(pl.col("kd_satker").min(), hidup=LIVE_PAKET.any())
    )
    revised = [
        history.select(*by, pl.col(name).alias("kd_rup")) for name in ("kd_rup_lama", "kd_rup_baru")
    ]
    codes = (
        pl.concat([listed.select(*by, "kd_rup"), *revised])
        .filter(pl.col("kd_rup").is_not_null())
        .unique()
        .join(listed.filter(~pl.col("hidup")), on=[*KEY, "kd_rup"], how="anti")
    )
    counts = (
        codes.group_by(by).agg(kode_swakelola=pl.len().cast(pl.Int64)),
        history.group_by(by).agg(revisi_swakelola=pl.len().cast(pl.Int64)),
        *_families(listed, history, by),
    )
    groups = pl.concat([count.select(by) for count in counts]).unique()
    for count in counts:
        groups = match(groups, count, *also)
    return groups.with_columns(pl.col(RATE_PARTS).fill_null(0))


def per_100(numerator: str, denominator: str) -> pl.Expr:
    """Divide one column by another, times 100; null when there is nothing to divide by."""
    divisor = pl.col(denominator)
    return pl.when(divisor > 0).then(pl.col(numerator) * 100 / divisor)


def _families(
    listed: pl.LazyFrame, history: pl.LazyFrame, by: tuple[str, ...]
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Count families and their acts; families whose codes are all deleted count in neither.

    A family belongs to the satker of its root, an act to that of its first row. `listed`: one row
    per code of the list, with kd_satker and hidup, whether the code is live.
    """
    # used three times; Polars does not see that they are the same plan
    codes = all_codes(history).select(*KEY, "kd_rup", "kd_satker", "akar").cache()
    known = codes.join(listed.drop("kd_satker"), on=[*KEY, "kd_rup"], how="left")
    families = known.group_by(*KEY, "akar").agg(
        pl.col("kd_satker").filter(pl.col("kd_rup") == pl.col("akar")).first(),
        berlaku=pl.col("hidup").fill_null(value=True).any(),
    )
    alone = listed.filter("hidup").join(codes, on=[*KEY, "kd_rup"], how="anti")
    roots = pl.concat([families.filter("berlaku").select(by), alone.select(by)])
    deleted = codes.join(families.filter(~pl.col("berlaku")), on=[*KEY, "akar"], how="semi")
    counted = acts(history).with_columns(_CODE).join(deleted, on=[*KEY, "kd_rup"], how="anti")
    return (
        roots.group_by(by).agg(keluarga_swakelola=pl.len().cast(pl.Int64)),
        counted.group_by(by).agg(tindakan_swakelola=pl.len().cast(pl.Int64)),
    )
