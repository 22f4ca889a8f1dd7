"""Place a family on a plot: a lane per code, time to the right, a child under its parent's mark.

Marks of one lane stay GAP pixels apart: a mark is moved right by the room of two marks at most, and
what does not fit then joins the mark before it. Dates are not moved otherwise, and children follow
their parent's mark, so that no shift adds up along a chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

from .family import MADE, Event, Family, Node

GAP = 12.5
"""Least pixels between the marks of a lane, so that none takes a press on the middle of another."""
MOST_SHIFT = 2 * GAP
INSET = 8.0
"""Pixels from the sides of the plot to the first date and to the end of the lanes."""
MONTH = timedelta(days=30)
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months between two lines of the axis."""
LIVES, CANCELLED, PAST, END = "hidup", "batal", "lewat", "ujung"
"""Styles of a lane's line."""
_AFTER = {"PEMBATALAN": CANCELLED, "SATUKESATU": PAST, "SATUKEBANYAK": PAST}
"""The style of a lane's line after an act; after any other the code lives on."""
GROUP = "banyak"
"""The shape of a mark that stands for several acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark of a lane: its x in pixels, its shape, and indexes of its events by date.

    shape: the kind of its only act, MADE without an act, GROUP for several acts.
    """

    x: float
    shape: str
    events: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The lane of one code: lines as (from x, to x, style), and marks from left to right."""

    node: Node
    lines: tuple[tuple[float, float, str], ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The line from a mark to the lanes of codes that its act made, from row to row.

    dotted: to a code whose lane begins under another mark.
    """

    x: float
    top: int
    bottom: int
    kind: str
    dotted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A placed family: a lane per row, links between them, and the first days of months."""

    width: float
    lanes: tuple[Lane, ...]
    links: tuple[Link, ...]
    months: tuple[tuple[float, datetime], ...]


def layout(
    family: Family, nodes: Sequence[Node], width: float, *, end: float = 40, label: float = 56
) -> Timeline:
    """Place these codes of a family, parents before their children, on a plot of `width` pixels.

    end: the room in which the lines of ends run on after the last date. label: least pixels between
    two months of the axis.
    """
    events = [family.events[at] for node in nodes for at in family.lanes[node]]
    scale = _Scale.over(events, INSET, width - INSET - end - MOST_SHIFT)
    rows = {node: row for row, node in enumerate(nodes)}
    placed: dict[Node, list[Mark]] = {}
    mark_of: dict[int, float] = {}
    for node in nodes:
        maker = family.makers.get(node)
        placed[node] = _marks(family, node, scale, None if maker is None else mark_of.get(maker))
        mark_of |= {at: mark.x for mark in placed[node] for at in mark.events}
    lowest: dict[int, int] = {}  # the lowest lane that begins under the mark of an act
    for child, at in family.makers.items():
        if child in rows and at in mark_of:
            lowest[at] = max(lowest.get(at, 0), rows[child])
    links = []
    for at, row in lowest.items():
        act = family.events[at]
        links.append(Link(x=mark_of[at], top=rows[act.node], bottom=row, kind=act.kind))
    for at, child in family.crossings:
        act = family.events[at]
        if child in rows and at in mark_of:
            top, bottom = sorted((rows[act.node], rows[child]))
            links.append(Link(x=mark_of[at], top=top, bottom=bottom, kind=act.kind, dotted=True))
    last = width - INSET
    return Timeline(
        width=width,
        lanes=tuple(
            Lane(
                node=node,
                lines=tuple(_lines(family, node, placed[node], scale, last)),
                marks=tuple(placed[node]),
            )
            for node in nodes
        ),
        links=tuple(links),
        months=tuple(_months(scale, label)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """Converts times to pixels; `first` is None where nothing is dated."""

    first: datetime | None
    last: datetime | None
    left: float
    right: float

    @classmethod
    def over(cls, events: Iterable[Event], left: float, right: float) -> _Scale:
        """Return the scale over the events; a short time begins with its month."""
        times = [event.time for event in events if event.time]
        if not times:
            return cls(first=None, last=None, left=left, right=right)
        first, last = min(times), max(times)
        if last - first < MONTH:
            first = datetime(first.year, first.month, 1)
        return cls(first=first, last=max(last, first + timedelta(days=1)), left=left, right=right)

    def x(self, time: datetime | None) -> float:
        """Return where a time lies; the left side for an unknown one."""
        if time is None or self.first is None or self.last is None:
            return self.left
        share = (time - self.first) / (self.last - self.first)
        return round(self.left + share * (self.right - self.left), 1)


@dataclass(slots=True, kw_only=True)
class _Open:
    """A mark that further events may still join."""

    x: float
    events: list[int] = field(default_factory=list)


def _marks(family: Family, node: Node, scale: _Scale, start: float | None) -> list[Mark]:
    """Return the marks of a lane; start: the x of the mark under which it begins."""
    begin = family.begins.get(node)
    marks: list[_Open] = []
    for at in family.lanes[node]:
        event = family.events[at]
        if at == begin and start is not None:
            joined: list[int] = []  # earlier acts too near to the beginning
            while marks and marks[-1].x > start - GAP:
                joined = marks.pop().events + joined
            marks.append(_Open(x=start, events=[*joined, at]))
            continue
        own = scale.x(event.time) if event.time else marks[-1].x if marks else scale.left
        least = marks[-1].x + GAP if marks else own
        only_made = bool(marks) and all(_is_made(family, one) for one in marks[-1].events)
        if own >= least:
            marks.append(_Open(x=own, events=[at]))
        elif only_made or least - own > MOST_SHIFT:
            marks[-1].events.append(at)
        else:
            marks.append(_Open(x=least, events=[at]))
    shaped = []
    for mark in marks:
        acts = [family.events[at].kind for at in mark.events if not _is_made(family, at)]
        shape = GROUP if len(acts) > 1 else acts[0] if acts else MADE
        shaped.append(Mark(x=mark.x, shape=shape, events=tuple(mark.events)))
    return shaped


def _is_made(family: Family, at: int) -> bool:
    return family.events[at].kind == MADE


def _lines(
    family: Family, node: Node, marks: Sequence[Mark], scale: _Scale, last: float
) -> Iterable[tuple[float, float, str]]:
    """Yield the lines of a lane between its marks, and what follows the last of them."""
    if not marks or not _is_made(family, marks[0].events[0]):
        yield 0.0, marks[0].x if marks else scale.left, LIVES
    for before, after in pairwise(marks):
        kind = family.events[before.events[-1]].kind
        yield before.x, after.x, _AFTER.get(kind, LIVES)
    begins = marks[-1].x if marks else scale.left
    state = family.state(node)
    if state == "batal":
        yield begins, last, CANCELLED
    elif family.is_end(node):
        yield begins, last, END
    elif state == "gugur":
        dropped = scale.x(family.states[node]["sejak"])
        if dropped > begins:
            yield begins, dropped, PAST


def _months(scale: _Scale, label: float) -> Iterable[tuple[float, datetime]]:
    """Yield the first days of months, as many as have room for their labels."""
    if scale.first is None or scale.last is None:
        return
    room = (scale.right - scale.left) / ((scale.last - scale.first) / MONTH)
    step = next((step for step in STEPS if step * room >= label), 0)
    step = step or STEPS[-1] * ceil(label / room / STEPS[-1])
    first, last = (time.year * 12 + time.month - 1 for time in (scale.first, scale.last))
    for number in range(first - first % step, last + 1, step):
        if number >= first and (begin := datetime(number // 12, number % 12 + 1, 1)) >= scale.first:
            yield scale.x(begin), begin
