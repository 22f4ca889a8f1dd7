"""Boundaries ready for drawing, coloured by a value.

Boundaries are GeoJSON whose features carry a Kemendagri code and a name. They are read once into
compact text of few decimals, so that colouring them again costs almost nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import asinh, atan, degrees, log2, pi, radians, sinh, tan
from typing import Any

import polars as pl

from ...language import wording
from ...language.plain_text import visible
from ..palette import MAP_CLASSES, Palette, Theme, palette
from .classes import Classes, Method, classify, spread

Bounds = tuple[float, float, float, float]
INDONESIA: Bounds = (95.0, -11.0, 141.0, 6.1)
ZERO, NO_FIGURE, UNREAD = "nol", "tanpa", "belum"
"""The shades beside the classes: zero is white, what was read without a figure dotted, what was not
read hatched."""
WITHOUT_VALUE = frozenset({NO_FIGURE, UNREAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One region: `geometry` is GeoJSON text, `bounds` west, south, east, north in degrees."""

    code: str
    name: str
    geometry: str
    bounds: Bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One region as drawn; `value_text` is its value in words, if `known`.

    shade: how it is filled: the number of its class, or ZERO, NO_FIGURE or UNREAD.
    """

    code: str
    name: str
    geometry: str
    value_text: str
    fill: str
    shade: str

    @property
    def known(self) -> bool:
        """Tell whether the region has a value."""
        return self.shade not in WITHOUT_VALUE


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """One class of the legend: its words, its colour and shade, how many regions it holds."""

    label: str
    colour: str
    count: int
    shade: str

    @property
    def known(self) -> bool:
        """Tell whether the regions of the class have a value."""
        return self.shade not in WITHOUT_VALUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """Regions with their colours, ready for the screen (maps) and for a file (svg).

    `unplaced` counts rows with a value but without a shape; the page must state it.
    """

    marks: tuple[Mark, ...]
    legend: tuple[LegendEntry, ...]
    classes: Classes
    bounds: Bounds
    theme: Theme
    lang: str
    unplaced: int

    @property
    def shapes(self) -> tuple[tuple[str, str], ...]:
        """Return code and geometry of each region, what a layout is made of."""
        return tuple((mark.code, mark.geometry) for mark in self.marks)

    def fill(self, shade: str, theme: Theme) -> str:
        """Return the colour of a shade in a theme."""
        colours = palette(theme)
        blank = {ZERO: colours.background, NO_FIGURE: colours.background, UNREAD: colours.no_data}
        return blank.get(shade) or spread(colours.map_ramp, len(self.classes.counts))[int(shade)]


def read_shapes(boundaries: Mapping[str, Any], decimals: int = 3) -> tuple[Shape, ...]:
    """Read a GeoJSON FeatureCollection of polygons; `code` and `name` are in the properties.

    decimals: of the degrees that are kept, three for some 100 m.
    """
    shapes = []
    for feature in boundaries["features"]:
        rounded = _rounded(feature["geometry"]["coordinates"], decimals)
        corners = list(_corners(rounded))
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        properties = feature["properties"]
        geometry = {"type": feature["geometry"]["type"], "coordinates": rounded}
        shapes.append(
            Shape(
                code=str(properties["code"]),
                name=visible(properties.get("name") or properties["code"]),
                geometry=json.dumps(geometry, separators=(",", ":"), ensure_ascii=True),
                bounds=(min(xs), min(ys), max(xs), max(ys)),
            )
        )
    return tuple(shapes)


def within(shapes: Iterable[Shape], parent: str) -> tuple[Shape, ...]:
    """Return the shapes below a parent by its code; all of them for ""."""
    return tuple(shape for shape in shapes if shape.code.startswith(parent))


def _rounded(coordinates: Sequence[Any], decimals: int) -> list[Any]:
    if isinstance(coordinates[0], int | float):
        return [round(float(coordinate), decimals) for coordinate in coordinates[:2]]
    return [_rounded(inner, decimals) for inner in coordinates]


def _corners(coordinates: Sequence[Any]) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], float):
        yield coordinates[0], coordinates[1]
    else:
        for inner in coordinates:
            yield from _corners(inner)


def paint(
    shapes: Iterable[Shape],
    values: pl.DataFrame,
    *,
    theme: Theme,
    print_value: Callable[[Any], str],
    lang: str = "id",
    method: Method = "quantile",
    also: Iterable[Any] = (),
) -> Painted:
    """Colour regions by a frame (kode, nama, value): one row a region, null is no data.

    `print_value` is for tooltip and legend. The frame's names win over the boundaries'. also:
    further values that take part in the classes, those of other years on the same scale.
    """
    drawn = tuple(shapes)
    rows = {str(code): (name, v) for code, name, v in values.select("kode", "nama", "value").rows()}
    matched = [(shape, *rows.get(shape.code, (None, None))) for shape in drawn]
    codes = {shape.code for shape in drawn}
    brush = _Brush.of(
        [v for *_, v in matched],
        also,
        theme=theme,
        print_value=print_value,
        lang=lang,
        method=method,
    )
    marks = [brush.mark(s.code, name or s.name, s.geometry, v) for s, name, v in matched]
    bounds = INDONESIA
    if drawn:
        west, south, east, north = zip(*(shape.bounds for shape in drawn), strict=True)
        bounds = (min(west), min(south), max(east), max(north))
    return Painted(
        marks=tuple(marks),
        legend=brush.legend(marks),
        classes=brush.classes,
        bounds=bounds,
        theme=theme,
        lang=lang,
        unplaced=sum(code not in codes and v is not None for code, (_, v) in rows.items()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brush:
    """Colours and words of the classes, with which marks and their legend are made."""

    classes: Classes
    colours: Palette
    fills: tuple[str, ...]
    print_value: Callable[[Any], str]
    lang: str

    @classmethod
    def of(
        cls,
        values: Sequence[Any],
        also: Iterable[Any],
        *,
        theme: Theme,
        print_value: Callable[[Any], str],
        lang: str,
        method: Method,
    ) -> _Brush:
        """Return the brush for values; zero is a class of its own beside those made here."""
        others = (value for value in also if value is not None)
        known = (value for value in (*values, *others) if value != 0)
        classes, colours = classify(known, method, MAP_CLASSES), palette(theme)
        fills = spread(colours.map_ramp, len(classes.counts))
        return cls(
            classes=classes, colours=colours, fills=fills, print_value=print_value, lang=lang
        )

    def mark(self, code: str, name: str, geometry: str, value: Any) -> Mark:
        index = self.classes.index(value)
        shade, fill, text = UNREAD, self.colours.no_data, wording.text("maps.no_data", self.lang)
        if value == 0:
            shade, fill, text = ZERO, self.colours.background, self.print_value(value)
        elif index is not None:
            shade, fill, text = str(index), self.fills[index], self.print_value(value)
        return Mark(
            code=code,
            name=visible(name),
            geometry=geometry,
            value_text=text,
            fill=fill,
            shade=shade,
        )

    def legend(self, marks: Sequence[Mark]) -> tuple[LegendEntry, ...]:
        """Return the classes from low to high, then zero and no data where regions have them."""
        counts = Counter(mark.shade for mark in marks)
        words = self.classes.labels(self.print_value)
        entries = [
            LegendEntry(label=label, colour=colour, count=counts[str(index)], shade=str(index))
            for index, (label, colour) in enumerate(zip(words, self.fills, strict=True))
            if label is not None
        ]
        for shade in (ZERO, UNREAD):
            first = next((mark for mark in marks if mark.shade == shade), None)
            if first:
                label, colour = first.value_text, first.fill
                entries.append(
                    LegendEntry(label=label, colour=colour, count=counts[shade], shade=shade)
                )
        return tuple(entries)


def mercator(lng: float, lat: float) -> tuple[float, float]:
    """Return web-mercator coordinates, 0-1 across the world, y downwards."""
    return (lng + 180) / 360, 0.5 - asinh(tan(radians(lat))) / (2 * pi)


def fit_zoom(bounds: Bounds, width: int, height: int, *, padding: float = 0.06) -> float:
    """Return the zoom at which bounds fill width x height pixels (512-pixel tiles)."""
    left, bottom = mercator(bounds[0], bounds[1])
    right, top = mercator(bounds[2], bounds[3])
    across, down = max(right - left, 1e-6), max(bottom - top, 1e-6)
    room = 1 - 2 * padding
    return min(log2(width * room / (512 * across)), log2(height * room / (512 * down)))


def centre(bounds: Bounds) -> tuple[float, float]:
    """Return longitude and latitude in the middle of bounds, as seen on the map."""
    middle = (mercator(0, bounds[1])[1] + mercator(0, bounds[3])[1]) / 2
    return (bounds[0] + bounds[2]) / 2, degrees(atan(sinh(pi * (1 - 2 * middle))))
