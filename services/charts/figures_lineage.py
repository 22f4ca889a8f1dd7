"""Draw the family of a code: every revision an edge, every state a mark, one row per code.

Rows are in the order of a walk from the roots, a column per generation, so that labels never
overlap whatever the size of the family. A click anywhere in a row brings [code, jenis_paket] back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import label, safe, shortened
from ..language.plain_text import visible
from .figures_base import (
    LABEL,
    Row,
    Style,
    Trace,
    annotation,
    bare_axis,
    empty,
    hover,
    legend_above,
    make_figure,
    style_for,
)
from .lineage_layout import Node, Place, lineage_layout
from .palette import JENIS_REVISI, KEADAAN, Theme

LIMIT = 240
PITCH = 30
EVENTS = 6
SYMBOLS = {"batal": "x", "aktif": "circle", "diganti": "circle-open", "gugur": "diamond-open"}


def lineage_graph(
    trail: pl.DataFrame,
    states: pl.DataFrame | None = None,
    *,
    theme: Theme,
    code: str,
    lang: str = "id",
    limit: int = LIMIT,
) -> go.Figure:
    """Draw the whole family of `code` as a tree with the state of each of its codes.

    `trail` is the table jejak, `states` the rows of the table keadaan for its codes; a code without
    a row there has no known state. Of a family with more than `limit` codes the rows around the
    chosen one are drawn, and the number left out stands below.
    """
    style = style_for(theme, lang)
    state_rows = [] if states is None else states.to_dicts()
    family = _Family(
        rows=trail.sort("tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru").to_dicts(),
        states={(row["jenis_paket"], row["kd_rup"]): row for row in state_rows},
        style=style,
        chosen=code,
    )
    nodes = {
        (row["jenis_paket"], row[end])
        for row in family.rows
        for end in ("kd_rup_lama", "kd_rup_baru")
        if row[end]
    }
    nodes |= {node for node in family.states if node[1] == code}
    if not nodes:
        return empty(theme=theme, lang=lang)
    links = family.links()
    places = lineage_layout(nodes, [(parent, child) for parent, child, _ in links])
    chosen_row = next((place.row for node, place in places.items() if node[1] == code), 0)
    first = max(0, min(chosen_row - limit // 2, len(places) - limit))
    shown = {
        node: replace(place, row=place.row - first)
        for node, place in places.items()
        if first <= place.row < first + limit
    }
    annotations = []
    left_out = len(places) - len(shown)
    if left_out:
        text = style.say("panels_left_out", n=style.count(left_out))
        position = {"x": 0, "y": 0, "xref": "paper", "yref": "paper", "yshift": -4}
        annotations = [annotation(text, style, xanchor="left", yanchor="top", **position)]
    shown_links = [link for link in links if link[0] in shown and link[1] in shown]
    deepest = max(place.depth for place in shown.values())
    return make_figure(
        [*_edge_traces(shown_links, shown, style), *_node_traces(shown, family)],
        style=style,
        height=PITCH * len(shown) + (88 if left_out else 64),
        alt="; ".join(f"{node[1]}: {family.state_text(node)}" for node in shown if node[1] == code),
        hovermode="y",
        showlegend=True,
        legend=legend_above(style),
        xaxis=bare_axis(range=[-0.5, max(16, deepest + 10)]),
        yaxis=bare_axis(range=[len(shown) - 0.4, -0.7]),
        annotations=annotations,
        margin={"l": 2, "r": 2, "t": 52, "b": 28 if left_out else 4, "pad": 0},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """The acts and states of one family, and their texts in the figure's language."""

    rows: Sequence[Row]
    states: Mapping[Node, Row]
    style: Style
    chosen: str

    def links(self) -> list[tuple[Node, Node, str]]:
        """Return parent, child and kind of revision of each act that made another code."""
        links = []
        for row in self.rows:
            old, new, kind = row["kd_rup_lama"], row["kd_rup_baru"], row["jenis_revisi"]
            if old and new and old != new:
                links.append(((row["jenis_paket"], old), (row["jenis_paket"], new), str(kind)))
        return links

    def state(self, node: Node) -> str | None:
        row = self.states.get(node)
        return row["keadaan"] if row else None

    def state_name(self, state: str | None) -> str:
        lang = self.style.lang
        return label("keadaan", state, lang) if state else wording.text(wording.UNKNOWN, lang)

    def state_text(self, node: Node) -> str:
        """Return the state of a code and since when it is in it."""
        row = self.states.get(node)
        if row is None:
            return self.state_name(None)
        name, since = self.state_name(row["keadaan"]), row.get("sejak")
        if not since:
            return name
        day = wording.tanggal(since, self.style.lang)
        return f"{name}, {self.style.say('since', tanggal=day)}"

    def row_label(self, node: Node) -> str:
        name = f"<b>{safe(node[1])}</b>" if node[1] == self.chosen else safe(node[1])
        return f"  {name}  {safe(self.state_text(node))}"

    def hover_text(self, node: Node) -> str:
        """Return state and acts of a code, as many as there is room for."""
        style, (jenis, code) = self.style, node
        acts = [r for r in self.rows if r["jenis_paket"] == jenis and r["kd_rup_lama"] == code]
        lines = []
        for row in acts[:EVENTS]:
            day = wording.tanggal(row["tgl_kaji_ulang"], style.lang)
            kind = label("jenis", row["jenis_revisi"], style.lang)
            reason = visible(row.get("alasan_kajiulang") or "")
            lines.append(f"{day}: {kind}" + (f" ({shortened(reason, 40)})" if reason else ""))
        if len(acts) > EVENTS:
            lines.append(style.say("others", n=len(acts) - EVENTS))
        chosen = style.say("chosen") if code == self.chosen else None
        return hover(f"{code} · {jenis}", chosen, self.state_text(node), *lines)


