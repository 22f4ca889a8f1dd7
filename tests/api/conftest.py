"""What the tests of the API share: a store that the sandbox filled, and doors over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

import httpx
import pytest

from services import settings as configuration
from services.api.host import Host
from services.api.limits import Limits
from services.api.server import serve
from services.budgets import Budgets
from services.repository import gather
from services.upstream.catalog import klpd_names
from services.wiring import App, connect
from tests.api.serving import asking

KLPD = ("D304", "D133")
YEARS = (2024, 2025)
Ask: TypeAlias = Callable[..., AbstractContextManager[httpx.Client]]


class Idle(Budgets):
    """Budgets that are never used up, for tests of everything else."""

    def __init__(self) -> None:
        now = iter(range(0, 10**9, 3600))
        super().__init__(clock=lambda: float(next(now)))


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Return an app over a folder with every dataset of two KLPD in two years."""
    folder = tmp_path_factory.mktemp("api")
    app = connect(configuration.from_mapping({"LENSA_DATA": str(folder)}))
    outcomes = gather(app.repository, app.rup(klpd_names(), KLPD, YEARS))
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    yield app
    app.close()


@dataclass(kw_only=True)
class Doors:
    """Doors over an app, with settings and a login that a test may change while they are open."""

    app: App
    texts: dict[str, str] = field(default_factory=dict)
    login: bool = False
    names: tuple[str, ...] = ()
    uploaders: tuple[str, ...] = ()
    limits: Limits = field(default_factory=lambda: Limits(Idle()))

    def host(self) -> Host:
        """Return these doors' host."""
        return Host(
            settings=lambda: configuration.from_mapping(self.texts),
            app=lambda: self.app,
            close=lambda: None,
            login=lambda: self.login,
            allowed_hosts=lambda: self.names,
            may_upload=lambda session: session in self.uploaders,
            limits=self.limits,
        )

    @contextmanager
    def open(self) -> Iterator[httpx.Client]:
        """Serve them; yield a client."""
        with asking(serve(self.host())) as client:
            yield client


@pytest.fixture
def doors(stored: App) -> Doors:
    """Return doors over the stored rows."""
    return Doors(app=stored)


@pytest.fixture(scope="session")
def client(stored: App) -> Iterator[httpx.Client]:
    """Return a client of doors over the stored rows, for tests that change nothing."""
    with Doors(app=stored).open() as opened:
        yield opened


def error(answer: httpx.Response) -> Mapping[str, str]:
    """Return an error after looking at its form: one line as JSON, never stored."""
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    content: dict[str, str] = answer.json()
    assert content["galat"]
    assert "\n" not in content["galat"]
    return content
