"""What only Streamlit knows, for the doors that its server has beside the pages."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from pages.shell.platform import auth_section, connected, uploads
from pages.shell.platform.assets import ROOT
from services import settings as configuration
from services.api.host import Host

LOOKED_AGAIN = 1.0
Value = TypeVar("Value")


def host() -> Host:
    """Return this server as the doors see it."""
    return Host(
        settings=_once_a_second(lambda: configuration.load(ROOT)),
        app=connected.app,
        close=connected.close,
        login=_once_a_second(auth_section.is_configured),
        allowed_hosts=lambda: tuple(st.get_option("server.allowedHosts")),
        may_upload=uploads.is_admitted,
    )


def _once_a_second(look: Callable[[], Value]) -> Callable[[], Value]:
    """Return a function that looks at most once a second: a page asks for some 60 files."""
    known: list[tuple[float, Value]] = []

    def value() -> Value:
        now = time.monotonic()
        if not known or now - known[-1][0] >= LOOKED_AGAIN:
            known[:] = [(now, look())]
        return known[-1][1]

    return value
