"""A click on a bar and on the map goes down; breadcrumb and back button come up again."""

from __future__ import annotations

from contextlib import suppress

import polars as pl
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

from pages.shell.regions.place import Place
from pages.shell.regions.shapes import ground
from services.charts.shapes import Shape, centre, fit_zoom, mercator
from services.charts.wording import text
from services.reference import loader
from tests.browser.acting import download, press, press_row, visit
from tests.browser.asking import KLPD, Lensa, total
from tests.browser.seeing import broken, link
from tests.browser.serving import Served
from tests.browser.waiting import left, reached

YEAR = 2025
LINK = f"klpd={KLPD}&tahun={YEAR}"
PROVINCE, REGENCY = "62", "6206"
"""Kalimantan Tengah and Katingan: large enough to be hit in their middle."""
TILE = 512
TRIES, ANSWERS = 8, 4_000
"""How often a map is clicked, and the milliseconds it gets to answer."""


def test_a_click_on_a_bar_opens_the_satkers_of_that_program(
    served: Served, lensa: Lensa, page: Page
) -> None:
    visit(page, served.url, f"/program?{LINK}")
    press(page, page.locator('[class*="st-key-c_ranked-program"] .barlayer .point path').first)
    reached(page, "program=")
    program = dict(link(page))["program"]
    assert link(page)[-2:] == [("program", program), ("lang", "id")]
    own = lensa.table("pagu-per-program", YEAR).row(
        by_predicate=pl.col("kd_program_str") == program, named=True
    )
    assert page.get_by_text(f"Satker dengan program {program}").first.is_visible()
    heads, *rows = download(page, "pagu-per-satker")[1]
    satkers = pl.DataFrame(rows, schema=heads, orient="row")
    assert satkers.height == own["jumlah_satker"]
    pagu = satkers["pagu"].replace("", None).cast(pl.Int64)
    assert total(pagu) == own["pagu"]
    page.locator(".st-key-chosen button").first.click()
    left(page, "program=")
    assert page.locator(".st-key-d_pagu-per-program").is_visible()


def test_clicks_on_the_map_go_down_to_a_kabupaten_and_the_way_comes_back_up(
    served: Served, page: Page
) -> None:
    visit(page, served.url, f"/wilayah?{LINK}&lihat=peta:indonesia")
    assert _trail(page) == ["Indonesia"]
    _click_map(page, "", PROVINCE)
    assert _trail(page) == ["Indonesia", _name(PROVINCE)]
    assert [value for name, value in link(page) if name == "wilayah"] == [PROVINCE]
    _click_map(page, PROVINCE, REGENCY)
    assert _trail(page) == ["Indonesia", _name(PROVINCE), _name(REGENCY)]
    page.go_back()
    left(page, f"wilayah={REGENCY}")
    assert _trail(page) == ["Indonesia", _name(PROVINCE)]
    page.go_forward()
    reached(page, f"wilayah={REGENCY}")
    _up(page, PROVINCE)
    reached(page, f"wilayah={PROVINCE}&")
    assert _trail(page) == ["Indonesia", _name(PROVINCE)]
    _up(page, "")
    left(page, "wilayah=")
    assert _trail(page) == ["Indonesia"]
    assert dict(link(page))["lihat"] == "peta:indonesia"
    assert broken(page) == []


def test_a_name_in_the_table_beside_the_map_goes_down_too(served: Served, page: Page) -> None:
    visit(page, served.url, f"/wilayah?{LINK}&wilayah={PROVINCE}")
    alt = text("wilayah.ranking_alt", ukuran=text("wilayah.ukuran.kepala"))
    grid = page.get_by_role("region", name=alt, exact=True).locator("canvas").first
    press_row(page, grid, 0)
    reached(page, f"wilayah={PROVINCE}0")
    assert len(_trail(page)) == 3


def _click_map(page: Page, parent: str, code: str) -> None:
    """Click the middle of a region on the map of what lies below a parent, again when it is lost.

    Where a processor draws the map, a click that comes while it is busy is lost.
    """
    canvas = page.locator(f'[class*="st-key-peta_{parent}"] canvas').first
    box = canvas.bounding_box()
    assert box is not None
    across, down = _from_the_middle(parent, code, box["width"], box["height"])
    for _ in range(TRIES):
        press(page, canvas, 0.5 + across / box["width"], 0.5 + down / box["height"])
        with suppress(TooLate):
            page.wait_for_function(f"/wilayah={code}/.test(location.search)", timeout=ANSWERS)
            break
    reached(page, f"wilayah={code}")


def _from_the_middle(parent: str, code: str, width: float, height: float) -> tuple[float, float]:
    """Return where a region lies from the middle of a map that is fitted to its shapes, pixels."""
    west, south, east, north = zip(*(s.bounds for s in _shapes(parent)), strict=True)
    bounds = (min(west), min(south), max(east), max(north))
    scale = TILE * 2 ** fit_zoom(bounds, round(width), round(height))
    row = loader.regions().row(by_predicate=pl.col("code") == code, named=True)
    here, middle = mercator(row["lng"], row["lat"]), mercator(*centre(bounds))
    return (here[0] - middle[0]) * scale, (here[1] - middle[1]) * scale


def _shapes(parent: str) -> tuple[Shape, ...]:
    return ground(Place(path=loader.path(parent)), None).shapes


def _trail(page: Page) -> list[str]:
    """Return the breadcrumb, the region itself last."""
    said = page.locator(".st-key-jejak").inner_text()
    parts = [part.strip() for part in said.splitlines()]
    return [part for part in parts if part not in ("", "›") and not part.startswith("Kemendagri")]


def _up(page: Page, code: str) -> None:
    page.locator(f".st-key-naik_{code} button").click()


def _name(code: str) -> str:
    return loader.path(code)[-1].name
