"""What the doors need from whoever serves them, and what a door is made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from ..settings import Settings
from ..wiring import App
from .limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What only the server around the doors knows, each asked anew for every request.

    settings, app: may raise ConfigurationMissing; `app` is connected by the first call. close:
    closes every app. login: whether login is configured, True also where that is unclear.
    allowed_hosts: names that the operator allows besides loopback and LENSA_ALAMAT. may_upload:
    whether a session, by its id, may upload files. limits: those of all doors together.
    """

    settings: Callable[[], Settings]
    app: Callable[[], App]
    close: Callable[[], None]
    login: Callable[[], bool]
    allowed_hosts: Callable[[], Collection[str]]
    may_upload: Callable[[str], bool]
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A door of the server: routes of its own, or middleware around every answer.

    close: ends what the door began in the background.
    """

    routes: Sequence[BaseRoute] = ()
    middleware: Sequence[Middleware] = ()
    close: Callable[[], None] = lambda: None
