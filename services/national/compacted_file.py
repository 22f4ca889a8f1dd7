"""One Parquet file made from many partitions, with a manifest of what it was made from.

The folder holds `{digest}.parquet` and a `manifest.json` with the digests of the snapshots of all
members: any engine can read the file, and a reader can compare the manifest with what is stored.
Both are replaced atomically; a replaced file stays for a while for those who read it. Where data
are in a bucket, the bucket holds both and the folder a copy: each machine fetches a file once and
checks its digest, so that a question over the country needs no network.
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
from ..export.datapackage import FILE_NAME
from ..store.backends.objects import Piece
from ..store.backends.unreadable import unreadable
from ..store.snapshots import write_aside

MANIFEST = "manifest.json"
READ_WITHIN = 600.0
"""Seconds for which a replaced file stays, for readers that opened it before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileManifest:
    """What a file was made from. `version` names the rules, `before` the file that it replaced.

    members: digests of the newest snapshots, by member.
    """

    version: str
    file: str
    digest: str
    rows: int
    members: dict[str, str]
    before: str = ""


_DECODER = msgspec.json.Decoder(FileManifest)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactedFile:
    """A file in a folder. A file made by other rules, or damaged, counts as missing."""

    folder: Path
    version: str
    far: Piece | None = None

    def find(self) -> FileManifest | None:
        """Return the manifest of the published file, None when it is missing.

        Raises StoreUnreadable when the file exists and cannot be read now: then it must not be made
        anew.
        """
        try:
            manifest = _DECODER.decode(self._manifest())
            if manifest.version != self.version:
                return None
            path = self.path(manifest)
            is_present = path.exists() and manifest.digest == _digest(path)
            if self.far is not None and not is_present:
                write_aside(path, (self.far / manifest.file).read_bytes())
                self._remove_replaced(manifest)
            is_intact = manifest.digest == _digest(path)
        except (msgspec.DecodeError, UnicodeDecodeError, FileNotFoundError):
            return None
        except OSError as error:
            names = self.folder.parts
            below_data = names[names.index("national") :] if "national" in names else names[-1:]
            raise unreadable("/".join(below_data), error) from error
        return manifest if is_intact else None

    def _manifest(self) -> bytes:
        """Return the manifest; the local copy while the bucket does not answer."""
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

    def path(self, manifest: FileManifest) -> Path:
        """Return the path of a published file."""
        return self.folder / manifest.file

    def publish(
        self, write: Callable[[Path], None], *, rows: int, members: Mapping[str, str]
    ) -> FileManifest:
        """Call `write` for the path of a new file, then publish it; raise StoreDamaged on failure.

        A bucket keeps the replaced file for readers on other machines; older ones are removed once
        they are an hour old.
        """
        replaced = self.find()
        aside = self.folder / f".{uuid.uuid4().hex}.tmp"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write(aside)
            with aside.open("rb+") as handle:  # Windows syncs no file opened to read
                os.fsync(handle.fileno())
                digest = hashlib.file_digest(handle, "sha256").hexdigest()
            name = f"{digest[:32]}.parquet"
            aside.replace(self.folder / name)
        except OSError as error:
            raise StoreDamaged(f"tidak dapat menulis ke tempat data: {error.strerror}") from error
        finally:
            with suppress(OSError):
                aside.unlink()
        manifest = FileManifest(
            version=self.version,
            file=name,
            digest=digest,
            rows=rows,
            members=dict(members),
            before=replaced.file if replaced else "",
        )
        far = self.far
        if far is None:
            write_aside(self.folder / MANIFEST, msgspec.json.encode(manifest))
        else:
            (far / name).write_bytes((self.folder / name).read_bytes())
            (far / MANIFEST).write_bytes(msgspec.json.encode(manifest))
            for old in far.objects.settled(far.key):
                if old not in {MANIFEST, FILE_NAME, manifest.file, manifest.before}:
                    far.objects.remove((far / old).key)
        self._remove_replaced(manifest)
        return manifest

    def _remove_replaced(self, manifest: FileManifest) -> None:
        """Remove files that were replaced more than READ_WITHIN ago."""
        for path in self.folder.glob("*.parquet"):
            with suppress(OSError):  # another process removed it, or a reader still has it open
                if path.name == manifest.before and path.name != manifest.file:
                    path.touch()
                elif (
                    path.name != manifest.file and time.time() - path.stat().st_mtime > READ_WITHIN
                ):
                    path.unlink()


def _digest(path: Path) -> str:
    """Return the digest of a file; a file that did not change is read once."""
    status = path.stat()
    return _digest_of_version(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _digest_of_version(path: Path, changed: int, size: int) -> str:
    del changed, size  # part of the cache key
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
