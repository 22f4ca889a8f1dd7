"""Single flight by file locks (filelock): between threads and processes of one machine.

The operating system frees such a lock when its holder dies, also by kill -9. A stopped holder
(SIGSTOP) keeps it: a file beside the lock file names the holder, so that a wait can be reported
with it.
"""

from __future__ import annotations

import hashlib
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from filelock import BaseFileLock, FileLock, Timeout

from ...errors import SourceUnavailable, StoreDamaged
from ...lock_holder import LockHolder

POLL = 0.05
PUBLISHING = 600.0
SAY_AFTER = 3.0
"""Seconds of waiting after which the holder is reported, then again every SAY_EVERY seconds."""
SAY_EVERY = 60.0
UNFINISHED = "bacaan lain atas data yang sama belum selesai"

OnWait: TypeAlias = Callable[[LockHolder], None]


class Busy(SourceUnavailable):
    """Another pass over the same data goes on, here or on another host."""


class Hold(Protocol):
    """A lock that is held.

    fence: the fencing token, which grows with every holder of any lock; 0 where none is needed.
    """

    @property
    def fence(self) -> int:
        """Return the number by which a store tells a later holder from an earlier one."""
        ...

    def check(self) -> None:
        """Make sure that it is still held; raise StoreUnavailable when it is not."""
        ...


class Locking(Protocol):
    """Named locks, between whoever uses the same ones."""

    def hold(
        self, name: str, *, patience: float, label: str = "", waiting: OnWait | None = None
    ) -> AbstractContextManager[Hold]:
        """Hold the lock of this name; raise Busy after `patience` seconds.

        `waiting` receives the holder after three seconds, and each minute from then on; `label` is
        the name, in messages, of what the lock protects.
        """
        ...

    def discard(self, name: str) -> None:
        """Remove what is stored of a lock whose name is not likely to be used again."""
        ...


@dataclass(frozen=True, slots=True)
class FileLockHeld:
    """A file lock that is held: its holder does not lose it while alive."""

    fence: int = 0

    def check(self) -> None:
        """Return at once."""


@dataclass(slots=True, kw_only=True)
class Patience:
    """The wait of one caller for one lock: when to report the holder, and when to give up."""

    clock: Callable[[], float]
    seconds: float
    waiting: OnWait | None
    began: float = 0.0
    spoken: float | None = None

    def __post_init__(self) -> None:
        """Begin to wait."""
        self.began = self.clock()

    def go_on(self, holder: Callable[[], LockHolder]) -> None:
        """Report the holder when a report is due; raise Busy once the wait exceeds `seconds`."""
        now = self.clock()
        if now - self.began > self.seconds:
            raise Busy(UNFINISHED)
        due = self.began + SAY_AFTER if self.spoken is None else self.spoken + SAY_EVERY
        if self.waiting and now >= due:
            self.spoken = now
            self.waiting(holder())


@dataclass(frozen=True, slots=True)
class Locks:
    """Named locks below one folder. `now` is the wall clock that a holder signs with."""

    root: Path
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @contextmanager
    def hold(
        self, name: str, *, patience: float, label: str = "", waiting: OnWait | None = None
    ) -> Iterator[Hold]:
        """Hold the lock of this name, as Locking.hold; raise StoreDamaged for a disk that refuses.

        Each call makes a lock object of its own: a shared one would let its holder, or another
        thread, acquire it a second time.
        """
        path, holder = self._paths(name)
        # A file system without locks is an error: filelock's replacement outlives a killed holder.
        lock = FileLock(
            path, mode=0o600, thread_local=False, is_singleton=False, fallback_to_soft=False
        )
        patient = Patience(clock=self.clock, seconds=patience, waiting=waiting)
        # Not lock.acquire(timeout): its wait cannot tell the caller whom it waits for.
        while not self._acquire(lock):
            patient.go_on(lambda: _holder(holder, label or "kunci"))
            self.sleep(POLL)
        try:
            with suppress(OSError):  # the lock is held even when the disk refuses its signature
                holder.touch(mode=0o600)
                holder.write_text(signature(self.now()), encoding="utf-8")
            yield FileLockHeld()
        finally:
            _remove(holder)
            lock.release()

    def discard(self, name: str) -> None:
        """Remove the files of a lock; who holds it keeps it, and the next one makes new files.

        Two passes might then run side by side. Neither publishes over the other: publishing holds
        a lock of its own, see Folder.fenced.
        """
        for path in self._paths(name):
            _remove(path)

    def _paths(self, name: str) -> tuple[Path, Path]:
        """Return the lock file and the file that its holder signs.

        They are two because Windows lets nobody else read a file that is locked.
        """
        path = self.root / hashlib.sha256(name.encode()).hexdigest()[:32]
        return path.with_suffix(".lock"), path.with_suffix(".holder")

    def _acquire(self, lock: BaseFileLock) -> bool:
        """Acquire a lock; return False if another holds it, raise StoreDamaged for disk errors."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock.acquire(blocking=False)
        except Timeout:
            return False
        except OSError as error:
            raise StoreDamaged(f"tidak dapat menulis ke tempat data: {error.strerror}") from error
        return True


def signature(now: datetime) -> str:
    """Return what a holder writes of itself: process, host, and since when."""
    return f"{os.getpid()} {socket.gethostname()} {now:%Y-%m-%dT%H:%M:%SZ}"


def signed(text: str, label: str, *, expires: bool = False) -> LockHolder:
    """Return who holds a lock, from what it wrote of itself."""
    pid, _, rest = text.partition(" ")
    host, _, since = rest.partition(" ")
    if not pid.isdigit() or not host:
        return LockHolder(label=label, expires=expires)
    here = host == socket.gethostname()
    stopped = False  # also where the system does not say it
    if here:
        with suppress(OSError):
            state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
            stopped = state[:1] in (["T"], ["t"])
    return LockHolder(
        label=label,
        holder=f"proses {pid}" if here else f"proses {pid} di {host}",
        since=since,
        stopped=stopped,
        expires=expires,
    )


def _holder(path: Path, label: str) -> LockHolder:
    """Return who signed this file; the holder is unknown for a moment before it has signed."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    return signed(text, label)


def _remove(path: Path) -> None:
    """Remove a file if it is there; Windows refuses while another has it open."""
    with suppress(OSError):
        path.unlink()
