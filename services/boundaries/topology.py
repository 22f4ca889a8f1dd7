"""Cut polygons into the arcs that neighbours share, and say which corners of an arc matter most.

A corner where borders meet is a junction; an arc runs from junction to junction, or around a ring
without one. Neighbours use the same arc, so that whatever is done to it is done to both, and no gap
opens between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import BadRequest
from .geojson import GRID, Ring

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_JUNCTIONS = 1_000_000
"""Corners of rings at junctions; more means borders that agree nowhere."""
FLOOR = 5 * GRID
"""Degrees (5 m) below which a bend is never looked at."""
ROUNDS = 64
"""Rounds of splitting, twice what coasts need; an arc made to need more loses small bends."""
_CHUNK = 1_000_000
"""Corners that are split at once, a bound on memory."""
_BITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """Rings as sequences of shared arcs.

    arcs: corners of each arc as (lng, lat) in degrees, both ends included. rings: for each ring the
    numbers of its arcs in order, and whether each is walked backwards. uses: how many rings walk
    each arc.
    """

    arcs: tuple[Floats, ...]
    rings: tuple[tuple[tuple[int, bool], ...], ...]
    uses: Ints

    def lone(self, ring: int) -> bool:
        """Tell whether a ring touches no other: an island, or a lake without a region in it."""
        arcs = self.rings[ring]
        return len(arcs) == 1 and self.uses[arcs[0][0]] == 1 and self.closed(arcs[0][0])

    def closed(self, arc: int) -> bool:
        """Tell whether an arc ends where it begins."""
        corners = self.arcs[arc]
        return bool(np.array_equal(corners[0], corners[-1]))


def topology(rings: Sequence[Ring]) -> Topology:
    """Cut rings into arcs; raise BadRequest when their borders agree nowhere."""
    lengths = np.array([len(ring) for ring in rings])
    east, north = (np.concatenate(rings) + (1 << (_BITS - 2))).T
    # one number for each corner, in order of longitude and then latitude
    keys: Ints = (east << _BITS) | north
    points, corner = np.unique(keys, return_inverse=True)
    ends = np.cumsum(lengths)
    begins = ends - lengths
    after = np.arange(1, len(corner) + 1)
    after[ends - 1] = begins
    before = np.arange(-1, len(corner) - 1)
    before[begins] = ends - 1
    # a point is a junction when its neighbours differ between the rings that pass it
    before, after = corner[before], corner[after]
    neighbours = np.minimum(before, after) * len(points) + np.maximum(before, after)
    by_point = np.argsort(corner, kind="stable")
    of_point = np.flatnonzero(np.diff(corner[by_point], prepend=-1))
    least = np.minimum.reduceat(neighbours[by_point], of_point)
    most = np.maximum.reduceat(neighbours[by_point], of_point)
    junction: NDArray[np.bool_] = least != most
    if int(junction[corner].sum()) > MOST_JUNCTIONS:
        raise BadRequest("batas antarwilayah tidak bersambung: garis tetangga tidak berimpit")
    mask = (1 << _BITS) - 1
    grid = np.column_stack([points >> _BITS, points & mask]) - (1 << (_BITS - 2))
    places = grid * GRID
    numbers: dict[tuple[int, int], int] = {}
    arcs: list[Floats] = []
    walked: list[tuple[tuple[int, bool], ...]] = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        walk = []
        for piece in _pieces(corner[begin:end], junction):
            # an arc is stored in one direction, a closed one by its second corner
            closed = piece[0] == piece[-1]
            backwards = bool(piece[1] > piece[-2] if closed else piece[0] > piece[-1])
            forwards = piece[::-1] if backwards else piece
            first = int(forwards[0]), int(forwards[1])
            if first not in numbers:
                numbers[first] = len(arcs)
                arcs.append(places[forwards])
            walk.append((numbers[first], backwards))
        walked.append(tuple(walk))
    used = np.array([number for walk in walked for number, _ in walk])
    uses = np.bincount(used, minlength=len(arcs))
    return Topology(arcs=tuple(arcs), rings=tuple(walked), uses=uses)


def _pieces(ring: Ints, junction: NDArray[np.bool_]) -> Iterator[Ints]:
    """Yield the stretches of a ring between junctions; a ring without one begins in the west."""
    cuts = np.flatnonzero(junction[ring])
    if not len(cuts):
        cuts = np.array([ring.argmin()])
    whole = np.append(np.roll(ring, -cuts[0]), ring[cuts[0]])
    ends = np.append(cuts[1:] - cuts[0], len(ring))
    begin = 0
    for end in ends.tolist():
        yield whole[begin : end + 1]
        begin = end


def significances(arcs: Sequence[Floats]) -> list[Floats]:
    """Return for each corner of each arc how far the line would move without it, in degrees.

    Douglas and Peucker's rule at all tolerances at once: a tolerance leaves out the corners of a
    smaller value. Ends are infinite; bends under FLOOR are 0.
    """
    result: list[Floats] = []
    begin = 0
    while begin < len(arcs):
        end, size = begin, 0
        while end < len(arcs) and (end == begin or size + len(arcs[end]) <= _CHUNK):
            size += len(arcs[end])
            end += 1
        result += _split(arcs[begin:end])
        begin = end
    return result


def _split(arcs: Sequence[Floats]) -> list[Floats]:
    """Return the significances of some arcs, splitting all their stretches in each round."""
    east, north = np.concatenate(arcs).T
    ends = np.cumsum([len(arc) for arc in arcs])
    low, high = np.append(0, ends[:-1]), ends - 1
    values = np.zeros(len(east))
    values[low] = values[high] = np.inf
    cap = np.full(len(low), np.inf)
    for _ in range(ROUNDS):
        inner = high - low - 1
        low, high, cap, inner = (array[inner > 0] for array in (low, high, cap, inner))
        if not len(low):
            break
        stretch = np.repeat(np.arange(len(low)), inner)
        begins = np.cumsum(inner) - inner
        at = np.arange(len(stretch)) - begins[stretch] + low[stretch] + 1
        # how far corners lie from the line between the ends of their stretch
        begin, end = low[stretch], high[stretch]
        across, up = east[end] - east[begin], north[end] - north[begin]
        x, y = east[at] - east[begin], north[at] - north[begin]
        length = across * across + up * up
        share = np.divide(x * across + y * up, length, out=np.zeros_like(length), where=length > 0)
        share = np.clip(share, 0.0, 1.0)
        distance: Floats = np.hypot(x - share * across, y - share * up)
        most = np.maximum.reduceat(distance, begins)
        reached = np.flatnonzero(distance == most[stretch])
        middle = at[reached[np.unique(stretch[reached], return_index=True)[1]]]
        value = np.minimum(most, cap)
        large = value >= FLOOR
        values[middle] = np.where(large, value, 0.0)
        low, high = (
            np.concatenate([low[large], middle[large]]),
            np.concatenate([middle[large], high[large]]),
        )
        cap = np.tile(value[large], 2)
    return np.split(values, ends[:-1])
