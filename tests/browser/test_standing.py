"""The bars and the map that stand on the first page without a chart's program."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

from services.language.wording import rupiah_full
from tests.browser.acting import visit
from tests.browser.asking import KLPD, Lensa
from tests.browser.serving import Served

YEAR = 2025
PROGRAMS = "[class*=st-key-c_programs]"
FETCHED = "performance.getEntriesByType('resource').map(one => one.name)"


@pytest.fixture(scope="module")
def front(known: BrowserContext, served: Served) -> Iterator[Page]:
    """Return the first page, opened once: these tests only look and point."""
    page = known.new_page()
    visit(page, served.url, f"/?klpd={KLPD}&tahun={YEAR}")
    yield page
    page.close()


def said(page: Page, place: Locator) -> str:
    """Point at a place and return the only words that come up."""
    box = place.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    words = page.locator(".kata:visible")
    words.wait_for()
    return words.inner_text()


def test_bars_say_their_exact_value_under_the_pointer(lensa: Lensa, front: Page) -> None:
    page = front
    bars = page.locator(f"{PROGRAMS} .temu")
    bars.first.scroll_into_view_if_needed()
    for at, row in enumerate(lensa.table("pagu-per-program", YEAR).head(3).iter_rows(named=True)):
        lines = said(page, bars.nth(at)).split("\n")
        assert rupiah_full(row["pagu"]) in lines
        assert any(row["kd_program_str"] in line for line in lines)
    page.mouse.move(0, 0)
    page.locator(".kata:visible").wait_for(state="detached")


def test_bars_are_drawn_as_long_as_their_values(lensa: Lensa, front: Page) -> None:
    drawn = front.locator(f"{PROGRAMS} .bidang > i")
    pagu = lensa.table("pagu-per-program", YEAR)["pagu"].to_list()
    wide = [drawn.nth(at).evaluate("e => e.getBoundingClientRect().width") for at in range(5)]
    assert drawn.count() == 6
    assert [round(w / wide[0], 2) for w in wide] == [round(p / pagu[0], 2) for p in pagu[:5]]


def test_the_map_says_what_lies_under_the_pointer_and_nothing_of_deck_or_plotly_is_fetched(
    front: Page,
) -> None:
    page = front
    picture = page.locator(".lensa-peta img")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("e => e.complete && e.naturalWidth > 0")
    own = page.locator(".lensa-peta > i").nth(1)
    middle = own.evaluate(
        """e => {
          const box = e.getBoundingClientRect();
          const inside = e.style.clipPath.match(/evenodd, ?(.*)\\)/)[1].split(',').map(
            pair => pair.trim().split(' ').map(parseFloat));
          const mean = at => inside.reduce((sum, pair) => sum + pair[at], 0) / inside.length;
          return [box.x + box.width * mean(0) / 100, box.y + box.height * mean(1) / 100];
        }"""
    )
    page.mouse.move(*middle)
    words = page.locator(".kata:visible")
    words.wait_for()
    assert words.inner_text().split("\n")[0] == "Kab. Lombok Tengah"
    fetched = page.evaluate(FETCHED)
    assert any("/index." in name for name in fetched)
    assert [name for name in fetched if "Plotly" in name or "DeckGl" in name] == []
