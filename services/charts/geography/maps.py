"""Draw maps that need no network: pydeck layers without tiles.

Streamlit sends a message again only when it changes, so the deck's JSON is compact and depends on
nothing but what is drawn: a rerun of the same map costs a reference. Show it with
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

from ..palette import Palette, palette, rgb
from .shapes import Mark, Painted, centre, fit_zoom

REGIONS = "wilayah"
WIDTH, HEIGHT = 930, 400
MOST_HIGHLIGHTED = 2_000
"""Corners of all regions up to which the one under the pointer is highlighted."""

_NO_BASEMAP = "__MAP_STYLE__"


class OfflineDeck(pydeck.Deck):  # type: ignore[misc]
    """A deck that holds its JSON as text: no tiles, nothing fetched, no layer objects."""

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
    chosen: frozenset[str] = frozenset(),
    width: int = WIDTH,
    height: int = HEIGHT,
) -> OfflineDeck:
    """Return the map of painted regions fitted to width x height pixels.

    A click brings the region back under the layer id REGIONS; read it with `clicked_code`. `chosen`
    are the codes of regions that are outlined.
    """
    colours = palette(regions.theme)
    corners = sum(mark.geometry.count("[") for mark in regions.marks)
    # deck.gl drops a click if it has not found the object within a quarter of a second. Without a
    # graphics card that is too short to search edges, or to redraw large maps at each hover.
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
    layers = [_shapes_layer(settings, regions.marks, colours)]
    outlined = [mark for mark in regions.marks if mark.code in chosen]
    if outlined:
        outline = {
            "id": "pilihan",
            "pickable": False,
            "filled": False,
            "getLineColor": rgb(colours.text),
            "getLineWidth": 2,
        }
        layers.append(_shapes_layer(outline, outlined, colours))
    lng, lat = centre(regions.bounds)
    zoom = round(min(fit_zoom(regions.bounds, width, height), 12.0), 2)
    view = {"longitude": round(lng, 3), "latitude": round(lat, 3), "zoom": zoom}
    view |= {"minZoom": round(zoom - 1, 2), "maxZoom": round(zoom + 6, 2)}
    spec = (
        f'{{"initialViewState":{_json(view)},"layers":[{",".join(layers)}],'
        f'"mapProvider":null,"mapStyle":"{_NO_BASEMAP}","views":[{_VIEW}]}}'
    )
    return OfflineDeck(spec, tooltip(colours))


_VIEW = (
    '{"@@type":"MapView","controller":{"scrollZoom":false,"dragRotate":false,'
    '"touchRotate":false,"doubleClickZoom":true}}'
)


def _shapes_layer(settings: dict[str, Any], marks: Sequence[Mark], colours: Palette) -> str:
    head = {"@@type": "GeoJsonLayer", "lineWidthUnits": "pixels"} | settings
    features = []
    for mark in marks:
        plain = mark.known and colours.stands_out(mark.fill)
        edge = _channels(colours.background if plain else colours.no_data_line)
        properties = (
            f'{{"kode":{quoted(mark.code)},"nama":{quoted(mark.name)},'
            f'"nilai":{quoted(mark.value_text)},"isi":{_channels(mark.fill)},"tepi":{edge}}}'
        )
        features.append(
            f'{{"type":"Feature","geometry":{mark.geometry},"properties":{properties}}}'
        )
    return f'{_json(head)[:-1]},"data":[{",".join(features)}]}}'


@cache
def _channels(colour: str) -> str:
    return _json(rgb(colour))


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
    """Return the code of the region in a pydeck selection, None without one."""
    objects = (selection or {}).get("objects") or {}
    for picked in objects.get(REGIONS) or ():
        code = picked["properties"].get("kode")
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


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)
