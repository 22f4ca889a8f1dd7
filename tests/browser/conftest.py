"""Fixtures of the browser tests: one warm dashboard and one Chromium for the session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize

from tests.browser import chromium
from tests.browser.asking import Lensa
from tests.browser.serving import Served, dashboard
from tests.browser.waiting import WATCH

SLOW = 60_000
DESKTOP: ViewportSize = {"width": 1366, "height": 768}
STILL = {"viewport": DESKTOP, "locale": "id-ID", "reduced_motion": "reduce"}
"""Nothing moves by itself: Chromium would paint what moves for as long as a page waits."""
NewPage = Callable[..., Page]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """The Chromium of the session and its net log, which is complete once Chromium has ended."""

    browser: Browser
    net_log: Path


@pytest.fixture(scope="session")
def chrome(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Return the one Chromium of all tests here; none of its requests may leave this machine."""
    net_log = tmp_path_factory.mktemp("netlog") / "net.json"
    with chromium.browser(playwright, net_log) as browser:
        yield Chrome(browser=browser, net_log=net_log)
    assert chromium.strangers(net_log) == set()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with dashboard(tmp_path_factory.mktemp("dashboard")) as running:
        yield running


@pytest.fixture
def lensa(served: Served, tmp_path: Path) -> Lensa:
    """Return the command over the data of the warm dashboard."""
    return Lensa(data=served.data, folder=tmp_path)


@pytest.fixture(scope="session")
def known(chrome: Chrome, served: Served) -> Iterator[BrowserContext]:
    """Return the context of a reader who was here before: scripts come from its cache."""
    context = context_of(chrome)
    with keep_open(context, served):
        yield context


@pytest.fixture
def page(known: BrowserContext) -> Iterator[Page]:
    """Return an empty page of a reader who was here before."""
    opened = known.new_page()
    yield opened
    opened.close()


@pytest.fixture
def new_page(known: BrowserContext) -> Iterator[NewPage]:
    """Return a function that opens an empty page of a reader who was here before.

    Its settings are `viewport` and `color_scheme`.
    """
    with ExitStack() as stack:

        def opened(
            viewport: ViewportSize | None = None, color_scheme: Literal["light", "dark"] = "light"
        ) -> Page:
            page = known.new_page()
            stack.callback(page.close)
            page.set_viewport_size(viewport or DESKTOP)
            page.emulate_media(color_scheme=color_scheme)
            return page

        yield opened


@pytest.fixture
def stranger(chrome: Chrome) -> Iterator[NewPage]:
    """Return a function that opens an empty page in a context of its own: of a new reader."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(context_of(chrome, **settings)).new_page()


@contextmanager
def keep_open(context: BrowserContext, served: Served) -> Iterator[None]:
    """Keep a page open: the process that has compiled the scripts ends with its last page."""
    page = context.new_page()
    page.goto(served.url)
    yield
    page.close()


def context_of(chrome: Chrome, **settings: Any) -> BrowserContext:
    """Return a new context: a reader with a cache and a window of their own."""
    context = chrome.browser.new_context(**STILL | settings)
    context.set_default_timeout(SLOW)
    context.add_init_script(WATCH)
    return context
