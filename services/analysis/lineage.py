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
from services.analysis.states import BATAL, DIGANTI, GUGUR, owners, states

KEADAAN_COLUMNS = (
    *(*PARTITION, "jenis_paket", "kd_rup", "kd_satker", "keadaan", "asal", "terumumkan"),
    *("sejak", "akar", "kedalaman", "seri"),
)
JEJAK_COLUMNS = (
    *(*PARTITION, "jenis_paket", "tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru"),
    *("jenis_revisi", "alasan_kajiulang", "arah"),
)

_TEXT, _COUNT, _FLAG = pl.String(), pl.Int64(), pl.Boolean()
_CODE_SCHEMA = {**{name: TYPES[name] for name in FAMILY}, "kd_rup": _TEXT}
_STATE_SCHEMA = {
    **_CODE_SCHEMA,
    **{"kd_satker": _TEXT, "keadaan": _TEXT, "asal": _TEXT, "sejak": pl.Datetime("us")},
    **{"seri": _FLAG, "dibatalkan": _FLAG},
}
_FOREST_SCHEMA = {"akar": _TEXT, "kedalaman": _COUNT, "anak": _COUNT, "tidak_wajar": _FLAG}
_SILSILAH_COUNTS = ("jumlah_kode", "kedalaman", "daun", "daun_batal", "gugur")
_SILSILAH_SCHEMA = {
    **{**{name: TYPES[name] for name in FAMILY}, "akar": _TEXT},
    **dict.fromkeys((*_SILSILAH_COUNTS, "cabang_terbesar", "revisi"), _COUNT),
    "tidak_wajar": _FLAG,
}


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


def code_states(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Tell what became of each code: one row per (tahun, kd_klpd, jenis_paket, kd_rup).

    Columns kd_satker (owner), keadaan, asal, sejak, seri, dibatalkan (cancelled at least once).
    """
    return _whole(_coded(kaji_ulang), lambda frame: _states(encode(frame)), _STATE_SCHEMA)


def keadaan(kaji_ulang: pl.LazyFrame, swakelola: pl.LazyFrame) -> pl.LazyFrame:
    """Tell state, origin, announcement and place in the forest of each code.

    asal belongs to `aktif` only and is null elsewhere, and where only rows of unknown kinds name
    the code. sejak is null when the rows that decide it have no time. kedalaman counts edges from
    the root, null in a family with a cycle. terumumkan: `ya` when a live row of the swakelola
    list has status Terumumkan, `tidak` when the code is listed otherwise, deleted ones included.
    """
    table = _whole(_coded(kaji_ulang), _placed_states, _STATE_SCHEMA | _FOREST_SCHEMA)
    key = [*PARTITION, "kd_rup"]
    listed = pl.col("diumumkan")
    return (
        table.join(_announced(swakelola), on=key, how="left")
        .with_columns(
            terumumkan=pl.when(pl.col("jenis_paket").ne_missing("SWAKELOLA"))
            .then(pl.lit("tidak diketahui"))
            .when(listed.is_null())
            .then(pl.lit("tidak ada di daftar"))
            .otherwise(pl.when(listed).then(pl.lit("ya")).otherwise(pl.lit("tidak")))
        )
        .select(KEADAAN_COLUMNS)
        .sort(*FAMILY, "kd_rup", nulls_last=True)
    )


def silsilah(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Measure every family: one row per root, lone codes included, sorted by root.

    An odd family (a code of two parents, or a cycle) is one row under its smallest code, and its
    kedalaman is null when it has a cycle. cabang_terbesar counts distinct children. revisi counts
    the rows with a code of the family; rows without any code are in none.
    """
    return _whole(_coded(kaji_ulang), _families, _SILSILAH_SCHEMA)


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
            *("kd_klpd", "jenis_paket", "tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru"),
            *("jenis_revisi", "tahun", "alasan_kajiulang"),
            nulls_last=True,
        )
    )


def pohon(kaji_ulang: pl.LazyFrame, kode: str) -> Pohon:
    """Give the nodes and edges of the families that `jejak` lists.

    States are those over all years given taken together, as the family is.
    """
    family = _family_rows(kaji_ulang, kode)
    pair = ["kd_klpd", "jenis_paket", "kd_rup_lama", "kd_rup_baru"]
    schema = {"tahun": TYPES["tahun"], **_STATE_SCHEMA, **_FOREST_SCHEMA, "arah": _TEXT}
    del schema["dibatalkan"]
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
    return Pohon(nodes=_whole(family, lambda frame: _nodes(frame, kode), schema), edges=edges)


