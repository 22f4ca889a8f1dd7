"""Measure the rows named, or all of them, print the table and write docs/performance.md.

`python -m tests.bench [ROW ...]`: a run of some rows prints them and leaves the document alone.
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

from tests.bench import (
    cold,
    country,
    fetching,
    growth,
    lineage,
    national,
    opening,
    pages,
    parse,
    searching,
    villages,
)
from tests.bench.timing import Row

OUT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
NAMED = ("streamlit", "polars", "httpx", "msgspec", "duckdb", "networkx", "pandas", "requests")

ROWS: Mapping[str, Callable[[], Row]] = {
    "parse": parse.measure,
    "fetch-50": partial(fetching.measure, 50),
    "fetch-200": partial(fetching.measure, 200),
    "villages": villages.measure,
    "open": opening.measure,
    "national": national.measure,
    "lineage": lineage.measure,
    "search": searching.measure,
    "rerun": pages.rerun,
    "bytes": pages.sent,
    "cold": cold.measure,
    "sessions": pages.sessions,
    "harvest": country.measure,
    "memory": pages.memory,
    "growth": growth.measure,
}


def main(asked: Sequence[str]) -> int:
    """Measure and print; return 2 for a row that does not exist."""
    unknown = set(asked) - set(ROWS)
    if unknown:
        sys.stderr.write(f"no such row: {', '.join(sorted(unknown))} (rows: {', '.join(ROWS)})\n")
        return 2
    rows = []
    for name in asked or ROWS:
        rows.append(ROWS[name]())
        print(f"[{name}] {rows[-1]}", flush=True)
    if not asked:
        OUT.write_text(document(rows))
    return 0


def document(rows: Sequence[Row]) -> str:
    """Return the table as Markdown, with the machine and what repeats it."""
    head = [
        "# Speed, cost and scale",
        "",
        "Measured side by side in one run by `bash .ci/run bench` (or `python -m tests.bench`).",
        "On a shared machine only ratios say anything: medians, the span in brackets.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in NAMED),
        "",
        "| what | measured | figure | goal | met |",
        "|---|---|---|---|---|",
    ]
    lines = [
        f"| {row.what} | {'<br>'.join(f'{n}: {told}' for n, told in row.sides.items())} "
        f"| {row.figure:.3g} {row.goal.unit} | {row.goal} | {'yes' if row.met else '**no**'} |"
        for row in rows
    ]
    notes = [f"- {row.what}: {'; '.join(row.notes)}." for row in rows if row.notes]
    return "\n".join([*head, *lines, "", *notes, ""])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
