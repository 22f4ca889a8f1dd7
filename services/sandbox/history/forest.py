"""The forest of revisions: which code replaced which, what was cancelled and re-activated.

Shares are those of 8,831 real rows (shipped reference): PEMBATALAN 36.4 %, SATUKESATU 30.0 %,
PENGAKTIFAN 27.2 %, SATUKEBANYAK 6.4 %; 82 % of cancelled codes were re-activated; a split has a
median of 2 parts and at most 15; a chain is at most 10 deep. Real too: a few codes are replaced
twice, some of these at one instant, and a few splits are interrupted.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..draw import Bools, Draw, Floats, Ints
from .calendar import Moments, Year, season_days
from .gaps import DAY, PACES, Clock, choose, joined, seconds_between
from .heirs import ACTIVATED, AT_ONCE, CANCELLED, PAUSED, Heirs, heirs_of

PEMBATALAN, PENGAKTIFAN, SATUKESATU, SATUKEBANYAK = range(4)
KINDS = ("PEMBATALAN", "PENGAKTIFAN", "SATUKESATU", "SATUKEBANYAK")
MAX_DEPTH = 10

# Roots for each row wanted: replaced by one, split, and lone ones that are only cancelled.
_REPLACED, _SPLIT, _LONE = 0.198, 0.0162, 0.2555
_AGAIN, _SPLIT_AGAIN, _LONG, _LONG_AGAIN = 0.25, 0.02, 0.02, 0.82
# Acts on a cancelled code: C, CA, CAC, CACA. On a code that lives on: always CA.
_ENDINGS = (0.2003, 0.646, 0.1202, 0.0335)
_INNER_CANCELLED, _LEAF_CANCELLED, _REVIVED = 0.1, 0.12, 0.012
_BULK_UNITS, _BULK_SHARE = 0.15, 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Nodes are codes, rows are acts.

    Nodes: `unit` (row of the roster), `born` (roots: their first act), `first` and `last` (acts
    of the node before it is replaced; `born` when there is none), `inner` (has children),
    `cancelled` (its last act is a cancellation), `revived` (was cancelled and is not any more),
    `lapsed` (its parent was acted on again after the act that made it).
    Rows: `old` and `new` (node numbers; equal for acts on one code), `kind`, `at`.
    """

    unit: Ints
    born: Moments
    first: Moments
    last: Moments
    inner: Bools
    root: Bools
    cancelled: Bools
    revived: Bools
    lapsed: Bools
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
    lapsed: Bools
    root: bool


@dataclass(slots=True)
class _Builder:
    """Collects the arrays of a forest, level by level."""

    unit: list[Ints] = field(default_factory=list)
    born: list[Moments] = field(default_factory=list)
    first: list[Moments] = field(default_factory=list)
    last: list[Moments] = field(default_factory=list)
    inner: list[Bools] = field(default_factory=list)
    root: list[Bools] = field(default_factory=list)
    cancelled: list[Bools] = field(default_factory=list)
    revived: list[Bools] = field(default_factory=list)
    lapsed: list[Bools] = field(default_factory=list)
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

    def forest(self) -> Forest:
        """Return all levels in one."""
        return Forest(
            unit=np.concatenate(self.unit),
            born=joined(self.born),
            first=joined(self.first),
            last=joined(self.last),
            inner=np.concatenate(self.inner),
            root=np.concatenate(self.root),
            cancelled=np.concatenate(self.cancelled),
            revived=np.concatenate(self.revived),
            lapsed=np.concatenate(self.lapsed),
            old=np.concatenate(self.old),
            new=np.concatenate(self.new),
            kind=np.concatenate(self.kind),
            at=joined(self.at),
        )


