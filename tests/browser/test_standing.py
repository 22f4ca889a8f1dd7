"""The months of revisions as boxes of the page, and a first page without a chart's program."""

from __future__ import annotations

import polars as pl
import pytest
from playwright.sync_api import Page

from services.language.wording import bulan, number, text
from tests.browser.acting import visit
from tests.browser.asking import KLPD, Lensa
from tests.browser.serving import Served

YEAR = 2025
FETCHED = "performance.getEntriesByType('resource').map(one => one.name)"


def acts_by_month(lensa: Lensa) -> dict[str, int]:
    rows = lensa.table("kaji-ulang-per-bulan", YEAR).filter(pl.col("bulan").is_not_null())
    return dict(rows.group_by("bulan").agg(pl.col("tindakan").sum()).rows())


def test_months_say_their_acts_under_the_pointer_and_are_as_high(
    lensa: Lensa, served: Served, page: Page
) -> None:
    visit(page, served.url, f"/kaji-ulang?klpd={KLPD}&tahun={YEAR}")
    plot = page.locator("[class*=st-key-c_months] .bidang")
    plot.scroll_into_view_if_needed()
    acts = acts_by_month(lensa)
    peak = max(acts, key=acts.__getitem__)
    strip = plot.locator(".temu").filter(has_text=bulan(peak))
    assert not strip.locator(".kata").is_visible()
    strip.hover()
    words = page.locator(".kata:visible")
    words.wait_for()
    lines = words.inner_text().split("\n")
    assert lines[:2] == [bulan(peak), f"{YEAR}: {text('charts.acts', n=number(acts[peak]))}"]
    heights = plot.locator("> i:not(.garis)").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height).filter(high => high > 1.5)"
    )
    known = [acts[month] for month in sorted(acts) if acts[month]]
    assert [high / max(heights) for high in heights] == pytest.approx(
        [count / acts[peak] for count in known], abs=0.02
    )


def test_nothing_of_deck_or_plotly_is_fetched_for_the_first_page(
    served: Served, page: Page
) -> None:
    visit(page, served.url, f"/?klpd={KLPD}&tahun={YEAR}")
    fetched = page.evaluate(FETCHED)
    assert any("/index." in name for name in fetched)
    assert [name for name in fetched if "Plotly" in name or "DeckGl" in name] == []
