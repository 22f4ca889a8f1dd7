"""Every page, light and dark, desktop and phone, in both languages: labelled, whole, accessible.

A page is opened once for all checks on it, since opening is what takes the time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pytest
from playwright.sync_api import BrowserContext, Page

from pages.shell.widgets import menu
from pages.shell.widgets.menu import Entry
from services.charts.palette import palette
from services.language.wording import text
from tests.browser import axe
from tests.browser.acting import visit
from tests.browser.asking import KLPD
from tests.browser.conftest import DESKTOP, Chrome, context_of, keep_open
from tests.browser.expecting import EXPECTED, NOTHING, titled
from tests.browser.screens import wrong, wrong_at_each_width
from tests.browser.seeing import address, background, broken, sample_label, title
from tests.browser.serving import Served
from tests.browser.waiting import settled
from tests.sampling import LONG
from tests.summary import tell

LOOKS: Mapping[str, dict[str, object]] = MappingProxyType(
    {
        "light-1366-en": {"viewport": DESKTOP, "color_scheme": "light", "locale": "en-GB"},
        "dark-360-id": {"viewport": {"width": 360, "height": 780}, "color_scheme": "dark"},
    }
    | ({"light-1366-id": {"viewport": DESKTOP, "color_scheme": "light"}} if LONG else {})
)
"""Readers; the one in English on a phone is seen by the long form, on the page of the desk."""
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


@pytest.fixture(scope="module", params=LOOKS)
def look(
    request: pytest.FixtureRequest, chrome: Chrome, served: Served
) -> Iterator[tuple[str, BrowserContext]]:
    context = context_of(chrome, **LOOKS[request.param])
    with keep_open(context, served):
        yield request.param, context
    context.close()


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


def grave(run: axe.Run) -> list[axe.Finding]:
    return [
        found
        for found in run.grave
        if not any(found.rule == rule and found.html.startswith(part) for rule, part in CANNOT)
    ]


@pytest.mark.parametrize("entry", menu.entries(), ids=lambda entry: entry.name)
def test_a_page_is_labelled_and_whole_and_has_no_grave_finding_of_axe(
    entry: Entry, look: tuple[str, BrowserContext], served: Served, runs: Runs
) -> None:
    name, context = look
    scheme, lang = name.split("-")[0], name[-2:]
    page = context.new_page()
    more = EXPECTED.get(entry.name, NOTHING).more
    visit(page, served.url, f"{address(entry)}?klpd={KLPD}&tahun=2025{more}&lang={lang}")
    named = titled(entry.name, title(page), lang)
    shown = broken(page), sample_label(page, lang), background(page)
    faults = wrong(page)
    show_all(page)
    run = runs[f"{entry.name} {name}"] = axe.run(page)
    at_widths = wrong_at_each_width(page) if scheme == "light" else {}
    page.close()
    heading = f"shell.title.{entry.name}"
    assert named
    assert shown == ([], True, palette(scheme).background)
    assert text(heading, "en") != text(heading, "id")
    assert grave(run) == []
    assert "color-contrast" in run.passed, "it has not judged the colours"
    assert (faults, at_widths) == ([], {})


def test_what_opens_over_a_page_has_no_grave_finding_of_axe(
    look: tuple[str, BrowserContext], served: Served, runs: Runs
) -> None:
    name, context = look
    lang = name[-2:]
    page = context.new_page()
    visit(page, served.url, f"/data?klpd={KLPD}&tahun=2025&lihat=istilah:semua&lang={lang}")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(text("istilah.arti.gugur", lang)).wait_for()
    run = runs[f"istilah {name}"] = axe.run(page)
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    settled(page)
    page.get_by_role("button", name=text("shell.copy", lang)).click()
    page.get_by_text(text("tautan.living_why", lang)).wait_for()
    settled(page)
    links = runs[f"tautan {name}"] = axe.run(page)
    page.close()
    assert (grave(run), grave(links)) == ([], [])
