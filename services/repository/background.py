"""Refreshes behind what was served: one for a partition at a time, none right after a failure."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from .. import log
from ..errors import ServiceError
from ..store.snapshots import Place

RETRY_AFTER_FAILURE = 60.0


class Behind:
    """Runs refreshes in two threads of its own."""

    def __init__(
        self, now: Callable[[], datetime], *, allowed: Callable[[], bool] = lambda: True
    ) -> None:
        """Begin with nothing to do; `allowed` is asked before each refresh and counts it."""
        self._now = now
        self._allowed = allowed
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="segarkan")
        self._under_way: set[Place] = set()
        self._failed: dict[Place, tuple[datetime, ServiceError]] = {}
        self._guard = threading.Lock()

    def begin(self, place: Place, refresh: Callable[[], None]) -> ServiceError | None:
        """Start a refresh unless one goes on or the last failed a minute ago; return its error."""
        with self._guard:
            failed = self._failed.get(place)
            resting = failed and (self._now() - failed[0]).total_seconds() < RETRY_AFTER_FAILURE
            if not resting and place not in self._under_way and self._allowed():
                self._under_way.add(place)
                self._pool.submit(self._run, place, refresh)
        return failed[1] if failed else None

    def __len__(self) -> int:
        """Return how many refreshes are under way."""
        with self._guard:
            return len(self._under_way)

    def _run(self, place: Place, refresh: Callable[[], None]) -> None:
        try:
            refresh()
        except ServiceError as error:
            log.warn(f"penyegaran gagal: {error}", condition=f"penyegaran {error.message}")
            with self._guard:
                self._failed[place] = (self._now(), error)
        else:
            with self._guard:
                self._failed.pop(place, None)
        finally:
            with self._guard:
                self._under_way.discard(place)

    def close(self) -> None:
        """Wait for refreshes under way and begin no other."""
        self._pool.shutdown(wait=True, cancel_futures=True)
