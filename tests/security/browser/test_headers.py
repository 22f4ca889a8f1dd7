"""The dashboard works under the headers that docs/security.md advises, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.acting import download, follow, visit
from tests.browser.conftest import Chrome, context_of
from tests.browser.seeing import figures, list_rows
from tests.browser.serving import Served, dashboard
from tests.browser.waiting import settled
from tests.security.browser.proxy import adding

DOCS = Path(__file__).resolve().parents[3] / "docs" / "security.md"
ADVISED = dict(re.findall(r'add_header ([A-Za-z-]+) "([^"]+)" always;', DOCS.read_text("utf-8")))
POLICY = "Content-Security-Policy"
TOLD = "window.__csp = []; document.addEventListener('securitypolicyviolation', " \
    "e => window.__csp.push(e.violatedDirective + ' ' + e.blockedURI))"  # fmt: skip
"""Keeps what the browser refused because of the policy."""


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    with (
        dashboard(tmp_path_factory.mktemp("proksi")) as served,
        adding(served.url, ADVISED) as address,
    ):
        yield served, address


def test_the_document_advises_what_it_must() -> None:
    assert set(ADVISED) >= {
        POLICY,
        "Strict-Transport-Security",
        "X-Content-Type-Options",
        "Referrer-Policy",
    }
    rules = dict(rule.strip().partition(" ")[::2] for rule in ADVISED[POLICY].split(";"))
    assert "unsafe" not in rules["script-src"].replace("wasm-unsafe-eval", "")
    assert (rules["object-src"], rules["frame-ancestors"]) == ("'none'", "'none'")
    assert "http" not in ADVISED[POLICY]


def test_pages_draw_and_give_their_files_under_the_policy(
    behind: tuple[Served, str], chrome: Chrome
) -> None:
    _, address = behind
    with context_of(chrome) as context:
        page = context.new_page()
        page.add_init_script(TOLD)
        answer = page.goto(f"{address}/program?klpd=D304&tahun=2025")
        assert answer is not None
        assert {name: answer.headers.get(name.lower()) for name in ADVISED} == ADVISED
        settled(page)
        assert len(list_rows(page, "pagu-per-program")) == 14
        assert len(download(page, "pagu-per-program", "pagu-per-program")[1]) > 100
        follow(page, "Ringkasan")
        page.get_by_test_id("stMetric").first.wait_for()
        settled(page)
        assert len(figures(page)) == 5
        switch = "lihat=tabel-kaji-ulang-per-bulan:ya"
        visit(page, address, f"/kaji-ulang?klpd=D304&tahun=2025&{switch}")
        page.locator("[data-testid=stPlotlyChart] .main-svg").first.wait_for()
        visit(page, address, "/wilayah?klpd=D304&tahun=2025&lihat=peta:indonesia")
        page.locator("[data-testid=stDeckGlJsonChart] canvas").first.wait_for()
        assert _refused(page) == []


def test_the_policy_refuses_what_it_is_for(behind: tuple[Served, str], chrome: Chrome) -> None:
    _, address = behind
    with context_of(chrome) as context:
        page = context.new_page()
        page.add_init_script(TOLD)
        visit(page, address, "/data?klpd=D304&tahun=2025")
        page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.__hit=1';"
            " document.body.append(s); const i = new Image(); i.src = 'http://127.0.0.1:9/x.png'; }"
        )
        page.wait_for_function("() => window.__csp.length >= 2")
        assert page.evaluate("window.__hit ?? null") is None


def test_no_other_site_can_frame_a_page(behind: tuple[Served, str], chrome: Chrome) -> None:
    served, address = behind
    with context_of(chrome) as context:
        page = context.new_page()
        page.goto(f"{served.url}/_stcore/health")
        page.set_content(f'<iframe src="{address}/?embed=true"></iframe>')
        page.wait_for_timeout(2000)
        assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"]


def _refused(page: Page) -> list[str]:
    """Return what the policy refused, the one line aside that Streamlit's own page does without."""
    return sorted({said for said in page.evaluate("window.__csp") if said not in HARMLESS})


HARMLESS = frozenset({"script-src-elem inline"})
"""`window.prerenderReady = false` in Streamlit's index.html, for crawlers."""
