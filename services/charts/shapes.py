"""Boundaries ready for drawing, coloured by a value.

Boundaries are GeoJSON whose features carry a Kemendagri code and a name. They are read once into
compact text (three decimals, some 100 m), so that colouring them again costs almost nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import asinh, atan, degrees, log2, pi, radians, sinh, tan
from typing import Any

import polars as pl

from ..language import wording
from ..language.plain_text import visible
from .classes import Classes, Method, classify
from .palette import Palette, Theme, palette

Bounds = tuple[float, float, float, float]
INDONESIA: Bounds = (95.0, -11.0, 141.0, 6.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One region: `geometry` is GeoJSON text, `bounds` west, south, east, north in degrees."""

    code: str
    name: str
    geometry: str
    bounds: Bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One region or point as drawn; `value_text` is its value in words, if `known`."""

    code: str
    name: str
    geometry: str
    value_text: str
    fill: str
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """One class of the legend: its words, its colour, how many regions it holds."""

    label: str
    colour: str
    count: int
    known: bool = True


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


def read_shapes(boundaries: Mapping[str, Any]) -> tuple[Shape, ...]:
    """Read a GeoJSON FeatureCollection of polygons; `code` and `name` are in the properties."""
    shapes = []
    for feature in boundaries["features"]:
        rounded = _rounded(feature["geometry"]["coordinates"])
        corners = list(_corners(rounded))
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        properties = feature["properties"]
        geometry = {"type": feature["geometry"]["type"], "coordinates": rounded}
        shapes.append(
            Shape(
                code=str(properties["code"]),
                name=visible(properties.get("name") or properties["code"]),
                geometry=_compact(geometry),
                bounds=(min(xs), min(ys), max(xs), max(ys)),
            )
        )
    return tuple(shapes)


def within(shapes: Iterable[Shape], parent: str) -> tuple[Shape, ...]:
    """Return the shapes below a parent by its code; all of them for ""."""
    return tuple(shape for shape in shapes if shape.code.startswith(parent))


def _rounded(coordinates: Sequence[Any]) -> list[Any]:
    if isinstance(coordinates[0], int | float):
        return [round(float(coordinates[0]), 3), round(float(coordinates[1]), 3)]
    return [_rounded(inner) for inner in coordinates]


def _corners(coordinates: Sequence[Any]) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], float):
        yield coordinates[0], coordinates[1]
    else:
        for inner in coordinates:
            yield from _corners(inner)


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


def paint(
    shapes: Iterable[Shape],
    values: pl.DataFrame,
    *,
    theme: Theme,
    print_value: Callable[[Any], str],
    lang: str = "id",
    method: Method = "quantile",
    value: str = "value",
) -> Painted:
    """Colour regions by a frame (kode, nama, value): one row a region, null is no data.

    `print_value` is for tooltip and legend. The frame's names win over the boundaries'.
    """
    drawn = tuple(shapes)
    rows = {str(code): (name, v) for code, name, v in values.select("kode", "nama", value).rows()}
    matched = [(shape, *rows.get(shape.code, (None, None))) for shape in drawn]
    codes = {shape.code for shape in drawn}
    brush = _Brush.of(
        [v for *_, v in matched], theme=theme, print_value=print_value, lang=lang, method=method
    )
    return brush.painted(
        [brush.mark(s.code, name or s.name, s.geometry, v) for s, name, v in matched],
        _around([shape.bounds for shape in drawn]),
        unplaced=sum(code not in codes and v is not None for code, (_, v) in rows.items()),
    )


def paint_points(
    points: pl.DataFrame,
    *,
    theme: Theme,
    print_value: Callable[[Any], str],
    lang: str = "id",
    method: Method = "quantile",
    value: str = "value",
) -> Painted:
    """Colour points by a frame (kode, nama, lat, lng, value); count rows without lat or lng."""
    placed = points.drop_nulls(["lat", "lng"])
    rows = placed.select("kode", "nama", "lat", "lng", value).rows()
    brush = _Brush.of(
        [v for *_, v in rows], theme=theme, print_value=print_value, lang=lang, method=method
    )
    marks = [
        brush.mark(str(code), str(name or code), _compact([round(lng, 4), round(lat, 4)]), v)
        for code, name, lat, lng, v in rows
    ]
    bounds = _around([(lng, lat, lng, lat) for _, _, lat, lng, _ in rows])
    return brush.painted(marks, bounds, unplaced=points.height - placed.height)


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
        *,
        theme: Theme,
        print_value: Callable[[Any], str],
        lang: str,
        method: Method,
    ) -> _Brush:
        classes, colours = classify(values, method), palette(theme)
        fills = classes.colours(colours)
        return cls(
            classes=classes, colours=colours, fills=fills, print_value=print_value, lang=lang
        )

    def mark(self, code: str, name: str, geometry: str, value: Any) -> Mark:
        index = self.classes.index(value)
        known = index is not None
        return Mark(
            code=code,
            name=visible(name),
            geometry=geometry,
            value_text=self.print_value(value)
            if known
            else wording.text("maps.no_data", self.lang),
            fill=self.colours.no_data if index is None else self.fills[index],
            known=known,
        )

    def painted(self, marks: Sequence[Mark], bounds: Bounds, *, unplaced: int) -> Painted:
        return Painted(
            marks=tuple(marks),
            legend=self.legend(),
            classes=self.classes,
            bounds=bounds,
            theme=self.colours.theme,
            lang=self.lang,
            unplaced=unplaced,
        )

    def legend(self) -> tuple[LegendEntry, ...]:
        words = self.classes.labels(self.print_value)
        entries = [
            LegendEntry(label=label, colour=colour, count=count)
            for label, colour, count in zip(words, self.fills, self.classes.counts, strict=True)
            if label is not None
        ]
        if self.classes.missing:
            entries.append(
                LegendEntry(
                    label=wording.text("maps.no_data", self.lang),
                    colour=self.colours.no_data,
                    count=self.classes.missing,
                    known=False,
                )
            )
        return tuple(entries)


def _around(bounds: Sequence[Bounds]) -> Bounds:
    if not bounds:
        return INDONESIA
    west, south, east, north = zip(*bounds, strict=True)
    return min(west), min(south), max(east), max(north)


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
