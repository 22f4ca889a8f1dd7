"""Do on a page what a person does: choose, follow, unfold, download."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from playwright.sync_api import Download, Locator, Page
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.seeing import ranked
from tests.browser.waiting import QUIET, reached, settled

Rows = list[list[str]]
NAME = 80
"""Pixels from the left side of a grid to a name that stands right of a rank."""
HOVER = 500
"""Milliseconds between pointing at a mark and pressing: charts find it meanwhile."""
PRESSES = 3
_HEARD = """() => {
  window.__heard = false;
  window.__refused = [];
  const button = part => part instanceof HTMLButtonElement;
  document.addEventListener(
    'click', event => { window.__heard ||= event.composedPath().some(button); }, {capture: true});
  const refusals = () => document.querySelectorAll('[data-testid=stDownloadButtonError]');
  new MutationObserver(() => refusals().forEach(part => window.__refused.push(part.innerText)))
    .observe(document.body, {childList: true, subtree: true});
}"""


def visit(page: Page, url: str, address: str) -> None:
    """Open an address and wait until the page stands."""
    page.goto(f"{url}{address}")
    settled(page)


def choose(page: Page, key: str, typed: str, said: str | None = None) -> None:
    """Type into a select, take the option that says `said` (what was typed by default), leave it.

    A select of several keeps its list open, over what lies below.
    """
    box = page.locator(f".st-key-{key} input[role=combobox]")
    box.click()
    box.fill(typed)
    option = page.get_by_role("option", name=said or typed, exact=True)
    option.wait_for()
    page.wait_for_timeout(QUIET)  # an option pressed while its list is still narrowed is taken back
    option.click()
    if page.get_by_role("listbox").count():
        page.keyboard.press("Escape")


def add_year(page: Page, year: int) -> None:
    """Choose one year more."""
    choose(page, "f_tahun", str(year))
    reached(page, f"tahun={year}")


def choose_satker(page: Page, name: str, code: str) -> None:
    """Choose a satker by typing its name."""
    choose(page, "f_satker", name)
    reached(page, f"satker={code}")


def follow(page: Page, label: str) -> None:
    """Follow a link of the menu."""
    page.locator(".st-key-menu").get_by_role("link", name=label, exact=True).click()


def unfold(page: Page, name: str) -> None:
    """Open the folded table of a chart, if it is folded."""
    fold = page.locator(f".st-key-x_{name} summary")
    if fold.count():
        fold.click()
        page.locator(f".st-key-lainnya_t_{name}").wait_for()
        settled(page)


def open_menu(page: Page, key: str) -> Locator:
    """Open the menu of a figure and return what it shows; key: as `FigureMenu` has it."""
    page.locator(f".st-key-lainnya_{key} button").click()
    menu = page.get_by_test_id("stPopoverBody")
    menu.locator("button, code").first.wait_for()
    settled(page)
    return menu


def close_menu(page: Page) -> None:
    """Close the menu that is open."""
    page.keyboard.press("Escape")
    page.get_by_test_id("stPopoverBody").wait_for(state="detached")
    settled(page)


def open_entry(menu: Locator, label: str) -> None:
    """Open an entry of an open menu, such as the other formats or the citation."""
    menu.locator("summary", has_text=label).click()
    settled(menu.page)


def download(page: Page, name: str, menu: str = "") -> tuple[str, Rows]:
    """Take a table's file from its menu; return its name and its rows, heads first.

    The column `sumber` is left out: where the rows come from, added to the file. menu: the key of
    another menu than that of a table.
    """
    shown = open_menu(page, menu or f"t_{name}")
    given = press_download(page, shown.locator('[class*="st-key-d_"] button:visible'))
    close_menu(page)
    rows = list(csv.reader(io.StringIO(Path(given.path()).read_text("utf-8"))))
    if rows[0][-1:] == ["sumber"]:
        assert all(row[-1] for row in rows[1:])
        rows = [row[:-1] for row in rows]
    return given.suggested_filename, rows


def press_download(page: Page, button: Locator) -> Download:
    """Press a button that gives a file, and return the file.

    On a busy machine what lies under the pointer can move between press and release, and no button
    hears of it: such a press is made again. One that a button heard must give the file.
    """
    page.evaluate(_HEARD)
    try:
        with page.expect_download() as given:
            for _ in range(PRESSES):
                button.click()
                if page.evaluate("window.__heard"):
                    break
    except TooLate as error:
        seen = page.evaluate("[window.__heard, window.__refused]")
        raise AssertionError(f"no file; heard, and what the button said: {seen}") from error
    return given.value


def row_of(page: Page, name: str, path: str) -> Locator:
    """Return the button of a row of a ranked list."""
    return ranked(page, name).locator(f'button.baris[data-path="{path}"]')


def toggle_row(page: Page, name: str, path: str) -> Locator:
    """Press a row that opens in place, wait until it is open or closed, and return its button."""
    row = row_of(page, name, path)
    turned = "false" if row.get_attribute("aria-expanded") == "true" else "true"
    row.click()
    row.and_(page.locator(f"[aria-expanded={turned}]")).wait_for()
    settled(page)
    return row


def press(page: Page, drawing: Locator, across: float = 0.5, down: float = 0.5) -> None:
    """Point at a part of a drawing (shares of its box), wait as a person does, and press."""
    width, height = size(drawing)
    _press(page, drawing, width * across, height * down)


def size(drawing: Locator) -> tuple[float, float]:
    """Return width and height of a drawing as it lies on the page now."""
    return _box(drawing)[2:]


def _press(page: Page, drawing: Locator, right: float, down: float) -> None:
    left, top, *_ = _box(drawing)
    x, y = left + right, top + down
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    page.wait_for_timeout(HOVER)
    page.mouse.click(x, y)


def _box(drawing: Locator) -> tuple[float, float, float, float]:
    """Bring a drawing to the middle of the window and return its left, top, width and height.

    A drawing whose middle is seen counts as seen, and its head may lie under that of the page.
    """
    drawing.wait_for()
    drawing.evaluate("part => part.scrollIntoView({block: 'center'})")
    box = drawing.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]
