"""Swakelola packages of each satker by status, in one row (domain.md, `swakelola-status`)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ..measures import (
    KEY,
    KOSONG,
    LIVE_PROGRAM,
    TERUMUMKAN,
    finish,
    match,
    paket,
    schema,
    subtotal,
    total,
)
from ..names import with_satker
from .swakelola import announced_shares, meaningful

STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "terumumkan": TERUMUMKAN,
        "terinisiasi": "Terinisiasi",
        "final_draft": "Final Draft",
        "draf": "Draf",
        "tanpa_status": KOSONG,
    }
)
"""Columns of the known statuses; any other word is counted as OTHER."""
OTHER, OPEN = "status_lain", "belum_terumumkan"
"""Columns of packages with another status, and of all that are not announced."""

_CLASSES = (*STATUSES, OTHER, OPEN)
_MONEY = ("pagu", *(f"pagu_{name}" for name in _CLASSES))

PER_SATKER = schema(
    kd_satker=pl.String(),
    nama_satker=pl.String(),
    jumlah_paket=pl.Int64(),
    **dict.fromkeys(_CLASSES, pl.Int64()),
    pangsa_terumumkan=pl.Float64(),
    pagu=pl.Int64(),
    pagu_kosong=pl.Int64(),
    **{f"pagu_{name}": pl.Int64() for name in _CLASSES},
    pangsa_pagu_terumumkan=pl.Float64(),
)


def swakelola_per_satker(
    swakelola: pl.LazyFrame, program: pl.LazyFrame, names: pl.LazyFrame
) -> pl.LazyFrame:
    """Count the live packages of each satker by status, those with most not announced first.

    Satkers that have live programs and no package have a row of zeros, in KLPD-years whose list has
    rows; other KLPD-years have none. The statuses add up to jumlah_paket, all but the first to
    belum_terumumkan; pagu alike, 0 where there is no package and null where all of them miss it.
    Shares are null where the list of the KLPD-year is not meaningful.
    """
    packages = paket(swakelola)
    status = pl.col("status")
    is_class = {name: status == word for name, word in STATUSES.items()}
    is_class |= {OTHER: ~status.is_in(list(STATUSES.values())), OPEN: status != TERUMUMKAN}
    counted = packages.group_by(*KEY, "kd_satker").agg(
        pl.len().alias("jumlah_paket"),
        pl.col("pagu").null_count().alias("pagu_kosong"),
        total("pagu").alias("pagu"),
        *(test.sum().alias(name) for name, test in is_class.items()),
        *(subtotal("pagu", test).alias(f"pagu_{name}") for name, test in is_class.items()),
    )
    satker = (*KEY, "kd_satker")
    planned = program.filter(LIVE_PROGRAM).select(satker)
    satkers = pl.concat([packages.select(satker), planned]).unique()
    has_packages = pl.col("jumlah_paket").is_not_null()
    amounts = pl.col("jumlah_paket", "pagu_kosong", *_CLASSES, *_MONEY)
    rows = (
        match(satkers.join(meaningful(swakelola), on=KEY), counted, "kd_satker")
        .with_columns(pl.when(has_packages).then(amounts).otherwise(0))
        .with_columns(announced_shares())
    )
    return finish(with_satker(rows, names), PER_SATKER, f"-{OPEN}", *KEY, "kd_satker")
