"""What the door hands out: a partition with its rows, or what is known of it alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from services.store.snapshots import Manifest
from services.upstream.catalog import Dataset, Request


def completed(rows: pl.LazyFrame, dataset: Dataset) -> pl.LazyFrame:
    """Return rows with every column of their dataset, null where an older file has none."""
    held = rows.collect_schema().names()
    gone = {name: dtype for name, dtype in dataset.schema.items() if name not in held}
    if not gone:
        return rows
    return rows.with_columns(pl.lit(None, t).alias(n) for n, t in gone.items()).select(
        list(dataset.schema)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is known of one partition. `stale` says that it is older than wanted, `reason` why.

    `at` repeats the instant that was asked.
    """

    request: Request
    manifest: Manifest
    stale: bool = False
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Stored):
    """One partition as served, with its rows: `frame` is shared by all readers, never changed."""

    frame: pl.DataFrame
