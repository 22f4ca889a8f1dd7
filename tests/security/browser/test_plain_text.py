"""Names, reasons and link words that look like addresses or Markdown, on every page."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from services.language.wording import text
from tests.browser.acting import open_entry, open_menu, visit
from tests.browser.serving import Served, dashboard
from tests.sampling import sampled
from tests.security.echo import echoing, settings
from tests.security.hostile import Hostile
from tests.security.markup import NAMES, SHOWN

CHOSEN = "klpd=D304&tahun=2024&tahun=2025"
ASKED = "www.uji.example/a lapor@uji.example A -> B -- C >= D :smile: $x$"
_ALL = """const all = root => [...root.querySelectorAll('*')].flatMap(
    e => e.shadowRoot ? [e, ...all(e.shadowRoot)] : [e]);"""
FOREIGN = (
    "() => {"
    + _ALL
    + """ return all(document).filter(e => e.matches('a[href]'))
  .map(a => [new URL(a.getAttribute('href'), location.href), a.textContent])
  .filter(([url]) => url.origin !== location.origin && url.protocol !== 'blob:')
  .map(([url, text]) => `${url.href} ${text}`); }"""
)
"""Links that lead out of the dashboard; none of its pages has one of its own."""
READ = """() => [document.body, ...document.querySelectorAll('*')]
  .map(e => e.shadowRoot ? e.shadowRoot.textContent : e === document.body ? e.textContent : '')
  .join('\\n').replace(/\\s+/g, ' ')"""
ESCAPES = (
    "() => {"
    + _ALL
    + """ return all(document.body)
  .filter(e => !e.children.length && !['SCRIPT', 'STYLE'].includes(e.tagName))
  .map(e => e.textContent).filter(text => /:gray\\[|\\\\[-.:@<>=*_$]/.test(text)); }"""
)
"""Texts that show the escapes of Markdown."""
PAGES = {
    "/": tuple(range(5)),
    "/program": tuple(range(12)),
    "/program?program=1.01.11": (10,),
    "/program?program=1.01.12&satker=111": (11,),
    "/swakelola": tuple(range(12)),
    "/swakelola?satker=103&status=Draf": (3,),
    "/kaji-ulang": tuple(range(12)),
    "/kaji-ulang?kode=1&satker=100": (0,),
    f"/wilayah?wilayah=5202&q={quote(ASKED)}": (),
    f"/banding?satker={quote('www.uji.example/a')}&status={quote(NAMES[2])}": (),
    f"/cari?q={quote(ASKED)}": (),
    "/cari?q=Program": tuple(range(10)),
    f"/lokasi?q={quote(ASKED)}": (),
    "/data": (),
}
"""Addresses, and which names their text must hold (grids are pictures and hold none)."""


@pytest.fixture(scope="module")
def markup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with (
        echoing(Hostile(NAMES)) as upstream,
        dashboard(tmp_path_factory.mktemp("tanda"), settings(upstream)) as served,
    ):
        yield served


def test_names_as_markup_are_shown_as_served_and_make_no_link(markup: Served, page: Page) -> None:
    wrong: list[tuple[str, object]] = []
    for address, shown in sampled("names", list(PAGES.items()), 3):
        mark = "&" if "?" in address else "?"
        visit(page, markup.url, f"{address}{mark}{CHOSEN}")
        read = page.evaluate(READ)
        wrong += [(address, link) for link in page.evaluate(FOREIGN)]
        wrong += [(address, words) for words in page.evaluate(ESCAPES)]
        wrong += [(address, SHOWN[at]) for at in shown if SHOWN[at] not in read]
        if address.startswith(("/cari?q=www", "/wilayah")) and ASKED not in read:
            wrong.append((address, ASKED))
        if "_x000" in read.lower():
            wrong.append((address, "_x000d_"))
        if address == "/program":
            wrong += [(address, words) for words in _unlike_in_lists(page)]
    assert not wrong, "\n".join(f"{address}: {words}" for address, words in wrong)


def _unlike_in_lists(page: Page) -> list[str]:
    """Open the box of satkers and the menu of the list; return the names that they do not show."""
    page.locator(".st-key-f_satker input").first.click()
    page.get_by_role("option").first.wait_for()
    listed = " ".join(page.get_by_role("option").all_text_contents())
    missing = [name for name in [*SHOWN.values()][:8] if name not in listed]
    missing += page.evaluate(FOREIGN)
    page.keyboard.press("Escape")
    cited = open_menu(page, "pagu-per-program")
    open_entry(cited, text("kutipan.cite"))
    if text("shell.list.total.program", n="12") not in cited.inner_text():
        missing.append("the citation does not name what it is of")
    return missing + page.evaluate(FOREIGN) + page.evaluate(ESCAPES)
