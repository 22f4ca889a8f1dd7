"""A folder as the place of data: one machine, or hosts that mount the same disk."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from services.store.locks import fenced


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
        start, cut = os.path.join(self.root, key), len(str(self.root)) + 1
        found = [
            f"{folder}/{name}"[cut:]
            for folder, _, names in os.walk(start)
            for name in fnmatch.filter(names, pattern)
        ]
        return sorted(found, key=lambda one: one.split("/"))

    def stamped(self, key: str, pattern: str) -> Iterable[tuple[str, str]]:
        """Return the files without a stamp: reading one costs no more than looking for it."""
        return [(one, "") for one in self.below(key, pattern)]

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
