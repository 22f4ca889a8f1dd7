"""What became of each code: array functions over numbered rows (domain.md, table keadaan).

Rows of one code as kd_rup_lama are ordered by time, equal times by kind (revisi.JENIS, unknown
kinds last), a missing time before all others.
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
    """Per code: `keadaan` (place in KEADAAN), `latest` (key of its latest row, the least Int64 for
    none), `standing` (made by a row that no later act of its parent follows). Per row: `overtaken`
    (it made a code, and a later act of the parent follows).

    `earlier` are the rows whose old code has a row that comes after them.
    """

    keadaan: Ints
    latest: Ints
    standing: Bools
    overtaken: Bools
    earlier: Ints

    @property
    def acted(self) -> Bools:
        """Mark codes that have a row of their own."""
        acted: Bools = self.latest != _LEAST
        return acted


def states(codes: Codes) -> States:
    """Return the state of every code.

    The latest row of a code decides. A code without a row of its own is `aktif`, or `gugur` when
    each row that made it is followed by a later act of its parent: the parts of one split, which
    are one act, never drop each other.
    """
    own = codes.lama != NONE
    latest = _greatest(codes.size, codes.lama, codes.key, own)
    overtaken = codes.made & own & (latest[codes.lama] > codes.act_end)
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
        earlier=np.flatnonzero(own & (latest[codes.lama] > codes.key)),
    )


def words(codes: Codes, found: States) -> pl.DataFrame:
    """Write states out, one row per code: keadaan, asal, sejak, seri."""
    origin = np.where(found.acted, 1, np.where(found.standing, 0, 2))
    asal = np.where(found.keadaan == AKTIF, origin, 2)
    sejak = _sejak(codes, found)
    return pl.DataFrame(
        {
            "keadaan": pl.Series(KEADAAN).gather(found.keadaan),
            "asal": pl.Series(_ASAL, dtype=pl.String).gather(asal),
            "sejak": pl.Series(sejak).set(pl.Series(sejak == NO_TIME), None),
            "seri": _seri(codes, found),
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
    """Name the satker each code belongs to.

    That of its latest row as kd_rup_lama, else of the latest row that made it, among rows that
    name a satker; of several at the same place the smallest code; null when none is named.
    """
    satker, satkers = few(codes.rows["kd_satker"])
    named = satker != NONE
    owner = _latest_satker(codes, codes.lama, satker, named & (codes.lama != NONE))
    without = (owner == _MOST)[codes.baru]
    making = _latest_satker(codes, codes.baru, satker, named & codes.made & without)
    told = pl.Series(np.minimum(owner, making))
    return satkers.gather(told.set(told == _MOST, None)).alias("kd_satker")


def _latest_satker(codes: Codes, code: Ints, satker: Ints, rows: Bools) -> Ints:
    latest = _greatest(codes.size, code, codes.key, rows)
    return _least(codes.size, code, satker, rows & (codes.key == latest[code]))


def _seri(codes: Codes, found: States) -> Bools:
    """Mark codes whose last time holds several kinds."""
    code = codes.lama[found.earlier]
    tied = codes.key[found.earlier] >> 3 == found.latest[code] >> 3
    return _marked(codes.size, code[tied])


def _sejak(codes: Codes, found: States) -> Ints:
    """Find when each state began, in microseconds; NO_TIME where that is not known.

    By rows: the first of the unbroken run of rows that gave it. A new code: the first making row
    that still stands. `gugur`: when the last of its making rows was overtaken.
    """
    start = np.where(found.acted, found.latest, _MOST)
    code, key = codes.lama[found.earlier], codes.key[found.earlier]
    other = _STATE_OF_KIND[key & 7] != found.keadaan[code]
    broken = np.full(codes.size, _LEAST)
    np.maximum.at(broken, code[other], key[other])
    in_run = key > broken[code]
    np.minimum.at(start, code[in_run], key[in_run])
    born = np.flatnonzero(codes.made & ~found.overtaken & ~found.acted[codes.baru])
    np.minimum.at(start, codes.baru[born], codes.key[born])
    fallen = np.flatnonzero(found.overtaken & (found.keadaan[codes.baru] == GUGUR))
    start[found.keadaan == GUGUR] = _LEAST
    np.maximum.at(start, codes.baru[fallen], _overtaken_by(codes, fallen))
    return np.where(start == _MOST, NO_TIME, start >> 3)


def _overtaken_by(codes: Codes, fallen: Ints) -> Ints:
    """Return the key of the parent's first row after the act of each of the rows `fallen`."""
    parents = _marked(codes.size, codes.lama[fallen])
    later = np.flatnonzero((codes.lama != NONE) & parents[codes.lama])
    both = np.concatenate([later, fallen])
    place, _ = dense(np.concatenate([codes.key[later], codes.act_end[fallen]]))
    place += codes.lama[both] * (len(both) + 1)
    order = np.argsort(place[: len(later)])
    after = np.searchsorted(place[order], place[len(later) :], side="right")
    return codes.key[later[order[after]]]


def _greatest(size: int, at: Ints, values: Ints, rows: Bools) -> Ints:
    found = np.full(size, _LEAST)
    np.maximum.at(found, at, np.where(rows, values, _LEAST))
    return found


def _least(size: int, at: Ints, values: Ints, rows: Bools) -> Ints:
    found = np.full(size, _MOST)
    np.minimum.at(found, at, np.where(rows, values, _MOST))
    return found


def _marked(size: int, at: Ints) -> Bools:
    marks = np.zeros(size, np.bool_)
    marks[at] = True
    return marks
