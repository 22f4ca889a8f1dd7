"""Read the state of a page from the address, and write it back when a widget changes.

The address is the only place that holds a filter: a widget's session value is set from it before
the widget is drawn, and the widget's callback writes the address.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from services.link import LinkState, Pairs, as_query


def current() -> Pairs:
    """Return the parameters of the address, in their order."""
    return tuple((name, text) for name in st.query_params for text in st.query_params.get_all(name))


def go(state: LinkState) -> None:
    """Write a state into the address if it differs from what is there."""
    wanted = as_query(state)
    if current() != tuple((name, text) for name, texts in wanted.items() for text in texts):
        st.query_params.from_dict(wanted)


def preset(key: str, value: Any) -> str:
    """Set the value that the widget of this key will show, and return the key."""
    st.session_state[key] = value
    return key


def link_writer(
    state: LinkState, key: str, change: Callable[[LinkState, Any], LinkState]
) -> Callable[[], None]:
    """Return a widget's callback: change the state by the widget's value and write the link.

    Use with `key=preset(key, value)` and `on_change=link_writer(state, key, ...)`.
    """
    return lambda: go(change(state, st.session_state[key]))
