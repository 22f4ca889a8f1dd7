"""What became of each code: array functions over numbered rows (domain.md, table keadaan).

Rows of one code as kd_rup_lama are ordered by time, equal times by kind (revisi.JENIS), a missing
time before all others. Kinds that are not known leave the state as it was.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from services.analysis.codes import NO_TIME, NONE, Bools, Codes, Ints, dense
from services.analysis.revisi import JENIS

KEADAAN = ("aktif", "batal", "diganti", "gugur")
AKTIF, BATAL, DIGANTI, GUGUR = range(len(KEADAAN))
ASAL = ("baru", "diaktifkan", None)
BARU, DIAKTIFKAN, NO_ASAL = range(len(ASAL))

_STATE_OF_KIND = np.array([BATAL, AKTIF, DIGANTI, DIGANTI])
_LEAST = np.iinfo(np.int64).min
_MOST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class States:
    """Per code: state and origin (places in KEADAAN, ASAL), start in microseconds, tie mark.

    `sejak` is NO_TIME where the start is not known; `dibatalkan` tells codes that were cancelled
    at least once.
    """

    keadaan: Ints
    asal: Ints
    sejak: Ints
    seri: Bools
    dibatalkan: Bools

    def frame(self) -> pl.DataFrame:
        """Return one row per code with the words of domain.md."""
        sejak = pl.Series(self.sejak)
        return pl.DataFrame(
            {
                "keadaan": pl.Series(KEADAAN).gather(self.keadaan),
                "asal": pl.Series(ASAL, dtype=pl.String).gather(self.asal),
                "sejak": sejak.set(sejak == NO_TIME, None).cast(pl.Datetime("us")),
                "seri": self.seri,
                "dibatalkan": self.dibatalkan,
            }
        )


def states(codes: Codes) -> States:
    """Find the state of every code.

    The latest row of a known kind decides. A code without one is `aktif`, or `gugur` when every
    row that made it was followed by a later row of its parent: as long as one making row is its
    parent's last word, or has no parent, the code stands. Later is by time, then kind; after a
    making row of an unknown kind only a later time counts.
    """
    size, lama, key = codes.frame.height, codes.lama, codes.key
    latest = _greatest(size, lama, key, codes.known)
    acted = latest != _LEAST
    overtaken = codes.made & (lama != NONE) & (latest[lama] > key)
    made = _marked(size, codes.baru[codes.made])
    standing = _marked(size, codes.baru[codes.made & ~overtaken])
    keadaan = np.where(acted, _STATE_OF_KIND[latest & 3], AKTIF)
    keadaan[~acted & made & ~standing] = GUGUR
    asal = np.full(size, NO_ASAL)
    asal[acted & (keadaan == AKTIF)] = DIAKTIFKAN
    asal[~acted & standing] = BARU
    cancelled = codes.known & (key & 7 == JENIS.index("PEMBATALAN"))
    return States(
        keadaan=keadaan,
        asal=asal,
        sejak=_sejak(codes, keadaan, acted, overtaken),
        seri=_seri(codes, latest),
        dibatalkan=_marked(size, lama[cancelled]),
    )


def owners(codes: Codes) -> pl.Series:
    """Name the satker each code belongs to.

    That of its latest row as kd_rup_lama, else of the latest row that made it, among rows that
    name a satker; of several at the same place the smallest code; null when none is named.
    """
    named = codes.satker != NONE
    own = _latest_satker(codes, codes.lama, named & (codes.lama != NONE))
    making = _latest_satker(codes, codes.baru, named & codes.made)
    owner = np.where(own != _MOST, own, making)
    at = pl.Series(owner, dtype=pl.Int64)
    return codes.satkers.gather(at.set(at == _MOST, None)).alias("kd_satker")


def _latest_satker(codes: Codes, code: Ints, rows: Bools) -> Ints:
    size = codes.frame.height
    latest = _greatest(size, code, codes.key, rows)
    rows = rows & (codes.key == latest[code])
    return _least(size, code, codes.satker, rows)


def _seri(codes: Codes, latest: Ints) -> Bools:
    """Mark codes whose last time holds several kinds."""
    last = latest[codes.lama]
    tied = codes.known & (codes.key >> 3 == last >> 3) & (codes.key != last)
    return _marked(codes.frame.height, codes.lama[tied])


def _sejak(codes: Codes, keadaan: Ints, acted: Bools, overtaken: Bools) -> Ints:
    """Find when each state began.

    By rows: the first of the unbroken run of rows that gave it. A new code: the first making row
    that still stands. `gugur`: the last of its making rows to be overtaken.
    """
    size, lama, key = codes.frame.height, codes.lama, codes.key
    same = _STATE_OF_KIND[key & 3] == keadaan[lama]
    broken = _greatest(size, lama, key, codes.known & ~same)
    run = _least(size, lama, key, codes.known & (key > broken[lama]))
    born = _least(size, codes.baru, key, codes.made & ~overtaken)
    start = np.where(acted, run, born)
    fallen = np.flatnonzero(overtaken & (keadaan[codes.baru] == GUGUR))
    start[keadaan == GUGUR] = _LEAST
    np.maximum.at(start, codes.baru[fallen], _overtaken_by(codes, fallen))
    return np.where(start == _MOST, NO_TIME, start >> 3)


def _overtaken_by(codes: Codes, fallen: Ints) -> Ints:
    """Give the key of the first row of the parent after each of the making rows `fallen`."""
    parents = _marked(codes.frame.height, codes.lama[fallen])
    later = np.flatnonzero(codes.known & parents[codes.lama])
    place, _ = dense(np.concatenate([codes.key[later], codes.key[fallen]]))
    place += codes.lama[np.concatenate([later, fallen])] * (len(place) + 1)
    order = np.argsort(place[: len(later)])
    after = np.searchsorted(place[: len(later)][order], place[len(later) :], side="right")
    return codes.key[later[order[after]]]


def _greatest(size: int, at: Ints, values: Ints, rows: Bools) -> Ints:
    found = np.full(size, _LEAST)
    np.maximum.at(found, at[rows], values[rows])
    return found


def _least(size: int, at: Ints, values: Ints, rows: Bools) -> Ints:
    found = np.full(size, _MOST)
    np.minimum.at(found, at[rows], values[rows])
    return found


def _marked(size: int, at: Ints) -> Bools:
    marks = np.zeros(size, np.bool_)
    marks[at] = True
    return marks
