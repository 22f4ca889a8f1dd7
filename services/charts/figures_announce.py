"""Draw how the announcements of a plan year add up against 31 March."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import safe, wrapped
from ..language.plain_text import visible
from .figures_base import (
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
from .palette import Theme


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

    Takes cumulative rows (tahun, kd_klpd, day, share 0-1, count so far). Lines lie on one axis,
    counted from 1 January of their plan year; the newest year carries the brand colour. With
    several KLPD there is one line for each, named by its code.
    """
    rows = frame.select(
        "tahun", klpd=_klpd(frame), day=pl.col(day).cast(pl.Date), share=share, count=count
    ).drop_nulls(["tahun", "day", "share"])
    if rows.is_empty():
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    lines = _lines(rows)
    newest = max(line.year for line in lines)
    traces = [_curve(line, seen, newest=line.year == newest) for line in lines]
    at = (date(newest, 3, 31) - date(newest, 1, 1)).days
    said = _said([line for line in lines if line.year == newest], seen)
    place = {"x": at, "y": 1.04, "xanchor": "left", "yanchor": "bottom", "xshift": -2}
    place |= {"align": "left"}
    dotted = {"color": seen.colours.muted, "width": 1, "dash": "dot"}
    mark = {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1.03, "line": dotted}
    return drawn(
        traces,
        seen=seen,
        height=320,
        alt=said,
        xaxis=_year_axis(traces, seen),
        yaxis=value_axis(1, "persen", seen) | {"range": [0, 1.2]},
        shapes=[mark],
        annotations=[note(wrapped(said, 20), seen, **place), *_line_labels(lines, newest, seen)],
        margin={"l": 48, "r": 7 * max(len(line.name) for line in lines) + 16, "t": 6, "b": 32},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    year: int
    name: str
    rows: Sequence[Row]

    def reached(self, day: date) -> float:
        return max((row["share"] for row in self.rows if row["day"] <= day), default=0)


def _klpd(frame: pl.DataFrame) -> pl.Expr:
    return pl.col("kd_klpd") if "kd_klpd" in frame.columns else pl.lit("")


def _lines(rows: pl.DataFrame) -> list[_Line]:
    alone = rows["klpd"].n_unique() == 1
    one_year = rows["tahun"].n_unique() == 1
    found: dict[tuple[int, str], list[Row]] = {}
    for row in rows.sort("tahun", "klpd", "day").to_dicts():
        found.setdefault((row["tahun"], visible(row["klpd"])), []).append(row)
    return [
        _Line(year=y, name=str(y) if alone else k if one_year else f"{k} {y}", rows=mine)
        for (y, k), mine in found.items()
    ]


def _said(newest: Sequence[_Line], seen: Look) -> str:
    march = date(newest[0].year, 3, 31)
    if len(newest) > 1:
        return seen.say("march_31")
    told = wording.percent(newest[0].reached(march), 1, seen.lang)
    return seen.say("announced_by", share=told, tanggal=wording.tanggal(march, seen.lang))


def _curve(line: _Line, seen: Look, *, newest: bool) -> Trace:
    start = date(line.year, 1, 1)
    colour = seen.colours.brand if newest else seen.colours.no_data_line
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [(row["day"] - start).days for row in line.rows],
        "y": [row["share"] for row in line.rows],
        "line": {"color": colour, "width": 2.5 if newest else 1.5, "shape": "hv"},
        "hovertext": [_curve_hover(row, seen) for row in line.rows],
        "hoverinfo": "text",
    }


def _line_labels(lines: Sequence[_Line], newest: int, seen: Look) -> list[dict[str, Any]]:
    labels, free = [], 0.0
    for line in sorted(lines, key=lambda one: (one.rows[-1]["share"], one.name)):
        free = max(free, line.rows[-1]["share"])
        colour = seen.colours.brand if line.year == newest else seen.colours.muted
        place: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "left", "y": free}
        font = {"color": colour, "size": SMALL}
        labels.append(note(safe(line.name), seen, **place) | {"font": font})
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
    months = zip(starts, range(-3, 15), strict=True)
    kept = [(x, m % 12 + 1) for x, m in months if low <= x <= high and m % 3 == 0]
    return bare_axis(
        showticklabels=True,
        tickvals=[x for x, _ in kept],
        ticktext=[wording.month_name(m, seen.lang) for _, m in kept],
        tickangle=0,
        range=[low, high],
        tickfont={"color": seen.colours.muted, "size": SMALL},
    )
