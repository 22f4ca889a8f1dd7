"""The map of a region: coloured shapes, the legend of its classes, and the click on a shape.

The deck is fitted to a canvas of fixed size. CSS scales the whole canvas down on narrow pages, so
that a phone shows the same map and clicks still hit the right shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pages.shell.sections.regions import measure
from pages.shell.sections.regions.measure import Ukuran
from pages.shell.sections.regions.place import Place, going
from pages.shell.sections.regions.placed import Counted
from pages.shell.sections.regions.shapes import Ground, ground
from pages.shell.sections.regions.tree import Children
from pages.shell.state.address import go
from pages.shell.state.view import View
from services.charts.classes import Method
from services.charts.map_html import map_html
from services.charts.maps import clicked_code, legend_html, region_deck
from services.charts.palette import palette
from services.charts.shapes import LegendEntry, Mark, Painted, mercator, paint, paint_points
from services.charts.svg import svg_map
from services.link import LinkState
from services.reference.loader import Region

COUNTRY, REGION, INSIDE = 930, 560, 450
LOWEST, HIGHEST = 230, 400
_NOT_READ = (measure.UNREAD, measure.PROVIDERS_UNREAD, measure.PARTLY, measure.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A map ready to be drawn: regions, perhaps points, and the source of the boundaries.

    `chosen` is the code of the emphasised region; `size` the canvas in pixels.
    """

    regions: Painted
    points: Painted | None
    ground: Ground
    chosen: str
    size: tuple[int, int]

    @property
    def legend(self) -> Painted:
        """Return the points, or the regions, whose classes the legend explains."""
        return self.points or self.regions


def of_regions(
    view: View,
    place: Place,
    rows: pl.DataFrame,
    ukuran: Ukuran,
    method: Method = "quantile",
) -> Picture:
    """Colour provinces, or the kab/kota of a province, by measured rows."""
    boundaries = ground(place, view.app.settings.boundaries)
    printed = partial(ukuran.printed, lang=view.lang)
    painted = paint(
        boundaries.shapes,
        rows,
        theme=view.theme,
        print_value=printed,
        lang=view.lang,
        method=method,
    )
    return Picture(
        regions=_with_reasons(view, painted, rows),
        points=None,
        ground=boundaries,
        chosen=view.app.klpd().region(view.klpd) if view.state.klpd else "",
        size=_size(painted, REGION if place.path else COUNTRY),
    )


def of_kecamatan(view: View, place: Place, below: Children, by: Counted) -> Picture:
    """Colour the kecamatan of a kab/kota as points on its outline, by a counted figure."""
    boundaries = ground(place, view.app.settings.boundaries)
    empty = pl.DataFrame(schema={"kode": pl.String, "nama": pl.String, "value": pl.Int64})
    printed = partial(by.printed, view)
    outline = paint(boundaries.shapes, empty, theme=view.theme, print_value=printed, lang=view.lang)
    if by.rows is None:
        rows = below.rows.rename({"jumlah_desa": "value"})
    else:  # a kecamatan with none has 0; null where the value of those in it is unknown
        placed = pl.col("kode").is_in(by.rows["kode"].to_list())
        rows = below.rows.join(by.rows, on="kode", how="left", maintain_order="left")
        rows = rows.with_columns(value=pl.when(placed).then("value").otherwise(0))
    points = paint_points(rows, theme=view.theme, print_value=printed, lang=view.lang)
    return Picture(
        regions=outline,
        points=_with_units(view, points, by.name, place.above(3) if place.level > 2 else None),
        ground=boundaries,
        chosen="",
        size=_size(outline, INSIDE),
    )


def draw(view: View, place: Place, picture: Picture, alt: str) -> None:
    """Draw the map with its legend; a click on a region or point goes to it."""
    width, height = picture.size
    deck = region_deck(
        picture.regions,
        points=picture.points,
        chosen=picture.chosen,
        width=width,
        height=height,
    )
    key = f"peta_{place.code}"
    st.html(_scaling_style(width, height))
    box = f"{width}_{height}"
    with st.container(key=f"kanvas_{box}"), st.container(key=f"bingkai_{box}"):
        st.pydeck_chart(
            deck,
            height=height,
            key=key,
            on_select=lambda: go(clicked_state(view.state, st.session_state[key]["selection"])),
            selection_mode="single-object",
            alt=alt,
        )
    st.html(legend_html(picture.legend))


