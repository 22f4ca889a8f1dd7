"""Packages that revisions made: the state of their codes, and pagu handed down in a family.

A part of a split has a share of its parent's pagu, so that the parts of most splits add up to it;
a replacement (SATUKESATU) keeps the pagu of what it replaces in most cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..draw import Bools, Draw, Ints
from ..history.forest import PEMBATALAN, PENGAKTIFAN, SATUKEBANYAK, SATUKESATU, Forest
from ..history.gaps import DAY
from ..shares import shared

BARU, DIAKTIFKAN, BATAL, DIGANTI, GUGUR = range(5)
"""States of a code by its last act; GUGUR when its parent acted again after making it."""

_SAME_PAGU = 0.78  # of the replacements
_UNEVEN_SPLITS = 0.12  # splits whose parts do not add up to the parent
LEAST = 2_000_000
"""Pagu of a family's first code at least, so that every part of it is above zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The codes of a forest, as arrays by node number.

    parent is -1 for first codes, `split` tells parts of a split; first_act and last_act are seconds
    from day 0 (`born` where a code has no act of its own).
    """

    parent: Ints
    root: Ints
    levels: tuple[Ints, ...]
    split: Bools
    state: Ints
    born: Ints
    first_act: Ints
    last_act: Ints


def family_of(forest: Forest) -> Family:
    """Return parents, states and acts of the codes of a forest."""
    count = len(forest.unit)
    made = forest.kind >= SATUKESATU
    parent = np.full(count, -1)
    parent[forest.new[made]] = forest.old[made]
    split = np.zeros(count, dtype=bool)
    split[forest.new[made]] = forest.kind[made] == SATUKEBANYAK
    # the nodes of each depth below the first, and the first code of each node
    levels: list[Ints] = []
    root = np.arange(count)
    level = parent < 0
    while True:
        level = (parent >= 0) & level[parent]
        nodes = np.flatnonzero(level)
        if not len(nodes):
            break
        root[nodes] = root[parent[nodes]]
        levels.append(nodes)
    at = forest.at.day * DAY + forest.at.second
    born = forest.born.day * DAY + forest.born.second
    first_act, last_act = born.copy(), born.copy()
    order = np.lexsort((forest.kind, at, forest.old))
    old, kind, at = forest.old[order], forest.kind[order], at[order]
    starts = np.flatnonzero(np.r_[True, old[1:] != old[:-1]])
    ends = np.r_[starts[1:], len(old)] - 1
    first_act[old[starts]], last_act[old[ends]] = at[starts], at[ends]
    state = np.where(forest.lapsed, GUGUR, BARU)
    last = np.where(kind[ends] == PENGAKTIFAN, DIAKTIFKAN, DIGANTI)
    state[old[ends]] = np.where(kind[ends] == PEMBATALAN, BATAL, last)
    return Family(
        parent=parent,
        root=root,
        levels=tuple(levels),
        split=split,
        state=state,
        born=born,
        first_act=first_act,
        last_act=last_act,
    )


def pagu_of(family: Family, first: Ints, draw: Draw) -> Ints:
    """Return the pagu of every code; `first` holds that of codes without a parent."""
    pagu = np.maximum(first, LEAST)
    count = len(pagu)
    keeps = draw.chance(_SAME_PAGU, count)
    factor = 0.6 + 0.8 * draw.uniform(count)
    weight = 0.4 + draw.uniform(count)
    uneven = draw.chance(_UNEVEN_SPLITS, count)
    for nodes in family.levels:
        above = pagu[family.parent[nodes]]
        changed = (above * factor[nodes]).astype(np.int64) // 1_000 * 1_000
        pagu[nodes] = np.where(keeps[nodes], above, np.maximum(changed, 1_000))
        parts = nodes[family.split[nodes]]
        parent = family.parent[parts]
        share = shared(pagu, parent, weight[parts], unit=100)
        more = uneven[parent] & (np.r_[-1, parent[:-1]] != parent)  # the first part of a split
        pagu[parts] = np.maximum(share + np.where(more, share // 10, 0), 1)
    return pagu
