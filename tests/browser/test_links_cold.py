"""A copied link, opened on a server that has just started, shows what was seen before."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from services.language.wording import text
from tests.browser.acting import visit
from tests.browser.asking import KLPD
from tests.browser.seeing import Cells, ListRow, broken, cells, figures, list_rows, lists, tables
from tests.browser.serving import dashboard

OTHER = "D305"
SHOWN = (
    f"/program?klpd={KLPD}&tahun=2025&urut=-selisih&hal=2&lihat=buka:1.01.02&lihat=saring:1.0",
    f"/swakelola?klpd={OTHER}&tahun=2024&urut=nama_satker&lang=en",
)
_COPIED = '[data-testid="stPopoverBody"] [data-testid="stCode"]'


def seen(page: Page) -> tuple[dict[str, str], list[Cells], list[list[ListRow]]]:
    """Return key figures, the cells of the first table, and the rows of every list."""
    assert broken(page) == []
    grids = [cells(page, table) for table in tables(page)[:1]]
    rows = [list_rows(page, name) for name in lists(page)]
    assert grids or rows
    return figures(page), grids, rows


def copied(page: Page) -> list[str]:
    """Return the path and query of the pinned and the living link."""
    button = page.get_by_role("button", name=text("shell.copy")).or_(
        page.get_by_role("button", name=text("shell.copy", "en"))
    )
    button.click()
    page.locator(_COPIED).first.wait_for()
    parts = [urlsplit(link.inner_text()) for link in page.locator(_COPIED).all()]
    return [f"{part.path}?{part.query}" for part in parts if part.path != "/umpan.atom"]


def test_both_forms_of_a_copied_link_show_the_same_on_a_restarted_server(
    page: Page, tmp_path: Path
) -> None:
    found = {}
    with dashboard(tmp_path) as warm:
        for asked in SHOWN:
            visit(page, warm.url, asked)
            before = seen(page)
            found[asked] = before, copied(page)
    with dashboard(tmp_path) as cold:
        for before, links in found.values():
            assert len(links) == 2
            assert ("snap=" in links[0], "snap=" in links[1]) == (True, False)
            for link in links:
                visit(page, cold.url, link)
                assert seen(page) == before, link
