"""The workers of a harvest: threads that take partitions from one list and read them."""

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
from ..upstream.dataset import Request
from ..upstream.walk.progress import Progress
from .log import Log
from .report import Result

TICK = 0.1
STREAK = 3
"""A harvest gives up after so many failures in a row per worker, each after a pause."""
STOP_WITHIN = 5.0
"""Seconds for which a stop waits for workers to finish their page."""


@dataclass(slots=True, kw_only=True)
class Workers:
    """The threads of a harvest; daemons, so that waiting ones do not delay the program's end."""

    repository: Repository
    refresh: bool
    verify: bool
    stop: threading.Event
    number: int
    under_way: dict[Request, Progress] = field(default_factory=dict)
    postponed: set[Request] = field(default_factory=set)
    resting: float = 0.0
    gate: threading.Lock = field(default_factory=threading.Lock)
    threads: list[threading.Thread] = field(default_factory=list)

    def run(self, requests: list[Request], log: Log, tell: Callable[[Tally], None] | None) -> None:
        """Read these partitions, `number` at a time, until all are done or the harvest stops."""
        todo: deque[Request] = deque(requests)
        done: queue.SimpleQueue[Result] = queue.SimpleQueue()
        self.threads = [
            threading.Thread(target=self._work, args=(todo, done), name="panen", daemon=True)
            for _ in range(min(self.number, len(requests)))
        ]
        for thread in self.threads:
            thread.start()
        streak, last_tally = 0, 0.0
        while not self.stop.is_set() and (
            any(thread.is_alive() for thread in self.threads) or not done.empty()
        ):
            for result in _drained(done):
                log.put(result)
                streak = streak + 1 if result.again else 0
            if streak >= STREAK * self.number:
                log.given_up = True
                self.stop.set()
            if tell and time.monotonic() - last_tally >= TICK:
                tell(self._tally(log))
                last_tally = time.monotonic()
        self.end()
        for result in _drained(done):
            log.put(result)
        if tell:
            tell(self._tally(log))

    def end(self) -> None:
        """Wait up to STOP_WITHIN seconds for the workers to finish their pages."""
        until = time.monotonic() + STOP_WITHIN
        for thread in self.threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _tally(self, log: Log) -> Tally:
        return log.tally(list(self.under_way.values()), self.resting)

    def _work(self, todo: deque[Request], done: queue.SimpleQueue[Result]) -> None:
        """Read one partition after the other; postpone those that another process is reading."""
        while todo and self._may_begin():
            try:
                request = todo.popleft()
            except IndexError:
                return
            try:
                result = self._read(request, at_once=request not in self.postponed)
            except Busy:
                self.postponed.add(request)
                todo.append(request)
                continue
            self.under_way.pop(request, None)
            if result:
                done.put(result)

    def _may_begin(self) -> bool:
        """Wait, one worker at a time, while the source needs a pause; return False on a stop."""
        with self.gate:
            while not self.stop.is_set() and (rest := self.repository.rest("inaproc")) > 0:
                self.resting = rest
                self.stop.wait(min(rest, TICK))
            self.resting = 0.0
        return not self.stop.is_set()

    def _read(self, request: Request, *, at_once: bool) -> Result | None:
        """Read one partition; return None when it was stopped.

        at_once: raise Busy when another process reads it, else wait and use what that one stored.
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


def _drained(done: queue.SimpleQueue[Result]) -> Iterator[Result]:
    """Wait up to a tick for a result; yield it and all others in the queue."""
    with suppress(queue.Empty):
        yield done.get(timeout=TICK)
        while True:
            yield done.get_nowait()
