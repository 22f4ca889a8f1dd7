"""Lay out a strip of dots: one for each value on an axis from zero, named where there is room.

Dots of like values stand on each other, so that none hides another. Positions across are shares of
the width, so that the strip follows the width of the page; positions down are pixels. Dots and
names do not overlap at the given width, nor at any wider one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import hypot, sqrt
from statistics import median

from ..geography.label_places import Anchor
from ..geography.plane import Box, Line, Point, crosses, distance, overlap
from ..text_size import text_width
from .ticks import nice_ticks

RADIUS = 6.5
TEXT = 13.0
SIDE = 12.0
"""Room at both ends of the axis, in pixels."""
FEWEST = 3
"""Values from which on the strip has a median."""
_NEAR = RADIUS + 5.0
"""Distance of a name from the middle of its dot."""
_ROW = 19.0
"""Height of a row of names."""
_APART = 2 * RADIUS + 1.5
"""Least distance of the middles of two dots."""
_HIGH = 1e4
"""Pixels above everything."""
_ROWS = 5
"""Rows above all dots and names in which room is searched for the name of an own place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A place with its value: `text` is the value in words; own places are named first."""

    code: str
    name: str
    value: float
    text: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A dot of the strip: its middle across as a share of the width, and down in pixels."""

    code: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """A name beside its dot, with its value for own places; the middle of its line down.

    leader: the line from the name to its dot, None for a name right beside it.
    """

    code: str
    text: str
    value: str
    x: float
    y: float
    anchor: Anchor
    leader: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A tick of the axis, or the median, with its words."""

    x: float
    text: str
    anchor: Anchor = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The strip: its height, how far down its axis is and from where to where it goes across.

    at: the place whose value the median is, "" between two places.
    """

    height: float
    axis: float
    ends: tuple[float, float]
    radius: float
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    captions: tuple[Caption, ...]
    median: Tick | None
    at: str


def strip(
    values: Sequence[Value],
    *,
    width: float,
    print_value: Callable[[float], str],
    median_words: str,
    whole: bool = False,
    all_names: bool = True,
) -> Strip:
    """Return the strip of values at a width in pixels.

    print_value: the words of a tick and of the median. median_words: what stands before its value.
    whole: values are counts, without ticks between them. all_names: name every dot that has room,
    not only the own ones.
    """
    ticks = nice_ticks(max((one.value for one in values), default=0), 5)
    layout = _Layout(width=width, end=ticks[-1])
    layout.stack(values)
    middle, at = None, ""
    if len(values) >= FEWEST:
        value = median(one.value for one in values)
        at = next((one.name for one in values if one.value == value), "")
        middle = layout.median(value, f"{median_words} {print_value(value)}", at)
    layout.name([one for one in values if one.own])
    if all_names:
        others = [one for one in values if not one.own]
        ordered = sorted(others, key=lambda one: (one.value, one.code))
        gaps = [b.value - a.value for a, b in pairwise(ordered)]
        most_apart = sorted(
            zip(gaps, gaps[1:], ordered[1:-1], strict=False),
            key=lambda of: (-min(of[0], of[1]), of[2].code),
        )
        ends = [*ordered[-1:], *ordered[:-1][:1]]
        layout.name([*ends, *(one for _, _, one in most_apart)])
    axis = layout.top + (_ROW if middle else 4.0)
    sides: dict[float, Anchor] = {ticks[0]: "start", ticks[-1]: "end"}
    captions = []
    for caption in layout.captions:
        leader = caption.leader and (
            (caption.leader[0][0] / width, axis - caption.leader[0][1]),
            (caption.leader[1][0] / width, axis - caption.leader[1][1]),
        )
        captions.append(replace(caption, x=caption.x / width, y=axis - caption.y, leader=leader))
    return Strip(
        height=axis + 24,
        axis=axis,
        ends=(SIDE / width, 1 - SIDE / width),
        radius=RADIUS,
        ticks=tuple(
            Tick(
                x=layout.across(tick) / width,
                text=print_value(tick),
                anchor=sides.get(tick, "middle"),
            )
            for tick in ticks
            if not whole or tick == int(tick)
        ),
        dots=tuple(
            Dot(code=code, x=x / width, y=axis - up) for code, (x, up) in layout.dots.items()
        ),
        captions=tuple(captions),
        median=middle and replace(middle, x=middle.x / width),
        at=at,
    )


