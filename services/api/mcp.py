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
from ..errors import ConfigurationMissing
from .guard import porter
from .guard.guarded import closed, failure
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
        if refusal := self._refusal(Request(scope)):
            await refusal(scope, receive, send)
            return
        if self._tools is None:
            self._tools = await to_thread.run_sync(self._made)
        await self._tools(scope, receive, send)

    def _made(self) -> ASGIApp:
        from ..commands.mcp.http import McpApp  # noqa: PLC0415 - a second that most visitors save

        return McpApp(self._host.app)

    def _refusal(self, request: Request) -> Response | None:
        """Return the answer to a request that is not let in, None for one that is."""
        try:
            settings = self._host.settings()
        except ConfigurationMissing as error:
            return failure(HTTPStatus.SERVICE_UNAVAILABLE, error.message)
        authorization = request.headers.get("authorization", "")
        verdict = porter.decide(settings, login=self._host.login(), authorization=authorization)
        if not verdict.open:
            return closed(verdict)
        if seconds := self._host.limits.wait(request, settings):
            return failure(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"terlalu banyak permintaan; coba lagi dalam {seconds} detik",
                {"Retry-After": str(seconds)},
            )
        if find_spec("mcp") is None:
            return failure(HTTPStatus.NOT_FOUND, f"MCP membutuhkan: pip install '{EXTRA}'")
        return None
