"""A page over a slow source in a real browser: first figure first, parts by themselves, cancel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from services.language.wording import text
from tests.browser.conftest import NewPage
from tests.browser.serving import Served, dashboard
from tests.browser.waiting import SLOW, settled
from tests.commands.running import live
from tests.gateway import loopback
from tests.stepping import Stepped
from tests.waiting import until

PAGES = 6
LINK = "/program?klpd=D304&tahun=2026"
FIRST = ("program-master", "2026")
LIST = ".st-key-daftar_pagu-per-program"
TOTAL, ROW = f"{LIST} .jumlah", f"{LIST} li"
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def gateway() -> Iterator[Stepped]:
    found = Stepped()
    found.fill(PAGES, 2025, 2026)
    yield found
    found.release_all()


@pytest.fixture
def slow(gateway: Stepped, tmp_path: Path) -> Iterator[Served]:
    """Serve a dashboard with nothing stored over the stepped source."""
    with loopback(gateway) as address, dashboard(tmp_path, live(address)) as served:
        yield served
        gateway.release_all()


def test_parts_come_by_themselves_and_the_first_figure_comes_first(
    slow: Served, gateway: Stepped, stranger: NewPage
) -> None:
    page, phone = stranger(), stranger(viewport=PHONE)
    for one in (page, phone):
        one.goto(f"{slow.url}{LINK}")
        one.locator(".lensa-baca").wait_for(timeout=SLOW)
    assert page.locator(LIST).count() == 0
    gateway.release(*FIRST[:1])
    counted = text("baca.jumlah_persen", rows=2, pages=1, persen="16 %")
    for one in (page, phone):
        expect(one.locator(".lensa-baca")).to_contain_text(counted, timeout=SLOW)
        assert one.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for _ in range(PAGES - 1):
        gateway.release("program-master", 2026)
    expect(page.locator(TOTAL)).to_contain_text("Rp 12.000", timeout=SLOW)
    expect(page.locator(ROW).first).to_contain_text(text("absent.unread"))
    assert gateway.answered == [FIRST] * PAGES
    gateway.release_all()
    for one in (page, phone):
        expect(one.locator(ROW).first).to_contain_text(text("delta.same"), timeout=SLOW)
        settled(one)
        assert one.locator(".lensa-tunggu").count() == 0
    assert gateway.passes == 7  # three datasets of two years, and the list of satkers


def test_cancel_gives_the_page_back_and_going_on_completes_it(
    slow: Served, gateway: Stepped, stranger: NewPage
) -> None:
    page = stranger()
    page.goto(f"{slow.url}{LINK}")
    page.locator(".lensa-baca").wait_for(timeout=SLOW)
    for _ in range(2):
        gateway.release("program-master", 2026)
    until(lambda: len(gateway.asked) == 3)
    page.get_by_role("button", name=text("baca.batal")).click()
    page.get_by_text(text("baca.dihentikan")).wait_for(timeout=SLOW)
    gateway.release_all()
    settled(page)
    assert len(gateway.asked) == 3
    page.get_by_role("button", name=text("baca.lanjut")).click()
    expect(page.locator(ROW).first).to_contain_text(text("delta.same"), timeout=SLOW)
    expect(page.locator(TOTAL)).to_contain_text("Rp 12.000")
    assert gateway.answered.count(FIRST) <= PAGES + 1
