"""Draw provider packages: the schedule by month, domestic and small-business shares, spending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import named
from .figures_base import (
    SMALL,
    Row,
    Style,
    Trace,
    annotation,
    bare_axis,
    empty,
    hover,
    known_sum,
    legend_above,
    make_figure,
    ordered,
    style_for,
    value_axis,
)
from .figures_rows import PITCH, THICK, bar_trace, name_annotations, row_axis
from .palette import Theme

EARLIEST = 7
"""The month of the year before from which on the schedule has columns; earlier ones are words."""


def schedule(
    frame: pl.DataFrame, *, theme: Theme, lang: str = "id", last: pl.DataFrame | None = None
) -> go.Figure:
    """Draw planned pagu by the month in which selection begins, one column a month.

    Takes the table penyedia-jadwal of one KLPD-year; months of the year before are paler. last: the
    same table of the year before, drawn as a tick in each column. Months before July of the year
    before, after the year, or unknown have no column: their sum is in the text alternative.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    style, tahun = style_for(theme, lang), int(frame["tahun"][0])
    pagu, before = _pagu_by_month(frame), {} if last is None else _pagu_by_month(last)
    numbers = [*(_month(tahun - 1, n) for n in range(EARLIEST, 13))]
    numbers += [_month(tahun, n) for n in range(1, 13)]
    used = [n for n in numbers if n >= _month(tahun, 1) or n in pagu or n - 12 in before]
    first = min(used)
    months = [n for n in numbers if n >= first]
    january = months.index(_month(tahun, 1))
    values = [pagu.get(n, 0) or 0 for n in months]
    earlier = [before.get(n - 12, 0) or 0 for n in months]
    top = max([*values, *earlier, 1])
    colours = style.colours
    columns: list[Trace] = [
        _columns(list(enumerate(months))[:january], pagu, colours.soft, "jadwal_before", style),
        _columns(list(enumerate(months))[january:], pagu, colours.brand, "jadwal_now", style),
    ]
    if before:
        columns.append(_ticks(months, earlier, tahun - 1, style))
    busiest = max(range(len(months)), key=values.__getitem__)
    rest = known_sum(value for month, value in pagu.items() if month not in months)
    outside = style.say("jadwal_outside", pagu=style.short(rest, "rupiah")) if rest else ""
    best = f"{_month_words(months[busiest], lang)}: {style.short(values[busiest], 'rupiah')}"
    return make_figure(
        columns,
        style=style,
        height=320,
        alt="; ".join(filter(None, (best, outside))),
        barmode="overlay",
        bargap=0.28,
        showlegend=True,
        legend=legend_above(style),
        xaxis=bare_axis(
            showticklabels=True,
            range=[-0.6, len(months) - 0.4],
            tickangle=0,
            **_month_ticks(months, january, lang),
            tickfont={"color": colours.muted, "size": SMALL},
        ),
        yaxis=value_axis(top, "rupiah", style),
        margin={"l": 64, "r": 8, "t": 36, "b": 40, "pad": 4},
    )


def _month(tahun: int, month: int) -> int:
    return tahun * 12 + month - 1


def _pagu_by_month(frame: pl.DataFrame) -> dict[int, int | None]:
    """Return the pagu of each month by its number; -1 for packages without a month."""
    sums: dict[int, list[int | None]] = {}
    for month, pagu in frame.select("bulan", "pagu").iter_rows():
        known = month is not None and month[:4].isdigit()
        number = _month(int(month[:4]), int(month[5:7])) if known else -1
        sums.setdefault(number, []).append(pagu)
    return {number: known_sum(values) for number, values in sums.items()}


def _month_words(number: int, lang: str) -> str:
    return wording.bulan(f"{number // 12:04d}-{number % 12 + 1:02d}", lang)


def _month_ticks(months: Sequence[int], january: int, lang: str) -> dict[str, Any]:
    """Label every other month from January on and before it; January carries its year."""
    at = [place for place in range(len(months)) if (place - january) % 2 == 0]
    names = [wording.month_name(months[place] % 12 + 1, lang) for place in at]
    labels = [
        f"{name}<br>{months[place] // 12}" if place == january else name
        for place, name in zip(at, names, strict=True)
    ]
    return {"tickvals": at, "ticktext": labels}


def _columns(
    months: Sequence[tuple[int, int]],
    pagu: Mapping[int, int | None],
    fill: str,
    key: str,
    style: Style,
) -> Trace:
    """Return the columns of months, each given as its place and its number."""
    return {
        "type": "bar",
        "name": style.say(key),
        "x": [at for at, _ in months],
        "y": [pagu.get(number) or 0 for _, number in months],
        "marker": {"color": fill, "line": {"width": 0}},
        "hovertext": [
            hover(_month_words(number, style.lang), style.exact(pagu.get(number, 0), "rupiah"))
            for _, number in months
        ],
        "hoverinfo": "text",
        "textposition": "none",
    }


