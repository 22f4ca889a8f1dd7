"""What pages cost a warm server: reruns, fifty sessions, memory.

Requests go over Streamlit's websocket, as those of browsers do; each side has a server process of
its own.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.timing import Goal, Row, Timing, duration, in_turn, ratio
from tests.browser.serving import ROOT, Served, dashboard, environment
from tests.load.visitor import Pairs, Visitor, visiting
from tests.soak.processes import resident

HELLO = Path(__file__).with_name("hello.py")
PAGES = (
    *("", "program", "penyedia", "swakelola", "kaji-ulang", "tanda", "wilayah", "banding"),
    *("cari", "lokasi", "data"),
)
DRAWN = PAGES[:8]
"""Pages that draw charts or maps."""
DEFAULTS = {
    "runner.postScriptGC": "true",
    "global.minCachedMessageSize": "10000",
    "server.enableWebsocketCompression": "false",
}
"""Streamlit's defaults for those settings of the product that change the time of a rerun."""
SESSIONS, EACH, ROUNDS = 50, 4, 10
REST = 3.0
"""Seconds between the last answer and the measurement of a process's memory."""
CROWD, FORGOTTEN = 100, 130.0
"""Sessions that come and go, and the seconds after which Streamlit forgets one that has left."""
MOST_LEFT = 1.2
"""Goal: memory after the sessions have left, over memory before they came."""


def link(year: int, *, kode: str = "D304") -> Pairs:
    """Return the filters of a link."""
    return (("klpd", kode), ("tahun", str(year)), ("lang", "id"))


