"""Pages run in this process on the embedded sandbox, as a browser that comes from outside."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stamina
import streamlit as st
from streamlit.testing.v1 import AppTest

from services.sandbox.serving import server as sandbox
from services.settings import DEFAULTS
from tests.pages.seeing import reading
from tests.pages.truth import Truth
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder that all tests read from and fill as they go."""
    return tmp_path_factory.mktemp("lensa")


@pytest.fixture
def data(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the pages no credentials and the shared data folder.

    What they opened stays open for the next test, unless this one changed the settings.
    """
    for name in DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    given = {"LENSA_DATA": str(shared)}
    monkeypatch.setenv("LENSA_DATA", given["LENSA_DATA"])
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scan, list)  # each test would look through all installed packages anew
    with stamina.set_testing(True, attempts=1):
        yield shared
        if {name: os.environ[name] for name in DEFAULTS if name in os.environ} != given:
            st.cache_resource.clear()


@pytest.fixture
def nothing_stored(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the pages an empty data folder instead."""
    monkeypatch.setenv("LENSA_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def pointed(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Point every upstream at a sandbox of its own process, as live as settings can be."""
    with sandbox.serve() as handle:
        for name, value in sandbox.environment(handle.base_url).items():
            monkeypatch.setenv(name, value)
        yield handle.base_url.removeprefix("http://")


@pytest.fixture
def begun(data: Path) -> Open:
    """Open a page by its file with a link, and run it once; a list repeats its key."""

    def open_page(file: str = "dashboard.py", **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        if file != "dashboard.py":
            app.switch_page(file)
        return app.run()

    return open_page


@pytest.fixture
def opened(begun: Open) -> Open:
    """Open a page as `begun` does, and run it again until it waits for nothing more.

    In a browser the page's fragment does so.
    """

    def open_page(file: str = "dashboard.py", **query: str | list[str]) -> AppTest:
        app = begun(file, **query)
        until(lambda: not reading(app) or not reading(app.run()))
        assert [error.value for error in app.exception] == []
        return app

    return open_page


@pytest.fixture
def truth(data: Path) -> Iterator[Truth]:
    """Compute tables apart from the pages, from the same stored rows."""
    found = Truth.connected()
    yield found
    found.app.close()
