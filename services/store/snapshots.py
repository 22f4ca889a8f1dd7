"""Immutable Parquet files and the manifests that publish them.

Layout (reliability.md section 2): `snapshots/v1/{scope}/{dataset}/{name}={value}/.../` holds
`{instant}-{digest}.parquet` files and one `manifest.json`, a list of passes, oldest first, with a
copy that serves when it is damaged or lost. A pass is visible only once the manifest names it; the
manifest is swapped atomically. Two passes with the same content share one file. Digests of files
and of the manifest are checked each time they are opened from disk.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from services.errors import BadRequest, ServiceError, StoreDamaged
from services.store.locks import fenced
from services.store.manifests import SCHEMA_VERSION, History, Manifest, seal, unseal

__all__ = ["History", "Manifest", "Opened", "Place", "Snapshots", "Superseded", "write_aside"]

MANIFEST = "manifest.json"
TWIN = "manifest.salinan.json"
KEEP_PASSES = 20
KEEP_FOR = timedelta(days=400)
_SAFE = re.compile(r"[A-Za-z0-9_-]{1,200}")


class Superseded(ServiceError):
    """Another pass was published since this one began; this one must not replace it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a partition is stored: scope, dataset folder, and the (name, value) parts."""

    scope: str
    dataset: str
    parts: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        """Refuse a name that could lead out of its folder; raise BadRequest."""
        for name in (self.scope, self.dataset, *(value for _, value in self.parts)):
            if not _SAFE.fullmatch(name):
                raise BadRequest(f"bukan nama tempat simpanan: {name!r}")

    def folder(self, root: Path) -> Path:
        """Return the partition's folder below the data root."""
        base = root / "snapshots" / f"v{SCHEMA_VERSION}" / self.scope / self.dataset
        return base.joinpath(*(f"{name}={value}" for name, value in self.parts))

    def lock(self, root: Path) -> str:
        """Return the name of the lock that whoever writes here holds."""
        return str(self.folder(root))

    def __str__(self) -> str:
        """Name the partition for a message."""
        return " ".join([self.dataset, *(value for _, value in self.parts)])


