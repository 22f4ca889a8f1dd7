"""Serve doors of the product over HTTP on loopback, in this process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from services.api.server import Server

PAGE = "<html><head></head><body>halaman</body></html>"


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """Serve an application on a free port until the block ends; yield its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(100)
        config = uvicorn.Config(app, log_level="error", access_log=False, ws="websockets-sansio")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def asking(server: Server) -> Iterator[httpx.Client]:
    """Serve the doors before a page of their own; yield a client of them."""
    page = Route("/{path:path}", _page)
    app = Starlette(
        routes=[*server.routes, page],
        middleware=list(server.middleware),
        lifespan=server.lifespan,
    )
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def _page(request: Request) -> HTMLResponse:
    return HTMLResponse(PAGE)
