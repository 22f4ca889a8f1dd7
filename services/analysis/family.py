"""The family of one code over all years: its rows, and its nodes and edges to draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from .batches import PLACED, STATED, coded, described, subject, whole
from .codes import NONE, Bools, Codes, Ints, encode
from .forest import grow
from .revisi import FAMILY, TYPES, place

JEJAK_COLUMNS = (
    *(*FAMILY, "tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru"),
    *("jenis_revisi", "alasan_kajiulang", "arah"),
)

_ACROSS_YEARS = ("kd_klpd", "jenis_paket")
_ARAH = ("diri", "leluhur", "turunan", "kerabat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pohon:
    """One family to draw.

    `nodes`: tahun (newest with a row of the code), kd_klpd, jenis_paket, kd_rup, kd_satker,
    keadaan, asal, sejak, seri, akar, kedalaman, anak (distinct children), tidak_wajar, arah.
    `edges`: tahun, kd_klpd, jenis_paket, kd_rup_lama, kd_rup_baru, jenis_revisi, tgl_kaji_ulang
    of the latest row between the two, and revisi, the number of such rows.
    """

    nodes: pl.LazyFrame
    edges: pl.LazyFrame


def jejak(kaji_ulang: pl.LazyFrame, kode: str) -> pl.LazyFrame:
    """List every row of the families that hold `kode`, over all years given, oldest first.

    Families are joined over years within (kd_klpd, jenis_paket). arah is the relation of the row's
    code (kd_rup_lama, else kd_rup_baru) to `kode`: `diri`; `turunan` for what came of it;
    `leluhur` for what it came of; `kerabat` for siblings, cousins and what came of them. An
    unknown or empty `kode` gives no rows.
    """
    return (
        _family_rows(kaji_ulang, kode)
        .select(JEJAK_COLUMNS)
        .sort(
            *(*_ACROSS_YEARS, "tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru"),
            *("jenis_revisi", "tahun", "alasan_kajiulang"),
            nulls_last=True,
        )
    )


def pohon(kaji_ulang: pl.LazyFrame, kode: str) -> Pohon:
    """Give the nodes and edges of the families that `jejak` lists, sorted by code.

    States are those over all years given taken together, as the family is.
    """
    family = _family_rows(kaji_ulang, kode)
    pair = [*_ACROSS_YEARS, "kd_rup_lama", "kd_rup_baru"]
    edges = (
        family.filter(pl.col("kd_rup_lama") != pl.col("kd_rup_baru"))
        .sort("tgl_kaji_ulang", place(), "jenis_revisi", "tahun", nulls_last=False)
        .group_by(pair, maintain_order=True)
        .agg(
            pl.col("tahun", "jenis_revisi", "tgl_kaji_ulang").last(),
            revisi=pl.len().cast(pl.Int64),
        )
        .select("tahun", *pair, "jenis_revisi", "tgl_kaji_ulang", "revisi")
        .sort(pair, nulls_last=True)
    )
    columns = (*STATED, *PLACED, "arah")
    return Pohon(nodes=whole(family, lambda frame: _nodes(frame, kode), columns), edges=edges)


def _family_rows(kaji_ulang: pl.LazyFrame, kode: str) -> pl.LazyFrame:
    """Keep the rows of the families of `kode`, with arah.

    Only the (kd_klpd, jenis_paket) that know the code are read into the arrays.
    """
    told = coded(kaji_ulang)
    named = (pl.col("kd_rup_lama") == kode) | (pl.col("kd_rup_baru") == kode)
    where = told.filter(named).select(_ACROSS_YEARS).unique()
    return whole(
        told.join(where, on=list(_ACROSS_YEARS), how="semi", nulls_equal=True),
        lambda frame: _related(frame, kode),
        (*TYPES, "arah"),
    )


def _related(frame: pl.DataFrame, kode: str) -> pl.DataFrame:
    codes = encode(frame, _ACROSS_YEARS)
    akar, own = grow(codes.size, codes.lama, codes.baru, codes.by_number).akar, _own(codes, kode)
    chosen = np.zeros(codes.size, np.bool_)
    chosen[akar[own]] = True
    of_row = subject(codes)
    kept = chosen[akar[of_row]]
    sides = _sides(codes, own, kept).gather(of_row)
    return frame.with_columns(sides)[np.flatnonzero(kept)]


def _own(codes: Codes, kode: str) -> Ints:
    named = (codes.texts == kode).fill_null(False).to_numpy()
    return np.unique(np.concatenate([codes.lama, codes.baru])[named])


def _sides(codes: Codes, own: Ints, chosen: Bools) -> pl.Series:
    """Return the relation of every code to the codes `own`, by the edges of the rows `chosen`.

    `turunan` came of them, they came of `leluhur`; siblings, cousins and all others are `kerabat`.
    In a cycle, where a code is both, it is `turunan`.
    """
    edges = chosen & codes.made & (codes.lama != NONE)
    children: dict[int, list[int]] = {}
    parents: dict[int, list[int]] = {}
    for parent, child in zip(codes.lama[edges].tolist(), codes.baru[edges].tolist(), strict=True):
        children.setdefault(parent, []).append(child)
        parents.setdefault(child, []).append(parent)
    side = np.full(codes.size, _ARAH.index("kerabat"))
    side[_reached(own, parents)] = _ARAH.index("leluhur")
    side[_reached(own, children)] = _ARAH.index("turunan")
    side[own] = _ARAH.index("diri")
    return pl.Series(_ARAH).gather(side).alias("arah")


def _reached(start: Ints, neighbours: dict[int, list[int]]) -> list[int]:
    """Return the codes `start` and all that can be reached from them."""
    reached = set(start.tolist())
    waiting = list(reached)
    while waiting:
        new = set(neighbours.get(waiting.pop(), ())) - reached
        reached |= new
        waiting.extend(new)
    return list(reached)


def _nodes(frame: pl.DataFrame, kode: str) -> pl.DataFrame:
    codes = encode(frame, _ACROSS_YEARS)
    tahun = np.zeros(codes.size, np.int64)
    for at in (codes.lama, codes.baru):
        given = at != NONE
        np.maximum.at(tahun, at[given], frame["tahun"].cast(pl.Int64).to_numpy()[given])
    every = np.ones(frame.height, np.bool_)
    return described(codes).with_columns(
        pl.Series("tahun", tahun).cast(pl.Int16), _sides(codes, _own(codes, kode), every)
    )
