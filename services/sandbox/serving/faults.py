"""Faults of the sandbox, each a small ASGI layer."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .inaproc import error_reply
from .replies import json_reply, text_reply

HARI = "lensa.hari"
"""Key of the ASGI scope: how many days later the rows are to be served."""

FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "429": "setiap permintaan keempat dijawab 429 dengan Retry-After: 1",
        "503": "setiap permintaan keempat dijawab 503",
        "lambat": "setiap jawaban ditunda 0,4 detik",
        "berubah": "KLPD dan tahun yang sama pada hari kemudian: baris baru, berubah, hilang",
        "html403": "halaman HTML 403 dari firewall untuk RUP, sebelum token diperiksa",
        "kosong": "jawaban berhasil tanpa satu baris pun",
        "putus": "setiap permintaan ketiga putus di tengah jawaban",
        "tantangan": "daftar legacy dijawab 200 dengan halaman HTML, bukan JSON",
        "bom": "daftar legacy diawali tanda urutan byte (BOM)",
    }
)
_DELAY = 0.4
_WAF = (
    "<!DOCTYPE html><html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1>"
    "<p>Your request was blocked by the web application firewall.</p></body></html>"
)
_CHALLENGE = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    "<h1>Checking your browser</h1><noscript>Enable JavaScript.</noscript></body></html>"
)
_BOM = b"\xef\xbb\xbf"
_LEGACY = "/api/legacy/rup/"
_RUP = ("/api/v1/rup/", _LEGACY)

Layer = Callable[[ASGIApp], ASGIApp]
Reply = Callable[[str], Response | None]
"""Returns the answer to a path, None where the application answers as usual."""


def _answer_by(make_reply: Callable[[], Reply]) -> Layer:
    """Return a layer that sends the response of a reply; where it is None, the application answers.

    `make_reply` is called once for each application, so that each has counts of its own.
    """

    def add(app: ASGIApp) -> ASGIApp:
        reply = make_reply()

        async def layer(scope: Scope, receive: Receive, send: Send) -> None:
            answer = reply(scope["path"]) if scope["type"] == "http" else None
            await (answer or app)(scope, receive, send)

        return layer

    return add


def _every_fourth(status: int, headers: Mapping[str, str] | None = None) -> Callable[[], Reply]:
    """Return a maker of replies that give an error to every fourth request."""

    def make_reply() -> Reply:
        count = itertools.count(1)

        def reply(path: str) -> Response | None:
            if next(count) % 4:
                return None
            if path.startswith(_RUP):
                return error_reply(status, headers=headers)
            text = "Too Many Requests" if status == 429 else "Gateway Timeout"
            return text_reply(text, status, headers=headers)

        return reply

    return make_reply


def _firewall(path: str) -> Response | None:
    return text_reply(_WAF, 403, "text/html") if path.startswith(_RUP) else None


def _no_rows(path: str) -> Response | None:
    if path.startswith(_LEGACY):
        return json_reply(b"[]")
    if path.startswith(_RUP):
        return json_reply({"success": True, "data": [], "meta": {"limit": 1000}})
    if path.startswith("/masterdata/v1/"):
        return json_reply({"status": 200, "error": False, "message": "success", "data": []})
    if path == "/v1/locations":
        return json_reply({"meta": {"success": True, "status": 200}, "data": []})
    return None


def _challenge(path: str) -> Response | None:
    return text_reply(_CHALLENGE, 200, "text/html") if path.startswith(_LEGACY) else None


def _marked_bytes(app: ASGIApp) -> ASGIApp:
    """Put a byte-order mark before every legacy list."""

    async def layer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_LEGACY):
            await app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [pair for pair in message["headers"] if pair[0] != b"content-length"]
                message = {**message, "headers": headers}
            elif message.get("body", b"").startswith(b"["):
                message = {**message, "body": _BOM + message["body"]}
            await send(message)

        await app(scope, receive, marked)

    return layer


def _delayed(app: ASGIApp) -> ASGIApp:
    async def layer(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(_DELAY)
        await app(scope, receive, send)

    return layer


def _a_day_later(app: ASGIApp) -> ASGIApp:
    async def layer(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, HARI: 1}, receive, send)

    return layer


def _cut_off(app: ASGIApp) -> ASGIApp:
    """Announce the full length of every third answer, send half of the body, and hang up."""
    count = itertools.count(1)

    async def layer(scope: Scope, receive: Receive, send: Send) -> None:
        if next(count) % 3:
            await app(scope, receive, send)
            return

        async def half(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            body = message.get("body", b"")
            await send({**message, "body": body[: len(body) // 2], "more_body": True})

        await app(scope, receive, half)

    return layer


_LAYERS: Mapping[str, Layer] = MappingProxyType(
    {
        "429": _answer_by(_every_fourth(429, {"Retry-After": "1"})),
        "503": _answer_by(_every_fourth(503)),
        "lambat": _delayed,
        "berubah": _a_day_later,
        "html403": _answer_by(lambda: _firewall),
        "kosong": _answer_by(lambda: _no_rows),
        "putus": _cut_off,
        "tantangan": _answer_by(lambda: _challenge),
        "bom": _marked_bytes,
    }
)


def with_faults(app: ASGIApp, names: Iterable[str]) -> ASGIApp:
    """Return the application behind these faults, the first named outermost.

    Raises ValueError, with the names of the known faults, for an unknown one.
    """
    chosen = tuple(names)
    unknown = [name for name in chosen if name not in _LAYERS]
    if unknown:
        raise ValueError(
            f"gangguan tidak dikenal: {', '.join(unknown)} (yang ada: {', '.join(FAULTS)})"
        )
    for name in reversed(chosen):
        app = _LAYERS[name](app)
    return app
