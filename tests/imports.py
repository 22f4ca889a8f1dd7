"""Partitions as an import stores them: rows of a test gateway in the scopes of imports."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import polars as pl

from services.store.manifests import FILE, Imported, Manifest
from services.store.places import Place, import_scope
from services.store.snapshots import Snapshots
from services.upstream.dataset import Request
from tests.repositories import START


def manifest(
    rows: int,
    *,
    at: datetime = START,
    file: str = "pagu.csv",
    maker: str = "",
    verified: bool = False,
    state: str = "",
) -> Manifest:
    """Return the manifest of an imported pass; with a maker, of a bundle."""
    return Manifest(
        rows=rows,
        pages=1,
        source=FILE,
        address="",
        fetched_at=at,
        complete=False,
        imported=Imported(
            file=file,
            sha256=hashlib.sha256(file.encode()).hexdigest(),
            bytes=100,
            maker=maker,
            maker_verified=verified,
            maker_state=state,
        ),
    )


def publish(
    root: Path, request: Request, frame: pl.DataFrame, described: Manifest, scope: str = "umum"
) -> Place:
    """Store rows as an import does and return where they are."""
    maker = described.imported.maker if described.imported else ""
    place = Place(
        scope=import_scope(scope, maker), dataset=request.dataset.folder, parts=request.parts
    )
    store = Snapshots(root)
    store.publish(place, frame, described, generation=store.history(place).generation)
    return place
