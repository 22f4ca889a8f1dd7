"""Remove a KLPD from the national files, which would hold its rows until they are made anew."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from ..analysis.cached_tables import CACHED_TABLES
from ..inventory import listed, without_years
from ..repository import Repository
from ..upstream.catalog import find, klpd_names
from . import parts_cache, rows
from .compacted_file import CompactedFile, FileManifest
from .description import describe


def forget(repository: Repository, kode: str, tahun: Iterable[int]) -> None:
    """Publish the national files of these years, and those without a year, without a KLPD."""
    years = sorted(set(tahun))
    files = [
        (year, table.name, table.reads, parts_cache.cache_file(repository, table, year))
        for year in years
        for table in CACHED_TABLES.values()
    ]
    files += [
        (year, name, (name,), rows.compacted_file(repository, name, year))
        for name in klpd_names()
        for year in (years if find(name).by_klpd_year else (0,))
    ]
    for year, name, reads, file in files:
        if published := _published_without(file, kode):
            stored = (
                listed(repository, (year,), names=reads)
                if year
                else without_years(repository, name)
            )
            describe(file, published, name, reads, stored)


def _published_without(file: CompactedFile, kode: str) -> FileManifest | None:
    """Publish a file without a KLPD and return its manifest, None where it does not hold it."""
    manifest = file.find()
    if manifest is None or kode not in manifest.members:
        return None
    others = pl.scan_parquet(file.path(manifest)).filter(pl.col("kd_klpd") != kode)
    members = {member: digest for member, digest in manifest.members.items() if member != kode}

    def write(path: Path) -> None:
        others.sink_parquet(
            path, compression="zstd", row_group_size=rows.ROW_GROUP, maintain_order=True
        )

    return file.publish(write, rows=others.select(pl.len()).collect().item(), members=members)