@dataclass(frozen=True, slots=True)
class Opened:
    """A stored frame with the pass it belongs to and, when an older one had to serve, why."""

    frame: pl.DataFrame
    manifest: Manifest
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The stored partitions below one data folder."""

    root: Path

    def history(self, place: Place) -> History:
        """Return the passes stored for a place, none when nothing was ever published.

        Raises StoreDamaged when the manifest cannot be trusted, or is gone beside its copy.
        """
        return self._unsealed(place, MANIFEST) or self._missing(place)

    def recall(self, place: Place) -> tuple[History, str]:
        """Return the passes and, when the manifest's copy had to serve, what is wrong with it."""
        try:
            return self.history(place), ""
        except StoreDamaged as error:
            copy = self._unsealed(place, TWIN)
            if copy is None:
                raise
            return copy, error.message

    def _unsealed(self, place: Place, name: str) -> History | None:
        try:
            return unseal((place.folder(self.root) / name).read_bytes())
        except FileNotFoundError:
            return None
        except (ValueError, OSError) as error:
            raise _damaged(place, "manifest tidak terbaca") from error

    def _missing(self, place: Place) -> History:
        """Return no passes; look again beside a copy, for the manifest is written before it."""
        if not (place.folder(self.root) / TWIN).exists():
            return History()
        late = self._unsealed(place, MANIFEST)
        if late is None:
            raise _damaged(place, "manifest hilang")
        return late

    def open(self, place: Place, at: datetime | None = None) -> Opened | None:
        """Return the newest whole snapshot at or before `at`; None when there is none.

        Raises StoreDamaged when snapshots are named but none of them is whole.
        """
        found = self._whole(place, at)
        if found is None:
            return None
        manifest, raw, damage = found
        return Opened(pl.read_parquet(raw), manifest, damage)

    def newest(self, place: Place, at: datetime | None = None) -> tuple[Manifest, str] | None:
        """Return the pass that `open` would open, and its damage, without making a frame of it."""
        found = self._whole(place, at)
        return None if found is None else (found[0], found[2])

    def read(self, place: Place, manifest: Manifest) -> pl.DataFrame:
        """Return one snapshot's frame after checking its digest."""
        return pl.read_parquet(self._bytes(place, manifest))

    def whole(self, place: Place, manifest: Manifest) -> Path | None:
        """Return the file of a pass after checking its digest, None when it is damaged."""
        try:
            self._bytes(place, manifest)
        except StoreDamaged:
            return None
        return place.folder(self.root) / manifest.file

    def _whole(self, place: Place, at: datetime | None) -> tuple[Manifest, bytes, str] | None:
        """Find the newest pass whose file is whole, and say what newer one is not."""
        history, damage = self.recall(place)
        passes = history.at(at)
        for manifest in passes:
            try:
                return manifest, self._bytes(place, manifest), damage
            except StoreDamaged as error:
                damage = damage or error.message
        if passes:
            raise StoreDamaged(
                "tidak ada snapshot yang utuh; jalankan doctor --perbaiki", where=str(place)
            )
        return None

    def _bytes(self, place: Place, manifest: Manifest) -> bytes:
        path = place.folder(self.root) / manifest.file
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise StoreDamaged(
                f"berkas snapshot hilang: {manifest.file}", where=str(place)
            ) from error
        if hashlib.sha256(raw).hexdigest() != manifest.digest:
            raise StoreDamaged(f"berkas snapshot rusak: {manifest.file}", where=str(place))
        return raw

    def publish(
        self, place: Place, frame: pl.DataFrame, manifest: Manifest, *, generation: int
    ) -> Manifest:
        """Store a frame and swap the manifest; raise Superseded if another pass came between."""
        folder = place.folder(self.root)
        with fenced(folder):
            history = self.history(place)
            if history.generation != generation:
                raise Superseded("putaran lain sudah terbit", where=str(place))
            manifest = self._store(folder, frame, manifest, history)
            passes = _retained((*history.passes, manifest))
            swapped = History(generation=generation + 1, passes=passes)
            self.swap(place, swapped)
            _sweep(folder, swapped)
        return manifest

    def swap(self, place: Place, history: History) -> None:
        """Publish a history: the manifest first, at one instant, then its copy."""
        folder = place.folder(self.root)
        for name in (MANIFEST, TWIN):
            write_aside(folder / name, seal(history))

    def _store(
        self, folder: Path, frame: pl.DataFrame, manifest: Manifest, history: History
    ) -> Manifest:
        """Write the frame and name its file; equal content keeps the file it has."""
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="zstd", statistics=True)
        digest = hashlib.sha256(buffer.getbuffer()).hexdigest()
        same = next((p.file for p in history.passes if p.digest == digest), "")
        name = same or f"{manifest.fetched_at:%Y%m%dT%H%M%S}Z-{digest[:16]}.parquet"
        write_aside(folder / name, buffer.getbuffer())
        return replace(manifest, digest=digest, file=name)

    def places(self, scope: str, *within: str) -> Iterator[Place]:
        """Yield the stored partitions of a scope, or of a folder `within` it, in path order."""
        base = self.root / "snapshots" / f"v{SCHEMA_VERSION}" / scope
        if not all(_SAFE.fullmatch(name.replace("=", "_", 1)) for name in within):
            return
        folders = {path.parent for path in base.joinpath(*within).rglob("manifest*.json")}
        for folder in sorted(folders):
            dataset, *parts = folder.relative_to(base).parts
            pairs = tuple(
                (name, value) for name, _, value in (part.partition("=") for part in parts)
            )
            if all(_SAFE.fullmatch(value) for _, value in pairs):
                yield Place(scope=scope, dataset=dataset, parts=pairs)


def _damaged(place: Place, why: str) -> StoreDamaged:
    return StoreDamaged(f"{why}; jalankan doctor --perbaiki", where=str(place))


def _retained(passes: tuple[Manifest, ...]) -> tuple[Manifest, ...]:
    """Keep the last 20 passes or 400 days of them, whichever is more."""
    newest = passes[-1].fetched_at
    recent = sum(newest - p.fetched_at <= KEEP_FOR for p in passes)
    return passes[-max(KEEP_PASSES, recent) :]


def _sweep(folder: Path, history: History) -> None:
    """Remove what no pass names: dropped passes, and what a killed pass left half done."""
    for path in strays(folder, history):
        path.unlink(missing_ok=True)


def strays(folder: Path, history: History) -> list[Path]:
    """Return the files of a partition that its history does not name, damaged manifests apart."""
    named = {MANIFEST, TWIN, *(p.file for p in history.passes)}
    files = (p for p in folder.iterdir() if p.is_file() and p.suffix != ".rusak")
    return sorted(p for p in files if p.name not in named)


def write_aside(path: Path, content: bytes | memoryview) -> None:
    """Replace a file's content so that a reader or a crash sees the old or the new, never half.

    Makes the folder when it is missing; raises StoreDamaged when the disk does not take it.
    """
    aside = path.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside.write_bytes(content)
        _sync_rename(aside, path)
    except OSError as error:
        raise StoreDamaged(f"tidak dapat menulis ke tempat data: {error.strerror}") from error
    finally:
        with suppress(OSError):
            aside.unlink()


def _sync_rename(aside: Path, path: Path) -> None:
    with aside.open("rb+") as handle:
        os.fsync(handle.fileno())
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
