"""A folder as the place of data: one machine, or hosts that mount the same disk."""

from __future__ import annotations

import fnmatch
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from services.store.locks import fenced

YOUNG = 2_000_000_000
"""Nanoseconds: longer than the clock of any file system takes to move on."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Keys are paths below `root`; `write` replaces a file so that nobody sees half of it."""

    root: Path
    write: Callable[[Path, bytes | memoryview], None]

    def __str__(self) -> str:
        """Name the folder."""
        return str(self.root)

    def read(self, key: str) -> bytes:
        """Return the file's content."""
        return (self.root / key).read_bytes()

    def tagged(self, key: str) -> tuple[bytes, str]:
        """Return the content; it needs no tag, for writers hold the fence."""
        return self.read(key), ""

    def exists(self, key: str) -> bool:
        """Tell whether there is such a file."""
        return (self.root / key).exists()

    def below(self, key: str, pattern: str) -> Iterable[str]:
        """Return the files below a folder whose name matches."""
        cut = len(str(self.root)) + 1
        found = [path[cut:] for path, _ in self._files(key, pattern)]
        return sorted(found, key=lambda one: one.split("/"))

    def stamped(self, key: str, pattern: str) -> Iterable[tuple[str, str]]:
        """Return the files with the time, number and size they have on the disk.

        A file of a moment ago has no stamp: its time could not tell it from what replaces it now.
        """
        cut, settled = len(str(self.root)) + 1, time.time_ns() - YOUNG
        found = []
        for path, entry in self._files(key, pattern):
            told = entry.stat(follow_symlinks=False)
            old = told.st_mtime_ns < settled
            stamp = f"{told.st_mtime_ns}-{told.st_ino}-{told.st_size}" if old else ""
            found.append((path[cut:], stamp))
        return sorted(found, key=lambda one: one[0].split("/"))

    def _files(self, key: str, pattern: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        matches = re.compile(fnmatch.translate(pattern)).match
        folders = [os.path.join(self.root, key)]
        while folders:
            with suppress(FileNotFoundError), os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif matches(entry.name):
                        yield entry.path, entry

    def settled(self, key: str) -> list[str]:
        """Return the names of all files of a partition: whoever asks holds its fence."""
        return sorted(path.name for path in (self.root / key).iterdir() if path.is_file())

    def create(self, key: str, content: bytes | memoryview) -> None:
        """Write the file, anew when it is there: that heals a damaged one."""
        self.write(self.root / key, content)

    def swap(self, key: str, content: bytes, tag: str) -> bool:
        """Replace the file; the fence has kept others out since it was read."""
        del tag
        self.write(self.root / key, content)
        return True

    def replace(self, key: str, content: bytes | memoryview) -> None:
        """Replace the file."""
        self.write(self.root / key, content)

    def remove(self, key: str) -> None:
        """Remove the file if it is there."""
        (self.root / key).unlink(missing_ok=True)

    def fenced(self, key: str, *, patience: float) -> AbstractContextManager[None]:
        """Lock the partition's folder itself."""
        return fenced(self.root / key, patience=patience)

    def path(self, key: str) -> Path | None:
        """Return the file's path."""
        return self.root / key
