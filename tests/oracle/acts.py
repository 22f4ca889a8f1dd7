"""Kinds, the order of history rows, and acts (R1, R2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from tests.oracle.basics import Row, Rows, groups, missing_last

PEMBATALAN, PENGAKTIFAN = "PEMBATALAN", "PENGAKTIFAN"
SATUKESATU, SATUKEBANYAK = "SATUKESATU", "SATUKEBANYAK"
LAINNYA = "lainnya"
KINDS = (PEMBATALAN, PENGAKTIFAN, SATUKESATU, SATUKEBANYAK, LAINNYA)
RUN_GAP = timedelta(hours=24)
BACK_WITHIN = timedelta(minutes=60)


def kind_of(row: Row) -> str:
    """Return the kind of a row; every unknown or missing one is `lainnya`."""
    return row["jenis_revisi"] if row["jenis_revisi"] in KINDS[:4] else LAINNYA


def old_code(row: Row) -> str | None:
    """Return the code before the revision; a blank is none."""
    return row["kd_rup_lama"] or None


def new_code(row: Row) -> str | None:
    """Return the code after the revision; a blank is none."""
    return row["kd_rup_baru"] or None


def order(row: Row) -> tuple[Any, ...]:
    """Return the place of a row among those of its code: time, kind, new code (R1).

    Rows without a time come first (R3).
    """
    time = row["tgl_kaji_ulang"]
    timed = (time is not None, time or datetime.min)
    return (*timed, KINDS.index(kind_of(row)), missing_last(new_code(row)))


def _place(row: Row) -> tuple[Any, ...]:
    """Return the order with its last ties broken.

    Open, chosen: of rows alike in time, kind and new code the first is that of the smallest satker.
    """
    return (*order(row), missing_last(row["kd_satker"]))


@dataclass(frozen=True)
class Act:
    """Rows that are one act, in their order."""

    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        """Return the row that gives the act its satker and its month."""
        return self.rows[0]

    @property
    def kind(self) -> str:
        """Return the kind of its rows."""
        return kind_of(self.first)

    @property
    def jenis_paket(self) -> str | None:
        """Return the kind of package."""
        jenis: str | None = self.first["jenis_paket"]
        return jenis

    @property
    def code(self) -> str | None:
        """Return the code that was revised."""
        return old_code(self.first)

    @property
    def time(self) -> datetime | None:
        """Return when it began."""
        time: datetime | None = self.first["tgl_kaji_ulang"]
        return time


def _joins(before: Row, row: Row) -> bool:
    """Tell whether a row is of the act of the row directly before it."""
    if kind_of(row) != kind_of(before):
        return False
    gap = row["tgl_kaji_ulang"] - before["tgl_kaji_ulang"]
    return bool(gap <= RUN_GAP if kind_of(row) == SATUKEBANYAK else not gap)


def acts_of(rows: Iterable[Row]) -> list[Act]:
    """Return the acts of one KLPD-year; those of a code follow each other in their order."""
    alone = [r for r in rows if r["tgl_kaji_ulang"] is None or old_code(r) is None]
    found = [Act((row,)) for row in sorted(alone, key=_place)]
    timed: Rows = [r for r in rows if r["tgl_kaji_ulang"] is not None and old_code(r) is not None]
    for mine in groups(timed, "jenis_paket", "kd_rup_lama").values():
        line = sorted(mine, key=_place)
        run = [line[0]]
        for before, row in pairwise(line):
            if _joins(before, row):
                run.append(row)
            else:
                found.append(Act(tuple(run)))
                run = [row]
        found.append(Act(tuple(run)))
    return found


def bolak_balik(acts: Iterable[Act]) -> list[Act]:
    """Return the PEMBATALAN acts that a PENGAKTIFAN of the code follows within an hour (R2)."""
    codes: dict[tuple[str | None, str], list[Act]] = {}
    for act in acts:
        if act.time is not None and act.code is not None:
            codes.setdefault((act.jenis_paket, act.code), []).append(act)
    return [
        act
        for line in codes.values()
        for act, following in pairwise(line)
        if (act.kind, following.kind) == (PEMBATALAN, PENGAKTIFAN)
        and act.time is not None
        and following.time is not None
        and following.time - act.time <= BACK_WITHIN
    ]
