"""State of every code and the forest of revisions (domain.md, tables keadaan and silsilah)."""

from __future__ import annotations

import numpy as np
import polars as pl

from services.analysis.batches import PLACED, STATED, coded, depth, described, subject, whole
from services.analysis.codes import NONE, Ints, encode
from services.analysis.family import JEJAK_COLUMNS, Pohon, jejak, pohon
from services.analysis.forest import grow
from services.analysis.revisi import FAMILY, PARTITION
from services.analysis.states import BATAL, DIGANTI, GUGUR, cancelled, owners, states

__all__ = [
    "JEJAK_COLUMNS",
    "KEADAAN_COLUMNS",
    "SILSILAH_COLUMNS",
    "Pohon",
    "jejak",
    "keadaan",
    "pembatalan",
    "pohon",
    "silsilah",
]

KEADAAN_COLUMNS = (
    *(*FAMILY, "kd_rup", "kd_satker", "keadaan", "asal", "terumumkan"),
    *("sejak", "akar", "kedalaman", "seri"),
)
SILSILAH_COLUMNS = (
    *(*FAMILY, "akar", "jumlah_kode", "kedalaman", "daun", "daun_batal", "gugur"),
    *("cabang_terbesar", "revisi", "tidak_wajar"),
)


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
        whole(coded(kaji_ulang), lambda frame: described(encode(frame)), (*STATED, *PLACED))
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
    return whole(coded(kaji_ulang), _cancellations, columns)


def silsilah(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Measure every family: one row per root, lone codes included, sorted by root.

    An odd family (a code of two parents, or a cycle) is one row under its smallest code, and its
    kedalaman is null when it has a cycle. cabang_terbesar counts distinct children. revisi counts
    the rows with a code of the family; rows without any code are in none.
    """
    return whole(coded(kaji_ulang), _families, SILSILAH_COLUMNS)


def _cancellations(frame: pl.DataFrame) -> pl.DataFrame:
    codes = encode(frame)
    at = np.flatnonzero(cancelled(codes))
    final = states(codes).keadaan[at] == BATAL
    return codes.frame(at).with_columns(owners(codes)[at], pl.Series("batal_bersih", final))


def _families(frame: pl.DataFrame) -> pl.DataFrame:
    codes = encode(frame)
    forest, state = grow(codes.size, codes.lama, codes.baru), states(codes).keadaan
    akar = forest.akar
    roots = np.flatnonzero(akar == np.arange(codes.size))
    counted = {
        "jumlah_kode": akar,
        "daun": akar[(state != DIGANTI) & (state != GUGUR)],
        "daun_batal": akar[state == BATAL],
        "gugur": akar[state == GUGUR],
        "revisi": akar[subject(codes)],
    }
    return codes.frame(roots).with_columns(
        pl.col("kd_rup").alias("akar"),
        depth(_largest(akar, forest.kedalaman)[roots]),
        pl.Series("cabang_terbesar", _largest(akar, forest.anak)[roots]),
        pl.Series("tidak_wajar", forest.tidak_wajar[roots]),
        *(
            pl.Series(name, np.bincount(of, minlength=codes.size)[roots], dtype=pl.Int64)
            for name, of in counted.items()
        ),
    )


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
