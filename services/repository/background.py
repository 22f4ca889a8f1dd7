"""Refresh partitions in the background, after stale rows were served."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from .. import log
from ..errors import ServiceError
from ..store.snapshots import Place

RETRY_AFTER_FAILURE = 60.0


class BackgroundRefreshes:
    """Runs refreshes in two threads: one per partition, none within a minute of a failure."""

    def __init__(
        self, now: Callable[[], datetime], *, allowed: Callable[[], bool] = lambda: True
    ) -> None:
        """Start the threads; `allowed` is called before each refresh and counts it."""
        self._now = now
        self._allowed = allowed
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="segarkan")
        self._under_way: set[Place] = set()
        self._failed: dict[Place, tuple[datetime, ServiceError]] = {}
        self._guard = threading.Lock()

    def begin(self, place: Place, refresh: Callable[[], None]) -> ServiceError | None:
        """Start a refresh unless one is under way or just failed; return the last error."""
        with self._guard:
            failed = self._failed.get(place)
            resting = failed and (self._now() - failed[0]).total_seconds() < RETRY_AFTER_FAILURE
            if not resting and place not in self._under_way and self._allowed():
                self._under_way.add(place)
                self._pool.submit(self._run, place, refresh)
        return failed[1] if failed else None

    def __len__(self) -> int:
        """Return the number of refreshes under way."""
        with self._guard:
            return len(self._under_way)

    def _run(self, place: Place, refresh: Callable[[], None]) -> None:
        """Run a refresh in its thread and record its error or success."""
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
        """Wait for the refreshes under way and start no others."""
        self._pool.shutdown(wait=True, cancel_futures=True)
