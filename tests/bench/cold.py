"""A cold browser on a warm server, every page: until text stands, and all above the fold."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.pages import PAGES, hello, link, ours
from tests.bench.timing import Goal, Row, Timing
from tests.browser import chromium
from tests.browser.conftest import DESKTOP

ROUNDS, SLOW = 3, 60_000
HELLO = "hello world"
TEXT_GOAL = 1.6
ASKED = {"cari": "&q=jalan", "wilayah": "&lihat=peta:indonesia"}
"""What a page's link holds beside KLPD and year: words to search for, the map of the nation."""
TEXT = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  return Boolean(main && main.querySelector('h1')
    && [...main.querySelectorAll('p, pre')].some(part => part.innerText.trim().length > 8));
}"""
FOLD = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const main = app?.querySelector('[data-testid="stMain"]');
  if (!main) return false;
  const above = part => part.getBoundingClientRect().top < innerHeight;
  const parts = [...main.querySelectorAll('[data-testid="stElementContainer"]')];
  const finished = app.getAttribute('data-test-script-state') === 'notRunning';
  if (!finished && parts.every(above)) return false;
  const pending = '[data-testid="stSkeleton"], .st-key-membaca, .st-key-membaca_awal';
  if ([...main.querySelectorAll(pending)].some(above)) return false;
  return parts.filter(above).every(part => {
    const plotly = part.querySelector('[data-testid="stPlotlyChart"]');
    const map = part.querySelector('[data-testid="stDeckGlJsonChart"]');
    const own = [...part.querySelectorAll('*')].filter(inner => inner.shadowRoot);
    return (!plotly || plotly.querySelector('.main-svg')) && (!map || map.querySelector('canvas'))
      && own.every(inner => inner.shadowRoot.childElementCount);
  });
}"""
"""The script has ended or has drawn below the window, and what is in the window is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Seconds from the address to text, and to all that is above the fold."""

    text: float
    fold: float


Round = Mapping[str, Opened]


def measure() -> Row:
    """Open every page and the smallest one in turn, each in a browser context without a cache."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(chromium.browser(playwright, folder / "net.json"))
        mine, smallest = (stack.enter_context(side()).url for side in (ours, hello))
        query = "&".join(f"{name}={value}" for name, value in link(2025))
        addresses = {f"/{page}": f"{mine}/{page}?{query}{ASKED.get(page, '')}" for page in PAGES}
        addresses[HELLO] = f"{smallest}/"
        rounds: list[Round] = [
            {name: _open(browser, address) for name, address in addresses.items()}
            for _ in range(ROUNDS + 1)
        ][1:]
    pages = [name for name in addresses if name != HELLO]
    text = {name: _over(rounds, name, "text") for name in pages}
    fold = {name: _over(rounds, name, "fold") for name in pages}
    worst = max(fold, key=lambda name: fold[name])
    late = max(text, key=lambda name: text[name])
    return Row(
        what="cold page, every page, to all that is above the fold, over hello-world",
        sides={name: _timing(rounds, name) for name in addresses},
        figure=fold[worst],
        goal=Goal(most=1.8),
        notes=(
            f"the figure is the slowest page's, {worst}; the middle one is"
            f" {statistics.median(fold.values()):.2f} x",
            f"text: {late} {text[late]:.2f} x, the middle one"
            f" {statistics.median(text.values()):.2f} x (goal {TEXT_GOAL})",
            "over hello-world: "
            + ", ".join(f"{name} text {text[name]:.2f}, fold {fold[name]:.2f}" for name in pages),
        ),
    )


def _over(rounds: Sequence[Round], name: str, what: str) -> float:
    """Return the middle of a page's seconds over those of the smallest page in the same round."""
    return statistics.median(getattr(one[name], what) / one[HELLO].fold for one in rounds)


def _timing(rounds: Sequence[Round], name: str) -> str:
    return str(Timing(seconds=tuple(one[name].fold for one in rounds)))


def _open(browser: Browser, address: str) -> Opened:
    context = browser.new_context(viewport=DESKTOP, locale="id-ID")
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_function(TEXT, polling=20)
    text = float(page.evaluate("performance.now()"))
    page.wait_for_function(FOLD, polling=20)
    fold = float(page.evaluate("performance.now()"))
    context.close()
    return Opened(text=text / 1000, fold=fold / 1000)


if __name__ == "__main__":
    print(measure())
