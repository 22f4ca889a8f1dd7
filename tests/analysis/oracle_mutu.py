"""`mutu` again, slowly, on lists of dicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.analysis.oracle import (
    KINDS,
    Families,
    Row,
    Rows,
    groups,
    live_packages,
    live_programs,
    of,
    ordered,
    program_name,
    satker,
)

DATASETS = ("program-master", "paket-swakelola", "history-kaji-ulang")


def mutu(data: dict[str, Rows], stored: Rows, empties: dict[str, tuple[str, ...]]) -> Rows:
    out: Rows = []
    every = [row for rows in data.values() for row in rows] + stored
    for key in {(row["tahun"], row["kd_klpd"]) for row in every}:
        here = {row["dataset"] for row in of(stored, key)}
        for dataset in DATASETS:
            rows = of(data[dataset], key)
            measures = _rows(dataset, rows) if rows or dataset in here else []
            if rows:
                measures += _missing(rows, empties[dataset])
                measures += _nameless(dataset, rows, data, key[1])
                measures += _invariants(dataset, rows)
            out += [
                {
                    "tahun": key[0],
                    "kd_klpd": key[1],
                    "dataset": dataset,
                    **dict(zip(("ukuran", "kolom", "jumlah", "contoh"), measure, strict=True)),
                }
                for measure in measures
            ]
    return ordered(out, "tahun", "kd_klpd", "dataset", "ukuran", "kolom", "contoh", "jumlah")


def _rows(dataset: str, rows: Rows) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = [("baris", None, len(rows), None)]
    if dataset == "program-master":
        found.append(("dihapus", None, len(rows) - len(live_programs(rows)), None))
    if dataset == "paket-swakelola":
        found.append(("dihapus", None, len(rows) - len(live_packages(rows)), None))
    return found


def _missing(rows: Rows, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for column in columns:
        gone = sum(row.get(column) in (None, "") for row in rows)
        percent = f"{100 * gone / len(rows):.1f}".replace(".", ",")
        if gone:
            found.append(("kosong", column, gone, f"{percent} % dari {len(rows)} baris"))
    return found


def _nameless(
    dataset: str, rows: Rows, data: dict[str, Rows], kd_klpd: str
) -> list[tuple[Any, ...]]:
    told = data["paket-swakelola"] + data["history-kaji-ulang"]
    codes = {row["kd_satker"] for row in rows} - {None}
    gone = sorted(code for code in codes if satker(told, kd_klpd, code) is None)
    found: list[tuple[Any, ...]] = [
        ("kode tanpa nama", "kd_satker", len(gone), gone[0] if gone else None)
    ]
    if dataset == "program-master":
        codes = {row["kd_program_str"] for row in rows} - {None}
        plans = data[dataset]
        gone = sorted(code for code in codes if program_name(plans, kd_klpd, code) is None)
        example = gone[0] if gone else None
        found.append(("kode tanpa nama", "kd_program_str", len(gone), example))
    return found


def _invariants(dataset: str, rows: Rows) -> list[tuple[Any, ...]]:
    code, tests = TESTS[dataset]
    found: list[tuple[Any, ...]] = []
    for name, test in tests.items():
        bad = [row for row in rows if test(row)]
        codes = [row[code] for row in bad if row.get(code) is not None]
        found.append(("invarian", name, len(bad), min(codes, default=None)))
    return found + (_history(rows) if dataset == "history-kaji-ulang" else [])


def _history(rows: Rows) -> list[tuple[Any, ...]]:
    several, odd = [], []
    for mine in groups(rows, "jenis_paket").values():
        tree = Families(mine)
        several += [code for code in tree.codes if len(tree.parents[code]) > 1]
        for family in {frozenset(tree.family(code)) for code in tree.codes}:
            cyclic = tree.depth(set(family)) is None
            if cyclic or any(len(tree.parents[code]) > 1 for code in family):
                odd.append(tree.root(set(family)))
    counts = (("lebih dari satu induk", several), ("silsilah tidak wajar", odd))
    return [("invarian", name, len(c), min(c, default=None)) for name, c in counts]


def _blank(*columns: str) -> Callable[[Row], bool]:
    return lambda row: any(row.get(column) in (None, "") for column in columns)


def _negative(column: str) -> Callable[[Row], bool]:
    return lambda row: row[column] is not None and row[column] < 0


def _misplaced(row: Row) -> bool:
    """Tell a cancellation or re-activation that moves a code, or a replacement that does not."""
    if row["jenis_revisi"] not in KINDS:
        return False
    stays = row["jenis_revisi"] in KINDS[:2]
    return (row["kd_rup_lama"] == row["kd_rup_baru"]) is not stays


def _out_of_year(row: Row) -> bool:
    when = row["tgl_kaji_ulang"]
    return when is not None and not (
        when.year == row["tahun"] or (when.year, when.month) == (row["tahun"] - 1, 12)
    )


def _backwards(row: Row) -> bool:
    days = [row.get(f"tgl_{end}_pelaksanaan_kontrak") for end in ("awal", "akhir")]
    return days[0] is not None and days[1] is not None and days[1] < days[0]


TESTS: dict[str, tuple[str, dict[str, Callable[[Row], bool]]]] = {
    "program-master": (
        "kd_program",
        {"kunci kosong": _blank("kd_program"), "pagu negatif": _negative("pagu_program")},
    ),
    "paket-swakelola": (
        "kd_rup",
        {
            "kunci kosong": _blank("kd_rup"),
            "pagu negatif": _negative("pagu"),
            "status tak dikenal": lambda row: (
                row["status"] not in (None, "", "Terumumkan", "Terinisiasi", "Draf", "Final Draft")
            ),
            "tipe di luar 1-4": lambda row: row["tipe_swakelola"] not in (None, 1, 2, 3, 4),
            "akhir sebelum awal": _backwards,
        },
    ),
    "history-kaji-ulang": (
        "kd_rup_lama",
        {
            "kunci kosong": _blank(
                "kd_satker", "kd_rup_lama", "kd_rup_baru", "jenis_revisi", "tgl_kaji_ulang"
            ),
            "kode lama dan baru": _misplaced,
            "jenis revisi tak dikenal": lambda row: row["jenis_revisi"] not in (None, "", *KINDS),
            "jenis paket tak dikenal": lambda row: (
                row["jenis_paket"] not in (None, "", "SWAKELOLA", "PENYEDIA")
            ),
            "waktu di luar tahun": _out_of_year,
        },
    ),
}


def set_aside(manifests: Rows) -> Counter[tuple[Any, ...]]:
    """Count (tahun, kd_klpd, dataset, ukuran, kolom) of what the manifests tell."""
    found: Counter[tuple[Any, ...]] = Counter()
    names = {"repeats": "baris berulang", "conflicts": "kunci sama nilai lain"}
    for row in manifests:
        key = (row["tahun"], row["kd_klpd"], row["dataset"])
        for column, ukuran in (names | {"strangers": "klpd atau tahun lain"}).items():
            found[(*key, ukuran, None)] += row[column]
        for value in row["quarantined"]:
            found[(*key, "karantina", value["kolom"])] += 1
        for column in row["drift"]:
            found[(*key, "kolom bergeser", column)] += 1
    return found
