"""Ten years of one KLPD on one page, over one year: what a rerun of each page costs.

The rows are those of the sandbox's years, repeated under other years and other codes by a gateway
that serves them again.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from services.sandbox.datasets import columns_of
from services.sandbox.units.instansi import YEARS
from tests.bench.country import EVERY, stored_rows
from tests.bench.timing import Goal, Row, in_turn, ratio
from tests.browser.serving import ROOT, dashboard, environment
from tests.commands.running import live
from tests.gateway import Gateway, loopback
from tests.gateway import Row as GatewayRow
from tests.load.visitor import Pairs, Visitor, visiting

HOME = "D304"
DECADE = range(2017, 2027)
CODES = ("kd_rup", "kd_rup_lama", "kd_rup_baru")
APART = 100_000_000
"""Between the codes of one repetition and the next."""
PAGES = ("program", "penyedia", "swakelola", "kaji-ulang", "tanda", "wilayah")
ROUNDS = 7


def measure() -> Row:
    """Measure reruns of pages with ten chosen years and with one, in turn."""
    gateway = Gateway(rows={(name, HOME, str(year)): rows for name, year, rows in _rows()})
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = live(stack.enter_context(loopback(gateway)))
        _harvest(folder / "data", settings)
        served = stack.enter_context(dashboard(folder, settings))
        visitor = stack.enter_context(visiting(served.url))
        timed = {}
        for page in PAGES:
            sides = {
                name: lambda page=page, years=years: _ask(visitor, page, years)
                for name, years in (("ten", DECADE), ("one", DECADE[-2:-1]))
            }
            timed[page] = in_turn(sides, ROUNDS)
        rows = stored_rows(folder / "data")
    ratios = {page: ratio(both, "ten", "one") for page, both in timed.items()}
    worst = max(ratios, key=lambda page: ratios[page])
    return Row(
        what=f"ten years of one KLPD on one page ({rows:,} rows): a rerun, over that of one year,"
        " the slowest page",
        sides={
            f"/{page}": f"{both['ten']}, one year {both['one']}" for page, both in timed.items()
        },
        figure=ratios[worst],
        goal=Goal(most=10),
        notes=(f"the figure is that of /{worst}; no goal was given, ten times is in proportion",),
    )


def _rows() -> Iterator[tuple[str, int, list[GatewayRow]]]:
    """Yield the rows of every dataset and year of the decade."""
    for name in EVERY:
        for year in DECADE:
            like = YEARS[(year - DECADE[0]) % len(YEARS)]
            columns = columns_of(name, HOME, like) or {}
            shift = (year - like) * APART
            rows = [
                dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
            ]
            yield name, year, [_moved(row, like, year, shift) for row in rows]


def _moved(row: GatewayRow, like: int, year: int, shift: int) -> GatewayRow:
    moved = {
        name: type(value)(int(value) + abs(shift)) if name in CODES and value else value
        for name, value in row.items()
    }
    if "tahun_anggaran" in moved:
        moved["tahun_anggaran"] = type(moved["tahun_anggaran"])(year)
    at = "tgl_kaji_ulang"
    return {**moved, at: str(moved[at]).replace(str(like), str(year))} if at in moved else moved


def _harvest(data: Path, settings: dict[str, str]) -> None:
    years = ",".join(map(str, DECADE))
    asked = [sys.executable, "-m", "services", "harvest", "--klpd", HOME, "--tahun", years]
    asked += ["--datasets", ",".join(EVERY)]
    subprocess.run(asked, cwd=ROOT, env=environment(data, **settings), check=True)


def _ask(visitor: Visitor, page: str, years: range) -> None:
    link: Pairs = (("klpd", HOME), *(("tahun", str(year)) for year in years))
    shown = visitor.ask(page, link)
    assert not shown.errors, shown.errors


if __name__ == "__main__":
    print(measure())
