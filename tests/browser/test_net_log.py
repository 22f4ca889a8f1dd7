"""Runs last: no page of the whole session asked anybody but this machine."""

from __future__ import annotations

from tests.browser.acting import visit
from tests.browser.chromium import LOOPBACK, hosts
from tests.browser.conftest import Chrome
from tests.browser.serving import Served


def test_no_request_leaves_loopback(chrome: Chrome, served: Served) -> None:
    visit(chrome.browser.new_page(), served.url, "/program?klpd=D304&tahun=2025")
    chrome.close()
    found = hosts(chrome.net_log)
    assert "127.0.0.1" in found
    assert found - LOOPBACK == set()
