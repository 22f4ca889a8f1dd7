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
    Look,
    Row,
    Trace,
    bare_axis,
    drawn,
    empty,
    hover,
    legend_above,
    look,
    note,
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
    """Return the whole family of `code` as a drawn tree with the state of each of its codes.

    `trail` is the table jejak, `states` the rows of the table keadaan for its codes: one without a
    row has no known state. Of a family with more than `limit` codes the rows around the chosen one
    are drawn, and the number left out stands below.
    """
    seen = look(theme, lang)
    found = _states(states)
    rows = trail.sort("tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru").to_dicts()
    nodes = {(row["jenis_paket"], row[end]) for row in rows for end in _ENDS if row[end]}
    nodes |= {node for node in found if node[1] == code}
    if not nodes:
        return empty(theme=theme, lang=lang)
    links = _links(rows)
    placed = lineage_layout(nodes, [(parent, child) for parent, child, _ in links])
    shown = _window(placed, code, limit)
    kept = [link for link in links if link[0] in shown and link[1] in shown]
    told = _Told(rows=rows, states=found, seen=seen, chosen=code)
    traces = [*_edge_traces(kept, shown, seen), *_node_traces(shown, told)]
    return _family_figure(traces, shown, len(placed) - len(shown), told)


_ENDS = ("kd_rup_lama", "kd_rup_baru")


def _states(states: pl.DataFrame | None) -> dict[Node, Row]:
    rows = [] if states is None else states.to_dicts()
    return {(row["jenis_paket"], row["kd_rup"]): row for row in rows}


def _links(rows: Sequence[Row]) -> list[tuple[Node, Node, str]]:
    links = []
    for row in rows:
        lama, baru, kind = row["kd_rup_lama"], row["kd_rup_baru"], row["jenis_revisi"]
        if lama and baru and lama != baru:
            links.append(((row["jenis_paket"], lama), (row["jenis_paket"], baru), str(kind)))
    return links


