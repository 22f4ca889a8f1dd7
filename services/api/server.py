"""The server's doors put together: routes, middleware and lifespan for `st.App` or any Starlette.

A door is a function of `Host` that returns a `Door`. To add one, write it in a module of its own in
this folder and put it into `DOORS` as one more line. Routes come in that order, before Streamlit's
own; middleware lies in that order from the outside to the inside, around Streamlit's own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

from anyio import to_thread
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from .. import log
from ..machine import raise_descriptor_limit, run_queries_in_memory
from . import mcp, previews, routes
from .guard.headers import SafeHeaders
from .guard.names import AllowedNames
from .guard.uploads import UploadGate
from .host import Door, Host

OpenDoor: TypeAlias = Callable[[Host], Door]
DOORS: tuple[OpenDoor, ...] = (
    lambda host: Door(middleware=[Middleware(SafeHeaders)]),
    lambda host: Door(middleware=[Middleware(AllowedNames, host=host)]),
    lambda host: Door(middleware=[Middleware(UploadGate, host=host)]),
    previews.door,
    routes.door,
    mcp.door,
)
"""Every door beside the pages, from the outside to the inside."""

Lifespan: TypeAlias = Callable[[object], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What a Starlette application takes: routes, middleware, and what begins and ends with it."""

    routes: Sequence[BaseRoute]
    middleware: Sequence[Middleware]
    lifespan: Lifespan


def serve(host: Host, doors: Sequence[OpenDoor] = DOORS) -> Server:
    """Return the routes and middleware of all doors, and the lifespan that closes their app."""
    opened = [door(host) for door in doors]

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        log.configure()
        log.to_stderr()
        raise_descriptor_limit()
        run_queries_in_memory()
        try:
            yield
        finally:
            for door in opened:
                await to_thread.run_sync(door.close)
            await to_thread.run_sync(host.close)

    return Server(
        routes=[route for door in opened for route in door.routes],
        middleware=[layer for door in opened for layer in door.middleware],
        lifespan=lifespan,
    )
