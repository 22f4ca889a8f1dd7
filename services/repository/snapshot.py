"""What the door hands out: a partition with its rows, or what is known of it alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from ..store.snapshots import Manifest
from ..upstream.catalog import Request


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
