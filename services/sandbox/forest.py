"""The forest of revisions: which code replaced which, what was cancelled and re-activated.

Shares are those of 8,831 real rows (shipped reference): PEMBATALAN 36.4 %, SATUKESATU 30.0 %,
PENGAKTIFAN 27.2 %, SATUKEBANYAK 6.4 %; 82 % of cancelled codes were re-activated; a split has a
median of 2 parts and at most 15; a chain is at most 10 deep.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.sandbox.calendar import Moments, Year, later, season_days
from services.sandbox.draw import Draw, Floats, Ints

PEMBATALAN, PENGAKTIFAN, SATUKESATU, SATUKEBANYAK = range(4)
KINDS = ("PEMBATALAN", "PENGAKTIFAN", "SATUKESATU", "SATUKEBANYAK")
MAX_DEPTH = 10

# Roots for each row wanted: replaced by one, split, and lone ones that are only cancelled.
_REPLACED, _SPLIT, _LONE = 0.198, 0.0162, 0.2555
_FAN = {2: 68.0, 3: 17.0, 4: 7.0, 5: 3.0, 6: 2.0, 8: 1.5, 10: 0.7, 12: 0.4, 15: 0.4}
_AGAIN, _SPLIT_AGAIN, _LONG, _LONG_AGAIN = 0.25, 0.02, 0.02, 0.82
# Acts on a cancelled code: C, CA, CAC, CACA. On a code that lives on: always CA.
_ENDINGS = (0.2003, 0.646, 0.1202, 0.0335)
_INNER_CANCELLED, _LEAF_CANCELLED, _REVIVED = 0.1, 0.12, 0.012
_BULK_UNITS, _BULK_SHARE = 0.15, 0.35

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Nodes are codes, rows are acts.

    Nodes: `unit` (row of the roster), `born` (roots: their first act), `inner` (has children),
    `cancelled` (its last act is a cancellation), `revived` (was cancelled and is not any more).
    Rows: `old` and `new` (node numbers; equal for acts on one code), `kind`, `at`.
    """

    unit: Ints
    born: Moments
    inner: Bools
    root: Bools
    cancelled: Bools
    revived: Bools
    old: Ints
    new: Ints
    kind: Ints
    at: Moments


@dataclass(slots=True)
class _Level:
    """Nodes of one depth while the forest grows; `next_act` 0 none, 1 replaced, 2 split."""

    number: Ints
    unit: Ints
    now: Moments
    next_act: Ints
    long: Bools
    root: bool


@dataclass(slots=True)
class _Grown:
    unit: list[Ints] = field(default_factory=list)
    born: list[Moments] = field(default_factory=list)
    inner: list[Bools] = field(default_factory=list)
    root: list[Bools] = field(default_factory=list)
    cancelled: list[Bools] = field(default_factory=list)
    revived: list[Bools] = field(default_factory=list)
    old: list[Ints] = field(default_factory=list)
    new: list[Ints] = field(default_factory=list)
    kind: list[Ints] = field(default_factory=list)
    at: list[Moments] = field(default_factory=list)

    def act(self, old: Ints, new: Ints, kind: int | Ints, at: Moments) -> None:
        """Add rows."""
        self.old.append(old)
        self.new.append(new)
        self.kind.append(np.broadcast_to(np.asarray(kind), old.shape).astype(np.int64))
        self.at.append(at)


def grow(rows: int, weights: Floats, year: Year, draw: Draw) -> Forest:
    """Return a forest of about `rows` rows over units of these weights."""
    grown = _Grown()
    level = _roots(rows, weights, year, draw)
    count = 0
    for depth in range(MAX_DEPTH + 1):
        if not len(level.number):
            break
        count += len(level.number)
        if depth == MAX_DEPTH:
            level.next_act[:] = 0
        level = _one_level(grown, level, count, year, draw)
    return _joined(grown)


def _roots(rows: int, weights: Floats, year: Year, draw: Draw) -> _Level:
    counts = (round(rows * _LONE), round(rows * _REPLACED), round(rows * _SPLIT))
    size = max(sum(counts), 1)
    acts = np.repeat(np.arange(3), counts) if sum(counts) else np.zeros(1, dtype=np.int64)
    unit = draw.pick(weights, size)
    day = season_days(year, draw, size)
    bulk_day = season_days(year, draw, len(weights))
    bulk = draw.chance(_BULK_UNITS, len(weights))[unit] & draw.chance(_BULK_SHARE, size)
    return _Level(
        number=np.arange(size),
        unit=unit,
        now=year.moments(np.where(bulk, bulk_day[unit], day), draw),
        next_act=acts,
        long=draw.chance(_LONG, size),
        root=True,
    )


