"""Descriptions of files as Frictionless Data Packages: `FILE.datapackage.json` beside FILE.

They hold what CSV and JSON cannot: what each column is, of which type and unit, which snapshots the
rows come from, how complete those are, and the licence (specs.frictionlessdata.io, version 1).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import polars as pl

from ..language import wording
from ..repository import Stored
from ..upstream import catalog
from . import origin
from .files import About, money, share
from .provenance import label, meaning, snapshots

SUFFIX = ".datapackage.json"
FILE_NAME = "datapackage.json"
"""Its name where a folder holds nothing but one package, as other programs look for it."""
DESCRIBED = (".csv", ".json")
SOURCE = "https://data.inaproc.id"
_LARGEST = 2000
"""Partitions that are listed one by one; the rest are counted."""
_MEDIA: Mapping[str, str] = MappingProxyType(
    {
        "csv": "text/csv",
        "json": "application/json",
        "parquet": "application/vnd.apache.parquet",
    }
)


def beside(path: Path) -> Path:
    """Return where the description of a file stands."""
    return path.with_name(path.name + SUFFIX)


def of_file(
    path: Path,
    content: bytes,
    schema: Mapping[str, pl.DataType],
    *,
    name: str,
    about: About,
    stored: Sequence[Stored],
) -> bytes:
    """Return the description of a file with this content; name: of its table or dataset."""
    digest = hashlib.sha256(content).hexdigest()
    return described(path.name, len(content), digest, schema, name=name, about=about, stored=stored)


def described(
    file: str,
    size: int,
    digest: str,
    schema: Mapping[str, pl.DataType],
    *,
    name: str,
    about: About,
    stored: Sequence[Stored],
    whole: bool = True,
) -> bytes:
    """Return the description of a file by its name, size in bytes and SHA-256.

    stored: the partitions behind it, at least one. whole: these are all of them.
    """
    manifests = [entry.manifest for entry in stored]
    made_of = origin.label(origin.kind(manifests))
    facts = {fact.name: fact.value for fact in about.facts}
    title = facts.get("judul", name)
    kind = file.rpartition(".")[2].lower()
    resource: dict[str, object] = {
        "name": _slug(name),
        "path": file,
        "profile": "tabular-data-resource" if kind in {"csv", "json"} else "data-resource",
        "format": kind,
        "mediatype": _MEDIA[kind],
        "encoding": "utf-8",
        "sha256": digest,
        "schema": {
            "fields": [_field(column, dtype, name) for column, dtype in schema.items()],
            "missingValues": [""],
        },
    }
    if kind != "json":  # frictionless counts no bytes of JSON, and would call them wrong
        resource |= {"bytes": size, "hash": f"sha256:{digest}"}
    titles = dict.fromkeys(origin.words([manifest], full=True) for manifest in manifests)
    datasets = ", ".join(dict.fromkeys(entry.request.dataset.name for entry in stored))
    contents = wording.text("ekspor.sumber_isi", datasets=datasets)
    package = {
        "profile": "data-package",
        "name": _slug(name),
        "title": f"{made_of}: {title}" if made_of else title,
        "description": "; ".join(f"{key}: {value}" for key, value in facts.items()),
        "created": max(m.fetched_at for m in manifests).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sources": [{"title": f"{contents} ({title})", "path": SOURCE} for title in titles],
        "licenses": [
            {
                "name": "LicenseRef-LKPP",
                "title": wording.text("ekspor.lisensi_isi"),
                "path": SOURCE,
            }
        ],
        "completeness": {
            "lengkap": whole and all(manifest.proven for manifest in manifests),
            "keadaan": list(dict.fromkeys(origin.state(manifest) for manifest in manifests)),
            "bagian": len(stored),
        },
        "snapshots": json.loads(
            snapshots(stored[:_LARGEST])
            .with_columns(pl.col("snapshot").dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
            .write_json()
        ),
        "resources": [resource],
    }
    return json.dumps(package, ensure_ascii=False, indent=1).encode() + b"\n"


def _field(column: str, dtype: pl.DataType, table: str) -> dict[str, object]:
    if dtype.is_integer():
        kind = "integer"
    elif dtype.is_numeric():
        kind = "number"
    elif isinstance(dtype, pl.List):  # lists and structs are JSON text in CSV
        kind = "array"
    elif isinstance(dtype, pl.Struct):
        kind = "object"
    else:
        kinds = {pl.Boolean: "boolean", pl.Date: "date", pl.Datetime: "datetime"}
        kind = kinds.get(dtype.base_type(), "string")
    field: dict[str, object] = {"name": column, "type": kind, "title": label(column)}
    if dtype == pl.Datetime:
        field["format"] = "any"  # as the source writes it: without a zone
    if meaning_ := meaning(table, column):
        field["description"] = meaning_
    if money(column, dtype) or (table in catalog.names() and dtype == pl.Int64):
        field["unit"] = "IDR"
    elif share(column, dtype):
        field["unit"] = "1"
    return field


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-.") or "data"
