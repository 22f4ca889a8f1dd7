"""Draw swakelola: types by status, and the flow to the organising KLPD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import label, named, safe, wrapped
from ..language.plain_text import visible
from ..language.row_labels import row_labels
from .classes import classify
from .figures_base import (
    LABEL,
    OTHER_STATUSES,
    SMALL,
    Style,
    Trace,
    Unit,
    annotation,
    bare_axis,
    empty,
    hover,
    known_sum,
    make_figure,
    shown_statuses,
    style_for,
)
from .figures_rows import split
from .palette import STATUS, Theme, rgb

CLEAR = "rgba(0,0,0,0)"
HALF_HEIGHT = 0.29
"""Half of a cell's height, in rows."""
NODE_CHARS = 34


def type_status_matrix(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    lang: str = "id",
    value: str = "jumlah_paket",
    drill: bool = False,
) -> go.Figure:
    """Draw swakelola types by status as a table of coloured cells, each with its count.

    Takes the table swakelola-tipe. A click brings [type, status] back.
    """
    counts: dict[tuple[str, str], int] = {}
    statuses = shown_statuses(frame["status"].unique())
    for tipe, status, count in frame.select("tipe_swakelola", "status", value).iter_rows():
        key = ("" if tipe is None else str(tipe), statuses[status])
        counts[key] = counts.get(key, 0) + (count or 0)
    if not counts:
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    types = sorted({tipe for tipe, _ in counts})
    present = {status for _, status in counts}
    known = [status for status in STATUS if status in present]
    used = [*known, *sorted(present.difference(known))]
    type_names = [label("tipe", tipe or "unknown", lang) for tipe in types]
    status_names = [label("status", status, lang) for status in used]
    cells = [
        _Cell(
            x=x,
            y=y,
            count=counts.get((tipe, status), 0),
            name=f"{type_names[y]}, {status_names[x]}",
            codes=(tipe, "" if status == OTHER_STATUSES else status),
        )
        for y, tipe in enumerate(types)
        for x, status in enumerate(used)
    ]
    classes = classify([cell.count for cell in cells if cell.count], "log")
    colours = classes.colours(style.colours)
    indexes = [classes.index(cell.count or None) for cell in cells]
    fills = [style.colours.panel if index is None else colours[index] for index in indexes]
    place: dict[str, Any] = {"x": 0, "xref": "paper", "xanchor": "left", "yanchor": "bottom"}
    font = {"font": {"color": style.colours.text, "size": LABEL}}
    return make_figure(
        [_cell_trace(cells, fills, style=style, drill=drill)],
        style=style,
        height=64 * len(types) + 40,
        alt="; ".join(f"{cell.name}: {cell.count}" for cell in cells[:5]),
        shapes=[cell.rectangle(fill) for cell, fill in zip(cells, fills, strict=True)],
        annotations=[
            annotation(safe(name), style, y=y - HALF_HEIGHT, **place) | font
            for y, name in enumerate(type_names)
        ],
        margin={"l": 2, "r": 2, "t": 36, "b": 4, "pad": 0},
        xaxis=bare_axis(
            side="top",
            showticklabels=True,
            tickvals=list(range(len(used))),
            ticktext=[wrapped(name, 12, 2) for name in status_names],
            tickangle=0,
            range=[-0.5, len(used) - 0.5],
            tickfont={"color": style.colours.text, "size": SMALL},
        ),
        yaxis=bare_axis(range=[len(types) - 0.68, -0.72]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A cell of the matrix in column `x` and row `y`; a click brings its codes back."""

    x: int
    y: int
    count: int
    name: str
    codes: tuple[str, str]

    def rectangle(self, fill: str) -> dict[str, Any]:
        """Return the coloured ground of the cell as a shape."""
        box = {"x0": self.x - 0.485, "x1": self.x + 0.485}
        box |= {"y0": self.y - HALF_HEIGHT, "y1": self.y + HALF_HEIGHT}
        return box | {"type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": fill}


def _cell_trace(
    cells: Sequence[_Cell], fills: Sequence[str], *, style: Style, drill: bool
) -> Trace:
    """Return the trace of the counts, which takes hover and clicks."""
    total = sum(cell.count for cell in cells)
    hover_texts = []
    for cell in cells:
        share = wording.percent(cell.count / total, 2, style.lang) if total else None
        lines = (
            style.say("packages", n=style.count(cell.count)),
            style.say("share", share=share, whole=style.say("whole_all")) if share else None,
            style.say("click") if drill else None,
        )
        hover_texts.append(hover(cell.name, *lines))
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [cell.x for cell in cells],
        "y": [cell.y for cell in cells],
        "marker": {"symbol": "square", "size": 34, "color": CLEAR, "line": {"width": 0}},
        "text": [style.count(cell.count) for cell in cells],
        "textposition": "middle center",
        "textfont": {"size": LABEL, "color": [style.colours.ink_on(fill) for fill in fills]},
        "unselected": {"textfont": {"color": style.colours.muted}},
        "customdata": [list(cell.codes) for cell in cells],
        "hoverinfo": "text",
        "hovertext": hover_texts,
    }


def organiser_flows(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    lang: str = "id",
    value: str = "jumlah_paket",
    unit: Unit = "jumlah",
    limit: int = 12,
) -> go.Figure:
    """Draw the flow of packages from swakelola type to organising KLPD, the smallest as one.

    Takes the table swakelola-penyelenggara. Clicks do not come back from this chart.
    """
    flows: dict[tuple[str, str], Any] = {}
    names: dict[str, str] = {}
    sizes: dict[str, Any] = {}
    rows = frame.select("tipe_swakelola", "kd_klpd_penyelenggara", "nama_klpd_penyelenggara", value)
    for tipe, code, name, size in rows.iter_rows():
        organiser = visible(code or name or "")
        names[organiser] = named(name, lang)
        if size:
            flow = ("" if tipe is None else str(tipe), organiser)
            flows[flow] = flows.get(flow, 0) + size
            sizes[organiser] = sizes.get(organiser, 0) + size
    if not flows:
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    largest, rest = split(sorted(sizes, key=lambda o: (-sizes[o], o)), limit)
    others = style.say("others", n=style.count(len(rest)))
    merged: dict[tuple[str, str | None], Any] = {}
    for (tipe, organiser), size in flows.items():
        key = (tipe, organiser if organiser in largest else None)
        merged[key] = merged.get(key, 0) + size
    targets: list[str | None] = [*largest, *([None] if rest else [])]
    words = [others if target is None else names[target] for target in targets]
    return _sankey(merged, targets, words, style=style, unit=unit)


def _sankey(
    flows: Mapping[tuple[str, str | None], Any],
    targets: Sequence[str | None],
    words: Sequence[str],
    *,
    style: Style,
    unit: Unit,
) -> go.Figure:
    types = sorted({tipe for tipe, _ in flows})
    outward = [known_sum(size for (tipe, _), size in flows.items() if tipe == t) for t in types]
    inward = [known_sum(size for (_, to), size in flows.items() if to == t) for t in targets]
    titles = [*(label("tipe", tipe or "unknown", style.lang) for tipe in types), *words]
    organisers = zip(targets, words, strict=True)
    codes = [code if code and code != name else "" for code, name in organisers]
    labels = row_labels(list(zip([*[""] * len(types), *codes], titles, strict=True)), NODE_CHARS)
    sizes = [style.short(size, unit) for size in (*outward, *inward)]
    keys = sorted(flows, key=lambda key: (types.index(key[0]), targets.index(key[1])))
    ends = [(types.index(tipe), len(types) + targets.index(to)) for tipe, to in keys]
    hover_texts = [
        hover(titles[to], titles[tipe], style.exact(flows[key], unit))
        for (tipe, to), key in zip(ends, keys, strict=True)
    ]
    links: dict[str, Any] = {"source": [tipe for tipe, _ in ends], "target": [to for _, to in ends]}
    links |= {"value": [flows[key] for key in keys], "customdata": hover_texts}
    right = style.colours.status["Final Draft"]
    fills = [*[style.colours.brand] * len(types), *[right] * len(words)]
    pairs = list(zip(titles, sizes, strict=True))
    nodes = [f"{safe(title)}  {size}" for title, size in zip(labels, sizes, strict=True)]
    template = "%{customdata}<extra></extra>"
    return make_figure(
        [
            {
                "type": "sankey",
                "arrangement": "fixed",
                "textfont": {"color": style.colours.text, "size": SMALL, "shadow": "none"},
                "node": {
                    "label": list(nodes),
                    "color": list(fills),
                    "line": {"width": 0},
                    "thickness": 10,
                    "pad": 14,
                    "customdata": [hover(title, size) for title, size in pairs],
                    "hovertemplate": template,
                },
                "link": links
                | {
                    "color": _faded(style.colours.brand, 0.25),
                    "hovercolor": _faded(style.colours.brand, 0.5),
                    "hovertemplate": template,
                },
            }
        ],
        style=style,
        height=max(220, 36 * max(len(types), len(words)) + 24),
        alt="; ".join(f"{title}: {size}" for title, size in pairs),
        margin={"l": 2, "r": 2, "t": 8, "b": 12, "pad": 0},
    )


def _faded(colour: str, strength: float) -> str:
    red, green, blue = rgb(colour)
    return f"rgba({red},{green},{blue},{strength})"
