"""A window that is made narrow and wide again while a page stands in it."""

from __future__ import annotations

import pytest

from tests.browser.acting import visit
from tests.browser.asking import KLPD
from tests.browser.conftest import DESKTOP, NewPage
from tests.browser.seeing import broken
from tests.browser.serving import Served

PHONE = {"width": 360, "height": 780}
MAIN = "document.querySelector('[data-testid=stMain]').scrollWidth"


@pytest.mark.parametrize("link", ["/?", "/wilayah?wilayah=52&"], ids=["ringkasan", "wilayah"])
def test_a_window_made_narrow_leaves_nothing_too_wide(
    link: str, served: Served, new_page: NewPage
) -> None:
    page = new_page()
    visit(page, served.url, f"{link}klpd={KLPD}&tahun=2025")
    before = page.evaluate(MAIN)
    page.set_viewport_size(PHONE)
    page.wait_for_function(f"() => {MAIN} <= {PHONE['width']}")
    assert broken(page) == []
    page.set_viewport_size(DESKTOP)
    page.wait_for_function(f"() => {MAIN} == {before}")
