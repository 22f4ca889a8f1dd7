"""What grows with what is stored: harvest, memory, national tables; and a page, which must not.

`python -m tests.bench.growth` prints the table and draws docs/growth.svg.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, floor, log10
from pathlib import Path

from services import settings
from services.analysis.frames import Options
from services.analysis.tables import TABLES, build
from services.national import frames_for
from services.wiring import connect
from tests.bench.country import EVERY, YEAR, Country, codes, harvested
from tests.bench.pages import link
from tests.bench.timing import Goal, Row
from tests.browser.serving import ROOT, dashboard
from tests.load.visitor import Visitor, visiting

SIZES: tuple[tuple[int, int], ...] = (
    *((1, 1), (10, 1), (100, 1), (652, 1)),
    *((10, years) for years in range(2, 7)),
)
"""KLPD and years."""
HOME = "D304"
ASKS, WARM = 9, 3
TABLES_OF_ALL = ("kaji-ulang-per-satker", "penyedia-metode")
PAGES = ("program", "penyedia")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """One size: what was stored and what it cost. Seconds, MB, rows.

    tables, pages: the sums of TABLES_OF_ALL and of the reruns of PAGES.
    """

    klpd: int
    years: int
    rows: int
    harvest: float
    memory: float
    tables: float
    pages: float

    def __str__(self) -> str:
        """Print the line of a table."""
        return (
            f"| {self.klpd} | {self.years} | {self.rows:,} | {self.harvest:.1f} s"
            f" | {self.memory:.0f} MB | {self.tables * 1000:.0f} ms | {self.pages * 1000:.0f} ms |"
        )


HEAD = (
    f"| KLPD | years | rows | harvest | its memory | {' + '.join(TABLES_OF_ALL)} of all"
    f" | reruns of {' + '.join(PAGES)} |",
    "|---|---|---|---|---|---|---|",
)


def sizes() -> list[Grown]:
    """Measure every size."""
    return [_at(klpd, years) for klpd, years in SIZES]


def measure() -> Row:
    """Say by how much a page's rerun grows from one stored KLPD to all of them."""
    found = sizes()
    (ROOT / "docs" / "growth.svg").write_text(drawn(found), "utf-8")
    one, most = (next(g for g in found if g.klpd == n and g.years == 1) for n in (1, 652))
    return Row(
        what="reruns of two pages with 652 KLPD stored, provider packages included, over one",
        sides={"one": f"{one.pages * 1000:.0f} ms", "652": f"{most.pages * 1000:.0f} ms"},
        figure=most.pages / one.pages,
        goal=Goal(most=1.2),
        notes=(
            *(_linear(found, name) for name in ("harvest", "tables", "memory")),
            "<br>".join(("by size:", *map(str, found))).replace("|", "·"),
        ),
    )


def _linear(found: Sequence[Grown], name: str) -> str:
    small, large = found[2], max(found, key=lambda grown: grown.rows)
    grew = getattr(large, name) / getattr(small, name)
    return f"{name}: {grew:.1f} x for {large.rows / small.rows:.1f} x the rows"


def _at(klpd: int, years: int) -> Grown:
    everyone = codes()
    some = (HOME, *(kode for kode in everyone if kode != HOME))[:klpd]
    chosen = everyone if klpd == len(everyone) else some
    country = harvested(chosen, tuple(range(YEAR - years + 1, YEAR + 1)), EVERY)
    return Grown(
        klpd=klpd,
        years=years,
        rows=country.rows,
        harvest=country.seconds,
        memory=country.peak,
        tables=_tables(country),
        pages=_pages(country),
    )


def _tables(country: Country) -> float:
    parts = connect(settings.from_mapping({"LENSA_DATA": str(country.data)}))
    requests = parts.rup(EVERY, country.klpd, country.years)
    options = Options(klpd=country.klpd, tahun=country.years)

    def make(name: str) -> None:
        reads = [r for r in requests if r.dataset.name in TABLES[name].reads]
        found = frames_for(parts.repository, name, options, reads, klpd=parts.klpd())
        build(name, found.frames, options).collect()

    seconds = sum(
        _middle([_timed(partial(make, name)) for _ in range(WARM + 3)]) for name in TABLES_OF_ALL
    )
    parts.close()
    return seconds


