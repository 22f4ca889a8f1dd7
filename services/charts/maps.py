"""Draw maps that need no network: pydeck layers without tiles, and the same map as SVG.

Streamlit sends a message again only when it changes, so the deck's text is compact and depends on
nothing but what is seen: a rerun of the same map costs a reference. Draw with
`st.pydeck_chart(deck, key=..., height=..., on_select="rerun", selection_mode="single-object")`.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from functools import cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

import pydeck

from .palette import Palette, palette, rgb
from .shapes import Bounds, Mark, Painted, centre, fit_zoom

REGIONS = "wilayah"
POINTS = "titik"
WIDTH, HEIGHT = 930, 400
MOST_HIGHLIGHTED = 2_000
"""Corners of regions that are still drawn anew under the pointer."""

_NO_BASEMAP = "__MAP_STYLE__"


class OfflineDeck(pydeck.Deck):  # type: ignore[misc]
    """A deck whose JSON is ready text: no tiles, nothing fetched, nothing inflated."""

    def __init__(self, spec: str, tooltip: dict[str, Any]) -> None:
        """Take the deck.gl JSON and Streamlit's tooltip template."""
        super().__init__(layers=[], map_provider=None, tooltip=tooltip)
        self._spec = spec

    def to_json(self) -> str:
        """Return the prepared text."""
        return self._spec

    def to_html(self, *_: object, **__: object) -> str:
        """Refuse: pydeck's own page would run markup in names and fetch its library."""
        raise TypeError("use svg_map for a picture of the map")


def region_deck(
    regions: Painted,
    *,
    points: Painted | None = None,
    chosen: str = "",
    width: int = WIDTH,
    height: int = HEIGHT,
) -> OfflineDeck:
    """Return the map of painted regions fitted to width x height pixels.

    A click brings the object back under the layer id REGIONS, or POINTS when there are points
    (the regions are then only their ground); read it with `clicked_code`. `chosen` is outlined.
    """
    colours = palette(regions.theme)
    layers = [_ground_layer(regions, colours) if points else _region_layer(regions, colours)]
    picked = [mark for mark in regions.marks if chosen and mark.code == chosen]
    if picked:
        layers.append(_outline_layer(picked, colours))
    if points is not None:
        layers.append(_point_layer(points, colours))
    view = _view(regions.bounds, width, height)
    ends = f'"mapProvider":null,"mapStyle":"{_NO_BASEMAP}"'
    spec = f'{{"initialViewState":{view},"layers":[{",".join(layers)}],{ends},"views":[{_VIEW}]}}'
    return OfflineDeck(spec, tooltip(colours))


_VIEW = (
    '{"@@type":"MapView","controller":{"scrollZoom":false,"dragRotate":false,'
    '"touchRotate":false,"doubleClickZoom":true}}'
)


def _view(bounds: Bounds, width: int, height: int) -> str:
    lng, lat = centre(bounds)
    zoom = round(min(fit_zoom(bounds, width, height), 12.0), 2)
    limits = {"minZoom": round(zoom - 1, 2), "maxZoom": round(zoom + 6, 2)}
    return _text({"longitude": round(lng, 3), "latitude": round(lat, 3), "zoom": zoom} | limits)


def _region_layer(regions: Painted, colours: Palette) -> str:
    """Return the layer that answers clicks.

    A click counts only if what it hit is found within a quarter of a second. Where a processor
    draws instead of a graphics card that is too short for edges and for a redraw at each hover.
    """
    corners = sum(mark.geometry.count("[") for mark in regions.marks)
    settings = {
        "id": REGIONS,
        "pickable": True,
        "autoHighlight": corners <= MOST_HIGHLIGHTED,
        "highlightColor": [*rgb(colours.text), 70],
        "getFillColor": "@@=properties.isi",
        "getLineColor": "@@=properties.tepi",
        "getLineWidth": 0.7,
        "_subLayerProps": {"polygons-stroke": {"pickable": False}},
    }
    return _shapes_layer(settings, regions.marks, colours)


