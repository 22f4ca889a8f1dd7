"""The family of one code over all years: its rows, and its nodes and edges to draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from .batches import PLACED, STATED, describe, in_one_batch, rows_with_code, subject
from .codes import NONE, Bools, Codes, Ints, encode
from .forest import grow
from .revisi import FAMILY, TYPES, kind_rank, with_acts

JEJAK_COLUMNS = (
    *(*FAMILY, "tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru"),
    *("jenis_revisi", "alasan_kajiulang", "arah"),
)

TINDAKAN_COLUMNS = (
    *(*FAMILY, "kd_rup_lama", "jenis_revisi", "tgl_kaji_ulang", "kd_rup_baru", "alasan"),
    "baris",
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
    """List every row of the families that hold `kode`, over all years of the rows, oldest first.

    Families are joined over years within (kd_klpd, jenis_paket). arah is the relation of the row's
    code (kd_rup_lama, else kd_rup_baru) to `kode`: `diri` for itself, `turunan` for descendants,
    `leluhur` for ancestors, `kerabat` for siblings, cousins and their descendants. An unknown or
    empty `kode` gives no rows.
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


def tindakan(kaji_ulang: pl.LazyFrame, kode: str) -> pl.LazyFrame:
    """List the acts (revisi.with_acts) of the families that `jejak` lists, oldest first.

    Columns TINDAKAN_COLUMNS: jenis_revisi folded by revisi.kind, tgl_kaji_ulang of the first row,
    kd_rup_baru the list of the codes that the act made, alasan that of its distinct reasons, baris
    the number of its rows. Acts without a time stand last.
    """
    made = pl.col("kd_rup_baru").filter(
        pl.col("kd_rup_baru").is_not_null()
        & pl.col("kd_rup_baru").ne_missing(pl.col("kd_rup_lama"))
    )
    reason = pl.col("alasan_kajiulang")
    return (
        with_acts(_family_rows(kaji_ulang, kode))
        .group_by("nomor_tindakan", maintain_order=True)
        .agg(
            pl.col(*FAMILY, "kd_rup_lama", "jenis_revisi", "tgl_kaji_ulang").first(),
            made.unique(maintain_order=True),
            alasan=reason.drop_nulls().unique(maintain_order=True),
            baris=pl.len().cast(pl.Int64),
        )
        .sort("tgl_kaji_ulang", kind_rank(), *_ACROSS_YEARS, "kd_rup_lama", nulls_last=True)
        .select(TINDAKAN_COLUMNS)
    )


def pohon(kaji_ulang: pl.LazyFrame, kode: str) -> Pohon:
    """Return the nodes and edges of the families that `jejak` lists, sorted by code.

    States, like families, are those over all years of the rows.
    """

    def nodes(frame: pl.DataFrame) -> pl.DataFrame:
        codes = encode(frame, _ACROSS_YEARS)
        newest = np.zeros(codes.size, np.int64)
        years = frame["tahun"].cast(pl.Int64).to_numpy()
        for code in (codes.lama, codes.baru):
            has_code = code != NONE
            np.maximum.at(newest, code[has_code], years[has_code])
        every = np.ones(frame.height, np.bool_)
        return describe(codes).with_columns(
            pl.Series("tahun", newest).cast(pl.Int16),
            _relations(codes, _numbers_of(codes, kode), every),
        )

    family = _family_rows(kaji_ulang, kode)
    pair = [*_ACROSS_YEARS, "kd_rup_lama", "kd_rup_baru"]
    edges = (
        family.filter(pl.col("kd_rup_lama") != pl.col("kd_rup_baru"))
        .sort("tgl_kaji_ulang", kind_rank(), "jenis_revisi", "tahun", nulls_last=False)
        .group_by(pair, maintain_order=True)
        .agg(
            pl.col("tahun", "jenis_revisi", "tgl_kaji_ulang").last(),
            revisi=pl.len().cast(pl.Int64),
        )
        .select("tahun", *pair, "jenis_revisi", "tgl_kaji_ulang", "revisi")
        .sort(pair, nulls_last=True)
    )
    columns = (*STATED, *PLACED, "arah")
    return Pohon(nodes=in_one_batch(family, nodes, columns), edges=edges)


def _family_rows(kaji_ulang: pl.LazyFrame, kode: str) -> pl.LazyFrame:
    """Return the rows of the families of `kode`, with arah.

    Only rows of a (kd_klpd, jenis_paket) that has the code are read into the arrays.
    """

    def related(frame: pl.DataFrame) -> pl.DataFrame:
        codes = encode(frame, _ACROSS_YEARS)
        akar = grow(codes.size, codes.lama, codes.baru, codes.by_number).akar
        self_codes = _numbers_of(codes, kode)
        is_chosen_root = np.zeros(codes.size, np.bool_)
        is_chosen_root[akar[self_codes]] = True
        code_of_row = subject(codes)
        in_family = is_chosen_root[akar[code_of_row]]
        relations = _relations(codes, self_codes, in_family).gather(code_of_row)
        return frame.with_columns(relations)[np.flatnonzero(in_family)]

    rows = rows_with_code(kaji_ulang)
    has_code = (pl.col("kd_rup_lama") == kode) | (pl.col("kd_rup_baru") == kode)
    groups = rows.filter(has_code).select(_ACROSS_YEARS).unique()
    return in_one_batch(
        rows.join(groups, on=list(_ACROSS_YEARS), how="semi", nulls_equal=True),
        related,
        (*TYPES, "arah"),
    )


def _numbers_of(codes: Codes, kode: str) -> Ints:
    """Return the numbers of the codes written `kode`: one in each group that has it."""
    is_code = (codes.texts == kode).fill_null(False).to_numpy()
    return np.unique(np.concatenate([codes.lama, codes.baru])[is_code])


def _relations(codes: Codes, self_codes: Ints, rows: Bools) -> pl.Series:
    """Return the relation of every code to `self_codes`, by the edges of the marked rows.

    `turunan` are descendants, `leluhur` ancestors; siblings, cousins and all others are `kerabat`.
    In a cycle, where a code is both, it is `turunan`.
    """
    edges = rows & codes.made & (codes.lama != NONE)
    children: dict[int, list[int]] = {}
    parents: dict[int, list[int]] = {}
    for parent, child in zip(codes.lama[edges].tolist(), codes.baru[edges].tolist(), strict=True):
        children.setdefault(parent, []).append(child)
        parents.setdefault(child, []).append(parent)
    relation = np.full(codes.size, _ARAH.index("kerabat"))
    relation[_reachable(self_codes, parents)] = _ARAH.index("leluhur")
    relation[_reachable(self_codes, children)] = _ARAH.index("turunan")
    relation[self_codes] = _ARAH.index("diri")
    return pl.Series(_ARAH).gather(relation).alias("arah")


def _reachable(start: Ints, neighbours: dict[int, list[int]]) -> list[int]:
    """Return the codes `start` and all that can be reached from them."""
    reached = set(start.tolist())
    waiting = list(reached)
    while waiting:
        new = set(neighbours.get(waiting.pop(), ())) - reached
        reached |= new
        waiting.extend(new)
    return list(reached)
