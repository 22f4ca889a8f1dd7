"""Headers of every answer: a request id, which log lines have too, and what browsers must not do.

A page with `?embed=true` may stand in a frame of any site, every other page in frames of this one
alone. What a page may load is what the proxy example of docs/security.md allows, tested there.
"""

from __future__ import annotations

import re
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...log import REQUEST

REQUEST_ID = b"x-request-id"
ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
)
_FOR_CRAWLERS = "'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"
"""The only inline script of Streamlit's page; another one would be refused and change nothing."""
_PAGE = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' blob: 'wasm-unsafe-eval' {_FOR_CRAWLERS}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
_EMBEDDED = re.compile(rb"(^|&)embed=true(&|$)", re.IGNORECASE)
POLICY = "Content-Security-Policy"


def page_policy(query: bytes) -> str:
    """Return the policy of a page that was asked for with this query."""
    return _PAGE if _EMBEDDED.search(query) else f"{_PAGE}; frame-ancestors 'self'"


class SafeHeaders:
    """Middleware that completes the headers of every answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the request, and add the headers that its answer does not have yet."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = token_hex(8)

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = dict(message["headers"])
                wanted = [*ALWAYS, (REQUEST_ID, name.encode())]
                if given.get(b"content-type", b"").startswith(b"text/html"):
                    policy = page_policy(scope["query_string"])
                    wanted.append((POLICY.lower().encode(), policy.encode()))
                more = [pair for pair in wanted if pair[0] not in given]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        token = REQUEST.set(name)
        try:
            await self._app(scope, receive, complete)
        finally:
            REQUEST.reset(token)
