"""The map of a region: painted shapes, the legend that says its classes, a click that goes down.

The deck is fitted to a canvas of fixed size; where the page is narrower the canvas is scaled down
by CSS as a whole, so the same map shows on a phone and clicks still hit what they point at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import polars as pl
import streamlit as st

from pages.shell.sections.regions import measure
from pages.shell.sections.regions.measure import Ukuran
from pages.shell.sections.regions.place import Place, going
from pages.shell.sections.regions.placed import Counted
from pages.shell.sections.regions.shapes import Ground, ground
from pages.shell.sections.regions.tree import Children
from pages.shell.state.address import go
from pages.shell.state.link import LinkState
from pages.shell.state.view import View
from services.charts.classes import Method
from services.charts.map_html import map_html
from services.charts.maps import clicked_code, legend_html, region_deck
from services.charts.palette import palette
from services.charts.shapes import LegendEntry, Mark, Painted, mercator, paint, paint_points
from services.charts.svg import svg_map
from services.reference.loader import Region

COUNTRY, REGION, INSIDE = 930, 560, 450
LOWEST, HIGHEST = 230, 400
_NOT_READ = (measure.UNREAD, measure.PARTLY, measure.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A map ready to be drawn: regions, perhaps points on them, and where the boundaries are from.

    `chosen` is the code that stands out; `size` the canvas in pixels.
    """

    regions: Painted
    points: Painted | None
    ground: Ground
    chosen: str
    size: tuple[int, int]

    @property
    def legend(self) -> Painted:
        """Return the part whose classes the legend says."""
        return self.points or self.regions


def of_regions(
    view: View,
    place: Place,
    rows: pl.DataFrame,
    ukuran: Ukuran,
    method: Method = "quantile",
) -> Picture:
    """Paint provinces, or the kab/kota of one, by measured rows."""
    lying = ground(place, view.app.settings.boundaries)
    said = partial(ukuran.said, lang=view.lang)
    painted = paint(
        lying.shapes, rows, theme=view.theme, print_value=said, lang=view.lang, method=method
    )
    return Picture(
        regions=_explained(view, painted, rows),
        points=None,
        ground=lying,
        chosen=_own_region(view),
        size=_size(painted, REGION if place.path else COUNTRY),
    )


def of_kecamatan(view: View, place: Place, below: Children, by: Counted) -> Picture:
    """Paint the kecamatan of a kab/kota as points on its outline, by a counted figure."""
    lying = ground(place, view.app.settings.boundaries)
    empty = pl.DataFrame(schema={"kode": pl.String, "nama": pl.String, "value": pl.Int64})
    said = partial(by.printed, view)
    outline = paint(lying.shapes, empty, theme=view.theme, print_value=said, lang=view.lang)
    points = paint_points(_points(below, by), theme=view.theme, print_value=said, lang=view.lang)
    return Picture(
        regions=outline,
        points=_in_words(view, points, by.name, place.above(3) if place.level > 2 else None),
        ground=lying,
        chosen="",
        size=_size(outline, INSIDE),
    )


def _points(below: Children, by: Counted) -> pl.DataFrame:
    """Return the kecamatan with their value; one in which nothing is placed has 0."""
    if by.rows is None:
        return below.rows.rename({"jumlah_desa": "value"})
    there = pl.col("kode").is_in(by.rows["kode"].to_list())
    joined = below.rows.join(by.rows, on="kode", how="left", maintain_order="left")
    return joined.with_columns(value=pl.when(there).then("value").otherwise(0))


def draw(view: View, place: Place, picture: Picture, alt: str) -> None:
    """Draw the map with its legend; a click on a region or point shows it."""
    width, height = picture.size
    deck = region_deck(
        picture.regions,
        points=picture.points,
        chosen=picture.chosen,
        width=width,
        height=height,
    )
    key = f"peta_{place.code}"
    st.html(_fit(width, height))
    box = f"{width}_{height}"
    with st.container(key=f"kanvas_{box}"), st.container(key=f"bingkai_{box}"):
        st.pydeck_chart(
            deck,
            height=height,
            key=key,
            on_select=partial(_clicked, view.state, key),
            selection_mode="single-object",
            alt=alt,
        )
    st.html(legend_html(picture.legend))


def stand(picture: Picture, alt: str) -> None:
    """Draw the map with its legend to be looked at: it stands at once, without deck.gl."""
    width, height = picture.size
    shown = map_html(picture.regions, chosen=picture.chosen, width=width, height=height, alt=alt)
    st.html(shown + legend_html(picture.legend))


def svg(picture: Picture, title: str, source: str, note: str) -> str:
    """Return the same map as a file."""
    return svg_map(picture.regions, points=picture.points, title=title, source=source, note=note)


def _size(painted: Painted, width: int) -> tuple[int, int]:
    """Return the canvas for a map: as wide as asked, as high as its shape needs."""
    west, south, east, north = painted.bounds
    left, bottom = mercator(west, south)
    right, top = mercator(east, north)
    needed = width * (bottom - top) / max(right - left, 1e-6)
    return width, round(min(max(needed, LOWEST), HIGHEST))


def _clicked(state: LinkState, key: str) -> None:
    code = clicked_code(st.session_state[key]["selection"])
    if code:
        go(going(state, code))


def _fit(width: int, height: int) -> str:
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


def _own_region(view: View) -> str:
    """Return the code of the chosen KLPD's region, whose outline stands out."""
    return view.app.klpd().region(view.klpd) if view.state.klpd else ""


def _explained(view: View, painted: Painted, rows: pl.DataFrame) -> Painted:
    """Say of each region without a value why it has none, in its hover and in the legend."""
    told = {row["kode"]: row for row in rows.iter_rows(named=True)}
    blank = palette(view.theme).background
    marks = []
    for mark in painted.marks:
        row = told.get(mark.code)
        if mark.known or row is None:
            marks.append(mark)
            continue
        said = view.words(
            f"wilayah.state.{row['keadaan']}",
            terbaca=row["terbaca"],
            seharusnya=row["seharusnya"],
        )
        fill = mark.fill if row["keadaan"] in _NOT_READ else blank
        marks.append(replace(mark, value_text=said, fill=fill))
    known = [entry for entry in painted.legend if entry.known]
    return replace(painted, marks=tuple(marks), legend=(*known, *_reasons(view, marks, rows)))


def _reasons(view: View, marks: list[Mark], rows: pl.DataFrame) -> list[LegendEntry]:
    """Return the entries for regions without a value: one for each colour, with its reasons."""
    fills = {mark.code: mark.fill for mark in marks}
    found: dict[str, list[tuple[str, int]]] = {}
    for state in measure.STATES[1:]:
        codes = rows.filter((pl.col("keadaan") == state) & pl.col("kode").is_in(list(fills)))
        if codes.height:
            label = view.words(f"wilayah.legend.{state}", n=view.number(codes.height))
            found.setdefault(fills[codes["kode"][0]], []).append((label, codes.height))
    return [
        LegendEntry(
            label=", ".join(label for label, _ in told),
            colour=colour,
            count=sum(count for _, count in told),
            known=False,
        )
        for colour, told in found.items()
    ]


def _in_words(view: View, points: Painted, name: str, opened: Region | None) -> Painted:
    """Say the unit in each point's hover, and make the opened kecamatan stand out."""
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
