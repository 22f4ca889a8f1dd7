"""Draw ranked bars: one value per code, largest first, the others as one bar.

A click anywhere in a row brings `customdata` back: its first element is the code, "" for the bar
of the others, which leads nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language.labels import named
from ..language.plain_text import visible
from .figures_base import (
    SMALL,
    Row,
    Style,
    Unit,
    annotation,
    column,
    empty,
    hover,
    make_figure,
    ordered,
    style_for,
)
from .figures_rows import (
    LIMIT,
    PITCH,
    ROOM,
    THICK,
    Bar,
    bar_trace,
    linear_axis,
    name_annotations,
    row_axis,
    split,
    summary,
    value_labels,
)
from .palette import Theme
from .ranked_list import known_sum


def ranked_bars(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    code: str,
    name: str,
    value: str = "pagu",
    unit: Unit = "rupiah",
    lang: str = "id",
    log: bool = False,
    limit: int = LIMIT,
    share: str | None = "pangsa",
    share_of: str | None = None,
    rows: str | None = "jumlah_baris",
    chosen: str | None = None,
    drill: bool = False,
    chars: int = 52,
) -> go.Figure:
    """Draw horizontal bars, largest first: at most `limit` and one for all the others.

    `share` and `rows` are used when the frame has them; `share_of` names the denominator. A row
    without a value stands last and says so. `log` draws decades and says so. `chars` is the
    longest name on one line: 52 fit half a page and a phone, 110 the whole width.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    share_column, rows_column = column(frame, share), column(frame, rows)
    whole = share_of or style.say("whole_klpd")
    shown, rest = split(ordered(frame, value, code).to_dicts(), limit)

    def bar(row: Row) -> Bar:
        share_value = row[share_column] if share_column else None
        hover_lines = (
            style.say("code", code=visible(row[code])),
            style.exact(row[value], unit),
            None
            if share_value is None
            else style.say("share", share=style.exact(share_value, "persen"), whole=whole),
            style.say("rows", n=style.count(row[rows_column])) if rows_column else None,
            style.say("click") if drill else None,
        )
        name_text = named(row[name], lang)
        return Bar(
            code=str(row[code] or ""), name=name_text, value=row[value], hover_lines=hover_lines
        )

    bars = [bar(row) for row in shown]
    soft, brand = style.colours.soft, style.colours.brand
    fills = [brand if chosen in (None, bar.code) else soft for bar in bars]
    if rest:
        bars.append(_rest_bar(rest, value, rows_column, style=style, unit=unit))
        fills.append(style.colours.jenis["lainnya"])
    return _ranked_figure(bars, fills, style=style, unit=unit, log=log, chars=chars)


def _rest_bar(
    rest: Sequence[Row], value: str, rows: str | None, *, style: Style, unit: Unit
) -> Bar:
    total = known_sum(row[value] for row in rest)
    missing = sum(row[value] is None for row in rest)
    hover_lines = (
        style.exact(total, unit),
        style.say("rows", n=style.count(known_sum(row[rows] for row in rest))) if rows else None,
        style.say("rest_missing", n=style.count(missing)) if missing else None,
    )
    name = style.say("others", n=style.count(len(rest)))
    return Bar(code="", name=name, value=total, hover_lines=hover_lines)


def _ranked_figure(
    bars: Sequence[Bar], fills: Sequence[str], *, style: Style, unit: Unit, log: bool, chars: int
) -> go.Figure:
    axis = _log_axis(bars, style, unit) if log else linear_axis([bar.value for bar in bars])
    low = 10 ** axis["range"][0] if log else 0
    at = list(range(len(bars)))
    lengths = [max(bar.value or 0, 0) for bar in bars]
    hover_texts = [hover(bar.name, *bar.hover_lines) for bar in bars]
    codes = [[bar.code] for bar in bars]
    traces = [
        bar_trace(at, lengths, fills, hover_texts, codes, width=THICK),
        value_labels(at, [max(v, low) for v in lengths], [b.value for b in bars], style, unit),
    ]
    notes = name_annotations([(bar.code, bar.name) for bar in bars], chars, style)
    if log:
        place = {"x": 0, "y": 0, "xref": "paper", "yref": "paper", "yanchor": "top", "yshift": -22}
        notes.append(annotation(style.say("log"), style, **place))
    return make_figure(
        traces,
        style=style,
        height=PITCH * len(bars) + (64 if log else 16),
        alt=summary(bars, style, unit),
        hovermode="y",
        xaxis=axis,
        yaxis=row_axis(len(bars)),
        annotations=notes,
        margin={"l": 2, "r": 8, "t": 4, "b": 52 if log else 4, "pad": 0},
    )


def _log_axis(bars: Sequence[Bar], style: Style, unit: Unit) -> dict[str, Any]:
    positive = [bar.value for bar in bars if bar.value is not None and bar.value > 0] or [1]
    low = floor(log10(min(positive)) - 0.05)
    high = max(log10(max(positive)), low + 1)
    decades = [10**power for power in range(low, ceil(high) + 1)]
    every = -(-len(decades) // 6)
    return {
        "type": "log",
        "range": [low, low + (high - low) * ROOM],
        "tickvals": decades,
        "ticktext": [style.short(d, unit) if i % every == 0 else "" for i, d in enumerate(decades)],
        "gridcolor": style.colours.line,
        "fixedrange": True,
        "tickfont": {"color": style.colours.muted, "size": SMALL},
    }
