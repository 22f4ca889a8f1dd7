"""One gate per host for all threads: rate windows, a common pause after 429, a circuit.

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

from ..errors import RateLimited, SourceUnavailable

WINDOWS = ((60.0, 1000), (3600.0, 5000))
FAILURES = 5
OPEN_FOR = 30.0
SAID_FROM = 5.0
"""Seconds of waiting from which on whoever waits is told why and how long."""
LOOK = 5.0
"""Seconds of waiting after which one looks whether the answer is still wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Why a request waits and for how many seconds.

    most, within: the quota that is used up, requests in so many seconds; 0 where the source itself
    asked for a pause.
    """

    seconds: float
    most: int = 0
    within: float = 0.0

    @property
    def long(self) -> bool:
        """Tell whether who waits should hear of it."""
        return self.seconds >= SAID_FROM


OnQueue = Callable[[Queue], None]


class Limiter:
    """The gate of one host. `windows` are (seconds, requests); none for the sandbox."""

    def __init__(
        self,
        *,
        windows: tuple[tuple[float, int], ...] = WINDOWS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        tell: OnQueue = lambda queue: None,
    ) -> None:
        """Start with an empty history and a closed circuit.

        `tell` hears once of each wait of SAID_FROM seconds or more, however many threads wait.
        """
        self._windows = windows
        self._clock = clock
        self._sleep = sleep
        self._tell = tell
        self._told_until = -math.inf
        self._lock = threading.Lock()
        self._sent: deque[float] = deque(maxlen=max((n for _, n in windows), default=1))
        self._paused_until = 0.0
        self._failures = 0
        self._open_until = 0.0
        self._last: SourceUnavailable | None = None

    def enter(self) -> None:
        """Wait for a slot; raise SourceUnavailable at once while the circuit is open."""
        while queue := self._claim():
            self._say(queue)
            self._sleep(queue.seconds)

    def wait(self, check: Callable[[], None]) -> None:
        """Wait until a slot is free; `check` is called meanwhile and may raise to wait no longer.

        The slot is not taken: `enter` does that.
        """
        while queue := self.queue():
            self._say(queue)
            check()
            self._sleep(min(queue.seconds, LOOK))

    def queue(self) -> Queue | None:
        """Return what a request would have to wait for now, None when it would not."""
        with self._lock:
            return self._queue(self._clock())

    def rest(self) -> float:
        """Return the seconds for which the circuit stays open, 0 while it is closed."""
        with self._lock:
            return max(0.0, self._open_until - self._clock())

    def pause(self, seconds: float) -> None:
        """Hold all threads back for `seconds`, as a 429 asks."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def paused(self) -> float:
        """Return the seconds for which a 429 holds all threads back, 0 when none does."""
        with self._lock:
            return max(0.0, self._paused_until - self._clock())

    def refuse_while_held(self) -> None:
        """Raise RateLimited while a 429 holds all threads back, for who would not wait."""
        left = self.paused()
        if left > 0:
            raise RateLimited("masih dalam jeda yang diminta sumber", retry_after=left)

    def succeeded(self) -> None:
        """Close the circuit."""
        with self._lock:
            self._failures, self._open_until, self._last = 0, 0.0, None

    def failed(self, error: SourceUnavailable | None = None) -> None:
        """Count a failure; the fifth in a row opens the circuit, which then names `error`."""
        with self._lock:
            self._failures += 1
            self._last = _copy(error) if error else self._last
            if self._failures >= FAILURES:
                self._open_until = self._clock() + OPEN_FOR

    def _claim(self) -> Queue | None:
        """Take a slot and return None, or return what one has to wait for."""
        with self._lock:
            now = self._clock()
            if now < self._open_until:
                left = math.ceil(self._open_until - now)
                why = f" ({self._last.message})" if self._last else ""
                error = SourceUnavailable(
                    f"sumber berulang kali gagal{why}; dicoba lagi dalam {left} dtk"
                )
                error.step = "jeda"
                raise error from self._last
            queue = self._queue(now)
            if queue is None:
                self._sent.append(now)
                self._open_until = now + OPEN_FOR if self._open_until else 0.0
            return queue

    def _queue(self, now: float) -> Queue | None:
        """Return the longest of the waits for quotas and for a pause of the source."""
        waits = [
            Queue(seconds=self._sent[-most] + within - now, most=most, within=within)
            for within, most in self._windows
            if len(self._sent) >= most
        ]
        longest = max([*waits, Queue(seconds=self._paused_until - now)], key=lambda q: q.seconds)
        return longest if longest.seconds > 0 else None

    def _say(self, queue: Queue) -> None:
        if not queue.long:
            return
        with self._lock:
            until = self._clock() + queue.seconds
            if until <= self._told_until + SAID_FROM:
                return
            self._told_until = until
        self._tell(queue)


def _copy(error: SourceUnavailable) -> SourceUnavailable:
    """Return an error like this one without its traceback, which would keep an answer alive."""
    copied = SourceUnavailable(error.message)
    copied.step, copied.status = error.step, error.status
    return copied
