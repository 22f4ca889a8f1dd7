"""The readers of a harvest: threads that take partitions from one list and bring them in."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from ..errors import ServiceError, Stopped
from ..repository import PATIENCE, Busy, Repository
from ..repository.gather import Tally
from ..upstream.catalog import Request
from ..upstream.progress import Progress
from .log import Log
from .report import Result

TICK = 0.1
STREAK = 3
"""A harvest gives up when so many times its readers failed in a row, each after a pause."""
LET_GO = 5.0
"""Seconds that readers get to end their page after a stop, before they are left behind."""


@dataclass(slots=True, kw_only=True)
class Crew:
    """The readers. Daemons: a reader that waits for its turn does not hold up the program's end."""

    repository: Repository
    refresh: bool
    verify: bool
    stop: threading.Event
    workers: int
    under_way: dict[Request, Progress] = field(default_factory=dict)
    left: set[Request] = field(default_factory=set)
    resting: float = 0.0
    gate: threading.Lock = field(default_factory=threading.Lock)
    threads: list[threading.Thread] = field(default_factory=list)

    def run(self, requests: list[Request], log: Log, tell: Callable[[Tally], None] | None) -> None:
        """Read these, as many at a time as there are readers, until all ended or a stop."""
        todo: deque[Request] = deque(requests)
        ended: queue.SimpleQueue[Result] = queue.SimpleQueue()
        self.threads = [
            threading.Thread(target=self._read, args=(todo, ended), name="panen", daemon=True)
            for _ in range(min(self.workers, len(requests)))
        ]
        for thread in self.threads:
            thread.start()
        streak, told = 0, 0.0
        while not self.stop.is_set() and (self._busy() or not ended.empty()):
            for one in _drained(ended):
                log.put(one)
                streak = streak + 1 if one.again else 0
            if streak >= STREAK * self.workers:
                log.given_up = True
                self.stop.set()
            if tell and time.monotonic() - told >= TICK:
                tell(self._tally(log))
                told = time.monotonic()
        self.end()
        for one in _drained(ended):
            log.put(one)
        if tell:
            tell(self._tally(log))

    def end(self) -> None:
        """Let the readers end their pages; leave behind those that take longer."""
        until = time.monotonic() + LET_GO
        for thread in self.threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _busy(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)

    def _tally(self, log: Log) -> Tally:
        return log.tally(list(self.under_way.values()), self.resting)

    def _read(self, todo: deque[Request], ended: queue.SimpleQueue[Result]) -> None:
        """Read one after the other; what another process is reading is left for the end."""
        while todo and self._may_begin():
            try:
                request = todo.popleft()
            except IndexError:
                return
            try:
                kept = self._one(request, at_once=request not in self.left)
            except Busy:
                self.left.add(request)
                todo.append(request)
                continue
            self.under_way.pop(request, None)
            if kept:
                ended.put(kept)

    def _may_begin(self) -> bool:
        """Wait while the source is better left alone, one reader after the other."""
        with self.gate:
            while not self.stop.is_set() and (rest := self.repository.rest("inaproc")) > 0:
                self.resting = rest
                self.stop.wait(min(rest, TICK))
            self.resting = 0.0
        return not self.stop.is_set()

    def _one(self, request: Request, *, at_once: bool) -> Result | None:
        """Read one partition; None when it was stopped half way.

        at_once: raise Busy when another process reads it, else wait and take what that one read.
        """
        read = Progress(label="", rows=0, pages=0)

        def note(progress: Progress) -> None:
            nonlocal read
            read = self.under_way[request] = progress

        def check() -> None:
            if self.stop.is_set():
                raise Stopped("dihentikan", where=str(request))

        try:
            stored = self.repository.update(
                request,
                refresh=self.refresh,
                verify=self.verify,
                progress=note,
                check=check,
                patience=0.0 if at_once else PATIENCE,
            )
        except Stopped:
            return None
        except Busy as error:
            if at_once:
                raise
            return Result(request=request, error=error, pages=read.pages)
        except ServiceError as error:
            return Result(request=request, error=error, pages=read.pages)
        if self.stop.is_set() and stored.stale:
            return None
        return Result(request=request, stored=stored, rows=read.rows, pages=read.pages)


def _drained(ended: queue.SimpleQueue[Result]) -> Iterator[Result]:
    """Wait a tick for an end; yield it with all that came besides."""
    with suppress(queue.Empty):
        yield ended.get(timeout=TICK)
        while True:
            yield ended.get_nowait()
