"""Boxes and lines on a canvas: do they touch?"""

from __future__ import annotations

from math import hypot
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Line: TypeAlias = tuple[Point, Point]
Box: TypeAlias = tuple[float, float, float, float]
"""The lower and then the upper end in both directions: x, y, x, y."""


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes have room in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def crosses(line: Line, box: Box) -> bool:
    """Tell whether a line touches a box."""
    left, low, right, high = box
    if any(left < x < right and low < y < high for x, y in line):
        return True
    diagonals = (((left, low), (right, high)), ((left, high), (right, low)))
    return any(meet(line, diagonal) for diagonal in diagonals)


def meet(one: Line, other: Line) -> bool:
    """Tell whether two lines cross."""
    return (
        _side(one, other[0]) * _side(one, other[1]) < 0
        and _side(other, one[0]) * _side(other, one[1]) < 0
    )


def distance(line: Line, point: Point) -> float:
    """Return how far a point is from a line between two points."""
    (ax, ay), (bx, by) = line
    along = (bx - ax) ** 2 + (by - ay) ** 2
    share = ((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay)) / along if along else 0.0
    share = min(1.0, max(0.0, share))
    return hypot(ax + share * (bx - ax) - point[0], ay + share * (by - ay) - point[1])


def _side(line: Line, point: Point) -> float:
    """Return on which side of a line a point lies, 0 on it."""
    (ax, ay), (bx, by) = line
    return (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)
