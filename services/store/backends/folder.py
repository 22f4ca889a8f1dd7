"""Store data in a folder, of one machine or of hosts that mount the same disk."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ...errors import StoreDamaged
from ..locking.locks import Locks, OnWait
from .folder_walk import walked
from .objects import Listing, Size
from .unreadable import dangling, reading

FENCES = "fences"
"""Folder of the locks under which partitions are published."""
YOUNG = 2_000_000_000
"""Nanoseconds: longer than the clock of any file system takes to move on."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The files below `root`; keys are their paths. Links to folders are followed.

    write: replaces a file atomically. load: reads a file; a test replaces it by a failing disk.
    """

    root: Path
    write: Callable[[Path, bytes | memoryview], None]
    load: Callable[[Path], bytes] = Path.read_bytes

    def __str__(self) -> str:
        """Return the path of the folder."""
        return str(self.root)

    def read(self, key: str) -> bytes:
        """Return the file's content; raises as Objects.read."""
        try:
            with reading(key):
                return self.load(self.root / key)
        except FileNotFoundError:
            self._refuse_dangling(key)
            raise

    def tagged(self, key: str) -> tuple[bytes, str]:
        """Return the content and no tag: writers hold the lock of the folder."""
        return self.read(key), ""

    def exists(self, key: str) -> bool:
        """Return whether there is such a file."""
        try:
            with reading(key):
                os.stat(self.root / key)
        except FileNotFoundError:
            self._refuse_dangling(key)
            return False
        return True

    def below(self, key: str, pattern: str) -> Iterable[str]:
        """Return the files below a folder whose name matches; raise StoreUnreadable."""
        listing = self.stamped(key, pattern, "")
        if listing.problems:
            raise listing.problems[0]
        return [path for path, _ in listing.entries]

    def stamped(self, key: str, pattern: str, name: str) -> Listing:
        """Return the files; the stamp of those called `name` is their time, inode and size.

        A file of a moment ago has no stamp: a file that replaces it now might have the same. New
        and removed files change the time of their folder, so that nothing changed while all folders
        and all files of this `name` are the same; over a network as far as the mount shows it.
        """
        return walked(self.root, key, pattern, name, time.time_ns() - YOUNG)

    def folders(self, key: str) -> list[str]:
        """Return the names of the folders right below one; raise StoreUnreadable."""
        try:
            with reading(key), os.scandir(self.root / key) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir())
        except FileNotFoundError:
            self._refuse_dangling(key)
            return []

    def settled(self, key: str) -> list[str]:
        """Return the names of all files of a partition: the caller holds its lock."""
        with reading(key):
            return sorted(path.name for path in (self.root / key).iterdir() if path.is_file())

    def modified(self, key: str) -> datetime:
        """Return the modification time of the file."""
        with reading(key):
            return datetime.fromtimestamp((self.root / key).stat().st_mtime, UTC)

    def size(self, key: str) -> Size:
        """Return the number of files and bytes below a folder."""
        paths = [self.root / path for path, _ in self.stamped(key, "*", "").entries]
        with reading(key):
            return Size(files=len(paths), bytes=sum(path.stat().st_size for path in paths))

    def create(self, key: str, content: bytes | memoryview) -> None:
        """Write the file; an existing one is replaced, which repairs it."""
        self.write(self.root / key, content)

    def swap(self, key: str, content: bytes, tag: str) -> bool:
        """Replace the file: the lock of the folder has excluded other writers since it was read."""
        del tag
        self.write(self.root / key, content)
        return True

    def replace(self, key: str, content: bytes | memoryview) -> None:
        """Replace the file."""
        self.write(self.root / key, content)

    def remove(self, key: str) -> None:
        """Remove the file if it is there; raise StoreDamaged when the disk refuses."""
        try:
            (self.root / key).unlink(missing_ok=True)
        except OSError as error:
            raise _refused(key, error) from error

    def move(self, key: str, target: str) -> None:
        """Rename the file; copy it when it is on another disk, or a link."""
        source, path = self.root / key, self.root / target
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not source.is_symlink():
                source.replace(path)
                return
        except FileNotFoundError:
            self._refuse_dangling(key)
            raise
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise _refused(key, error) from error
        self.write(path, self.read(key))
        self.remove(key)

    def fenced(
        self, key: str, *, patience: float, waiting: OnWait | None = None
    ) -> AbstractContextManager[object]:
        """Make the partition's folder and hold the lock under which it is published.

        The named lock keeps passes apart for as long as they read; who lost it (its file was
        removed) still meets this one. Raises like `Locks.hold`.
        """
        try:
            (self.root / key).mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise _refused(key, error) from error
        # The lock files stand in a folder of their own. Whatever is below `snapshots` is listed,
        # counted, set aside as a stray and read by other programs, and `locks` may be emptied by
        # discard() or by hand while a pass is publishing.
        label = " ".join(segment.rpartition("=")[2] for segment in key.split("/")[-3:])
        locks = Locks(self.root / FENCES)
        return locks.hold(key, patience=patience, label=label, waiting=waiting)

    def path(self, key: str) -> Path | None:
        """Return the file's path."""
        return self.root / key

    def _refuse_dangling(self, key: str) -> None:
        """Raise StoreUnreadable when a file is missing because of a broken link."""
        problem = dangling(self.root, key)
        if problem:
            raise problem


def _refused(key: str, error: OSError) -> StoreDamaged:
    return StoreDamaged(f"tidak dapat menulis ke tempat data: {error.strerror}", where=key)
