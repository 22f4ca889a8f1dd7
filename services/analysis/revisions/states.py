"""Find the state of each code: array functions over numbered rows (domain.md, `keadaan`).

The rows that name a code as kd_rup_lama are ordered by time, equal times by kind (revisi.JENIS,
unknown kinds last), a missing time before all others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from .codes import NO_TIME, NONE, Bools, Codes, Ints, dense, few
from .revisi import JENIS, UNKNOWN_KIND

KEADAAN = ("aktif", "batal", "diganti", "gugur", "lainnya")
AKTIF, BATAL, DIGANTI, GUGUR, UNKNOWN = range(len(KEADAAN))

_ASAL = ("baru", "diaktifkan", None)
_STATE_OF_KIND = np.full(UNKNOWN_KIND + 1, UNKNOWN)
_STATE_OF_KIND[: len(JENIS)] = BATAL, AKTIF, DIGANTI, DIGANTI
_LEAST = np.iinfo(np.int64).min
_MOST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class States:
    """The states of all codes.

    Per code: `keadaan` (index in KEADAAN), `latest` (key of its latest row, the least Int64 for
    none), `standing` (made by a row that no later act of its parent follows). Per row: `overtaken`
    (the row made a code, and a later act of the parent follows). `earlier`: the rows whose old code
    has a later row.
    """

    keadaan: Ints
    latest: Ints
    standing: Bools
    overtaken: Bools
    earlier: Ints

    @property
    def acted(self) -> Bools:
        """Mark codes that a row names as its old code."""
        marks: Bools = self.latest != _LEAST
        return marks


def states(codes: Codes) -> States:
    """Return the state of every code.

    The latest row that names it as its old code decides. A code without such a row is `aktif`, or
    `gugur` when each row that made it is followed by a later act of its parent: the parts of one
    split, which are one act, never drop each other.
    """
    has_old = codes.lama != NONE
    latest = _greatest(codes.size, codes.lama, codes.key, has_old)
    overtaken = codes.made & has_old & (latest[codes.lama] > codes.act_end)
    made = _marked(codes.size, codes.baru[codes.made])
    standing = _marked(codes.size, codes.baru[codes.made & ~overtaken])
    acted = latest != _LEAST
    keadaan = np.where(acted, _STATE_OF_KIND[latest & 7], AKTIF)
    keadaan[~acted & made & ~standing] = GUGUR
    return States(
        keadaan=keadaan,
        latest=latest,
        standing=standing,
        overtaken=overtaken,
        earlier=np.flatnonzero(has_old & (latest[codes.lama] > codes.key)),
    )


def state_columns(codes: Codes, states: States) -> pl.DataFrame:
    """Return the states as columns, one row per code: keadaan, asal, sejak, seri.

    seri marks codes whose latest time has rows of several kinds.
    """
    origin = np.where(states.acted, 1, np.where(states.standing, 0, 2))
    asal = np.where(states.keadaan == AKTIF, origin, 2)
    sejak = _sejak(codes, states)
    code = codes.lama[states.earlier]
    tied = codes.key[states.earlier] >> 3 == states.latest[code] >> 3
    return pl.DataFrame(
        {
            "keadaan": pl.Series(KEADAAN).gather(states.keadaan),
            "asal": pl.Series(_ASAL, dtype=pl.String).gather(asal),
            "sejak": pl.Series(sejak).set(pl.Series(sejak == NO_TIME), None),
            "seri": _marked(codes.size, code[tied]),
        }
    ).with_columns(pl.col("sejak").cast(pl.Datetime("us")))


def cancelled(codes: Codes) -> Bools:
    """Mark codes that were cancelled at least once."""
    return _marked(codes.size, codes.lama[_of_kind(codes, "PEMBATALAN")])


def reactivated(codes: Codes) -> Bools:
    """Mark codes with a PENGAKTIFAN after a PEMBATALAN."""
    first = _least(codes.size, codes.lama, codes.key, _of_kind(codes, "PEMBATALAN"))
    last = _greatest(codes.size, codes.lama, codes.key, _of_kind(codes, "PENGAKTIFAN"))
    marks: Bools = last > first
    return marks


def _of_kind(codes: Codes, jenis: str) -> Bools:
    rows: Bools = (codes.lama != NONE) & (codes.key & 7 == JENIS.index(jenis))
    return rows


def owners(codes: Codes) -> pl.Series:
    """Return the satker that each code belongs to, null for none.

    That of the latest row that names the code as kd_rup_lama, else of the latest row that made it,
    among rows that name a satker; of several such rows the smallest satker code.
    """
    satker, satkers = few(codes.rows["kd_satker"])
    has_satker = satker != NONE
    by_old = _latest_satker(codes, codes.lama, satker, has_satker & (codes.lama != NONE))
    missing = (by_old == _MOST)[codes.baru]
    by_new = _latest_satker(codes, codes.baru, satker, has_satker & codes.made & missing)
    owner = pl.Series(np.minimum(by_old, by_new))
    return satkers.gather(owner.set(owner == _MOST, None)).alias("kd_satker")


def _latest_satker(codes: Codes, code: Ints, satker: Ints, rows: Bools) -> Ints:
    latest = _greatest(codes.size, code, codes.key, rows)
    return _least(codes.size, code, satker, rows & (codes.key == latest[code]))


def _sejak(codes: Codes, states: States) -> Ints:
    """Return when each state began, in microseconds; NO_TIME where that is not known.

    A code with rows as old code: the first of the latest unbroken run of rows that gave its state.
    A new code: the first row that made it and still stands. `gugur`: when the last of the rows that
    made it was overtaken.
    """
    start = np.where(states.acted, states.latest, _MOST)
    code, key = codes.lama[states.earlier], codes.key[states.earlier]
    other = _STATE_OF_KIND[key & 7] != states.keadaan[code]
    broken = np.full(codes.size, _LEAST)
    np.maximum.at(broken, code[other], key[other])
    in_run = key > broken[code]
    np.minimum.at(start, code[in_run], key[in_run])
    made = np.flatnonzero(codes.made & ~states.overtaken & ~states.acted[codes.baru])
    np.minimum.at(start, codes.baru[made], codes.key[made])
    dropped = np.flatnonzero(states.overtaken & (states.keadaan[codes.baru] == GUGUR))
    start[states.keadaan == GUGUR] = _LEAST
    # a dropped code began to be so with its parent's first row after the act that made it
    parents = _marked(codes.size, codes.lama[dropped])
    later = np.flatnonzero((codes.lama != NONE) & parents[codes.lama])
    both = np.concatenate([later, dropped])
    rank, _ = dense(np.concatenate([codes.key[later], codes.act_end[dropped]]))
    rank += codes.lama[both] * (len(both) + 1)
    order = np.argsort(rank[: len(later)])
    after = np.searchsorted(rank[order], rank[len(later) :], side="right")
    overtaken_by = codes.key[later[order[after]]]
    np.maximum.at(start, codes.baru[dropped], overtaken_by)
    return np.where(start == _MOST, NO_TIME, start >> 3)


def _greatest(size: int, code: Ints, values: Ints, rows: Bools) -> Ints:
    """Return the greatest value of each code among the marked rows, _LEAST for none."""
    greatest = np.full(size, _LEAST)
    np.maximum.at(greatest, code, np.where(rows, values, _LEAST))
    return greatest


def _least(size: int, code: Ints, values: Ints, rows: Bools) -> Ints:
    """Return the least value of each code among the marked rows, _MOST for none."""
    least = np.full(size, _MOST)
    np.minimum.at(least, code, np.where(rows, values, _MOST))
    return least


def _marked(size: int, codes: Ints) -> Bools:
    marks = np.zeros(size, np.bool_)
    marks[codes] = True
    return marks
