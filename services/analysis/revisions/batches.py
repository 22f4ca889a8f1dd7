"""Pass all rows of kaji ulang through array functions: the step from lazy tables to arrays.

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
from .states import owners, state_columns, states

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


def rows_with_code(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Return the rows (revisi.rows) that name an old or a new code."""
    return rows(kaji_ulang).filter(
        pl.col("kd_rup_lama").is_not_null() | pl.col("kd_rup_baru").is_not_null()
    )


def in_one_batch(
    lazy: pl.LazyFrame,
    function: Callable[[pl.DataFrame], pl.DataFrame],
    columns: tuple[str, ...],
) -> pl.LazyFrame:
    """Call a function with all rows in one frame; select these columns of its result."""
    return lazy.map_batches(
        lambda frame: function(frame).select(columns),
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
        schema={name: _DTYPES[name] for name in columns},
    )


def describe(codes: Codes) -> pl.DataFrame:
    """Return the columns STATED, PLACED and COUNTED of every code, in the order of codes.

    di_akar is the row of the root, ke_keadaan the index of the state in KEADAAN, revisi the number
    of rows about the code.
    """
    forest = grow(codes.size, codes.lama, codes.baru, codes.by_number)
    current, frame = states(codes), codes.frame()
    return frame.with_columns(
        owners(codes),
        *state_columns(codes, current),
        frame["kd_rup"].gather(forest.akar).alias("akar"),
        depth(forest.kedalaman),
        pl.Series("anak", forest.anak),
        pl.Series("tidak_wajar", forest.tidak_wajar),
        pl.Series("di_akar", forest.akar),
        pl.Series("ke_keadaan", current.keadaan),
        pl.Series("revisi", np.bincount(subject(codes), minlength=codes.size)),
    )


def depth(kedalaman: Ints) -> pl.Series:
    """Return depths as the column kedalaman, null for NONE."""
    edges = pl.Series("kedalaman", kedalaman)
    return edges.set(edges == NONE, None)


def subject(codes: Codes) -> Ints:
    """Return the code that each row is about: the old one, or the new one where that is missing."""
    return np.where(codes.lama != NONE, codes.lama, codes.baru)
