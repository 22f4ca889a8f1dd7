"""Draw what happens over the year of revisions: months by type, a calendar of days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import label
from .classes import classify, spread
from .figures_base import (
    SMALL,
    Look,
    Trace,
    bare_axis,
    drawn,
    empty,
    hover,
    legend_above,
    look,
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
    """Return one column per month, stacked by kind of revision, months without any included.

    Counts acts of the table kaji-ulang-per-bulan. `every_month` names each month of a year and
    needs half a page; without it quarters are named, which fits a third. A click brings
    [month, kind] back.
    """
    parts = _by_month(frame)
    if not parts:
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    months = _months(month for month, _ in parts)
    totals = [sum(parts.get((month, kind), 0) for kind in JENIS_REVISI) for month in months]
    used = [kind for kind in JENIS_REVISI if any(key[1] == kind for key in parts)]
    traces = [_month_trace(months, totals, parts, kind, seen=seen) for kind in used]
    ticks = _month_ticks(months, lang, every_month=every_month)
    return drawn(
        traces,
        seen=seen,
        height=320,
        alt=_month_alt(months, totals, seen),
        barmode="stack",
        bargap=0.28,
        showlegend=True,
        legend=legend_above(seen),
        xaxis=bare_axis(showticklabels=True, range=[-0.6, len(months) - 0.4], tickangle=0, **ticks)
        | {"tickfont": {"color": seen.colours.muted, "size": SMALL}},
        yaxis=value_axis(max(totals), "jumlah", seen),
        margin={"l": 44, "r": 8, "t": 36, "b": 40, "pad": 4},
    )


def _by_month(frame: pl.DataFrame) -> dict[tuple[str, str], int]:
    parts: dict[tuple[str, str], int] = {}
    for month, kind, count in frame.select("bulan", "jenis_revisi", "tindakan").iter_rows():
        key = (month, kind if kind in JENIS_REVISI else "lainnya")
        if month is not None and count is not None:
            parts[key] = parts.get(key, 0) + count
    return parts


def _months(present: Iterable[str]) -> list[str]:
    numbers = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in present]
    span = range(min(numbers), max(numbers) + 1) if numbers else range(0)
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in span]


def _month_ticks(months: Sequence[str], lang: str, *, every_month: bool) -> dict[str, Any]:
    every = 1 if len(months) <= (16 if every_month else 6) else 3 if len(months) <= 26 else 12
    chosen = [i for i, m in enumerate(months) if (int(m[5:]) - 1) % every == 0]
    words = []
    for i in chosen:
        name = wording.month_name(int(months[i][5:]), lang)
        with_year = i == chosen[0] or months[i][5:] == "01"
        words.append(f"{name}<br>{months[i][:4]}" if with_year else name)
    return {"tickvals": chosen, "ticktext": words}


def _month_trace(
    months: Sequence[str],
    totals: Sequence[int],
    parts: Mapping[tuple[str, str], int],
    kind: str,
    *,
    seen: Look,
) -> Trace:
    words = label("jenis", kind, seen.lang)
    counts = [parts.get((month, kind), 0) for month in months]
    told = [
        hover(
            wording.bulan(month, seen.lang),
            f"{words}: {seen.say('acts', n=seen.count(count))}",
            seen.say("total", total=seen.count(total)),
        )
        for month, count, total in zip(months, counts, totals, strict=True)
    ]
    return {
        "type": "bar",
        "name": words,
        "x": list(range(len(months))),
        "y": counts,
        "marker": {"color": seen.colours.jenis_revisi(kind), "line": {"width": 0}},
        "unselected": {"marker": {"opacity": 0.55}},
        "customdata": [[month, kind] for month in months],
        "hovertext": told,
        "hoverinfo": "text",
        "textposition": "none",
    }


def _month_alt(months: Sequence[str], totals: Sequence[int], seen: Look) -> str:
    top = max(range(len(months)), key=totals.__getitem__)
    best = seen.say("acts", n=seen.count(totals[top]))
    return f"{wording.bulan(months[top], seen.lang)}: {best}"


def day_calendar(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    lang: str = "id",
    day: str = "tanggal",
    value: str = "tindakan",
) -> go.Figure:
    """Return a calendar of days, a column a week, Monday on top, coloured in quantile classes.

    Takes one row per (day, ...); days between the first and the last without a row are drawn as
    days without an act. For the whole width: some 55 columns.
    """
    counts = _by_day(frame, day, value)
    if not counts:
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    first, last = min(counts), max(counts)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    monday = first - timedelta(days=first.weekday())
    weeks = [(d - monday).days // 7 for d in days]
    classes = classify([count for count in counts.values() if count], count=CLASSES - 1)
    levels = [_level(classes.index(counts.get(d) or None)) for d in days]
    fills = (seen.colours.panel, *spread(seen.colours.ramp[1:], len(classes.counts)))
    trace = _calendar_trace(weeks, days, levels, fills)
    trace |= {"hovertext": [_day_hover(d, counts.get(d, 0), seen) for d in days]}
    top = max(counts, key=lambda d: (counts[d], d))
    return drawn(
        [trace],
        seen=seen,
        height=186,
        alt=f"{wording.tanggal(top, lang)}: {seen.say('acts', n=seen.count(counts[top]))}",
        xaxis=_week_axis(days, weeks, seen),
        yaxis=_weekday_axis(seen),
        margin={"l": 34, "r": 4, "t": 26, "b": 4, "pad": 2},
    )


def _by_day(frame: pl.DataFrame, day: str, value: str) -> dict[date, int]:
    counts: dict[date, int] = {}
    for when, count in frame.select(pl.col(day).cast(pl.Date), value).iter_rows():
        if when is not None and count is not None:
            counts[when] = counts.get(when, 0) + count
    return counts


def _level(index: int | None) -> int:
    return 0 if index is None else index + 1


def _calendar_trace(
    weeks: Sequence[int], days: Sequence[date], levels: Sequence[int], fills: Sequence[str]
) -> Trace:
    steps = len(fills)
    scale = [
        [bound, fill] for i, fill in enumerate(fills) for bound in (i / steps, (i + 1) / steps)
    ]
    return {
        "type": "heatmap",
        "x": list(weeks),
        "y": [d.weekday() for d in days],
        "z": list(levels),
        "zmin": -0.5,
        "zmax": steps - 0.5,
        "colorscale": scale,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "text",
    }


def _day_hover(day: date, count: int, seen: Look) -> str:
    weekday = wording.text(f"hari.{day.weekday()}", seen.lang)
    said = seen.say("acts", n=seen.count(count)) if count else seen.say("no_revision")
    return hover(f"{weekday}, {wording.tanggal(day, seen.lang)}", said)


def _week_axis(days: Sequence[date], weeks: Sequence[int], seen: Look) -> dict[str, Any]:
    starts = [(w, d) for w, d in zip(weeks, days, strict=True) if d.day == 1]
    words = [
        f"{wording.month_name(d.month, seen.lang)}{f' {d.year}' if d.month == 1 else ''}"
        for _, d in starts
    ]
    return bare_axis(
        side="top",
        showticklabels=True,
        tickvals=[w for w, _ in starts],
        ticktext=words,
        tickangle=0,
        range=[-0.5, weeks[-1] + 0.5],
        tickfont={"color": seen.colours.muted, "size": SMALL},
    )


def _weekday_axis(seen: Look) -> dict[str, Any]:
    return bare_axis(
        showticklabels=True,
        tickvals=[0, 2, 4],
        ticktext=[wording.text(f"hari.{i}", seen.lang) for i in (0, 2, 4)],
        range=[6.5, -0.5],
        tickfont={"color": seen.colours.muted, "size": SMALL},
    )
