"""Lay a figure of plain bars out as HTML: the same bars, names, values and hover, without Plotly.

A browser has to fetch and start 4.7 MB of Plotly before it draws the first bar, and shows nothing
else meanwhile. Where nothing is clicked, boxes and words say the same at once. Understands what
`ranked_bars`, `stacked_bars`, `spark_bars` and `empty` make; raises ValueError for other traces.

Places are in percent of the box, so that it follows the width of the page. Colours of hover text
are handed to the page's style as custom properties. All texts of a figure are escaped already.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import plotly.graph_objects as go

from .figures_base import alt_text

Trace = Mapping[str, Any]
GAP = 0.2
"""The part of a column's room that stays empty where the layout says nothing."""
ABOVE = 0.5
"""The part of a row's pitch that its name takes above its bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """From values to percent of the plot: across from the left, down from the top."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """One bar in percent, its colours, what its hover says, and where the pointer finds it."""

    left: float
    top: float
    width: float
    height: float
    fill: str
    line: str
    told: str
    found: tuple[float, float, float, float]


def still(figure: go.Figure) -> str:
    """Return the figure as HTML for st.html, as high as the figure, in the classes of shell.css."""
    whole = figure.to_dict()
    layout, traces = whole["layout"], whole.get("data", ())
    strange = {trace["type"] for trace in traces} - {"bar", "scatter"}
    if strange:
        raise ValueError(f"only bars stand still, not {', '.join(sorted(strange))}")
    scale = _Scale.of(layout)
    bars = [trace for trace in traces if trace["type"] == "bar"]
    boxes = [box for box in _boxes(bars, layout, scale) if box.width > 0 and box.height > 0]
    parts = [
        *map(_drawn, boxes),
        *(_word(note, scale) for note in layout.get("annotations", ())),
        *(word for trace in traces for word in _values(trace, scale)),
        *map(_told, boxes),
    ]
    plot = f'<div class="bidang">{"".join(parts)}</div>'
    return _framed(layout, alt_text(figure), _legend(layout, bars) + plot, empty=not traces)


def _framed(layout: Mapping[str, Any], alt: str, inside: str, *, empty: bool) -> str:
    hover, margin = layout["hoverlabel"], layout["margin"]
    style = (
        f"height:{layout['height']}px;padding:{margin['t'] if not layout['showlegend'] else 4}px "
        f"{margin['r']}px {margin['b']}px {margin['l']}px;--dasar:{hover['bgcolor']};"
        f"--garis:{hover['bordercolor']};--teks:{hover['font']['color']}"
    )
    kind = "lensa-diam kosong" if empty else "lensa-diam"
    said = html.escape(alt)
    return f'<div class="{kind}" role="img" aria-label="{said}" style="{style}">{inside}</div>'


def _legend(layout: Mapping[str, Any], bars: Sequence[Trace]) -> str:
    if not layout["showlegend"]:
        return ""
    font = layout["legend"]["font"]
    items = []
    for trace in bars:
        fill, line = _colours(trace["marker"], 0)
        items.append(f'<b><i style="{_paint(fill, line)}"></i><span>{trace["name"]}</span></b>')
    style = f"color:{font['color']};font-size:{font['size']}px"
    return f'<div class="legenda-diam" style="{style}">{"".join(items)}</div>'


def _boxes(bars: Sequence[Trace], layout: Mapping[str, Any], scale: _Scale) -> Iterator[_Box]:
    lying = [trace for trace in bars if trace.get("orientation") == "h"]
    yield from _rows(lying, scale, whole_row=layout["hovermode"] == "y")
    gap = layout.get("bargap", GAP)
    for trace in bars:
        if trace.get("orientation") != "h":
            yield from _columns(trace, scale, 1 - gap)


def _rows(bars: Sequence[Trace], scale: _Scale, *, whole_row: bool) -> Iterator[_Box]:
    ends: dict[int, float] = {}
    for trace in bars:
        half = trace["width"] / 2
        for at, (row, length) in enumerate(zip(trace["y"], trace["x"], strict=True)):
            begin = ends.get(row, 0.0)
            ends[row] = begin + length
            left, top = scale.x(begin), scale.y(row - half)
            width, height = scale.x(ends[row]) - left, scale.y(row + half) - top
            name = scale.y(row - half - ABOVE)
            whole = (0.0, name, 100.0, top + height - name)
            fill, line = _colours(trace["marker"], at)
            yield _Box(
                left=left,
                top=top,
                width=width,
                height=height,
                fill=fill,
                line=line,
                told=trace["hovertext"][at],
                found=whole if whole_row else (left, top, width, height),
            )


def _columns(trace: Trace, scale: _Scale, wide: float) -> Iterator[_Box]:
    for at, (place, value) in enumerate(zip(trace["x"], trace["y"], strict=True)):
        left, top = scale.x(place - wide / 2), scale.y(value or 0)
        across = scale.x(place + wide / 2) - left
        fill, line = _colours(trace["marker"], at)
        yield _Box(
            left=left,
            top=top,
            width=across,
            height=100 - top,
            fill=fill,
            line=line,
            told=trace["hovertext"][at],
            found=(left, 0.0, across, 100.0),
        )


def _colours(marker: Mapping[str, Any], at: int) -> tuple[str, str]:
    """Return the fill and the line of one bar, "" where it has no line."""
    line = marker.get("line", {})
    edge = line.get("color", "") if line.get("width") else ""
    return _one(marker["color"], at), _one(edge, at)


def _one(colour: str | Sequence[str], at: int) -> str:
    return colour if isinstance(colour, str) else colour[at]


def _paint(fill: str, line: str) -> str:
    return f"background:{fill}" + (f";border:1px solid {line}" if line else "")


def _drawn(box: _Box) -> str:
    place = _place(box.left, box.top, box.width, box.height)
    return f'<i style="{place};{_paint(box.fill, box.line)}"></i>'


def _told(box: _Box) -> str:
    """Return where the pointer finds a bar, and what it says then, on the side that has room."""
    left, _, width, _ = box.found
    side = "kata kanan" if left + width / 2 > 50 and width < 60 else "kata"
    return (
        f'<div class="temu" style="{_place(*box.found)}"><div class="{side}">{box.told}</div></div>'
    )


def _place(left: float, top: float, width: float, height: float) -> str:
    return f"left:{left:.2f}%;top:{top:.2f}%;width:{width:.2f}%;height:{height:.2f}%"


def _word(note: Mapping[str, Any], scale: _Scale) -> str:
    """Return an annotation: a name above its row, a month at its end, or what an empty one says."""
    paper = note.get("xref") == "paper"
    x = 100 * note["x"] if paper else scale.x(note["x"])
    y = 100 * (1 - note["y"]) if note.get("yref") == "paper" else scale.y(note["y"])
    across = {"left": f"left:{x:.2f}%", "right": f"right:{100 - x:.2f}%"}
    middle = f"left:{x:.2f}%;transform:translate(-50%,{'-50%' if paper else '0'})"
    down = f"bottom:{100 - y:.2f}%" if note.get("yanchor") == "bottom" else f"top:{y:.2f}%"
    place = f"{across.get(note.get('xanchor', ''), middle)};{down}"
    return _text(note["text"], place, note["font"]["color"], note["font"]["size"])


def _values(trace: Trace, scale: _Scale) -> Iterator[str]:
    """Return the printed values: behind the ends of rows, above columns."""
    if trace["type"] == "scatter":
        inks, size = trace["textfont"]["color"], trace["textfont"]["size"]
        for at, (x, y, said) in enumerate(zip(trace["x"], trace["y"], trace["text"], strict=True)):
            place = f"left:{scale.x(x):.2f}%;top:{scale.y(y):.2f}%;transform:translateY(-50%)"
            yield _text(said.strip(), f"{place};padding-left:4px", _one(inks, at), size)
        return
    for at, said in enumerate(trace.get("text") or ()):
        if said:
            x, y = scale.x(trace["x"][at]), scale.y(trace["y"][at] or 0)
            place = f"left:{x:.2f}%;bottom:{100 - y:.2f}%;transform:translateX(-50%)"
            yield _text(said, place, trace["textfont"]["color"], trace["textfont"]["size"])


def _text(said: str, place: str, colour: str, size: int) -> str:
    return f'<span style="{place};color:{colour};font-size:{size}px">{said}</span>'
