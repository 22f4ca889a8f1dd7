"""One Chromium for the security tests; what it asked and got over the websocket is kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Chrome, chrome, context_of, new_page, page

__all__ = ["chrome", "known", "new_page", "page"]


@pytest.fixture(scope="session")
def known(chrome: Chrome) -> BrowserContext:
    """Return the context of a reader of several dashboards."""
    return context_of(chrome)
