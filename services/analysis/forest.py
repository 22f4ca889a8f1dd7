"""Families of codes: parent arrays to roots, depths and shapes (domain.md, table silsilah).

Everything is linear or n log n in codes and rows; two parents and cycles are found, marked and
never looped on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .codes import NONE, Bools, Ints, dense

Order = Callable[[Ints], Ints]
"""Ranks codes, given by their numbers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forest:
    """Per code: number of the root, depth in edges, distinct children, odd family or not.

    In an odd family (`tidak_wajar`: a code of two parents, or a cycle) `akar` is its smallest
    code and `kedalaman` the longest path that ends at the code; NONE where the family has a
    cycle, since a path in it has no end.
    """

    akar: Ints
    kedalaman: Ints
    anak: Ints
    tidak_wajar: Bools


def grow(size: int, lama: Ints, baru: Ints, order: Order = np.asarray) -> Forest:
    """Build the forest of `size` codes from rows; rows without both codes or onto itself are none.

    `order` ranks codes for the choice of an odd family's root; by default by their numbers.

    The same edge may come several times and counts once.
    """
    edges = (lama != NONE) & (baru != NONE) & (lama != baru)
    lama, baru = lama[edges], baru[edges]
    parent = np.arange(size)
    parent[baru] = lama
    second = parent[baru] != lama
    root, depth = climb(parent)
    circling = np.flatnonzero(parent[root] != root)
    odd = np.concatenate([baru[second], circling])
    anak = _children(parent, lama[second], baru[second])
    if not len(odd):
        return Forest(akar=root, kedalaman=depth, anak=anak, tidak_wajar=np.zeros(size, np.bool_))
    label = merge(
        size,
        np.concatenate([root[lama[second]], root[circling]]),
        np.concatenate([root[baru[second]], root[parent[circling]]]),
    )[root]
    strange = _families_of(label, odd)
    joint = np.unique(baru[second])
    at_joint = np.isin(baru, joint)
    deep = deepen(parent, joint, lama[at_joint], baru[at_joint])
    deep[_families_of(label, np.flatnonzero(deep == NONE))] = NONE
    return Forest(
        akar=_smallest(label, strange, order), kedalaman=deep, anak=anak, tidak_wajar=strange
    )


def climb(parent: Ints) -> tuple[Ints, Ints]:
    """Give each node's root and depth by pointer doubling; a root is its own parent.

    Under a cycle the "root" is some node of that cycle and the depth means nothing.
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


def merge(size: int, one: Ints, other: Ints) -> Ints:
    """Label nodes so that linked ones share the smallest label among them.

    Every round hooks each label onto its smallest neighbour: at most about 2 log2 rounds over the
    linked nodes alone.
    """
    both = np.concatenate([one, other])
    ids, first = dense(both)
    linked, near, far = both[first], ids[: len(one)], ids[len(one) :]
    label = np.arange(len(linked))
    while True:
        a, b = label[near], label[far]
        apart = a != b
        if not apart.any():
            break
        near, far, a, b = near[apart], far[apart], a[apart], b[apart]
        np.minimum.at(label, np.maximum(a, b), np.minimum(a, b))
        label, _ = climb(label)
    whole = np.arange(size)
    whole[linked] = linked[label]
    return whole


def _children(parent: Ints, lama: Ints, baru: Ints) -> Ints:
    size = len(parent)
    first = np.bincount(parent, minlength=size) - (parent == np.arange(size))
    further = np.unique(lama * size + baru) // max(size, 1)
    children: Ints = first + np.bincount(further, minlength=size)
    return children


def _families_of(label: Ints, members: Ints) -> Bools:
    marked = np.zeros(len(label), np.bool_)
    marked[label[members]] = True
    return marked[label]


def _smallest(label: Ints, strange: Bools, order: Order) -> Ints:
    """Rename the strange families after their first member in `order`."""
    at = np.flatnonzero(strange)
    at = at[np.argsort(order(at), kind="stable")]
    first = np.arange(len(label))
    first[label[at[::-1]]] = at[::-1]
    return first[label]


def deepen(parent: Ints, joint: Ints, lama: Ints, baru: Ints) -> Ints:
    """Give the longest path to each node, in edges; NONE for the nodes of a cycle, if not past it.

    `joint` are the nodes of several parents, `lama` and `baru` all edges into them. Between them
    every node has one way up, so only the joints are walked one by one.
    """
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
    """Give the longest path to each node of edges with lengths; nodes past a cycle are left out.

    Peels nodes without a parent left, one by one: linear in edges.
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
