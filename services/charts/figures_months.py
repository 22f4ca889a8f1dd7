"""Draw acts of revision over the months of a plan year, against other years or KLPD."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from .figures_base import (
    SMALL,
    Style,
    Trace,
    annotation,
    bare_axis,
    empty,
    hover,
    legend_above,
    make_figure,
    style_for,
    value_axis,
)
from .figures_lines import Line, end_names, line_trace, lines_of, room_for_names
from .palette import Theme

HEIGHT = 320
GAP = 0.28
MOST_LABELLED, MOST_QUARTERS = 16, 26
"""Months of an axis that are all labelled, and those of which every third is."""
HEADROOM = 1.1
"""Room above the highest column for its value."""


def plan_months(
    frame: pl.DataFrame, *, theme: Theme, lang: str = "id", first: str = ""
) -> go.Figure:
    """Draw acts per month of the plan year, the December before as a month of its own.

    Takes rows of `months_of_plan`. Of one KLPD and at most two years the newest is drawn as columns
    and the older as ticks across them; more are a line each, that of the newest year of the KLPD
    `first` in the brand colour.
    """
    rows = (
        frame.select("tahun", "bulan_ke", "tindakan", klpd="kd_klpd")
        .drop_nulls(["bulan_ke", "tindakan"])
        .sort("bulan_ke")
    )
    if rows.is_empty():
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    lines = lines_of(rows, first)
    low, high = int(rows["bulan_ke"].min()), int(rows["bulan_ke"].max())  # type: ignore[arg-type]
    span = range(min(low, 1), max(high, 12) + 1)
    columns = len(lines) <= 2 and rows["klpd"].n_unique() == 1
    draw = _columns if columns else _lines
    return draw(lines, span, style)


def _acts(line: Line) -> dict[int, int]:
    return {row["bulan_ke"]: row["tindakan"] for row in line.rows}


def _columns(lines: Sequence[Line], span: range, style: Style) -> go.Figure:
    """Draw the newest year as columns, the older one as ticks across them."""
    *older, newest = lines
    acts, before = _acts(newest), [_acts(line) for line in older]
    values = [acts.get(month, 0) for month in span]
    traces: list[Trace] = [
        {
            "type": "bar",
            "name": style.say("plan_of", tahun=newest.year),
            "x": list(span),
            "y": values,
            "marker": {"color": style.colours.brand},
            "hovertext": [_hover(newest, older, month, style) for month in span],
            "hoverinfo": "text",
            "textposition": "none",
        }
    ]
    for line, of_year in zip(older, before, strict=True):
        months = [month for month in span if month <= max(of_year)]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": style.say("plan_of", tahun=line.year),
                "x": months,
                "y": [of_year.get(month, 0) for month in months],
                "marker": {"color": style.colours.text},
                "hoverinfo": "skip",
            }
        )
    top = max(max(trace["y"]) for trace in traces) or 1
    peak = max(span, key=lambda month: acts.get(month, 0))
    return make_figure(
        traces,
        style=style,
        height=HEIGHT,
        alt=_peak_words(newest, older, peak, style),
        bargap=GAP,
        showlegend=True,
        legend=legend_above(style),
        annotations=[_peak_label(acts, before, peak, style)],
        xaxis=_axis(span, newest.year, style),
        yaxis=_up(top * HEADROOM, style),
        margin={"l": 40, "r": 8, "t": 36, "b": 40, "pad": 4},
    )


def _hover(newest: Line, older: Sequence[Line], month: int, style: Style) -> str:
    """Return the acts of a month in the years drawn."""
    lines = [
        f"{line.year}: {style.say('acts', n=style.count(_acts(line).get(month, 0)))}"
        for line in (newest, *older)
    ]
    return hover(wording.bulan(_month(newest.year, month), style.lang), *lines)


def _month(year: int, month: int) -> str:
    """Return a month of a plan year as YYYY-MM."""
    at = year * 12 + month - 1
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def _peak_words(newest: Line, older: Sequence[Line], peak: int, style: Style) -> str:
    count = style.say("acts", n=style.count(_acts(newest).get(peak, 0)))
    words = [f"{wording.bulan(_month(newest.year, peak), style.lang)}: {count}"]
    words += [f"{line.year}: {style.count(_acts(line).get(peak, 0))}" for line in older]
    return "; ".join(words)


def _peak_label(
    acts: dict[int, int], before: Sequence[dict[int, int]], peak: int, style: Style
) -> dict[str, Any]:
    """Return the value of the highest column, over it and over the tick that crosses it."""
    value = acts.get(peak, 0)
    above = max([value, *(of_year.get(peak, 0) for of_year in before)])
    font = {"font": {"color": style.colours.text, "size": SMALL}}
    place: dict[str, Any] = {"x": peak, "y": above, "yanchor": "bottom", "yshift": 2}
    return annotation(style.count(value), style, **place) | font


def _axis(span: range, year: int | None, style: Style) -> dict[str, Any]:
    """Return the axis of months; the first and January have their year where it is one."""
    every = 1 if len(span) <= MOST_LABELLED else 3 if len(span) <= MOST_QUARTERS else 12
    chosen = [month for month in span if (month - 1) % every == 0]
    labels = []
    for month in chosen:
        name = wording.month_name((month - 1) % 12 + 1, style.lang)
        second = ""
        if month in (chosen[0], 1):
            second = _month(year, month)[:4] if year else ""
            second = second or (style.say("year_before") if month < 1 else "")
        labels.append(f"{name}<br>{second}" if second else name)
    return bare_axis(
        showticklabels=True,
        range=[span[0] - 0.6, span[-1] + 0.6],
        tickangle=0,
        tickvals=chosen,
        ticktext=labels,
        tickfont={"color": style.colours.muted, "size": SMALL},
    )


def _up(top: float, style: Style) -> dict[str, Any]:
    """Return the axis of acts, which ends at `top` and not at the next round value."""
    axis = value_axis(top, "jumlah", style)
    inside = [value <= top for value in axis["tickvals"]]
    kept = {
        name: [text for text, fits in zip(axis[name], inside, strict=True) if fits]
        for name in ("tickvals", "ticktext")
    }
    return axis | kept | {"range": [0, top]}


def _lines(lines: Sequence[Line], span: range, style: Style) -> go.Figure:
    """Draw a line for each KLPD and year, all on one scale."""
    series = []
    for line in lines:
        acts = _acts(line)
        months = range(span[0], max(acts) + 1)
        series.append((line, list(months), [acts.get(month, 0) for month in months]))
    top = max(max(values) for _, _, values in series) or 1
    traces = [
        line_trace(
            line,
            lines,
            style,
            x=months,
            y=values,
            hover_texts=[
                hover(
                    line.titled(wording.bulan(_month(line.year, month), style.lang)),
                    style.say("acts", n=style.count(value)),
                )
                for month, value in zip(months, values, strict=True)
            ],
        )
        for line, months, values in series
    ]
    peaks = [f"{line.name}: {style.count(max(values))}" for line, _, values in series]
    return make_figure(
        traces,
        style=style,
        height=HEIGHT,
        alt="; ".join(peaks),
        annotations=end_names(lines, [values[-1] for _, _, values in series], top, style),
        xaxis=_axis(span, None, style),
        yaxis=_up(top * HEADROOM, style),
        margin={"l": 40, "r": room_for_names(lines), "t": 12, "b": 40, "pad": 4},
    )
