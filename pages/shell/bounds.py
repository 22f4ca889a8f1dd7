"""What one visitor may ask of the sources in a minute; what is stored is served without bounds.

A visitor is a session of the browser. How many KLPD and years one question may hold stands in
reading.MOST_PARTITIONS, how many rows the screen holds in tables.ROWS; the whole is a download.
More at a time is for the command line (harvest).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from pages.shell.words import say

WITHIN = 60.0
PRESSES = 6
"""Refreshes, verifications and second tries that one visitor may start in a minute."""
READ_ANEW = 150
"""Partitions (dataset, KLPD, year) one visitor may have read for the first time in a minute: any
province of the country at once, with room."""


def room(what: str, most: int, *, now: Callable[[], float] = time.monotonic) -> int:
    """Return how many of `what` this visitor may still ask for."""
    return max(0, most - len(_lately(what, now())))


def take(what: str, count: int = 1, *, now: Callable[[], float] = time.monotonic) -> None:
    """Count `count` of `what` as asked for now."""
    st.session_state[_key(what)] = [*_lately(what, now()), *[now()] * count]


def pressed() -> bool:
    """Count a press of a button that asks a source; say so and return False when it is one more."""
    if not room("press", PRESSES):
        lang = "en" if st.query_params.get("lang") == "en" else "id"
        st.toast(say("batas.presses", lang, n=PRESSES), icon=":material/hourglass:")
        return False
    take("press")
    return True


def _lately(what: str, now: float) -> list[float]:
    asked: list[float] = st.session_state.get(_key(what), [])
    return [at for at in asked if now - at < WITHIN]


def _key(what: str) -> str:
    return f"batas_{what}"
