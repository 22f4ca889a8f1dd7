"""Draw how the announcements of a plan year add up against 31 March."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from services.charts import wording
from services.charts.figures_base import (
    SMALL,
    Look,
    Row,
    Trace,
    bare_axis,
    drawn,
    empty,
    hover,
    look,
    note,
    value_axis,
)
from services.charts.palette import Theme


def announcement_curve(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    lang: str = "id",
    day: str = "tanggal",
    share: str = "pangsa",
    count: str = "diumumkan",
) -> go.Figure:
    """Return the share announced so far over the plan year, with 31 March; one line a year.

    Takes cumulative rows (tahun, day, share 0-1, count so far). Years lie on one axis, counted
    from 1 January of their plan year; the newest carries the brand colour.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    rows = frame.select("tahun", pl.col(day).cast(pl.Date).alias("day"), share=share, count=count)
    years = sorted(rows["tahun"].unique().to_list())
    by_year = {y: rows.filter(pl.col("tahun") == y).sort("day").to_dicts() for y in years}
    newest = years[-1]
    traces = [_curve(y, by_year[y], seen, newest=y == newest) for y in years]
    march = date(newest, 3, 31)
    at = (march - date(newest, 1, 1)).days
    reached = max((row["share"] for row in by_year[newest] if row["day"] <= march), default=0)
    told = wording.percent(reached, 1, lang)
    said = seen.say("announced_by", share=told, tanggal=wording.tanggal(march, lang))
    place = {"x": at, "y": 1.04, "xanchor": "left", "yanchor": "bottom", "xshift": -2}
    line = {"color": seen.colours.muted, "width": 1, "dash": "dot"}
    mark = {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1.03, "line": line}
    return drawn(
        traces,
        seen=seen,
        height=320,
        alt=said,
        xaxis=_year_axis(traces, seen),
        yaxis=value_axis(1, "persen", seen) | {"range": [0, 1.14]},
        shapes=[mark],
        annotations=[note(said, seen, **place), *_year_labels(by_year, newest, seen)],
        margin={"l": 48, "r": 44, "t": 6, "b": 32, "pad": 4},
    )


def _curve(year: int, rows: Sequence[Row], seen: Look, *, newest: bool) -> Trace:
    start = date(year, 1, 1)
    colour = seen.colours.brand if newest else seen.colours.no_data_line
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [(row["day"] - start).days for row in rows],
        "y": [row["share"] for row in rows],
        "line": {"color": colour, "width": 2.5 if newest else 1.5, "shape": "hv"},
        "hovertext": [_curve_hover(row, seen) for row in rows],
        "hoverinfo": "text",
    }


def _year_labels(
    by_year: Mapping[int, Sequence[Row]], newest: int, seen: Look
) -> list[dict[str, Any]]:
    ends = {year: rows[-1]["share"] for year, rows in by_year.items()}
    labels, free = [], 0.0
    for year in sorted(ends, key=lambda y: (ends[y], y)):
        free = max(free, ends[year])
        colour = seen.colours.brand if year == newest else seen.colours.muted
        place: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "left", "y": free}
        labels.append(note(str(year), seen, **place) | {"font": {"color": colour, "size": SMALL}})
        free += 0.07
    return labels


def _curve_hover(row: Row, seen: Look) -> str:
    share = seen.exact(row["share"], "persen")
    return hover(
        wording.tanggal(row["day"], seen.lang),
        seen.say("announced_count", n=seen.count(row["count"])),
        seen.say("share", share=share, whole=seen.say("whole_all")),
    )


def _year_axis(traces: Sequence[Trace], seen: Look) -> dict[str, Any]:
    low = min([0, *(x for trace in traces for x in trace["x"])])
    high = max([120, *(x for trace in traces for x in trace["x"])])
    starts = [(date(2023 + m // 12, m % 12 + 1, 1) - date(2023, 1, 1)).days for m in range(-3, 15)]
    kept = [(x, m % 12 + 1) for x, m in zip(starts, range(-3, 15), strict=True) if low <= x <= high]
    return bare_axis(
        showticklabels=True,
        tickvals=[x for x, _ in kept],
        ticktext=[wording.month_name(m, seen.lang) for _, m in kept],
        tickangle=0,
        range=[low, high],
        tickfont={"color": seen.colours.muted, "size": SMALL},
    )
