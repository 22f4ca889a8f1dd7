"""Read partitions in the background for open pages, for all readers of this process.

A reader is a browser tab. It registers the partitions that its page waits for: those of its first
figure, which are read before all others, and those that follow. Several readers of one partition
share one pass. A reader withdraws explicitly, or by sending no sign of life for a while; a pass
without readers ends before its next request, and its pages stay recorded (reliability.md section
5).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from ..errors import ServiceError, SourceUnavailable, Stopped
from ..repository import Busy, Repository
from ..upstream.dataset import Request
from ..upstream.walk.progress import Countdown, Progress

SILENT = 15.0
"""Seconds without a sign of life after which a reader counts as withdrawn."""
SILENT_CONNECTED = 90.0
"""The same for a tab that is still connected: browsers slow down the timers of hidden tabs."""
MOST, RESERVED = 16, 4
"""Passes at a time, and how many of them are reserved for the first figures of pages."""
REST_AFTER_FAILURE = 60.0
"""Seconds before a partition that failed is read again, unless a reader asks for it."""
TURN = 1.0
"""Seconds to wait for another process that reads the same, before checking for readers again."""
STOP_WITHIN = 5.0
"""Seconds for which the end of the process waits for requests under way."""

State = Literal["waiting", "reading", "elsewhere", "over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of reading one partition.

    state: waiting for its turn, reading, being read elsewhere (by another process, or by this one
    outside Readings), or over. progress: None before the first page. left: seconds left, None when
    unknown; late: it takes longer than estimated. silence: seconds since the source's last answer.
    readers: how many wait for it.
    """

    request: Request
    state: State
    progress: Progress | None = None
    left: float | None = None
    late: bool = False
    silence: float = 0.0
    readers: int = 0


@dataclass(slots=True, kw_only=True)
class _Reader:
    """The partitions that a reader still waits for, and the time of its last sign of life."""

    first: list[Request]
    then: list[Request]
    only_with_first: bool
    seen: float
    connected: Callable[[], bool]

    def waits_for(self, request: Request) -> bool:
        return request in self.first or request in self.then

    def drop(self, request: Request) -> None:
        for requests in (self.first, self.then):
            with suppress(ValueError):
                requests.remove(request)


@dataclass(slots=True, kw_only=True)
class _Job:
    """One partition that is being read."""

    countdown: Countdown
    heard: float
    progress: Progress | None = None
    elsewhere: bool = False
    thread: threading.Thread | None = None


