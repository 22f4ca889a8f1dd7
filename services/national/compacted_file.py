"""One file made of many partitions, and what it was made of.

`{folder}/{digest}.parquet` beside a `manifest.json` that names the members by the digests of their
snapshots: any engine reads the file, and a reader sees at once whether it still stands for what is
stored. Both are published by an atomic swap; a replaced file stays a while for whoever found it.
Where data are in a bucket, it holds both and `folder` a copy: a file is fetched once for each
machine and its digest checked, so that a question over the country costs no network.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from ..errors import StoreDamaged, StoreUnavailable
from ..store.objects import Piece
from ..store.snapshots import write_aside
from ..store.unreadable import unreadable

MANIFEST = "manifest.json"
BLOCK = 1 << 20
READ_WITHIN = 600.0
"""Seconds for which a replaced file stays, for whoever found it before and reads it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """What a file is made of. `version` names the rules it was made by, `before` the file replaced.

    members: digests of the newest snapshots, by member.
    """

    version: str
    file: str
    digest: str
    rows: int
    members: dict[str, str]
    before: str = ""


_DECODER = msgspec.json.Decoder(Compacted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The place of one such file. A file made by other rules, or damaged, counts as none."""

    folder: Path
    version: str
    far: Piece | None = None

    def find(self) -> Compacted | None:
        """Return the published file, None when there is none that can be trusted.

        Raises StoreUnreadable when one is there and cannot be read now: it is not made anew then.
        """
        try:
            found = _DECODER.decode(self._manifest())
            if found.version != self.version:
                return None
            self._fetch(found)
            whole = found.digest == _digest_of(*_stamp(self.folder / found.file))
        except (msgspec.DecodeError, UnicodeDecodeError, FileNotFoundError):
            return None
        except OSError as error:
            raise unreadable(self._key, error) from error
        return found if whole else None

    @property
    def _key(self) -> str:
        """Name the folder relative to LENSA_DATA: `national/` and what is below."""
        parts = self.folder.parts
        return "/".join(parts[parts.index("national") :] if "national" in parts else parts[-1:])

    def _manifest(self) -> bytes:
        """Return the manifest; the one of the copy while the bucket does not answer."""
        near = self.folder / MANIFEST
        if self.far is None:
            return near.read_bytes()
        try:
            content = (self.far / MANIFEST).read_bytes()
        except StoreUnavailable:
            if near.exists():
                return near.read_bytes()
            raise
        if not near.exists() or near.read_bytes() != content:
            write_aside(near, content)
        return content

    def _fetch(self, found: Compacted) -> None:
        """Copy a published file that is not on this machine yet, or not whole."""
        path = self.folder / found.file
        if self.far is None or (path.exists() and found.digest == _digest_of(*_stamp(path))):
            return
        write_aside(path, (self.far / found.file).read_bytes())
        self._retire(found)

    def path(self, found: Compacted) -> Path:
        """Return where a published file lies."""
        return self.folder / found.file

    def publish(
        self, write: Callable[[Path], None], *, rows: int, members: Mapping[str, str]
    ) -> Compacted:
        """Let `write` fill a file, then publish it; raise StoreDamaged when the disk refuses."""
        before = self.find()
        aside = self.folder / f".{uuid.uuid4().hex}.tmp"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write(aside)
            digest = _synced_digest(aside)
            name = f"{digest[:32]}.parquet"
            aside.replace(self.folder / name)
        except OSError as error:
            raise StoreDamaged(f"tidak dapat menulis ke tempat data: {error.strerror}") from error
        finally:
            with suppress(OSError):
                aside.unlink()
        made = Compacted(
            version=self.version,
            file=name,
            digest=digest,
            rows=rows,
            members=dict(members),
            before=before.file if before else "",
        )
        if self.far is None:
            write_aside(self.folder / MANIFEST, msgspec.json.encode(made))
        else:
            (self.far / name).write_bytes((self.folder / name).read_bytes())
            (self.far / MANIFEST).write_bytes(msgspec.json.encode(made))
            self._retire_far(self.far, made)
        self._retire(made)
        return made

    @staticmethod
    def _retire_far(far: Piece, made: Compacted) -> None:
        """Remove from a bucket what was replaced before the last time, an hour ago or more."""
        for name in far.objects.settled(far.key):
            if name not in {MANIFEST, made.file, made.before}:
                far.objects.remove((far / name).key)

    def _retire(self, made: Compacted) -> None:
        """Remove the files replaced so long ago that nobody reads them any more."""
        for path in self.folder.glob("*.parquet"):
            with suppress(OSError):  # another publication was quicker, or it may not go yet
                if path.name == made.before and path.name != made.file:
                    path.touch()
                elif path.name != made.file and time.time() - path.stat().st_mtime > READ_WITHIN:
                    path.unlink()


def _stamp(path: Path) -> tuple[Path, int, int]:
    known = path.stat()
    return path, known.st_mtime_ns, known.st_size


@lru_cache(maxsize=256)
def _digest_of(path: Path, changed: int, size: int) -> str:
    """Return the digest of a file, read again when it changed."""
    del changed, size
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _synced_digest(path: Path) -> str:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
        return hashlib.file_digest(handle, "sha256").hexdigest()
