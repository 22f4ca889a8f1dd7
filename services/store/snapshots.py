"""Snapshots: immutable Parquet files and the manifests that publish them.

Layout (reliability.md section 2): `snapshots/v1/{scope}/{dataset}/{name}={value}/.../` holds
`{instant}-{digest}.parquet` files and one `manifest.json`, a list of passes, oldest first, with a
copy that is used when it is damaged or lost. A pass is visible once the manifest names it; the
manifest is swapped atomically: in a folder under its lock, in a bucket by compare-and-swap. Two
passes with the same content share one file. Digests of files and of the manifest are checked
whenever they are read.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from ..errors import StoreDamaged
from .backends.atomic_write import write_aside
from .backends.folder import Folder
from .backends.objects import Objects
from .locking.locks import PUBLISHING, OnWait
from .manifests import (
    History,
    Manifest,
    Opened,
    Superseded,
    is_ahead,
    retained,
    seal,
    unseal,
)
from .places import MANIFEST, Listed, Place, listed
from .set_aside import SetAside

__all__ = [
    "MANIFEST",
    "History",
    "Manifest",
    "Place",
    "Snapshots",
    "Superseded",
    "objects_at",
    "write_aside",
]

TWIN = "manifest.salinan.json"


def utc_now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def objects_at(root: Path | Objects) -> Objects:
    """Return a store of objects; a path becomes that of a folder."""
    return Folder(root, write_aside) if isinstance(root, Path) else root


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The stored partitions of a folder, given by its path, or of a bucket."""

    root: Path | Objects
    now: Callable[[], datetime] = utc_now

    @property
    def objects(self) -> Objects:
        """Return the store of objects."""
        return objects_at(self.root)

    def history(self, place: Place) -> History:
        """Return the passes of a partition, none when nothing was ever published.

        Raises StoreDamaged when the manifest is damaged, or missing while its copy exists, and
        StoreUnreadable when it cannot be read now.
        """
        history = self._unsealed(place, MANIFEST)
        if history is None and self.objects.exists(f"{place.key}/{TWIN}"):
            history = self._unsealed(place, MANIFEST)  # it is written before its copy
            if history is None:
                raise _damaged(place, "manifest hilang")
        return history or History()

    def recall(self, place: Place) -> tuple[History, str]:
        """Return the passes and, when they are from the copy, what is wrong with the manifest."""
        try:
            return self.history(place), ""
        except StoreDamaged as error:
            copy = self._unsealed(place, TWIN)
            if copy is None:
                raise
            return copy, error.message

    def _unsealed(self, place: Place, name: str) -> History | None:
        try:
            return unseal(self.objects.read(f"{place.key}/{name}"))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise _damaged(place, "manifest tidak terbaca") from error

    def open(self, place: Place, at: datetime | None = None) -> Opened | None:
        """Return the newest intact snapshot at or before `at`; None when there is none.

        Raises StoreDamaged when there are passes but no intact file, StoreUnreadable when a file
        cannot be read now: an older pass does not replace a newer one that may be intact.
        """
        intact = self._newest_intact(place, at)
        if intact is None:
            return None
        manifest, raw, damage = intact
        return Opened(pl.read_parquet(raw), manifest, damage)

    def newest(self, place: Place, at: datetime | None = None) -> tuple[Manifest, str] | None:
        """Return the manifest and the damage that `open` would return, without the frame."""
        intact = self._newest_intact(place, at)
        return None if intact is None else (intact[0], intact[2])

    def read(self, place: Place, manifest: Manifest) -> pl.DataFrame:
        """Return the frame of a pass; raise StoreDamaged when its digest does not match."""
        return pl.read_parquet(self._bytes(place, manifest))

    def intact_file(self, place: Place, manifest: Manifest, aside: Path) -> Path | None:
        """Return a file with the rows of a pass, whose digest was checked; None when damaged.

        For a bucket it is a copy in the folder `aside`.
        """
        try:
            raw = self._bytes(place, manifest)
        except StoreDamaged:
            return None
        path = self.objects.path(f"{place.key}/{manifest.file}")
        if path is None:
            path = aside / f"{manifest.digest}.parquet"
            write_aside(path, raw)
        return path

    def _newest_intact(
        self, place: Place, at: datetime | None
    ) -> tuple[Manifest, bytes, str] | None:
        """Return the newest pass with an intact file, its content, and what is damaged."""
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
        try:
            raw = self.objects.read(f"{place.key}/{manifest.file}")
        except FileNotFoundError as error:
            raise StoreDamaged(
                f"berkas snapshot hilang: {manifest.file}", where=str(place)
            ) from error
        if hashlib.sha256(raw).hexdigest() != manifest.digest:
            raise StoreDamaged(f"berkas snapshot rusak: {manifest.file}", where=str(place))
        return raw

    def publish(
        self,
        place: Place,
        frame: pl.DataFrame,
        manifest: Manifest,
        *,
        generation: int,
        waiting: OnWait | None = None,
    ) -> Manifest:
        """Store a frame and swap the manifest; raise Superseded if another pass was published.

        Files of passes that are no longer retained are removed, those of killed passes set aside.
        """
        with self.objects.fenced(place.key, patience=PUBLISHING, waiting=waiting):
            history = self.history(place)
            if history.generation != generation:
                raise Superseded("putaran lain sudah terbit", where=str(place))
            if 0 < manifest.fence < max((p.fence for p in history.passes), default=0):
                raise Superseded("kunci putaran ini sudah berpindah", where=str(place))
            manifest = self._store(place, frame, manifest, history)
            passes = retained((*history.passes, manifest))
            published = History(generation=generation + 1, passes=passes)
            self.swap(place, published)
            strays = self.strays(place, published)
            dropped = {p.file for p in history.passes}
            self.discard(place, [name for name in strays if name not in dropped])
            for name in dropped.intersection(strays):
                self.objects.remove(f"{place.key}/{name}")
        return manifest

    def discard(self, place: Place, names: Iterable[str]) -> None:
        """Set files of a partition aside; unfinished ones (.tmp) are removed."""
        aside = SetAside.begun(self.objects, self.now())
        for name in names:
            key = f"{place.key}/{name}"
            if name.endswith(".tmp"):
                self.objects.remove(key)
            else:
                aside.move(key)

    def swap(self, place: Place, history: History) -> None:
        """Publish a history: replace the manifest, then its copy.

        Both are read before either is replaced, so that one that cannot be read now prevents it.
        Raises Superseded when a history of the same or a later generation is stored.
        """
        manifest, twin = self._tagged(place, MANIFEST), self._tagged(place, TWIN)
        if not self._swapped(place, MANIFEST, history, *manifest):
            raise Superseded("putaran lain sudah terbit", where=str(place))
        self._swapped(place, TWIN, history, *twin)  # a newer copy is as good

    def _tagged(self, place: Place, name: str) -> tuple[bytes, str]:
        try:
            return self.objects.tagged(f"{place.key}/{name}")
        except FileNotFoundError:
            return b"", ""

    def _swapped(self, place: Place, name: str, history: History, raw: bytes, tag: str) -> bool:
        try:
            newer = bool(raw) and unseal(raw).generation >= history.generation
        except ValueError:
            newer = False
        return not newer and self.objects.swap(f"{place.key}/{name}", seal(history), tag)

    def strays(self, place: Place, history: History) -> list[str]:
        """Return the files that a history does not name: of dropped passes and of killed ones."""
        named = {MANIFEST, TWIN, *(p.file for p in history.passes)}
        names = self.objects.settled(place.key)
        return [name for name in names if name not in named and not name.endswith(".rusak")]

    def _store(
        self, place: Place, frame: pl.DataFrame, manifest: Manifest, history: History
    ) -> Manifest:
        """Write the frame and return its manifest; equal content keeps its file."""
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="zstd", statistics=True)
        digest = hashlib.sha256(buffer.getbuffer()).hexdigest()
        same = next((p.file for p in history.passes if p.digest == digest), "")
        name = same or f"{manifest.fetched_at:%Y%m%dT%H%M%S}Z-{digest[:16]}.parquet"
        self.objects.create(f"{place.key}/{name}", buffer.getbuffer())
        written = self.objects.modified(f"{place.key}/{name}")
        ahead = is_ahead(manifest.fetched_at, history.passes, written)
        return replace(manifest, digest=digest, file=name, ahead=ahead)

    def places(self, scope: str, *within: str) -> Iterator[Place]:
        """Yield the stored partitions of a scope, or of a folder `within` it, in path order."""
        return (place for place, _ in self.listed(scope, *within).places)

    def listed(self, scope: str, *within: str) -> Listed:
        """Return the same partitions with the stamps of their manifests."""
        return listed(self.objects, scope, *within)


def _damaged(place: Place, why: str) -> StoreDamaged:
    return StoreDamaged(f"{why}; jalankan doctor --perbaiki", where=str(place))
