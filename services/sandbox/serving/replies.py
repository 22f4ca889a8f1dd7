"""Answers as JSON or text, the header that marks them as sample data, and number parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MARK = (b"x-lensa-sandbox", b"1")
"""Header that marks sample data, even when a live address points here."""
_DIGITS = 12


def marked(app: ASGIApp) -> ASGIApp:
    """Add the MARK header to every answer of an application, errors included."""

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


def whole_number(query: Mapping[str, str], name: str) -> int:
    """Return a parameter as a whole number, 0 for any other text and for absurdly long ones."""
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0
