"""The three APIs over loopback with every n-th answer spoiled, and every pass counted."""

from __future__ import annotations

import itertools
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.sandbox.serving.app import Options, make_app
from services.sandbox.serving.server import HOST, Handle, environment

RUP = "/api/v1/rup/"
Key = tuple[str, str, str]


@dataclass
class Faulty:
    """An application whose every `every`-th answer is spoiled: 503, 429, HTML, cut, in turn.

    passes: first pages answered well, by (dataset, KLPD, year); asked and spoiled count requests.
    """

    app: ASGIApp
    every: int
    passes: Counter[Key] = field(default_factory=Counter)
    asked: int = 0
    spoiled: int = 0
    _turns: Iterator[int] = field(default_factory=itertools.count)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.asked += 1
        if self.asked % self.every == 0:
            self.spoiled += 1
            await self._spoil(next(self._turns) % 4, scope, receive, send)
            return
        self._count(scope)
        await self.app(scope, receive, send)

    def _count(self, scope: Scope) -> None:
        sent = dict(parse_qsl(scope["query_string"].decode()))
        if scope["path"].startswith(RUP) and "cursor" not in sent:
            dataset = scope["path"].removeprefix(RUP)
            self.passes[dataset, sent.get("kode_klpd", ""), sent.get("tahun", "")] += 1

    async def _spoil(self, turn: int, scope: Scope, receive: Receive, send: Send) -> None:
        if turn == 3:
            await self.app(scope, receive, _half(send))
            return
        replies = (
            Response(b"upstream connect error", 503),
            Response(b'{"success":false}', 429, headers={"Retry-After": "0"}),
            Response(b"<html><body>Sedang dalam pemeliharaan</body></html>", 200),
        )
        await replies[turn](scope, receive, send)


def _half(send: Send) -> Send:
    """Promise the whole length and send half of the body."""

    async def half(message: Message) -> None:
        body = message.get("body", b"")
        short = {"body": body[: len(body) // 2], "more_body": True} if body else {}
        await send({**message, **short})

    return half


@dataclass(frozen=True)
class Upstream:
    """A served application and the settings that point a client at it."""

    faulty: Faulty
    settings: dict[str, str]


@contextmanager
def upstream(every: int) -> Iterator[Upstream]:
    """Serve the three APIs with every `every`-th answer spoiled."""
    options = Options()
    faulty = Faulty(make_app(options), every)
    config = uvicorn.Config(
        faulty, lifespan="off", log_config=None, log_level="critical", ws="none",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    listener = socket.create_server((HOST, 0))
    with Handle(listener, uvicorn.Server(config), options) as handle:
        yield Upstream(faulty, dict(environment(handle.base_url)))
