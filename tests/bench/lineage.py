"""Lineage of a million edges with its full output, over networkx."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import networkx as nx
import numpy as np
import polars as pl

from services.analysis.revisions.lineage import hutan
from services.upstream.catalog import find
from tests.bench.timing import Goal, Row, in_turn, ratio

ROWS, ROUNDS = 1_000_000, 3
KINDS = ("PEMBATALAN", "PENGAKTIFAN", "SATUKESATU", "SATUKEBANYAK")
BEGAN = datetime(2025, 1, 2)
CODES = ("kd_rup", "kd_satker", "keadaan", "asal", "sejak", "akar", "kedalaman")
FAMILIES = (
    *("akar", "jumlah_kode", "kedalaman", "daun", "daun_batal", "gugur"),
    *("cabang_terbesar", "revisi"),
)
_WORDS = {"PEMBATALAN": "batal", "PENGAKTIFAN": "aktif"}


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> Row:
    """Measure both tables of the revision forest, made both ways and compared whole."""
    frame = revisions(rows)
    none = pl.LazyFrame(
        schema={
            **{"tahun": pl.Int16(), "kd_klpd": pl.String(), "kd_rup": pl.String()},
            **{"status": pl.String()},
            **{"status_aktif_rup": pl.Boolean(), "status_delete_rup": pl.Boolean()},
        }
    )

    def ours() -> list[pl.DataFrame]:
        tables = hutan(frame.lazy(), none)
        return pl.collect_all([tables.keadaan, tables.silsilah])

    def theirs() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
        return walked(frame)

    states, families = ours()
    told = states.select(CODES).rows(), families.select(FAMILIES).rows()
    assert tuple(sorted(rows) for rows in told) == theirs()
    timed = in_turn({"ours": ours, "networkx": theirs}, rounds)
    figure = 1 / ratio(timed, "ours", "networkx")
    return Row(
        what=f"lineage of {rows:,} revisions: tables keadaan and silsilah whole",
        sides={name: str(timing) for name, timing in timed.items()},
        figure=figure,
        goal=Goal(least=40),
        notes=(
            f"{states.height:,} codes in {families.height:,} families, every column of both "
            "tables equal; ours also orders ties and bears two parents and cycles",
        ),
    )


def revisions(rows: int) -> pl.DataFrame:
    """Make revisions whose chains, splits and cancellations are as frequent as in real years."""
    rng = np.random.default_rng(11)
    kinds = rng.choice(4, rows, p=[0.18, 0.07, 0.6, 0.15])
    lama = np.empty(rows, np.int64)
    baru = np.empty(rows, np.int64)
    made = 0
    start = 60_000_000
    newest = [start]
    picks = rng.random(rows)
    for at in range(rows):
        fresh = picks[at] < 0.45 or not made
        if fresh:
            made += 1
            lama[at] = start + made
        else:
            back = min(len(newest), 5_000)
            lama[at] = newest[-1 - int(picks[at] * 7919) % back]
        if kinds[at] < 2:
            baru[at] = lama[at]
        else:
            made += 1
            baru[at] = start + made
        newest.append(int(baru[at]))
    text = {"kd_rup_lama": lama.astype(str), "kd_rup_baru": baru.astype(str)}
    schema = find("history-kaji-ulang").schema
    given = pl.DataFrame(
        {
            **text,
            "jenis_revisi": np.array(KINDS)[kinds],
            "tgl_kaji_ulang": [BEGAN + timedelta(seconds=20 * n) for n in range(rows)],
        }
    ).with_columns(
        tahun=pl.lit(2025, pl.Int16),
        kd_klpd=pl.lit("K1"),
        jenis_paket=pl.lit("PENYEDIA"),
        kd_satker=pl.lit("1"),
    )
    missing = [pl.lit(None, dtype).alias(n) for n, dtype in schema.items() if n not in given]
    return given.with_columns(missing)


@dataclass(slots=True)
class _Code:
    """What one walk over the rows in order of time learns of a code."""

    satker: str
    state: str = "aktif"
    since: datetime | None = None
    acted: bool = False
    rows: int = 0


def walked(frame: pl.DataFrame) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return the rows of keadaan and of silsilah, as one would make them with networkx."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    known: dict[str, _Code] = {}
    standing: defaultdict[str, list[str]] = defaultdict(list)
    wanted = ("kd_rup_lama", "kd_rup_baru", "jenis_revisi", "tgl_kaji_ulang", "kd_satker")
    by_time = frame.sort("tgl_kaji_ulang", maintain_order=True).select(wanted)
    for lama, baru, jenis, at, satker in by_time.iter_rows():
        graph.add_node(lama)
        code = known.setdefault(lama, _Code(satker))
        code.rows += 1
        state = _WORDS.get(jenis, "diganti")
        if state != code.state or not code.acted:
            code.state, code.since, code.acted = state, at, True
        for child in standing.pop(lama, ()):
            if not known[child].acted:
                known[child].state, known[child].since = "gugur", at
        if lama != baru:
            graph.add_edge(lama, baru)
            standing[lama].append(baru)
            known[baru] = _Code(satker, since=at)
    return _families(graph, known)


def _families(
    graph: nx.DiGraph[str], known: dict[str, _Code]
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    codes: list[tuple[object, ...]] = []
    families: list[tuple[object, ...]] = []
    for members in nx.weakly_connected_components(graph):
        root = next(code for code in members if graph.in_degree(code) == 0)
        depths = nx.single_source_shortest_path_length(graph, root)
        count: Counter[str] = Counter()
        for name, depth in depths.items():
            code = known[name]
            count[code.state] += 1
            origin = None
            if code.state == "aktif":
                origin = "diaktifkan" if code.acted else "baru"
            codes.append((name, code.satker, code.state, origin, code.since, root, depth))
        families.append(
            (
                *(root, len(members), max(depths.values())),
                len(members) - count["diganti"] - count["gugur"],
                *(count["batal"], count["gugur"]),
                max(graph.out_degree(name) for name in members),
                sum(known[name].rows for name in members),
            )
        )
    return sorted(codes), sorted(families)


if __name__ == "__main__":
    print(measure())
