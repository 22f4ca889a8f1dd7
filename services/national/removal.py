"""Take a KLPD-year out of the national files, which else keep its rows until they are made anew."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from ..analysis.cached_tables import PARTS
from ..analysis.frames import RUP
from ..repository import Repository
from . import parts_cache, rows
from .compacted_file import Shelf


def forget(repository: Repository, kode: str, tahun: Iterable[int]) -> None:
    """Publish the national files of these years without a KLPD, where they hold it."""
    for year in sorted(set(tahun)):
        for name in RUP:
            _publish_without(rows.shelf(repository, name, year), kode)
        for part in PARTS.values():
            _publish_without(parts_cache.shelf(repository, part, year), kode)


def _publish_without(place: Shelf, kode: str) -> None:
    found = place.find()
    if found is None or kode not in found.members:
        return
    rest = pl.scan_parquet(place.path(found)).filter(pl.col("kd_klpd") != kode)
    members = {member: digest for member, digest in found.members.items() if member != kode}

    def write(path: Path) -> None:
        rest.sink_parquet(
            path, compression="zstd", row_group_size=rows.ROW_GROUP, maintain_order=True
        )

    place.publish(write, rows=rest.select(pl.len()).collect().item(), members=members)
