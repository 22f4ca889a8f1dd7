"""Ways in which the sandbox misbehaves on purpose, each a small ASGI layer."""

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
    }
)
_DELAY = 0.4
_WAF = (
    "<!DOCTYPE html><html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1>"
    "<p>Your request was blocked by the web application firewall.</p></body></html>"
)
_RUP = "/api/v1/rup/"

Layer = Callable[[ASGIApp], ASGIApp]


def _answering(app: ASGIApp, reply: Callable[[str], Response | None]) -> ASGIApp:
    """Answer by `reply` of the path where it gives an answer, else as usual."""

    async def layer(scope: Scope, receive: Receive, send: Send) -> None:
        given = reply(scope["path"]) if scope["type"] == "http" else None
        await (given or app)(scope, receive, send)

    return layer


def _every(turn: int, make: Callable[[str], Response]) -> Callable[[str], Response | None]:
    count = itertools.count(1)
    return lambda path: make(path) if next(count) % turn == 0 else None


def _error(path: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    if path.startswith(_RUP):
        return error_reply(status, headers=headers)
    text = "Too Many Requests" if status == 429 else "Gateway Timeout"
    return text_reply(text, status, headers=headers)


def _busy(app: ASGIApp) -> ASGIApp:
    return _answering(app, _every(4, lambda path: _error(path, 429, {"Retry-After": "1"})))


def _unavailable(app: ASGIApp) -> ASGIApp:
    return _answering(app, _every(4, lambda path: _error(path, 503)))


def _firewall(app: ASGIApp) -> ASGIApp:
    def reply(path: str) -> Response | None:
        return text_reply(_WAF, 403, "text/html") if path.startswith(_RUP) else None

    return _answering(app, reply)


def _nothing(path: str) -> Response | None:
    if path.startswith(_RUP):
        return json_reply({"success": True, "data": [], "meta": {"limit": 1000}})
    if path.startswith("/masterdata/v1/"):
        return json_reply({"status": 200, "error": False, "message": "success", "data": []})
    if path == "/v1/locations":
        return json_reply({"meta": {"success": True, "status": 200}, "data": []})
    return None


def _empty(app: ASGIApp) -> ASGIApp:
    return _answering(app, _nothing)


def _slow(app: ASGIApp) -> ASGIApp:
    async def layer(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(_DELAY)
        await app(scope, receive, send)

    return layer


def _changed(app: ASGIApp) -> ASGIApp:
    async def layer(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, HARI: 1}, receive, send)

    return layer


def _cut(app: ASGIApp) -> ASGIApp:
    """Promise the whole length, send half of the body, and hang up."""
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
        "429": _busy,
        "503": _unavailable,
        "lambat": _slow,
        "berubah": _changed,
        "html403": _firewall,
        "kosong": _empty,
        "putus": _cut,
    }
)


def with_faults(app: ASGIApp, names: Iterable[str]) -> ASGIApp:
    """Return the application behind these faults, the first named outermost.

    Raises ValueError that names the known ones for any other.
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
