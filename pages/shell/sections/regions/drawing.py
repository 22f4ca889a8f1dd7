"""The map of a region: coloured shapes, the legend of its classes, and the click on a shape.

The country is a deck, fitted to a canvas of fixed size. CSS scales the whole canvas down on narrow
pages, so that a phone shows the same map and clicks still hit the right shape. The regions below a
province or a kab/kota are drawn by widgets/region_map.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pages.shell.sections.regions.place import Place, going
from pages.shell.sections.regions.shapes import ground
from pages.shell.state.address import go
from pages.shell.state.view import View
from services.analysis.across_klpd import region_measures as measure
from services.analysis.across_klpd.region_measures import Ukuran
from services.boundaries import Boundaries
from services.charts.geography.classes import Method
from services.charts.geography.label_places import Name
from services.charts.geography.map_html import map_html
from services.charts.geography.maps import clicked_code, legend_html, region_deck
from services.charts.geography.shapes import NO_FIGURE, LegendEntry, Painted, mercator, paint
from services.charts.geography.svg import svg_map
from services.charts.palette import palette
from services.link import LinkState

COUNTRY, REGION, YEAR = 930, 560, 300
LOWEST, HIGHEST, SMALL = 230, 400, 90
_NOT_READ = (measure.UNREAD, measure.PROVIDERS_UNREAD, measure.PARTLY, measure.UNKNOWN)
_KIND = re.compile(r"^(Kab\.|Kota)\s+(Adm\.\s+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A map ready to be drawn: regions and the source of the boundaries.

    `chosen` are the codes of the emphasised regions; `size` the canvas in pixels.
    """

    regions: Painted
    ground: Boundaries
    chosen: frozenset[str]
    size: tuple[int, int]

    @property
    def names(self) -> tuple[Name, ...]:
        """Return what is written on the regions, the emphasised ones first."""
        named = short_names({mark.code: mark.name for mark in self.regions.marks})
        marks = sorted(self.regions.marks, key=lambda mark: mark.code not in self.chosen)
        return tuple(
            Name(code=mark.code, text=named[mark.code], bold=mark.code in self.chosen)
            for mark in marks
        )


def short_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by code without their kind, but for a kota that shares its name with a kab."""
    bare = {code: _KIND.sub("", name) for code, name in names.items()}
    shared = Counter(bare.values())
    return {
        code: name if shared[bare[code]] > 1 and name.startswith("Kota") else bare[code]
        for code, name in names.items()
    }


def of_regions(
    view: View,
    place: Place,
    rows: pl.DataFrame,
    ukuran: Ukuran,
    *,
    method: Method = "quantile",
    also: Iterable[float | None] = (),
) -> Picture:
    """Colour provinces, or the kab/kota of a province, by measured rows.

    also: the values of other years, which are to have the same classes.
    """
    boundaries = ground(view.app.settings, place)
    printed = partial(ukuran.printed, lang=view.lang)
    painted = paint(
        boundaries.shapes,
        rows,
        theme=view.theme,
        print_value=printed,
        lang=view.lang,
        method=method,
        also=also,
    )
    own = (view.app.klpd().region(kode) for kode in view.state.klpd)
    return Picture(
        regions=_with_reasons(view, painted, rows),
        ground=boundaries,
        chosen=frozenset(code for code in own if code),
        size=_size(painted, REGION if place.path else COUNTRY),
    )


def draw(view: View, place: Place, picture: Picture, alt: str) -> None:
    """Draw the deck with its legend; a click on a region goes to it."""
    width, height = picture.size
    deck = region_deck(picture.regions, chosen=picture.chosen, width=width, height=height)
    key = f"peta_{place.code}"
    box = f"{width}_{height}"
    scale = f"min(1, tan(atan2(100cqw, {width}px)))"
    # scale the canvas down where the page is narrower than it
    st.html(
        f"<style>.st-key-kanvas_{box}{{container-type:inline-size}}"
        f".st-key-bingkai_{box}{{flex:none;overflow:hidden;"
        f"height:min({height}px,calc(100cqw*{height}/{width}))}}"
        f'.st-key-bingkai_{box} [data-testid="stDeckGlJsonChart"]{{width:max(100%,{width}px);'
        f"transform-origin:0 0;transform:scale({scale})}}</style>"
    )
    with st.container(key=f"kanvas_{box}"), st.container(key=f"bingkai_{box}"):
        st.pydeck_chart(
            deck,
            height=height,
            key=key,
            on_select=lambda: go(clicked_state(view.state, st.session_state[key]["selection"])),
            selection_mode="single-object",
            alt=alt,
        )
    st.html(legend_html(picture.regions))


def draw_years(pictures: Mapping[int, Picture], alt: Callable[[int], str]) -> None:
    """Draw small maps of several years on the classes of all of them, oldest first."""
    with st.grid(len(pictures), min_column_width=YEAR, gap="medium"):
        for year, picture in sorted(pictures.items()):
            width, height = _size(picture.regions, YEAR, lowest=SMALL)
            shown = map_html(
                picture.regions, chosen=picture.chosen, width=width, height=height, alt=alt(year)
            )
            st.html(f'<figure class="lensa-tahun"><figcaption>{year}</figcaption>{shown}</figure>')


def svg(picture: Picture, title: str, source: str, note: str) -> str:
    """Return the map as an SVG file."""
    return svg_map(
        picture.regions,
        title=title,
        source=source,
        names=picture.names,
        outlined=picture.chosen,
        note=note,
    )


def _size(painted: Painted, width: int, lowest: int = LOWEST) -> tuple[int, int]:
    """Return the canvas size for a map of this width, as high as its shape needs."""
    west, south, east, north = painted.bounds
    left, bottom = mercator(west, south)
    right, top = mercator(east, north)
    needed = width * (bottom - top) / max(right - left, 1e-6)
    return width, round(min(max(needed, lowest), HIGHEST))


def clicked_state(state: LinkState, selection: Mapping[str, Any]) -> LinkState:
    """Return the state that shows the region clicked, the same state where none was."""
    code = clicked_code(selection)
    return going(state, code) if code else state


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
        if row["keadaan"] in _NOT_READ:
            marks.append(replace(mark, value_text=reason))
        else:
            marks.append(replace(mark, value_text=reason, fill=blank, shade=NO_FIGURE))
    known = [entry for entry in painted.legend if entry.known]
    shades = {mark.code: (mark.shade, mark.fill) for mark in marks}
    by_shade: dict[tuple[str, str], list[tuple[str, int]]] = {}
    codes: dict[str, list[str]] = {}
    for code, state in zip(rows["kode"], rows["keadaan"], strict=True):
        if code in shades:
            codes.setdefault(state, []).append(code)
    for state in measure.STATES[1:]:
        if of_state := codes.get(state):
            label = view.words(f"wilayah.legend.{state}", n=view.number(len(of_state)))
            by_shade.setdefault(shades[of_state[0]], []).append((label, len(of_state)))
    without_value = [  # one per shade, with the reasons
        LegendEntry(
            label=", ".join(label for label, _ in reasons),
            colour=colour,
            count=sum(count for _, count in reasons),
            shade=shade,
        )
        for (shade, colour), reasons in by_shade.items()
    ]
    return replace(painted, marks=tuple(marks), legend=(*known, *without_value))