def _ground_layer(regions: Painted, colours: Palette) -> str:
    settings = {
        "id": REGIONS,
        "pickable": False,
        "getFillColor": rgb(colours.panel),
        "getLineColor": rgb(colours.no_data_line),
        "getLineWidth": 1,
    }
    return _shapes_layer(settings, regions.marks, colours)


def _outline_layer(marks: Sequence[Mark], colours: Palette) -> str:
    settings = {
        "id": "pilihan",
        "pickable": False,
        "filled": False,
        "getLineColor": rgb(colours.text),
        "getLineWidth": 2,
    }
    return _shapes_layer(settings, marks, colours)


def _shapes_layer(settings: dict[str, Any], marks: Sequence[Mark], colours: Palette) -> str:
    head = {"@@type": "GeoJsonLayer", "lineWidthUnits": "pixels"} | settings
    features = ",".join(_feature(mark, colours) for mark in marks)
    return f'{_text(head)[:-1]},"data":[{features}]}}'


def _feature(mark: Mark, colours: Palette) -> str:
    plain = mark.known and colours.stands_out(mark.fill)
    edge = _channels(colours.background if plain else colours.no_data_line)
    properties = f'{{{_shown(mark)},"tepi":{edge}}}'
    return f'{{"type":"Feature","geometry":{mark.geometry},"properties":{properties}}}'


def _shown(mark: Mark) -> str:
    words = f'"kode":{quoted(mark.code)},"nama":{quoted(mark.name)},"nilai":{quoted(mark.said)}'
    return f'{words},"isi":{_channels(mark.fill)}'


@cache
def _channels(colour: str) -> str:
    return _text(rgb(colour))


def _point_layer(points: Painted, colours: Palette) -> str:
    settings = {
        "@@type": "ScatterplotLayer",
        "id": POINTS,
        "pickable": True,
        "autoHighlight": True,
        "highlightColor": [*rgb(colours.text), 90],
        "getPosition": "@@=tempat",
        "getFillColor": "@@=isi",
        "stroked": True,
        "getLineColor": rgb(colours.text),
        "lineWidthUnits": "pixels",
        "getLineWidth": 1,
        "radiusUnits": "pixels",
        "getRadius": 6,
    }
    data = ",".join(f'{{{_shown(mark)},"tempat":{mark.geometry}}}' for mark in points.marks)
    return f'{_text(settings)[:-1]},"data":[{data}]}}'


def tooltip(colours: Palette) -> dict[str, Any]:
    """Return the hover template: name, value, code. Streamlit escapes what it puts in."""
    small = f"color:{colours.muted};font-size:12px"
    return {
        "html": f'<b>{{nama}}</b><br>{{nilai}}<br><span style="{small}">{{kode}}</span>',
        "style": {
            "backgroundColor": colours.panel,
            "color": colours.text,
            "border": f"1px solid {colours.line}",
            "borderRadius": "6px",
            "fontSize": "13px",
            "padding": "6px 10px",
            "maxWidth": "280px",
        },
    }


def clicked_code(selection: Mapping[str, Any] | None) -> str | None:
    """Return the code of the region or point in a pydeck selection, None without one."""
    objects = (selection or {}).get("objects") or {}
    for layer in (POINTS, REGIONS):
        for found in objects.get(layer) or ():
            code = found.get("properties", found).get("kode")
            return None if code is None else str(code)
    return None


def legend_html(painted: Painted) -> str:
    """Return the legend as one line of swatches for st.html, labels escaped, as short as it can."""
    colours = palette(painted.theme)
    items = [
        f'<span><i style="background:{entry.colour}'
        f'{"" if entry.known else f";border-color:{colours.no_data_line}"}"></i>'
        f"{html.escape(entry.label)}</span>"
        for entry in painted.legend
    ]
    style = (
        ".legenda{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:13px}.legenda i{width:12px;"
        "height:12px;display:inline-block;margin-right:6px;"
        f"border:1px solid {colours.no_data_line}}}"
    )
    return f'<style>{style}</style><div class="legenda">{"".join(items)}</div>'


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)
