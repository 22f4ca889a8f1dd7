"""Search over the packages of both kinds of the country: the index, and what people type."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing

from services import settings
from services.search.entries import KINDS
from services.search.keeper import Keeper, opened
from services.search.match import Question
from services.search.tables import RANK
from services.wiring import connect
from tests.bench.country import EVERY, YEAR, codes, harvested
from tests.bench.timing import Goal, Row, duration
from tests.browser.serving import ROOT, environment

ROUNDS = 3
BUILD, SIZE = 300.0, 1 << 30
"""Goals of the index: seconds to build it, its bytes."""
MAKING = """
import re
from pathlib import Path
from services.machine import run_queries_in_memory
from services.search.keeper import opened
from services.wiring import connect
from services import settings
import os
run_queries_in_memory()
app = connect(settings.from_mapping(os.environ))
covered = opened(app.repository, app.settings.data).refresh()
assert not covered.unread, covered.unread
app.close()
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
QUESTIONS = (
    *("jalan", "belanja", "dinas", "desa", "d", "rs", "zzzz", "172160000", "17216", "1.25"),
    *("pemeliharaan jalan", "jalan desa pemeliharaan", "pemeliharan jaln", "kegitan pelathan"),
    *("penyelengaraan", "rehabilitasi gedung kantor dinas pendidikan", "dinas desa"),
)
FILTERS = ({}, {"klpd": ("D7",), "tahun": (YEAR,)}, {"jenis": "penyedia"})


def measure() -> Row:
    """Build the index, then ask every question under every filter; the figure is the slowest."""
    whole = harvested(codes(), datasets=EVERY)
    began = time.perf_counter()
    made = subprocess.run(
        [sys.executable, "-c", MAKING],
        cwd=ROOT,
        env=environment(whole.data),
        check=True,
        capture_output=True,
        text=True,
    )
    building = time.perf_counter() - began
    (path,) = (whole.data / "cari").glob("*.sqlite")
    size = path.stat().st_size
    with closing(sqlite3.connect(path)) as db:
        counted = db.execute(f"SELECT urut >> {RANK}, count(*) FROM entri GROUP BY 1")  # noqa: S608
        kinds = {KINDS[rank]: count for rank, count in counted}
    app = connect(settings.from_mapping({"LENSA_DATA": str(whole.data)}))
    keeper = opened(app.repository, app.settings.data)
    spent = {
        (text, str(where)): _best(keeper, Question(text=text, **where))
        for text in QUESTIONS
        for where in FILTERS
    }
    app.close()
    by_time = sorted(spent, key=lambda asked: -spent[asked])
    middle = sorted(spent.values())[len(spent) // 2]
    slow = [f"{text!r} {where} {duration(spent[text, where])}" for text, where in by_time[:8]]
    return Row(
        what=f"search over {sum(kinds.values()):,} entries of {len(whole.klpd)} KLPD, packages of"
        f" both kinds, {len(spent)} questions, the slowest",
        sides={
            f"slowest ({by_time[0][0]!r})": duration(spent[by_time[0]]),
            "median": duration(middle),
            "index built": f"{duration(building)}, memory at most {int(made.stdout) / 1024:.0f} MB",
            "size of the index": f"{size / (1 << 30):.2f} GiB",
        },
        figure=max(spent.values()),
        goal=Goal(most=0.4, unit="s"),
        notes=(
            f"index built in 5 min: {'yes' if building <= BUILD else 'no'}; at most 1 GiB:"
            f" {'yes' if size <= SIZE else 'no'}",
            "entries: " + ", ".join(f"{kind} {count:,}" for kind, count in sorted(kinds.items())),
            f"slowest questions: {', '.join(slow)}",
        ),
    )


def _best(keeper: Keeper, question: Question) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        keeper.find(question, limit=20)
        taken.append(time.perf_counter() - began)
    return min(taken)


if __name__ == "__main__":
    print(measure())
