"""The region tree as SATUSEHAT rows, straight from the shipped table, and one plain request."""

from __future__ import annotations

from typing import Any

import httpx
import polars as pl

from services import reference
from services.sandbox.serving.satusehat import LEVELS


def tree(level: str) -> list[dict[str, str]]:
    """Return all rows of a level in the order of their codes."""
    own = reference.regions().filter(pl.col("level") == LEVELS.index(level) + 1)
    return own.sort("code").select("code", "parent_code", "bps_code", "name").to_dicts()


def get(api: httpx.Client, version: str, level: str, **params: str) -> Any:
    """Return the decoded answer of one masterdata path."""
    return api.get(f"/masterdata/{version}/{level}", params=params).json()
