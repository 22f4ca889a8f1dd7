"""Measure the rows named, or all of them, print them and bring docs/performance.md up to date.

`python -m tests.bench [ROW ...]`: rows not named keep their last measurement and its date, from
docs/performance.json.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from services.machine import run_queries_in_memory
from tests.bench import (
    api,
    cold,
    country,
    decade,
    fetching,
    first_figure,
    growth,
    importing,
    lineage,
    national,
    opening,
    pages,
    previews,
    searching,
    villages,
)
from tests.bench.timing import Row
from tests.bench.unmet import REASONS

DOCS = Path(__file__).resolve().parents[2] / "docs"
KEPT, OUT = DOCS / "performance.json", DOCS / "performance.md"
NAMED = ("streamlit", "polars", "httpx", "msgspec", "duckdb", "networkx", "pandas", "requests")
HEAD = """# Speed, cost and scale

Both sides of a row are measured in turn in one run by `bash .ci/run bench`
(or `python -m tests.bench ROW`). On a shared machine only ratios say anything: medians, the span in
brackets. The load is that of the machine when the row began.

"""

UNMET = ("", "## Goals out of reach, where the time goes and what was tried", "")
NOT_MEASURED = "where its time goes was not measured"
PARTLY = ("national",)
"""Rows whose figure meets its goal while another one of theirs, in the notes, does not."""

ROWS: Mapping[str, Callable[[], Row]] = {
    "first-figure": first_figure.first_figure,
    "whole-page": first_figure.whole_page,
    "fetch-50": partial(fetching.measure, 50),
    "fetch-200": partial(fetching.measure, 200),
    "villages": villages.measure,
    "open": opening.measure,
    "import": importing.measure,
    "national": national.measure,
    "lineage": lineage.measure,
    "search": searching.measure,
    "rerun": pages.rerun,
    "cold": cold.measure,
    "sessions": pages.sessions,
    "api": api.measure,
    "api-304": api.not_modified,
    "harvest": country.measure,
    "memory": pages.memory,
    "preview": previews.measure,
    "growth": growth.measure,
    "decade": decade.measure,
}


def main(asked: Sequence[str]) -> int:
    """Measure and print; return 2 for a row that does not exist."""
    unknown = set(asked) - set(ROWS)
    if unknown:
        sys.stderr.write(f"no such row: {', '.join(sorted(unknown))} (rows: {', '.join(ROWS)})\n")
        return 2
    kept = msgspec.json.decode(KEPT.read_bytes()) if KEPT.exists() else {}
    run_queries_in_memory()  # as every door of the product does
    for name in asked or ROWS:
        load = os.getloadavg()[0]
        row = ROWS[name]()
        print(f"[{name}] {row}", flush=True)
        kept[name] = written(row) | {"date": f"{datetime.now(UTC):%Y-%m-%d}", "load": f"{load:.1f}"}
        KEPT.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
        OUT.write_text(document({key: kept[key] for key in ROWS if key in kept}), "utf-8")
    return 0


def written(row: Row) -> dict[str, object]:
    """Return a row as it stands in the document."""
    return {
        "what": row.what,
        "sides": dict(row.sides),
        "figure": f"{row.figure:.3g} {row.goal.unit}",
        "goal": str(row.goal),
        "met": row.met,
        "notes": list(row.notes),
    }


def document(kept: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the rows as Markdown, with the machine and what repeats them."""
    machine = (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in NAMED)
    )
    columns = ("row", "what", "measured", "figure", "goal", "met", "when, load")
    head = f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"
    lines = [
        f"| `{name}` | {row['what']} | {'<br>'.join(f'{n}: {t}' for n, t in row['sides'].items())} "
        f"| {row['figure']} | {row['goal']} | {'yes' if row['met'] else '**no**'} "
        f"| {row['date']}, {row['load']} |"
        for name, row in kept.items()
    ]
    notes = [
        f"- `{name}`: {'; '.join(row['notes'])}." for name, row in kept.items() if row["notes"]
    ]
    unmet = [
        f"- `{name}`: {REASONS.get(name, NOT_MEASURED)}."
        for name, row in kept.items()
        if not row["met"] or name in PARTLY
    ]
    drawn = ["", "![harvest, national table and page over stored rows](growth.svg)"]
    growth = [*(drawn if (DOCS / "growth.svg").exists() else ()), ""]
    return HEAD + "\n".join([machine + ".", "", head, *lines, "", *notes, *UNMET, *unmet, *growth])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
