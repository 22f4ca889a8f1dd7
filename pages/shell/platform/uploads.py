"""Who may import files through the Data page, and undo that (LENSA_UNGGAH).

A page that draws the field for files admits its session; the server's upload route is closed to all
others (services/api/guard/uploads.py).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from services.api.guard.names import host_name
from services.settings import LOOPBACK, Settings

MOST_ADMITTED = 10_000
"""Sessions that may upload at a time; the one admitted longest ago makes room."""

_FORWARDING = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"}
)
"""Headers that only a proxy writes, beside all that begin with X-Forwarded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What is known of a visitor: the session's login, where the server listens, the request.

    host: the request's Host. headers: the names of its headers.
    """

    logged_in: bool
    listens_on: str
    host: str
    headers: Collection[str]

    @property
    def local(self) -> bool:
        """Tell whether the visitor sits at this machine: a proxy makes everybody look so."""
        names = {name.lower() for name in self.headers}
        forwarded = bool(names & _FORWARDING) or any(n.startswith("x-forwarded") for n in names)
        return self.listens_on in LOOPBACK and host_name(self.host) in LOOPBACK and not forwarded


def allowed(settings: Settings, visit: Visit) -> bool:
    """Tell whether a visitor may import files: LENSA_UNGGAH, a login, or this machine itself."""
    if settings.uploads or visit.logged_in:
        return True
    return visit.local and not settings.address


def visit() -> Visit:
    """Return what is known of the visitor of this run."""
    headers = st.context.headers
    return Visit(
        logged_in=st.user.get("is_logged_in") is True,
        listens_on=str(st.get_option("server.address") or ""),
        host=headers.get("Host") or "",
        headers=tuple(headers.keys()),
    )


@dataclass(frozen=True, slots=True)
class _Admitted:
    """The ids of the sessions that may upload, as threads of pages and of the server share them."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    sessions: OrderedDict[str, None] = field(default_factory=OrderedDict)


_ADMITTED = _Admitted()


def admit() -> None:
    """Let this session upload files, which `allowed` must have decided."""
    context = get_script_run_ctx()
    if context is None:
        return
    with _ADMITTED.lock:
        _ADMITTED.sessions[context.session_id] = None
        _ADMITTED.sessions.move_to_end(context.session_id)
        while len(_ADMITTED.sessions) > MOST_ADMITTED:
            _ADMITTED.sessions.popitem(last=False)


def is_admitted(session: str) -> bool:
    """Return whether a session may upload files."""
    with _ADMITTED.lock:
        return session in _ADMITTED.sessions