def grow(rows: int, weights: Floats, year: Year, draw: Draw) -> Forest:
    """Return a forest of about `rows` rows over units of these weights."""
    builder = _Builder()
    level = _roots(rows, weights, year, draw)
    clock = Clock(year, PACES[draw.between(0, len(PACES) - 1)], draw)
    count = 0
    for depth in range(MAX_DEPTH + 1):
        if not len(level.number):
            break
        count += len(level.number)
        if depth == MAX_DEPTH:
            level.next_act[:] = 0
        # how many acts of cancelling and re-activating in turn each node sees, 0 to 4
        size = len(level.number)
        turns = 1 + draw.pick(_ENDINGS, size)
        chance = draw.uniform(size)
        of_leaf = turns if level.root else np.where(chance < _LEAF_CANCELLED, turns, 0)
        of_inner = np.where(chance < _INNER_CANCELLED, 2, 0)
        ends = np.where(level.next_act == 0, of_leaf, of_inner)
        inner = level.next_act > 0
        builder.unit.append(level.unit)
        builder.born.append(level.now)
        builder.inner.append(inner)
        builder.root.append(np.full(len(inner), level.root))
        builder.cancelled.append(ends % 2 == 1)
        builder.revived.append((ends > 0) & (ends % 2 == 0))
        builder.lapsed.append(level.lapsed)
        last = first = level.now  # the moments of each node's first and last of these acts
        for turn in range(int(ends.max(initial=0))):
            doing = ends > turn
            moved = clock.later(last) if turn % 2 == 0 else clock.back(last)
            stay = ~doing | ((turn == 0) & level.root)
            last = choose(stay, last, moved)
            first = last if turn == 0 else first
            who = np.flatnonzero(doing)
            kind = PEMBATALAN if turn % 2 == 0 else PENGAKTIFAN
            builder.act(level.number[who], level.number[who], kind, last.take(who))
        replaced_at = choose((ends == 0) & level.root, last, clock.later(last))
        builder.first.append(choose((ends == 0) & inner, replaced_at, first))
        builder.last.append(last)
        level = _children(builder, level, replaced_at, count, clock)
    return builder.forest()


def _roots(rows: int, weights: Floats, year: Year, draw: Draw) -> _Level:
    """Return the first codes, enough for so many rows; some units act on many in one day."""
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
        lapsed=np.zeros(size, dtype=bool),
        root=True,
    )


def _born(
    builder: _Builder, level: _Level, heirs: Heirs, start: Moments, clock: Clock
) -> tuple[Moments, Bools]:
    """Return when heirs are made and which lapse because their parent is acted on again."""
    born = start.take(heirs.parent)
    lapsed = np.zeros(len(heirs.parent), dtype=bool)
    for place in range(1, int(heirs.place.max(initial=0)) + 1):
        who = np.flatnonzero(heirs.place == place)
        before = born.take(who - 1)
        number = level.number[heirs.parent[who]]
        broken = heirs.split[who] & (heirs.cut[who] == place)
        reason = np.where(broken, heirs.reason[who], 0)
        twice = ~heirs.split[who]
        at_once = twice & clock.draw.chance(AT_ONCE, len(who))
        # the acts that interrupt splits, and after which moment each split goes on
        cancelled = clock.again(before)
        active = choose(reason == CANCELLED, clock.back(cancelled), cancelled)
        first, second = (np.flatnonzero(reason == kind) for kind in (CANCELLED, ACTIVATED))
        builder.act(number[first], number[first], PEMBATALAN, cancelled.take(first))
        both = np.concatenate([first, second])
        builder.act(number[both], number[both], PENGAKTIFAN, active.take(both))
        resumed = choose(reason > PAUSED, active, before)
        after = choose(reason == PAUSED, clock.pause(before), clock.next_in_split(resumed))
        after = choose(twice, clock.again(before), after)
        after = choose(at_once, before, after)
        born.day[who], born.second[who] = after.day, after.second
        far = (reason > PAUSED) | (seconds_between(before, after) > DAY) | (twice & ~at_once)
        for back in range(1, place + 1):
            lapsed[who - back] |= far
    return born, lapsed


def _children(builder: _Builder, level: _Level, start: Moments, count: int, clock: Clock) -> _Level:
    """Add the replacements and splits of a level; return what they make."""
    draw = clock.draw
    heirs = heirs_of(level.next_act, draw)
    parent = heirs.parent
    number = np.arange(count, count + len(parent))
    born, lapsed = _born(builder, level, heirs, start, clock)
    builder.act(level.number[parent], number, np.where(heirs.split, SATUKEBANYAK, SATUKESATU), born)
    end = Moments(day=start.day.copy(), second=start.second.copy())
    end.day[parent], end.second[parent] = born.day, born.second  # the last heir stands last
    # re-activated after they were replaced: rare, and their heirs then lapse
    revived: Bools = (level.next_act > 0) & clock.draw.chance(_REVIVED, len(level.number))
    who = np.flatnonzero(revived)
    after = clock.later(end.take(who))
    builder.act(level.number[who], level.number[who], PENGAKTIFAN, after)
    long = level.long[parent]
    chance = draw.uniform(len(parent))
    again = np.where(long, _LONG_AGAIN, _AGAIN)
    next_act = np.where(chance < _SPLIT_AGAIN, 2, np.where(chance < _SPLIT_AGAIN + again, 1, 0))
    return _Level(
        number=number,
        unit=level.unit[parent],
        now=born,
        next_act=np.where(lapsed, 0, next_act),
        long=long,
        lapsed=lapsed | revived[parent],
        root=False,
    )
