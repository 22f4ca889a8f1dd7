"""Remove a KLPD from the national files, which would hold its rows until they are made anew."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from ..analysis.cached_tables import CACHED_TABLES
from ..analysis.frames import RUP
from ..repository import Repository
from . import parts_cache, rows
from .compacted_file import CompactedFile


def forget(repository: Repository, kode: str, tahun: Iterable[int]) -> None:
    """Publish the national files of these years without a KLPD, where they hold it."""
    for year in sorted(set(tahun)):
        for name in RUP:
            _publish_without(rows.compacted_file(repository, name, year), kode)
        for table in CACHED_TABLES.values():
            _publish_without(parts_cache.cache_file(repository, table, year), kode)


def _publish_without(file: CompactedFile, kode: str) -> None:
    manifest = file.find()
    if manifest is None or kode not in manifest.members:
        return
    others = pl.scan_parquet(file.path(manifest)).filter(pl.col("kd_klpd") != kode)
    members = {member: digest for member, digest in manifest.members.items() if member != kode}

    def write(path: Path) -> None:
        others.sink_parquet(
            path, compression="zstd", row_group_size=rows.ROW_GROUP, maintain_order=True
        )

    file.publish(write, rows=others.select(pl.len()).collect().item(), members=members)
