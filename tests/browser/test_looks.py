"""Every page on a phone, in the dark, in English: labelled, nothing cut, nothing too wide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from pages.shell.widgets import menu
from pages.shell.widgets.menu import Entry
from services.charts.palette import palette
from services.language.wording import text
from tests.browser.acting import visit
from tests.browser.asking import KLPD
from tests.browser.conftest import DESKTOP, Chrome, NewPage, context_of
from tests.browser.expecting import EXPECTED, NOTHING
from tests.browser.seeing import address, background, broken, sample_label, title
from tests.browser.serving import Served

PHONE = {"width": 360, "height": 780}
MAIN = "document.querySelector('[data-testid=stMain]').scrollWidth"


@pytest.fixture(scope="module")
def phone(chrome: Chrome) -> Iterator[BrowserContext]:
    context = context_of(chrome, viewport=PHONE, color_scheme="dark", locale="en-GB")
    yield context
    context.close()


@pytest.mark.parametrize("entry", menu.entries(), ids=lambda entry: entry.name)
def test_a_phone_in_the_dark_in_english(
    entry: Entry, served: Served, phone: BrowserContext
) -> None:
    page = phone.new_page()
    more = EXPECTED.get(entry.name, NOTHING).more
    visit(page, served.url, f"{address(entry)}?klpd={KLPD}&tahun=2025{more}&lang=en")
    english = text(f"shell.title.{entry.name}", "en")
    assert title(page) == english != text(f"shell.title.{entry.name}")
    assert (broken(page), sample_label(page, "en")) == ([], True)
    assert background(page) == palette("dark").background


@pytest.mark.parametrize("link", ["/?", "/wilayah?wilayah=52&"], ids=["ringkasan", "wilayah"])
def test_a_window_made_narrow_leaves_nothing_too_wide(
    link: str, served: Served, new_page: NewPage
) -> None:
    page = new_page()
    visit(page, served.url, f"{link}klpd={KLPD}&tahun=2025")
    before = page.evaluate(MAIN)
    page.set_viewport_size(PHONE)
    page.wait_for_function(f"{MAIN} <= {PHONE['width']}")
    assert broken(page) == []
    page.set_viewport_size(DESKTOP)
    page.wait_for_function(f"{MAIN} == {before}")
