"""Every page at three widths, both themes and languages: labelled, whole, accessible.

A page is opened once for all checks on it, since opening is what takes the time.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize

from pages.shell.widgets import menu
from pages.shell.widgets.menu import Entry
from services.charts.palette import palette
from services.language.wording import text
from tests.browser import axe
from tests.browser.acting import visit
from tests.browser.asking import KLPD
from tests.browser.conftest import DESKTOP
from tests.browser.expecting import EXPECTED, NOTHING, titled
from tests.browser.listing import badly_placed, covered
from tests.browser.screens import wrong
from tests.browser.seeing import address, background, broken, sample_label, title
from tests.browser.serving import Served
from tests.browser.waiting import settled
from tests.sampling import LONG
from tests.summary import tell

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LANGUAGES = ("id", "en")
TABLET = 820
EVERY_WIDTH = (360, 600, TABLET, 1024, 1366, 1920)
HEIGHT = 780
SHEET: ViewportSize = {"width": 688, "height": 1017}
"""Of A4 in CSS pixels, without the margins of 14 mm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a reader looks at a page: width of the window in pixels, theme, language."""

    width: int
    scheme: Scheme
    lang: str

    @property
    def several(self) -> bool:
        """Tell whether the reader compares two KLPD over two years, as on every tablet here."""
        return self.width == TABLET

    @property
    def link(self) -> str:
        chosen = f"klpd={KLPD}&klpd=D305&tahun=2024" if self.several else f"klpd={KLPD}"
        return f"{chosen}&tahun=2025&lang={self.lang}"

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}-{self.lang}"


def looks(at: int) -> list[Look]:
    """Return the looks at a page of the menu: one, in the long form three, with UJI_LEBAR all.

    From page to page widths, themes and languages alternate, so that each pair occurs.
    """
    if os.environ.get("UJI_LEBAR"):
        every = product(EVERY_WIDTH, SCHEMES, LANGUAGES)
        return [Look(width=w, scheme=scheme, lang=lang) for w, scheme, lang in every]
    return [
        Look(width=width, scheme=SCHEMES[(at + n) % 2], lang=LANGUAGES[(at // 2 + n) % 2])
        for n, width in enumerate((1366, TABLET, 360))
        if LONG or n == at % 3
    ]


LOOKS = [
    pytest.param(entry, look, id=f"{entry.name}-{look}")
    for at, entry in enumerate(menu.entries())
    for look in looks(at)
]
CANNOT: Mapping[tuple[str, str], str] = MappingProxyType({})
"""Findings that only Streamlit could fix: (rule, start of the element's HTML) to the reason."""
Runs = dict[str, axe.Run]
MARGIN = 60


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest) -> Runs:
    """Collect the run of each page; a summary of all is printed at the end."""
    kept: Runs = {}
    tell(request.config, lambda: _sums(kept))
    return kept


def seen(known: BrowserContext, look: Look) -> Page:
    """Return an empty page in a window of this look."""
    page = known.new_page()
    page.set_viewport_size({"width": look.width, "height": HEIGHT})
    page.emulate_media(color_scheme=look.scheme)
    return page


def _sums(kept: Runs) -> Iterator[str]:
    if not kept:
        return
    impacts = Counter(found.impact for run in kept.values() for found in run.findings)
    rules = frozenset().union(*(run.passed for run in kept.values()))
    yield (
        f"axe-core: {len(kept)} pages seen, {len(rules)} rules passed, "
        f"{min(len(run.passed) for run in kept.values())} at least on each; "
        f"findings by impact: {dict(impacts) or 'none'}"
    )


def show_all(page: Page) -> None:
    """Make the window as high as the page: axe does not check colours outside the window."""
    size = page.viewport_size
    assert size is not None
    high = page.get_by_test_id("stMain").evaluate("part => part.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": high + MARGIN})
    settled(page)


def on_paper(page: Page, lang: str) -> list[str]:
    """Lay a page out for A4; return what is beyond the sheet or cut, pressed, or not labelled."""
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)
    settled(page)
    pressed = page.locator("[data-testid=stSidebar], [data-testid=stPopover]")
    return [
        *(f"on paper {fault}" for fault in wrong(page)),
        *(f"to press on paper: {one.inner_text()}" for one in pressed.filter(visible=True).all()),
        *([] if sample_label(page, lang) else ["no label of sample rows on paper"]),
    ]


def grave(run: axe.Run) -> list[axe.Finding]:
    return [
        found
        for found in run.grave
        if not any(found.rule == rule and found.html.startswith(part) for rule, part in CANNOT)
    ]


@pytest.mark.parametrize(("entry", "look"), LOOKS)
def test_a_page_is_labelled_and_whole_and_has_no_grave_finding_of_axe(
    entry: Entry, look: Look, known: BrowserContext, served: Served, runs: Runs
) -> None:
    page = seen(known, look)
    more = EXPECTED.get(entry.name, NOTHING).more
    visit(page, served.url, f"{address(entry)}?{look.link}{more}")
    named = titled(entry.name, title(page), look.lang)
    shown = broken(page), sample_label(page, look.lang), background(page)
    faults = [*wrong(page), *badly_placed(page)]
    show_all(page)
    faults += covered(page)
    run = runs[f"{entry.name} {look}"] = axe.run(page)
    faults += on_paper(page, look.lang) if look.width == DESKTOP["width"] else []
    page.close()
    heading = f"shell.title.{entry.name}"
    assert named
    assert shown == ([], True, palette(look.scheme).background)
    assert text(heading, "en") != text(heading, "id")
    assert grave(run) == []
    assert "color-contrast" in run.passed, "it has not judged the colours"
    assert faults == []


@pytest.mark.parametrize("look", [looks(0)[0], looks(1)[-1]], ids=str)
def test_what_opens_over_a_page_has_no_grave_finding_of_axe(
    look: Look, known: BrowserContext, served: Served, runs: Runs
) -> None:
    page, lang = seen(known, look), look.lang
    visit(page, served.url, f"/data?klpd={KLPD}&tahun=2025&lihat=istilah:semua&lang={lang}")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(text("istilah.arti.gugur", lang)).wait_for()
    run = runs[f"istilah {look}"] = axe.run(page)
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    settled(page)
    page.get_by_role("button", name=text("shell.copy", lang)).click()
    page.get_by_text(text("tautan.living_why", lang)).wait_for()
    settled(page)
    links = runs[f"tautan {look}"] = axe.run(page)
    page.close()
    assert (grave(run), grave(links)) == ([], [])
