"""The load: visitors who open the same cold link at once, then each one links of their own."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from services.reference import loader
from tests.browser.serving import dashboard
from tests.load.upstream import Key, Upstream, upstream
from tests.load.visitor import Pairs, Visitor, visiting
from tests.sampling import LONG

T = TypeVar("T")
PAGES = (
    "",
    "",
    "",
    "program",
    "swakelola",
    "kaji-ulang",
    "wilayah",
    "banding",
    "cari",
    "lokasi",
    "data",
)
"""The first page is where visitors land, so it is chosen three times as often."""
KLPD = ("D304", "D24", *(("D47", "D70", "D93", "D116", "D139", "D162") if LONG else ()))
YEARS = ("2024", "2025")
SESSIONS = 50
EVERY = 20
"""One upstream answer in 20 is spoiled: 5 %."""
LOGGED = 6_000
COLD = (("klpd", "D290"), ("tahun", "2025"), ("lang", "id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The results of a load; `cold`: upstream passes by key while all opened the one cold link."""

    asks: int
    errors: tuple[str, ...]
    wrong: tuple[str, ...]
    seconds: tuple[float, ...]
    wall: float
    size: int
    keys: int
    passes: int
    cold: dict[Key, int]
    upstream_asked: int
    spoiled: int
    log: str = field(default="", repr=False)

    def lines(self) -> list[str]:
        """Return the results as lines of text."""
        ranked = sorted(self.seconds)
        return [
            f"{self.asks} asks by {SESSIONS} sessions in {self.wall:.0f} s"
            f" ({self.asks / self.wall:.1f} a second), {self.size / 1e6:.0f} MB sent",
            f"seconds an ask: median {statistics.median(ranked):.2f},"
            f" 95 of 100 under {ranked[int(len(ranked) * 0.95)]:.2f}, longest {ranked[-1]:.2f}",
            f"errors shown: {len(self.errors)}; answers to another question: {len(self.wrong)}",
            f"upstream: {self.upstream_asked} requests, {self.spoiled} spoiled,"
            f" {self.passes} passes for {self.keys} cold keys",
            f"one cold link opened by {SESSIONS} at once: {sorted(self.cold.values())} passes",
        ]


@cache
def _names() -> dict[str, str]:
    return dict(loader.klpd().select("kd_klpd", "nama_klpd").iter_rows())


@dataclass(slots=True)
class _Tally:
    """What the visitors note, from all their threads."""

    lock: threading.Lock
    errors: list[str]
    wrong: list[str]
    seconds: list[float]
    size: int = 0

    def ask(self, visitor: Visitor, page: str, link: Pairs) -> None:
        shown = visitor.ask(page, link)
        given = dict(link)
        want = f"{_names()[given['klpd']]} · {given['tahun']} · "
        with self.lock:
            self.errors += [f"{page} {given}: {error}" for error in shown.errors]
            if not shown.title.startswith(want):
                self.wrong.append(f"{page} {given}: {shown.title}")
            self.seconds.append(shown.seconds)
            self.size += shown.size


def load(folder: Path, asks: int, *, seed: int = 1, sessions: int = SESSIONS) -> Load:
    """Open `asks` links in all and return the results; 5 % of upstream answers are spoiled."""
    tally = _Tally(threading.Lock(), [], [], [])
    with ExitStack() as stack:
        source = stack.enter_context(upstream(EVERY))
        served = stack.enter_context(dashboard(folder, source.settings))
        visitors = [stack.enter_context(visiting(served.url)) for _ in range(sessions)]
        began = time.monotonic()
        _together(visitors, tally)
        cold = dict(source.faulty.passes)
        _apart(visitors, tally, max(asks // sessions - 1, 0), seed)
        wall = time.monotonic() - began
    log = served.log.read_text(errors="replace") if tally.errors else ""
    return replace(_figures(tally, source, cold, wall), log=log[-LOGGED:])


def _together(visitors: Sequence[Visitor], tally: _Tally) -> None:
    """Let everyone open the same link, which nobody opened before, at the same time."""
    barrier = threading.Barrier(len(visitors))

    def open_it(visitor: Visitor) -> None:
        barrier.wait(60)
        tally.ask(visitor, "program", COLD)

    _all(visitors, open_it)


def _apart(visitors: Sequence[Visitor], tally: _Tally, asks: int, seed: int) -> None:
    """Let each visitor open links chosen at random, so many one after another."""

    def wander(numbered: tuple[int, Visitor]) -> None:
        number, visitor = numbered
        draw = random.Random(seed * 1_000 + number)
        for _ in range(asks):
            link = (("klpd", draw.choice(KLPD)), ("tahun", draw.choice(YEARS)), ("lang", "id"))
            tally.ask(visitor, draw.choice(PAGES), link)

    _all(list(enumerate(visitors)), wander)


def _all(items: Sequence[T], work: Callable[[T], None]) -> None:
    with ThreadPoolExecutor(len(items)) as pool:
        for done in [pool.submit(work, item) for item in items]:
            done.result()


def _figures(tally: _Tally, source: Upstream, cold: dict[Key, int], wall: float) -> Load:
    faulty = source.faulty
    return Load(
        asks=len(tally.seconds),
        errors=tuple(tally.errors),
        wrong=tuple(tally.wrong),
        seconds=tuple(tally.seconds),
        wall=wall,
        size=tally.size,
        keys=len(faulty.passes),
        passes=faulty.passes.total(),
        cold=cold,
        upstream_asked=faulty.asked,
        spoiled=faulty.spoiled,
    )
