"""The server is put together from doors, and Streamlit's own answers stand beside them."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.web.server.app_discovery import discover_asgi_app

from services import settings as configuration
from services.api.host import Door, Host
from services.api.server import serve
from services.wiring import App
from tests.api.serving import PAGE, asking

ROOT = Path(__file__).parents[2]


def _no_app() -> App:
    raise AssertionError("nothing was asked for")


@contextmanager
def _served(*doors: Door) -> Iterator[tuple[httpx.Client, list[str]]]:
    """Serve doors; also yield what was closed."""
    closed: list[str] = []
    host = Host(
        settings=lambda: configuration.from_mapping({}),
        app=_no_app,
        close=lambda: closed.append("app"),
        login=lambda: False,
        allowed_hosts=tuple,
        may_upload=lambda session: False,
    )
    with asking(serve(host, [lambda _, door=door: door for door in doors])) as client:
        yield client, closed


class _Marked:
    """Middleware that adds its name to those that a request passed."""

    def __init__(self, app: ASGIApp, name: str) -> None:
        self._app, self._name = app, name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["state"] = {"names": [*scope["state"].get("names", ()), self._name]}
        await self._app(scope, receive, send)


def test_doors_stand_before_the_pages_and_middleware_lies_in_their_order() -> None:
    def names(request: Request) -> PlainTextResponse:
        return PlainTextResponse(" ".join(request.state.names))

    outer = Door(middleware=[Middleware(_Marked, name="luar")])
    inner = Door(middleware=[Middleware(_Marked, name="dalam")], routes=[Route("/satu", names)])
    with _served(outer, inner) as (client, _):
        assert client.get("/satu").text == "luar dalam"
        assert client.get("/lain").text == PAGE


def test_the_end_of_the_server_closes_the_app_once() -> None:
    with _served() as (client, closed):
        client.get("/")
        assert closed == []
    assert closed == ["app"]


def test_streamlit_finds_the_server_in_the_file_of_the_first_page() -> None:
    assert discover_asgi_app(ROOT / "dashboard.py").import_string == "dashboard:app"
    assert "app" in runpy.run_path(str(ROOT / "dashboard.py"), run_name="dashboard")