def _edge_traces(
    links: Sequence[tuple[Node, Node, str]], places: Mapping[Node, Place], style: Style
) -> list[Trace]:
    """Return one trace per kind of revision, and a dotted one for edges to a second parent."""
    paths: dict[tuple[str, bool], tuple[list[Any], list[Any]]] = {}
    for parent, child, served_kind in links:
        start, end = places[parent], places[child]
        kind = served_kind if served_kind in JENIS_REVISI else "lainnya"
        second_parent = end.parent != parent
        trunk = start.depth + (0.3 if second_parent else 0)
        xs, ys = paths.setdefault((kind, second_parent), ([], []))
        xs += [start.depth, trunk, trunk, end.depth, None]
        ys += [start.row, start.row, end.row, end.row, None]
    traces = []
    for kind in JENIS_REVISI:
        for second_parent in (False, True):
            if (kind, second_parent) not in paths:
                continue
            xs, ys = paths[kind, second_parent]
            dash = "dot" if second_parent else "solid"
            trace: Trace = {
                "type": "scatter",
                "mode": "lines",
                "name": label("jenis", kind, style.lang),
                "legendgroup": kind,
                "showlegend": not second_parent,
                "x": xs,
                "y": ys,
                "line": {"color": style.colours.jenis_revisi(kind), "width": 2, "dash": dash},
                "hoverinfo": "skip",
            }
            traces.append(trace)
    return traces


def _node_traces(places: Mapping[Node, Place], family: _Family) -> list[Trace]:
    """Return the ring around the chosen code, the marks by state, and the rows that take clicks."""
    colours = family.style.colours
    by_state: dict[str | None, list[Node]] = {}
    for node in places:
        by_state.setdefault(family.state(node), []).append(node)
    known = [state for state in (*KEADAAN, None) if state in by_state]
    other = sorted(str(state) for state in by_state if state not in known)
    marks = []
    for state in [*known, *other]:
        colour = colours.keadaan_kode(state)
        mark = {"symbol": SYMBOLS.get(state or "", "circle-dot"), "size": 11, "color": colour}
        mark |= {"line": {"width": 2, "color": colour}}
        points = _points(by_state[state], places)
        marks.append(points | {"name": family.state_name(state), "marker": mark})
    chosen = [node for node in places if node[1] == family.chosen]
    ring = {"symbol": "circle-open", "size": 21, "color": colours.brand, "line": {"width": 2}}
    rows = {
        "mode": "markers+text",
        "showlegend": False,
        "marker": {"size": 18, "opacity": 0},
        "text": [family.row_label(node) for node in places],
        "textposition": "middle right",
        "textfont": {"size": LABEL, "color": colours.text},
        "selected": {"textfont": {"color": colours.text}},
        "unselected": {"textfont": {"color": colours.muted}, "marker": {"opacity": 0}},
        "cliponaxis": False,
        "customdata": [[node[1], node[0]] for node in places],
        "hovertext": [family.hover_text(node) for node in places],
        "hoverinfo": "text",
    }
    return [
        _points(chosen, places) | {"showlegend": False, "marker": ring},
        *marks,
        _points(list(places), places) | rows,
    ]


def _points(nodes: Sequence[Node], places: Mapping[Node, Place]) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [places[node].depth for node in nodes],
        "y": [places[node].row for node in nodes],
        "hoverinfo": "skip",
    }