def _coded(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    return rows(kaji_ulang).filter(
        pl.col("kd_rup_lama").is_not_null() | pl.col("kd_rup_baru").is_not_null()
    )


def _whole(
    lazy: pl.LazyFrame,
    function: Callable[[pl.DataFrame], pl.DataFrame],
    schema: dict[str, pl.DataType],
) -> pl.LazyFrame:
    return lazy.map_batches(
        lambda frame: function(frame).select(*schema),
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
        schema=schema,
    )


def _states(codes: Codes) -> pl.DataFrame:
    return codes.frame.with_columns(owners(codes), *states(codes).frame())


def _forest(codes: Codes) -> Forest:
    return grow(codes.frame.height, codes.lama, codes.baru)


def _placed(codes: Codes, forest: Forest) -> list[pl.Series]:
    return [
        codes.frame["kd_rup"].gather(forest.akar).alias("akar"),
        _depth(forest.kedalaman),
        pl.Series("anak", forest.anak),
        pl.Series("tidak_wajar", forest.tidak_wajar),
    ]


def _depth(kedalaman: Ints) -> pl.Series:
    depth = pl.Series("kedalaman", kedalaman)
    return depth.set(depth == NONE, None)


def _placed_states(frame: pl.DataFrame) -> pl.DataFrame:
    codes = encode(frame)
    return _states(codes).with_columns(_placed(codes, _forest(codes)))


def _families(frame: pl.DataFrame) -> pl.DataFrame:
    codes = encode(frame)
    forest, state = _forest(codes), states(codes).keadaan
    size, akar = codes.frame.height, forest.akar
    roots = np.flatnonzero(akar == np.arange(size))
    subject = np.where(codes.lama != NONE, codes.lama, codes.baru)
    counted = {
        "jumlah_kode": akar,
        "daun": akar[(state != DIGANTI) & (state != GUGUR)],
        "daun_batal": akar[state == BATAL],
        "gugur": akar[state == GUGUR],
        "revisi": akar[subject],
    }
    return codes.frame.select(*FAMILY, akar="kd_rup")[roots].with_columns(
        _depth(_largest(akar, forest.kedalaman)[roots]),
        pl.Series("cabang_terbesar", _largest(akar, forest.anak)[roots]),
        pl.Series("tidak_wajar", forest.tidak_wajar[roots]),
        *(
            pl.Series(name, np.bincount(of, minlength=size)[roots], dtype=pl.Int64)
            for name, of in counted.items()
        ),
    )


def _largest(akar: Ints, values: Ints) -> Ints:
    largest = np.full(len(akar), NONE, np.int64)
    np.maximum.at(largest, akar, values)
    return largest


def _announced(swakelola: pl.LazyFrame) -> pl.LazyFrame:
    live = pl.col("status_delete_rup").ne_missing(True) & pl.col("status_aktif_rup").ne_missing(
        False
    )
    return (
        swakelola.filter(pl.col("kd_rup").is_not_null())
        .group_by(pl.col("tahun").cast(pl.Int16), "kd_klpd", "kd_rup")
        .agg(diumumkan=(live & pl.col("status").eq_missing("Terumumkan")).any())
    )


def _family_rows(kaji_ulang: pl.LazyFrame, kode: str) -> pl.LazyFrame:
    """Keep the rows of the families of `kode`, with arah.

    Only the (kd_klpd, jenis_paket) that know the code are read into the arrays.
    """
    coded = _coded(kaji_ulang)
    group = ["kd_klpd", "jenis_paket"]
    where = coded.filter((pl.col("kd_rup_lama") == kode) | (pl.col("kd_rup_baru") == kode)).select(
        group
    )
    return _whole(
        coded.join(where.unique(), on=group, how="semi", nulls_equal=True),
        lambda frame: _related(frame, kode),
        {**TYPES, "arah": _TEXT},
    )


def _related(frame: pl.DataFrame, kode: str) -> pl.DataFrame:
    codes = encode(frame, ("kd_klpd", "jenis_paket"))
    akar = _forest(codes).akar
    chosen = np.zeros(codes.frame.height, np.bool_)
    chosen[akar[(codes.frame["kd_rup"] == kode).to_numpy()]] = True
    subject = np.where(codes.lama != NONE, codes.lama, codes.baru)
    kept = chosen[akar[subject]]
    return frame.with_columns(_side(codes, kode, kept).gather(subject))[np.flatnonzero(kept)]


def _side(codes: Codes, kode: str, kept: Bools) -> pl.Series:
    """Say for every code on which side of `kode` it lies, by the rows `kept`."""
    own = (codes.frame["kd_rup"] == kode).to_numpy()
    below = own.copy()
    edges = kept & codes.made & (codes.lama != NONE)
    children: dict[int, list[int]] = {}
    for parent, child in zip(codes.lama[edges].tolist(), codes.baru[edges].tolist(), strict=True):
        children.setdefault(parent, []).append(child)
    open_codes = np.flatnonzero(own).tolist()
    while open_codes:
        for child in children.get(open_codes.pop(), ()):
            if not below[child]:
                below[child] = True
                open_codes.append(child)
    side = np.where(own, 0, np.where(below, 1, 2))
    return pl.Series(("diri", "turunan", "leluhur")).gather(side).alias("arah")


def _nodes(frame: pl.DataFrame, kode: str) -> pl.DataFrame:
    codes = encode(frame, ("kd_klpd", "jenis_paket"))
    tahun = np.full(codes.frame.height, np.iinfo(np.int64).min)
    for at in (codes.lama, codes.baru):
        np.maximum.at(tahun, at[at != NONE], frame["tahun"].cast(pl.Int64).to_numpy()[at != NONE])
    return _states(codes).with_columns(
        pl.Series("tahun", tahun).cast(pl.Int16),
        _side(codes, kode, np.ones(frame.height, np.bool_)),
        *_placed(codes, _forest(codes)),
    )
