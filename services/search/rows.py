"""Entries as the index stores them: numbered so that the order of numbers is the order of hits.

The full-text engine walks its matches in the order of their numbers and stops after a page. A
number therefore holds, from its highest bits down: kind (3 bits), weight (20), partition (18) and
row (22). The heaviest come first: by pagu, or rows where the kind has none, to 0.007 % exactly;
what has no pagu follows, what is deleted is last.
"""

from __future__ import annotations

import polars as pl

from .entries import KINDS
from .match import JOINT

KIND, WEIGHT, PARTITION = 60, 40, 22
MOST_PARTITIONS = 1 << (WEIGHT - PARTITION)
_LIGHTEST = (1 << (KIND - WEIGHT)) - 1
_STEPS = 1 << 14
"""Of weight, for each factor e: the largest pagu there is, 2^63, has 715,462 of the 1,048,576."""
FIELDS = ("id", "jenis", "kode", "teks", "keterangan", "kd_satker", "pagu", "jumlah", "sandi")
_WITH_PAGU = ("satker", "program", "paket")


def numbered(found: pl.DataFrame, partition: int) -> pl.DataFrame:
    """Return the columns of FIELDS for the entries of one partition, ascending by number.

    `sandi` holds the codes of an entry as words of the engine: JOINT for whatever divides them.
    """
    return (
        found.lazy()
        .with_columns(sandi=_codes())
        .with_row_index("nomor")
        .with_columns(
            id=_kind() * (1 << KIND)
            + _weight() * (1 << WEIGHT)
            + partition * (1 << PARTITION)
            + pl.col("nomor").cast(pl.Int64)
        )
        .select(FIELDS)
        .sort("id")
        .collect()
    )


def span(jenis: str) -> tuple[int, int]:
    """Return the numbers of a kind as [low, high), of all kinds for ""."""
    if not jenis:
        return 0, len(KINDS) << KIND
    at = KINDS.index(jenis)
    return at << KIND, (at + 1) << KIND


def vocabulary(found: pl.DataFrame) -> list[str]:
    """Return the words of the entries that a slip of the pen may have meant, each once."""
    told = pl.concat([found["teks"], found["keterangan"]]).drop_nulls().unique()
    plain = told.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    said = plain.str.extract_all(r"[\p{L}\p{N}]+").explode().drop_nulls().unique()
    return said.filter(said.str.contains(r"^\p{L}{3,30}$")).sort().to_list()


def _kind() -> pl.Expr:
    places = {kind: at for at, kind in enumerate(KINDS)}
    return pl.col("jenis").replace_strict(places, return_dtype=pl.Int64)


def _weight() -> pl.Expr:
    """Return the place of an entry among those of its kind, 0 for the heaviest."""
    with_pagu = pl.col("jenis").is_in(_WITH_PAGU)
    measure = pl.when(with_pagu).then("pagu").otherwise("jumlah").clip(0)
    steps = (measure.cast(pl.Float64).log1p() * _STEPS).floor().cast(pl.Int64)
    known = (_LIGHTEST - 2 - steps).fill_null(_LIGHTEST - 1)
    return pl.when(pl.col("jumlah") > 0).then(known).otherwise(_LIGHTEST)


def _codes() -> pl.Expr:
    own, other = _squeezed(pl.col("kode")), _squeezed(pl.col("keterangan"))
    return (
        pl.when(pl.col("jenis") == "satker")
        .then(pl.concat_str(own, other, separator=" ", ignore_nulls=True))
        .otherwise(own)
    )


def _squeezed(code: pl.Expr) -> pl.Expr:
    bare = code.str.to_lowercase().str.replace_all(r"^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$", "")
    return bare.str.replace_all(r"[^\p{L}\p{N}]+", JOINT)
