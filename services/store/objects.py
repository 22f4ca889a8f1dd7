"""What a place of data must be able to do: hold named pieces of bytes, in a folder or a bucket.

A key is a relative path with slashes. Two places are known: Folder (snapshots.py) and Bucket
(bucket.py). Neither shows half a piece to a reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ..errors import StoreUnreadable
from .locks import OnWait


@dataclass(frozen=True, slots=True)
class Listing:
    """Keys in path order, each with a stamp of its content, "" for none.

    `still` tells, for less than listing anew, that it would all be found the same: it says no
    whenever it cannot be sure. problems: what could not be listed now, be it there or not.
    """

    found: tuple[tuple[str, str], ...]
    still: Callable[[], bool]
    problems: tuple[StoreUnreadable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much stands below a key."""

    files: int
    bytes: int


class Objects(Protocol):
    """A place of data; `str` of it names it, the same on every host that shares it.

    Raises FileNotFoundError for a key that is not there, StoreUnreadable for one that cannot be
    read now, StoreDamaged for a disk that refuses to write, StoreUnavailable for a bucket that does
    not answer.
    """

    def read(self, key: str) -> bytes:
        """Return what stands under a key."""
        ...

    def tagged(self, key: str) -> tuple[bytes, str]:
        """Return what stands under a key, and the tag by which `swap` knows it again."""
        ...

    def exists(self, key: str) -> bool:
        """Tell whether anything stands under a key."""
        ...

    def below(self, key: str, pattern: str) -> Iterable[str]:
        """Return the keys at any depth below one whose last part matches, in path order."""
        ...

    def stamped(self, key: str, pattern: str, name: str) -> Listing:
        """Return what `below` does, with stamps of those whose last part is `name`."""
        ...

    def settled(self, key: str) -> list[str]:
        """Return the names right below a key whose writers have surely ended."""
        ...

    def modified(self, key: str) -> datetime:
        """Return when what stands under a key was written, by the clock of the place itself."""
        ...

    def size(self, key: str) -> Size:
        """Return how much stands below a key."""
        ...

    def create(self, key: str, content: bytes | memoryview) -> None:
        """Let exactly this stand under a key that is named after it."""
        ...

    def swap(self, key: str, content: bytes, tag: str) -> bool:
        """Replace what had this tag ("": nothing was there); False when another came between."""
        ...

    def replace(self, key: str, content: bytes | memoryview) -> None:
        """Replace what stands under a key, whatever it is."""
        ...

    def remove(self, key: str) -> None:
        """Let nothing stand under a key."""
        ...

    def move(self, key: str, target: str) -> None:
        """Let what stands under a key stand under another; raise FileNotFoundError for nothing."""
        ...

    def fenced(
        self, key: str, *, patience: float, waiting: OnWait | None = None
    ) -> AbstractContextManager[object]:
        """Keep other writers of this machine from a partition, as far as the place can."""
        ...

    def path(self, key: str) -> Path | None:
        """Return the file of a key, None where no file system has it."""
        ...


@dataclass(frozen=True, slots=True)
class Piece:
    """One key of a place, for whoever reads and replaces it as a whole."""

    objects: Objects
    key: str

    @property
    def name(self) -> str:
        """Return the last part of the key."""
        return self.key.rpartition("/")[2]

    def __truediv__(self, name: str) -> Piece:
        """Return the piece of this name right below."""
        return Piece(self.objects, f"{self.key}/{name}")

    def read_bytes(self) -> bytes:
        """Return the content; raises as Objects.read."""
        return self.objects.read(self.key)

    def write_bytes(self, content: bytes) -> None:
        """Replace the content as a whole."""
        self.objects.replace(self.key, content)

    def __str__(self) -> str:
        """Name the piece, the same on every host."""
        return f"{self.objects}/{self.key}"
