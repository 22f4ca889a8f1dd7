"""Compare two region trees: codes that are new or gone, and names that differ.

A tree is a frame with code, parent_code and name; codes are Kemendagri's.
"""

from __future__ import annotations

import polars as pl

from .names import fold

NEW, GONE, RENAMED, SPELLING = "baru", "hilang", "ganti nama", "ejaan"
KINDS = (NEW, GONE, RENAMED, SPELLING)
"""Kinds of difference: `ejaan` differs in case, spaces or punctuation alone."""

DIFFERENCES: dict[str, pl.DataType] = {
    "perbedaan": pl.String(),
    "tingkat": pl.String(),
    "kode": pl.String(),
    "nama_bawaan": pl.String(),
    "nama_api": pl.String(),
    "nama_induk": pl.String(),
}
_LEVELS = {2: "provinsi", 4: "kabkota", 6: "kecamatan", 10: "desa"}


def differences(theirs: pl.DataFrame, ours: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each code that only one tree has or that they name differently.

    Levels that `theirs` lacks altogether were not read and are not compared. Sorted by kind in the
    order of KINDS, then by code. nama_induk is the parent's name in either tree.
    """
    known = theirs.select("code", "parent_code", api="name").with_columns(_level())
    levels = known["tingkat"].unique().to_list()
    shipped = ours.select("code", "parent_code", bawaan="name").with_columns(_level())
    both = shipped.filter(pl.col("tingkat").is_in(levels)).join(
        known, on="code", how="full", coalesce=True
    )
    different = both.filter(pl.col("bawaan").ne_missing(pl.col("api")))
    rows = []
    for row in different.iter_rows(named=True):
        bawaan, api = row["bawaan"], row["api"]
        if bawaan is None:
            kind = NEW
        elif api is None:
            kind = GONE
        else:
            kind = SPELLING if _tight(bawaan) == _tight(api) else RENAMED
        entry = {
            "perbedaan": kind,
            "tingkat": row["tingkat"] or row["tingkat_right"],
            "kode": row["code"],
            "nama_bawaan": bawaan,
            "nama_api": api,
            "induk": row["parent_code"] or row["parent_code_right"],
        }
        rows.append(entry)
    names = pl.concat([theirs.select("code", "name"), ours.select("code", "name")])
    parents = names.unique("code", keep="first").select(induk="code", nama_induk="name")
    table = pl.DataFrame(rows, schema={**DIFFERENCES, "induk": pl.String()}, strict=False)
    order = pl.col("perbedaan").replace_strict({k: n for n, k in enumerate(KINDS)}, default=9)
    with_parents = table.drop("nama_induk").join(parents, on="induk", how="left")
    return with_parents.sort(order, "kode").select(*DIFFERENCES)


def _level() -> pl.Expr:
    return pl.col("code").str.len_chars().replace_strict(_LEVELS, default=None).alias("tingkat")


def _tight(name: str) -> str:
    return fold(name).replace(" ", "")
