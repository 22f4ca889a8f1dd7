"""Compare two snapshots of one partition: rows added, gone, changed."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..measures import narrowed, total
from ..revisions.lineage import keadaan

DITAMBAH, DIUBAH, HILANG = "ditambah", "diubah", "hilang"

_NUMBER, _HERE, _NEW = "__giliran", "__ada", "__baru"
_PACKAGE_COLUMNS = {
    "tahun": pl.Int16(),
    "kd_klpd": pl.String(),
    "kd_rup": pl.String(),
    "status": pl.String(),
    "status_aktif_rup": pl.Boolean(),
    "status_delete_rup": pl.Boolean(),
}


def differences(old: pl.LazyFrame, new: pl.LazyFrame, key: tuple[str, ...]) -> pl.LazyFrame:
    """List the differences: perubahan, the key's columns as text, kolom, lama, baru.

    A row `ditambah` or `hilang` is one line without kolom; a row `diubah` is one line for each
    changed column, with both values as text. Equal rows are left out, repeats too; a row with a
    null in its key matches no other, so it is only ever added or gone. A column that only one side
    has counts as null on the other. Sorted by all columns.
    """
    columns, rows = _paired(old, new, key)
    none, is_changed = pl.lit(None, pl.String), pl.col("perubahan") == DIUBAH
    lines = [
        rows.filter(~is_changed).select(
            "perubahan", *key, none.alias("kolom"), none.alias("lama"), none.alias("baru")
        )
    ]
    for name in (name for name in columns if name not in key):
        lama, baru = pl.col(name), pl.col(name + _NEW)
        lines.append(
            rows.filter(is_changed, lama.ne_missing(baru)).select(
                "perubahan",
                *key,
                pl.lit(name).alias("kolom"),
                lama.alias("lama"),
                baru.alias("baru"),
            )
        )
    return pl.concat(lines).sort("perubahan", *key, "kolom", "lama", "baru", nulls_last=True)


def ringkasan(
    old: pl.LazyFrame, new: pl.LazyFrame, key: tuple[str, ...], money: str = ""
) -> pl.LazyFrame:
    """Count differing rows by perubahan, and add up the column `money` where it is named.

    Columns perubahan, jumlah and, with money, pagu_lama, pagu_baru, selisih (Int64; missing adds
    nothing): selisih sums to the change of the column's total. Live and deleted rows count.
    """
    _, rows = _paired(old, new, key)
    counted = rows.group_by("perubahan")
    if not money:
        return counted.agg(jumlah=pl.len().cast(pl.Int64)).sort("perubahan")
    before, after = (pl.col(name).cast(pl.Int128) for name in (money, money + _NEW))
    known = before.is_not_null() | after.is_not_null()
    change = after.fill_null(0) - before.fill_null(0)
    sums = counted.agg(
        jumlah=pl.len().cast(pl.Int64),
        pagu_lama=total(before),
        pagu_baru=total(after),
        selisih=total(pl.when(known).then(change)),
    )
    return sums.with_columns(narrowed("pagu_lama", "pagu_baru", "selisih")).sort("perubahan")


def _paired(
    old: pl.LazyFrame, new: pl.LazyFrame, key: tuple[str, ...]
) -> tuple[list[str], pl.LazyFrame]:
    """Return all columns, and the differing rows: both sides as text in one row, and perubahan.

    Only the schemas are resolved here: the columns decide what the plan looks like.
    """
    schemas = [frame.collect_schema() for frame in (old, new)]
    columns = list(dict.fromkeys([*schemas[0], *schemas[1]]))
    none = pl.lit(None, pl.String)
    before, after = (
        frame.select(
            pl.col(name).cast(pl.String) if name in schema else none.alias(name) for name in columns
        )
        for frame, schema in zip((old, new), schemas, strict=True)
    )
    gone, added = _only_left(before, after, columns), _only_left(after, before, columns)
    both = _numbered(gone, key).join(
        _numbered(added, key), on=[*key, _NUMBER], how="full", coalesce=True, suffix=_NEW
    )
    kind = (
        pl.when(pl.col(_HERE + _NEW).is_null())
        .then(pl.lit(HILANG))
        .when(pl.col(_HERE).is_null())
        .then(pl.lit(DITAMBAH))
        .otherwise(pl.lit(DIUBAH))
    )
    return columns, both.with_columns(perubahan=kind)


def _only_left(left: pl.LazyFrame, right: pl.LazyFrame, columns: Sequence[str]) -> pl.LazyFrame:
    """Return the rows of the left side that the right side lacks, or has fewer times."""
    sides = [_numbered(side, columns) for side in (left, right)]
    rows = sides[0].join(sides[1], on=[*columns, _NUMBER], how="anti", nulls_equal=True)
    return rows.select(columns).sort(columns)


def _numbered(rows: pl.LazyFrame, key: Sequence[str]) -> pl.LazyFrame:
    """Number the rows of each key, so that repeats are paired one by one."""
    return rows.with_columns(
        pl.int_range(pl.len()).over(key).alias(_NUMBER), pl.lit(value=True).alias(_HERE)
    )


def turned(before: pl.LazyFrame, after: pl.LazyFrame) -> pl.LazyFrame:
    """Count the codes whose state changed, from two tables `keadaan` of one partition.

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
    """Count the codes whose state changed between two snapshots of one partition's kaji ulang.

    Columns as `turned`. The rows are those of the source, without the column tahun.
    """
    packages = pl.LazyFrame(schema=_PACKAGE_COLUMNS)
    with_year = (
        frame.with_columns(tahun=pl.col("tahun_anggaran").fill_null(0)) for frame in (old, new)
    )
    before, after = (keadaan(frame, packages) for frame in with_year)
    return turned(before, after)
