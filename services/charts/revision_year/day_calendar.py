"""Draw the days of a year of revisions as a calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl

from ...language import wording
from ..geography.classes import Classes, classify, spread
from ..palette import CLASSES, Theme
from .figures import (
    SMALL,
    Style,
    Trace,
    bare_axis,
    empty,
    hover,
    legend_above,
    make_figure,
    style_for,
)


def day_calendar(frame: pl.DataFrame, *, theme: Theme, lang: str = "id") -> go.Figure:
    """Draw a calendar of days, a column a week, Monday on top, coloured in quantile classes.

    Takes one row per (day, ...); days between the first and the last without a row are drawn as
    days without an act. The legend names the acts of each class. For the whole width: some 55
    columns.
    """
    counts: dict[date, int] = {}
    for when, count in frame.select(pl.col("tanggal").cast(pl.Date), "tindakan").iter_rows():
        if when is not None and count is not None:
            counts[when] = counts.get(when, 0) + count
    if not counts:
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    days = _days(counts)
    monday = days[0] - timedelta(days=days[0].weekday())
    weeks = [(d - monday).days // 7 for d in days]
    top = max(counts, key=lambda d: (counts[d], d))
    starts = [(w, d) for w, d in zip(weeks, days, strict=True) if d.day == 1]
    words = [
        f"{wording.month_name(d.month, style.lang)}{f' {d.year}' if d.month == 1 else ''}"
        for _, d in starts
    ]
    classes = classify([count for count in counts.values() if count], count=CLASSES - 1)
    fills = (style.colours.panel, *spread(style.colours.ramp[1:], len(classes.counts)))
    return make_figure(
        [
            _day_trace(counts, monday, classes, fills, style),
            *_class_traces(classes, fills, style),
        ],
        style=style,
        height=222,
        showlegend=True,
        legend=legend_above(style, y=0, yanchor="top"),
        alt=f"{wording.tanggal(top, lang)}: {style.say('acts', n=style.count(counts[top]))}",
        xaxis=bare_axis(
            side="top",
            showticklabels=True,
            tickvals=[w for w, _ in starts],
            ticktext=words,
            tickangle=0,
            range=[-0.5, weeks[-1] + 0.5],
            tickfont={"color": style.colours.muted, "size": SMALL},
        ),
        yaxis=bare_axis(
            showticklabels=True,
            tickvals=[0, 2, 4],
            ticktext=[wording.text(f"hari.{i}", style.lang) for i in (0, 2, 4)],
            range=[6.5, -0.5],
            tickfont={"color": style.colours.muted, "size": SMALL},
        ),
        margin={"l": 34, "r": 4, "t": 26, "b": 40, "pad": 2},
    )


def _days(counts: Mapping[date, int]) -> list[date]:
    """Return every day from the first to the last."""
    first, last = min(counts), max(counts)
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def _class_traces(classes: Classes, fills: Sequence[str], style: Style) -> list[Trace]:
    """Return a trace without points for each class, which the legend names."""
    labels = [style.say("no_revision"), *classes.labels(lambda n: style.count(int(n)))]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [None],
            "y": [None],
            "name": label,
            "marker": {
                "symbol": "square",
                "size": 12,
                "color": fill,
                "line": {"width": 1, "color": style.colours.no_data_line},
            },
            "hoverinfo": "skip",
        }
        for label, fill in zip(labels, fills, strict=True)
        if label
    ]


def _day_trace(
    counts: Mapping[date, int],
    monday: date,
    classes: Classes,
    fills: Sequence[str],
    style: Style,
) -> Trace:
    """Return the cells of the calendar, coloured by class; days without an act in the first.

    monday: of the first week.
    """
    days = _days(counts)
    indexes = [classes.index(counts.get(d) or None) for d in days]
    steps = len(fills)
    scale = [
        [bound, fill] for i, fill in enumerate(fills) for bound in (i / steps, (i + 1) / steps)
    ]
    hover_texts = []
    for d in days:
        count = counts.get(d, 0)
        acts = style.say("acts", n=style.count(count)) if count else style.say("no_revision")
        weekday = wording.text(f"hari.{d.weekday()}", style.lang)
        hover_texts.append(hover(f"{weekday}, {wording.tanggal(d, style.lang)}", acts))
    return {
        "type": "heatmap",
        "x": [(d - monday).days // 7 for d in days],
        "y": [d.weekday() for d in days],
        "z": [0 if index is None else index + 1 for index in indexes],
        "zmin": -0.5,
        "zmax": steps - 0.5,
        "colorscale": scale,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertext": hover_texts,
        "hoverinfo": "text",
    }
