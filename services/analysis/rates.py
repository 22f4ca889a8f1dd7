"""Rates of swakelola revisions: rows per 100 codes and acts per 100 families (domain.md).

Each is kept as a numerator and a denominator, so that several KLPD add up before they divide.
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

    A group of which neither the list nor the history names a code has no row.
    """
    by = (*KEY, *also)
    listed, history = _listed(frames.swakelola), rows(frames.kaji_ulang).filter(_IS_SWAKELOLA)
    parts = (
        _codes(listed, history, by),
        history.group_by(by).agg(revisi_swakelola=pl.len().cast(pl.Int64)),
        *_families(listed, history, by),
    )
    groups = pl.concat([part.select(by) for part in parts]).unique()
    for part in parts:
        groups = match(groups, part, *also)
    return groups.with_columns(pl.col(RATE_PARTS).fill_null(0))


def per_100(part: str, whole: str) -> pl.Expr:
    """Divide one column by another, times 100; null when there is nothing to divide by."""
    return pl.when(pl.col(whole) > 0).then(pl.col(part) * 100 / pl.col(whole))


def _listed(swakelola: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per code of the list: KEY, kd_rup, kd_satker, hidup (whether it is live)."""
    return (
        swakelola.filter(pl.col("kd_rup") != "")
        .group_by(*KEY, "kd_rup")
        .agg(pl.col("kd_satker").min(), hidup=LIVE_PAKET.any())
    )


def _codes(listed: pl.LazyFrame, history: pl.LazyFrame, by: tuple[str, ...]) -> pl.LazyFrame:
    """Count distinct codes of the list and the history; codes that are not live are left out."""
    names = list(dict.fromkeys((*by, "kd_rup")))
    revised = [
        history.select(*by, pl.col(name).alias("kd_rup")) for name in ("kd_rup_lama", "kd_rup_baru")
    ]
    deleted = listed.filter(~pl.col("hidup"))
    return (
        pl.concat([listed.select(names), *revised])
        .filter(pl.col("kd_rup").is_not_null())
        .unique()
        .join(deleted, on=[*KEY, "kd_rup"], how="anti")
        .group_by(by)
        .agg(kode_swakelola=pl.len().cast(pl.Int64))
    )


def _families(
    listed: pl.LazyFrame, history: pl.LazyFrame, by: tuple[str, ...]
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Count families and their acts; families whose codes are all deleted leave both.

    A family belongs to the satker of its root, an act to that of its first row.
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
    gone = codes.join(families.filter(~pl.col("berlaku")), on=[*KEY, "akar"], how="semi")
    counted = acts(history).with_columns(_CODE).join(gone, on=[*KEY, "kd_rup"], how="anti")
    return (
        roots.group_by(by).agg(keluarga_swakelola=pl.len().cast(pl.Int64)),
        counted.group_by(by).agg(tindakan_swakelola=pl.len().cast(pl.Int64)),
    )
