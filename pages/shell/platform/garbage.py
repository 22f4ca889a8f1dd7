"""Collect garbage for all sessions together, at a bounded share of the time.

Streamlit would collect all garbage after every run (runner.postScriptGC). That walks what every
open session holds, so fifty sessions spent nine tenths of the server's time on it. The setting is
off; instead a run begins with a collection when one is due, and the next is due once REST times as
long as it took has gone by, LONGEST at most: the more there is to walk, the longer the pause, and
garbage never waits longer than that while pages run. Memory: 460 MB after 2,000 reruns of all
pages, 479 MB after 4,000, 485 MB after 5,000; 500 MB after 1,400 reruns by fifty sessions at a time
that came and went, 504 MB after 3,200.
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
"""Seconds at most between two: a machine that stood still in the middle of one tells nothing."""


def collect() -> None:
    """Collect all garbage, and set what is left apart from the collections that Python starts."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@dataclass(slots=True, kw_only=True)
class Sweep:
    """Collections of one process. `clock` in seconds; one thread at a time collects."""

    clock: Callable[[], float] = time.monotonic
    collect: Callable[[], object] = collect
    _due: float = field(init=False)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Leave the first pages to themselves."""
        self._due = self.clock() + FIRST

    def when_due(self) -> None:
        """Collect if the last collection is long enough ago and nobody else collects."""
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
    """Collect garbage when it is due; not at all where Streamlit does after every run."""
    if not st.get_option("runner.postScriptGC"):
        _sweep().when_due()


@cache
def _sweep() -> Sweep:
    return Sweep()
