"""Page checkpoints: the answers of an unfinished pass, replayed when the pass is begun again.

Kept by diskcache as bytes only: its default pickling is refused in both directions
(CVE-2025-69872), eviction is off, the folder is private. A record carries its own digest because a
truncated value file is returned short without a word.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diskcache
from diskcache.core import MODE_PICKLE

from services.errors import ConfigurationMissing

RESUME_FOR = 1800.0
_DIGEST = 32


class PickleRefused(TypeError):
    """A value that only pickle could write or read."""


class BytesDisk(diskcache.Disk):  # type: ignore[misc] # diskcache ships no types
    """A disk that stores bytes, text and whole numbers, and nothing that would need pickle."""

    def put(self, key: Any) -> Any:
        """Refuse a key that would be pickled."""
        _plain(key)
        return super().put(key)

    def store(self, value: Any, read: bool, key: Any = diskcache.UNKNOWN) -> Any:
        """Refuse a value that would be pickled."""
        _plain(value)
        return super().store(value, read, key=key)

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:
        """Refuse a stored value that is pickled."""
        if mode == MODE_PICKLE:
            raise PickleRefused("pickle ditolak")
        return super().fetch(mode, filename, value, read)


def _plain(value: object) -> None:
    if type(value) not in (bytes, str, int):
        raise PickleRefused("hanya bytes, str dan int yang disimpan")


class Checkpoints:
    """All tapes below one folder."""

    def __init__(self, root: Path, *, now: Callable[[], float] = time.time) -> None:
        """Open the cache; the folder is readable by its owner only.

        Raises ConfigurationMissing when the folder cannot be written.
        """
        self._now = now
        try:
            self._cache = _open(root)
        except (OSError, sqlite3.OperationalError) as error:
            raise ConfigurationMissing("LENSA_DATA bukan folder yang dapat ditulis") from error

    def tape(self, name: str) -> DiskTape:
        """Return the tape of this name, forgotten when it is older than 30 minutes."""
        tape = DiskTape(self._cache, hashlib.sha256(name.encode()).hexdigest(), self._now)
        tape.expire()
        return tape

    def close(self) -> None:
        """Close the cache."""
        self._cache.close()


def _open(root: Path) -> Any:
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    root.chmod(0o700)
    try:
        return _cache(root)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        shutil.rmtree(root)  # tapes only save time, so a damaged index goes with all it names
        root.mkdir(mode=0o700)
        return _cache(root)


def _cache(root: Path) -> Any:
    return diskcache.Cache(
        str(root),
        disk=BytesDisk,
        eviction_policy="none",
        cull_limit=0,
        size_limit=2**40,
        tag_index=True,
    )


class DiskTape:
    """The recorded answers of one pass, numbered from 0."""

    def __init__(self, cache: Any, name: str, now: Callable[[], float]) -> None:
        """Keep the cache and the name; `now` is wall-clock seconds."""
        self._cache = cache
        self._name = name
        self._now = now

    def expire(self) -> None:
        """Forget a tape begun more than 30 minutes ago, in the future, or at no known time."""
        began = self._read("mulai")
        if not isinstance(began, int) or not 0 <= self._now() - began <= RESUME_FOR:
            self.clear()

    def get(self, number: int) -> bytes | None:
        """Return the recorded answer of this number; None past the end or when damaged."""
        record = self._read(number)
        if not isinstance(record, bytes):
            return None
        digest, body = record[:_DIGEST], record[_DIGEST:]
        return body if hashlib.sha256(body).digest() == digest else None

    def put(self, number: int, body: bytes) -> None:
        """Record an answer; the first one starts the tape's age."""
        if number == 0 or self._read("mulai") is None:
            self._write("mulai", int(self._now()))
        self._write(number, hashlib.sha256(body).digest() + body)

    def clear(self) -> None:
        """Forget everything recorded, whichever numbers it has."""
        self._cache.evict(self._name, retry=True)

    def _read(self, what: object) -> object:
        try:
            return self._cache.get(f"{self._name}:{what}", retry=True)
        except PickleRefused:
            return None

    def _write(self, what: object, value: bytes | int) -> None:
        self._cache.set(f"{self._name}:{what}", value, tag=self._name, retry=True)
