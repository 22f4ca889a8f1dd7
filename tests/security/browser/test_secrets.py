"""Canary secrets are nowhere in a browser: DOM, websocket, downloads; nor in the server's log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.acting import open_menu, press_download, visit
from tests.browser.serving import Served, dashboard
from tests.security.browser.test_plain_text import READ
from tests.security.browser.wire import listening
from tests.security.canaries import PLANTED, found, found_below
from tests.security.echo import Echo, echoing, settings

PAGES = ("/program", "/wilayah", "/lokasi", "/data", "/cari")
FINE = b"Removing orphaned files"
"""What Streamlit says at the level DEBUG alone."""
LINK = "?klpd=D304&tahun=2025&wilayah=5202&q=tanaman"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeating:
    """A dashboard whose upstreams repeat every secret."""

    served: Served
    echo: Echo


@pytest.fixture(scope="module")
def repeating(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repeating]:
    echo = Echo(refusal="forbidden")
    with echoing(echo) as upstream:
        loud = {**settings(upstream), "STREAMLIT_LOGGER_LEVEL": "debug"}
        with dashboard(tmp_path_factory.mktemp("kenari"), loud) as served:
            yield Repeating(served=served, echo=echo)


def test_no_error_screen_and_no_frame_holds_a_secret(repeating: Repeating, page: Page) -> None:
    wire = listening(page)
    for path in PAGES:
        visit(page, repeating.served.url, f"{path}{LINK}")
        assert found(page.content()) == set(), path
    repeating.echo.refusal = "unauthorized"
    visit(page, repeating.served.url, f"/program{LINK}")
    page.locator(".st-key-retry button").click()
    page.wait_for_timeout(1000)
    assert found(page.content()) == set()
    assert len(repeating.echo.asked) > 3
    _nowhere_else(repeating, wire.received)
    assert b"rahasia" in wire.received


def test_no_data_page_download_or_frame_holds_a_secret_and_what_was_planted_is_found(
    repeating: Repeating, page: Page, tmp_path: Path
) -> None:
    repeating.echo.refusal = ""
    wire = listening(page)
    visit(page, repeating.served.url, "/program?klpd=D304&tahun=2022")
    assert found(page.evaluate(READ), also=PLANTED) == {PLANTED}
    menu = open_menu(page, "pagu-per-program")
    given = press_download(page, menu.locator('[class*="st-key-d_"] button:visible'))
    given.save_as(tmp_path / "unduhan.csv")
    assert found_below(tmp_path, also=PLANTED) == {"unduhan.csv": {PLANTED}}
    visit(page, repeating.served.url, "/data?klpd=D304&tahun=2022")
    assert found(page.content() + page.evaluate(READ)) == set()
    assert found(wire.received, also=PLANTED) == {PLANTED}
    _nowhere_else(repeating, b"")
    stored = found_below(repeating.served.data, also=PLANTED)
    assert set().union(*stored.values()) == {PLANTED}


def _nowhere_else(repeating: Repeating, received: bytes) -> None:
    """Search the frames, the server's log at its finest, and the data folder."""
    assert found(received) == set()
    log = repeating.served.log.read_bytes()
    assert FINE in log
    assert found(log) == set()
    assert found_below(repeating.served.data) == {}
