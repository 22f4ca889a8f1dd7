"""Single flight by file locks: between threads and processes of one machine.

flock is freed by the kernel when its holder dies, also by kill -9; each holder opens the file
anew, so threads of one process exclude each other too.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from services.errors import SourceUnavailable, StoreDamaged

POLL = 0.05
PUBLISHING = 600.0
UNFINISHED = "bacaan lain atas data yang sama belum selesai"


class Busy(SourceUnavailable):
    """Another pass over the same data goes on, here or on another host."""


class Hold(Protocol):
    """A lock that is held. `fence` grows with every holder of any lock; 0 where none is needed."""

    @property
    def fence(self) -> int:
        """Return the number by which a store tells a later holder from an earlier one."""
        ...

    def check(self) -> None:
        """Make sure that it is still held; raise StoreUnavailable when it is not."""
        ...


class Locking(Protocol):
    """Named locks, between whoever uses the same ones."""

    def hold(self, name: str, *, patience: float) -> AbstractContextManager[Hold]:
        """Hold the lock of this name; raise Busy after `patience` seconds."""
        ...

    def discard(self, name: str) -> None:
        """Let nothing stay of a lock whose name is not likely to be used again."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A lock of the kernel's: nobody loses it while alive."""

    fence: int = 0

    def check(self) -> None:
        """Return at once."""


@dataclass(frozen=True, slots=True)
class Locks:
    """Named locks below one folder."""

    root: Path
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    @contextmanager
    def hold(self, name: str, *, patience: float) -> Iterator[Hold]:
        """Hold the lock of this name; raise Busy after `patience` seconds."""
        handle = self._open(_file(name))
        try:
            self.wait(handle, patience)
            yield Kept()
        finally:
            os.close(handle)

    def discard(self, name: str) -> None:
        """Remove the file of a lock; who waits for it keeps the file that is open.

        Two passes might then run side by side. Neither publishes over the other: publishing holds
        the partition's own folder, see `fenced`.
        """
        with suppress(OSError):
            (self.root / _file(name)).unlink()

    def _open(self, name: str) -> int:
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            return os.open(self.root / name, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreDamaged(f"tidak dapat menulis ke tempat data: {error.strerror}") from error

    def wait(self, handle: int, patience: float) -> None:
        """Lock an open file; raise Busy when another holds it for so many seconds."""
        until = self.clock() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if self.clock() > until:
                    raise Busy(UNFINISHED) from None
                self.sleep(POLL)
            else:
                return


def _file(name: str) -> str:
    return f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.lock"


@contextmanager
def fenced(folder: Path, *, patience: float = PUBLISHING) -> Iterator[None]:
    """Hold a partition's own folder while it is published, so that no other does in between.

    The named lock keeps passes apart for as long as they read; who lost it (its file was removed)
    still meets this one, which goes only with the data. Raises like `Locks.hold`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise StoreDamaged(f"tidak dapat menulis ke tempat data: {error.strerror}") from error
    try:
        Locks(folder).wait(handle, patience)
        yield
    finally:
        os.close(handle)
