"""Page checkpoints: the answers of an unfinished pass, replayed when the pass is begun again.

Kept by diskcache as bytes only: its default pickling is refused in both directions
(CVE-2025-69872), eviction is off, the folder is private. A record carries its own length and
checksum because a truncated value file is returned short without a word.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import sqlite3
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import reduce
from pathlib import Path
from typing import Any

import diskcache
from diskcache.core import MODE_BINARY, MODE_PICKLE

from ..errors import ConfigurationMissing, StoreDamaged
from .unreadable import reading, sqlite_unreadable, unreadable

RESUME_FOR = 1800.0
PATIENCE = 60.0
NAME = "checkpoints"
_HEAD = struct.Struct("<QI")
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class PickleRefused(TypeError):
    """A value that only pickle could write or read."""


class BytesDisk(diskcache.Disk):  # type: ignore[misc] # diskcache ships no types
    """A disk that stores bytes, text and whole numbers, and nothing that would need pickle.

    All values lie in one folder: two folders made for each, and removed with it soon after, cost a
    disk more than the values themselves.
    """

    def filename(self, key: Any = diskcache.UNKNOWN, value: Any = diskcache.UNKNOWN) -> Any:
        """Return a new name, alone and with the folder."""
        del key, value
        name = f"{secrets.token_hex(16)}.val"
        return name, str(Path(self._directory) / name)

    def put(self, key: Any) -> Any:
        """Refuse a key that would be pickled."""
        _plain(key)
        return super().put(key)

    def store(self, value: Any, read: bool, key: Any = diskcache.UNKNOWN) -> Any:
        """Write a value that comes in parts as one; refuse one that would be pickled."""
        if type(value) is not tuple:
            _plain(value)
            return super().store(value, read, key=key)
        name, path = self.filename(key, value)
        with Path(path).open("xb") as file:
            size = sum(map(file.write, value))
        return size, MODE_BINARY, name, None

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:
        """Refuse a stored value that is pickled; one that cannot be read now is not a lost one."""
        if mode == MODE_PICKLE:
            raise PickleRefused("pickle ditolak")
        with reading(f"{NAME}/{filename}"):
            return super().fetch(mode, filename, value, read)


def _plain(value: object) -> None:
    if type(value) not in (bytes, str, int):
        raise PickleRefused("hanya bytes, str dan int yang disimpan")


def _head(*parts: bytes) -> bytes:
    """Return what stands before a record: its length and its CRC-32."""
    checksum = reduce(lambda before, part: zlib.crc32(part, before), parts, 0)
    return _HEAD.pack(sum(map(len, parts)), checksum)


class Checkpoints:
    """All tapes below one folder."""

    def __init__(
        self, root: Path, *, now: Callable[[], float] = time.time, patience: float = PATIENCE
    ) -> None:
        """Make the folder; its index is opened when a pass needs it: a full disk can be read.

        `patience` is the seconds to wait for another process that writes.
        Raises ConfigurationMissing when the folder cannot be made.
        """
        try:
            root.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ConfigurationMissing("LENSA_DATA bukan folder yang dapat ditulis") from error
        self._root = root
        self._now = now
        self._patience = patience
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._opened: Any = None

    def forget(self, name: str) -> None:
        """Forget what is recorded under a name."""
        digest = hashlib.sha256(name.encode()).hexdigest()
        DiskTape(self._cache(), digest, 0, self._now, self._turn).clear()

    def tape(self, name: str, *, after: int = 0) -> DiskTape:
        """Return the tape of the pass that follows publication number `after` of this name.

        It is forgotten when it is older than 30 minutes, or of a pass that another followed: one
        that was killed between its publication and its last step leaves a whole tape behind.
        Raises StoreDamaged when the disk does not take it.
        """
        digest = hashlib.sha256(name.encode()).hexdigest()
        tape = DiskTape(self._cache(), digest, after, self._now, self._turn)
        tape.expire()
        return tape

    def sweep(self) -> Iterator[Path]:
        """Remove and yield the files of answers that no tape may still use: 30 minutes old."""
        for path in sorted(self._root.rglob("*.val")):
            with suppress(FileNotFoundError), reading(f"{NAME}/{path.name}"):  # or its pass ended
                if self._now() - path.stat().st_mtime > RESUME_FOR:
                    path.unlink()
                    yield path

    def close(self) -> None:
        """Close the cache."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()

    def _cache(self) -> Any:
        with self._lock, _translated():
            if self._opened is None:
                self._opened = _open(self._root, self._patience)
            return self._opened


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what a disk or its index can do into the operator's error."""
    try:
        yield
    except OSError as error:
        raise StoreDamaged(f"tidak dapat menulis ke tempat data: {error.strerror}") from error
    except sqlite3.Error as error:
        if problem := sqlite_unreadable(f"{NAME}/cache.db", error):
            raise problem from error
        raise StoreDamaged(f"tidak dapat menulis ke tempat data: {error}") from error
    except diskcache.Timeout as error:
        raise StoreDamaged(f"tidak dapat menulis ke tempat data: {error}") from error