@dataclass(slots=True, kw_only=True)
class _Layout:
    """Dots and names in pixels, counted across and up from the axis.

    end: the value at the end of the axis. boxes: the room taken, by the dots first. upright: that
    of lines from the axis up.
    """

    width: float
    end: float
    dots: dict[str, Point] = field(default_factory=dict)
    boxes: list[Box] = field(default_factory=list)
    upright: list[Box] = field(default_factory=list)
    leaders: list[Line] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)

    @property
    def top(self) -> float:
        """Return how high the highest dot or name reaches."""
        return max((box[3] for box in self.boxes), default=2 * RADIUS)

    def across(self, value: float) -> float:
        """Return where a value stands."""
        return SIDE + (self.width - 2 * SIDE) * value / self.end

    def stack(self, values: Sequence[Value]) -> None:
        """Place the dots, each as low as those before it allow."""
        for one in sorted(values, key=lambda one: (one.value, one.code)):
            x = self.across(one.value)
            near = [(other, up) for other, up in self.dots.values() if abs(other - x) < _APART]
            above = (up + sqrt(_APART**2 - (other - x) ** 2) for other, up in near)
            lowest = min(
                height
                for height in (RADIUS + 2.0, *above)
                if all((o - x) ** 2 + (up - height) ** 2 >= _APART**2 - 0.01 for o, up in near)
            )
            self.dots[one.code] = (x, lowest)
        self.boxes = [
            (x - RADIUS, up - RADIUS, x + RADIUS, up + RADIUS) for x, up in self.dots.values()
        ]

    def median(self, value: float, words: str, at: str) -> Tick:
        """Return the line of the median, whose words stand over everything else."""
        x = self.across(value)
        wide = text_width(f"{words} ({at})" if at else words, TEXT)
        self.upright.append((x - 1, 0, x + 1, _HIGH))
        return Tick(x=x, text=words, anchor="start" if x + wide + 6 <= self.width else "end")

    def name(self, values: Sequence[Value]) -> None:
        """Name the dots that have room beside or above them; own ones also higher, with a line.

        Where there is no other room the name of an own place lies on the line of the median, or its
        line on dots.
        """
        for one in values:
            places: list[tuple[Caption, Box]] = []
            for caption in self._candidates(one):
                words = f"{caption.text} {caption.value}" if caption.value else caption.text
                wide = text_width(words, TEXT, bold=one.own)
                left = caption.x - {"start": 0.0, "middle": wide / 2, "end": wide}[caption.anchor]
                top, bottom = caption.y - _ROW / 2 + 1, caption.y + _ROW / 2 - 1
                places.append((caption, (left, top, left + wide, bottom)))
            others = [dot for code, dot in self.dots.items() if code != one.code]
            # the first of these that leave room count: all, then fewer
            obstacles: list[tuple[list[Box], list[Point]]] = [(self.upright, others)]
            if one.own:
                obstacles += [([], others), ([], [])]
            free = (
                (caption, box)
                for upright, dots in obstacles
                for caption, box in places
                if self._free(box, caption, upright, dots)
            )
            first, room = next(free, (None, None))
            if first and room:
                self.captions.append(first)
                self.boxes.append(room)
                self.leaders += [first.leader] if first.leader else []

    def _candidates(self, one: Value) -> Iterator[Caption]:
        x, up = self.dots[one.code]
        above = up + RADIUS + _ROW / 2
        beside = Caption(
            code=one.code,
            text=one.name,
            value=one.text if one.own else "",
            x=x - _NEAR,
            y=up,
            anchor="end",
        )
        if not one.own:
            yield replace(beside, x=x, y=above, anchor="middle")
        yield beside
        yield replace(beside, x=x + _NEAR, anchor="start")
        if not one.own:
            return
        rows = int((self.top - above) / _ROW) + _ROWS
        for half_row in range(2 * rows):
            height = above + half_row * _ROW / 2
            for by in (-_NEAR, _NEAR, -3 * _NEAR, 3 * _NEAR):
                begin = (x + by, height - 4)
                far = hypot(begin[0] - x, begin[1] - up)
                end = (x + RADIUS * (begin[0] - x) / far, up + RADIUS * (begin[1] - up) / far)
                outward: tuple[Anchor, Anchor] = ("end", "start") if by < 0 else ("start", "end")
                for anchor in outward:
                    yield replace(beside, x=x + by, y=height, anchor=anchor, leader=(begin, end))

    def _free(
        self, box: Box, caption: Caption, upright: Sequence[Box], dots: Sequence[Point]
    ) -> bool:
        """Tell whether a name touches no dot, name or line, nor its own line any of them."""
        if box[0] < 0 or box[2] > self.width:
            return False
        if any(overlap(box, other) for other in (*self.boxes, *upright)):
            return False
        if any(crosses(other, box) for other in self.leaders):
            return False
        line, names = caption.leader, self.boxes[len(self.dots) :]
        return line is None or not (
            any(crosses(line, other) for other in (*names, *upright))
            or any(distance(line, dot) < RADIUS + 1 for dot in dots)
        )
