"""Rates of revisions: swakelola rows per 100 codes, acts per 100 families (domain.md).

Each rate is a numerator and a denominator, so that several KLPD can be added up before dividing.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..frames import Frames
from ..measures import JENIS_PENYEDIA, KEY, LIVE_PAKET, SWAKELOLA, either, quotient
from ..packages.provider import whole_provider_list
from ..packages.swakelola import meaningful
from ..revisions.lineage import codes as all_codes
from ..revisions.revisi import acts, rows

PARTS_PER_CODE = ("revisi_swakelola", "kode_swakelola")
PARTS_PER_FAMILY = ("tindakan_swakelola", "keluarga_swakelola")
PARTS_OF_PROVIDERS = ("tindakan_penyedia", "keluarga_penyedia")
PROVIDER_PARTS_PER_CODE = ("revisi_penyedia", "kode_penyedia")
RATE_PARTS = (*PARTS_PER_CODE, *PARTS_PER_FAMILY)
"""Numerator and denominator of both rates of swakelola.

PARTS_OF_PROVIDERS and PROVIDER_PARTS_PER_CODE are those of penyedia, by families and by codes.
"""

_CODE = pl.coalesce("kd_rup_lama", "kd_rup_baru").alias("kd_rup")


def meaningful_lists(frames: Frames) -> pl.LazyFrame:
    """Decide per KLPD-year whether its lists prove that they hold every status.

    Columns `bermakna` (swakelola) and `bermakna_penyedia`, null where that list has no rows.
    """
    lists = (
        meaningful(frames.swakelola),
        meaningful(whole_provider_list(frames)).rename({"bermakna": "bermakna_penyedia"}),
    )
    return _together(lists)


def rates() -> tuple[pl.Expr, ...]:
    """Return the rates of a row with all parts and meaningful_lists; null where not known."""
    per_code = per_100(*PARTS_PER_CODE)
    return (
        pl.when(pl.col("bermakna").is_not_null()).then(per_code).alias("revisi_swakelola_per_100"),
        pl.when("bermakna")
        .then(per_100(*PARTS_PER_FAMILY))
        .alias("tindakan_swakelola_per_100_keluarga"),
        pl.when("bermakna_penyedia")
        .then(per_100(*PARTS_OF_PROVIDERS))
        .alias("tindakan_penyedia_per_100_keluarga"),
    )


def provider_code_rate() -> pl.Expr:
    """Return rows of penyedia per 100 codes, of a row with all parts and meaningful_lists."""
    rate = per_100(*PROVIDER_PARTS_PER_CODE).alias("revisi_penyedia_per_100")
    return pl.when(pl.col("bermakna_penyedia").is_not_null()).then(rate)


def known_families() -> tuple[pl.Expr, ...]:
    """Return acts and families of a row with meaningful_lists; null where their rate is unknown."""
    return (
        pl.when("bermakna").then(pl.col(PARTS_PER_FAMILY)),
        pl.when("bermakna_penyedia").then(pl.col(PARTS_OF_PROVIDERS)),
    )


def all_rate_parts(frames: Frames, *also: str) -> pl.LazyFrame:
    """Return the columns RATE_PARTS and PARTS_OF_PROVIDERS per KLPD-year (and `also`)."""
    return _together((rate_parts(frames, *also), provider_rate_parts(frames, *also)), *also)


def provider_rate_parts(frames: Frames, *also: str) -> pl.LazyFrame:
    """Return the columns PARTS_OF_PROVIDERS per KLPD-year (and `also`) of which the list is read.

    Only the whole list counts the families that were never revised.
    """
    listed, history = _whole_list_and_history(frames)
    counts = _families(listed, history, (*KEY, *also), PARTS_OF_PROVIDERS)
    return _together(counts, *also).with_columns(pl.col(PARTS_OF_PROVIDERS).fill_null(0))


def provider_code_parts(frames: Frames, *also: str) -> pl.LazyFrame:
    """Return PROVIDER_PARTS_PER_CODE per KLPD-year (and `also`) of which the whole list is read."""
    listed, history = _whole_list_and_history(frames)
    counts = _rows_and_codes(listed, history, (*KEY, *also), PROVIDER_PARTS_PER_CODE)
    return _together(counts, *also).with_columns(pl.col(PROVIDER_PARTS_PER_CODE).fill_null(0))


def _whole_list_and_history(frames: Frames) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Return the codes of paket-penyedia, and the history of penyedia where that list has rows."""
    packages = whole_provider_list(frames)
    history = _history(frames, JENIS_PENYEDIA)
    return _listed(packages), history.join(packages.select(KEY).unique(), on=KEY, how="semi")


