"""Write a ranked list as an SVG picture: title, rows with their bars, source line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..language.plain_text import visible
from .palette import Palette, Theme, palette
from .ranked_list import (
    Bar,
    Cell,
    Column,
    Dumbbell,
    Line,
    Marks,
    Row,
    Scale,
    Shape,
    Stack,
    Text,
    share_of_scale,
)
from .svg_parts import LINE, SIDE, WIDTH, Picture, box, framed, words

ROW = 38
NAMES, FIGURE, GAP = 330, 104, 12
"""Pixels: the column of names, a column of figures, between columns."""
CHARACTERS = 46
"""Characters that fit the column of names."""
BAR, TICK, MARK = 13, 20, 5
"""Pixels: the height of a bar and of the tick of the year before, the radius of a mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPicture:
    """A list to be drawn: its title, rows, columns, scale, and the theme.

    colours: of the parts of stacked bars, by name.
    """

    title: str
    rows: Sequence[Row]
    columns: Sequence[Column]
    scale: Scale
    theme: Theme
    colours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a cell is drawn: its left, width and middle in pixels."""

    left: float
    width: float
    middle: float = 0.0

    def at(self, value: float | None, top: float) -> float:
        """Return the pixel of a value on a scale from zero to `top`."""
        return self.left + self.width * share_of_scale(value, top)


def list_svg(given: ListPicture, source: str) -> Picture:
    """Return a list as a picture, its source line below; all text is escaped."""
    look = palette(given.theme)
    top = SIDE + 2 * LINE
    body = top + LINE
    foot = body + ROW * len(given.rows) + LINE
    parts: list[str] = []
    for column, place in zip(given.columns, _places(given.columns, top), strict=True):
        if column.ticks:
            for value, label in given.scale.ticks:
                x, anchor = place.at(value, given.scale.top), "middle" if value else "start"
                parts.append(words(label, x, top, look.muted, size=12, anchor=anchor))
        elif column.kind == "angka":
            right = place.left + place.width
            parts.append(words(column.label, right, top, look.muted, size=12, anchor="end"))
        else:
            parts.append(words(column.label, place.left, top, look.muted, size=12))
    for at, row in enumerate(given.rows):
        y = body + ROW * at
        middle = y + ROW / 2
        second = " · ".join(text for text in (row.code, row.second) if text)
        parts += [
            f'<line x1="{SIDE}" x2="{WIDTH - SIDE}" y1="{y}" y2="{y}" stroke="{look.line}"/>',
            words(_cut(row.name), SIDE, middle - 3 if second else middle + 4, look.text, size=13),
            words(_cut(second), SIDE, middle + 12, look.muted, size=11),
        ]
        places = _places(given.columns, middle)
        for cell, column, place in zip(row.cells, given.columns, places, strict=False):
            if not isinstance(cell, Text):
                parts += _mark(given, cell, place, look)
                continue
            right, weight = place.left + place.width, 600 if column.strong else 400
            up = middle - 3 if cell.small else middle + 4
            parts += [
                words(cell.text, right, up, look.text, size=13, weight=weight, anchor="end"),
                words(cell.small, right, middle + 12, look.muted, size=11, anchor="end"),
            ]
    return framed(given.title, parts, foot, source, look)


def _places(columns: Sequence[Column], middle: float) -> list[_Place]:
    """Return the place of each column; marks share what names and figures leave."""
    marks = sum(column.kind != "angka" for column in columns)
    left = float(SIDE + NAMES + GAP)
    free = WIDTH - SIDE - left - (len(columns) - marks) * (FIGURE + GAP) - marks * GAP
    places = []
    for column in columns:
        width = FIGURE if column.kind == "angka" else free / marks
        places.append(_Place(left=left, width=width, middle=middle))
        left += width + GAP
    return places


def _mark(given: ListPicture, cell: Cell, place: _Place, look: Palette) -> Iterator[str]:
    match cell:
        case Bar():
            yield from _bar(given, cell, place, look)
            if cell.value is not None and not cell.own_scale:
                yield from _reference(given.scale, place, look)
        case Stack():
            start = place.left
            for name, value in cell.parts:
                width = place.at(value, given.scale.top) - place.left
                fill = given.colours.get(name, look.brand)
                yield box(start, width, place.middle, fill, BAR, edge=look.edge(fill))
                start += width
            yield from _tick(cell.last, given.scale.top, place, look)
            yield from _reference(given.scale, place, look)
        case Dumbbell():
            yield from _dumbbell(cell, given.scale.top, place, look)
        case Line():
            yield _line(cell.values, place, given.scale.top, look.brand)
        case Marks():
            for shape, mark in cell.marks:
                if mark is not None:
                    yield _shape(shape, place.at(mark, given.scale.top), place.middle, look)


def _shape(shape: Shape, x: float, y: float, look: Palette) -> str:
    if shape == "titik":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{MARK}" fill="{look.brand}"/>'
    return (
        f'<path d="M{x:.1f} {y - MARK - 1:.1f}l{MARK + 1} {MARK + 1}l-{MARK + 1} {MARK + 1}'
        f'l-{MARK + 1} -{MARK + 1}z" fill="{look.background}" stroke="{look.text}" '
        'stroke-width="1.5"/>'
    )


def _reference(scale: Scale, place: _Place, look: Palette) -> Iterator[str]:
    if scale.reference is not None:
        x = place.at(scale.reference, scale.top)
        yield box(x - 1, 2, place.middle, look.muted, ROW)


def _bar(given: ListPicture, cell: Bar, place: _Place, look: Palette) -> Iterator[str]:
    top = given.scale.second if cell.own_scale else given.scale.top
    room = replace(place, width=place.width - (FIGURE / 2 if cell.label else 0))
    end = room.at(cell.value, top)
    fill = given.colours.get(cell.colour, look.brand)
    if end > place.left:
        yield box(place.left, end - place.left, place.middle, fill, BAR, edge=look.edge(fill))
    yield from _tick(cell.last, top, room, look)
    yield words(cell.label or cell.words, end + 4, place.middle + 4, look.text, size=12)


def _tick(value: float | None, top: float, place: _Place, look: Palette) -> Iterator[str]:
    """Draw the mark of the year before, where it is known."""
    if value is not None:
        yield box(place.at(value, top) - 1, 2, place.middle, look.text, TICK)


def _dumbbell(cell: Dumbbell, top: float, place: _Place, look: Palette) -> Iterator[str]:
    start, end = sorted((place.at(cell.last, top), place.at(cell.value, top)))
    yield box(start, end - start, place.middle, look.brand, 2)
    for value, fill in ((cell.last, look.background), (cell.value, look.brand)):
        if value is not None:
            yield (
                f'<circle cx="{place.at(value, top):.1f}" cy="{place.middle}" r="5" '
                f'fill="{fill}" stroke="{look.brand}" stroke-width="2"/>'
            )


def _line(values: Sequence[float | None], place: _Place, top: float, ink: str) -> str:
    """Return the line through the known values, with a gap for every unknown value."""
    steps = max(len(values) - 1, 1)
    path, pen = "", "M"
    for at, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        y = place.middle + ROW / 2 - 4 - (ROW - 8) * share_of_scale(value, top)
        path += f"{pen}{place.left + place.width * at / steps:.1f} {y:.1f}"
        pen = "L"
    return f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="2"/>'


def _cut(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= CHARACTERS else f"{shown[: CHARACTERS - 1]}…"
