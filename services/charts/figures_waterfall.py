"""Draw what moved between two years, program by program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language.labels import label, named
from ..language.plain_text import visible
from .figures_base import (
    SMALL,
    Row,
    Style,
    bare_axis,
    empty,
    hover,
    known_sum,
    make_figure,
    style_for,
)
from .figures_rows import PITCH, ROOM, THICK, bar_trace, name_annotations, row_axis, split
from .palette import Theme

NARROW = 36


def waterfall(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    old: int,
    new: int,
    lang: str = "id",
    limit: int = 12,
    totals: bool = True,
    drill: bool = False,
    chars: int = 52,
) -> go.Figure:
    """Draw what moved the pagu from year `old` to year `new`, one bar per program code.

    Takes one row per program: kd_program_str, nama_program, pagu_lama, pagu_baru, selisih. The
    largest movements have a bar each, the net of the others shares one, so that the bars always
    lead from one total to the other. Without `totals` the bars start at zero, which shows small
    moves. A row without selisih moves nothing and is counted in the text alternative.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    steps = _steps(frame, style, limit, drill=drill)
    start = 0
    if totals:
        before, after = known_sum(frame["pagu_lama"]), known_sum(frame["pagu_baru"])
        start = before or 0
        steps = [_total_step(old, before, style), *steps, _total_step(new, after, style)]
    unknown = frame["selisih"].null_count()
    alt = "; ".join(f"{step.code} {step.name}: {step.label}".strip() for step in steps[:6])
    if unknown:
        alt += "; " + style.say("unknown_moves", n=style.count(unknown))
    bars, level = list[_Bar](), start
    for step in steps:
        begin, level = (0, step.total) if step.total is not None else (level, level + step.moved)
        bars.append(_Bar(step=step, low=min(begin, level), high=max(begin, level), end=level))
    return _figure(bars, style=style, alt=alt, chars=chars)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A change of the level, or a total from zero; amounts are whole rupiah."""

    code: str = ""
    name: str
    moved: int
    total: int | None = None
    label: str
    hover: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    """A step between two levels; the next bar begins at `end`."""

    step: _Step
    low: int
    high: int
    end: int


def _steps(frame: pl.DataFrame, style: Style, limit: int, *, drill: bool) -> list[_Step]:
    """Return the largest movements and one step for the net of all the others."""
    rows = sorted(frame.to_dicts(), key=lambda r: (-abs(r["selisih"] or 0), r["kd_program_str"]))
    largest, rest = split([row for row in rows if row["selisih"]], limit)
    steps = [_program_step(row, style, drill=drill) for row in largest]
    if rest:
        net = known_sum(row["selisih"] for row in rest)
        name = style.say("others", n=style.count(len(rest)))
        steps.append(
            _Step(
                name=name,
                moved=net,
                label=_signed(style.short(net, "rupiah"), net),
                hover=hover(name, _signed(style.exact(net, "rupiah"), net)),
                colour=style.colours.jenis["lainnya"],
            )
        )
    return steps


def _signed(amount: str, moved: int) -> str:
    return f"+{amount}" if moved > 0 else amount


def _program_step(row: Row, style: Style, *, drill: bool) -> _Step:
    before, after, moved = row["pagu_lama"], row["pagu_baru"], row["selisih"]
    if before is None and after is not None:
        state = "baru"
    elif after is None and before is not None:
        state = "hilang"
    else:
        state = "naik" if moved > 0 else "turun"
    code, name = visible(row["kd_program_str"]), named(row["nama_program"], style.lang)
    change = style.say(
        "move",
        old=style.exact(before, "rupiah"),
        new=style.exact(after, "rupiah"),
        keadaan=label("move", state, style.lang),
    )
    lines = (
        style.say("code", code=code),
        _signed(style.exact(moved, "rupiah"), moved),
        change,
        style.say("click") if drill else None,
    )
    return _Step(
        code=code,
        name=name,
        moved=moved,
        label=_signed(style.short(moved, "rupiah"), moved),
        hover=hover(name, *lines),
        colour=style.colours.move(state),
    )


def _total_step(year: int, total: int | None, style: Style) -> _Step:
    name = style.say("year_total", tahun=year)
    return _Step(
        name=name,
        moved=total or 0,
        total=total or 0,
        label=style.short(total, "rupiah"),
        hover=hover(name, style.exact(total, "rupiah")),
        colour=style.colours.moves["total"],
    )


def _figure(bars: Sequence[_Bar], *, style: Style, alt: str, chars: int) -> go.Figure:
    low = min(0, *(bar.low for bar in bars), 0)
    high = max(0, *(bar.high for bar in bars), 0)
    span = (high - low) or 1
    positions = range(len(bars))
    trace = bar_trace(
        positions,
        [bar.high - bar.low for bar in bars],
        [bar.step.colour for bar in bars],
        [bar.step.hover for bar in bars],
        [[bar.step.code] for bar in bars],
        width=THICK,
        base=[bar.low for bar in bars],
    )
    labels = {
        "type": "scatter",
        "mode": "text",
        "x": [bar.high for bar in bars],
        "y": list(positions),
        "text": [f" {bar.step.label}" for bar in bars],
        "textposition": "middle right",
        "textfont": {"size": SMALL, "color": style.colours.text},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    # A name begins at the left end of its bar, or ends at the right one where that lies far right.
    names = [(bar.step.code, bar.step.name) for bar in bars]
    wide = name_annotations(names, chars, style)
    narrow = name_annotations(names, min(chars, NARROW), style)
    right = {"xref": "x", "xanchor": "right", "xshift": 2}
    return make_figure(
        [trace, labels],
        style=style,
        height=PITCH * len(bars) + 16,
        alt=alt,
        hovermode="y",
        xaxis=bare_axis(range=[low, low + span * ROOM]),
        yaxis=row_axis(len(bars)),
        shapes=_guide_lines(bars, low, style),
        annotations=[
            wide[i] | {"x": bar.low, "xref": "x"}
            if bar.low < low + span / 2
            else narrow[i] | right | {"x": bar.high}
            for i, bar in enumerate(bars)
        ],
        margin={"l": 2, "r": 8, "t": 4, "b": 4, "pad": 0},
    )


def _guide_lines(bars: Sequence[_Bar], low: int, style: Style) -> list[dict[str, Any]]:
    """Return the lines from each bar to the next, and the zero line where bars reach below it."""
    line = {"type": "line", "layer": "below"}
    link = line | {"line": {"color": style.colours.moves["hilang"], "width": 1}}
    lines: list[dict[str, Any]] = [
        link | {"x0": bar.end, "x1": bar.end, "y0": i + THICK / 2, "y1": i + 1 - THICK / 2}
        for i, bar in enumerate(bars[:-1])
    ]
    if low < 0:
        zero = line | {"line": {"color": style.colours.muted, "width": 1}}
        lines.append(zero | {"x0": 0, "x1": 0, "y0": -0.78, "y1": len(bars) - 0.62})
    return lines
