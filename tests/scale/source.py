"""The sandbox over HTTP, its passes counted, and one of its answers held back on request."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from services.sandbox.serving.app import Options, make_app
from services.sandbox.serving.server import HOST, Handle, environment
from tests.waiting import until

RUP = "/api/v1/rup/"
Key = tuple[str, str, str]
HELD = 60.0


@dataclass
class Source:
    """passes: first pages asked for, by (dataset, KLPD, year). `hold` is the question held back."""

    app: ASGIApp
    passes: Counter[Key] = field(default_factory=Counter)
    asked: int = 0
    hold: int = 0
    settings: dict[str, str] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"].startswith(RUP):
            self.asked += 1
            number = self.asked
            sent = dict(parse_qsl(scope["query_string"].decode()))
            if "cursor" not in sent:
                dataset = scope["path"].removeprefix(RUP)
                self.passes[dataset, sent["kode_klpd"], sent["tahun"]] += 1
            for _ in range(int(HELD / 0.01)):
                if not self.hold or number < self.hold:
                    break
                await asyncio.sleep(0.01)
        await self.app(scope, receive, send)

    @contextmanager
    def held(self, number: int) -> Iterator[None]:
        """Hold back the answers from this question on, once it was asked, until the block ends."""
        self.hold = self.asked + number
        wanted = self.hold
        until(lambda: self.asked >= wanted, within=HELD)
        try:
            yield
        finally:
            self.hold = 0

    def anew(self) -> None:
        """Count from nothing."""
        self.passes.clear()
        self.hold = 0


@contextmanager
def source() -> Iterator[Source]:
    """Serve the sandbox on loopback."""
    options = Options()
    here = Source(make_app(options))
    config = uvicorn.Config(
        here, lifespan="off", log_config=None, log_level="critical", ws="none",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    with Handle(socket.create_server((HOST, 0)), uvicorn.Server(config), options) as handle:
        here.settings = dict(environment(handle.base_url))
        yield here