def _pages(country: Country) -> float:
    with (
        tempfile.TemporaryDirectory() as folder,
        dashboard(Path(folder), {"LENSA_DATA": str(country.data)}) as served,
        visiting(served.url) as visitor,
    ):
        return sum(_rerun(visitor, page, len(country.years)) for page in PAGES)


def _rerun(visitor: Visitor, page: str, years: int) -> float:
    """Return the seconds of a rerun after every year was shown once."""
    asked = [visitor.ask(page, link(YEAR - turn % years)) for turn in range(years + WARM + ASKS)]
    return _middle([shown.seconds for shown in asked[years:]])


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _middle(seconds: Sequence[float]) -> float:
    return statistics.median(seconds[WARM:])


WIDE, HIGH, LEFT, RIGHT, FOOT, LINE = 860, 300, 70, 100, 40, 14
PANELS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("s", (("harvest", "#0B6E6E"), ("tables", "#3B7EA1"), ("pages", "#C44E3B"))),
    ("MB", (("memory", "#0B6E6E"),)),
)
"""By panel: the unit of its axis, and its lines with their colours."""


def drawn(found: Sequence[Grown]) -> str:
    """Draw seconds, and below them the memory of a harvest, over rows; all axes logarithmic."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH * len(PANELS)}" '
            'font-family="sans-serif" font-size="12" fill="#1B1F23">',
            f'<rect width="{WIDE}" height="{HIGH * len(PANELS)}" fill="#FFFFFF"/>',
            *(
                mark
                for number, (unit, lines) in enumerate(PANELS)
                for mark in _panel(found, unit, lines, top=number * HIGH)
            ),
            "</svg>",
            "",
        ]
    )


def _panel(
    found: Sequence[Grown], unit: str, lines: Sequence[tuple[str, str]], *, top: int
) -> Iterator[str]:
    values = [getattr(grown, name) for grown in found for name, _ in lines]
    north, south = log10(max(values)) + 0.2, log10(min(values)) - 0.3
    east = log10(max(grown.rows for grown in found)) + 0.1
    west = log10(min(grown.rows for grown in found)) - 0.1
    end = WIDE - RIGHT

    def at(rows: float, value: float) -> tuple[float, float]:
        x = LEFT + (log10(rows) - west) / (east - west) * (end - LEFT)
        y = top + 10 + (HIGH - FOOT) * (north - log10(value)) / (north - south)
        return round(x, 1), round(y, 1)

    steps = (1, 2, 5) if north - south < 2 else (1,)
    ticks = [
        step * 10.0**power for power in range(floor(south), floor(north) + 1) for step in steps
    ]
    for tick in ticks:
        if south <= log10(tick) <= north:
            x, y = at(10**west, tick)
            yield f'<path d="M{x} {y}H{end}" stroke="#E1E6E4"/>'
            yield f'<text x="{x - 6}" y="{y + 4}" text-anchor="end">{tick:g} {unit}</text>'
    for power in range(ceil(west), floor(east) + 1):
        x, _ = at(10.0**power, 10**north)
        y = top + HIGH - 12
        yield f'<text x="{x}" y="{y}" text-anchor="middle">{10**power:,} rows</text>'
    ordered = sorted(found, key=lambda grown: grown.rows)
    labels = list[float]()
    for name, colour in lines:
        points = [at(grown.rows, getattr(grown, name)) for grown in ordered]
        path = " ".join(f"{x},{y}" for x, y in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in points)
        x, y = points[-1]
        while any(abs(y - other) < LINE for other in labels):
            y -= 1
        labels.append(y)
        yield f'<text x="{x + 10}" y="{y + 4}" fill="{colour}">{name}</text>'


if __name__ == "__main__":
    grown = sizes()
    sys.stdout.write("\n".join([*HEAD, *map(str, grown), ""]))
    (ROOT / "docs" / "growth.svg").write_text(drawn(grown), "utf-8")
