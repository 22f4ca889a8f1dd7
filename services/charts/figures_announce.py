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
    Row,
    Style,
    Trace,
    annotation,
    bare_axis,
    empty,
    hover,
    make_figure,
    style_for,
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
    """Draw the share announced so far over the plan year, with 31 March; one line a year.

    Takes cumulative rows (tahun, kd_klpd, day, share 0-1, count so far). Lines lie on one axis,
    counted from 1 January of their plan year; the newest year carries the brand colour. With
    several KLPD there is one line for each, named by its code.
    """
    rows = frame.select(
        "tahun",
        klpd=pl.col("kd_klpd") if "kd_klpd" in frame.columns else pl.lit(""),
        day=pl.col(day).cast(pl.Date),
        share=share,
        count=count,
    ).drop_nulls(["tahun", "day", "share"])
    if rows.is_empty():
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    lines = _lines(rows)
    newest = max(line.year for line in lines)
    traces = [line.trace(style, newest=line.year == newest) for line in lines]
    deadline = date(newest, 3, 31)
    newest_lines = [line for line in lines if line.year == newest]
    if len(newest_lines) == 1:
        reached = wording.percent(newest_lines[0].share_by(deadline), 1, lang)
        text = style.say("announced_by", share=reached, tanggal=wording.tanggal(deadline, lang))
    else:
        text = style.say("march_31")
    march = (deadline - date(newest, 1, 1)).days
    place = {"x": march, "y": 1.04, "xanchor": "left", "yanchor": "bottom", "xshift": -2}
    place |= {"align": "left"}
    dotted = {"color": style.colours.muted, "width": 1, "dash": "dot"}
    mark = {"type": "line", "x0": march, "x1": march, "y0": 0, "y1": 1.03, "line": dotted}
    low = min([0, *(x for trace in traces for x in trace["x"])])
    high = max([120, *(x for trace in traces for x in trace["x"])])
    starts = [(date(2023 + m // 12, m % 12 + 1, 1) - date(2023, 1, 1)).days for m in range(-3, 15)]
    months = zip(starts, range(-3, 15), strict=True)
    quarters = [(x, m % 12 + 1) for x, m in months if low <= x <= high and m % 3 == 0]
    return make_figure(
        traces,
        style=style,
        height=320,
        alt=text,
        xaxis=bare_axis(
            showticklabels=True,
            tickvals=[x for x, _ in quarters],
            ticktext=[wording.month_name(m, style.lang) for _, m in quarters],
            tickangle=0,
            range=[low, high],
            tickfont={"color": style.colours.muted, "size": SMALL},
        ),
        yaxis=value_axis(1, "persen", style) | {"range": [0, 1.2]},
        shapes=[mark],
        annotations=[
            annotation(wrapped(text, 20), style, **place),
            *_line_labels(lines, newest, style),
        ],
        margin={"l": 48, "r": 7 * max(len(line.name) for line in lines) + 16, "t": 6, "b": 32},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    year: int
    name: str
    rows: Sequence[Row]

    def share_by(self, day: date) -> float:
        return max((row["share"] for row in self.rows if row["day"] <= day), default=0)

    def trace(self, style: Style, *, newest: bool) -> Trace:
        start = date(self.year, 1, 1)
        colour = style.colours.brand if newest else style.colours.no_data_line
        hover_texts = [
            hover(
                wording.tanggal(row["day"], style.lang),
                style.say("announced_count", n=style.count(row["count"])),
                style.say(
                    "share",
                    share=style.exact(row["share"], "persen"),
                    whole=style.say("whole_all"),
                ),
            )
            for row in self.rows
        ]
        return {
            "type": "scatter",
            "mode": "lines",
            "x": [(row["day"] - start).days for row in self.rows],
            "y": [row["share"] for row in self.rows],
            "line": {"color": colour, "width": 2.5 if newest else 1.5, "shape": "hv"},
            "hovertext": hover_texts,
            "hoverinfo": "text",
        }


def _lines(rows: pl.DataFrame) -> list[_Line]:
    """Return one line per KLPD and year, named by what tells them apart."""
    single_klpd = rows["klpd"].n_unique() == 1
    single_year = rows["tahun"].n_unique() == 1
    grouped: dict[tuple[int, str], list[Row]] = {}
    for row in rows.sort("tahun", "klpd", "day").to_dicts():
        grouped.setdefault((row["tahun"], visible(row["klpd"])), []).append(row)
    return [
        _Line(
            year=year,
            name=str(year) if single_klpd else klpd if single_year else f"{klpd} {year}",
            rows=line_rows,
        )
        for (year, klpd), line_rows in grouped.items()
    ]


def _line_labels(lines: Sequence[_Line], newest: int, style: Style) -> list[dict[str, Any]]:
    """Return the names at the ends of the lines, moved apart where they would overlap."""
    labels, free = [], 0.0
    for line in sorted(lines, key=lambda line: (line.rows[-1]["share"], line.name)):
        free = max(free, line.rows[-1]["share"])
        colour = style.colours.brand if line.year == newest else style.colours.muted
        place: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "left", "y": free}
        font = {"color": colour, "size": SMALL}
        labels.append(annotation(safe(line.name), style, **place) | {"font": font})
        free += 0.07
    return labels