def rate_parts(frames: Frames, *also: str) -> pl.LazyFrame:
    """Return the columns RATE_PARTS per KLPD-year (and `also`: kd_satker).

    Codes that are not live do not count. A group has a row where the list or the history names one
    of its codes.
    """
    by = (*KEY, *also)
    history, listed = _history(frames, SWAKELOLA), _listed(frames.swakelola)
    counts = (
        *_rows_and_codes(listed, history, by, PARTS_PER_CODE),
        *_families(listed, history, by, PARTS_PER_FAMILY),
    )
    return _together(counts, *also).with_columns(pl.col(RATE_PARTS).fill_null(0))


def per_100(numerator: str, denominator: str) -> pl.Expr:
    """Divide one column by another, times 100; null when there is nothing to divide by."""
    divisor = pl.col(denominator)
    return pl.when(divisor > 0).then(quotient(pl.col(numerator) * 100, divisor))


def _together(tables: Sequence[pl.LazyFrame], *also: str) -> pl.LazyFrame:
    """Join tables of KLPD-years (and `also`), one row for each group that any of them has."""
    joined, *others = tables
    for table in others:
        joined = either(joined, table, *also)
    return joined


def _history(frames: Frames, jenis_paket: str) -> pl.LazyFrame:
    return rows(frames.kaji_ulang).filter(pl.col("jenis_paket") == jenis_paket)


def _listed(packages: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per code of a list, with kd_satker and `hidup`: whether the code is live."""
    return (
        packages.filter(pl.col("kd_rup") != "")
        .group_by(*KEY, "kd_rup")
        .agg(pl.col("kd_satker").min(), hidup=LIVE_PAKET.any())
        .cache()  # the rates use it four times
    )


def _rows_and_codes(
    listed: pl.LazyFrame, history: pl.LazyFrame, by: tuple[str, ...], names: tuple[str, str]
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Count history rows and distinct codes as `names`; a listed code that is not live is none."""
    of_rows, of_codes = names
    number = pl.len().cast(pl.Int64)
    revised = [
        history.select(*by, pl.col(name).alias("kd_rup")) for name in ("kd_rup_lama", "kd_rup_baru")
    ]
    codes = (
        pl.concat([listed.select(*by, "kd_rup"), *revised])
        .filter(pl.col("kd_rup").is_not_null())
        .unique()
        .join(listed.filter(~pl.col("hidup")), on=[*KEY, "kd_rup"], how="anti")
    )
    return (
        codes.group_by(by).agg(number.alias(of_codes)),
        history.group_by(by).agg(number.alias(of_rows)),
    )


def _families(
    listed: pl.LazyFrame, history: pl.LazyFrame, by: tuple[str, ...], names: tuple[str, str]
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Count acts and families as `names`; families whose codes are all deleted count in neither.

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
    deleted = codes.join(families.filter(~pl.col("berlaku")), on=[*KEY, "akar"], how="semi")
    counted = acts(history).with_columns(_CODE).join(deleted, on=[*KEY, "kd_rup"], how="anti")
    number, (of_acts, of_families) = pl.len().cast(pl.Int64), names
    return (
        roots.group_by(by).agg(number.alias(of_families)),
        counted.group_by(by).agg(number.alias(of_acts)),
    )
