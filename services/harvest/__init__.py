"""Read many partitions through the repository, several at a time.

`harvest` brings thousands of partitions up to date in the memory of a few, resumes an earlier run,
and can be stopped at any page; `Readings` reads in the background what open pages wait for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

from ..repository import Repository
from ..repository.gather import WORKERS, Tally
from ..upstream.dataset import Request
from ..upstream.walk.progress import Countdown
from .log import Log
from .readings import Readings, Status
from .report import Report, Result
from .workers import Workers

__all__ = [
    "Countdown",
    "Readings",
    "Report",
    "Result",
    "Status",
    "harvest",
]

ROUNDS = 3
"""Tries of a partition whose source did not answer: one outage fails many partitions at once."""


def harvest(
    repository: Repository,
    requests: Iterable[Request],
    *,
    refresh: bool = False,
    verify: bool = False,
    workers: int = WORKERS,
    tell: Callable[[Tally], None] | None = None,
    each: Callable[[Result], None] | None = None,
    stop: threading.Event | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Report:
    """Bring every partition up to date and return the result of each, without rows.

    Fresh partitions are not read again (unless `refresh`), so a second run resumes a stopped one.
    Partitions whose source did not answer are tried again after the others. `tell` (progress) and
    `each` (a partition's final result) are called in the caller's thread. Setting `stop` ends the
    harvest after the current pages; a next harvest resumes their passes there.
    """
    pool = Workers(
        repository=repository,
        refresh=refresh,
        verify=verify,
        stop=stop or threading.Event(),
        number=workers,
    )
    log = Log(requests=list(dict.fromkeys(requests)), clock=clock, each=each)
    try:
        for number in range(ROUNDS):
            waiting = log.waiting(number)
            if not waiting or pool.stop.is_set():
                break
            pool.run(waiting, log, tell)
        return log.report(stopped=pool.stop.is_set())
    finally:
        pool.stop.set()
        pool.end()
