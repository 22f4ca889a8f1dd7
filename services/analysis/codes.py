"""Package codes as numbers: the step from frames to the arrays of states.py and forest.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from services.analysis.revisi import FAMILY, UNKNOWN_KIND, place

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NONE = -1
"""Stands for a missing code in arrays of codes."""
NO_TIME = -(1 << 59)
"""Stands for a missing time, before every time that can be written; eight fit in an Int64."""

_DIGITS = 17
"""Longest code of digits whose text order fits an Int64 together with its length."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codes:
    """Rows of kaji ulang with every code numbered in the order of (group, code).

    A smaller number is a smaller code; missing groups come last. Per row: `lama` and `baru` are
    numbers, NONE where missing; `key` orders by time, then kind: tgl_kaji_ulang in microseconds
    (NO_TIME if missing) times 8 plus revisi.place; `known` marks an old code and one of the four
    kinds; `made` marks a new code that is not the old one. Per code: `first` is a place of it in
    `texts`, which holds the old codes of all rows and then the new ones.
    """

    rows: pl.DataFrame
    group: tuple[str, ...]
    texts: pl.Series
    first: Ints
    lama: Ints
    baru: Ints
    key: Ints
    known: Bools
    made: Bools

    @property
    def size(self) -> int:
        """Count the codes."""
        return len(self.first)

    def text(self, at: Ints | None = None) -> pl.Series:
        """Write out the codes `at` these numbers, or all."""
        return self.texts[self.first if at is None else self.first[at]].alias("kd_rup")

    def frame(self, at: Ints | None = None) -> pl.DataFrame:
        """Give the columns of the group and kd_rup of the codes `at` these numbers, or of all."""
        first = self.first if at is None else self.first[at]
        row = first % max(self.rows.height, 1)
        return self.rows.select(self.group)[row].with_columns(self.text(at))


def encode(rows: pl.DataFrame, group: Sequence[str] = FAMILY) -> Codes:
    """Number the codes of `rows` (revisi.rows, collected) within the columns of `group`."""
    texts = pl.concat([rows["kd_rup_lama"], rows["kd_rup_baru"].alias("kd_rup_lama")])
    ids, first = _number(texts, _parts(rows, group))
    lama, baru = ids[: rows.height], ids[rows.height :]
    key = _key(rows)
    return Codes(
        rows=rows,
        group=tuple(group),
        texts=texts,
        first=first,
        lama=lama,
        baru=baru,
        key=key,
        known=(lama != NONE) & (key & 7 != UNKNOWN_KIND),
        made=(baru != NONE) & (baru != lama),
    )


def dense(values: Ints) -> tuple[Ints, Ints]:
    """Number equal values alike, from 0 in their order; also the place of one of each."""
    order = np.argsort(values)
    ranked = values[order]
    new = np.ones(len(values), np.bool_)
    new[1:] = ranked[1:] != ranked[:-1]
    ids = np.empty(len(values), np.int64)
    ids[order] = np.cumsum(new) - 1
    return ids, order[new]


def few(texts: pl.Series) -> tuple[Ints, pl.Series]:
    """Number texts of which there are few different ones, in their order, and list those.

    NONE stands for a missing one.
    """
    words = texts.drop_nulls().unique().sort()
    ids = texts.cast(pl.Enum(words)).to_physical().cast(pl.Int64).fill_null(NONE)
    return ids.to_numpy(), words


def _number(texts: pl.Series, parts: Ints) -> tuple[Ints, Ints]:
    """Number texts by part and text; NONE for a missing one. Empty `parts` mean one part."""
    at = np.flatnonzero(texts.is_not_null().to_numpy())
    found, first = dense(_text_key(texts.drop_nulls()))
    if len(parts):
        found, first = dense(np.tile(parts, 2)[at] * (len(first) + 1) + found)
    ids = np.full(len(texts), NONE, np.int64)
    ids[at] = found
    return ids, at[first]


def _text_key(texts: pl.Series) -> Ints:
    """Turn texts into numbers of the same order.

    Codes of digits keep their text order when filled up with zeros, then by length: that is many
    times faster than ranking text.
    """
    if not texts.str.contains(f"^[0-9]{{1,{_DIGITS}}}$").all():
        return texts.rank("dense").cast(pl.Int64).to_numpy()
    filled = texts.str.pad_end(_DIGITS, "0").cast(pl.Int64)
    return (filled * (_DIGITS + 1) + texts.str.len_bytes().cast(pl.Int64)).to_numpy()


def _parts(rows: pl.DataFrame, group: Sequence[str]) -> Ints:
    """Number the groups of the rows; empty when there is one."""
    parts = rows.select(group).unique().sort(group, nulls_last=True).with_row_index("part")
    if parts.height < 2:
        return np.empty(0, np.int64)
    numbered = rows.select(group).join(
        parts, on=list(group), how="left", nulls_equal=True, maintain_order="left"
    )
    return numbered["part"].cast(pl.Int64).to_numpy()


def _key(rows: pl.DataFrame) -> Ints:
    time = pl.col("tgl_kaji_ulang").cast(pl.Int64).fill_null(NO_TIME)
    return rows.select(time * 8 + place()).to_series().to_numpy()
