"""Search over a million stored entries: seconds on the wall for the questions people type."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import polars as pl

from services.reference import loader
from services.search.entries import COLUMNS
from services.search.index import Index
from services.search.match import Question
from tests.bench.timing import Goal, Row, duration

ENTRIES, PARTS, ROUNDS = 1_000_000, 100, 3
QUESTIONS = (
    *("jalan", "belanja", "dinas", "desa", "d", "rs", "zzzz", "51234567", "512345", "1.25"),
    *("pemeliharaan jalan", "jalan desa pemeliharaan", "pemeliharan jaln", "kegitan pelathan"),
    *("penyelengaraan", "rehabilitasi gedung kantor dinas pendidikan", "dinas desa"),
)
FILTERS = ({}, {"klpd": ("D7",), "tahun": (2024,)}, {"jenis": "paket"})
_KINDS = ("paket",) * 6 + ("kode", "kode", "alasan", "program")
_OFFICES = ("Pekerjaan Umum", "Kesehatan", "Pendidikan", "Pertanian", "Sosial")


def measure() -> Row:
    """Measure every question under every filter; the figure is the slowest of all."""
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder) / "cari.sqlite")
        for part in range(PARTS):
            index.put(f"D{part}", "x", f"D{part}", 2024 + part % 2, entries(part))
        spent = {
            (text, str(where)): _best(index, Question(text=text, **where))
            for text in QUESTIONS
            for where in FILTERS
        }
    worst = max(spent, key=lambda asked: spent[asked])
    middle = sorted(spent.values())[len(spent) // 2]
    return Row(
        what=f"search over {ENTRIES:,} entries, {len(spent)} questions",
        sides={
            f"slowest ({worst[0]!r})": duration(spent[worst]),
            "median": duration(middle),
        },
        figure=max(spent.values()),
        goal=Goal(most=0.3, unit="s"),
    )


def entries(part: int) -> pl.DataFrame:
    """Make the entries of one partition: names of the shipped vocabulary in villages' names."""
    draw = random.Random(part)
    names = loader.vocabulary("swakelola")["nama_paket"].to_list()
    villages = loader.regions().filter(pl.col("level") == 4)["name"].to_list()
    rows = []
    for at in range(ENTRIES // PARTS):
        kind = _KINDS[at % 10]
        code = str(50_000_000 + draw.randrange(10_000_000))
        text = f"{draw.choice(names)} Desa {draw.choice(villages)}"
        rows.append(
            (
                kind,
                f"{draw.randrange(1, 9)}.{draw.randrange(10, 99)}" if kind == "program" else code,
                code if kind == "kode" else text,
                f"Dinas {draw.choice(_OFFICES)} Kabupaten",
                str(draw.randrange(99)),
                draw.randrange(10**6, 10**10) if kind in ("paket", "program") else None,
                1,
            )
        )
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _best(index: Index, question: Question) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        index.find(question, limit=20)
        taken.append(time.perf_counter() - began)
    return min(taken)


if __name__ == "__main__":
    print(measure())
