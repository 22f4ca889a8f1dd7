"""Immutable Parquet files and the manifests that publish them.

Layout (reliability.md section 2): `snapshots/v1/{scope}/{dataset}/{name}={value}/.../` holds
`{instant}-{digest}.parquet` files and one `manifest.json`, a list of passes, oldest first. A pass
is visible only once the manifest names it; the manifest is swapped atomically. Two passes with the
same content share one file. A file's digest is checked each time it is opened from disk.
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

import msgspec
import polars as pl

from services.errors import BadRequest, ServiceError, StoreDamaged

SCHEMA_VERSION = 1
MANIFEST = "manifest.json"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is known of one pass.

    rows: rows published. pages: answers read. repeats, conflicts, strangers: rows dropped as
    repeats, overruled by a later page, kept apart as another KLPD's or year's. quarantined: values
    that did not fit their column, the first of them in `quarantine`. complete: walked to a proven
    end. verified: a second pass of another page size agreed. changing: it did not, thrice.
    suspect: an empty page was followed. clamped: page size served when below the one asked, else
    None. source: live or sandbox. address: host of the upstream. fetched_at: end of the pass, UTC.
    digest: sha256 of the file.
    """

    rows: int
    pages: int
    source: str
    address: str
    fetched_at: datetime
    repeats: int = 0
    conflicts: int = 0
    strangers: int = 0
    quarantined: int = 0
    quarantine: tuple[dict[str, str], ...] = ()
    drift: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    complete: bool = True
    verified: bool = False
    changing: bool = False
    suspect: bool = False
    clamped: int | None = None
    digest: str = ""
    file: str = ""
    schema_version: int = SCHEMA_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All passes of one partition, oldest first, and the number of swaps so far."""

    generation: int = 0
    passes: tuple[Manifest, ...] = ()

    def at(self, instant: datetime | None) -> tuple[Manifest, ...]:
        """Return the passes that ended at or before `instant`, newest first; None means all.

        The order is that of publication: two passes may end in one second, and clocks step back.
        """
        return tuple(p for p in reversed(self.passes) if instant is None or p.fetched_at <= instant)


@dataclass(frozen=True, slots=True)
class Opened:
    """A stored frame with the pass it belongs to and, when an older one had to serve, why."""

    frame: pl.DataFrame
    manifest: Manifest
    damage: str = ""


_DECODER = msgspec.json.Decoder(History)


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The stored partitions below one data folder."""

    root: Path

    def history(self, place: Place) -> History:
        """Return the passes stored for a place, none when nothing was ever published."""
        path = place.folder(self.root) / MANIFEST
        try:
            history = _DECODER.decode(path.read_bytes())
        except FileNotFoundError:
            return History()
        except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
            raise _unreadable(place) from error
        if history.generation < 1:
            raise _unreadable(place)
        return history

    def open(self, place: Place, at: datetime | None = None) -> Opened | None:
        """Return the newest whole snapshot at or before `at`; None when there is none.

        Raises StoreDamaged when snapshots are named but none of them is whole.
        """
        passes = self.history(place).at(at)
        damage = ""
        for manifest in passes:
            try:
                return Opened(self.read(place, manifest), manifest, damage)
            except StoreDamaged as error:
                damage = damage or error.message
        if passes:
            raise StoreDamaged(
                "tidak ada snapshot yang utuh; jalankan doctor --perbaiki", where=str(place)
            )
        return None

    def read(self, place: Place, manifest: Manifest) -> pl.DataFrame:
        """Return one snapshot's frame after checking its digest."""
        path = place.folder(self.root) / manifest.file
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise StoreDamaged(
                f"berkas snapshot hilang: {manifest.file}", where=str(place)
            ) from error
        if hashlib.sha256(raw).hexdigest() != manifest.digest:
            raise StoreDamaged(f"berkas snapshot rusak: {manifest.file}", where=str(place))
        return pl.read_parquet(raw)

    def publish(
        self, place: Place, frame: pl.DataFrame, manifest: Manifest, *, generation: int
    ) -> Manifest:
        """Store a frame and swap the manifest; raise Superseded if another pass came between."""
        folder = place.folder(self.root)
        history = self.history(place)
        if history.generation != generation:
            raise Superseded("putaran lain sudah terbit", where=str(place))
        manifest = self._store(folder, frame, manifest, history)
        passes = _retained((*history.passes, manifest))
        swapped = History(generation=generation + 1, passes=passes)
        write_aside(folder / MANIFEST, msgspec.json.encode(swapped))
        _remove_unnamed(folder, {p.file for p in history.passes} - {p.file for p in passes})
        return manifest

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
        for path in sorted(base.joinpath(*within).rglob(MANIFEST)):
            dataset, *parts = path.parent.relative_to(base).parts
            pairs = tuple(
                (name, value) for name, _, value in (part.partition("=") for part in parts)
            )
            if all(_SAFE.fullmatch(value) for _, value in pairs):
                yield Place(scope=scope, dataset=dataset, parts=pairs)


def _unreadable(place: Place) -> StoreDamaged:
    return StoreDamaged("manifest tidak terbaca; jalankan doctor --perbaiki", where=str(place))


def _retained(passes: tuple[Manifest, ...]) -> tuple[Manifest, ...]:
    """Keep the last 20 passes or 400 days of them, whichever is more."""
    newest = passes[-1].fetched_at
    recent = sum(newest - p.fetched_at <= KEEP_FOR for p in passes)
    return passes[-max(KEEP_PASSES, recent) :]


def _remove_unnamed(folder: Path, files: set[str]) -> None:
    for name in files:
        (folder / name).unlink(missing_ok=True)


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
