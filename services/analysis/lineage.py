"""State of every code, the forest of revisions, and the family of one code (domain.md).

The arrays of states.py and forest.py need all rows of a partition at once, so they run inside
`map_batches` with every pushdown off: a filter or a slice moved below them would cut families.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from services.analysis.codes import NONE, Bools, Codes, Ints, encode
from services.analysis.forest import Forest, grow
from services.analysis.revisi import FAMILY, PARTITION, TYPES, place, rows
from services.analysis.states import BATAL, DIGANTI, GUGUR, cancelled, owners, states, words

KEADAAN_COLUMNS = (
    *(*FAMILY, "kd_rup", "kd_satker", "keadaan", "asal", "terumumkan"),
    *("sejak", "akar", "kedalaman", "seri"),
)
SILSILAH_COLUMNS = (
    *(*FAMILY, "akar", "jumlah_kode", "kedalaman", "daun", "daun_batal", "gugur"),
    *("cabang_terbesar", "revisi", "tidak_wajar"),
)
JEJAK_COLUMNS = (
    *(*FAMILY, "tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru"),
    *("jenis_revisi", "alasan_kajiulang", "arah"),
)

_ACROSS_YEARS = ("kd_klpd", "jenis_paket")
_DTYPES = {
    **TYPES,
    **dict.fromkeys(("kd_rup", "keadaan", "asal", "akar", "arah"), pl.String()),
    **dict.fromkeys(("kedalaman", "anak", *SILSILAH_COLUMNS[4:-1]), pl.Int64()),
    **dict.fromkeys(("seri", "tidak_wajar", "batal_bersih"), pl.Boolean()),
    "sejak": pl.Datetime("us"),
}
_STATED = (*FAMILY, "kd_rup", "kd_satker", "keadaan", "asal", "sejak", "seri")
_PLACED = ("akar", "kedalaman", "anak", "tidak_wajar")


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


def keadaan(kaji_ulang: pl.LazyFrame, swakelola: pl.LazyFrame) -> pl.LazyFrame:
    """Tell state, origin, announcement and place in the forest of each code.

    asal belongs to `aktif` only and is null elsewhere, and where only rows of unknown kinds name
    the code. sejak is null when the rows that decide it have no time. kedalaman counts edges from
    the root, null in a family with a cycle. terumumkan: `ya` when a live row of the swakelola
    list has status Terumumkan, `tidak` when the code is listed otherwise, deleted ones included.
    Sorted by tahun, kd_klpd, jenis_paket, kd_rup, as the arrays number the codes.
    """
    listed = pl.col("diumumkan")
    swakelola_code = pl.when(pl.col("jenis_paket") == "SWAKELOLA").then("kd_rup")
    return (
        _whole(_coded(kaji_ulang), lambda frame: _described(encode(frame)), (*_STATED, *_PLACED))
        .with_columns(kd_swakelola=swakelola_code)
        .join(
            _announced(swakelola),
            on=[*PARTITION, "kd_swakelola"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            terumumkan=pl.when(pl.col("kd_swakelola").is_null())
            .then(pl.lit("tidak diketahui"))
            .when(listed.is_null())
            .then(pl.lit("tidak ada di daftar"))
            .otherwise(pl.when(listed).then(pl.lit("ya")).otherwise(pl.lit("tidak")))
        )
        .select(KEADAAN_COLUMNS)
    )


def pembatalan(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """List the codes that were cancelled at least once, with the satker they belong to.

    Columns of FAMILY, kd_rup, kd_satker, batal_bersih: whether their state is `batal`.
    """
    columns = (*FAMILY, "kd_rup", "kd_satker", "batal_bersih")
    return _whole(_coded(kaji_ulang), _cancellations, columns)


def silsilah(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Measure every family: one row per root, lone codes included, sorted by root.

    An odd family (a code of two parents, or a cycle) is one row under its smallest code, and its
    kedalaman is null when it has a cycle. cabang_terbesar counts distinct children. revisi counts
    the rows with a code of the family; rows without any code are in none.
    """
    return _whole(_coded(kaji_ulang), _families, SILSILAH_COLUMNS)


