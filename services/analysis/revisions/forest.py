"""Build families of codes: roots, depths and shapes from parent arrays (domain.md, `silsilah`).

Every step costs O(n log n) in codes and rows at most. Codes of two parents and cycles are marked;
no loop follows a cycle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .codes import NONE, Bools, Ints, dense

Order = Callable[[Ints], Ints]
"""Takes the numbers of codes and returns the rank of each."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forest:
    """Per code: number of the root, depth in edges, number of distinct children, odd or not.

    A family is odd (`tidak_wajar`) when it has a code of two parents, or a cycle. Its `akar` is
    its smallest code, and `kedalaman` the longest path that ends at the code: NONE where the
    family has a cycle, since a path in a cycle has no end.
    """

    akar: Ints
    kedalaman: Ints
    anak: Ints
    tidak_wajar: Bools


def grow(size: int, lama: Ints, baru: Ints, order: Order = np.asarray) -> Forest:
    """Build the forest of `size` codes from rows of an old and a new code.

    A row is an edge when it has both codes and they differ; equal edges count once. `order` ranks
    codes for the choice of an odd family's root; by default by their numbers.
    """
    edges = (lama != NONE) & (baru != NONE) & (lama != baru)
    lama, baru = lama[edges], baru[edges]
    parent = np.arange(size)
    parent[baru] = lama
    second = parent[baru] != lama
    root, depth = climb(parent)
    in_cycle = np.flatnonzero(parent[root] != root)
    # edges to the stored parent, then the distinct other edges
    anak: Ints = np.bincount(parent, minlength=size) - (parent == np.arange(size))
    further = np.unique(lama[second] * size + baru[second]) // max(size, 1)
    anak += np.bincount(further, minlength=size)
    odd_codes = np.concatenate([baru[second], in_cycle])
    if not len(odd_codes):
        return Forest(akar=root, kedalaman=depth, anak=anak, tidak_wajar=np.zeros(size, np.bool_))
    family = merge(
        size,
        np.concatenate([root[lama[second]], root[in_cycle]]),
        np.concatenate([root[baru[second]], root[parent[in_cycle]]]),
    )[root]
    odd = _families_of(family, odd_codes)
    joint = np.unique(baru[second])
    at_joint = np.isin(baru, joint)
    deepest = deepen(parent, joint, lama[at_joint], baru[at_joint])
    deepest[_families_of(family, np.flatnonzero(deepest == NONE))] = NONE
    # the root of an odd family is its first member in `order`: the last to be assigned
    members = np.flatnonzero(odd)
    descending = members[np.argsort(order(members), kind="stable")][::-1]
    root_of_family = np.arange(size)
    root_of_family[family[descending]] = descending
    return Forest(akar=root_of_family[family], kedalaman=deepest, anak=anak, tidak_wajar=odd)


def climb(parent: Ints) -> tuple[Ints, Ints]:
    """Return each node's root and depth by pointer doubling; a root is its own parent.

    For nodes whose ancestors form a cycle the "root" is some node of the cycle and the depth is
    meaningless.
    """
    root = parent.copy()
    depth = (parent != np.arange(len(parent))).astype(np.int64)
    climbing = np.flatnonzero(root[root] != root)
    for _ in range(len(parent).bit_length() + 1):
        if not len(climbing):
            break
        above = root[climbing]
        higher = root[above]
        depth[climbing] += depth[above]
        root[climbing] = higher
        climbing = climbing[root[higher] != higher]
    return root, depth


def merge(size: int, left: Ints, right: Ints) -> Ints:
    """Label nodes so that all nodes linked to each other have the smallest label among them.

    `left` and `right` are the two ends of each link. Every round replaces each label by the
    smallest one linked to it: about 2 log2(n) rounds at most for n linked nodes.
    """
    both = np.concatenate([left, right])
    ids, first = dense(both)
    linked, near, far = both[first], ids[: len(left)], ids[len(left) :]
    label = np.arange(len(linked))
    while True:
        a, b = label[near], label[far]
        differ = a != b
        if not differ.any():
            break
        near, far, a, b = near[differ], far[differ], a[differ], b[differ]
        np.minimum.at(label, np.maximum(a, b), np.minimum(a, b))
        label, _ = climb(label)
    labels = np.arange(size)
    labels[linked] = linked[label]
    return labels


def _families_of(family: Ints, members: Ints) -> Bools:
    """Mark every code of the families that have one of these members."""
    marked = np.zeros(len(family), np.bool_)
    marked[family[members]] = True
    return marked[family]


def deepen(parent: Ints, joint: Ints, lama: Ints, baru: Ints) -> Ints:
    """Return the longest path to each node, in edges; NONE for the nodes of a cycle.

    `joint` are the nodes of several parents, `lama` and `baru` all edges into them. All other nodes
    have a single parent, so only the joints are walked one by one.
    """
    # cut off the joints as roots: every other node then hangs below one root, its `top`
    cut = parent.copy()
    cut[joint] = joint
    top, below = climb(cut)
    depth_of_top = np.zeros(len(parent), np.int64)
    depth_of_top[joint] = NONE
    for node, longest in longest_paths(top[lama], baru, below[lama] + 1).items():
        depth_of_top[node] = longest
    depth_of_top[cut[top] != top] = NONE
    return np.where(depth_of_top[top] == NONE, NONE, depth_of_top[top] + below)


def longest_paths(lama: Ints, baru: Ints, length: Ints) -> dict[int, int]:
    """Return the longest path to each node, of edges with lengths; leave out nodes after a cycle.

    Takes the nodes in topological order: linear in edges.
    """
    children: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    waiting: defaultdict[int, int] = defaultdict(int)
    for parent, child, edge in zip(lama.tolist(), baru.tolist(), length.tolist(), strict=True):
        children[parent].append((child, edge))
        waiting[child] += 1
    depth = dict.fromkeys((node for node in children if node not in waiting), 0)
    free = list(depth)
    done: dict[int, int] = {}
    while free:
        node = free.pop()
        done[node] = depth[node]
        for child, edge in children.get(node, ()):
            depth[child] = max(depth.get(child, 0), depth[node] + edge)
            waiting[child] -= 1
            if not waiting[child]:
                free.append(child)
    return done
