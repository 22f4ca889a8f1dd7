"""From Indonesia to a desa by clicks, and back; every step's link stands alone on a cold server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from services.reference import loader
from tests.browser.acting import visit
from tests.browser.conftest import NewPage
from tests.browser.descending import click_region, first_of_the_list, trail, up
from tests.browser.seeing import broken
from tests.browser.serving import Served, dashboard
from tests.browser.waiting import left, location, settled

pytestmark = pytest.mark.browser

LINK = "klpd=D304&tahun=2025"
WAY = ("52", "5202", "520204")
"""The middle of each can be pressed: Nusa Tenggara Barat, Lombok Tengah, kecamatan Pujut."""
DESA = "5202042001"
ANSWERS = 5_000
GEOMETRY = b'"bentuk"'
MOST_SENT = 13_000
"""Bytes that a rerun which changes nothing may send, some 85 messages (12.0 kB when measured).

Streamlit 1.67 sends a message for each element and container, 75 bytes at least, and on every run
the theme, the list of pages and the logo (3.3 kB).
"""


def test_clicks_lead_from_indonesia_to_a_desa_and_back_and_every_link_stands_alone(
    served: Served, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    visit(page, served.url, f"/wilayah?{LINK}&wilayah=52")  # reads it: the country counts it after
    visit(page, served.url, f"/wilayah?{LINK}&lihat=peta:indonesia")
    steps = [_seen(page)]
    for parent, code in zip(("", *WAY), WAY, strict=False):
        click_region(page, parent, code)
        steps.append(_seen(page))
    first_of_the_list(page, DESA)
    steps.append(_seen(page))
    assert [len(step["way"]) for step in steps] == [1, 2, 3, 4, 5]
    assert steps[-1]["way"] == ["Indonesia", *(one.name for one in loader.path(DESA))]
    assert broken(page) == []

    for step in reversed(steps[:-1]):
        page.go_back()
        page.wait_for_function("want => location.href.endsWith(want)", arg=step["link"])
        settled(page)
        assert _seen(page) == step
    for step in steps[1:]:
        page.go_forward()
        page.wait_for_function("want => location.href.endsWith(want)", arg=step["link"])
        settled(page)
    for code, step in zip((*reversed(WAY), ""), reversed(steps[:-1]), strict=True):
        up(page, code)
        left(page, f"wilayah={code}0" if code else "wilayah=")
        assert _seen(page)["way"] == step["way"]

    with dashboard(tmp_path, {"LENSA_DATA": str(served.data)}) as cold:
        for step in steps:
            fresh = new_page()
            visit(fresh, cold.url, str(step["link"]))
            assert _seen(fresh) == step
            fresh.close()


def test_a_rerun_that_changes_nothing_sends_no_map_again(served: Served, new_page: NewPage) -> None:
    page = new_page()
    received: list[bytes] = []
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived", lambda d: received.append(d if isinstance(d, bytes) else d.encode())
        ),
    )
    visit(page, served.url, f"/wilayah?{LINK}&wilayah=52")
    assert sum(GEOMETRY in frame for frame in received) == 1
    received.clear()
    page.keyboard.press("r")
    page.wait_for_timeout(ANSWERS)
    settled(page)
    assert len(received) > 20, "the rerun was answered"
    assert not [frame for frame in received if GEOMETRY in frame]
    assert sum(map(len, received)) <= MOST_SENT


def _seen(page: Page) -> dict[str, object]:
    """Return what makes the view: its link, the breadcrumb, the titles, the classes."""
    heads = page.locator("h2").all_inner_texts()
    legend = page.locator(".legenda").all_inner_texts()
    link = re.sub(r"^https?://[^/]+", "", location(page))
    return {"link": link, "way": trail(page), "heads": heads, "legend": legend}
