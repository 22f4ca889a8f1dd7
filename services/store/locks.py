"""Single flight by file locks: between threads and processes of one machine.

flock is freed by the kernel when its holder dies, also by kill -9; each holder opens the file
anew, so threads of one process exclude each other too. A stopped holder (SIGSTOP) keeps it: its
lock file says who it is, so that whoever waits can say whom for.
"""

from __future__ import annotations

import fcntl
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

from ..errors import SourceUnavailable, StoreDamaged
from ..lock_holder import LockHolder

POLL = 0.05
PUBLISHING = 600.0
SAY_AFTER = 3.0
"""Seconds of waiting after which whoever waits is told for whom."""
SAY_EVERY = 60.0
UNFINISHED = "bacaan lain atas data yang sama belum selesai"
_NOTE = 200
"""Bytes of a lock file that are read at most."""

OnWait: TypeAlias = Callable[[LockHolder], None]


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

    def hold(
        self, name: str, *, patience: float, label: str = "", waiting: OnWait | None = None
    ) -> AbstractContextManager[Hold]:
        """Hold the lock of this name; raise Busy after `patience` seconds.

        After three seconds, and each minute from then on, `waiting` is told who holds it; `label`
        is what it keeps apart, as a reader calls it.
        """
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


@dataclass(slots=True, kw_only=True)
class Patience:
    """The waiting of one caller for one lock: when to give up, and when to speak."""

    clock: Callable[[], float]
    seconds: float
    waiting: OnWait | None
    began: float = 0.0
    spoken: float | None = None

    def __post_init__(self) -> None:
        """Begin to wait."""
        self.began = self.clock()

    def go_on(self, holder: Callable[[], LockHolder]) -> None:
        """Tell whom one waits for when it is time to; raise Busy when patience is over."""
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
        """Hold the lock of this name, as Locking.hold."""
        handle = self._open(_file(name))
        try:
            self.wait(handle, patience, label=label or "kunci", waiting=waiting)
            _sign(handle, self.now())
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

    def wait(
        self, handle: int, patience: float, *, label: str = "", waiting: OnWait | None = None
    ) -> None:
        """Lock an open file; raise Busy when another holds it for so many seconds."""
        patient = Patience(clock=self.clock, seconds=patience, waiting=waiting)
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                patient.go_on(lambda: _holder(handle, label))
                self.sleep(POLL)
            else:
                return


def _file(name: str) -> str:
    return f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.lock"


@contextmanager
def fenced(
    folder: Path, *, patience: float = PUBLISHING, waiting: OnWait | None = None
) -> Iterator[None]:
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
        label = " ".join(part.rpartition("=")[2] for part in folder.parts[-3:])
        Locks(folder).wait(handle, patience, label=label, waiting=waiting)
        yield
    finally:
        os.close(handle)


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
    return LockHolder(
        label=label,
        holder=f"proses {pid}" if here else f"proses {pid} di {host}",
        since=since,
        stopped=here and _stopped(pid),
        expires=expires,
    )


def _sign(handle: int, now: datetime) -> None:
    """Write who holds a lock into its file; a disk that is full does not keep anybody from it."""
    with suppress(OSError):
        text = signature(now).encode()[:_NOTE]
        os.pwrite(handle, text, 0)
        os.ftruncate(handle, len(text))


def _holder(handle: int, label: str) -> LockHolder:
    """Return who wrote the lock file that is open; a folder cannot be written into."""
    with suppress(OSError):
        return signed(os.pread(handle, _NOTE, 0).decode(errors="replace"), label)
    return LockHolder(label=label)


def _stopped(pid: str) -> bool:
    """Tell whether a process of this machine is stopped; False where the system does not say."""
    with suppress(OSError):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return state[:1] in (["T"], ["t"])
    return False
