"""One Chromium for the security tests; what it asked and got over the websocket is kept."""

from __future__ import annotations

from tests.browser.conftest import chrome, known, new_page, page

__all__ = ["chrome", "known", "new_page", "page"]
