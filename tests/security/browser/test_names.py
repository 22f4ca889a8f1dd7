"""Names that would run as markup are shown as text on every page of the real dashboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from pages.shell.widgets import menu
from pages.shell.widgets.menu import Entry
from tests.browser.acting import visit
from tests.browser.conftest import keep_open
from tests.browser.seeing import address, broken, list_rows, ranked
from tests.browser.serving import Served, dashboard
from tests.security.browser.test_plain_text import READ
from tests.security.browser.wire import listening
from tests.security.echo import echoing, settings
from tests.security.hostile import LOUD, NAMES, Hostile

SEEN = 300
"""Milliseconds after which a chart shows the hover text of the mark under the pointer."""
MADE = """() => {
  const all = root => [...root.querySelectorAll('*')].flatMap(
    e => e.shadowRoot ? [e, ...all(e.shadowRoot)] : [e]);
  return all(document).filter(e =>
    [...e.attributes].some(a => a.name.startsWith('on') || /^javascript:/i.test(a.value)
      || a.value === 'x' && a.name === 'src' || a.value.includes('127.0.0.1:9/')
      && ['src', 'href', 'data', 'action'].includes(a.name)))
  .map(e => e.outerHTML.slice(0, 200)); }"""
"""Script: the elements with an attribute that only a name shown as markup could have made."""
MORE = {
    "cari": "&q=img",
    "wilayah": "&wilayah=5202",
    "kaji_ulang": "&kode=1",
    "paket": "&kode=1",
}
QUIET = frozenset({"banding", "data", "lokasi", "tanda"})
"""Pages that show names of programs, satkers or regions nowhere outside of grids and boxes, and the
one of flags, since no rule flags these rows: its lists are those of the other pages."""
FILLED_IN = NAMES[10]
"""A name with placeholders, which Plotly replaces unless they are escaped."""


@pytest.fixture(scope="module")
def hostile(known: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with (
        echoing(Hostile()) as upstream,
        dashboard(tmp_path_factory.mktemp("nama"), settings(upstream)) as served,
        keep_open(known, served),
    ):
        yield served


@pytest.mark.parametrize("entry", menu.entries(), ids=lambda entry: entry.name)
def test_names_are_text_on_every_page_and_nothing_of_them_runs(
    entry: Entry, hostile: Served, page: Page
) -> None:
    wire = listening(page)
    link = f"?klpd=D304&tahun=2024&tahun=2025{MORE.get(entry.name, '')}"
    visit(page, hostile.url, f"{address(entry)}{link}")
    _look_everywhere(page)
    assert (wire.ran, page.evaluate("window.__hit ?? null")) == ([], None)
    assert page.evaluate(MADE) == []
    assert wire.hosts == {"127.0.0.1"}
    assert not [asked for asked in wire.asked if ":9/" in asked]
    said = page.evaluate(READ)
    assert LOUD in said or entry.name in QUIET
    assert page.get_by_test_id("stException").count() == 0
    assert [fault for fault in broken(page) if fault.startswith(("exception", "too wide"))] == []
    assert "Traceback" not in hostile.log.read_text()


def _look_everywhere(page: Page) -> None:
    """Open a box of names, where there is one, and point at the first marks of each chart."""
    box = page.locator(".st-key-f_satker input, [data-testid=stMain] input[role=combobox]").first
    if box.count():
        box.click()
        page.get_by_role("option").first.wait_for()
        assert page.evaluate(MADE) == []
        page.keyboard.press("Escape")
    marks = ".point path, .points path, [data-testid=stDeckGlJsonChart] canvas"
    for mark in page.locator(marks).all()[:4]:
        mark.scroll_into_view_if_needed()
        spot = mark.bounding_box()
        if spot:
            across, down = spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2
            page.mouse.move(across - 4, down)
            page.mouse.move(across, down)
            page.wait_for_timeout(SEEN)


def test_a_list_fills_nothing_into_a_name_and_a_hover_says_it_as_written(
    hostile: Served, page: Page
) -> None:
    visit(page, hostile.url, "/program?klpd=D304&tahun=2025&hal=1")
    drawn = ranked(page, "pagu-per-program")
    named = [row.name for row in list_rows(page, "pagu-per-program")]
    assert any(FILLED_IN in name for name in named)
    (at, *_) = (at for at, name in enumerate(named) if LOUD in name)
    drawn.locator("button.baris").nth(at).hover()
    drawn.locator(".petunjuk b").get_by_text(named[at], exact=True).wait_for()
    assert page.evaluate("window.__hit ?? null") is None
    assert page.evaluate(MADE) == []
