"""One limiter per host for all threads: rate limits, a common pause after 429, a circuit breaker.

Budget: 1,000 requests a minute and 5,000 an hour, as one production configuration uses
(contract.md section 1). The circuit opens after 5 failures in a row and lets one request
through after 30 s (reliability.md section 1).
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from ...errors import RateLimited, SourceUnavailable

WINDOWS = ((60.0, 1000), (3600.0, 5000))
FAILURES = 5
OPEN_FOR = 30.0
REPORT_FROM = 5.0
"""Waits of at least so many seconds are reported."""
CHECK_EVERY = 5.0
"""Seconds between two checks whether the answer is still wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Why a request has to wait, and for how many seconds.

    most, within: the rate limit that is used up, `most` requests in `within` seconds; 0 when the
    source itself asked for a pause.
    """

    seconds: float
    most: int = 0
    within: float = 0.0

    @property
    def long(self) -> bool:
        """Return whether the wait is long enough to be reported."""
        return self.seconds >= REPORT_FROM


def least_seconds(requests: int, windows: tuple[tuple[float, int], ...] = WINDOWS) -> float:
    """Return the seconds after which the last of so many requests may be sent, from a fresh start.

    windows: (seconds, requests).
    """
    waited, before = 0.0, max(0, requests - 1)
    for within, most in sorted(windows, reverse=True):
        full, before = divmod(before, most)
        waited += full * within
    return waited


OnQueue = Callable[[Queue], None]


class Limiter:
    """Rate limits and circuit breaker of one host. `windows` are (seconds, requests)."""

    def __init__(
        self,
        *,
        windows: tuple[tuple[float, int], ...] = WINDOWS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        report: OnQueue = lambda queue: None,
    ) -> None:
        """Start with no requests sent and a closed circuit.

        `report` is called once for each long wait, however many threads wait.
        """
        self._windows = windows
        self._clock = clock
        self._sleep = sleep
        self._report = report
        self._reported_until = -math.inf
        self._lock = threading.Lock()
        self._sent: deque[float] = deque(maxlen=max((n for _, n in windows), default=1))
        self._paused_until = 0.0
        self._failures = 0
        self._open_until = 0.0
        self._last: SourceUnavailable | None = None

    def enter(self) -> None:
        """Wait until a request may be sent and count it.

        Raises SourceUnavailable at once while the circuit is open.
        """
        while queue := self._claim():
            self._report_wait(queue)
            self._sleep(queue.seconds)

    def wait(self, check: Callable[[], None]) -> None:
        """Wait until a request may be sent, without counting it as `enter` does.

        `check` is called every few seconds and may raise an error to end the wait.
        """
        while queue := self.queue():
            self._report_wait(queue)
            check()
            self._sleep(min(queue.seconds, CHECK_EVERY))

    def queue(self) -> Queue | None:
        """Return what a request would have to wait for now, None when it need not wait."""
        with self._lock:
            return self._queue(self._clock())

    def rest(self) -> float:
        """Return the seconds for which the circuit stays open, 0 while it is closed."""
        with self._lock:
            return max(0.0, self._open_until - self._clock())

    def pause(self, seconds: float) -> None:
        """Let no thread send a request for `seconds`, as a 429 asks."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def refuse_during_pause(self) -> None:
        """Raise RateLimited during a pause, for a caller that does not want to wait."""
        with self._lock:
            left = self._paused_until - self._clock()
        if left > 0:
            raise RateLimited("masih dalam jeda yang diminta sumber", retry_after=left)

    def succeeded(self) -> None:
        """Close the circuit."""
        with self._lock:
            self._failures, self._open_until, self._last = 0, 0.0, None

    def failed(self, error: SourceUnavailable | None = None) -> None:
        """Count a failure; the fifth in a row opens the circuit, whose error names `error`."""
        with self._lock:
            self._failures += 1
            if error:
                self._last = error.replaced()  # its traceback would keep the answer in memory
            if self._failures >= FAILURES:
                self._open_until = self._clock() + OPEN_FOR

    def _claim(self) -> Queue | None:
        """Count a request and return None, or return what it has to wait for."""
        with self._lock:
            now = self._clock()
            if now < self._open_until:
                left = math.ceil(self._open_until - now)
                why = f" ({self._last.message})" if self._last else ""
                raise SourceUnavailable(
                    f"sumber berulang kali gagal{why}; dicoba lagi dalam {left} dtk", step="jeda"
                ) from self._last
            queue = self._queue(now)
            if queue is None:
                self._sent.append(now)
                self._open_until = now + OPEN_FOR if self._open_until else 0.0
            return queue

    def _queue(self, now: float) -> Queue | None:
        """Return the longest of the waits for the rate limits and for a pause."""
        waits = [
            Queue(seconds=self._sent[-most] + within - now, most=most, within=within)
            for within, most in self._windows
            if len(self._sent) >= most
        ]
        longest = max([*waits, Queue(seconds=self._paused_until - now)], key=lambda q: q.seconds)
        return longest if longest.seconds > 0 else None

    def _report_wait(self, queue: Queue) -> None:
        """Report a long wait, unless one was reported that ends less than REPORT_FROM s earlier."""
        if not queue.long:
            return
        with self._lock:
            until = self._clock() + queue.seconds
            if until <= self._reported_until + REPORT_FROM:
                return
            self._reported_until = until
        self._report(queue)
