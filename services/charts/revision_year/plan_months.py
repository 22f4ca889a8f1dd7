"""Draw acts of revision over the months of a plan year, against other years or KLPD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ...language import wording
from ...language.labels import safe
from ...language.plain_text import visible
from ..palette import Theme
from ..plots.ticks import nice_ticks
from .figures import (
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
)

HEIGHT = 320
GAP = 0.28
MOST_LABELLED, MOST_QUARTERS = 16, 26
"""Months of an axis that are all labelled, and those of which every third is."""
HEADROOM = 1.1
"""Room above the highest column for its value."""
APART = 0.07
"""Distance between the names of two lines, as a share of the axis."""
PER_CHARACTER = 7
"""Pixels that a character of a name takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One KLPD-year: its plan year, name, and acts by month. main: of the first KLPD."""

    year: int
    name: str
    acts: Mapping[int, int]
    main: bool

    @property
    def last(self) -> int:
        """Return the last month with rows."""
        return max(self.acts)

    def of(self, month: int) -> int:
        """Return the acts of a month, 0 for one without a row."""
        return self.acts.get(month, 0)

    def titled(self, title: str) -> str:
        """Return the title of a hover text, with the name where it is more than the year."""
        return title if self.name == str(self.year) else f"{self.name}: {title}"


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
    klpd = [visible(kode) for kode in rows["klpd"].unique(maintain_order=True)]
    single_year = rows["tahun"].n_unique() == 1
    grouped: dict[tuple[int, str], dict[int, int]] = {}
    ordered = rows.sort("tahun", "klpd", maintain_order=True)
    for year, kode, month, acts in ordered.select("tahun", "klpd", "bulan_ke", "tindakan").rows():
        grouped.setdefault((year, visible(kode)), {})[month] = acts
    # named by what tells them apart; without rows of the KLPD that leads, all do
    lines = [
        _Line(
            year=year,
            name=str(year) if len(klpd) == 1 else kode if single_year else f"{kode} {year}",
            acts=acts,
            main=kode == first or first not in klpd,
        )
        for (year, kode), acts in grouped.items()
    ]
    low, high = int(rows["bulan_ke"].min()), int(rows["bulan_ke"].max())  # type: ignore[arg-type]
    span = range(min(low, 1), max(high, 12) + 1)
    columns = len(lines) <= 2 and rows["klpd"].n_unique() == 1
    draw = _columns if columns else _lines
    return draw(lines, span, style)


def _columns(lines: Sequence[_Line], span: range, style: Style) -> go.Figure:
    """Draw the newest year as columns, the older one as ticks across them."""
    *older, newest = lines
    texts = []
    for month in span:
        acts = [
            f"{line.year}: {style.say('acts', n=style.count(line.of(month)))}"
            for line in (newest, *older)
        ]
        texts.append(hover(wording.bulan(_month(newest.year, month), style.lang), *acts))
    traces: list[Trace] = [
        {
            "type": "bar",
            "name": style.say("plan_of", tahun=newest.year),
            "x": list(span),
            "y": [newest.of(month) for month in span],
            "marker": {"color": style.colours.brand},
            "hovertext": texts,
            "hoverinfo": "text",
        }
    ]
    for line in older:
        months = [month for month in span if month <= line.last]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": style.say("plan_of", tahun=line.year),
                "x": months,
                "y": [line.of(month) for month in months],
                "marker": {"color": style.colours.text},
                "hoverinfo": "skip",
            }
        )
    top = max(max(trace["y"]) for trace in traces) or 1
    peak = max(span, key=newest.of)
    count = style.say("acts", n=style.count(newest.of(peak)))
    words = [f"{wording.bulan(_month(newest.year, peak), style.lang)}: {count}"]
    words += [f"{line.year}: {style.count(line.of(peak))}" for line in older]
    above = max(line.of(peak) for line in lines)  # also over the tick that crosses the column
    font = {"font": {"color": style.colours.text, "size": SMALL}}
    place: dict[str, Any] = {"x": peak, "y": above, "yanchor": "bottom", "yshift": 2}
    return make_figure(
        traces,
        style=style,
        height=HEIGHT,
        alt="; ".join(words),
        bargap=GAP,
        showlegend=True,
        legend=legend_above(style),
        annotations=[annotation(style.count(lines[-1].of(peak)), style, **place) | font],
        xaxis=_axis(span, newest.year, style),
        yaxis=_up(top * HEADROOM, style),
        margin={"l": 40, "r": 8, "t": 36, "b": 40, "pad": 4},
    )


def _month(year: int, month: int) -> str:
    """Return a month of a plan year as YYYY-MM."""
    at = year * 12 + month - 1
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


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
    """Return the axis of acts, with whole numbers; it ends at `top`, not at the next round one."""
    ticks = [tick for tick in nice_ticks(top) if tick <= top and tick == int(tick)]
    return {
        "range": [0, top],
        "tickvals": ticks,
        "ticktext": [style.count(int(tick)) for tick in ticks],
        "gridcolor": style.colours.line,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": style.colours.muted, "size": SMALL},
    }


def _lines(lines: Sequence[_Line], span: range, style: Style) -> go.Figure:
    """Draw a line for each KLPD and year, all on one scale."""
    peaks = {line.name: max(line.acts.values()) for line in lines}
    top = max(peaks.values()) or 1
    names, free = [], 0.0
    for line in sorted(lines, key=lambda line: (line.of(line.last), line.name)):
        free = max(free, line.of(line.last))
        place: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "left", "y": free}
        font = {"color": _ink(line, lines, style), "size": SMALL}
        names.append(annotation(safe(line.name), style, xshift=4, **place) | {"font": font})
        free += APART * top  # apart, where the names would overlap
    room_for_names = PER_CHARACTER * max(len(line.name) for line in lines) + 16
    return make_figure(
        [_line_trace(line, lines, span[0], style) for line in lines],
        style=style,
        height=HEIGHT,
        alt="; ".join(f"{name}: {style.count(peak)}" for name, peak in peaks.items()),
        annotations=names,
        xaxis=_axis(span, None, style),
        yaxis=_up(top * HEADROOM, style),
        margin={"l": 40, "r": room_for_names, "t": 12, "b": 40, "pad": 4},
    )


def _line_trace(line: _Line, lines: Sequence[_Line], begin: int, style: Style) -> Trace:
    """Return the trace of a line: this year's strong, last year's dashed, others thin."""
    years = sorted({other.year for other in lines}, reverse=True)
    look: dict[str, Any] = {
        "color": _ink(line, lines, style),
        "width": 2.5 if line.year == years[0] else 1.5,
    }
    months = range(begin, line.last + 1)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(months),
        "y": [line.of(month) for month in months],
        "line": look | ({"dash": "dash"} if line.year in years[1:2] else {}),
        "hovertext": [
            hover(
                line.titled(wording.bulan(_month(line.year, month), style.lang)),
                style.say("acts", n=style.count(line.of(month))),
            )
            for month in months
        ],
        "hoverinfo": "text",
    }


def _ink(line: _Line, lines: Sequence[_Line], style: Style) -> str:
    """Return the colour of a line: the brand for this year of the first KLPD, else muted."""
    newest = max(other.year for other in lines)
    return style.colours.brand if line.year == newest and line.main else style.colours.muted