def _ticks(months: Sequence[int], values: Sequence[int], tahun: int, style: Style) -> Trace:
    """Return a short line across each column; it is as wide as the column at every width."""
    texts = [
        hover(_month_words(number - 12, style.lang), style.exact(value, "rupiah"))
        for number, value in zip(months, values, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": style.say("jadwal_last", tahun=tahun),
        "x": [x for at in range(len(months)) for x in (at - 0.36, at + 0.36, None)],
        "y": [y for value in values for y in (value, value, None)],
        "line": {"width": 2, "color": style.colours.text},
        "hovertext": [words for text in texts for words in (text, text, "")],
        "hoverinfo": "text",
    }


def domestic_and_small(
    frame: pl.DataFrame, *, theme: Theme, lang: str = "id", limit: int = 7
) -> go.Figure:
    """Draw the shares of pagu marked PDN (dot) and UKM (diamond), the largest satkers first.

    Takes the table penyedia-per-satker; a satker without a known pagu has no share and no row.
    """
    rows = ordered(frame.filter(pl.col("pagu") > 0), "pagu", "kd_satker").head(limit).to_dicts()
    if not rows:
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    colours = style.colours
    at = list(range(len(rows)))
    shapes = [
        {"type": "line", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": {"color": colours.line}}
        for y in at
    ]
    marks = (
        ("pagu_pdn", "pdn", {"symbol": "circle", "size": 11, "color": colours.brand}),
        ("pagu_ukm", "ukm", {"symbol": "diamond-open", "size": 11, "color": colours.amber}),
    )
    traces = [_dots(rows, column, key, marker, style) for column, key, marker in marks]
    names = [(str(row["kd_satker"] or ""), named(row["nama_satker"], lang)) for row in rows]
    spoken = [
        f"{name}: PDN {_share(row, 'pagu_pdn', style)}, UKM {_share(row, 'pagu_ukm', style)}"
        for (_, name), row in zip(names[:5], rows, strict=False)
    ]
    return make_figure(
        traces,
        style=style,
        height=PITCH * len(rows) + 72,
        alt="; ".join(spoken),
        showlegend=True,
        legend=legend_above(style),
        shapes=shapes,
        annotations=name_annotations(names, 30, style),
        xaxis=bare_axis(
            range=[-0.02, 1.04],
            showticklabels=True,
            tickvals=[0, 0.5, 1],
            ticktext=[wording.percent(v, 0, lang) for v in (0, 0.5, 1)],
            tickfont={"color": colours.muted, "size": SMALL},
        ),
        yaxis=row_axis(len(rows)),
        margin={"l": 2, "r": 16, "t": 36, "b": 28, "pad": 0},
    )


def _share(row: Row, column: str, style: Style) -> str:
    value = row[column]
    return style.short(None if value is None else value / row["pagu"], "persen")


def _dots(
    rows: Sequence[Row], column: str, key: str, marker: dict[str, Any], style: Style
) -> Trace:
    name = style.say(key)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [None if row[column] is None else row[column] / row["pagu"] for row in rows],
        "y": list(range(len(rows))),
        "marker": marker,
        "cliponaxis": False,
        "hovertext": [
            hover(
                named(row["nama_satker"], style.lang),
                f"{name}: {_share(row, column, style)}",
                style.exact(row[column], "rupiah"),
            )
            for row in rows
        ],
        "hoverinfo": "text",
    }


def announced_of_spending(
    frame: pl.DataFrame, *, theme: Theme, lang: str = "id", limit: int = 10
) -> go.Figure:
    """Draw announced pagu as a share of procurement spending, the largest spending first.

    Takes the table pemanfaatan: provider and swakelola packages stacked, a line at 100 per cent.
    Satkers without a denominator have no bar and no row.
    """
    known = frame.filter(pl.col("belanja_pengadaan") > 0)
    rows = ordered(known, "belanja_pengadaan", "kd_satker").head(limit).to_dicts()
    if not rows:
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    colours, at = style.colours, list(range(len(rows)))
    parts = (
        ("pagu_penyedia_terumumkan", "penyedia_announced", colours.brand),
        ("pagu_swakelola_terumumkan", "swakelola_announced", colours.soft),
    )
    names = [(str(row["kd_satker"] or ""), named(row["nama_satker"], lang)) for row in rows]
    traces: list[Trace] = []
    for column, key, fill in parts:
        shares = [(row[column] or 0) / row["belanja_pengadaan"] for row in rows]
        words = style.say(key)
        hover_texts = [
            hover(
                name,
                f"{words}: {style.exact(row[column], 'rupiah')}",
                style.say("spending", belanja=style.exact(row["belanja_pengadaan"], "rupiah")),
            )
            for (_, name), row in zip(names, rows, strict=True)
        ]
        codes = [[code] for code, _ in names]
        fills = [fill] * len(rows)
        bars = bar_trace(at, shares, fills, hover_texts, codes, width=THICK, name=words)
        traces.append(bars)
    ratios = [row["rasio"] for row in rows]
    top = max(1.0, *(ratio for ratio in ratios if ratio is not None))
    scale = min(top, 2.0) * 1.2  # a satker far above 100 % must not flatten all the others
    # a label that would cross the line at 100 % stands behind it
    ends = [max(ratio or 0, 1.0 if (ratio or 0) > 0.85 else 0) for ratio in ratios]
    labels = [
        annotation(style.short(ratio, "persen"), style, x=min(ends[y], scale * 0.9), y=y)
        | {"xanchor": "left", "xshift": 4, "font": {"color": colours.text, "size": SMALL}}
        for y, ratio in enumerate(ratios)
    ]
    # a line a bar, so that it crosses no name
    line = {"type": "line", "x0": 1, "x1": 1, "line": {"color": colours.text, "width": 2}}
    lines = [line | {"y0": y - THICK / 2, "y1": y + THICK * 0.8} for y in at]
    spoken = [
        f"{name}: {style.short(ratio, 'persen')}"
        for (_, name), ratio in zip(names[:5], ratios, strict=False)
    ]
    return make_figure(
        traces,
        style=style,
        height=PITCH * len(rows) + 48,
        alt="; ".join(spoken),
        barmode="stack",
        showlegend=True,
        legend=legend_above(style),
        shapes=lines,
        annotations=[*name_annotations(names, 44, style), *labels],
        xaxis=bare_axis(range=[0, scale]),
        yaxis=row_axis(len(rows)),
        margin={"l": 2, "r": 8, "t": 36, "b": 4, "pad": 0},
    )