def _endings(level: _Level, draw: Draw) -> Ints:
    """Return how many acts of cancelling and re-activating in turn each node sees, 0 to 4."""
    size = len(level.number)
    ends = 1 + draw.pick(_ENDINGS, size)
    chance = draw.uniform(size)
    leaf = level.next_act == 0
    if level.root:
        return np.where(leaf, ends, np.where(chance < _INNER_CANCELLED, 2, 0))
    return np.where(
        leaf,
        np.where(chance < _LEAF_CANCELLED, ends, 0),
        np.where(chance < _INNER_CANCELLED, 2, 0),
    )


def _one_level(grown: _Grown, level: _Level, count: int, year: Year, draw: Draw) -> _Level:
    """Add the nodes of a depth and their acts; return the nodes of the next."""
    ends = _endings(level, draw)
    inner = level.next_act > 0
    grown.unit.append(level.unit)
    grown.born.append(level.now)
    grown.inner.append(inner)
    grown.root.append(np.full(len(inner), level.root))
    grown.cancelled.append(ends % 2 == 1)
    grown.revived.append((ends > 0) & (ends % 2 == 0))
    now = _cancellations(grown, level, ends, year, draw)
    if not level.root or bool((ends > 0).any()):
        moved = later(year, now, draw)
        fresh = (ends == 0) & level.root
        now = Moments(
            day=np.where(fresh, now.day, moved.day),
            second=np.where(fresh, now.second, moved.second),
        )
    _revivals(grown, level, now, year, draw)
    return _children(grown, level, now, count, draw)


def _cancellations(grown: _Grown, level: _Level, ends: Ints, year: Year, draw: Draw) -> Moments:
    """Add the cancelling and re-activating acts; return each node's last moment."""
    now = level.now
    for turn in range(int(ends.max(initial=0))):
        doing = ends > turn
        moved = later(year, now, draw)
        stay = ~doing | ((turn == 0) & level.root)
        now = Moments(
            day=np.where(stay, now.day, moved.day),
            second=np.where(stay, now.second, moved.second),
        )
        who = np.flatnonzero(doing)
        kind = PEMBATALAN if turn % 2 == 0 else PENGAKTIFAN
        grown.act(level.number[who], level.number[who], kind, now.take(who))
    return now


def _revivals(grown: _Grown, level: _Level, now: Moments, year: Year, draw: Draw) -> None:
    """Add re-activations of codes after they were replaced: rare, and their heirs then lapse."""
    who = np.flatnonzero((level.next_act > 0) & draw.chance(_REVIVED, len(level.number)))
    after = later(year, now.take(who), draw)
    grown.act(level.number[who], level.number[who], PENGAKTIFAN, after)


def _children(grown: _Grown, level: _Level, now: Moments, count: int, draw: Draw) -> _Level:
    inner = np.flatnonzero(level.next_act > 0)
    fans = np.array(list(_FAN))[draw.pick(list(_FAN.values()), len(inner))]
    parts = np.where(level.next_act[inner] == 2, fans, 1)
    parent = np.repeat(inner, parts)
    number = np.arange(count, count + len(parent))
    born = now.take(parent)
    kind = np.where(level.next_act[parent] == 2, SATUKEBANYAK, SATUKESATU)
    grown.act(level.number[parent], number, kind, born)
    long = level.long[parent]
    chance = draw.uniform(len(parent))
    again = np.where(long, _LONG_AGAIN, _AGAIN)
    return _Level(
        number=number,
        unit=level.unit[parent],
        now=born,
        next_act=np.where(chance < _SPLIT_AGAIN, 2, np.where(chance < _SPLIT_AGAIN + again, 1, 0)),
        long=long,
        root=False,
    )


def _moments(parts: list[Moments]) -> Moments:
    return Moments(
        day=np.concatenate([part.day for part in parts]),
        second=np.concatenate([part.second for part in parts]),
    )


def _joined(grown: _Grown) -> Forest:
    return Forest(
        unit=np.concatenate(grown.unit),
        born=_moments(grown.born),
        inner=np.concatenate(grown.inner),
        root=np.concatenate(grown.root),
        cancelled=np.concatenate(grown.cancelled),
        revived=np.concatenate(grown.revived),
        old=np.concatenate(grown.old),
        new=np.concatenate(grown.new),
        kind=np.concatenate(grown.kind),
        at=_moments(grown.at),
    )
