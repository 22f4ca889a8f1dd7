"""Answers of all three APIs carry the mark of the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

MARK = {"X-Lensa-Sandbox": "1"}
"""Header by which a client knows made rows, even when a live address points here."""


def json_reply(
    body: bytes | Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON answer; bytes are sent as they are."""
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Response(
        content, status, headers={**MARK, **(headers or {})}, media_type="application/json"
    )


def text_reply(
    body: str, status: int, media_type: str = "text/plain", headers: Mapping[str, str] | None = None
) -> Response:
    """Return a plain text or HTML answer, as proxies and firewalls give."""
    return Response(body, status, headers={**MARK, **(headers or {})}, media_type=media_type)
