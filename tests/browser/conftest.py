"""Fixtures of the browser tests: one warm dashboard and one Chromium for the session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.browser.serving import Served, dashboard

SLOW = 60_000
DESKTOP = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def net_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("netlog") / "net.json"


@pytest.fixture(scope="session")
def browser(net_log: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium.browser(playwright, net_log) as opened:
        yield opened


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with dashboard(tmp_path_factory.mktemp("dashboard")) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, locale="id-ID")
    context.set_default_timeout(SLOW)
    opened = context.new_page()
    yield opened
    context.close()
