"""Package codes as numbers: the step from frames to the arrays of states.py and forest.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from .revisi import FAMILY, GAP, JENIS, place

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NONE = -1
"""Stands for a missing code in arrays of codes."""
NO_TIME = -(1 << 59)
"""Stands for a missing time, before every time that can be written; eight fit in an Int64."""

_MOST = np.iinfo(np.int64).max
_DIGITS = 17
"""Longest code of digits whose text order fits an Int64 together with its length."""
_SPAN = 2
"""Up to so many times their number values may spread to be counted: no more memory than sorting."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codes:
    """Rows of kaji ulang with every code numbered in the order of (group, code).

    A smaller number is a smaller code; missing groups come last. Per row: `lama` and `baru` are
    numbers, NONE where missing; `key` orders by time, then kind: tgl_kaji_ulang in microseconds
    (NO_TIME if missing) times 8 plus revisi.place; `act_end` is the key of the last row of the
    row's act (revisi.acts); `made` marks a new code that is not the old one. Per code: `first` is
    a place of it in `texts`, which holds the old codes of all rows and then the new ones; `group`
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
        """Count the codes."""
        return len(self.first)

    def by_number(self, at: Ints) -> Ints:
        """Rank the codes `at` these numbers: as numbers, then as text; text that is none last."""
        texts = self.texts[self.first[at]].alias("text").to_frame()
        number = pl.col("text").cast(pl.Int128, strict=False)
        order = texts.select(pl.arg_sort_by(number, "text", nulls_last=True)).to_series()
        ranks = np.empty(len(at), np.int64)
        ranks[order.to_numpy()] = np.arange(len(at))
        return ranks

    def frame(self, at: Ints | None = None) -> pl.DataFrame:
        """Give the columns of the group and kd_rup of the codes `at` these numbers, or of all."""
        group, first = (self.group, self.first) if at is None else (self.group[at], self.first[at])
        return self.groups[group].with_columns(self.texts[first].alias("kd_rup"))


def encode(rows: pl.DataFrame, group: Sequence[str] = FAMILY) -> Codes:
    """Number the codes of `rows` (revisi.rows, collected) within the columns of `group`."""
    texts = pl.concat([rows["kd_rup_lama"], rows["kd_rup_baru"].alias("kd_rup_lama")], rechunk=True)
    groups = _distinct(rows.select(group)).sort(group, nulls_last=True)
    of_row = np.tile(_groups(rows, groups), 2)
    ids, first = _number(texts, of_row, groups.height)
    lama, baru, key = ids[: rows.height], ids[rows.height :], _key(rows)
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
    """Number equal values alike, from 0 in their order; also the place of one of each.

    Values that lie close are counted in a table over their span, which spares the sorting.
    """
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if most - least < _SPAN * len(values):
        return _counted(values - least, most - least + 1)
    order = np.argsort(values)
    ranked = values[order]
    new = np.ones(len(values), np.bool_)
    new[1:] = ranked[1:] != ranked[:-1]
    ids = np.empty(len(values), np.int64)
    ids[order] = np.cumsum(new) - 1
    return ids, order[new]


def _counted(values: Ints, span: int) -> tuple[Ints, Ints]:
    seen = np.zeros(span, np.bool_)
    seen[values] = True
    ids = (np.cumsum(seen) - 1)[values]
    first = np.empty(np.count_nonzero(seen), np.int64)
    first[ids] = np.arange(len(values))
    return ids, first


def few(texts: pl.Series) -> tuple[Ints, pl.Series]:
    """Number texts of which there are few different ones, in their order, and list those.

    NONE stands for a missing one.
    """
    words = texts.drop_nulls().unique().sort()
    ids = texts.cast(pl.Enum(words)).to_physical().cast(pl.Int64).fill_null(NONE)
    return ids.to_numpy(), words


def _number(texts: pl.Series, group: Ints, groups: int) -> tuple[Ints, Ints]:
    """Number texts by group and text, NONE for a missing one; also a place of each."""
    keys, bound = _text_keys(texts.drop_nulls())
    if groups < 2 and not texts.has_nulls():
        return dense(keys)
    given = np.flatnonzero(texts.is_not_null().to_numpy())
    if groups * bound > _MOST:
        keys, first = dense(keys)
        bound = len(first)
    found, first = dense(group[given] * bound + keys)
    ids = np.full(len(texts), NONE, np.int64)
    ids[given] = found
    return ids, given[first]


def _text_keys(texts: pl.Series) -> tuple[Ints, int]:
    """Turn texts into numbers of the same order, and tell a number above them all.

    Codes of digits keep their text order when filled up with zeros, then by length: that is many
    times faster than ranking text.
    """
    if texts.is_empty():
        return np.empty(0, np.int64), 1
    lengths = texts.str.len_bytes().cast(pl.Int64)
    longest, even = int(lengths.to_numpy().max()), lengths.min() == lengths.max()
    filled = (texts if even else texts.str.pad_end(longest, "0")).cast(pl.Int64, strict=False)
    if longest > _DIGITS or filled.has_nulls() or _signed(texts, filled, longest):
        return texts.rank("dense").cast(pl.Int64).to_numpy(), len(texts) + 1
    if even:
        return filled.to_numpy(), 10**longest
    return (filled * (longest + 1) + lengths).to_numpy(), 10**longest * (longest + 1)


def _signed(texts: pl.Series, filled: pl.Series, longest: int) -> bool:
    """Tell whether a code has a sign; where no number is a digit short, looking is not needed."""
    if filled.to_numpy().min() >= 10 ** (longest - 1):
        return False
    return bool((texts.str.starts_with("+") | texts.str.starts_with("-")).any())


def _distinct(rows: pl.DataFrame) -> pl.DataFrame:
    """Drop repeated rows; where every column holds one value, looking is enough."""
    first = rows.head(1)
    alike = (not column.has_nulls() and (column == column[0]).all() for column in rows)
    return first if first.height and all(alike) else rows.unique()


def _groups(rows: pl.DataFrame, groups: pl.DataFrame) -> Ints:
    """Number the group of each row."""
    if groups.height < 2:
        return np.zeros(rows.height, np.int64)
    numbered = rows.select(groups.columns).join(
        groups.with_row_index("group"),
        on=groups.columns,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return numbered["group"].cast(pl.Int64).to_numpy()


def _act_ends(size: int, lama: Ints, key: Ints) -> Ints:
    """Return the key of the last row of each row's act, which is its own key outside of splits.

    Rows of one kind and instant share a key already. Only codes with splits at several instants
    are sorted: they are few.
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


def _key(rows: pl.DataFrame) -> Ints:
    time = pl.col("tgl_kaji_ulang").cast(pl.Int64).fill_null(NO_TIME)
    return rows.select(time * 8 + place()).to_series().to_numpy()
