"""Collect garbage for all sessions together, within a bounded share of the time.

By default Streamlit collects all garbage after every run (runner.postScriptGC), which walks the
objects of every open session: with fifty sessions that took nine tenths of the server's time. The
setting is off; instead a run begins with a collection when one is due. The next is due after REST
times the duration of the last, LONGEST at most: the more there is to walk, the longer the pause.

Memory: 460 MB after 2,000 reruns of all pages, 479 MB after 4,000, 485 MB after 5,000; 500 MB after
1,400 reruns by fifty sessions at a time that came and went, 504 MB after 3,200.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import streamlit as st

FIRST = 10.0
"""Seconds from the first run to the first collection: a cold page does not wait for one."""
REST = 50
"""Pause between collections over the length of the last: at most 1 / 51 of the time."""
LONGEST = 60.0
"""Most seconds between two collections, also when the machine was suspended during one."""


def collect() -> None:
    """Collect all garbage, and exclude what is left from the collections that Python starts."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@dataclass(slots=True, kw_only=True)
class Sweep:
    """The collections of a process. `clock` is in seconds; one thread at a time collects."""

    clock: Callable[[], float] = time.monotonic
    collect: Callable[[], object] = collect
    _due: float = field(init=False)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Delay the first collection."""
        self._due = self.clock() + FIRST

    def when_due(self) -> None:
        """Collect if the last collection is long enough ago and no other thread is collecting."""
        if self.clock() < self._due or not self._lock.acquire(blocking=False):
            return
        try:
            began = self.clock()
            self.collect()
            ended = self.clock()
            self._due = ended + min(REST * (ended - began), LONGEST)
        finally:
            self._lock.release()


def sweep() -> None:
    """Collect garbage when it is due, unless Streamlit does so after every run."""
    if not st.get_option("runner.postScriptGC"):
        _sweep().when_due()


@cache
def _sweep() -> Sweep:
    return Sweep()
