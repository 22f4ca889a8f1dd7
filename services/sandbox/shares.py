"""Whole amounts that add up exactly to the amount they are shared from."""

from __future__ import annotations

import numpy as np

from .draw import Floats, Ints


def shared(total: Ints, group: Ints, weight: Floats, unit: int = 1) -> Ints:
    """Return each row's share of the total of its group, in whole units.

    `group` are places in `total`. The first row of a group takes what rounding leaves, so that the
    shares add up to the total. The weights of a group must not all be 0.
    """
    size = len(total)
    sums = np.bincount(group, weights=weight, minlength=size)
    share: Ints = (total[group] * (weight / sums[group])).astype(np.int64) // unit * unit
    _, first = np.unique(group, return_index=True)
    given = np.bincount(group, weights=share, minlength=size).astype(np.int64)
    share[first] += (total - given)[group[first]]
    return share


def counted(counts: Ints) -> tuple[Ints, Ints]:
    """Return for so many rows of each group the group of every row and its place in the group."""
    group = np.repeat(np.arange(len(counts)), counts)
    start = np.cumsum(counts) - counts
    return group, np.arange(len(group)) - start[group]