def jejak(kaji_ulang: pl.LazyFrame, kode: str) -> pl.LazyFrame:
    """List every row of the families that hold `kode`, over all years given, oldest first.

    Families are joined over years within (kd_klpd, jenis_paket). arah is the side of `kode` on
    which the row's code (kd_rup_lama, else kd_rup_baru) lies: `diri`; `turunan` for what came of
    it; `leluhur` for all else, that is ancestors and what else came of them. An unknown or empty
    `kode` gives no rows.
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
    columns = (*_STATED, *_PLACED, "arah")
    return Pohon(nodes=_whole(family, lambda frame: _nodes(frame, kode), columns), edges=edges)


def _coded(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    return rows(kaji_ulang).filter(
        pl.col("kd_rup_lama").is_not_null() | pl.col("kd_rup_baru").is_not_null()
    )


def _whole(
    lazy: pl.LazyFrame,
    function: Callable[[pl.DataFrame], pl.DataFrame],
    columns: tuple[str, ...],
) -> pl.LazyFrame:
    return lazy.map_batches(
        lambda frame: function(frame).select(columns),
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
        schema={name: _DTYPES[name] for name in columns},
    )


def _described(codes: Codes) -> pl.DataFrame:
    forest = _forest(codes)
    frame = codes.frame()
    return frame.with_columns(
        owners(codes),
        *words(codes, states(codes)),
        frame["kd_rup"].gather(forest.akar).alias("akar"),
        _depth(forest.kedalaman),
        pl.Series("anak", forest.anak),
        pl.Series("tidak_wajar", forest.tidak_wajar),
    )


def _forest(codes: Codes) -> Forest:
    return grow(codes.size, codes.lama, codes.baru)


def _depth(kedalaman: Ints) -> pl.Series:
    depth = pl.Series("kedalaman", kedalaman)
    return depth.set(depth == NONE, None)


def _cancellations(frame: pl.DataFrame) -> pl.DataFrame:
    codes = encode(frame)
    at = np.flatnonzero(cancelled(codes))
    final = states(codes).keadaan[at] == BATAL
    return codes.frame(at).with_columns(owners(codes)[at], pl.Series("batal_bersih", final))


def _families(frame: pl.DataFrame) -> pl.DataFrame:
    codes = encode(frame)
    forest, state = _forest(codes), states(codes).keadaan
    akar = forest.akar
    roots = np.flatnonzero(akar == np.arange(codes.size))
    counted = {
        "jumlah_kode": akar,
        "daun": akar[(state != DIGANTI) & (state != GUGUR)],
        "daun_batal": akar[state == BATAL],
        "gugur": akar[state == GUGUR],
        "revisi": akar[_subject(codes)],
    }
    return codes.frame(roots).with_columns(
        pl.col("kd_rup").alias("akar"),
        _depth(_largest(akar, forest.kedalaman)[roots]),
        pl.Series("cabang_terbesar", _largest(akar, forest.anak)[roots]),
        pl.Series("tidak_wajar", forest.tidak_wajar[roots]),
        *(
            pl.Series(name, np.bincount(of, minlength=codes.size)[roots], dtype=pl.Int64)
            for name, of in counted.items()
        ),
    )


def _subject(codes: Codes) -> Ints:
    """Give the code each row speaks of: the old one, or the new one where that is missing."""
    return np.where(codes.lama != NONE, codes.lama, codes.baru)


def _largest(akar: Ints, values: Ints) -> Ints:
    largest = np.full(len(akar), NONE, np.int64)
    np.maximum.at(largest, akar, values)
    return largest


def _announced(swakelola: pl.LazyFrame) -> pl.LazyFrame:
    deleted = pl.col("status_delete_rup").eq_missing(True)
    live = ~deleted & pl.col("status_aktif_rup").ne_missing(False)
    return (
        swakelola.filter(pl.col("kd_rup").is_not_null())
        .group_by(pl.col("tahun").cast(pl.Int16), "kd_klpd", kd_swakelola="kd_rup")
        .agg(diumumkan=(live & pl.col("status").eq_missing("Terumumkan")).any())
    )


def _family_rows(kaji_ulang: pl.LazyFrame, kode: str) -> pl.LazyFrame:
    """Keep the rows of the families of `kode`, with arah.

    Only the (kd_klpd, jenis_paket) that know the code are read into the arrays.
    """
    coded = _coded(kaji_ulang)
    named = (pl.col("kd_rup_lama") == kode) | (pl.col("kd_rup_baru") == kode)
    where = coded.filter(named).select(_ACROSS_YEARS).unique()
    return _whole(
        coded.join(where, on=list(_ACROSS_YEARS), how="semi", nulls_equal=True),
        lambda frame: _related(frame, kode),
        (*TYPES, "arah"),
    )


def _related(frame: pl.DataFrame, kode: str) -> pl.DataFrame:
    codes = encode(frame, _ACROSS_YEARS)
    akar, own = _forest(codes).akar, _own(codes, kode)
    chosen = np.zeros(codes.size, np.bool_)
    chosen[akar[own]] = True
    subject = _subject(codes)
    kept = chosen[akar[subject]]
    sides = _sides(codes, own, kept).gather(subject)
    return frame.with_columns(sides)[np.flatnonzero(kept)]


def _own(codes: Codes, kode: str) -> Ints:
    named = (codes.texts == kode).fill_null(False).to_numpy()
    return np.unique(np.concatenate([codes.lama, codes.baru])[named])


def _sides(codes: Codes, own: Ints, kept: Bools) -> pl.Series:
    """Say for every code on which side of the codes `own` it lies, by the rows `kept`."""
    edges = kept & codes.made & (codes.lama != NONE)
    children: dict[int, list[int]] = {}
    for parent, child in zip(codes.lama[edges].tolist(), codes.baru[edges].tolist(), strict=True):
        children.setdefault(parent, []).append(child)
    below = set(own.tolist())
    waiting = list(below)
    while waiting:
        new = set(children.get(waiting.pop(), ())) - below
        below |= new
        waiting.extend(new)
    side = np.full(codes.size, 2)
    side[list(below)] = 1
    side[own] = 0
    return pl.Series(("diri", "turunan", "leluhur")).gather(side).alias("arah")


def _nodes(frame: pl.DataFrame, kode: str) -> pl.DataFrame:
    codes = encode(frame, _ACROSS_YEARS)
    tahun = np.zeros(codes.size, np.int64)
    for at in (codes.lama, codes.baru):
        given = at != NONE
        np.maximum.at(tahun, at[given], frame["tahun"].cast(pl.Int64).to_numpy()[given])
    whole = np.ones(frame.height, np.bool_)
    return _described(codes).with_columns(
        pl.Series("tahun", tahun).cast(pl.Int16), _sides(codes, _own(codes, kode), whole)
    )
