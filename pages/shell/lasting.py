"""Keep what lives as long as the process out of the collections of garbage.

Streamlit collects all garbage after every run (runner.postScriptGC), which keeps memory flat and
here took as long as the run itself: it walked every module, figure class and shipped table each
time. What stands once a page has run is set apart, so that a collection walks only what came since.
"""

from __future__ import annotations

import gc
from collections import Counter
from functools import cache

LOADED = 2
"""The run of a page by which all that it imports and keeps is there."""


def set_apart(page: str) -> None:
    """Count a run of a page; at its second one in this process, leave what stands to itself."""
    runs = _runs()
    runs[page] += 1
    if runs[page] == LOADED:
        gc.collect()
        gc.freeze()


@cache
def _runs() -> Counter[str]:
    return Counter()
