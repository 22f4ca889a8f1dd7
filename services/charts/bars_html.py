"""Turn a bar figure into HTML: the same bars, names, values and hover texts, without Plotly.

A browser has to fetch and start 4.7 MB of Plotly before it draws the first bar. Where nothing is
clicked, and in a report without scripts, plain boxes and text show the same at once. Supports bars
with texts, ticks across columns (markers) and lines, as the figures of
`ranked_bars`, `stacked_bars`, `months_by_type`, `plan_months` and `empty` have them; raises
ValueError for other traces. STYLE is the style sheet that they need.

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

from .figures_base import alt_text
from .svg_image import svg_image

STYLE = Path(__file__).with_name("bars.css")
Trace = Mapping[str, Any]
DEFAULT_GAP = 0.2
"""Share of a column's width that stays empty where the layout has no `bargap`."""
NAME_HEIGHT = 0.5
"""Share of a row's pitch that its name takes above its bar."""
MOST_STRIPS = 60
"""Strips side by side under which the pointer shows the values of lines."""
MANY_LABELS = 8
"""Labels of an axis from which every other makes room on a phone."""
DASHES = "6 4"


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


Area = tuple[float, float, float, float]
"""Left, top, width and height in percent of the plot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """One bar: its area and colours, its hover text and the area under which the pointer shows it.

    `line` is "" for a bar without an edge.
    """

    area: Area
    fill: str
    line: str
    hover: str
    hover_area: Area

    def bar_html(self) -> str:
        return f'<i style="{_position(self.area)};{_paint(self.fill, self.line)}"></i>'

    def hover_html(self) -> str:
        """Return the hover area with its text, on the side that has room for it."""
        left, _, width, _ = self.hover_area
        side = "kata kanan" if left + width / 2 > 50 and width < 60 else "kata"
        text = f'<div class="{side}">{self.hover}</div>'
        return f'<div class="temu" style="{_position(self.hover_area)}">{text}</div>'


def bars_html(figure: go.Figure, *, hover: bool = True) -> str:
    """Return the figure as HTML, as high as the figure; on paper nothing is shown on `hover`."""
    spec = figure.to_dict()
    layout, traces = spec["layout"], spec.get("data", ())
    unsupported = {trace["type"] for trace in traces} - {"bar", "scatter"}
    if unsupported:
        raise ValueError(f"only bars become HTML, not {', '.join(sorted(unsupported))}")
    scale = _Scale.of(layout)
    bars = [trace for trace in traces if trace["type"] == "bar"]
    horizontal = [trace for trace in bars if trace.get("orientation") == "h"]
    vertical = [trace for trace in bars if trace.get("orientation") != "h"]
    boxes = [
        *_horizontal_boxes(horizontal, scale, hover_row=layout["hovermode"] == "y"),
        *_vertical_boxes(vertical, scale, 1 - layout.get("bargap", DEFAULT_GAP)),
    ]
    visible = [box for box in boxes if box.area[2] > 0 and box.area[3] > 0]
    touched = [box for box in boxes if box.hover_area[2] > 0 and box.hover_area[3] > 0]
    width = 1 - layout.get("bargap", DEFAULT_GAP)
    items = [
        *_ticks(layout, scale),
        *(box.bar_html() for box in visible),
        *(_across(trace, scale, width) for trace in traces if _mode(trace) == "markers"),
        *_lines([trace for trace in traces if _mode(trace) == "lines"], scale),
        *(_annotation(note, scale) for note in layout.get("annotations", ())),
        *(value for trace in traces for value in _values(trace, scale)),
        *(box.hover_html() for box in touched if hover),
        *(_strips(traces, scale) if hover else ()),
    ]
    plot = f'<div class="bidang">{"".join(items)}</div>'
    legend = _legend(layout["legend"]["font"], traces) if layout["showlegend"] else ""
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


def _mode(trace: Trace) -> str:
    """Return what a scatter trace draws, "" for bars."""
    return str(trace.get("mode", "")) if trace["type"] == "scatter" else ""


def _legend(font: Mapping[str, Any], traces: Sequence[Trace]) -> str:
    items = []
    for trace in traces:
        if trace["type"] == "bar" or _mode(trace) == "markers":
            fill, line = _colours(trace["marker"], 0)
            kind = "" if trace["type"] == "bar" else ' class="garis"'
            key = f'<i{kind} style="{_paint(fill, line)}"></i>'
            items.append(f"<b>{key}<span>{trace['name']}</span></b>")
    style = f"color:{font['color']};font-size:{font['size']}px"
    return f'<div class="legenda-diam" style="{style}">{"".join(items)}</div>'


def _horizontal_boxes(bars: Sequence[Trace], scale: _Scale, *, hover_row: bool) -> Iterator[_Box]:
    """Yield the bars of all traces, stacked; with `hover_row` the row with its name takes hover."""
    ends: dict[int, float] = {}
    for trace in bars:
        half = trace["width"] / 2
        for i, (row, length) in enumerate(zip(trace["y"], trace["x"], strict=True)):
            begin = ends.get(row, 0.0)
            ends[row] = begin + length
            left, top = scale.x(begin), scale.y(row - half)
            area = (left, top, scale.x(ends[row]) - left, scale.y(row + half) - top)
            name_top = scale.y(row - half - NAME_HEIGHT)
            whole_row = (0.0, name_top, 100.0, top + area[3] - name_top)
            fill, line = _colours(trace["marker"], i)
            yield _Box(
                area=area,
                fill=fill,
                line=line,
                hover=trace["hovertext"][i],
                hover_area=whole_row if hover_row else area,
            )


def _vertical_boxes(bars: Sequence[Trace], scale: _Scale, bar_width: float) -> Iterator[_Box]:
    """Yield the columns of all traces, stacked; columns of one trace take hover at any height."""
    ends: dict[float, float] = {}
    for trace in bars:
        for i, (x, value) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            begin = ends.get(x, 0.0)
            ends[x] = begin + (value or 0)
            left, top = scale.x(x - bar_width / 2), scale.y(ends[x])
            width = scale.x(x + bar_width / 2) - left
            area = (left, top, width, scale.y(begin) - top)
            fill, line = _colours(trace["marker"], i)
            yield _Box(
                area=area,
                fill=fill,
                line=line,
                hover=trace["hovertext"][i],
                hover_area=(left, 0.0, width, 100.0) if len(bars) == 1 else area,
            )


def _colours(marker: Mapping[str, Any], index: int) -> tuple[str, str]:
    """Return the fill and the line of one bar, "" where it has no line."""
    line = marker.get("line", {})
    edge = line.get("color", "") if line.get("width") else ""
    return _colour(marker["color"], index), _colour(edge, index)


def _colour(colours: str | Sequence[str], index: int) -> str:
    return colours if isinstance(colours, str) else colours[index]


def _paint(fill: str, line: str) -> str:
    return f"background:{fill}" + (f";border:1px solid {line}" if line else "")


def _position(area: Area) -> str:
    left, top, width, height = area
    return f"left:{left:.2f}%;top:{top:.2f}%;width:{width:.2f}%;height:{height:.2f}%"


def _ticks(layout: Mapping[str, Any], scale: _Scale) -> Iterator[str]:
    """Yield the grid lines across the plot, and the labels of the axes that have any."""
    across, up = layout["xaxis"], layout["yaxis"]
    if up.get("showticklabels", True):
        for value, text in zip(up.get("tickvals", ()), up.get("ticktext", ()), strict=True):
            y = scale.y(value)
            line = f"left:0;right:0;top:{y:.2f}%;height:1px"
            yield f'<i style="{line};{_paint(up["gridcolor"], "")}"></i>'
            position = f"right:100%;top:{y:.2f}%;transform:translateY(-50%);padding-right:6px"
            yield _text(text, position, up["tickfont"]["color"], up["tickfont"]["size"])
    if across.get("showticklabels", True):
        labels = list(zip(across.get("tickvals", ()), across.get("ticktext", ()), strict=True))
        for at, (value, text) in enumerate(labels):
            position = f"left:{scale.x(value):.2f}%;top:100%;transform:translateX(-50%)"
            look = f"{position};padding-top:4px;text-align:center"
            css = "selang" if at % 2 and len(labels) > MANY_LABELS else ""
            font = across["tickfont"]
            yield _text(text, look, font["color"], font["size"], css=css)


def _annotation(note: Mapping[str, Any], scale: _Scale) -> str:
    """Return an annotation: a name above its row, a month below, or the message of no data."""
    paper = note.get("xref") == "paper"
    x = 100 * note["x"] if paper else scale.x(note["x"])
    y = 100 * (1 - note["y"]) if note.get("yref") == "paper" else scale.y(note["y"])
    across = {"left": f"left:{x:.2f}%", "right": f"right:{100 - x:.2f}%"}
    down = {"bottom": f"bottom:{100 - y:.2f}%"}
    side, edge = note.get("xanchor", ""), note.get("yanchor", "")
    moved = ("0" if side in across else "-50%", "0" if edge in ("top", "bottom") else "-50%")
    position = (
        f"{across.get(side, f'left:{x:.2f}%')};{down.get(edge, f'top:{y:.2f}%')};"
        f"transform:translate({','.join(moved)})"
    )
    return _text(note["text"], position, note["font"]["color"], note["font"]["size"])


def _across(trace: Trace, scale: _Scale, bar_width: float) -> str:
    """Return the ticks of a year across its columns, a little wider than they are."""
    marks = []
    for x, y in zip(trace["x"], trace["y"], strict=True):
        left = scale.x(x - bar_width * 0.57)
        width = scale.x(x + bar_width * 0.57) - left
        place = f"left:{left:.2f}%;width:{width:.2f}%;top:{scale.y(y):.2f}%"
        fill = _colour(trace["marker"]["color"], 0)
        marks.append(f'<i class="garis" style="{place};{_paint(fill, "")}"></i>')
    return "".join(marks)


def _lines(traces: Sequence[Trace], scale: _Scale) -> Iterator[str]:
    """Yield the picture of all lines, stretched over the plot; a line is as wide at any size."""
    paths = []
    for trace in reversed(traces):
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


def _strips(traces: Sequence[Trace], scale: _Scale) -> Iterator[str]:
    """Yield strips that show the values of all lines at a place, those of the point before it."""
    lines = [trace for trace in traces if _mode(trace) == "lines" and len(trace["x"])]
    places = sorted({x for line in lines for x in line["x"]})
    if len(places) > MOST_STRIPS:
        step = (places[-1] - places[0]) / MOST_STRIPS
        places = [places[0] + step * at for at in range(MOST_STRIPS + 1)]
    half = (places[1] - places[0]) / 2 if len(places) > 1 else 0.5
    for place in places:
        texts = [text for line in lines if (text := _text_at(line, place))]
        left = scale.x(place - half)
        area = (left, 0.0, scale.x(place + half) - left, 100.0)
        words = "<br>".join(texts)
        yield _Box(area=area, fill="", line="", hover=words, hover_area=area).hover_html()


def _text_at(line: Trace, place: float) -> str:
    """Return the hover text of a line at a place: that of the point before, "" without one."""
    before = [at for at, x in enumerate(line["x"]) if x <= place]
    return str(line["hovertext"][before[-1]]) if before else ""


def _values(trace: Trace, scale: _Scale) -> Iterator[str]:
    """Yield the printed values: behind the ends of rows, above columns."""
    if trace["type"] == "scatter" and _mode(trace) != "text":
        return
    if trace["type"] == "scatter":
        inks, size = trace["textfont"]["color"], trace["textfont"]["size"]
        for i, (x, y, text) in enumerate(zip(trace["x"], trace["y"], trace["text"], strict=True)):
            position = f"left:{scale.x(x):.2f}%;top:{scale.y(y):.2f}%;transform:translateY(-50%)"
            yield _text(text.strip(), f"{position};padding-left:4px", _colour(inks, i), size)
        return
    for i, text in enumerate(trace.get("text") or ()):
        if text:
            x, y = scale.x(trace["x"][i]), scale.y(trace["y"][i] or 0)
            position = f"left:{x:.2f}%;bottom:{100 - y:.2f}%;transform:translateX(-50%)"
            yield _text(text, position, trace["textfont"]["color"], trace["textfont"]["size"])


def _text(text: str, position: str, colour: str, size: int, *, css: str = "") -> str:
    kind = f' class="{css}"' if css else ""
    return f'<span{kind} style="{position};color:{colour};font-size:{size}px">{text}</span>'
