"""Many partitions through the one door: threads side by side, each chain in its own order.

`harvest` brings thousands of partitions up to date in the memory of a few, goes on where an earlier
run stopped, and can be stopped at any page; `Readings` reads in the background what open pages wait
for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

from ..repository import Repository
from ..repository.gather import WORKERS, Tally
from ..upstream.catalog import Request
from ..upstream.progress import Countdown
from .log import Log
from .readings import Readings, Status
from .report import Report, Result
from .workers import Crew

__all__ = [
    "Countdown",
    "Readings",
    "Report",
    "Result",
    "Status",
    "harvest",
]

ROUNDS = 3
"""How often a partition is tried whose source did not answer: one outage fails many at once."""


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
    """Bring every partition up to date and return what became of each; rows are not held.

    Fresh partitions are not read again (unless `refresh`), so a second run goes on where a first
    one ended. Those that the source did not answer for are tried again after the others. `tell`
    and `each` (a partition's final state) are called in the caller's thread. Setting `stop` ends
    the harvest after the pages under way; their passes go on from there next time.
    """
    crew = Crew(
        repository=repository,
        refresh=refresh,
        verify=verify,
        stop=stop or threading.Event(),
        workers=workers,
    )
    log = Log(requests=list(dict.fromkeys(requests)), clock=clock, each=each)
    try:
        for number in range(ROUNDS):
            waiting = log.waiting(number)
            if not waiting or crew.stop.is_set():
                break
            crew.run(waiting, log, tell)
        return log.report(stopped=crew.stop.is_set())
    finally:
        crew.stop.set()
        crew.end()
