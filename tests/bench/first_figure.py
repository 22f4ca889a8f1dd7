"""/program of a KLPD-year that is not stored, over a source of 200 ms a request, in a browser.

The browser has the scripts of an earlier visit; `cold` measures what they cost. Each round opens a
KLPD that was not requested before, and waits for the total of its list, then for every part of the
page. The floor of a chain is its requests one after the other.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from services.language.wording import rupiah
from tests.bench.timing import Goal, Row, Timing
from tests.browser import chromium
from tests.browser.conftest import DESKTOP
from tests.browser.serving import dashboard
from tests.commands.running import live
from tests.gateway import Gateway, loopback, paket, program
from tests.loopback import Reply
from tests.stepping import revision

YEAR, YEAR_BEFORE = 2025, 2024
FIRST = "program-master"
CHAINS = {FIRST: 20, "paket-swakelola": 40, "history-kaji-ulang": 112}
"""Pages of a KLPD-year: the first chain as in the rows `fetch`, revisions the longest by far."""
EACH, WAIT, PAGU = 100, 0.2, 1_000_000
"""Rows of a page, seconds of a request, rupiah of a program."""
KLPD = tuple(f"D{number}" for number in range(301, 305))
"""The KLPD of each round; the first round is not counted."""
SLOW = 120_000
TOTAL = rupiah(CHAINS[FIRST] * EACH * PAGU)
FIGURE = ".st-key-daftar_pagu-per-program .jumlah"
"""The total of the list, which is drawn in a shadow root."""
WHOLE = """() => document.querySelector('[data-testid="stApp"]')
    .getAttribute('data-test-script-state') === 'notRunning'
  && !document.querySelector('.st-key-membaca, .st-key-membaca_awal, .lensa-tunggu')"""


@dataclass
class Slow(Gateway):
    """A source that answers each request after WAIT seconds.

    began: (dataset, KLPD, year, instant) of every request.
    """

    size: int = EACH
    began: list[tuple[str, str, str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Delay every answer."""
        self.meddle = self._delay

    def _delay(self, number: int) -> Reply | None:
        dataset, sent = self.asked[number - 1]
        self.began.append((dataset, sent["kode_klpd"], sent.get("tahun", ""), time.monotonic()))
        time.sleep(WAIT)
        return None

    def fill(self, kode: str, tahun: int) -> None:
        """Serve all chains of a KLPD-year."""
        numbers = {name: range(1, pages * EACH + 1) for name, pages in CHAINS.items()}
        key = kode, str(tahun)
        own = {"kd_klpd": kode, "tahun_anggaran": tahun}
        self.rows[FIRST, *key] = [program(n, PAGU, kode, tahun) for n in numbers[FIRST]]
        self.rows["paket-swakelola", *key] = [
            paket(n, **own, pagu=PAGU) for n in numbers["paket-swakelola"]
        ]
        self.rows["history-kaji-ulang", *key] = [
            {**revision(n, tahun), **own, "kd_rup_baru": 100_000 + n}
            for n in numbers["history-kaji-ulang"]
        ]

    def others_before(self, kode: str) -> int:
        """Return how many requests began before the last one of the first figure's chain."""
        mine = [request for request in self.began if request[1] == kode]
        first = [at for name, _, year, at in mine if (name, year) == (FIRST, str(YEAR))]
        assert len(first) == CHAINS[FIRST]
        return sum(at < first[-1] for *_, at in mine) - (len(first) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Seconds from the address to the first figure and to the whole page."""

    figure: float
    whole: float
    others: int


def first_figure() -> Row:
    """Measure until the first figure is right."""
    rounds = _rounds()
    floor = CHAINS[FIRST] * WAIT
    times = Timing(seconds=tuple(opened.figure for opened in rounds))
    others = max(opened.others for opened in rounds)
    return Row(
        what=f"/program of a KLPD-year that is not stored, {WAIT * 1000:.0f} ms a request"
        f": until its total stands, over the {CHAINS[FIRST]} requests of its chain",
        sides={"ours": str(times), "floor": f"{floor:g} s"},
        figure=times.median / floor,
        goal=Goal(most=1.6),
        notes=(
            f"requests begun before the chain was read, but its own: {others} (goal 0)",
            f"beyond the floor: {times.median - floor:.2f} s, however long the chain is: the start"
            " of Streamlit in the browser, the next look at what is read (each second), the run",
        ),
    )


def whole_page() -> Row:
    """Measure until everything on the page is read."""
    rounds = _rounds()
    longest = max(CHAINS.values()) * WAIT
    both = longest + CHAINS[FIRST] * WAIT
    times = Timing(seconds=tuple(opened.whole for opened in rounds))
    return Row(
        what="the same until all three datasets of two years are read and drawn, over the"
        f" {max(CHAINS.values())} requests of the longest chain",
        sides={"ours": str(times), "floor": f"{longest:g} s"},
        figure=times.median / longest,
        goal=Goal(most=1.3),
        notes=(
            f"over the first figure's chain and then the longest one, {both:g} s:"
            f" {times.median / both:.2f} x",
        ),
    )


def _rounds() -> Sequence[Opened]:
    with _served() as (source, context, url):
        for kode in KLPD:
            for tahun in (YEAR, YEAR_BEFORE):
                source.fill(kode, tahun)
        return [_open(source, context, url, kode) for kode in KLPD][1:]


@contextmanager
def _served() -> Iterator[tuple[Slow, BrowserContext, str]]:
    source = Slow()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = stack.enter_context(loopback(source))
        served = stack.enter_context(dashboard(folder, live(address)))
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(chromium.browser(playwright, folder / "net.json"))
        context = browser.new_context(viewport=DESKTOP, locale="id-ID")
        context.set_default_timeout(SLOW)
        yield source, context, served.url


def _open(source: Slow, context: BrowserContext, url: str, kode: str) -> Opened:
    page = context.new_page()
    page.goto(f"{url}/program?klpd={kode}&tahun={YEAR}", wait_until="commit")
    page.locator(FIGURE, has_text=TOTAL).wait_for()
    figure = float(page.evaluate("performance.now()"))
    page.wait_for_function(WHOLE, polling=20)
    whole = float(page.evaluate("performance.now()"))
    page.close()
    return Opened(figure=figure / 1000, whole=whole / 1000, others=source.others_before(kode))


if __name__ == "__main__":
    for measure in (first_figure, whole_page):
        print(measure())
