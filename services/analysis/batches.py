"""All rows of kaji ulang to one frame at once: the step between lazy tables and arrays.

The arrays of states.py and forest.py need all rows of a partition together, so they run inside
`map_batches` with every pushdown off: a filter or a slice moved below them would cut families.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from .codes import NONE, Codes, Ints
from .forest import grow
from .revisi import FAMILY, TYPES, rows
from .states import owners, states, words

STATED = (*FAMILY, "kd_rup", "kd_satker", "keadaan", "asal", "sejak", "seri")
PLACED = ("akar", "kedalaman", "anak", "tidak_wajar")
COUNTED = ("di_akar", "ke_keadaan", "kedalaman", "anak", "tidak_wajar", "revisi")

_COUNTS = (
    *("jumlah_kode", "kedalaman", "daun", "daun_batal", "gugur", "cabang_terbesar", "revisi"),
    *("anak", "di_akar", "ke_keadaan"),
)
_DTYPES = {
    **TYPES,
    **dict.fromkeys(("kd_rup", "keadaan", "asal", "akar", "arah"), pl.String()),
    **dict.fromkeys(_COUNTS, pl.Int64()),
    **dict.fromkeys(("seri", "tidak_wajar"), pl.Boolean()),
    **dict.fromkeys(("batal_bersih", "diaktifkan_lagi", "batal_diganti"), pl.Boolean()),
    "sejak": pl.Datetime("us"),
}


def coded(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the rows (revisi.rows) that name a code."""
    return rows(kaji_ulang).filter(
        pl.col("kd_rup_lama").is_not_null() | pl.col("kd_rup_baru").is_not_null()
    )


def whole(
    lazy: pl.LazyFrame,
    function: Callable[[pl.DataFrame], pl.DataFrame],
    columns: tuple[str, ...],
) -> pl.LazyFrame:
    """Put all rows through a function of frames that gives these columns."""
    return lazy.map_batches(
        lambda frame: function(frame).select(columns),
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
        schema={name: _DTYPES[name] for name in columns},
    )


def described(codes: Codes) -> pl.DataFrame:
    """Give the columns STATED, PLACED and COUNTED of every code, a smaller code first.

    di_akar is the row of the root, ke_keadaan the place of the state in KEADAAN, revisi the number
    of rows that speak of the code.
    """
    forest, found = grow(codes.size, codes.lama, codes.baru, codes.by_number), states(codes)
    frame = codes.frame()
    return frame.with_columns(
        owners(codes),
        *words(codes, found),
        frame["kd_rup"].gather(forest.akar).alias("akar"),
        depth(forest.kedalaman),
        pl.Series("anak", forest.anak),
        pl.Series("tidak_wajar", forest.tidak_wajar),
        pl.Series("di_akar", forest.akar),
        pl.Series("ke_keadaan", found.keadaan),
        pl.Series("revisi", np.bincount(subject(codes), minlength=codes.size)),
    )


def depth(kedalaman: Ints) -> pl.Series:
    """Name depths, null for NONE."""
    edges = pl.Series("kedalaman", kedalaman)
    return edges.set(edges == NONE, None)


def subject(codes: Codes) -> Ints:
    """Give the code each row speaks of: the old one, or the new one where that is missing."""
    return np.where(codes.lama != NONE, codes.lama, codes.baru)
