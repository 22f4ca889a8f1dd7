"""One file of all rows of a dataset and year, made of the partitions' newest snapshots.

For questions over the whole country a scan of one sorted file costs a fraction of hundreds of
small ones. The file stands for the members whose digests it names; those that changed since are
read from their partitions beside it, and once they are many the file is made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from ..errors import StoreDamaged
from ..inventory import SOURCE, Year
from ..repository import Repository, Stored
from ..table_inputs import led, no_rows
from ..upstream.catalog import find
from .compacted_file import Shelf
from .parts_cache import without_rows

VERSION = "2"
MOST_APART = 24
"""Partitions read beside the file before it is worth making anew (or making one at all)."""
ROW_GROUP = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of one dataset and year, led by tahun and kd_klpd, and the partitions behind them."""

    rows: pl.LazyFrame
    stored: tuple[Stored, ...]


def shelf(repository: Repository, name: str, tahun: int) -> Shelf:
    """Return the place of a dataset's compacted year: `national/{scope}/{dataset}/tahun=Y`."""
    folder, far = repository.results_place(SOURCE, find(name).folder, f"tahun={tahun}")
    return Shelf(folder=folder, version=VERSION, far=far)


def scan(repository: Repository, name: str, tahun: int, years: Sequence[Year]) -> Rows:
    """Return the rows of a dataset and year for these KLPD, from the file as far as it stands.

    Makes the file first when more than MOST_APART partitions are not in it. A partition whose
    files are all damaged counts as not stored.
    """
    place = shelf(repository, name, tahun)
    found = place.find()
    parts = {year.kode: year.parts[name] for year in years if name in year.parts}
    if len(_apart(parts, found.members if found else {})) > MOST_APART:
        compact(repository, name, tahun, years)
        found = place.find()
    members = found.members if found else {}
    apart = _apart(parts, members)
    inside = [kode for kode in parts if kode not in apart]
    frames, stored = [no_rows(name)], [parts[kode] for kode in inside]
    if found and inside:
        whole = pl.scan_parquet(place.path(found))
        every = len(inside) == len(members)
        frames.append(whole if every else whole.filter(pl.col("kd_klpd").is_in(inside)))
    for kode in apart:
        try:
            snapshot = repository.peek(parts[kode].request, parts[kode].at, hold=False)
        except StoreDamaged:
            continue
        if snapshot:
            frames.append(led(snapshot.frame.lazy(), snapshot.request))
            stored.append(without_rows(snapshot))
    return Rows(rows=pl.concat(frames), stored=tuple(stored))


def compact(repository: Repository, name: str, tahun: int, years: Sequence[Year]) -> int:
    """Make the file of a dataset and year from whole snapshots; return its rows.

    Streams from file to file, so that memory stays that of a few partitions. Nothing is written
    when the file stands for these snapshots already. Damaged partitions stay out.
    """
    place = shelf(repository, name, tahun)
    parts = {year.kode: year.parts[name] for year in years if name in year.parts}
    found = place.find()
    if found and found.members == {k: one.manifest.digest for k, one in parts.items()}:
        return found.rows
    with TemporaryDirectory(prefix="lensa-") as aside:
        frames, members, rows = [no_rows(name)], dict[str, str](), 0
        for kode, part in sorted(parts.items()):
            at = repository.place(part.request)
            file = repository.store.intact_file(at, part.manifest, Path(aside))
            if file is None:
                continue
            frames.append(led(pl.scan_parquet(file), part.request))
            members[kode], rows = part.manifest.digest, rows + part.manifest.rows

        def write(path: Path) -> None:
            pl.concat(frames).sink_parquet(
                path, compression="zstd", row_group_size=ROW_GROUP, maintain_order=True
            )

        return place.publish(write, rows=rows, members=members).rows


def _apart(parts: dict[str, Stored], members: dict[str, str]) -> list[str]:
    return [kode for kode, one in parts.items() if members.get(kode) != one.manifest.digest]