class Readings:
    """The background readings of one process. `clock` in seconds; all methods may be called from
    any thread.
    """

    def __init__(
        self, repository: Repository, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start without readers."""
        self._repository = repository
        self._clock = clock
        self._readers: dict[str, _Reader] = {}
        self._jobs: dict[Request, _Job] = {}
        self._failures: dict[Request, tuple[float, ServiceError]] = {}
        self._pace: float | None = None
        self._closed = False
        self._changed = threading.Condition()

    @property
    def pace(self) -> float | None:
        """Return the seconds that the latest page took, None before the first page."""
        return self._pace

    def want(
        self,
        reader: str,
        first: Iterable[Request],
        then: Iterable[Request] = (),
        *,
        only_with_first: bool = False,
        connected: Callable[[], bool] = lambda: False,
    ) -> None:
        """Register the partitions that a reader waits for, in place of its earlier ones.

        `then` is read in its order once all of `first` are read or failed; with `only_with_first`
        not when one of them failed. `connected` tells whether the reader's tab still has its
        connection.
        """
        first = list(dict.fromkeys(first))
        then = [request for request in dict.fromkeys(then) if request not in first]
        with self._changed:
            self._readers[reader] = _Reader(
                first=first,
                then=then,
                only_with_first=only_with_first,
                seen=self._clock(),
                connected=connected,
            )
            self._begin()

    def seen(self, reader: str) -> bool:
        """Record a reader's sign of life; return False when it waits for nothing or withdrew."""
        with self._changed:
            self._expire()
            known = self._readers.get(reader)
            if known is None:
                return False
            known.seen = self._clock()
            return bool(known.first or known.then)

    def withdraw(self, reader: str) -> None:
        """Remove a reader; passes without readers end."""
        with self._changed:
            self._readers.pop(reader, None)

    def asked(self, reader: str) -> frozenset[Request]:
        """Return the partitions that a reader still waits for."""
        with self._changed:
            known = self._readers.get(reader)
            return frozenset((*known.first, *known.then)) if known else frozenset()

    def status(self, request: Request) -> Status:
        """Return the state of reading a partition."""
        with self._changed:
            readers = sum(reader.waits_for(request) for reader in self._readers.values())
            job = self._jobs.get(request)
            if job is None:
                state: State = "waiting" if readers else "over"
                return Status(request=request, state=state, readers=readers)
            shared = self._repository.under_way(request)
            return Status(
                request=request,
                state="elsewhere" if job.elsewhere else "reading",
                progress=shared if job.elsewhere else job.progress,
                left=None if job.elsewhere else job.countdown.left,
                late=job.countdown.late,
                silence=self._clock() - job.heard,
                readers=readers,
            )

    def failure(self, request: Request) -> ServiceError | None:
        """Return why a partition could not be read within the last REST_AFTER_FAILURE seconds."""
        with self._changed:
            at, error = self._failures.get(request, (0.0, None))
            return error if error and self._clock() - at < REST_AFTER_FAILURE else None

    def remember(self, request: Request, error: ServiceError) -> None:
        """Record the failure of a partition that was read outside Readings."""
        with self._changed:
            self._remember(request, error)

    def forget_failures(self) -> None:
        """Forget all failures, so that the partitions may be read again."""
        with self._changed:
            self._failures.clear()

    def wait(self, requests: Sequence[Request], seconds: float) -> bool:
        """Wait until none of these is read or waited for; return False after `seconds`."""

        def over() -> bool:
            readers = self._readers.values()
            waited_for = (r for reader in readers for r in (*reader.first, *reader.then))
            return not set(requests) & {*waited_for, *self._jobs}

        with self._changed:
            return self._changed.wait_for(over, seconds)

    def close(self) -> None:
        """End all passes after their requests under way, and start no others."""
        with self._changed:
            self._closed = True
            self._readers.clear()
            threads = [job.thread for job in self._jobs.values() if job.thread]
        until = time.monotonic() + STOP_WITHIN
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _expire(self) -> None:
        """Remove the readers without a recent sign of life."""
        now = self._clock()
        for name, reader in list(self._readers.items()):
            silence = now - reader.seen
            if silence >= SILENT and not (silence < SILENT_CONNECTED and reader.connected()):
                del self._readers[name]

    def _begin(self) -> None:
        """Start the passes that readers wait for, those of first figures before all others."""
        self._expire()
        if self._closed:
            return
        readers = list(self._readers.values())
        first = [request for reader in readers for request in reader.first]
        then = [request for reader in readers if not reader.first for request in reader.then]
        for requests, most in ((first, MOST), (then, MOST - RESERVED)):
            for request in requests:
                if request not in self._jobs and len(self._jobs) < most:
                    job = _Job(countdown=Countdown(self._clock), heard=self._clock())
                    job.thread = threading.Thread(
                        target=self._run, args=(request, job), name="baca", daemon=True
                    )
                    self._jobs[request] = job
                    job.thread.start()

    def _run(self, request: Request, job: _Job) -> None:
        error: ServiceError | None = ServiceError("bacaan berhenti tak terduga", where=str(request))
        try:
            self._read(request, job)
            error = None
        except ServiceError as failed:
            error = failed
        finally:
            with self._changed:
                del self._jobs[request]
                if not isinstance(error, Stopped):  # a reader may wait for a stopped one again
                    self._drop(request, error)
                self._begin()
                self._changed.notify_all()

    def _drop(self, request: Request, error: ServiceError | None) -> None:
        """Let readers wait for a partition no longer; remember why it failed."""
        for reader in self._readers.values():
            if error and reader.only_with_first and request in reader.first:
                reader.then.clear()
            reader.drop(request)
        if error:
            self._remember(request, error)

    def _remember(self, request: Request, error: ServiceError) -> None:
        now = self._clock()
        recent = {r: f for r, f in self._failures.items() if now - f[0] < REST_AFTER_FAILURE}
        self._failures = recent | {request: (now, error)}

    def _read(self, request: Request, job: _Job) -> None:
        """Read a partition, or wait for another process that does; raise Stopped without readers.

        A pass that leaves nothing stored, and no remembered answer, is a failure: otherwise its
        readers would ask for it again at once.
        """

        def note(progress: Progress) -> None:
            with self._changed:
                now = self._clock()
                if progress.pages > (job.progress.pages if job.progress else progress.resumed):
                    self._pace = now - job.heard
                job.heard, job.progress, job.elsewhere = now, progress, False
                job.countdown.estimate(progress.eta)

        def check() -> None:
            with self._changed:
                self._expire()
                if not any(reader.waits_for(request) for reader in self._readers.values()):
                    raise Stopped("tidak ditunggu siapa pun lagi", where=str(request))

        while True:
            try:
                self._repository.update(request, progress=note, check=check, patience=TURN)
            except Busy:
                check()
                with self._changed:
                    job.elsewhere = True
            else:
                break
        stored = self._repository.history(request).passes
        if not stored and not self._repository.answered(request):
            raise SourceUnavailable("tidak ada yang terbit", where=str(request))
