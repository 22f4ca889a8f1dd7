"""Draw what happens over the year of revisions: months by type, a calendar of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import label
from .classes import Classes, classify, spread
from .figures_base import (
    SMALL,
    Style,
    Trace,
    bare_axis,
    empty,
    hover,
    legend_above,
    make_figure,
    style_for,
    value_axis,
)
from .palette import CLASSES, JENIS_REVISI, Theme


def months_by_type(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    lang: str = "id",
    every_month: bool = False,
) -> go.Figure:
    """Draw one column per month, stacked by kind of revision, months without any included.

    Counts acts of the table kaji-ulang-per-bulan. `every_month` labels every month of up to 16
    instead of six, for a chart of half the page's width; longer axes label quarters or years. A
    click returns [month, kind].
    """
    counts: dict[tuple[str, str], int] = {}
    for month, kind, count in frame.select("bulan", "jenis_revisi", "tindakan").iter_rows():
        key = (month, kind if kind in JENIS_REVISI else "lainnya")
        if month is not None and count is not None:
            counts[key] = counts.get(key, 0) + count
    if not counts:
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    numbers = [int(month[:4]) * 12 + int(month[5:]) - 1 for month, _ in counts]
    span = range(min(numbers), max(numbers) + 1)
    months = [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in span]
    totals = [sum(counts.get((month, kind), 0) for kind in JENIS_REVISI) for month in months]
    used = [kind for kind in JENIS_REVISI if any(key[1] == kind for key in counts)]
    traces = [_month_trace(months, totals, counts, kind, style=style) for kind in used]
    ticks = _month_ticks(months, lang, every_month=every_month)
    top = max(range(len(months)), key=totals.__getitem__)
    best = style.say("acts", n=style.count(totals[top]))
    return make_figure(
        traces,
        style=style,
        height=320,
        alt=f"{wording.bulan(months[top], style.lang)}: {best}",
        barmode="stack",
        bargap=0.28,
        showlegend=True,
        legend=legend_above(style),
        xaxis=bare_axis(showticklabels=True, range=[-0.6, len(months) - 0.4], tickangle=0, **ticks)
        | {"tickfont": {"color": style.colours.muted, "size": SMALL}},
        yaxis=value_axis(max(totals), "jumlah", style),
        margin={"l": 44, "r": 8, "t": 36, "b": 40, "pad": 4},
    )


def _month_ticks(months: Sequence[str], lang: str, *, every_month: bool) -> dict[str, Any]:
    """Label every month, quarter or January, as fits; the first label and Januaries have a year."""
    every = 1 if len(months) <= (16 if every_month else 6) else 3 if len(months) <= 26 else 12
    chosen = [i for i, month in enumerate(months) if (int(month[5:]) - 1) % every == 0]
    labels = []
    for i in chosen:
        name = wording.month_name(int(months[i][5:]), lang)
        with_year = i == chosen[0] or months[i][5:] == "01"
        labels.append(f"{name}<br>{months[i][:4]}" if with_year else name)
    return {"tickvals": chosen, "ticktext": labels}


def _month_trace(
    months: Sequence[str],
    totals: Sequence[int],
    counts: Mapping[tuple[str, str], int],
    kind: str,
    *,
    style: Style,
) -> Trace:
    words = label("jenis", kind, style.lang)
    acts = [counts.get((month, kind), 0) for month in months]
    hover_texts = [
        hover(
            wording.bulan(month, style.lang),
            f"{words}: {style.say('acts', n=style.count(count))}",
            style.say("total", total=style.count(total)),
        )
        for month, count, total in zip(months, acts, totals, strict=True)
    ]
    return {
        "type": "bar",
        "name": words,
        "x": list(range(len(months))),
        "y": acts,
        "marker": {"color": style.colours.jenis_revisi(kind), "line": {"width": 0}},
        "unselected": {"marker": {"opacity": 0.55}},
        "customdata": [[month, kind] for month in months],
        "hovertext": hover_texts,
        "hoverinfo": "text",
        "textposition": "none",
    }


def day_calendar(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    lang: str = "id",
    day: str = "tanggal",
    value: str = "tindakan",
) -> go.Figure:
    """Draw a calendar of days, a column a week, Monday on top, coloured in quantile classes.

    Takes one row per (day, ...); days between the first and the last without a row are drawn as
    days without an act. The legend names the acts of each class. For the whole width: some 55
    columns.
    """
    counts: dict[date, int] = {}
    for when, count in frame.select(pl.col(day).cast(pl.Date), value).iter_rows():
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
