"""Links from strangers: what is wrong in them is named in one line, and nothing of them runs."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from pages.shell.widgets import menu
from pages.shell.widgets.menu import Entry
from services.language.wording import text
from services.link import ORDER
from tests.browser.acting import visit
from tests.browser.asking import KLPD
from tests.browser.seeing import address, broken, link, list_rows, sample_label, title
from tests.browser.serving import Served

YEAR = "2025"
GOOD = [("klpd", KLPD), ("tahun", YEAR)]
LANG = [("lang", "id")]
HIT = "window.__hit=1"
HOSTILE = (
    f"<script>{HIT}</script>",
    f"\"'><img src=x onerror={HIT}>",
    "9" * 3000,
    "\u202e\u2066D304\u200b\u0000",
    f"[a](javascript:{HIT})",
    f"javascript:{HIT}//",
    f"{{{{{HIT}}}}}${{{HIT}}}",
)
FREE = frozenset({"q", "status", "jenis", "pengadaan", "metode"})
"""Parameters whose values are words: any text of a length may stand there, and shows as text."""

Pairs = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (
            [
                ("klpd", "D999"),
                *GOOD[1:],
                ("tahun", "1999"),
                ("utm_source", "x"),
                ("jalan", "/etc"),
            ],
            [("klpd=D999", "asing"), ("tahun=1999", "tahun")],
        ),
        (
            [*GOOD, ("wilayah", "5"), ("kode", "a b"), ("hal", "0"), ("snap", "kemarin")],
            [("wilayah=5", "wilayah"), ("kode=a b", "kode"), ("hal=0", "hal"), ("snap=", "snap")],
        ),
    ],
    ids=["not-known", "malformed"],
)
def test_what_a_link_gets_wrong_is_named_in_one_line_and_the_rest_holds(
    served: Served, page: Page, given: Pairs, named: Pairs
) -> None:
    visit(page, served.url, f"/program?{urlencode(given)}")
    assert link(page) == [*GOOD, *LANG]
    said = page.get_by_test_id("stAlert").inner_text()
    for part, why in named:
        assert part in said
        assert text(f"shell.problem.{why}") in said
    assert (broken(page), len(list_rows(page, "pagu-per-program"))) == ([], 14)


@pytest.mark.parametrize("entry", menu.entries(), ids=lambda entry: entry.name)
def test_hostile_values_show_as_text_and_run_nowhere(
    entry: Entry, served: Served, page: Page
) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: asked.append(str(error)))
    turn = menu.entries().index(entry)
    given = {name: HOSTILE[(turn + at) % len(HOSTILE)] for at, name in enumerate(ORDER)}
    visit(page, served.url, f"{address(entry)}?{urlencode(given)}")
    assert (asked, page.evaluate("window.__hit ?? null")) == ([], None)
    assert page.locator('img[src="x"], a[href^="javascript"]').count() == 0
    assert page.get_by_test_id("stAlert").count() >= 1
    assert title(page) == text(f"shell.title.{entry.name}")
    left = dict(link(page))
    assert {name for name in left if left[name] == given[name]} <= FREE
    assert (left["klpd"], left["lang"]) == (KLPD, "id")
    assert broken(page) == []


def test_an_embedded_page_has_no_sidebar_and_keeps_its_label(served: Served, page: Page) -> None:
    visit(page, served.url, f"/program?{urlencode(GOOD)}&embed=true")
    assert page.get_by_test_id("stSidebar").count() == 0
    assert ("embed", "true") in link(page)
    assert [pair for pair in link(page) if pair[0] != "embed"] == [*GOOD, *LANG]
    assert (broken(page), sample_label(page)) == ([], True)
    assert len(list_rows(page, "pagu-per-program")) == 14
