"""A page in somebody else's page: no bars of ours, drills that work, always labelled."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Frame, Page

from services.language.wording import text
from tests.browser.asking import KLPD
from tests.browser.seeing import SAMPLE
from tests.browser.serving import Served
from tests.browser.waiting import SLOW, settled
from tests.loopback import Asked, Reply, serving

PLAIN = f"klpd={KLPD}&tahun=2025"
_PAGE = '<!doctype html><title>Lain</title><body><iframe src="{src}" width="100%" height="2000">'


@pytest.fixture
def embedding(served: Served) -> Iterator[str]:
    """Serve on loopback, from another origin, a page that holds the address after its `?` in a
    frame; return its own address."""

    def answer(asked: Asked) -> Reply:
        body = _PAGE.format(src=f"{served.url}{asked.address}").encode()
        return Reply(200, body, {"Content-Type": "text/html; charset=utf-8"})

    with serving(answer) as address:
        yield address.replace("127.0.0.1", "localhost")


def framed(page: Page, embedding: str, path: str) -> Frame:
    """Open a page with ours in a frame and return the frame once it stands."""
    page.goto(f"{embedding}{path}")
    found = page.locator("iframe").element_handle().content_frame()
    assert found is not None
    settled(found)  # type: ignore[arg-type]  # a frame waits and evaluates as a page does
    return found


def query(frame: Frame) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(str(frame.evaluate("location.href"))).query)


def shown(frame: Frame) -> str:
    return str(frame.locator("[data-testid=stApp]").inner_text())


def own_link(frame: Frame) -> tuple[str, str | None]:
    found = frame.get_by_role("link", name=text("tautan.open"))
    return str(found.get_attribute("href")), found.get_attribute("target")


def test_a_framed_page_drills_keeps_its_state_in_the_frame_and_is_labelled(
    served: Served, embedding: str, page: Page
) -> None:
    frame = framed(page, embedding, f"/program?{PLAIN}&embed=true")
    assert frame.locator('[data-testid="stSidebar"], .st-key-menu').count() == 0
    assert frame.get_by_text(text("shell.copy")).count() == 0
    assert SAMPLE["id"] in shown(frame)
    assert "Sumber: INAPROC RUP program-master" in shown(frame)
    assert own_link(frame) == (f"{served.url}/program?{PLAIN}&lang=id", "_blank")
    row = frame.locator(".st-key-daftar_pagu-per-program button.baris").first
    row.click()
    frame.wait_for_function("() => location.search.includes('buka')", timeout=SLOW)
    settled(frame)  # type: ignore[arg-type]
    program = row.get_attribute("data-path")
    assert dict(query(frame))["lihat"] == f"buka:{program}"
    assert dict(query(frame))["embed"] == "true"
    assert row.get_attribute("aria-expanded") == "true"
    assert own_link(frame)[0] == f"{served.url}/program?{PLAIN}&lihat=buka:{program}&lang=id"
    assert urlsplit(page.url).path == "/program"
    row.click()
    frame.wait_for_function("() => !location.search.includes('buka')", timeout=SLOW)


def test_a_row_that_leads_on_stays_in_the_frame_and_framed(embedding: str, page: Page) -> None:
    frame = framed(page, embedding, f"/tanda?{PLAIN}&embed=true")
    frame.locator(".st-key-daftar_tanda-aturan button.baris").nth(1).click()
    frame.wait_for_function("() => location.search.includes('aturan')", timeout=SLOW)
    settled(frame)  # type: ignore[arg-type]
    assert ("embed", "true") in query(frame)
    assert frame.locator('[data-testid="stSidebar"]').count() == 0


def test_a_link_in_a_framed_page_stays_in_the_frame_and_framed(embedding: str, page: Page) -> None:
    frame = framed(page, embedding, f"/?{PLAIN}&embed=true&lang=en")
    assert SAMPLE["en"] in shown(frame)
    frame.get_by_role("link", name=text("ringkasan.all_moves", "en")).click()
    frame.wait_for_function("() => location.pathname === '/program'", timeout=SLOW)
    settled(frame)  # type: ignore[arg-type]
    assert ("embed", "true") in query(frame)
    assert frame.locator('[data-testid="stSidebar"]').count() == 0
    assert text("shell.title.program", "en") in shown(frame)