@contextmanager
def ours(
    options: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """Serve the dashboard, warm for one KLPD and two years on all pages."""
    with (
        tempfile.TemporaryDirectory() as folder,
        dashboard(Path(folder), options=options) as served,
    ):
        for page in PAGES:  # each in a session of its own: one may have 60 partitions read a minute
            with visiting(served.url) as visitor:
                for year in (2025, 2024):
                    shown = visitor.ask(page, link(year))
                    assert not shown.errors, shown.errors
        yield served


@contextmanager
def hello() -> Iterator[Served]:
    """Serve the smallest page."""
    with (
        tempfile.TemporaryDirectory() as folder,
        dashboard(Path(folder), script=HELLO) as served,
    ):
        with visiting(served.url) as visitor:
            visitor.ask("", link(2025))
        yield served


def rerun() -> Row:
    """Time a rerun of each warm page after a change of year, relative to the smallest page."""
    with ExitStack() as stack:
        mine, smallest = (
            stack.enter_context(visiting(stack.enter_context(side()).url)) for side in (ours, hello)
        )
        timed = {page: _in_turn(mine, page, smallest) for page in PAGES}
    ratios = {page: ratio(both, "ours", "hello") for page, both in timed.items()}
    worst = max(ratios, key=lambda page: ratios[page])
    return Row(
        what="warm rerun after a change of year, seen from the websocket, over a hello-world page",
        sides={f"/{page}": str(both["ours"]) for page, both in timed.items()}
        | {"hello world": str(timed[worst]["hello"])},
        figure=ratios[worst],
        goal=Goal(most=2.2),
        notes=(
            f"the figure is the slowest page's, /{worst}; the middle one is"
            f" {statistics.median(ratios.values()):.2f} x",
        ),
    )


def _in_turn(mine: Visitor, page: str, smallest: Visitor) -> dict[str, Timing]:
    years = {"ours": 0, "hello": 0}

    def asked(side: str, visitor: Visitor, name: str) -> None:
        years[side] += 1
        shown = visitor.ask(name, link(2024 + years[side] % 2))
        assert not shown.errors, shown.errors

    return in_turn(
        {
            "ours": lambda: asked("ours", mine, page),
            "hello": lambda: asked("hello", smallest, ""),
        },
        ROUNDS,
    )


def sessions() -> Row:
    """Let 50 sessions rerun pages with charts, under our settings and under Streamlit's own."""
    paces: dict[str, list[float]] = {"ours": [], "default settings": []}
    with ExitStack() as stack:
        served = {
            "ours": stack.enter_context(ours()),
            "default settings": stack.enter_context(ours(DEFAULTS)),
        }
        for _ in range(3):
            for name, side in served.items():
                paces[name].append(_pace(side))
    middle = {name: statistics.median(found) for name, found in paces.items()}
    return Row(
        what=f"{SESSIONS} sessions, reruns a second, over default settings",
        sides={
            name: f"{middle[name]:.1f} a second ({min(f):.1f} – {max(f):.1f})"
            for name, f in paces.items()
        },
        figure=middle["ours"] / middle["default settings"],
        goal=Goal(least=4),
    )


def _pace(served: Served) -> float:
    with ExitStack() as stack:
        visitors = [stack.enter_context(visiting(served.url)) for _ in range(SESSIONS)]

        def wander(numbered: tuple[int, Visitor]) -> None:
            number, visitor = numbered
            for turn in range(EACH):
                page = DRAWN[(number + turn) % len(DRAWN)]
                shown = visitor.ask(page, link(2024 + (number + turn) % 2))
                assert not shown.errors, shown.errors

        began = time.perf_counter()
        with ThreadPoolExecutor(SESSIONS) as pool:
            for done in [pool.submit(wander, one) for one in enumerate(visitors)]:
                done.result()
        return SESSIONS * EACH / (time.perf_counter() - began)


def memory() -> Row:
    """Measure the memory of the process after every page was opened on one KLPD-year.

    Once over stored rows, as with real sources; once over an empty store, where the sandbox makes
    its rows in the same process; once for the smallest page. Each some seconds after the last
    answer, since Polars' allocator returns free memory within a second. Then sessions come and go.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        for command in ("harvest --klpd D304 --tahun 2024,2025", "fetch locations --level country"):
            asked = [sys.executable, "-m", "services", *command.split()]
            subprocess.run(asked, cwd=ROOT, env=environment(data), check=True, capture_output=True)
        mine = _weight(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        fresh = _weight(Path(folder))
    with hello() as served, visiting(served.url) as visitor:
        visitor.ask("", link(2025))
        smallest = _at_rest(served)
    before, among, after = _crowd()
    return Row(
        what="memory after every page was opened on one KLPD-year, sandbox included",
        sides={
            "ours": f"{mine:.0f} MB",
            "ours, with the sandbox inside": f"{fresh:.0f} MB",
            "hello world": f"{smallest:.0f} MB",
        },
        figure=max(mine, fresh),
        goal=Goal(most=340, unit="MB"),
        notes=(
            f"{CROWD} sessions that open two pages, stay and leave: {before:.0f} MB before,"
            f" {among:.0f} MB with them, {after:.0f} MB after, {after / before:.2f} x"
            f" (goal {MOST_LEFT:g} x)",
        ),
    )


def _crowd() -> tuple[float, float, float]:
    """Return the MB before a crowd of sessions comes, while they are idle, after they have left."""
    with ours() as served:
        before = _at_rest(served)
        with ExitStack() as stack:
            for number in range(CROWD):
                visitor = stack.enter_context(visiting(served.url))
                for page in (DRAWN[number % len(DRAWN)], DRAWN[(number + 1) % len(DRAWN)]):
                    shown = visitor.ask(page, link(2024 + number % 2))
                    assert not shown.errors, shown.errors
            among = _at_rest(served)
        time.sleep(FORGOTTEN)
        with visiting(served.url) as visitor:
            visitor.ask("", link(2025))
        return before, among, _at_rest(served)


def _weight(folder: Path) -> float:
    with dashboard(folder) as served, visiting(served.url) as visitor:
        for page in PAGES:
            shown = visitor.ask(page, link(2025))
            assert not shown.errors, shown.errors
        return _at_rest(served)


def _at_rest(served: Served) -> float:
    time.sleep(REST)
    return resident(served.pid)


if __name__ == "__main__":
    for measure in (rerun, sessions, memory):
        began = time.perf_counter()
        print(measure(), duration(time.perf_counter() - began))
