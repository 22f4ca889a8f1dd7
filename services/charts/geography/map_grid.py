"""Find room on a map, on a grid of cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .plane import Box, Point

Ring: TypeAlias = Sequence[Point]
Grid: TypeAlias = NDArray[Any]

CELL = 2.0
"""Side of a cell, in units of the map."""


def mask_of(rings: Sequence[Ring], shape: tuple[int, int]) -> Grid:
    """Return which cells of a grid have their middle inside the rings, holes left out."""
    mask = np.zeros(shape, dtype=bool)
    begins = np.array([point for ring in rings for point in ring])
    ends = np.array([point for ring in rings for point in (*ring[1:], ring[0])])
    (x1, y1), (x2, y2) = begins.T, ends.T
    for row in range(max(0, int(y1.min() / CELL)), min(shape[0], int(y1.max() / CELL) + 1)):
        y = (row + 0.5) * CELL
        crossing = (y1 <= y) != (y2 <= y)
        rise = (y - y1[crossing]) / (y2[crossing] - y1[crossing])
        xs = np.sort(x1[crossing] + rise * (x2[crossing] - x1[crossing]))
        columns = np.ceil(xs / CELL - 0.5).astype(int)
        for left, right in zip(columns[::2], columns[1::2], strict=True):
            mask[row, max(left, 0) : max(right, 0)] = True
    return mask


def sums_of(mask: Grid) -> Grid:
    """Return for each corner of the grid how many cells left of it and above it are set."""
    return np.pad(mask.cumsum(0).cumsum(1), ((1, 0), (1, 0)))


def count_within(sums: Grid, box: Box) -> int:
    """Return how many cells that a box touches are set."""
    left, top, right, bottom = (max(0, int(value / CELL)) for value in box)
    right, bottom = min(right + 1, sums.shape[1] - 1), min(bottom + 1, sums.shape[0] - 1)
    inside = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return int(inside)


def roomiest(mask: Grid, width: float, height: float, sizes: Sequence[float]) -> Point | None:
    """Return the middle of the largest place in a mask for a box, None where it has none.

    sizes: the multiples of the box that are tried, the largest first.
    """
    rows, columns = np.nonzero(mask)
    if not rows.size:
        return None
    top, left = int(rows.min()), int(columns.min())
    sums = sums_of(mask[top : rows.max() + 1, left : columns.max() + 1])
    for size in sizes:
        across, down = _cells(width * size), _cells(height * size)
        if across >= sums.shape[1] or down >= sums.shape[0]:
            continue
        filled = sums[down:, across:] - sums[:-down, across:]
        filled = filled - (sums[down:, :-across] - sums[:-down, :-across])
        rows, columns = np.nonzero(filled == across * down)
        if rows.size:
            at = int(((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2).argmin())
            x, y = left + columns[at] + across / 2, top + rows[at] + down / 2
            return float(x) * CELL, float(y) * CELL
    return None


def middle(rings: Sequence[Ring]) -> Point:
    """Return the mean of the corners of the longest ring."""
    xs, ys = zip(*max(rings, key=len), strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def _cells(length: float) -> int:
    return max(1, int(-(-length // CELL)))