def _window(placed: Mapping[Node, Place], code: str, limit: int) -> dict[Node, Place]:
    chosen = next((place.row for node, place in placed.items() if node[1] == code), 0)
    first = max(0, min(chosen - limit // 2, len(placed) - limit))
    return {
        node: replace(place, row=place.row - first)
        for node, place in placed.items()
        if first <= place.row < first + limit
    }


def _edge_traces(
    links: Sequence[tuple[Node, Node, str]], shown: Mapping[Node, Place], seen: Look
) -> list[Trace]:
    paths: dict[tuple[str, bool], tuple[list[Any], list[Any]]] = {}
    for parent, child, served in links:
        a, b = shown[parent], shown[child]
        kind = served if served in JENIS_REVISI else "lainnya"
        second = b.parent != parent
        trunk = a.depth + (0.3 if second else 0)
        xs, ys = paths.setdefault((kind, second), ([], []))
        xs += [a.depth, trunk, trunk, b.depth, None]
        ys += [a.row, a.row, b.row, b.row, None]
    return [
        _edge_trace(kind, second, paths[kind, second], seen)
        for kind in JENIS_REVISI
        for second in (False, True)
        if (kind, second) in paths
    ]


def _edge_trace(kind: str, second: bool, path: tuple[list[Any], list[Any]], seen: Look) -> Trace:
    dash = "dot" if second else "solid"
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label("jenis", kind, seen.lang),
        "legendgroup": kind,
        "showlegend": not second,
        "x": path[0],
        "y": path[1],
        "line": {"color": seen.colours.jenis_revisi(kind), "width": 2, "dash": dash},
        "hoverinfo": "skip",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What is said about the codes of one family."""

    rows: Sequence[Row]
    states: Mapping[Node, Row]
    seen: Look
    chosen: str

    def state(self, node: Node) -> str | None:
        row = self.states.get(node)
        return row["keadaan"] if row else None

    def since(self, node: Node) -> str | None:
        row = self.states.get(node)
        when = row.get("sejak") if row else None
        return (
            self.seen.say("since", tanggal=wording.tanggal(when, self.seen.lang)) if when else None
        )

    def words(self, node: Node) -> str:
        state = self.state(node)
        known = state is not None
        said = label("keadaan", state, self.seen.lang) if known else self.unknown()
        return ", ".join(part for part in (said, self.since(node)) if part)

    def unknown(self) -> str:
        return wording.text(wording.UNKNOWN, self.seen.lang)

    def line(self, node: Node) -> str:
        name = f"<b>{safe(node[1])}</b>" if node[1] == self.chosen else safe(node[1])
        return f"  {name}  {safe(self.words(node))}"

    def hover(self, node: Node) -> str:
        mine = [r for r in self.rows if r["jenis_paket"] == node[0] and r["kd_rup_lama"] == node[1]]
        events = [self.event(row) for row in mine[:EVENTS]]
        more = self.seen.say("others", n=len(mine) - EVENTS) if len(mine) > EVENTS else None
        chosen = self.seen.say("chosen") if node[1] == self.chosen else None
        return hover(f"{node[1]} · {node[0]}", chosen, self.words(node), *events, more)

    def event(self, row: Row) -> str:
        lang = self.seen.lang
        when = wording.tanggal(row["tgl_kaji_ulang"], lang)
        reason = visible(row.get("alasan_kajiulang") or "")
        kind = label("jenis", row["jenis_revisi"], lang)
        return f"{when}: {kind}" + (f" ({shortened(reason, 40)})" if reason else "")


def _node_traces(shown: Mapping[Node, Place], told: _Told) -> list[Trace]:
    by_state: dict[str | None, list[Node]] = {}
    for node in shown:
        by_state.setdefault(told.state(node), []).append(node)
    known = [state for state in (*KEADAAN, None) if state in by_state]
    other = sorted(str(state) for state in by_state if state not in known)
    states: list[str | None] = [*known, *other]
    ring = [node for node in shown if node[1] == told.chosen]
    marks = [_state_trace(state, by_state[state], shown, told) for state in states]
    return [_ring_trace(ring, shown, told.seen), *marks, _row_trace(shown, told)]


def _state_trace(
    state: str | None, nodes: Sequence[Node], shown: Mapping[Node, Place], told: _Told
) -> Trace:
    colour = told.seen.colours.keadaan_kode(state)
    words = label("keadaan", state, told.seen.lang) if state else told.unknown()
    mark = {"symbol": SYMBOLS.get(state or "", "circle-dot"), "size": 11, "color": colour}
    line = {"width": 2, "color": colour}
    return _points(nodes, shown) | {"name": words, "marker": mark | {"line": line}}


def _ring_trace(nodes: Sequence[Node], shown: Mapping[Node, Place], seen: Look) -> Trace:
    ring = {"symbol": "circle-open", "size": 21, "color": seen.colours.brand}
    return _points(nodes, shown) | {"showlegend": False, "marker": ring | {"line": {"width": 2}}}


def _row_trace(shown: Mapping[Node, Place], told: _Told) -> Trace:
    return _points(list(shown), shown) | {
        "mode": "markers+text",
        "showlegend": False,
        "marker": {"size": 18, "opacity": 0},
        "text": [told.line(node) for node in shown],
        "textposition": "middle right",
        "textfont": {"size": LABEL, "color": told.seen.colours.text},
        "selected": {"textfont": {"color": told.seen.colours.text}},
        "unselected": {"textfont": {"color": told.seen.colours.muted}, "marker": {"opacity": 0}},
        "cliponaxis": False,
        "customdata": [[node[1], node[0]] for node in shown],
        "hovertext": [told.hover(node) for node in shown],
        "hoverinfo": "text",
    }


def _points(nodes: Sequence[Node], shown: Mapping[Node, Place]) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [shown[node].depth for node in nodes],
        "y": [shown[node].row for node in nodes],
        "hoverinfo": "skip",
    }


def _family_figure(
    traces: Sequence[Trace], shown: Mapping[Node, Place], left_out: int, told: _Told
) -> go.Figure:
    seen = told.seen
    deepest = max(place.depth for place in shown.values())
    below = []
    if left_out:
        said = seen.say("panels_left_out", n=seen.count(left_out))
        place = {"x": 0, "y": 0, "xref": "paper", "yref": "paper", "yshift": -4}
        below = [note(said, seen, xanchor="left", yanchor="top", **place)]
    chosen = [f"{node[1]}: {told.words(node)}" for node in shown if node[1] == told.chosen]
    return drawn(
        traces,
        seen=seen,
        height=PITCH * len(shown) + (88 if left_out else 64),
        alt="; ".join(chosen),
        hovermode="y",
        showlegend=True,
        legend=legend_above(seen),
        xaxis=bare_axis(range=[-0.5, max(16, deepest + 10)]),
        yaxis=bare_axis(range=[len(shown) - 0.4, -0.7]),
        annotations=below,
        margin={"l": 2, "r": 2, "t": 52, "b": 28 if left_out else 4, "pad": 0},
    )
