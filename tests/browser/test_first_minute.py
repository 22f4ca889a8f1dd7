"""The first minute: an answer without a choice, and what this browser alone remembers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from services.language.wording import text
from services.opening import this_year
from tests.browser.acting import visit
from tests.browser.asking import KLPD
from tests.browser.conftest import NewPage
from tests.browser.seeing import broken, figures, link, sample_label
from tests.browser.serving import Served
from tests.browser.waiting import reached, settled

OTHER, NAME = "D305", "Kab. Lombok Timur"
BLOCKED = """Object.defineProperty(window, 'localStorage', {
  get() { throw new DOMException('blocked', 'SecurityError'); } })"""
BOX = ".st-key-kotak_ingatan"
MARK, MARKED = f"☆ {text('awal.simpan')}", f"★ {text('awal.tersimpan')}"


@pytest.fixture
def reader(page: Page) -> Iterator[Page]:
    """Return the page of a reader who was here before, and forget afterwards what it kept."""
    yield page
    page.evaluate(
        "() => Object.keys(localStorage).filter(name => name.startsWith('lensa-rup:'))"
        ".forEach(name => localStorage.removeItem(name))"
    )


def stored(page: Page) -> dict[str, str]:
    """Return what the product keeps in the browser's storage."""
    found: dict[str, str] = json.loads(page.evaluate("JSON.stringify(localStorage)"))
    return {name: value for name, value in found.items() if name.startswith("lensa-rup:")}


def test_the_first_view_answers_before_anything_is_chosen(served: Served, reader: Page) -> None:
    page = reader
    visit(page, served.url, "/")
    assert link(page) == [("klpd", KLPD), ("tahun", str(this_year() - 1)), ("lang", "id")]
    assert (len(figures(page)), broken(page), sample_label(page)) == (5, [], True)


def test_favourite_and_recent_klpd_are_kept_in_the_browser_and_lead_there(
    served: Served, reader: Page
) -> None:
    page = reader
    visit(page, served.url, f"/program?klpd={OTHER}&tahun=2025")
    page.get_by_role("button", name=MARK).click()
    page.get_by_role("button", name=MARKED, pressed=True).wait_for()
    visit(page, served.url, f"/program?klpd={KLPD}&tahun=2025")
    page.locator(f"{BOX} summary").click()
    page.locator(BOX).get_by_role("button", name=NAME, exact=True).click()
    reached(page, f"klpd={OTHER}")
    assert link(page) == [("klpd", OTHER), ("tahun", "2025"), ("lang", "id")]
    page.get_by_role("button", name=MARKED, pressed=True).wait_for()
    recent = [one["kode"] for one in json.loads(stored(page)["lensa-rup:terakhir"])]
    assert recent == [OTHER, KLPD]
    page.locator(BOX).get_by_role("button", name=text("awal.lupakan")).click()
    page.get_by_role("button", name=MARK).wait_for()
    assert (stored(page)["lensa-rup:favorit"], stored(page)["lensa-rup:terakhir"]) == ("[]", "[]")


def test_the_server_keeps_no_word_of_it(served: Served, reader: Page, stranger: NewPage) -> None:
    page = reader
    visit(page, served.url, f"/program?klpd={OTHER}&tahun=2025")
    page.get_by_role("button", name=MARK).click()
    page.get_by_role("button", name=MARKED, pressed=True).wait_for()
    other = stranger()
    visit(other, served.url, f"/program?klpd={KLPD}&tahun=2025")
    other.get_by_role("button", name=MARK).wait_for()
    assert other.locator(f"{BOX} summary").count() == 0
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"_streamlit_xsrf"}
    assert "favorit" not in served.log.read_text(errors="replace")
    names = {path.name for path in Path(served.data).rglob("*") if "favorit" in path.name}
    assert names == set()


@pytest.mark.parametrize(
    "planted",
    [
        [{"kode": "<img src=x onerror=window.__hit=1>", "nama": "x"}, {"kode": 7}, None, "D1"],
        [{"kode": "D99999", "nama": "<img src=x onerror=window.__hit=1>"}],
    ],
    ids=["no-codes", "unknown-code"],
)
def test_what_somebody_else_wrote_into_the_storage_runs_nowhere_and_leads_nowhere(
    served: Served, reader: Page, planted: list[object]
) -> None:
    page = reader
    kept = json.dumps(json.dumps(planted))
    page.add_init_script(f"localStorage.setItem('lensa-rup:favorit', {kept})")
    visit(page, served.url, f"/program?klpd={KLPD}&tahun=2025")
    page.get_by_role("button", name=MARK).wait_for()
    entries = page.locator(f"{BOX} li button")
    if entries.count():
        page.locator(f"{BOX} summary").click()
        entries.first.click()
        settled(page)
    assert (page.evaluate("window.__hit ?? null"), link(page)[0]) == (None, ("klpd", KLPD))
    assert page.locator('img[src="x"]').count() == 0


def test_without_storage_the_page_stands_and_the_star_still_answers(
    served: Served, page: Page
) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.add_init_script(BLOCKED)
    visit(page, served.url, f"/?klpd={KLPD}&tahun=2025")
    assert (len(figures(page)), broken(page)) == (5, [])
    page.get_by_role("button", name=MARK).click()
    page.get_by_role("button", name=MARKED, pressed=True).wait_for()
    assert wrong == []
