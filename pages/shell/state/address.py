"""The address is the state: read it at the start of each run, write it when a widget changes.

A widget shows what the address says (its session value is set before it is drawn) and its callback
writes the address; nothing else holds a filter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import streamlit as st

from pages.shell.state.link import LinkState, Pairs, Problem, as_query, parse
from services.language.wording import WIB


def this_year() -> int:
    """Return the year it is in western Indonesia."""
    return datetime.now(WIB).year


def read(known_klpd: Collection[str], *, strict: bool) -> tuple[LinkState, list[Problem]]:
    """Return the state of the address and what of it was left out."""
    pairs = [(name, text) for name in st.query_params for text in st.query_params.get_all(name)]
    return parse(pairs, this_year(), known_klpd, strict=strict)


def current() -> Pairs:
    """Return the address as it stands."""
    return tuple((name, text) for name in st.query_params for text in st.query_params.get_all(name))


def go(state: LinkState) -> None:
    """Write a state into the address, unless it stands there already."""
    wanted = as_query(state)
    if current() != tuple((name, text) for name, texts in wanted.items() for text in texts):
        st.query_params.from_dict(wanted)


def shown(key: str, value: Any) -> str:
    """Make the widget of this key show a value, and return the key."""
    st.session_state[key] = value
    return key


def taker(
    state: LinkState, key: str, change: Callable[[LinkState, Any], LinkState]
) -> Callable[[], None]:
    """Return a widget's callback: what the widget holds changes the state, which goes to the link.

    Use with `key=shown(key, value)` and `on_change=taker(state, key, ...)`.
    """
    return lambda: go(change(state, st.session_state[key]))
