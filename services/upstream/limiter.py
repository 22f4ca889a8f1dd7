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

from services.errors import RateLimited, SourceUnavailable

WINDOWS = ((60.0, 1000), (3600.0, 5000))
FAILURES = 5
OPEN_FOR = 30.0


class Limiter:
    """The gate of one host. `windows` are (seconds, requests); none for the sandbox."""

    def __init__(
        self,
        *,
        windows: tuple[tuple[float, int], ...] = WINDOWS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Start with an empty history and a closed circuit."""
        self._windows = windows
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._sent: deque[float] = deque(maxlen=max((n for _, n in windows), default=1))
        self._paused_until = 0.0
        self._failures = 0
        self._open_until = 0.0

    def enter(self) -> None:
        """Wait for a slot; raise SourceUnavailable at once while the circuit is open."""
        while (wait := self._claim()) > 0:
            self._sleep(wait)

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
            self._failures, self._open_until = 0, 0.0

    def failed(self) -> None:
        """Count a failure; the fifth in a row opens the circuit."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._open_until = self._clock() + OPEN_FOR

    def _claim(self) -> float:
        """Take a slot and return 0, or return the seconds to wait for one."""
        with self._lock:
            now = self._clock()
            if now < self._open_until:
                left = math.ceil(self._open_until - now)
                error = SourceUnavailable(
                    f"sumber berulang kali gagal; dicoba lagi dalam {left} dtk"
                )
                error.step = "jeda"
                raise error
            wait = max(self._paused_until - now, *(self._full(now, *w) for w in self._windows), 0.0)
            if wait <= 0:
                self._sent.append(now)
                self._open_until = now + OPEN_FOR if self._open_until else 0.0
            return wait

    def _full(self, now: float, seconds: float, most: int) -> float:
        if len(self._sent) < most:
            return 0.0
        return self._sent[-most] + seconds - now
