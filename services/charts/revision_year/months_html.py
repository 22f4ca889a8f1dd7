"""Turn a figure of `plan_months` into HTML: the same columns, ticks, lines and hover texts.

A browser has to fetch and start 4.7 MB of Plotly before it draws the first bar. Where nothing is
clicked, and in a report without scripts, plain boxes and text show the same at once. Supports one
trace of columns, ticks across columns (markers) and lines, as the figures of `plan_months` and
`empty` have them; raises ValueError for other traces. STYLE is the style sheet that they need.

Positions are in percent of the plot, so that it follows the width of the page. Colours of hover
texts are passed to the page's style sheet as custom properties. All texts of a figure are escaped
already.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import plotly.graph_objects as go

from ..svg_image import svg_image
from .figures import alt_text

STYLE = Path(__file__).with_name("months.css")
Trace = Mapping[str, Any]
MOST_STRIPS = 60
"""Strips side by side under which the pointer shows the values of lines."""
MANY_LABELS = 8
"""Labels of an axis from which every other makes room on a phone."""
DASHES = "6 4"
WIDER = 1.14
"""Width of a tick as a multiple of that of the column that it crosses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """Converts values to percent of the plot: x from the left, y from the top."""

    left: float
    right: float
    top: float
    bottom: float

    @classmethod
    def of(cls, layout: Mapping[str, Any]) -> Self:
        left, right = layout["xaxis"].get("range", (0, 1))
        bottom, top = layout["yaxis"].get("range", (0, 1))
        return cls(left=left, right=right, top=top, bottom=bottom)

    def x(self, value: float) -> float:
        return 100 * (value - self.left) / (self.right - self.left)

    def y(self, value: float) -> float:
        return 100 * (self.top - value) / (self.top - self.bottom)

    def across(self, middle: float, width: float) -> tuple[float, float]:
        """Return left and width, in percent, of what is `width` months wide."""
        left = self.x(middle - width / 2)
        return left, self.x(middle + width / 2) - left


def months_html(figure: go.Figure, *, hover: bool = True) -> str:
    """Return the figure as HTML, as high as the figure; on paper nothing is shown on `hover`."""
    spec = figure.to_dict()
    layout, traces = spec["layout"], spec.get("data", ())
    kinds = [trace.get("mode", trace["type"]) for trace in traces]
    if unsupported := {*kinds} - {"bar", "markers", "lines"}:
        raise ValueError(f"only months become HTML, not {', '.join(sorted(unsupported))}")
    scale, width = _Scale.of(layout), 1 - layout.get("bargap", 0)
    columns, ticks, lines = (
        [trace for trace, of in zip(traces, kinds, strict=True) if of == kind]
        for kind in ("bar", "markers", "lines")
    )
    items = [*_grid(layout, scale)]
    for trace in columns:
        for x, value in zip(trace["x"], trace["y"], strict=True):
            if not value:  # a month of nothing has no column
                continue
            (left, wide), top = scale.across(x, width), scale.y(value)
            area = f"left:{left:.2f}%;top:{top:.2f}%;width:{wide:.2f}%;height:{100 - top:.2f}%"
            items.append(f'<i style="{area};background:{trace["marker"]["color"]}"></i>')
    for trace in ticks:
        for x, y in zip(trace["x"], trace["y"], strict=True):
            left, wide = scale.across(x, width * WIDER)
            place = f"left:{left:.2f}%;width:{wide:.2f}%;top:{scale.y(y):.2f}%"
            items.append(
                f'<i class="garis" style="{place};background:{trace["marker"]["color"]}"></i>'
            )
    items += [
        *_picture(lines, scale),
        *(_annotation(note, scale) for note in layout.get("annotations", ())),
        *(
            _hover(*scale.across(x, width), text)  # at any height over the column
            for trace in columns
            for x, text in zip(trace["x"], trace["hovertext"], strict=True)
            if hover
        ),
        *(_strips(lines, scale) if hover else ()),
    ]
    plot = f'<div class="bidang">{"".join(items)}</div>'
    legend = ""
    if layout["showlegend"]:
        for trace in (*columns, *ticks):
            kind = "" if trace["type"] == "bar" else ' class="garis"'
            key = f'<i{kind} style="background:{trace["marker"]["color"]}"></i>'
            legend += f"<b>{key}<span>{trace['name']}</span></b>"
        font = layout["legend"]["font"]
        look = f"color:{font['color']};font-size:{font['size']}px"
        legend = f'<div class="legenda-diam" style="{look}">{legend}</div>'
    words, margin = layout["hoverlabel"], layout["margin"]
    style = (
        f"height:{layout['height']}px;padding:{margin['t'] if not layout['showlegend'] else 4}px "
        f"{margin['r']}px {margin['b']}px {margin['l']}px;--dasar:{words['bgcolor']};"
        f"--garis:{words['bordercolor']};--teks:{words['font']['color']};"
        f"--latar:{layout['meta']['ground']}"
    )
    css = "lensa-diam" if traces else "lensa-diam kosong"
    alt = html.escape(alt_text(figure))
    return f'<div class="{css}" role="img" aria-label="{alt}" style="{style}">{legend}{plot}</div>'


