"""The one app of this process for the current settings, shared by all pages and all doors."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

import streamlit as st

from pages.shell.platform.assets import ROOT
from pages.shell.reading import rup_source
from services import settings as configuration
from services.settings import Settings
from services.wiring import App, connect


def app() -> App:
    """Return the app of the current settings; raise ConfigurationMissing when one is wrong."""
    settings = configuration.load(ROOT)
    # asdict, since repr(settings) leaves secrets out: other secrets are another app
    identity = (asdict(settings), rup_source.current(settings))
    return _connected(hashlib.sha256(repr(identity).encode()).hexdigest(), settings)


def close() -> None:
    """Close every app that this process has connected."""
    _connected.clear()


@st.cache_resource(max_entries=4, show_spinner=False, on_release=App.close)
def _connected(key: str, _settings: Settings) -> App:
    return connect(_settings)
