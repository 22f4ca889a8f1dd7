"""Place the names of regions on a map: inside their region, else beside it with a leader.

Names never overlap each other, and a name outside never lies on a region. A name without room is
left out: every name is in the list beside the map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, pi, sin
from typing import Literal, TypeAlias

import numpy as np

from ..text_size import LINE_HEIGHT, text_width, wrappings
from .map_grid import CELL, Grid, Ring, count_within, mask_of, middle, roomiest, sums_of
from .plane import Box, Line, Point, crosses, meet, overlap

Anchor: TypeAlias = Literal["start", "middle", "end"]

GAP = 3.0
"""Least distance of two names, and of a name from the end of its leader."""
MOST_LINES = 3
_ROOMS = (4.0, 3.0, 2.4, 2.0, 1.6, 1.3, 1.0)
"""Sizes of a place that are tried for a name, in sizes of the name."""
_SQUARES = (24.0, 16.0, 12.0, 8.0, 6.0, 4.0, 2.0)
"""Sides of the squares that are tried for the start of a leader, in units of the map."""
_STEP, _DIRECTIONS, _REACH = 6.0, 24, 9.0
"""Steps and directions in which room is searched around a region; the farthest, in text sizes."""
_OVER_OTHERS = 0.8
"""What a unit of a leader across other regions costs more than one over water."""
_SIDEWAYS = 0.35
"""The least cosine of a leader's direction at which a name stands beside its end, not over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What is written on a region: its name and perhaps a value below, on a line of its own."""

    code: str
    text: str
    value: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A name on the map: its lines, the middle of its block in height, and on which side it begins.

    leader: from the region to the name, None for a name inside.
    """

    code: str
    lines: tuple[str, ...]
    value: str
    x: float
    y: float
    anchor: Anchor
    bold: bool
    leader: Line | None = None

    def box(self, text: float) -> Box:
        """Return the room that the name takes; text: the size of its type."""
        width, height = _measure(self.lines, self.value, text, bold=self.bold)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - height / 2, left + width, self.y + height / 2


def place_labels(
    regions: Mapping[str, Sequence[Ring]],
    names: Sequence[Name],
    *,
    size: tuple[float, float],
    text: float,
) -> tuple[Label, ...]:
    """Return the names that have room; where two want the same, the first of `names` has it.

    regions: the rings of each region, holes too. size: width and height of the map. text: the size
    of the type, in the unit of the map.
    """
    search = _Search.on(regions, size, text)
    known = [name for name in names if name.code in regions]
    labels = {label.code: label for label in map(search.inside, known) if label}
    search.boxes += [label.box(text) for label in labels.values()]
    for name in known:
        if name.code not in labels and (label := search.outside(name)):
            labels[name.code] = label
    return tuple(labels[name.code] for name in known if name.code in labels)


@dataclass(slots=True, kw_only=True)
class _Search:
    """The map as a grid of cells, and the room that is taken so far.

    masks: the cells of each region. owners: the number of the region of each cell, -1 on water.
    land: the sums of all regions' cells.
    """

    regions: Mapping[str, Sequence[Ring]]
    masks: Mapping[str, Grid]
    owners: Grid
    land: Grid
    size: tuple[float, float]
    text: float
    boxes: list[Box] = field(default_factory=list)
    leaders: list[Line] = field(default_factory=list)

    @classmethod
    def on(
        cls, regions: Mapping[str, Sequence[Ring]], size: tuple[float, float], text: float
    ) -> _Search:
        shape = (round(size[1] / CELL) + 1, round(size[0] / CELL) + 1)
        masks = {code: mask_of(rings, shape) for code, rings in regions.items()}
        owners = np.full(shape, -1)
        for at, mask in enumerate(masks.values()):
            owners[mask] = at
        land = sums_of(owners >= 0)
        return cls(regions=regions, masks=masks, owners=owners, land=land, size=size, text=text)

    def inside(self, name: Name) -> Label | None:
        """Return a name at the widest place of its region, on as few lines as have room there."""
        for lines in wrappings(name.text, MOST_LINES):
            width, height = _measure(lines, name.value, self.text, bold=name.bold)
            place = roomiest(self.masks[name.code], width, height, _ROOMS)
            if place:
                return _label(name, lines, place, "middle")
        return None

    def outside(self, name: Name) -> Label | None:
        """Return a name beside its region, where its leader is short and crosses little.

        The room that it takes is taken from then on.
        """
        start = roomiest(self.masks[name.code], 1, 1, _SQUARES) or middle(self.regions[name.code])
        best, lowest = None, self.text * _REACH
        for lines in wrappings(name.text, 2):
            for label, leader in self._around(name, lines, start):
                if hypot(leader[1][0] - start[0], leader[1][1] - start[1]) >= lowest:
                    continue
                box = label.box(self.text)
                left, top, right, bottom = box
                inside = left >= 0 and top >= 0 and right <= self.size[0] and bottom <= self.size[1]
                if not inside or count_within(self.land, box):
                    continue
                (x1, y1), (x2, y2) = leader
                length = hypot(x2 - x1, y2 - y1)
                steps = max(1, round(length / CELL))
                own = list(self.masks).index(name.code)
                points = (
                    (x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps) for i in range(steps)
                )
                crossed = sum(self._owner(*point) not in (-1, own) for point in points)
                cost = length + _OVER_OTHERS * crossed * CELL
                if cost < lowest and self._free(box, leader):
                    best, lowest = (label, leader), cost
        if best is None:
            return None
        label, leader = best
        self.boxes.append(label.box(self.text))
        self.leaders.append(leader)
        return label

    def _around(
        self, name: Name, lines: tuple[str, ...], start: Point
    ) -> Iterator[tuple[Label, Line]]:
        """Yield a name with its leader at all distances and in all directions from a start."""
        half = _measure(lines, name.value, self.text, bold=name.bold)[1] / 2
        for step in range(1, int(self.text * _REACH / _STEP) + 1):
            for direction in range(_DIRECTIONS):
                angle = 2 * pi * direction / _DIRECTIONS
                x, y = start[0] + step * _STEP * cos(angle), start[1] + step * _STEP * sin(angle)
                anchor: Anchor = "middle"
                end = (x, y + (half if sin(angle) < 0 else -half))
                if abs(cos(angle)) > _SIDEWAYS:
                    anchor = "start" if cos(angle) > 0 else "end"
                    end = (x - GAP if anchor == "start" else x + GAP, y)
                leader = (start, end)
                yield _label(name, lines, (x, y), anchor, leader), leader

    def _owner(self, x: float, y: float) -> int:
        row, column = int(y / CELL), int(x / CELL)
        within = 0 <= row < self.owners.shape[0] and 0 <= column < self.owners.shape[1]
        return int(self.owners[row, column]) if within else -1

    def _free(self, box: Box, leader: Line) -> bool:
        """Tell whether neither a name nor its leader touches another of either."""
        left, top, right, bottom = box
        wide = (left - GAP, top - GAP / 2, right + GAP, bottom + GAP / 2)
        return not (
            any(overlap(wide, other) or crosses(leader, other) for other in self.boxes)
            or any(meet(leader, other) or crosses(other, wide) for other in self.leaders)
        )


def _label(
    name: Name, lines: tuple[str, ...], at: Point, anchor: Anchor, leader: Line | None = None
) -> Label:
    return Label(
        code=name.code,
        lines=lines,
        value=name.value,
        x=at[0],
        y=at[1],
        anchor=anchor,
        bold=name.bold,
        leader=leader,
    )


def _measure(lines: Sequence[str], value: str, text: float, *, bold: bool) -> tuple[float, float]:
    """Return width and height of a block of lines with its value, over which names are bold."""
    widths = [text_width(line, text, bold=bold or bool(value)) for line in lines]
    every = [*widths, text_width(value, text)] if value else widths
    return max(every), text * LINE_HEIGHT * len(every)
