"""Draw swakelola: types by status, and the flow to the organising KLPD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    SMALL,
    STRANGE,
    Look,
    Trace,
    Unit,
    bare_axis,
    drawn,
    drawn_as,
    empty,
    hover,
    known_sum,
    look,
    note,
)
from .figures_rows import split
from .palette import STATUS, Theme, rgb

CLEAR = "rgba(0,0,0,0)"
CELL = 0.29
NODE_CHARS = 34


def type_status_matrix(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    lang: str = "id",
    value: str = "jumlah_paket",
    drill: bool = False,
) -> go.Figure:
    """Return swakelola types by status as a table of coloured cells, each with its count.

    Takes the table swakelola-tipe. A click brings [type, status] back.
    """
    counts = _crossed(frame, value)
    if not counts:
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    types = sorted({tipe for tipe, _ in counts})
    there = {status for _, status in counts}
    known = [status for status in STATUS if status in there]
    used = [*known, *sorted(there.difference(known))]
    grid = [
        (row, at, counts.get((t, s), 0)) for row, t in enumerate(types) for at, s in enumerate(used)
    ]
    total = sum(counts.values())
    codes = ["" if status == STRANGE else status for status in used]
    cells = _cells(grid, [[types[row], codes[at]] for row, at, _ in grid], seen=seen)
    cells["hovertext"] = [
        _cell_hover(types[row], used[at], count, total, seen=seen, drill=drill)
        for row, at, count in grid
    ]
    axes = _matrix_axes(types, used, seen)
    return drawn(
        [cells],
        seen=seen,
        height=64 * len(types) + 40,
        alt="; ".join(
            f"{_type(types[row], lang)}, {label('status', used[at], lang)}: {n}"
            for row, at, n in grid[:5]
        ),
        shapes=_tints(grid, seen),
        annotations=_type_names(types, seen),
        margin={"l": 2, "r": 2, "t": 36, "b": 4, "pad": 0},
        **axes,
    )


def _crossed(frame: pl.DataFrame, value: str) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    statuses = drawn_as(frame["status"].unique())
    for tipe, status, count in frame.select("tipe_swakelola", "status", value).iter_rows():
        key = ("" if tipe is None else str(tipe), statuses[status])
        counts[key] = counts.get(key, 0) + (count or 0)
    return counts


def _type(tipe: str, lang: str) -> str:
    return label("tipe", tipe or "unknown", lang)


def _tints(grid: Sequence[tuple[int, int, int]], seen: Look) -> list[dict[str, Any]]:
    classes = classify([count for _, _, count in grid if count], "log")
    fills = classes.colours(seen.colours)
    tints = []
    for row, at, count in grid:
        index = classes.index(count) if count else None
        box = {"x0": at - 0.485, "x1": at + 0.485, "y0": row - CELL, "y1": row + CELL}
        fill = seen.colours.panel if index is None else fills[index]
        tints.append(
            box | {"type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": fill}
        )
    return tints


def _cells(grid: Sequence[tuple[int, int, int]], codes: Sequence[Any], *, seen: Look) -> Trace:
    fills = [tint["fillcolor"] for tint in _tints(grid, seen)]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [at for _, at, _ in grid],
        "y": [row for row, _, _ in grid],
        "marker": {"symbol": "square", "size": 34, "color": CLEAR, "line": {"width": 0}},
        "text": [seen.count(count) for _, _, count in grid],
        "textposition": "middle center",
        "textfont": {"size": LABEL, "color": [seen.colours.ink_on(fill) for fill in fills]},
        "unselected": {"textfont": {"color": seen.colours.muted}},
        "customdata": list(codes),
        "hoverinfo": "text",
    }


def _cell_hover(tipe: str, status: str, count: int, total: int, *, seen: Look, drill: bool) -> str:
    share = wording.percent(count / total, 2, seen.lang) if total else None
    return hover(
        f"{_type(tipe, seen.lang)}, {label('status', status, seen.lang)}",
        seen.say("packages", n=seen.count(count)),
        seen.say("share", share=share, whole=seen.say("whole_all")) if share else None,
        seen.say("click") if drill else None,
    )


def _type_names(types: Sequence[str], seen: Look) -> list[dict[str, Any]]:
    place: dict[str, Any] = {"x": 0, "xref": "paper", "xanchor": "left", "yanchor": "bottom"}
    ink = {"color": seen.colours.text, "size": LABEL}
    return [
        note(safe(_type(tipe, seen.lang)), seen, y=row - CELL, **place) | {"font": ink}
        for row, tipe in enumerate(types)
    ]


def _matrix_axes(types: Sequence[str], used: Sequence[str], seen: Look) -> dict[str, Any]:
    font = {"color": seen.colours.text, "size": SMALL}
    return {
        "xaxis": bare_axis(
            side="top",
            showticklabels=True,
            tickvals=list(range(len(used))),
            ticktext=[wrapped(label("status", status, seen.lang), 12, 2) for status in used],
            tickangle=0,
            range=[-0.5, len(used) - 0.5],
            tickfont=font,
        ),
        "yaxis": bare_axis(range=[len(types) - 0.68, -0.72]),
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
    """Return the flow of packages from swakelola type to organising KLPD, the smaller as one.

    Takes the table swakelola-penyelenggara. Clicks do not come back from this chart.
    """
    flows = _flows(frame, value)
    if not flows:
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    names = _organisers(frame, lang)
    sizes: dict[str, Any] = {}
    for (_, organiser), size in flows.items():
        sizes[organiser] = sizes.get(organiser, 0) + size
    kept, rest = split(sorted(sizes, key=lambda o: (-sizes[o], o)), limit)
    others = seen.say("others", n=seen.count(len(rest)))
    merged: dict[tuple[str, str | None], Any] = {}
    for (tipe, organiser), size in flows.items():
        key = (tipe, organiser if organiser in kept else None)
        merged[key] = merged.get(key, 0) + size
    targets: list[str | None] = [*kept, *([None] if rest else [])]
    words = [others if target is None else names[target] for target in targets]
    return _sankey(merged, targets, words, seen=seen, unit=unit)


def _flows(frame: pl.DataFrame, value: str) -> dict[tuple[str, str], Any]:
    flows: dict[tuple[str, str], Any] = {}
    rows = frame.select("tipe_swakelola", "kd_klpd_penyelenggara", "nama_klpd_penyelenggara", value)
    for tipe, code, name, size in rows.iter_rows():
        if size:
            key = ("" if tipe is None else str(tipe), visible(code or name or ""))
            flows[key] = flows.get(key, 0) + size
    return flows


def _organisers(frame: pl.DataFrame, lang: str) -> Mapping[str, str]:
    rows = frame.select("kd_klpd_penyelenggara", "nama_klpd_penyelenggara").iter_rows()
    return {visible(code or name or ""): named(name, lang) for code, name in rows}


def _sankey(
    flows: Mapping[tuple[str, str | None], Any],
    targets: Sequence[str | None],
    words: Sequence[str],
    *,
    seen: Look,
    unit: Unit,
) -> go.Figure:
    types = sorted({tipe for tipe, _ in flows})
    outward = [known_sum(size for (tipe, _), size in flows.items() if tipe == t) for t in types]
    inward = [known_sum(size for (_, to), size in flows.items() if to == t) for t in targets]
    titles = [*(_type(tipe, seen.lang) for tipe in types), *words]
    organisers = zip(targets, words, strict=True)
    codes = [code if code and code != name else "" for code, name in organisers]
    labels = row_labels(list(zip([*[""] * len(types), *codes], titles, strict=True)), NODE_CHARS)
    sizes = [seen.short(size, unit) for size in (*outward, *inward)]
    keys = sorted(flows, key=lambda key: (types.index(key[0]), targets.index(key[1])))
    ends = [(types.index(tipe), len(types) + targets.index(to)) for tipe, to in keys]
    told = [
        hover(titles[to], titles[tipe], seen.exact(flows[key], unit))
        for (tipe, to), key in zip(ends, keys, strict=True)
    ]
    links: dict[str, Any] = {"source": [tipe for tipe, _ in ends], "target": [to for _, to in ends]}
    links |= {"value": [flows[key] for key in keys], "customdata": told}
    right = seen.colours.status["Final Draft"]
    fills = [*[seen.colours.brand] * len(types), *[right] * len(words)]
    pairs = list(zip(titles, sizes, strict=True))
    nodes = [f"{safe(label)}  {size}" for label, size in zip(labels, sizes, strict=True)]
    return drawn(
        [_sankey_trace(nodes, pairs, fills, links, seen=seen)],
        seen=seen,
        height=max(220, 36 * max(len(types), len(words)) + 24),
        alt="; ".join(f"{title}: {size}" for title, size in pairs),
        margin={"l": 2, "r": 2, "t": 8, "b": 12, "pad": 0},
    )


def _sankey_trace(
    nodes: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    fills: Sequence[str],
    links: dict[str, Any],
    *,
    seen: Look,
) -> Trace:
    shown = "%{customdata}<extra></extra>"
    return {
        "type": "sankey",
        "arrangement": "fixed",
        "textfont": {"color": seen.colours.text, "size": SMALL, "shadow": "none"},
        "node": {
            "label": list(nodes),
            "color": list(fills),
            "line": {"width": 0},
            "thickness": 10,
            "pad": 14,
            "customdata": [hover(title, size) for title, size in pairs],
            "hovertemplate": shown,
        },
        "link": links
        | {
            "color": _faded(seen.colours.brand, 0.25),
            "hovercolor": _faded(seen.colours.brand, 0.5),
            "hovertemplate": shown,
        },
    }


def _faded(colour: str, strength: float) -> str:
    red, green, blue = rgb(colour)
    return f"rgba({red},{green},{blue},{strength})"
