"""Go down the regions as a reader does: on the map, in the list; and read where one stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

import polars as pl
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

from pages.shell.sections.regions.place import Place
from pages.shell.sections.regions.shapes import ground
from services.charts.shapes import centre, fit_zoom, mercator
from services.language.wording import text
from services.reference import loader
from tests.browser.acting import press, press_row, size
from tests.browser.waiting import location, reached, settled

TILE, TRIES, ANSWERS = 512, 12, 5_000
FIRST_NAME = 32
"""Pixels from the left side of a list to the middle of a short name."""


def click_region(page: Page, parent: str, code: str) -> None:
    """Press the middle of a region or point on the map of what lies below a parent."""
    canvas = page.locator(f'[class*="st-key-peta_{parent}"] canvas').first

    def once() -> None:
        width, height = size(canvas)
        across, down = _from_the_middle(parent, code, width, height)
        press(page, canvas, 0.5 + across / width, 0.5 + down / height)

    _until(page, once, code)


def first_of_the_list(page: Page, name: str, code: str) -> None:
    """Press the first name in the list of what lies in a region."""
    alt = text("wilayah.list_alt", nama=name)
    grid = page.get_by_role("region", name=alt, exact=True).locator("canvas").first
    _until(page, lambda: press_row(page, grid, 0, FIRST_NAME), code)


def up(page: Page, code: str) -> None:
    """Press a region of the breadcrumb, Indonesia without a code."""
    page.locator(f".st-key-naik_{code} button").click()


def trail(page: Page) -> list[str]:
    """Return the breadcrumb, the region itself last."""
    said = page.locator(".st-key-jejak").inner_text()
    parts = [part.strip() for part in said.splitlines()]
    return [part for part in parts if part not in ("", "›") and not part.startswith("Kemendagri")]


def _until(page: Page, press_once: Callable[[], None], code: str) -> None:
    """Press until the region is in the address: where a processor draws, a click can be lost.

    Where to press is asked anew each time, since what lies on the page may have moved; nothing is
    pressed while a press is still being answered.
    """
    for _ in range(TRIES):
        press_once()
        with suppress(TooLate):
            page.wait_for_function(f"/wilayah={code}/.test(location.search)", timeout=ANSWERS)
            break
        settled(page)
        if re.search(f"wilayah={code}", location(page)):
            break
    reached(page, f"wilayah={code}")


def _from_the_middle(parent: str, code: str, width: float, height: float) -> tuple[float, float]:
    """Return where a region lies from the middle of a map that is fitted to its shapes, pixels."""
    shapes = ground(Place(path=loader.path(parent)), None).shapes
    west, south, east, north = zip(*(shape.bounds for shape in shapes), strict=True)
    bounds = (min(west), min(south), max(east), max(north))
    scale = TILE * 2 ** fit_zoom(bounds, round(width), round(height))
    row = loader.regions().row(by_predicate=pl.col("code") == code, named=True)
    here, middle = mercator(row["lng"], row["lat"]), mercator(*centre(bounds))
    return (here[0] - middle[0]) * scale, (here[1] - middle[1]) * scale
