"""`/mcp`: the same tools over HTTP, as an application that a server mounts behind its porter."""

from __future__ import annotations

from collections.abc import Callable

from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import Receive, Scope, Send

from ...wiring import App
from . import PATH
from .server import server

LARGEST = 64 * 1024
"""Bytes of a question."""


class McpApp:
    """An ASGI application for PATH; every request stands by itself, so no session is kept.

    app: returns the connected app. Who is let in, and which host names are answered, is the
    server's concern, as for its other doors.
    """

    def __init__(self, app: Callable[[], App]) -> None:
        """Make the tools once."""
        self._server = server(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        one = self._server.streamable_http_app(
            streamable_http_path=PATH,
            stateless_http=True,
            json_response=True,
            max_request_body_size=LARGEST,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        async with one.router.lifespan_context(one):
            await one(scope, receive, send)
