"""Who may import files through the Data page, and undo that (LENSA_UNGGAH)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from services.settings import LOOPBACK, Settings

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
        return self.listens_on in LOOPBACK and _name(self.host) in LOOPBACK and not forwarded


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


def _name(host: str) -> str:
    """Return the name of a Host header without its port, "" for what is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
