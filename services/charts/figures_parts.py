"""Draw parts of a whole: a treemap, and how much the largest hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import named, safe, wrapped
from ..language.plain_text import visible
from ..language.row_labels import row_labels
from .figures_base import (
    LABEL,
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
    ordered,
    style_for,
    value_axis,
)
from .figures_rows import split
from .palette import Theme

CLEAR = "rgba(0,0,0,0)"
TOP = 10
WHOLE, OTHERS = "semua", "lainnya"
TILE_CHARS = 34


def treemap(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    code: str = "kd_program_str",
    name: str = "nama_program",
    value: str = "pagu",
    unit: Unit = "rupiah",
    lang: str = "id",
    limit: int = 40,
) -> go.Figure:
    """Draw one rectangle per code, the ten largest in the brand colour, the others as one.

    Rows without a value or with 0 have no area; their number must be stated beside the chart. A
    click brings the code back as the point's `id` (customdata does not come back from here).
    """
    rows = ordered(frame.filter(pl.col(value) > 0), value, code).to_dicts()
    if not rows:
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    brand, soft = style.colours.brand, style.colours.soft
    shown, rest = split(rows, limit)
    tiles = [
        _Tile(
            id=visible(row[code]),
            code=visible(row[code]),
            name=named(row[name], lang),
            size=row[value],
            fill=brand if i < TOP else soft,
        )
        for i, row in enumerate(shown)
    ]
    if rest:
        others = style.say("others", n=style.count(len(rest)))
        size = known_sum(row[value] for row in rest)
        fill = style.colours.jenis["lainnya"]
        tiles.append(_Tile(id=OTHERS, code="", name=others, size=size, fill=fill))
    return make_figure(
        [_tile_trace(tiles, style=style, unit=unit)],
        style=style,
        height=420,
        alt="; ".join(f"{tile.label}: {style.short(tile.size, unit)}" for tile in tiles[:5]),
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        uniformtext={"minsize": 11, "mode": "hide"},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tile:
    """A rectangle of the treemap; the one of all the others has no code."""

    id: str
    code: str
    name: str
    size: Any
    fill: str

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}" if self.code else self.name


def _tile_trace(tiles: Sequence[_Tile], *, style: Style, unit: Unit) -> Trace:
    total = known_sum(tile.size for tile in tiles)
    rows = [(tile.code, tile.name) for tile in tiles]
    texts, hover_texts = [], []
    for i, tile in enumerate(tiles):
        # Only tiles with room for words have a text: code, name and size.
        chars = int((tile.size / total) ** 0.5 * TILE_CHARS)
        words = wrapped(row_labels(rows, chars * 3)[i], chars, 4) if chars > 6 else ""
        texts.append(f"{words}<br>{style.short(tile.size, unit)}" if words else "")
        share = wording.percent(tile.size / total, 2, style.lang)
        lines = (
            style.say("code", code=tile.code) if tile.code else None,
            style.exact(tile.size, unit),
            style.say("share", share=share, whole=style.say("whole_all")),
        )
        hover_texts.append(hover(tile.name, *lines))
    fills = [tile.fill for tile in tiles]
    inks = [style.colours.ink_on(fill) for fill in fills]
    return {
        "type": "treemap",
        "ids": [WHOLE, *(tile.id for tile in tiles)],
        "labels": ["", *(safe(tile.label) for tile in tiles)],
        "parents": ["", *[WHOLE] * len(tiles)],
        "values": [0, *(tile.size for tile in tiles)],
        "sort": False,
        "text": ["", *texts],
        "textinfo": "text",
        "textfont": {"size": LABEL, "color": [style.colours.text, *inks]},
        "hovertext": ["", *hover_texts],
        "hoverinfo": "text",
        "customdata": [[""], *([tile.id] for tile in tiles)],
        "marker": {
            "colors": [CLEAR, *fills],
            "line": {"width": 1.5, "color": style.colours.background},
            "pad": {"t": 0, "l": 0, "r": 0, "b": 0},
        },
        "pathbar": {"visible": False},
        "tiling": {"pad": 0},
        "root": {"color": CLEAR},
    }


def concentration(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    value: str = "pagu",
    code: str = "kd_program_str",
    name: str = "nama_program",
    lang: str = "id",
) -> go.Figure:
    """Draw the share of the whole held by the n largest, with the first and the tenth labelled."""
    rows = ordered(frame.filter(pl.col(value).is_not_null()), value, code).to_dicts()
    total = known_sum(row[value] for row in rows)
    if not total:
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    sums = [0]
    for row in rows:
        sums.append(sums[-1] + row[value])
    shares = [amount / total for amount in sums]
    marks = sorted({1, min(TOP, len(rows))})
    hover_texts = [
        hover(style.say("rank", n=n, share=style.exact(s, "persen"))) for n, s in enumerate(shares)
    ]
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": list(range(len(shares))),
        "y": shares,
        "line": {"color": style.colours.brand, "width": 2.5},
        "hovertext": hover_texts,
        "hoverinfo": "text",
    }
    mark_shares = {mark: style.short(shares[mark], "persen") for mark in marks}
    mark_texts = [
        style.say("largest" if mark == 1 else "top", n=mark, share=share)
        for mark, share in mark_shares.items()
    ]
    points = {
        "type": "scatter",
        "mode": "markers+text",
        "x": marks,
        "y": [shares[mark] for mark in marks],
        "marker": {"color": style.colours.brand, "size": 8},
        "text": [f"  {text}" for text in mark_texts],
        "textposition": "bottom right",
        "textfont": {"color": style.colours.text, "size": LABEL},
        "hoverinfo": "skip",
    }
    place: dict[str, Any] = {"x": 1, "y": 0, "xref": "paper", "yref": "paper"}
    place |= {"xanchor": "right", "yanchor": "top", "yshift": -24}
    return make_figure(
        [line, points],
        style=style,
        height=300,
        alt=style.say("rank", n=marks[-1], share=mark_shares[marks[-1]]),
        xaxis=_rank_axis(len(rows), style),
        yaxis=value_axis(1, "persen", style),
        annotations=[annotation(style.say("rank_axis"), style, **place)],
        margin={"l": 48, "r": 12, "t": 8, "b": 44, "pad": 4},
    )


def _rank_axis(count: int, style: Style) -> dict[str, Any]:
    marks = sorted({1, min(TOP, count), count})
    ticks = [m for m in marks if m in (marks[0], marks[-1]) or m > count * 0.06]
    return bare_axis(
        showticklabels=True,
        tickvals=ticks,
        ticktext=[style.count(mark) for mark in ticks],
        range=[0, count * 1.02],
        tickfont={"color": style.colours.muted, "size": SMALL},
    )
