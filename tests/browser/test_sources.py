"""A source that refuses, is down or says nothing: who must act, and no figure in its place."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from services.language.wording import text
from services.sandbox.serving.server import serve
from tests.browser.acting import download, visit
from tests.browser.asking import KLPD
from tests.browser.seeing import body, broken, figures, link, list_rows, ranked
from tests.browser.serving import Served, dashboard, free_port
from tests.gateway import TOKEN, Gateway, loopback, program

LINK = [("klpd", KLPD), ("tahun", "2025"), ("satker", "7"), ("lang", "id")]
ADDRESS = "?klpd=D304&tahun=2025&satker=7"
CANARY = "kenari-4b7d19"
NASTY = (
    (1, "<img src=x onerror=window.__hit=1>"),
    (2, "<script>window.__hit=1</script>"),
    (3, "[klik](javascript:window.__hit=1)"),
    (4, "=1+1"),
)
"""Numbers of programs, by ascending pagu, and names that act where they are not shown as text."""


def _panel(page: Page, served: Served, path: str, key: str) -> str:
    """Open a page that cannot show figures; return its panel, having held it to silence."""
    visit(page, served.url, f"{path}{ADDRESS}")
    said = page.locator(f".st-key-{key}").inner_text()
    assert (link(page), figures(page), broken(page)) == (LINK, {}, [])
    assert page.get_by_test_id("stDataFrame").count() == 0
    assert "Rp 0" not in body(page)
    assert "Traceback" not in served.log.read_text()
    return said


def _live(address: str, token: str) -> dict[str, str]:
    return {"INAPROC_BASE_URL": address, "INAPROC_TOKEN": token}


def test_a_wrong_token_is_named_with_who_must_act_and_never_shown(
    tmp_path: Path, page: Page
) -> None:
    with (
        serve() as sandbox,
        dashboard(tmp_path, _live(sandbox.base_url, CANARY)) as served,
    ):
        said = _panel(page, served, "/program", "failed")
        assert text("shell.who.kredensial") in said
        assert said.count("token tidak diterima") == 1
        assert CANARY not in page.content()
        assert CANARY not in served.log.read_text()


def test_a_source_that_is_down_at_the_first_start_leaves_no_zero(
    tmp_path: Path, page: Page
) -> None:
    with dashboard(tmp_path, _live(f"http://127.0.0.1:{free_port()}", CANARY)) as served:
        said = _panel(page, served, "/swakelola", "failed")
        assert text("shell.failed") in said
        assert text("shell.who.sumber") in said
        assert CANARY not in page.content()


def test_an_answer_without_rows_is_empty_or_not_permitted_and_markup_in_names_is_text(
    tmp_path: Path, page: Page
) -> None:
    gateway = Gateway()
    named = [{**program(n, 1000 * n, tahun=2024), "nama_program": name} for n, name in NASTY]
    gateway.put(*named, tahun=2024)
    with (
        loopback(gateway) as address,
        dashboard(tmp_path, _live(address, TOKEN)) as served,
    ):
        said = _panel(page, served, "/kaji-ulang", "empty")
        assert said.lower().count("kosong atau tidak berwenang") == 1
        visit(page, served.url, f"/program?klpd={KLPD}&tahun=2024")
        _seen_and_hovered(page)
        assert page.evaluate("window.__hit ?? null") is None
        assert page.locator('img[src="x"], a[href^="javascript"]').count() == 0
        heads, *rows = download(page, "pagu-per-program", "pagu-per-program")[1]
        found = [row[heads.index("nama_program")] for row in rows]
        assert found == ["'=1+1", *(name for _, name in reversed(NASTY[:-1]))]


def _seen_and_hovered(page: Page) -> None:
    """Point at every row, and see that it and its hover say the name as it is written."""
    shown = [name for _, name in reversed(NASTY)]
    assert [row.name for row in list_rows(page, "pagu-per-program")] == shown
    drawn = ranked(page, "pagu-per-program")
    for at, name in enumerate(shown):
        drawn.locator("button.baris").nth(at).hover()
        drawn.locator(".petunjuk b").get_by_text(name, exact=True).wait_for()
