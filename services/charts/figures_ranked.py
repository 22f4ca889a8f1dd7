"""Draw ranked bars: one value per code, largest first, the others as one bar.

A click anywhere in a row brings `customdata` back: its first element is the code, "" for the bar
of the others, which leads nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor, log10
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language.labels import named
from ..language.plain_text import visible
from .figures_base import (
    SMALL,
    Look,
    Row,
    Unit,
    column,
    drawn,
    empty,
    hover,
    known_sum,
    look,
    note,
    ordered,
)
from .figures_rows import (
    LIMIT,
    PITCH,
    ROOM,
    THICK,
    Bar,
    end_labels,
    linear_axis,
    name_notes,
    row_axis,
    solid,
    split,
    summary,
)
from .palette import Theme


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
    """Return horizontal bars, largest first: at most `limit` and one for all the others.

    `share` and `rows` are used when the frame has them; `share_of` names the denominator. A row
    without a value stands last and says so. `log` draws decades and says so. `chars` is the
    longest name on one line: 52 fit half a page and a phone, 110 the whole width.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    tell = _teller(
        seen,
        unit,
        share=column(frame, share),
        whole=share_of or seen.say("whole_klpd"),
        rows=column(frame, rows),
        drill=drill,
    )
    ranked = ordered(frame, value, code).to_dicts()
    kept, rest = split(ranked, limit)
    bars = [
        Bar(
            code=str(row[code] or ""),
            name=named(row[name], lang),
            value=row[value],
            told=(seen.say("code", code=visible(row[code])), *tell(row, row[value])),
        )
        for row in kept
    ]
    if rest:
        bars.append(_others(rest, value, column(frame, rows), seen=seen, unit=unit))
    fills = [_fill(bar, chosen, seen) for bar in bars]
    return _ranked_figure(bars, fills, seen=seen, unit=unit, log=log, chars=chars)


def _fill(bar: Bar, chosen: str | None, seen: Look) -> str:
    if bar.rest:
        return seen.colours.jenis["lainnya"]
    return seen.colours.brand if chosen is None or bar.code == chosen else seen.colours.soft


def _teller(
    seen: Look, unit: Unit, *, share: str | None, whole: str, rows: str | None, drill: bool
) -> Callable[[Row, Any], list[str | None]]:
    def tell(row: Row, value: Any) -> list[str | None]:
        part = row[share] if share else None
        return [
            seen.exact(value, unit),
            seen.say("share", share=seen.exact(part, "persen"), whole=whole)
            if part is not None
            else None,
            seen.say("rows", n=seen.count(row[rows])) if rows else None,
            seen.say("click") if drill else None,
        ]

    return tell


def _others(rest: Sequence[Row], value: str, rows: str | None, *, seen: Look, unit: Unit) -> Bar:
    total = known_sum(row[value] for row in rest)
    missing = sum(row[value] is None for row in rest)
    told = (
        seen.exact(total, unit),
        seen.say("rows", n=seen.count(known_sum(row[rows] for row in rest))) if rows else None,
        seen.say("rest_missing", n=seen.count(missing)) if missing else None,
    )
    name = seen.say("others", n=seen.count(len(rest)))
    return Bar(code="", name=name, value=total, told=told, rest=True)


def _ranked_figure(
    bars: Sequence[Bar], fills: Sequence[str], *, seen: Look, unit: Unit, log: bool, chars: int
) -> go.Figure:
    axis = _log_axis(bars, seen, unit) if log else linear_axis([bar.value for bar in bars])
    low = 10 ** axis["range"][0] if log else 0
    at = list(range(len(bars)))
    lengths = [max(bar.value or 0, 0) for bar in bars]
    told = [hover(bar.name, *bar.told) for bar in bars]
    codes = [[bar.code] for bar in bars]
    traces = [
        solid(at, lengths, fills, told, codes, width=THICK),
        end_labels(at, [max(v, low) for v in lengths], [b.value for b in bars], seen, unit),
    ]
    notes = name_notes([(bar.code, bar.name) for bar in bars], chars, seen)
    if log:
        said = seen.say("log")
        notes.append(
            note(said, seen, x=0, y=0, xref="paper", yref="paper", yanchor="top", yshift=-22)
        )
    return drawn(
        traces,
        seen=seen,
        height=PITCH * len(bars) + (64 if log else 16),
        alt=summary(bars, seen, unit),
        hovermode="y",
        xaxis=axis,
        yaxis=row_axis(len(bars)),
        annotations=notes,
        margin={"l": 2, "r": 8, "t": 4, "b": 52 if log else 4, "pad": 0},
    )


def _log_axis(bars: Sequence[Bar], seen: Look, unit: Unit) -> dict[str, Any]:
    positive = [bar.value for bar in bars if bar.value is not None and bar.value > 0] or [1]
    low = floor(log10(min(positive)) - 0.05)
    high = max(log10(max(positive)), low + 1)
    decades = [10**power for power in range(low, ceil(high) + 1)]
    every = -(-len(decades) // 6)
    return {
        "type": "log",
        "range": [low, low + (high - low) * ROOM],
        "tickvals": decades,
        "ticktext": [seen.short(d, unit) if i % every == 0 else "" for i, d in enumerate(decades)],
        "gridcolor": seen.colours.line,
        "fixedrange": True,
        "tickfont": {"color": seen.colours.muted, "size": SMALL},
    }
