"""One file of all rows of a dataset and year, made from the partitions' newest snapshots.

For questions over the whole country a scan of one sorted file costs a fraction of scanning hundreds
of small ones. Partitions that changed since the file was made are read by themselves; once they are
many the file is made anew.
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
from .compacted_file import CompactedFile
from .description import describe
from .parts_cache import without_rows

VERSION = "2"
MOST_OUTDATED = 24
"""When more partitions than this are missing or outdated in the file, it is made anew."""
ROW_GROUP = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of one dataset and year, led by tahun and kd_klpd, and their stored partitions."""

    rows: pl.LazyFrame
    stored: tuple[Stored, ...]


def compacted_file(repository: Repository, name: str, tahun: int) -> CompactedFile:
    """Return the file of a dataset and year, in `national/{scope}/{dataset}/tahun=Y`.

    tahun: 0 for a dataset without years, whose file is in `.../tanpa-tahun`.
    """
    of_year = f"tahun={tahun}" if tahun else "tanpa-tahun"
    folder, far = repository.results_place(SOURCE, find(name).folder, of_year)
    return CompactedFile(folder=folder, version=VERSION, far=far)


def scan(repository: Repository, name: str, tahun: int, years: Sequence[Year]) -> Rows:
    """Return the rows of a dataset and year for these KLPD, from the file where it is up to date.

    Makes the file first when more than MOST_OUTDATED partitions are not in it. A partition whose
    files are all damaged counts as not stored.
    """
    file = compacted_file(repository, name, tahun)
    manifest = file.find()
    partitions = {year.kode: year.partitions[name] for year in years if name in year.partitions}
    if len(_outdated(partitions, manifest.members if manifest else {})) > MOST_OUTDATED:
        compact(repository, name, tahun, years)
        manifest = file.find()
    members = manifest.members if manifest else {}
    outdated = _outdated(partitions, members)
    in_file = [kode for kode in partitions if kode not in outdated]
    frames, stored = [no_rows(name)], [partitions[kode] for kode in in_file]
    if manifest and in_file:
        rows = pl.scan_parquet(file.path(manifest))
        every = len(in_file) == len(members)
        frames.append(rows if every else rows.filter(pl.col("kd_klpd").is_in(in_file)))
    for kode in outdated:
        try:
            snapshot = repository.peek(partitions[kode].request, partitions[kode].at, hold=False)
        except StoreDamaged:
            continue
        if snapshot:
            frames.append(led(snapshot.frame.lazy(), snapshot.request))
            stored.append(without_rows(snapshot))
    return Rows(rows=pl.concat(frames), stored=tuple(stored))


def compact(repository: Repository, name: str, tahun: int, years: Sequence[Year]) -> int:
    """Make the file of a dataset and year from complete snapshots; return its number of rows.

    Streams from file to file, so that memory stays that of a few partitions. Writes nothing when
    the file has these snapshots already. Leaves out damaged partitions.
    """
    file = compacted_file(repository, name, tahun)
    partitions = {year.kode: year.partitions[name] for year in years if name in year.partitions}
    manifest = file.find()
    if manifest and manifest.members == {k: p.manifest.digest for k, p in partitions.items()}:
        return manifest.rows
    with TemporaryDirectory(prefix="lensa-") as aside:
        frames, members, rows = [no_rows(name)], dict[str, str](), 0
        for kode, partition in sorted(partitions.items()):
            snapshot_file = repository.file_of(partition, Path(aside))
            if snapshot_file is None:
                continue
            frames.append(led(pl.scan_parquet(snapshot_file), partition.request))
            members[kode] = partition.manifest.digest
            rows += partition.manifest.rows

        def write(path: Path) -> None:
            pl.concat(frames).sink_parquet(
                path, compression="zstd", row_group_size=ROW_GROUP, maintain_order=True
            )

        published = file.publish(write, rows=rows, members=members)
    describe(file, published, name, (name,), years)
    return rows


def _outdated(partitions: dict[str, Stored], members: dict[str, str]) -> list[str]:
    """Return the KLPD of the partitions whose stored snapshot is not in the file."""
    return [kode for kode, p in partitions.items() if members.get(kode) != p.manifest.digest]
