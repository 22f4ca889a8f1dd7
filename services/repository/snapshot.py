"""A stored partition: its manifest and staleness, without or with its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from ..store.snapshots import Manifest
from ..upstream.dataset import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The manifest of a partition. `stale`: it is older than allowed; `reason` says why.

    at: the instant that was requested, None for the newest.
    """

    request: Request
    manifest: Manifest
    stale: bool = False
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Stored):
    """A partition with its rows; `frame` is shared by all readers and never changed."""

    frame: pl.DataFrame