def draw_still(picture: Picture, alt: str) -> None:
    """Draw the map with its legend without clicks and deck.gl, so that it appears at once."""
    width, height = picture.size
    shown = map_html(picture.regions, chosen=picture.chosen, width=width, height=height, alt=alt)
    st.html(shown + legend_html(picture.legend))


def svg(picture: Picture, title: str, source: str, note: str) -> str:
    """Return the map as an SVG file."""
    return svg_map(picture.regions, points=picture.points, title=title, source=source, note=note)


def _size(painted: Painted, width: int) -> tuple[int, int]:
    """Return the canvas size for a map of this width, as high as its shape needs."""
    west, south, east, north = painted.bounds
    left, bottom = mercator(west, south)
    right, top = mercator(east, north)
    needed = width * (bottom - top) / max(right - left, 1e-6)
    return width, round(min(max(needed, LOWEST), HIGHEST))


def clicked_state(state: LinkState, selection: Mapping[str, Any]) -> LinkState:
    """Return the state that shows the region clicked, the same state where none was."""
    code = clicked_code(selection)
    return going(state, code) if code else state


def _scaling_style(width: int, height: int) -> str:
    """Return the style that scales the canvas down where the page is narrower than it."""
    box = f"{width}_{height}"
    scale = f"min(1, tan(atan2(100cqw, {width}px)))"
    return (
        f"<style>.st-key-kanvas_{box}{{container-type:inline-size}}"
        f".st-key-bingkai_{box}{{flex:none;overflow:hidden;"
        f"height:min({height}px,calc(100cqw*{height}/{width}))}}"
        f'.st-key-bingkai_{box} [data-testid="stDeckGlJsonChart"]{{width:max(100%,{width}px);'
        f"transform-origin:0 0;transform:scale({scale})}}</style>"
    )


def _with_reasons(view: View, painted: Painted, rows: pl.DataFrame) -> Painted:
    """Put the reason for each missing value into the hover of its region and the legend."""
    by_code = {row["kode"]: row for row in rows.iter_rows(named=True)}
    blank = palette(view.theme).background
    marks = []
    for mark in painted.marks:
        row = by_code.get(mark.code)
        if mark.known or row is None:
            marks.append(mark)
            continue
        reason = view.words(
            f"wilayah.state.{row['keadaan']}",
            terbaca=row["terbaca"],
            seharusnya=row["seharusnya"],
        )
        fill = mark.fill if row["keadaan"] in _NOT_READ else blank
        marks.append(replace(mark, value_text=reason, fill=fill))
    known = [entry for entry in painted.legend if entry.known]
    return replace(
        painted, marks=tuple(marks), legend=(*known, *_reason_entries(view, marks, rows))
    )


def _reason_entries(view: View, marks: list[Mark], rows: pl.DataFrame) -> list[LegendEntry]:
    """Return the legend entries of regions without a value: one per colour, with the reasons."""
    fills = {mark.code: mark.fill for mark in marks}
    by_fill: dict[str, list[tuple[str, int]]] = {}
    for state in measure.STATES[1:]:
        codes = rows.filter((pl.col("keadaan") == state) & pl.col("kode").is_in(list(fills)))
        if codes.height:
            label = view.words(f"wilayah.legend.{state}", n=view.number(codes.height))
            by_fill.setdefault(fills[codes["kode"][0]], []).append((label, codes.height))
    return [
        LegendEntry(
            label=", ".join(label for label, _ in reasons),
            colour=colour,
            count=sum(count for _, count in reasons),
            known=False,
        )
        for colour, reasons in by_fill.items()
    ]


def _with_units(view: View, points: Painted, name: str, opened: Region | None) -> Painted:
    """Put the unit into the hover of each point, and emphasise the opened kecamatan."""
    marks = [
        replace(m, value_text=view.words(f"titik.here_{name}", n=m.value_text)) if m.known else m
        for m in points.marks
    ]
    if opened is None:
        return replace(points, marks=tuple(marks))
    amber = palette(points.theme).amber
    shown = (replace(m, fill=amber) if m.code == opened.code else m for m in marks)
    entry = LegendEntry(label=opened.name, colour=amber, count=1)
    return replace(points, marks=tuple(shown), legend=(*points.legend, entry))
