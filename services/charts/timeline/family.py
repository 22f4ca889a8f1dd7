"""The codes of a family depth first, each with the events of its lane in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

Node = tuple[str, str, str]
"""kd_klpd, jenis_paket, kd_rup: the same number can be a code of both kinds of package."""

MADE = "DIBUAT"
"""The kind of the event with which a code begins; the others are kinds of revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One act on a code, or how the code was made.

    time: None where the source has none. codes: those that the act made; for MADE the code it was
    made from. reasons: the distinct reasons of the act's rows, as served.
    """

    kind: str
    node: Node
    time: datetime | None = None
    codes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The codes and events of the families that hold one code.

    parents: every code in depth-first order, with the code under which its lane stands, None for a
    root. events: all of them; lanes: their indexes per code, in order. makers: the event under
    whose mark a code begins; begins: the event MADE of a code with a maker. crossings: further
    pairs of an event and a code that it made: a second parent, a cycle, or a code made again.
    states: rows of lineage.pohon. chosen: the code of the link.
    """

    parents: Mapping[Node, Node | None]
    events: tuple[Event, ...]
    lanes: Mapping[Node, tuple[int, ...]]
    makers: Mapping[Node, int]
    begins: Mapping[Node, int]
    crossings: tuple[tuple[int, Node], ...]
    states: Mapping[Node, Mapping[str, Any]]
    chosen: str

    def state(self, node: Node) -> str | None:
        """Return the state of a code, None where it is unknown."""
        row = self.states.get(node)
        return row["keadaan"] if row else None

    def is_end(self, node: Node) -> bool:
        """Tell whether a line of the family ends with this code: neither replaced nor dropped."""
        return self.state(node) in ("aktif", "batal", "lainnya")

    @property
    def ends(self) -> tuple[Node, ...]:
        """Return the codes that are ends, in the order of the lanes."""
        return tuple(node for node in self.parents if self.is_end(node))

    @property
    def acts(self) -> tuple[int, ...]:
        """Return the indexes of the acts, the newest first, those without a time last."""
        acts = [(event.time, at) for at, event in enumerate(self.events) if event.kind != MADE]
        dated = sorted((time, at) for time, at in acts if time)
        return (*(at for _, at in reversed(dated)), *(at for time, at in acts if not time))

    @property
    def deepest(self) -> int | None:
        """Return the steps of the longest chain, None for a family with a cycle."""
        depths = [row["kedalaman"] for row in self.states.values()]
        return None if None in depths else max(depths, default=0)


def family_of(
    acts: pl.DataFrame,
    nodes: pl.DataFrame,
    code: str,
    made: Mapping[Node, datetime] | None = None,
) -> Family:
    """Return the family of a code from its acts (lineage.tindakan) and codes (lineage.pohon).

    made: when the lists say that a code was made, for codes that no act made; a date after the
    first act on the code is ignored, since lists give the date of the newest version.
    """
    states = {_node(row, row["kd_rup"]): row for row in nodes.to_dicts()}
    events = _acts(acts)
    edges = [
        (event.node, (*event.node[:2], child), at)
        for at, event in enumerate(events)
        if event.kind != MADE
        for child in event.codes
    ]
    named = [*states, *(event.node for event in events)]
    parents = depth_first(named, [(parent, child) for parent, child, _ in edges])
    makers: dict[Node, int] = {}
    crossings: list[tuple[int, Node]] = []
    for parent, child, at in edges:
        if parents[child] == parent and child not in makers:
            makers[child] = at
        else:
            crossings.append((at, child))
    lanes: dict[Node, list[int]] = {node: [] for node in parents}
    for at, event in enumerate(events):
        lanes[event.node].append(at)
    begins: dict[Node, int] = {}
    for child, at in (makers | {c: at for at, c in reversed(crossings) if c not in makers}).items():
        if child in makers:
            begins[child] = len(events)
        lanes[child].append(len(events))
        act = events[at]
        events.append(
            Event(kind=MADE, node=child, time=act.time, codes=(act.node[2],), reasons=act.reasons)
        )
    for node, listed in (made or {}).items():
        if node not in lanes:
            continue
        lane = [events[at] for at in lanes[node]]
        first = all(event.time is None or listed <= event.time for event in lane)
        if first and all(event.kind != MADE for event in lane):
            lanes[node].append(len(events))
            events.append(Event(kind=MADE, node=node, time=listed))
    return Family(
        parents=parents,
        events=tuple(events),
        lanes={node: _in_order(lane, events) for node, lane in lanes.items()},
        makers=makers,
        begins=begins,
        crossings=tuple(crossings),
        states=states,
        chosen=code,
    )


