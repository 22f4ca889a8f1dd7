"""Distinguish stored files that cannot be read now from missing or damaged ones.

Only a missing file or a digest that does not match is damage. Any other error of the operating
system (no right to read, an I/O error, no descriptor left, a stale mount) says nothing about the
content of the file: nothing may be repaired, replaced or removed because of it.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import StoreUnreadable

_OWNER = "periksa pemilik dan hak baca berkas itu"
_DISK = "periksa disk dan sambungannya"
_ADVICE = {
    errno.EACCES: _OWNER,
    errno.EPERM: _OWNER,
    errno.EMFILE: "terlalu banyak berkas terbuka; naikkan batasnya (LimitNOFILE, ulimit -n)",
    errno.ENFILE: "terlalu banyak berkas terbuka di mesin ini; naikkan fs.file-max",
    errno.EIO: _DISK,
    errno.ESTALE: _DISK,
    errno.ENOTCONN: _DISK,
    errno.ETIMEDOUT: _DISK,
    errno.ELOOP: "tautan itu menunjuk ke dirinya sendiri",
}
DANGLING = "tautan itu menunjuk ke tempat yang tidak ada; pasang kembali disknya"
_NOT_DAMAGE = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_AUTH,
)


def unreadable(key: str, error: OSError) -> StoreUnreadable:
    """Return the error of a file, with its path below LENSA_DATA and what to do about it."""
    advice = _ADVICE.get(error.errno or 0, _DISK)
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return StoreUnreadable(f"{key}: tidak dapat dibaca sekarang ({reason}); {advice}")


@contextmanager
def reading(key: str) -> Iterator[None]:
    """Raise StoreUnreadable, naming `key`, for any OSError but a missing file."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise unreadable(key, error) from error


def dangling(root: Path, key: str) -> StoreUnreadable | None:
    """Return the error of a broken link in the path of a key; None when there is none.

    A file behind such a link is not missing: its disk is not mounted.
    """
    path = root
    for name in ("", *key.split("/")):
        path = path / name
        if path.is_symlink() and not os.path.exists(path):
            shown = os.path.relpath(path, root)
            return StoreUnreadable(f"{shown}: tidak dapat dibaca sekarang; {DANGLING}")
    return None


def sqlite_unreadable(key: str, error: sqlite3.Error) -> StoreUnreadable | None:
    """Return the error of a database that cannot be opened or read now, None for any other."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code & 0xFF not in _NOT_DAMAGE and code != sqlite3.SQLITE_IOERR_READ:
        return None
    return StoreUnreadable(f"{key}: tidak dapat dipakai sekarang ({error}); {_OWNER}")
