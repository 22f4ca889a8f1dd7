"""With login configured no page shows or sends anything before somebody is logged in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.shell.widgets import menu
from pages.shell.widgets.menu import Entry
from services.language.wording import text
from tests.browser.acting import visit
from tests.browser.conftest import Chrome, context_of
from tests.browser.seeing import address, figures
from tests.browser.serving import Served, dashboard
from tests.browser.waiting import SLOW, settled
from tests.security.browser.wire import listening
from tests.security.oidc import CLIENT_SECRET, COOKIE_SECRET, NAME, Provider, provided, secrets

GIVEN_AWAY = (b"Lombok", b"Rp ", b"CONTOH", b"D304", b"f_tahun", b'"columns"')
"""What frames of a page of this product hold: names, money, label, codes, filters, lists."""
SHOWN = "?klpd=D304&tahun=2025"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A dashboard that asks for login, and its provider."""

    served: Served
    provider: Provider


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("masuk")
    with provided() as provider:
        kept = folder / "secrets.toml"
        kept.write_text(secrets(provider))
        with dashboard(folder, {"STREAMLIT_SECRETS_FILES": str(kept)}) as served:
            yield Guarded(served=served, provider=provider)


@pytest.fixture(scope="module")
def reader(chrome: Chrome) -> Iterator[BrowserContext]:
    with context_of(chrome) as context:
        yield context


def _enter(page: Page, guarded: Guarded) -> None:
    visit(page, guarded.served.url, "/")
    page.locator(".st-key-login_0 button").click()
    page.wait_for_function("() => !location.pathname.includes('authorize')", timeout=SLOW)
    settled(page)


@pytest.mark.parametrize("more", ["", "&embed=true"], ids=["page", "embedded"])
@pytest.mark.parametrize("entry", menu.entries(), ids=lambda entry: entry.name)
def test_no_page_shows_or_sends_anything_before_login(
    entry: Entry, more: str, guarded: Guarded, reader: BrowserContext
) -> None:
    page = reader.new_page()
    wire = listening(page)
    visit(page, guarded.served.url, f"{address(entry)}?lang=id{more}")
    expect(page.locator(".st-key-login")).to_contain_text(text("login.why"))
    assert figures(page) == {}
    assert page.locator("[data-testid=stSidebar], [data-testid=stDataFrame]").count() == 0
    assert [word for word in GIVEN_AWAY if word in wire.received] == []
    assert len(wire.frames) > 2
    media = [asked for asked in wire.asked if asked.startswith(f"{guarded.served.url}/media/")]
    assert [asked for asked in media if not asked.endswith(".png")] == []
    page.close()


def test_after_login_pages_show_what_they_hold_until_logout(
    guarded: Guarded, reader: BrowserContext
) -> None:
    page = reader.new_page()
    wire = listening(page)
    _enter(page, guarded)
    for path in ("/program", "/data"):
        visit(page, guarded.served.url, f"{path}{SHOWN}")
        assert page.locator(".st-key-login").count() == 0
    assert [word for word in GIVEN_AWAY if word not in wire.received] == []
    expect(page.locator(".st-key-keluar")).to_contain_text(NAME)
    page.locator(".st-key-leave button").click()
    page.locator(".st-key-login").wait_for(timeout=SLOW)
    settled(page)
    wire.clear()
    visit(page, guarded.served.url, f"/program{SHOWN}")
    expect(page.locator(".st-key-login")).to_be_visible()
    assert [word for word in GIVEN_AWAY if word in wire.received] == []
    said = guarded.served.log.read_bytes() + wire.received + page.content().encode()
    assert (CLIENT_SECRET.encode() in said, COOKIE_SECRET.encode() in said) == (False, False)
    assert {"/authorize", "/jwks", "/end"} <= set(guarded.provider.seen)
    page.close()


def test_an_identity_of_yesterday_and_a_forged_one_are_asked_again(
    guarded: Guarded, chrome: Chrome
) -> None:
    with context_of(chrome) as context:
        page = context.new_page()
        guarded.provider.age = 13 * 3600.0
        _enter(page, guarded)
        names = {cookie["name"] for cookie in context.cookies()}
        assert "_streamlit_user" in names
        expect(page.locator(".st-key-login")).to_be_visible()
        guarded.provider.age = 0.0
        _enter(page, guarded)
        expect(page.locator(".st-key-login")).to_have_count(0)
        forged = [
            {**cookie, "value": cookie["value"][:-6] + "AAAAAA"}
            for cookie in context.cookies()
            if cookie["name"] == "_streamlit_user"
        ]
        assert all(cookie["httpOnly"] for cookie in forged)
        context.add_cookies(forged)
        visit(page, guarded.served.url, f"/program{SHOWN}")
        expect(page.locator(".st-key-login")).to_be_visible()


def test_the_panel_speaks_both_languages(guarded: Guarded, chrome: Chrome, tmp_path: Path) -> None:
    with context_of(chrome) as context:
        page = context.new_page()
        visit(page, guarded.served.url, "/")
        page.get_by_role("button", name=text("login.other")).click()
        expect(page.locator(".st-key-login")).to_contain_text(text("login.why", "en"))
        page.screenshot(path=tmp_path / "masuk.png")