def _grid(layout: Mapping[str, Any], scale: _Scale) -> Iterator[str]:
    """Yield the grid lines across the plot, and the labels of the axes that have any."""
    across, up = layout["xaxis"], layout["yaxis"]
    for value, text in zip(up.get("tickvals", ()), up.get("ticktext", ()), strict=True):
        y = scale.y(value)
        yield f'<i style="left:0;right:0;top:{y:.2f}%;height:1px;background:{up["gridcolor"]}"></i>'
        position = f"right:100%;top:{y:.2f}%;transform:translateY(-50%);padding-right:6px"
        yield _text(text, position, up["tickfont"])
    labels = list(zip(across.get("tickvals", ()), across.get("ticktext", ()), strict=True))
    for at, (value, text) in enumerate(labels):
        position = f"left:{scale.x(value):.2f}%;top:100%;transform:translateX(-50%)"
        look = f"{position};padding-top:4px;text-align:center"
        css = "selang" if at % 2 and len(labels) > MANY_LABELS else ""
        yield _text(text, look, across["tickfont"], css=css)


def _hover(left: float, width: float, text: str) -> str:
    """Return a strip of the plot with its hover text, on the side that has room for it."""
    side = "kata kanan" if left + width / 2 > 50 else "kata"
    strip = f"left:{left:.2f}%;top:0;width:{width:.2f}%;height:100%"
    return f'<div class="temu" style="{strip}"><div class="{side}">{text}</div></div>'


def _picture(lines: Sequence[Trace], scale: _Scale) -> Iterator[str]:
    """Yield the picture of all lines, stretched over the plot; a line is as wide at any size."""
    paths = []
    for trace in reversed(lines):
        look = trace["line"]
        points = zip(trace["x"], trace["y"], strict=True)
        path = "L".join(f"{scale.x(x):.2f} {scale.y(y):.2f}" for x, y in points)
        dashed = f' stroke-dasharray="{DASHES}"' if look.get("dash") else ""
        paths.append(
            f'<path d="M{path}" fill="none" stroke="{look["color"]}" '
            f'stroke-width="{look["width"]}"{dashed} stroke-linejoin="round" '
            'vector-effect="non-scaling-stroke"/>'
        )
    if paths:
        yield svg_image("".join(paths), width=100, height=100, stretched=True)


def _strips(lines: Sequence[Trace], scale: _Scale) -> Iterator[str]:
    """Yield strips that show the values of all lines at a place, those of the point before it."""
    places = sorted({x for line in lines for x in line["x"]})
    if len(places) > MOST_STRIPS:
        step = (places[-1] - places[0]) / MOST_STRIPS
        places = [places[0] + step * at for at in range(MOST_STRIPS + 1)]
    width = places[1] - places[0] if len(places) > 1 else 1
    for place in places:
        texts = []
        for line in lines:
            before = [at for at, x in enumerate(line["x"]) if x <= place]
            if before and (text := str(line["hovertext"][before[-1]])):
                texts.append(text)
        yield _hover(*scale.across(place, width), "<br>".join(texts))


def _annotation(note: Mapping[str, Any], scale: _Scale) -> str:
    """Return an annotation: the highest value, the name of a line, or the message of no data."""
    paper = note.get("xref") == "paper"
    x = 100 * note["x"] if paper else scale.x(note["x"])
    y = 100 * (1 - note["y"]) if note.get("yref") == "paper" else scale.y(note["y"])
    right, above = note.get("xanchor") == "left", note.get("yanchor") == "bottom"
    down = f"bottom:{100 - y:.2f}%" if above else f"top:{y:.2f}%"
    moved = f"translate({'0' if right else '-50%'},{'0' if above else '-50%'})"
    return _text(note["text"], f"left:{x:.2f}%;{down};transform:{moved}", note["font"])


def _text(text: str, position: str, font: Mapping[str, Any], *, css: str = "") -> str:
    kind = f' class="{css}"' if css else ""
    look = f"{position};color:{font['color']};font-size:{font['size']}px"
    return f'<span{kind} style="{look}">{text}</span>'
