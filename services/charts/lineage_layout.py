"""Place the codes of a family: one row each, a column per generation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Node = tuple[str, str]
"""(jenis_paket, kd_rup): the same number can be a code of both kinds of package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a code stands: its row from the top and its generation, both from 0.

    `parent` is the code under which it is drawn; the edge from a second parent is dotted.
    """

    row: int
    depth: int
    parent: Node | None = None


def lineage_layout(nodes: Iterable[Node], edges: Sequence[tuple[Node, Node]]) -> dict[Node, Place]:
    """Return a row and a generation for every node; children follow their parent, in edge order.

    The generation is the longest path from a root. A cycle is entered at its smallest code, and
    each of its nodes stands once.
    """
    children: dict[Node, list[Node]] = {}
    below: set[Node] = set()
    for parent, child in edges:
        children.setdefault(parent, []).append(child)
        below.add(child)
    every = {*nodes, *children, *below}
    parents: dict[Node, Node | None] = {}
    for root in [*sorted(every - below), *sorted(below)]:
        waiting: list[tuple[Node, Node | None]] = [(root, None)]
        while waiting:
            node, parent_node = waiting.pop()
            if node not in parents:
                parents[node] = parent_node
                waiting.extend((child, node) for child in reversed(children.get(node, ())))
    depth = _depths(every, edges, parents)
    return {
        node: Place(row=row, depth=depth[node], parent=parent)
        for row, (node, parent) in enumerate(parents.items())
    }


def _depths(
    every: Iterable[Node], edges: Sequence[tuple[Node, Node]], walked: Mapping[Node, Node | None]
) -> dict[Node, int]:
    """Return the longest path from a root to each node, or one more than its parent in a cycle."""
    depth: dict[Node, int] = {}
    for node, parent in walked.items():
        depth[node] = depth[parent] + 1 if parent else 0
    parents = dict.fromkeys(every, 0)
    children: dict[Node, list[Node]] = {}
    for parent, child in edges:
        parents[child] += 1
        children.setdefault(parent, []).append(child)
    ready = [node for node, count in parents.items() if not count]
    while ready:
        node = ready.pop()
        for child in children.get(node, ()):
            depth[child] = max(depth[child], depth[node] + 1)
            parents[child] -= 1
            if not parents[child]:
                ready.append(child)
    for node, parent in walked.items():
        depth[node] = max(depth[node], depth[parent] + 1 if parent else 0)
    return depth
