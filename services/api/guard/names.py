"""The host names that the server answers to: loopback names, LENSA_ALAMAT's, the operator's.

Without this a page of another site could point its own name at this machine and read the answers
(DNS rebinding). Streamlit's `server.allowedHosts` guards its websocket alone.
"""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from ... import log
from ...errors import ConfigurationMissing
from ...settings import LOOPBACK
from ..host import Host

HEALTH = "/_stcore/health"
"""Holds no data, and monitors that speak HTTP/1.0 name no host."""
_REFUSED = "nama host ini tidak dilayani (server.allowedHosts, LENSA_ALAMAT)\n"
_POLICY_VIOLATION = 1008


def host_name(host: str) -> str:
    """Return the name of a Host header without its port, "" for what is none."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises for a port that is none
    except ValueError:
        return ""
    whole = not ("@" in parts.netloc or parts.path or parts.query or parts.fragment)
    return (parts.hostname or "").rstrip(".") if whole else ""


@lru_cache(maxsize=256)
def is_allowed(host: str, names: tuple[str, ...]) -> bool:
    """Return whether a Host header has one of these names; `*.` stands for any name below."""
    name = host_name(host)
    if not name:
        return False
    patterns = [pattern.strip().lower().rstrip(".") for pattern in names]
    return name in (*LOOPBACK, *patterns) or any(
        pattern == "*" or (pattern.startswith("*.") and name.endswith(pattern[1:]))
        for pattern in patterns
    )


class AllowedNames:
    """Middleware that refuses requests and websockets under any other host name."""

    def __init__(self, app: ASGIApp, host: Host) -> None:
        """Stand before an application."""
        self._app, self._host = app, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket") or self._answers(scope):
            await self._app(scope, receive, send)
            return
        log.warn("permintaan dengan nama host yang tidak dilayani ditolak")
        if scope["type"] == "websocket":
            await WebSocketClose(_POLICY_VIOLATION)(scope, receive, send)
            return
        refusal = PlainTextResponse(_REFUSED, HTTPStatus.FORBIDDEN)
        await refusal(scope, receive, send)

    def _answers(self, scope: Scope) -> bool:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if not hosts and scope["type"] == "http" and scope["path"] == HEALTH:
            return True
        if len(hosts) != 1:
            return False
        names = self._host.allowed_hosts()
        try:
            address = self._host.settings().address
        except ConfigurationMissing:  # a wrong setting adds no name
            address = ""
        if address:
            names = (*names, urlsplit(address).hostname or "")
        return is_allowed(hosts[0], tuple(names))
