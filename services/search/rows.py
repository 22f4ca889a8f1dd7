"""Number entries so that the order of numbers is the order of hits.

The full-text engine returns matches in the order of their numbers and stops after a page. A number
therefore holds, from its highest bits down: kind (3 bits), weight (16) and a number that no other
entry of the index has (28). The largest entries come first: by pagu, or by rows where the kind has
no pagu, exact to 0.07 %; entries without a pagu follow, deleted ones are last. Few bits make a
small index: the engine stores the distances between the numbers of a word.
"""

from __future__ import annotations

import polars as pl

from .entries import KINDS, PACKAGES
from .match import JOINT

KIND, WEIGHT = 44, 28
MOST_NUMBERS = 1 << WEIGHT
_LIGHTEST = (1 << (KIND - WEIGHT)) - 1
_STEPS = 1_500
"""Steps of weight per factor e: the largest pagu, 2^63, has 65,501 of the 65,536 steps."""
FIELDS = ("id", "jenis", "kode", "teks", "keterangan", "kd_satker", "pagu", "jumlah", "sandi")
_WITH_PAGU = ("satker", "program", *PACKAGES)


def numbered(entries: pl.DataFrame, first: int) -> pl.DataFrame:
    """Return the columns of FIELDS for the entries of one partition, ascending by number.

    first: the lowest number that is free for them; each takes one.

    `sandi` holds the codes of an entry as words of the engine, with JOINT between their pieces; a
    satker has two codes: kode, and the long one in keterangan.
    """
    ranks = {kind: rank for rank, kind in enumerate(KINDS)}
    kind = pl.col("jenis").replace_strict(ranks, return_dtype=pl.Int64)
    code, long_code = _joined(pl.col("kode")), _joined(pl.col("keterangan"))
    codes = (
        pl.when(pl.col("jenis") == "satker")
        .then(pl.concat_str(code, long_code, separator=" ", ignore_nulls=True))
        .otherwise(code)
    )
    # the rank of an entry among those of its kind, 0 for the largest
    with_pagu = pl.col("jenis").is_in(_WITH_PAGU)
    measure = pl.when(with_pagu).then("pagu").otherwise("jumlah").clip(0)
    steps = (measure.cast(pl.Float64).log1p() * _STEPS).floor().cast(pl.Int64)
    known = (_LIGHTEST - 2 - steps).fill_null(_LIGHTEST - 1)
    weight = pl.when(pl.col("jumlah") > 0).then(known).otherwise(_LIGHTEST)
    return (
        entries.lazy()
        .with_columns(sandi=codes)
        .with_row_index("nomor")
        .with_columns(
            id=kind * (1 << KIND) + weight * (1 << WEIGHT) + first + pl.col("nomor").cast(pl.Int64)
        )
        .select(FIELDS)
        .sort("id")
        .collect()
    )


def span(jenis: str) -> tuple[int, int]:
    """Return the numbers of a kind as [low, high), of all kinds for ""."""
    if not jenis:
        return 0, len(KINDS) << KIND
    rank = KINDS.index(jenis)
    return rank << KIND, (rank + 1) << KIND


def vocabulary(entries: pl.DataFrame) -> list[str]:
    """Return the words of the entries that a misspelled word may be corrected to, each once."""
    texts = pl.concat([entries["teks"], entries["keterangan"]]).drop_nulls().unique()
    plain = texts.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    words = plain.str.extract_all(r"[\p{L}\p{N}]+").explode().drop_nulls().unique()
    return words.filter(words.str.contains(r"^\p{L}{3,30}$")).sort().to_list()


def _joined(code: pl.Expr) -> pl.Expr:
    """Return a code in lower case, its pieces joined by JOINT."""
    bare = code.str.to_lowercase().str.replace_all(r"^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$", "")
    return bare.str.replace_all(r"[^\p{L}\p{N}]+", JOINT)
