"""The forest of served revisions, read back row by row: a slow, plain oracle."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

SELF = ("PEMBATALAN", "PENGAKTIFAN")
ORDER = ("PEMBATALAN", "PENGAKTIFAN", "SATUKESATU", "SATUKEBANYAK")
DAY = 86_400
Columns = dict[str, list[Any]]


def edges(history: Columns) -> list[tuple[tuple[str, str], tuple[str, str], str, str]]:
    """Return (parent, child, kind, when) with the kind of package in each code."""
    return [
        ((paket, str(lama)), (paket, str(baru)), kind, when)
        for paket, lama, baru, kind, when in zip(
            history["jenis_paket"],
            history["kd_rup_lama"],
            history["kd_rup_baru"],
            history["jenis_revisi"],
            history["tgl_kaji_ulang"],
            strict=True,
        )
    ]


def broken(history: Columns) -> list[str]:
    """Return every breach of the rules the real rows keep."""
    found = []
    parents: dict[tuple[str, str], tuple[str, str]] = {}
    for parent, child, kind, _ in edges(history):
        if (parent == child) != (kind in SELF):
            found.append(f"{kind} {parent} {child}")
        if parent != child and parents.setdefault(child, parent) != parent:
            found.append(f"two parents {child}")
    repeats = Counter((p, c) for p, c, kind, _ in edges(history) if kind not in SELF)
    found += [f"repeated edge {edge}" for edge, n in repeats.items() if n > 1]
    return found


def depth(history: Columns) -> int:
    """Return the longest chain; raise on a cycle."""
    parents = {child: parent for parent, child, *_ in edges(history) if parent != child}
    deepest = 0
    for code in parents:
        steps, at = 0, code
        while at in parents:
            steps, at = steps + 1, parents[at]
            assert steps <= len(parents), "cycle"
        deepest = max(deepest, steps)
    return deepest


def fans(history: Columns) -> list[int]:
    """Return the number of parts of every split."""
    splits = Counter(p for p, _, kind, _ in edges(history) if kind == "SATUKEBANYAK")
    return sorted(splits.values())


def states(history: Columns) -> dict[tuple[str, str], str]:
    """Return each code's last act: its kind as the old code, "" for codes only ever made."""
    latest: dict[tuple[str, str], tuple[str, str]] = {}
    for parent, child, kind, when in edges(history):
        latest.setdefault(child, ("", ""))
        latest[parent] = max(latest.get(parent, ("", "")), (when, kind))
    return {code: kind for code, (_, kind) in latest.items()}


def acts_in_order(history: Columns) -> list[str]:
    """Return codes that act before they were made, or twice the same way in a row."""
    born = {child: when for parent, child, _, when in edges(history) if parent != child}
    found = [str(p) for p, _, _, when in edges(history) if when <= born.get(p, "")]
    by_code: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for parent, _, kind, when in edges(history):
        if kind in SELF:
            by_code[parent].append((when, kind))
    for code, acts in by_code.items():
        kinds = [kind for _, kind in sorted(acts)]
        if any(a == b == "PEMBATALAN" for a, b in pairwise(kinds)):
            found.append(f"cancelled twice {code}")
    return found


class Act(NamedTuple):
    """Rows of one kind of one code that are one operation: start, end, what they made."""

    kind: str
    start: float
    end: float
    made: tuple[str, ...]
    gaps: tuple[float, ...]


def acts(history: Columns) -> dict[tuple[str, str], list[Act]]:
    """Return the acts of each code in order: parts of a split within a day are one act."""
    by_code: dict[tuple[str, str], list[tuple[float, int, str]]] = defaultdict(list)
    for parent, child, kind, when in edges(history):
        at = datetime.fromisoformat(when).timestamp()
        by_code[parent].append((at, ORDER.index(kind), child[1]))
    return {code: _runs(sorted(rows)) for code, rows in by_code.items()}


def _runs(rows: list[tuple[float, int, str]]) -> list[Act]:
    found: list[Act] = []
    for at, order, child in rows:
        kind, last = ORDER[order], found[-1] if found else None
        longest = DAY if kind == "SATUKEBANYAK" else 0
        if last is not None and last.kind == kind and at - last.end <= longest:
            gaps = (*last.gaps, at - last.end)
            found[-1] = Act(kind, last.start, at, (*last.made, child), gaps)
        else:
            found.append(Act(kind, at, at, (child,), ()))
    return found


def lapsed(history: Columns) -> set[tuple[str, str]]:
    """Return codes without acts of their own whose parent acted again after making them."""
    by_code = acts(history)
    return {
        (code[0], child)
        for code, own in by_code.items()
        for act in own[:-1]
        for child in act.made
        if (code[0], child) not in by_code
    }
