"""Page checkpoints: the answers of an unfinished pass, replayed when the pass is started again.

They are stored by diskcache, as bytes only: pickling is refused in both directions
(CVE-2025-69872), eviction is off, the folder is private. Each record has its own length and
checksum, because diskcache returns a truncated file without an error.
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
from .backends.unreadable import reading, sqlite_unreadable, unreadable

RESUME_FOR = 1800.0
PATIENCE = 60.0
NAME = "checkpoints"
_HEAD = struct.Struct("<QI")
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class PickleRefused(TypeError):
    """A value that could only be written or read by pickle."""


class BytesDisk(diskcache.Disk):  # type: ignore[misc] # diskcache ships no types
    """Stores bytes, text and whole numbers, and refuses whatever would need pickle.

    All values are in one folder: to make and remove two folders for each, as diskcache does, costs
    more than the values themselves.
    """

    def filename(self, key: Any = diskcache.UNKNOWN, value: Any = diskcache.UNKNOWN) -> Any:
        """Return a new file name and its path."""
        del key, value
        name = f"{secrets.token_hex(16)}.val"
        return name, str(Path(self._directory) / name)

    def put(self, key: Any) -> Any:
        """Store a key; refuse one that would be pickled."""
        _plain(key)
        return super().put(key)

    def store(self, value: Any, read: bool, key: Any = diskcache.UNKNOWN) -> Any:
        """Store a value, also one in parts; refuse one that would be pickled."""
        if type(value) is not tuple:
            _plain(value)
            return super().store(value, read, key=key)
        name, path = self.filename(key, value)
        with Path(path).open("xb") as file:
            size = sum(map(file.write, value))
        return size, MODE_BINARY, name, None

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:
        """Return a stored value; refuse a pickled one, raise StoreUnreadable for a failing disk."""
        if mode == MODE_PICKLE:
            raise PickleRefused("pickle ditolak")
        with reading(f"{NAME}/{filename}"):
            return super().fetch(mode, filename, value, read)


def _plain(value: object) -> None:
    """Raise PickleRefused for a value of another type than those stored."""
    if type(value) not in (bytes, str, int):
        raise PickleRefused("hanya bytes, str dan int yang disimpan")


def _head(*chunks: bytes) -> bytes:
    """Return the header of a record: its length and its CRC-32."""
    checksum = reduce(lambda before, chunk: zlib.crc32(chunk, before), chunks, 0)
    return _HEAD.pack(sum(map(len, chunks)), checksum)


class Checkpoints:
    """The tapes below one folder."""

    def __init__(
        self, root: Path, *, now: Callable[[], float] = time.time, patience: float = PATIENCE
    ) -> None:
        """Make the folder; raise ConfigurationMissing when that fails.

        The index is opened by the first pass, so that a full disk can still be read. patience:
        seconds to wait for another process that writes.
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
        """Remove the tape of a name."""
        digest = hashlib.sha256(name.encode()).hexdigest()
        DiskTape(self._cache(), digest, 0, self._now, self._turn).clear()

    def tape(self, name: str, *, after: int = 0) -> DiskTape:
        """Return the tape of the pass that follows publication number `after` of this name.

        It is emptied when it is older than 30 minutes, or of an earlier pass: one that was killed
        right after its publication leaves its tape behind. Raises StoreDamaged when the disk
        refuses to write.
        """
        digest = hashlib.sha256(name.encode()).hexdigest()
        tape = DiskTape(self._cache(), digest, after, self._now, self._turn)
        tape.expire()
        return tape

    def sweep(self) -> Iterator[Path]:
        """Remove and yield files of answers that are 30 minutes old, so that no tape uses them."""
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
        """Return the index, opened at the first use."""
        with self._lock, _translated():
            if self._opened is None:
                self._opened = _open(self._root, self._patience)
            return self._opened


@contextmanager
def _translated() -> Iterator[None]:
    """Translate errors of the disk and of the index to ours."""
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
    """Open the index; a damaged one is removed with all tapes, which only save time.

    They are not set aside: they hold personal columns, which may not stay beyond 30 minutes.
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

    Only one pass at a time uses a tape, so it remembers that its age is stored, and from which
    number on nothing is recorded.
    """

    def __init__(
        self, cache: Any, name: str, after: int, now: Callable[[], float], turn: threading.Lock
    ) -> None:
        """Store the index, the name and the number of the publication before.

        now: wall-clock seconds. turn: lock of the thread that writes; without it threads would wait
        for the index with growing sleeps.
        """
        self._turn = turn
        self._cache = cache
        self._name = name
        self._after = after
        self._now = now
        self._dated = False
        self._end: int | None = None

    def expire(self) -> None:
        """Empty a tape that began over 30 minutes ago, in the future or before the last pass."""
        began, after = self._read("mulai"), self._read("sesudah")
        young = isinstance(began, int) and 0 <= self._now() - began <= RESUME_FOR
        if not young or after != self._after:
            self.clear()

    def get(self, number: int) -> bytes | None:
        """Return the answer of this number; None when it is not recorded or damaged."""
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
        """Record an answer in parts; the first one also stores when the tape began."""
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
        """Remove all answers."""
        self._dated, self._end = False, None
        with _translated(), self._turn:
            self._cache.evict(self._name)

    def _read(self, name: object) -> object:
        try:
            with _translated():
                return self._cache.get(f"{self._name}:{name}")
        except PickleRefused:
            return None

    def _set(self, name: object, value: tuple[bytes, ...] | int) -> None:
        self._cache.set(f"{self._name}:{name}", value, tag=self._name)
