"""Number package codes: the step from frames to the arrays of states.py and forest.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from .revisi import FAMILY, GAP, JENIS, kind_rank

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NONE = -1
"""Stands for a missing code in arrays of codes."""
NO_TIME = -(1 << 59)
"""Stands for a missing time: before every real time, and 8 times it still fits in an Int64."""

_MOST = np.iinfo(np.int64).max
_DIGITS = 17
"""Longest code of digits whose text order fits an Int64 together with its length."""
_SPAN = 2
"""Values are counted in a table instead of sorted when their span is below this times their number:
the table then needs no more memory than sorting."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codes:
    """Rows of kaji ulang with every code numbered in the order of (group, code).

    A smaller number is a smaller code; missing groups come last. Per row: `lama` and `baru` are
    numbers, NONE where missing; `key` orders by time, then kind: tgl_kaji_ulang in microseconds
    (NO_TIME if missing) times 8 plus revisi.kind_rank; `act_end` is the key of the last row of the
    row's act (revisi.acts); `made` marks a new code that is not the old one. Per code: `first` is
    an index of it in `texts`, which holds the old codes of all rows and then the new ones; `group`
    is its row in `groups`, the distinct groups in order.
    """

    rows: pl.DataFrame
    groups: pl.DataFrame
    group: Ints
    texts: pl.Series
    first: Ints
    lama: Ints
    baru: Ints
    key: Ints
    act_end: Ints
    made: Bools

    @property
    def size(self) -> int:
        """Return the number of codes."""
        return len(self.first)

    def by_number(self, at: Ints) -> Ints:
        """Rank the codes of these numbers: by numeric value, then text; non-numeric codes last."""
        texts = self.texts[self.first[at]].alias("text").to_frame()
        number = pl.col("text").cast(pl.Int128, strict=False)
        order = texts.select(pl.arg_sort_by(number, "text", nulls_last=True)).to_series()
        ranks = np.empty(len(at), np.int64)
        ranks[order.to_numpy()] = np.arange(len(at))
        return ranks

    def frame(self, at: Ints | None = None) -> pl.DataFrame:
        """Return group columns and kd_rup of the codes of these numbers, or of all codes."""
        group, first = (self.group, self.first) if at is None else (self.group[at], self.first[at])
        return self.groups[group].with_columns(self.texts[first].alias("kd_rup"))


def encode(rows: pl.DataFrame, group: Sequence[str] = FAMILY) -> Codes:
    """Number the codes of `rows` (revisi.rows, collected) within the columns of `group`."""
    texts = pl.concat([rows["kd_rup_lama"], rows["kd_rup_baru"].alias("kd_rup_lama")], rechunk=True)
    groups, of_row = _groups(rows.select(group))
    of_row = np.tile(of_row, 2)
    ids, first = _number(texts, of_row, groups.height)
    lama, baru = ids[: rows.height], ids[rows.height :]
    time = pl.col("tgl_kaji_ulang").cast(pl.Int64).fill_null(NO_TIME)
    key = rows.select(time * 8 + kind_rank()).to_series().to_numpy()
    return Codes(
        rows=rows,
        groups=groups,
        group=of_row[first],
        texts=texts,
        first=first,
        lama=lama,
        baru=baru,
        key=key,
        act_end=_act_ends(len(first), lama, key),
        made=(baru != NONE) & (baru != lama),
    )


def dense(values: Ints) -> tuple[Ints, Ints]:
    """Number the distinct values from 0 in their order; return also an index of each of them.

    Where the span of the values is small, a table over the span takes the place of sorting.
    """
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if most - least < _SPAN * len(values):
        present = np.zeros(most - least + 1, np.bool_)
        present[values - least] = True
        ids = (np.cumsum(present) - 1)[values - least]
        first = np.empty(np.count_nonzero(present), np.int64)
        first[ids] = np.arange(len(values))
        return ids, first
    order = np.argsort(values)
    ranked = values[order]
    new = np.ones(len(values), np.bool_)
    new[1:] = ranked[1:] != ranked[:-1]
    ids = np.empty(len(values), np.int64)
    ids[order] = np.cumsum(new) - 1
    return ids, order[new]


