"""What changed between two snapshots of one partition: rows added, gone, changed."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from .lineage import keadaan
from .measures import narrowed, total

DITAMBAH, DIUBAH, HILANG = "ditambah", "diubah", "hilang"

_TURN, _HERE, _NEW = "__giliran", "__ada", "__baru"
_NO_PACKAGES = {
    "tahun": pl.Int16(),
    "kd_klpd": pl.String(),
    "kd_rup": pl.String(),
    "status": pl.String(),
    "status_aktif_rup": pl.Boolean(),
    "status_delete_rup": pl.Boolean(),
}


def differences(old: pl.LazyFrame, new: pl.LazyFrame, key: tuple[str, ...]) -> pl.LazyFrame:
    """List what differs: perubahan, the key's columns as text, kolom, lama, baru.

    A row `ditambah` or `hilang` is one line with no kolom; a row `diubah` is one line for each
    changed column, with both values as text. Equal rows are left out however often they come; a
    row with a null in its key is never the same row, so it can only come or go. A column that only
    one side has counts as null on the other. Sorted by all columns.
    """
    columns, rows = _paired(old, new, key)
    others = [name for name in columns if name not in key]
    lines = pl.concat([_whole_rows(rows, key), *(_changed(rows, key, name) for name in others)])
    return lines.sort("perubahan", *key, "kolom", "lama", "baru", nulls_last=True)


def ringkasan(
    old: pl.LazyFrame, new: pl.LazyFrame, key: tuple[str, ...], money: str = ""
) -> pl.LazyFrame:
    """Count differing rows by perubahan, with what they hold of the column `money` where named.

    Columns perubahan, jumlah and, with money, pagu_lama, pagu_baru, selisih (Int64; missing adds
    nothing): selisih sums to what the whole column moved. Live and deleted rows alike.
    """
    _, rows = _paired(old, new, key)
    counted = rows.group_by("perubahan")
    if not money:
        return counted.agg(jumlah=pl.len().cast(pl.Int64)).sort("perubahan")
    before, after = (pl.col(name).cast(pl.Int128) for name in (money, money + _NEW))
    known = before.is_not_null() | after.is_not_null()
    moved = after.fill_null(0) - before.fill_null(0)
    sums = counted.agg(
        jumlah=pl.len().cast(pl.Int64),
        pagu_lama=total(before),
        pagu_baru=total(after),
        selisih=total(pl.when(known).then(moved)),
    )
    return sums.with_columns(narrowed("pagu_lama", "pagu_baru", "selisih")).sort("perubahan")


def _paired(
    old: pl.LazyFrame, new: pl.LazyFrame, key: tuple[str, ...]
) -> tuple[list[str], pl.LazyFrame]:
    """Return all columns, and the differing rows: both sides beside each other, and perubahan."""
    columns, before, after = _aligned(old, new)
    gone, come = _unequal(before, after, columns), _unequal(after, before, columns)
    both = _turns(gone, key).join(
        _turns(come, key), on=[*key, _TURN], how="full", coalesce=True, suffix=_NEW
    )
    kind = (
        pl.when(pl.col(_HERE + _NEW).is_null())
        .then(pl.lit(HILANG))
        .when(pl.col(_HERE).is_null())
        .then(pl.lit(DITAMBAH))
        .otherwise(pl.lit(DIUBAH))
    )
    return columns, both.with_columns(perubahan=kind)


def _aligned(old: pl.LazyFrame, new: pl.LazyFrame) -> tuple[list[str], pl.LazyFrame, pl.LazyFrame]:
    """Give both sides the same columns, as text, so that any two values can be compared.

    Only the schemas are resolved here: the columns decide what the plan looks like.
    """
    known = [frame.collect_schema() for frame in (old, new)]
    columns = list(dict.fromkeys([*known[0], *known[1]]))
    none = pl.lit(None, pl.String)
    before, after = (
        frame.select(
            pl.col(name).cast(pl.String) if name in schema else none.alias(name) for name in columns
        )
        for frame, schema in zip((old, new), known, strict=True)
    )
    return columns, before, after


def _unequal(left: pl.LazyFrame, right: pl.LazyFrame, columns: Sequence[str]) -> pl.LazyFrame:
    """Keep the rows of one side that the other does not have as often."""
    sides = [_turns(side, columns) for side in (left, right)]
    rows = sides[0].join(sides[1], on=[*columns, _TURN], how="anti", nulls_equal=True)
    return rows.select(columns).sort(columns)


def _turns(rows: pl.LazyFrame, key: Sequence[str]) -> pl.LazyFrame:
    """Number rows of the same key, so that repeats pair up one by one."""
    return rows.with_columns(
        pl.int_range(pl.len()).over(key).alias(_TURN), pl.lit(value=True).alias(_HERE)
    )


def _whole_rows(rows: pl.LazyFrame, key: tuple[str, ...]) -> pl.LazyFrame:
    none = pl.lit(None, pl.String)
    return rows.filter(pl.col("perubahan") != DIUBAH).select(
        "perubahan", *key, none.alias("kolom"), none.alias("lama"), none.alias("baru")
    )


def _changed(rows: pl.LazyFrame, key: tuple[str, ...], name: str) -> pl.LazyFrame:
    old, new = pl.col(name), pl.col(name + _NEW)
    return rows.filter(pl.col("perubahan") == DIUBAH, old.ne_missing(new)).select(
        "perubahan", *key, pl.lit(name).alias("kolom"), old.alias("lama"), new.alias("baru")
    )


def turned(before: pl.LazyFrame, after: pl.LazyFrame) -> pl.LazyFrame:
    """Count the codes whose state turned, from two tables `keadaan` of one partition.

    Columns jenis_paket, keadaan_lama, keadaan_baru (null: the code was not there), jumlah.
    """
    code = ("jenis_paket", "kd_rup")
    both = before.select(*code, keadaan_lama="keadaan").join(
        after.select(*code, keadaan_baru="keadaan"), on=code, how="full", coalesce=True
    )
    pair = ("jenis_paket", "keadaan_lama", "keadaan_baru")
    return (
        both.filter(pl.col("keadaan_lama").ne_missing(pl.col("keadaan_baru")))
        .group_by(pair)
        .agg(jumlah=pl.len().cast(pl.Int64))
        .sort("jumlah", *pair, descending=[True, False, False, False], nulls_last=True)
    )


def beralih(old: pl.LazyFrame, new: pl.LazyFrame) -> pl.LazyFrame:
    """Count the codes whose state turned between two snapshots of one partition's kaji ulang.

    Columns as `turned`. The rows are taken as served, without tahun in front.
    """
    none = pl.LazyFrame(schema=_NO_PACKAGES)
    led = (frame.with_columns(tahun=pl.col("tahun_anggaran").fill_null(0)) for frame in (old, new))
    before, after = (keadaan(frame, none) for frame in led)
    return turned(before, after)
