"""Output of a command: data on stdout, one line per message and a progress bar on stderr."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TextIO

from ..errors import BadRequest, ServiceError
from ..language.wording import WIB
from ..lock_holder import LockHolder
from ..repository import Tally
from ..settings import Settings
from ..upstream.connection.limiter import Queue
from ..upstream.walk.progress import Countdown, Progress
from .advice import advice

DONE, FAILED, USAGE, PARTIAL, DAMAGED, CHANGED = 0, 1, 2, 3, 4, 10
INTERRUPTED = 130
BAR = 24
EVERY = 2.0
LONG = 60.0
"""Seconds of waiting from which on the time of day is printed, too."""


def emit(content: bytes) -> None:
    """Write data to stdout; a closed pipe is no error, a full disk is one."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as error:
        give_up_stdout()
        if not isinstance(error, BrokenPipeError):
            raise BadRequest(f"keluaran tidak dapat ditulis: {error.strerror}") from error


def give_up_stdout() -> None:
    """Discard what is left in the buffer, which the interpreter would fail to flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def duration(seconds: float) -> str:
    """Return a time span in seconds, or in minutes and hours from 90 seconds on."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} dtk"
    return f"{minutes} mnt" if minutes < 90 else f"{minutes // 60} jam {minutes % 60} mnt"


@dataclass(slots=True)
class Console:
    """Messages of one command. A terminal gets a bar, a pipe a line every two seconds."""

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    settings: Settings | None = None
    _last: float = field(default_factory=time.monotonic)
    _drawn: bool = False
    _advised: set[str] = field(default_factory=set)
    _waited: set[LockHolder] = field(default_factory=set)
    _left: Countdown = field(default_factory=Countdown)

    def say(self, line: str) -> None:
        """Write one line; control characters become spaces."""
        if self._drawn:
            self.stream.write("\r\x1b[K")
            self._drawn = False
        shown = "".join(letter if letter.isprintable() else " " for letter in line)
        self.stream.write(" ".join(shown.split()) + "\n")
        self.stream.flush()

    def problem(self, error: ServiceError) -> None:
        """Write one line: what failed, where, who must act and, the first time, the next step."""
        who, step = advice(error, self.settings) if self.settings else (error.who, "")
        next_step = "" if not step or step in self._advised else f"; langkah berikut: {step}"
        self._advised.add(step)
        self.say(f"galat: {error} [{who}]{next_step}")

    def progress(self, progress: Progress) -> None:
        """Show rows and pages of one read and, where they are known, share and time left."""
        if progress.waiting:
            self.wait(progress.waiting)
            return
        rows = f"{progress.rows:,}".replace(",", ".")
        counts = f"{progress.label}: {rows} baris, {progress.pages} halaman"
        if progress.fraction is None:
            self._show(counts)
            return
        filled = round(progress.fraction * BAR)
        bar = "█" * filled + "░" * (BAR - filled)
        words = [f"{bar} {progress.fraction:4.0%} {counts}", *self._time_left(progress.eta)]
        self._show(", ".join(words))

    def _time_left(self, seconds: float | None) -> list[str]:
        """Return the time left: it only falls, and then becomes "longer than expected"."""
        self._left.estimate(seconds)
        left = self._left.left
        if left is not None:
            return [f"sisa {duration(left)}"]
        return ["lebih lama dari perkiraan"] if self._left.late else []

    def wait(self, waiting: LockHolder) -> None:
        """Print once which process a read waits for, and what to do about it."""
        if waiting not in self._waited:
            self._waited.add(waiting)
            self.say(str(waiting))

    def queue(self, host: str, queue: Queue) -> None:
        """Print why requests to a host wait, how long, and until when if that is not soon."""
        lasting = duration(queue.seconds)
        if queue.seconds >= LONG:
            until = datetime.now(WIB) + timedelta(seconds=queue.seconds)
            lasting = f"{lasting} (pukul {until:%H.%M} WIB)"
        if queue.most:
            window = "jam" if queue.within >= 3600 else "menit"
            most = f"{queue.most:,}".replace(",", ".")
            why = f"kuota {most} permintaan per {window} terpakai"
        else:
            why = "sumber meminta jeda (kuotanya terpakai)"
        self.say(f"{host}: {why}; permintaan berikutnya dalam {lasting}")

    def tally(self, tally: Tally) -> None:
        """Show the progress of reading several partitions."""
        for waiting in tally.waiting:
            self.wait(waiting)
        filled = round(BAR * tally.done / max(tally.all, 1))
        bar = "█" * filled + "░" * (BAR - filled)
        rows = f"{tally.rows:,}".replace(",", ".")
        words = [f"{bar} {tally.done}/{tally.all} bacaan, {rows} baris, {tally.pages} halaman"]
        if tally.failed:
            words.append(f"{tally.failed} gagal")
        if tally.rest:
            words.append(f"sumber tidak menjawab, menunggu {tally.rest:.0f} dtk")
        elif tally.done < tally.all:
            words += self._time_left(tally.left)
        self._show(", ".join(words))

    def steps(self, label: str, done: int, total: int) -> None:
        """Show how many steps of several are over, and what is done now."""
        filled = round(BAR * done / max(total, 1))
        self._show(f"{'█' * filled}{'░' * (BAR - filled)} {done}/{total} {label}")

    def _show(self, line: str) -> None:
        if self.stream.isatty():
            self.stream.write("\r\x1b[K" + line[:110])
            self.stream.flush()
            self._drawn = True
        elif time.monotonic() - self._last > EVERY:
            self._last = time.monotonic()
            self.say(line)

    def clear(self) -> None:
        """Remove the bar from the screen."""
        if self._drawn:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
            self._drawn = False
