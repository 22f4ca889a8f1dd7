"""Answers as JSON or text, and the mark of the sandbox on all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MARK = (b"x-lensa-sandbox", b"1")
"""Header by which a client knows made rows, even when a live address points here."""


def marked(app: ASGIApp) -> ASGIApp:
    """Put the mark on every answer of an application, errors included."""

    async def layer(scope: Scope, receive: Receive, send: Send) -> None:
        async def marking(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), MARK]}
            await send(message)

        await app(scope, receive, marking)

    return layer


def json_reply(
    body: bytes | Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON answer; bytes are sent as they are."""
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Response(content, status, headers=headers, media_type="application/json")


def text_reply(
    body: str, status: int, media_type: str = "text/plain", headers: Mapping[str, str] | None = None
) -> Response:
    """Return a plain text or HTML answer, as proxies and firewalls give."""
    return Response(body, status, headers=headers, media_type=media_type)
