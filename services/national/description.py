"""The description of a national file, as a Data Package in the file's folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from ..export import datapackage
from ..export.files import About, Fact
from ..inventory import Year
from ..store.snapshots import write_aside
from .compacted_file import CompactedFile, FileManifest


def describe(
    file: CompactedFile,
    manifest: FileManifest,
    name: str,
    reads: Sequence[str],
    years: Iterable[Year],
) -> None:
    """Write what a published file is made from; raise StoreDamaged when the disk refuses.

    reads: the datasets behind it. years: what is stored. The file may hold other KLPD than these:
    then it is not called complete.
    """
    path = file.path(manifest)
    present = [year for year in years if year.kode in manifest.members]
    stored = [partition for year in present for partition in year.of(reads)]
    if not stored:  # nothing of these datasets is stored: the file has no rows
        (file.folder / datapackage.FILE_NAME).unlink(missing_ok=True)
        if file.far is not None:
            file.far.objects.remove((file.far / datapackage.FILE_NAME).key)
        return
    facts = {
        "judul": f"{name} {path.parent.name}",
        "klpd": f"{len(manifest.members)} KLPD, {len(present)} di antaranya diuraikan di snapshots",
        "baris": str(manifest.rows),
    }
    content = datapackage.described(
        path.name,
        path.stat().st_size,
        manifest.digest,
        pl.read_parquet_schema(path),
        name=name,
        about=About(facts=tuple(Fact(name=key, label=key, value=facts[key]) for key in facts)),
        stored=stored,
        whole=len(present) == len(manifest.members),
    )
    write_aside(file.folder / datapackage.FILE_NAME, content)
    if file.far is not None:
        (file.far / datapackage.FILE_NAME).write_bytes(content)
