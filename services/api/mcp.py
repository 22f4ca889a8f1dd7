"""The door `/mcp`: tools for the programs of language models, behind the same porter and limits."""

from __future__ import annotations

from http import HTTPStatus
from importlib.util import find_spec

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ..commands.mcp import PATH
from .guard.guarded import admit, failure
from .host import Door, Host

EXTRA = "lensa-rup[mcp]"


def door(host: Host) -> Door:
    """Return the route; without the extra it says what is not installed."""
    return Door(routes=[Route(PATH, _Mcp(host))])


class _Mcp:
    """The application behind the route; the tools are made by the first request let in."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._tools: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        entry = admit(self._host, Request(scope))
        if not isinstance(entry, Response) and find_spec("mcp") is None:
            entry = failure(HTTPStatus.NOT_FOUND, f"MCP membutuhkan: pip install '{EXTRA}'")
        if isinstance(entry, Response):
            await entry(scope, receive, send)
            return
        if self._tools is None:
            self._tools = await to_thread.run_sync(self._made)
        await self._tools(scope, receive, send)

    def _made(self) -> ASGIApp:
        from ..commands.mcp.http import McpApp  # noqa: PLC0415 - a second that most visitors save

        return McpApp(self._host.app)
