"""A real browser agrees with the server on compressed messages and shows them whole."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from services.language.wording import text
from tests.browser.acting import visit
from tests.browser.asking import KLPD, Lensa
from tests.browser.seeing import agree_list, list_rows
from tests.browser.serving import Served

YEAR = 2025
NAME = "pagu-per-program"
ADDRESS = f"/program?klpd={KLPD}&tahun={YEAR}"


def test_a_browser_takes_compressed_messages_and_shows_them_whole(
    served: Served, lensa: Lensa, page: Page
) -> None:
    agreed: list[str] = []

    def opened(event: dict[str, Any]) -> None:
        heads = {name.lower(): value for name, value in event["response"]["headers"].items()}
        agreed.append(heads.get("sec-websocket-extensions", ""))

    watch = page.context.new_cdp_session(page)
    watch.send("Network.enable")
    watch.on("Network.webSocketHandshakeResponseReceived", opened)
    visit(page, served.url, ADDRESS)
    assert len(agreed) == 1
    assert "permessage-deflate" in agreed[0]
    assert "no_context_takeover" not in agreed[0]
    assert agree_list(list_rows(page, NAME), lensa.table(NAME, YEAR))
    page.get_by_role("button", name=f"☆ {text('awal.simpan')}").wait_for()
