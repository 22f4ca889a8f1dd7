"""Where RUP rows come from, as pages know it: looked at again every few seconds."""

from __future__ import annotations

import streamlit as st

from services.settings import RupSource, Settings
from services.wiring import current_source

LOOKED_AGAIN = 5.0
"""Seconds for which pages do not look again whether anything is imported."""


def current(settings: Settings) -> RupSource:
    """Return where RUP rows come from now; what is stored may decide."""
    return settings.rup or _decided(repr(settings), settings)


def look_again() -> None:
    """Look at once what is stored: this process imported something or undid it."""
    _decided.clear()


@st.cache_resource(ttl=LOOKED_AGAIN, show_spinner=False)
def _decided(key: str, _settings: Settings) -> RupSource:
    return current_source(_settings)