def _open(root: Path, patience: float) -> Any:
    """Open the index; one that is damaged goes with all it names, for tapes only save time.

    They are not set aside: they are answers as served, personal columns among them, for 30 minutes.
    """
    try:
        root.chmod(0o700)
    except OSError as error:
        raise unreadable(NAME, error) from error
    try:
        return _index(root, patience)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
            raise
        shutil.rmtree(root)
        root.mkdir(mode=0o700)
        return _index(root, patience)


def _index(root: Path, patience: float) -> Any:
    return diskcache.Cache(
        str(root),
        disk=BytesDisk,
        eviction_policy="none",
        cull_limit=0,
        size_limit=2**40,
        tag_index=True,
        timeout=patience,
    )


class DiskTape:
    """The recorded answers of one pass, numbered from 0.

    One pass at a time holds it, so what it has found out of its tape stays true: that it has a
    date, and from which number on nothing is recorded.
    """

    def __init__(
        self, cache: Any, name: str, after: int, now: Callable[[], float], turn: threading.Lock
    ) -> None:
        """Keep the cache, the name and the publication before; `now` is wall-clock seconds.

        `turn` is had by one thread that writes at a time: whoever finds the index taken sleeps, and
        longer each time.
        """
        self._turn = turn
        self._cache = cache
        self._name = name
        self._after = after
        self._now = now
        self._dated = False
        self._end: int | None = None

    def expire(self) -> None:
        """Forget a tape begun over 30 minutes ago, in the future, unknown when, or before."""
        began, after = self._read("mulai"), self._read("sesudah")
        young = isinstance(began, int) and 0 <= self._now() - began <= RESUME_FOR
        if not young or after != self._after:
            self.clear()

    def get(self, number: int) -> bytes | None:
        """Return the recorded answer of this number; None past the end or when damaged."""
        if self._end is not None and number >= self._end:
            return None
        record = self._read(number)
        if record is None:
            self._end = number
        if not isinstance(record, bytes):
            return None
        head, body = record[: _HEAD.size], record[_HEAD.size :]
        return body if head == _head(body) else None

    def put(self, number: int, *parts: bytes) -> None:
        """Record an answer, given in parts; the first one starts the tape's age."""
        if number == 0 or not (self._dated or self._read("mulai") is not None):
            with _translated(), self._turn, self._cache.transact():
                self._set("mulai", int(self._now()))
                self._set("sesudah", self._after)
        self._dated = True
        with _translated(), self._turn:
            self._set(number, (_head(*parts), *parts))
        if self._end is not None:
            self._end = max(self._end, number + 1)

    def clear(self) -> None:
        """Forget everything recorded, whichever numbers it has."""
        self._dated, self._end = False, None
        with _translated(), self._turn:
            self._cache.evict(self._name)

    def _read(self, what: object) -> object:
        try:
            with _translated():
                return self._cache.get(f"{self._name}:{what}")
        except PickleRefused:
            return None

    def _set(self, what: object, value: tuple[bytes, ...] | int) -> None:
        self._cache.set(f"{self._name}:{what}", value, tag=self._name)
