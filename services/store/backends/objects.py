"""The interface of a store of objects: named bytes in a folder (folder.py) or bucket (bucket.py).

A key is a relative path with slashes. Objects are written atomically.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ...errors import StoreUnreadable
from ..locking.locks import OnWait


@dataclass(frozen=True, slots=True)
class Listing:
    """Keys in path order, each with a stamp of its content, "" for none.

    still: tells faster than a new listing whether it would be the same; False when it is not sure.
    problems: what could not be listed now.
    """

    entries: tuple[tuple[str, str], ...]
    still: Callable[[], bool]
    problems: tuple[StoreUnreadable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Number of objects and bytes below a key."""

    files: int
    bytes: int


class Objects(Protocol):
    """A store of objects. Its `str` is the same on every host that shares it.

    Raises FileNotFoundError for a missing key, StoreUnreadable for one that cannot be read now,
    StoreDamaged for a disk that refuses to write, StoreUnavailable for a bucket that does not
    answer.
    """

    def read(self, key: str) -> bytes:
        """Return an object."""
        ...

    def tagged(self, key: str) -> tuple[bytes, str]:
        """Return an object and its tag for `swap`."""
        ...

    def exists(self, key: str) -> bool:
        """Return whether there is such an object."""
        ...

    def below(self, key: str, pattern: str) -> Iterable[str]:
        """Return the keys at any depth below one whose last segment matches, in path order."""
        ...

    def stamped(self, key: str, pattern: str, name: str) -> Listing:
        """Return what `below` does, with stamps of those whose last segment is `name`."""
        ...

    def folders(self, key: str) -> list[str]:
        """Return the names of the folders right below a key, sorted; none where it is missing."""
        ...

    def settled(self, key: str) -> list[str]:
        """Return the names right below a key whose writers have surely finished."""
        ...

    def modified(self, key: str) -> datetime:
        """Return when an object was written, by the clock of the store."""
        ...

    def size(self, key: str) -> Size:
        """Return the number of objects and bytes below a key."""
        ...

    def create(self, key: str, content: bytes | memoryview) -> None:
        """Write an object whose key is made from its content."""
        ...

    def swap(self, key: str, content: bytes, tag: str) -> bool:
        """Replace the object with this tag ("": there was none); False when it has changed."""
        ...

    def replace(self, key: str, content: bytes | memoryview) -> None:
        """Write or replace an object."""
        ...

    def remove(self, key: str) -> None:
        """Remove an object if it exists."""
        ...

    def move(self, key: str, target: str) -> None:
        """Move an object to another key; raise FileNotFoundError when there is none."""
        ...

    def fenced(
        self, key: str, *, patience: float, waiting: OnWait | None = None
    ) -> AbstractContextManager[object]:
        """Exclude other writers of this machine from a partition, if the store can."""
        ...

    def path(self, key: str) -> Path | None:
        """Return the file of a key, None when it is not in a file system."""
        ...


@dataclass(frozen=True, slots=True)
class Piece:
    """One object of a store, which is read and replaced as a whole."""

    objects: Objects
    key: str

    @property
    def name(self) -> str:
        """Return the last segment of the key."""
        return self.key.rpartition("/")[2]

    def __truediv__(self, name: str) -> Piece:
        """Return the object of this name right below."""
        return Piece(self.objects, f"{self.key}/{name}")

    def read_bytes(self) -> bytes:
        """Return the content; raises as Objects.read."""
        return self.objects.read(self.key)

    def write_bytes(self, content: bytes) -> None:
        """Replace the content."""
        self.objects.replace(self.key, content)

    def __str__(self) -> str:
        """Return the store and the key, the same on every host."""
        return f"{self.objects}/{self.key}"
