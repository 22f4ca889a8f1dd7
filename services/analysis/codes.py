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
    """Rows of kaji ulang with every code numbered.

    `frame` has one row per code (the grouping columns, kd_rup), sorted by them, missing groups
    last: a smaller number is a smaller code. `lama`, `baru` and `satker` are per row, NONE where
    missing; `satkers` are the satker codes in order. `key` orders rows by time, then kind:
    tgl_kaji_ulang in microseconds (NO_TIME if missing) times 8 plus the place in JENIS, or 7 for
    other kinds.
    """

    frame: pl.DataFrame
    lama: Ints
    baru: Ints
    key: Ints
    satker: Ints
    satkers: pl.Series

    @property
    def known(self) -> Bools:
        """Tell rows that speak of a state: an old code and one of the four kinds."""
        known: Bools = (self.lama != NONE) & (self.key & 7 != UNKNOWN_KIND)
        return known

    @property
    def made(self) -> Bools:
        """Tell rows that bring a code into being: a new code that is not the old one."""
        made: Bools = (self.baru != NONE) & (self.baru != self.lama)
        return made


def encode(rows: pl.DataFrame, group: Sequence[str] = FAMILY) -> Codes:
    """Number the codes of `rows` (revisi.rows, collected) within the columns of `group`."""
    both = pl.concat([rows["kd_rup_lama"], rows["kd_rup_baru"].alias("kd_rup_lama")])
    ids, first = _number(both, np.tile(_parts(rows, group), 2))
    satker, named = _number(rows["kd_satker"], np.zeros(rows.height, np.int64))
    return Codes(
        frame=rows.select(group)[first % max(rows.height, 1)].with_columns(
            both[first].alias("kd_rup")
        ),
        lama=ids[: rows.height],
        baru=ids[rows.height :],
        key=_key(rows),
        satker=satker,
        satkers=rows["kd_satker"][named],
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


def _number(texts: pl.Series, part: Ints) -> tuple[Ints, Ints]:
    """Number texts within their part, by part and text; NONE for a missing text."""
    at = np.flatnonzero(texts.is_not_null().to_numpy())
    found, first = dense(_text_key(texts.drop_nulls()))
    if part.any():
        found, first = dense(part[at] * (len(first) + 1) + found)
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
    parts = rows.select(group).unique().sort(group, nulls_last=True).with_row_index("part")
    if parts.height < 2:
        return np.zeros(rows.height, np.int64)
    numbered = rows.select(group).join(
        parts, on=list(group), how="left", nulls_equal=True, maintain_order="left"
    )
    return numbered["part"].cast(pl.Int64).to_numpy()


def _key(rows: pl.DataFrame) -> Ints:
    time = pl.col("tgl_kaji_ulang").cast(pl.Int64).fill_null(NO_TIME)
    return rows.select(time * 8 + place()).to_series().to_numpy()
