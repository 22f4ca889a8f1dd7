"""A cold browser on a warm server: until text and tables stand, until all charts are drawn."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.pages import hello, link, ours
from tests.bench.timing import Goal, Row, Timing
from tests.browser import chromium

ROUNDS, SLOW = 5, 60_000
DESKTOP = {"width": 1366, "height": 768}
TEXT = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  return Boolean(main && main.querySelector('h1') && main.innerText.includes('%s')
    && (!%s || main.querySelector('[data-testid="stMetric"]')));
}"""
CHARTS = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.getAttribute('data-test-script-state') !== 'notRunning') return false;
  if (document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')) return false;
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
  const maps = [...document.querySelectorAll('[data-testid="stDeckGlJsonChart"]')];
  return charts.every(c => c.querySelector('.main-svg'))
    && maps.every(m => m.querySelector('canvas'));
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Seconds from the address to text, and to all that is drawn."""

    text: float
    drawn: float


def measure() -> Row:
    """Open the first page, one that Plotly draws and the smallest page in turn, without a cache."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(chromium.browser(playwright, folder / "net.json"))
        mine, smallest = (stack.enter_context(side()).url for side in (ours, hello))
        query = "&".join(f"{name}={value}" for name, value in link(2025))
        sides: dict[str, Callable[[], Opened]] = {
            "ours": lambda: _open(browser, f"{mine}/?{query}", "Rp", metric=True),
            "/program": lambda: _open(browser, f"{mine}/program?{query}", "Rp", metric=True),
            "hello": lambda: _open(browser, f"{smallest}/", "It is", metric=False),
        }
        rounds = [{name: side() for name, side in sides.items()} for _ in range(ROUNDS + 1)][1:]
    over = {
        f"{side}, {what}": statistics.median(
            getattr(one[side], what) / one["hello"].drawn for one in rounds
        )
        for side in ("ours", "/program")
        for what in ("text", "drawn")
    }
    return Row(
        what="cold page to all charts in the browser, over hello-world",
        sides={
            "ours, text": _told(rounds, "ours", "text"),
            "ours, all charts": _told(rounds, "ours", "drawn"),
            "/program, text": _told(rounds, "/program", "text"),
            "/program, all charts": _told(rounds, "/program", "drawn"),
            "hello world": _told(rounds, "hello", "drawn"),
        },
        figure=over["ours, drawn"],
        goal=Goal(most=2.5),
        notes=(
            f"the first page's; its text before {over['ours, text']:.2f} x (goal 1.7)",
            f"/program, which Plotly draws: text {over['/program, text']:.2f} x, "
            f"all charts {over['/program, drawn']:.2f} x",
        ),
    )


def _told(rounds: Sequence[Mapping[str, Opened]], side: str, what: str) -> str:
    return str(Timing(seconds=tuple(getattr(one[side], what) for one in rounds)))


def _open(browser: Browser, address: str, said: str, *, metric: bool) -> Opened:
    context = browser.new_context(viewport=DESKTOP, locale="id-ID")
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(address, wait_until="commit")
    wanted = TEXT % (said, "true" if metric else "false")
    page.wait_for_function(wanted, polling=20)
    text = float(page.evaluate("performance.now()"))
    page.wait_for_function(CHARTS, polling=20)
    drawn = float(page.evaluate("performance.now()"))
    context.close()
    return Opened(text=text / 1000, drawn=drawn / 1000)


if __name__ == "__main__":
    print(measure())