def depth_first(
    nodes: Iterable[Node], edges: Sequence[tuple[Node, Node]]
) -> dict[Node, Node | None]:
    """Return every node in depth-first order with its parent; children follow in edge order.

    A cycle is entered at its smallest code, and each of its nodes stands once.
    """
    children: dict[Node, list[Node]] = {}
    below: set[Node] = set()
    for parent, child in edges:
        children.setdefault(parent, []).append(child)
        below.add(child)
    every = {*nodes, *children, *below}
    parents: dict[Node, Node | None] = {}
    for root in [*sorted(every - below, key=_by_number), *sorted(below, key=_by_number)]:
        waiting: list[tuple[Node, Node | None]] = [(root, None)]
        while waiting:
            node, parent_node = waiting.pop()
            if node not in parents:
                parents[node] = parent_node
                waiting.extend((child, node) for child in reversed(children.get(node, ())))
    return parents


def shortened(family: Family, most: int) -> tuple[tuple[Node, ...], int]:
    """Return the lanes to draw of a family with more than `most` codes, and how many are left out.

    Drawn are the ancestors of the chosen code, the code itself, and what came of it down to the
    ends, as far as there is room.
    """
    every = family.parents
    if len(every) <= most:
        return tuple(every), 0
    below: set[Node] = set()
    line: set[Node] = set()
    for node, parent in every.items():
        if node[2] == family.chosen or parent in below:
            below.add(node)
        if node[2] == family.chosen:
            above: Node | None = node
            while above is not None and above not in line:
                line.add(above)
                above = every[above]
    room = most - len(line)
    drawn = []
    for node in every:
        if node in line:
            drawn.append(node)
        elif node in below and room > 0:
            drawn.append(node)
            room -= 1
    return tuple(drawn), len(every) - len(drawn)


def _node(row: Mapping[str, Any], code: str) -> Node:
    return row["kd_klpd"] or "", row["jenis_paket"] or "", code


def _acts(acts: pl.DataFrame) -> list[Event]:
    """Return the acts as events, oldest first; codes made from no code are MADE."""
    events = []
    for row in acts.to_dicts():
        time, reasons = row["tgl_kaji_ulang"], tuple(row["alasan"])
        made = tuple(row["kd_rup_baru"])
        if row["kd_rup_lama"]:
            node = _node(row, row["kd_rup_lama"])
            kind = row["jenis_revisi"]
            events.append(Event(kind=kind, node=node, time=time, codes=made, reasons=reasons))
        else:
            events += [
                Event(kind=MADE, node=_node(row, code), time=time, reasons=reasons) for code in made
            ]
    return events


def _in_order(lane: Sequence[int], events: Sequence[Event]) -> tuple[int, ...]:
    """Return the events of a lane by time; one without a time stands where the lane begins."""
    times = (events[at].time for at in lane if events[at].kind == MADE)
    begun = min((time for time in times if time), default=datetime.min)
    return tuple(sorted(lane, key=lambda at: (events[at].time or begun, events[at].kind != MADE)))


def _by_number(node: Node) -> tuple[str, str, int, str]:
    return *node[:2], len(node[2]), node[2]
