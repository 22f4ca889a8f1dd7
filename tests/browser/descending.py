"""Go down the regions as a reader does: on the map, in the list; and read where one stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

import polars as pl
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

from services.boundaries import boundaries
from services.charts.geography.shapes import centre, fit_zoom, mercator
from services.reference import loader
from services.settings import from_mapping
from tests.browser.acting import press, size
from tests.browser.waiting import location, reached, settled

TILE, TRIES, ANSWERS = 512, 12, 5_000
_SPOT = """shape => {
  const box = shape.getBoundingClientRect(), back = shape.getScreenCTM().inverse();
  for (let step = 0; step < 900; step += 1) {
    const x = box.left + box.width * ((step * 7) % 30 + 0.5) / 30;
    const y = box.top + box.height * (Math.floor(step / 30) + 0.5) / 30;
    if (!shape.isPointInFill(new DOMPoint(x, y).matrixTransform(back))) continue;
    if (shape.getRootNode().elementFromPoint(x, y) === shape) return [x, y];
  }
  throw new Error('nothing of the shape is in sight');
}"""


def click_region(page: Page, parent: str, code: str) -> None:
    """Press a region on the map of what lies below a parent: a deck for the country, else shapes.

    A shape is pressed once. On the deck a click can be lost where a processor draws: there it is
    pressed until it is answered.
    """
    if parent:
        page.mouse.click(*spot(page, code))
        reached(page, f"wilayah={code}")
        return
    canvas = page.locator('[class*="st-key-peta_"] canvas').first

    def once() -> None:
        width, height = size(canvas)
        across, down = _from_the_middle(code, width, height)
        press(page, canvas, 0.5 + across / width, 0.5 + down / height)

    _until(page, once, code)


def spot(page: Page, code: str) -> tuple[float, float]:
    """Return a point of the window at which a region's shape is what the pointer meets."""
    shape = page.locator(f'.peta path[data-kode="{code}"]')
    shape.scroll_into_view_if_needed()
    x, y = shape.evaluate(_SPOT)
    return x, y


def first_of_the_list(page: Page, code: str) -> None:
    """Press the row of a region in the list beside the map."""
    page.locator(f'.peta li[data-baris="{code}"] button').click()
    reached(page, f"wilayah={code}")


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
            page.wait_for_function(
                "code => location.search.includes(`wilayah=${code}`)", arg=code, timeout=ANSWERS
            )
            break
        settled(page)
        if re.search(f"wilayah={code}", location(page)):
            break
    reached(page, f"wilayah={code}")


def _from_the_middle(code: str, width: float, height: float) -> tuple[float, float]:
    """Return where a province lies from the middle of the deck fitted to all of them, pixels."""
    shapes = boundaries(from_mapping({}), "provinsi").shapes
    west, south, east, north = zip(*(shape.bounds for shape in shapes), strict=True)
    bounds = (min(west), min(south), max(east), max(north))
    scale = TILE * 2 ** fit_zoom(bounds, round(width), round(height))
    row = loader.regions().row(by_predicate=pl.col("code") == code, named=True)
    here, middle = mercator(row["lng"], row["lat"]), mercator(*centre(bounds))
    return (here[0] - middle[0]) * scale, (here[1] - middle[1]) * scale
