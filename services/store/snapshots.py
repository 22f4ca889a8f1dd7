"""Immutable Parquet files and the manifests that publish them.

Layout (reliability.md section 2): `snapshots/v1/{scope}/{dataset}/{name}={value}/.../` holds
`{instant}-{digest}.parquet` files and one `manifest.json`, a list of passes, oldest first, with a
copy that serves when it is damaged or lost. A pass is visible only once the manifest names it; the
manifest is swapped atomically: in a folder under its fence, in a bucket by compare-and-swap. Two
passes with the same content share one file. Digests of files and of the manifest are checked each
time they are opened.
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
from .atomic_write import write_aside
from .folder import Folder
from .locks import PUBLISHING, OnWait
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
from .objects import Objects
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
    """Return a place of data; a path is that of a folder."""
    return Folder(root, write_aside) if isinstance(root, Path) else root


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The stored partitions of one place of data: a folder by its path, or a bucket."""

    root: Path | Objects
    now: Callable[[], datetime] = utc_now

    @property
    def objects(self) -> Objects:
        """Return the place of data."""
        return objects_at(self.root)

    def history(self, place: Place) -> History:
        """Return the passes stored for a place, none when nothing was ever published.

        Raises StoreDamaged when the manifest cannot be trusted, or is gone beside its copy, and
        StoreUnreadable when it cannot be read now.
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
            return unseal(self.objects.read(f"{place.key}/{name}"))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise _damaged(place, "manifest tidak terbaca") from error

    def _missing(self, place: Place) -> History:
        """Return no passes; look again beside a copy, for the manifest is written before it."""
        if not self.objects.exists(f"{place.key}/{TWIN}"):
            return History()
        late = self._unsealed(place, MANIFEST)
        if late is None:
            raise _damaged(place, "manifest hilang")
        return late

    def open(self, place: Place, at: datetime | None = None) -> Opened | None:
        """Return the newest whole snapshot at or before `at`; None when there is none.

        Raises StoreDamaged when snapshots are named but none of them is whole, StoreUnreadable
        when one cannot be read now: no older one takes the place of a newer that may be whole.
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

    def whole(self, place: Place, manifest: Manifest, aside: Path) -> Path | None:
        """Return a file with the rows of a pass, None when it is damaged.

        It is the stored one, or for a bucket a copy in the folder `aside`; its digest was checked.
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
        """Store a frame and swap the manifest; raise Superseded if another pass came between.

        Files of passes that are no longer kept are removed, remains of killed passes set aside.
        """
        with self.objects.fenced(place.key, patience=PUBLISHING, waiting=waiting):
            history = self.history(place)
            if history.generation != generation:
                raise Superseded("putaran lain sudah terbit", where=str(place))
            if 0 < manifest.fence < max((p.fence for p in history.passes), default=0):
                raise Superseded("kunci putaran ini sudah berpindah", where=str(place))
            manifest = self._store(place, frame, manifest, history)
            passes = retained((*history.passes, manifest))
            swapped = History(generation=generation + 1, passes=passes)
            self.swap(place, swapped)
            strays = self.strays(place, swapped)
            dropped = {p.file for p in history.passes}
            self.discard(place, [name for name in strays if name not in dropped])
            for name in dropped.intersection(strays):
                self.objects.remove(f"{place.key}/{name}")
        return manifest

    def discard(self, place: Place, names: Iterable[str]) -> None:
        """Set files of a partition aside; one that was never finished is removed."""
        aside = SetAside.begun(self.objects, self.now())
        for name in names:
            key = f"{place.key}/{name}"
            if name.endswith(".tmp"):
                self.objects.remove(key)
            else:
                aside.move(key)

    def swap(self, place: Place, history: History) -> None:
        """Publish a history: the manifest first, at one instant, then its copy.

        Both are read before either is replaced: one that cannot be read now stops it in time.
        Raises Superseded when a history of its own number or a later one stands there already.
        """
        manifest, twin = self._tagged(place, MANIFEST), self._tagged(place, TWIN)
        if not self._swapped(place, MANIFEST, history, *manifest):
            raise Superseded("putaran lain sudah terbit", where=str(place))
        self._swapped(place, TWIN, history, *twin)  # a copy newer than ours is as good

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
        """Return the files that a history does not name: dropped passes, remains of killed ones."""
        named = {MANIFEST, TWIN, *(p.file for p in history.passes)}
        names = self.objects.settled(place.key)
        return [name for name in names if name not in named and not name.endswith(".rusak")]

    def _store(
        self, place: Place, frame: pl.DataFrame, manifest: Manifest, history: History
    ) -> Manifest:
        """Write the frame and name its file; equal content keeps the file it has."""
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
        """Return the same with the stamps of their manifests."""
        return listed(self.objects, scope, *within)


def _damaged(place: Place, why: str) -> StoreDamaged:
    return StoreDamaged(f"{why}; jalankan doctor --perbaiki", where=str(place))