def few(texts: pl.Series) -> tuple[Ints, pl.Series]:
    """Number texts of few distinct values, in their order; return also those values.

    A missing text is NONE.
    """
    words = texts.drop_nulls().unique().sort()
    ids = texts.cast(pl.Enum(words)).to_physical().cast(pl.Int64).fill_null(NONE)
    return ids.to_numpy(), words


def _number(texts: pl.Series, group: Ints, groups: int) -> tuple[Ints, Ints]:
    """Number texts by group and text, NONE for a missing text; return also an index of each."""
    keys, bound = _text_keys(texts.drop_nulls())
    if groups < 2 and not texts.has_nulls():
        return dense(keys)
    present = np.flatnonzero(texts.is_not_null().to_numpy())
    if groups * bound > _MOST:
        keys, first = dense(keys)
        bound = len(first)
    numbers, first = dense(group[present] * bound + keys)
    ids = np.full(len(texts), NONE, np.int64)
    ids[present] = numbers
    return ids, present[first]


def _text_keys(texts: pl.Series) -> tuple[Ints, int]:
    """Turn texts into numbers of the same order; return also a number above them all.

    Codes of digits keep their text order when padded with zeros to one length, equal ones ordered
    by length: many times faster than ranking text. Texts with a sign or other characters are
    ranked.
    """
    if texts.is_empty():
        return np.empty(0, np.int64), 1
    lengths = texts.str.len_bytes().cast(pl.Int64)
    longest, even = int(lengths.to_numpy().max()), lengths.min() == lengths.max()
    padded = (texts if even else texts.str.pad_end(longest, "0")).cast(pl.Int64, strict=False)
    if longest > _DIGITS or padded.has_nulls():
        return texts.rank("dense").cast(pl.Int64).to_numpy(), len(texts) + 1
    # only a number with fewer digits than the longest text can have a sign
    if padded.to_numpy().min() < 10 ** (longest - 1) and texts.str.contains("^[+-]").any():
        return texts.rank("dense").cast(pl.Int64).to_numpy(), len(texts) + 1
    if even:
        return padded.to_numpy(), 10**longest
    return (padded * (longest + 1) + lengths).to_numpy(), 10**longest * (longest + 1)


def _groups(rows: pl.DataFrame) -> tuple[pl.DataFrame, Ints]:
    """Return the distinct rows in order, and the number of each row among them."""
    first = rows.head(1)
    constant = (not column.has_nulls() and (column == column[0]).all() for column in rows)
    distinct = first if first.height and all(constant) else rows.unique()
    groups = distinct.sort(rows.columns, nulls_last=True)
    if groups.height < 2:
        return groups, np.zeros(rows.height, np.int64)
    numbered = rows.join(
        groups.with_row_index("group"),
        on=groups.columns,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return groups, numbered["group"].cast(pl.Int64).to_numpy()


def _act_ends(size: int, lama: Ints, key: Ints) -> Ints:
    """Return the key of the last row of each row's act: its own key except in splits.

    Rows of one kind and instant share a key already. Only the rows of codes with splits at several
    instants are sorted: they are few.
    """
    ends = key.copy()
    split = (lama != NONE) & (key & 7 == JENIS.index("SATUKEBANYAK")) & (key >> 3 != NO_TIME)
    if not split.any():
        return ends
    earliest, latest = np.full(size, _MOST), np.full(size, -_MOST)
    np.minimum.at(earliest, lama[split], key[split])
    np.maximum.at(latest, lama[split], key[split])
    rows = np.flatnonzero((lama != NONE) & (earliest < latest)[lama] & (key >> 3 != NO_TIME))
    if not len(rows):
        return ends
    rows = rows[np.lexsort((key[rows], lama[rows]))]
    code, at, is_split = lama[rows], key[rows], split[rows]
    gap = (at[1:] >> 3) - (at[:-1] >> 3) <= GAP // timedelta(microseconds=1)
    begins = np.ones(len(rows), np.bool_)
    begins[1:] = ~(is_split[1:] & is_split[:-1] & (code[1:] == code[:-1]) & gap)
    starts = np.flatnonzero(begins)
    last = np.append(starts[1:], len(rows)) - 1
    ends[rows] = np.where(is_split, at[last][np.cumsum(begins) - 1], at)
    return ends
