"""What grows with what is stored: harvest, memory, national tables; and a page, which must not.

`python -m tests.bench.growth` prints the table and draws docs/growth.svg.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services import settings
from services.analysis.frames import RUP, Options
from services.analysis.tables import TABLES, build
from services.national import frames_for
from services.wiring import connect
from tests.bench.country import YEAR, codes, harvested
from tests.bench.pages import link
from tests.bench.timing import Goal, Row
from tests.browser.serving import ROOT, dashboard
from tests.load.visitor import visiting

SIZES: tuple[tuple[int, int], ...] = (
    *((1, 1), (10, 1), (100, 1), (652, 1)),
    *((100, 2), (100, 4), (100, 6)),
)
"""KLPD and years."""
HOME = "D304"
ASKS, WARM = 9, 3
TABLE = "kaji-ulang-per-satker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """One size: what was stored and what it cost. Seconds, MB, rows."""

    klpd: int
    years: int
    rows: int
    harvest: float
    memory: float
    table: float
    page: float

    def __str__(self) -> str:
        """Print the line of a table."""
        return (
            f"| {self.klpd} | {self.years} | {self.rows:,} | {self.harvest:.1f} s"
            f" | {self.memory:.0f} MB | {self.table * 1000:.0f} ms | {self.page * 1000:.0f} ms |"
        )


HEAD = (
    f"| KLPD | years | rows | harvest | its memory | `{TABLE}` of all | rerun of a page |",
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
        what="a page's rerun with 652 KLPD stored, over one",
        sides={"one": f"{one.page * 1000:.0f} ms", "652": f"{most.page * 1000:.0f} ms"},
        figure=most.page / one.page,
        goal=Goal(most=1.5),
        notes=(_linear(found, "harvest"), _linear(found, "table")),
    )


def _linear(found: Sequence[Grown], name: str) -> str:
    small, large = found[2], max(found, key=lambda grown: grown.rows)
    grew = getattr(large, name) / getattr(small, name)
    rows = large.rows / small.rows
    return f"{name}: {grew:.1f} x the seconds for {rows:.1f} x the rows"


def _at(klpd: int, years: int) -> Grown:
    chosen = (HOME, *(kode for kode in codes() if kode != HOME))[:klpd]
    country = harvested(chosen, tuple(range(YEAR - years + 1, YEAR + 1)))
    parts = connect(settings.from_mapping({"LENSA_DATA": str(country.data)}))
    requests = parts.rup(RUP, chosen, country.years)
    reads = [r for r in requests if r.dataset.name in TABLES[TABLE].reads]
    options = Options(klpd=chosen, tahun=country.years)

    def table() -> None:
        found = frames_for(parts.repository, TABLE, options, reads, klpd=parts.klpd())
        build(TABLE, found.frames, options).collect()

    table_seconds = _middle([_timed(table) for _ in range(WARM + 3)])
    parts.close()
    with (
        tempfile.TemporaryDirectory() as folder,
        dashboard(Path(folder), {"LENSA_DATA": str(country.data)}) as served,
        visiting(served.url) as visitor,
    ):
        page = [
            visitor.ask("program", link(YEAR - turn % 2 if years > 1 else YEAR)).seconds
            for turn in range(WARM + ASKS)
        ]
    return Grown(
        klpd=klpd,
        years=years,
        rows=country.rows,
        harvest=country.seconds,
        memory=country.peak,
        table=table_seconds,
        page=_middle(page),
    )


def _timed(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - began


def _middle(seconds: Sequence[float]) -> float:
    return statistics.median(seconds[WARM:])


WIDE, HIGH, LEFT, FOOT = 760, 300, 60, 40


def drawn(found: Sequence[Grown]) -> str:
    """Draw seconds of a harvest and milliseconds of a page over rows, both axes logarithmic."""
    from math import log10  # noqa: PLC0415 - for this drawing alone

    east = log10(max(g.rows for g in found)) + 0.1
    west = log10(min(g.rows for g in found)) - 0.1
    north = log10(max(g.harvest for g in found)) + 0.2
    south = log10(min(min(g.page, g.table) for g in found)) - 0.3

    def at(rows: float, seconds: float) -> tuple[float, float]:
        x = LEFT + (log10(rows) - west) / (east - west) * (WIDE - LEFT - 120)
        y = (HIGH - FOOT) * (north - log10(seconds)) / (north - south) + 10
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" '
        'font-family="sans-serif" font-size="12" fill="#1B1F23">',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#FFFFFF"/>',
    ]
    for power in range(int(south) - 1, int(north) + 1):
        x, y = at(10**west, 10.0**power)
        if 0 < y < HIGH - FOOT + 10:
            parts.append(
                f'<path d="M{x} {y}H{WIDE - 120}" stroke="#E1E6E4"/>'
                f'<text x="{x - 6}" y="{y + 4}" text-anchor="end">{10.0**power:g} s</text>'
            )
    for power in range(int(west) + 1, int(east) + 1):
        x, _ = at(10.0**power, 1)
        parts.append(
            f'<text x="{x}" y="{HIGH - 12}" text-anchor="middle">{10**power:,} rows</text>'
        )
    lines = (("harvest", "#0B6E6E"), ("table", "#3B7EA1"), ("page", "#C44E3B"))
    ordered = sorted(found, key=lambda grown: grown.rows)
    for name, colour in lines:
        points = [at(grown.rows, getattr(grown, name)) for grown in ordered]
        way = " ".join(f"{x},{y}" for x, y in points)
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        parts.append(f'<text x="{x + 10}" y="{y + 4}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    grown = sizes()
    sys.stdout.write("\n".join([*HEAD, *map(str, grown), ""]))
    (ROOT / "docs" / "growth.svg").write_text(drawn(grown), "utf-8")
