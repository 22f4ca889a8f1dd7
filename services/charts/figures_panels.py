"""Draw small columns: spark bars for a summary, and one panel per KLPD on one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import cut, safe, wrapped
from ..language.plain_text import visible
from ..language.row_labels import row_labels
from .figures_base import (
    SMALL,
    Style,
    Trace,
    Unit,
    annotation,
    bare_axis,
    empty,
    hover,
    make_figure,
    style_for,
)
from .palette import Theme

NAMES = 112


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Panels side by side in rows."""

    count: int
    columns: int

    @property
    def rows(self) -> int:
        return -(-self.count // self.columns)

    def domains(self, panel: int) -> tuple[list[float], list[float]]:
        """Return the x and y domains (paper, 0-1) of a panel; its upper third is for its name."""
        row, at = divmod(panel, self.columns)
        wide, tall = 1 / self.columns, 1 / self.rows
        bottom = 1 - (row + 1) * tall
        return [at * wide, (at + 0.9) * wide], [bottom + 0.12 * tall, bottom + 0.7 * tall]


def spark_bars(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    x: str,
    value: str,
    unit: Unit = "jumlah",
    lang: str = "id",
    height: int = 96,
) -> go.Figure:
    """Draw small columns in the order of the frame, the last in the brand colour.

    Only the highest and the last column carry their value, only the first and the last their name.
    A month written YYYY-MM is named as a month. A click brings [x] back.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    codes, values = [visible(code) for code in frame[x]], frame[value].to_list()
    names = [
        wording.bulan(code, lang) if len(code) == 7 and code[4] == "-" else code for code in codes
    ]
    last, highest = len(values) - 1, max(range(len(values)), key=lambda i: values[i] or 0)
    labelled = {last, highest} if last - highest > len(values) * 0.25 else {highest}
    fills = [style.colours.soft] * last + [style.colours.brand]
    hover_texts = [
        hover(name, style.exact(amount, unit)) for name, amount in zip(names, values, strict=True)
    ]
    labels = [style.short(amount, unit) for amount in values]
    trace = _columns(values, fills, hover_texts, [[code] for code in codes]) | {
        "text": [label if i in labelled else "" for i, label in enumerate(labels)],
        "textposition": "outside",
        "cliponaxis": False,
        "constraintext": "none",
        "textfont": {"size": SMALL, "color": style.colours.text},
    }
    ends = [{"x": -0.4, "xanchor": "left"}, {"x": last + 0.4, "xanchor": "right"}]
    if last == 0:
        ends = [{"x": 0, "xanchor": "center"}]
    end_names = [
        annotation(cut(name, 24), style, y=0, yanchor="top", **place)
        for name, place in zip([names[0], names[-1]], ends, strict=False)
    ]
    top = max((amount for amount in values if amount is not None), default=0) or 1
    return make_figure(
        [trace],
        style=style,
        height=height,
        alt="; ".join(f"{name}: {label}" for name, label in zip(names, labels, strict=True)),
        bargap=0.2,
        xaxis=bare_axis(range=[-0.6, last + 0.6]),
        yaxis=bare_axis(range=[0, top * 1.3]),
        annotations=end_names,
        margin={"l": 2, "r": 2, "t": 4, "b": 20, "pad": 0},
    )


def _columns(
    values: Sequence[Any], fills: Sequence[str], hover_texts: Sequence[str], codes: Sequence[Any]
) -> Trace:
    return {
        "type": "bar",
        "x": list(range(len(values))),
        "y": list(values),
        "marker": {"color": list(fills), "line": {"width": 0}},
        "unselected": {"marker": {"opacity": 0.55}},
        "customdata": list(codes),
        "hovertext": list(hover_texts),
        "hoverinfo": "text",
        "textposition": "none",
    }


def small_multiples(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    value: str,
    unit: Unit = "rupiah",
    lang: str = "id",
    chosen: Sequence[str] = (),
    columns: int = 4,
    limit: int = 12,
    chars: int | None = None,
    drill: bool = False,
) -> go.Figure:
    """Draw one panel of years per KLPD, all on one scale, the chosen first, then by size.

    Takes the table banding. A year without a value is a gap, never a zero. A click brings
    [kd_klpd, tahun] back. At most `limit` panels; the number left out stands under them. Names
    stand on two lines of `chars` characters: 15 fit a third of a phone.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    years = sorted(frame["tahun"].unique().to_list())
    panels = _panels(frame, value, chosen)
    shown, rest = panels[:limit], panels[limit:]
    top = max((v for p in shown for v in p.values.values() if v is not None), default=0) or 1
    grid = _Grid(count=len(shown), columns=min(columns, len(shown)))
    chars = chars or NAMES // grid.columns
    names = row_labels([("", panel.name) for panel in shown], chars * 7 // 4)
    traces, annotations = [], []
    axes: dict[str, Any] = {}
    for i, panel in enumerate(shown):
        suffix = str(i + 1) if i else ""
        trace = panel.trace(years, style=style, unit=unit, drill=drill)
        traces.append(trace | {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"})
        axes |= _panel_axes(suffix, grid.domains(i), years, top, style)
        newest = panel.text(years[-1], style.short, style, unit)
        title = f"{wrapped(names[i], chars)}<br><b>{safe(newest)}</b>"
        place: dict[str, Any] = {"xref": f"x{suffix} domain", "yref": f"y{suffix} domain"}
        place |= {"x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "align": "left"}
        ink = style.colours.text if panel.chosen else style.colours.muted
        font = {"font": {"color": ink, "size": SMALL}}
        annotations.append(annotation(title, style, **place) | font)
    if rest:
        text = style.say("panels_left_out", n=style.count(len(rest)))
        below = {"x": 0, "y": 0, "xref": "paper", "yref": "paper", "yshift": -26}
        annotations.append(annotation(text, style, xanchor="left", yanchor="top", **below))
    return make_figure(
        traces,
        style=style,
        height=grid.rows * 168 + (52 if rest else 28),
        alt="; ".join(f"{p.name}: {style.short(p.values.get(years[-1]), unit)}" for p in shown),
        bargap=0.3,
        margin={"l": 2, "r": 2, "t": 4, "b": 48 if rest else 24, "pad": 0},
        annotations=annotations,
        **axes,
    )


@dataclass(slots=True, kw_only=True)
class _Panel:
    """One KLPD with its values by year; a year that no row has is missing in them."""

    code: str
    name: str
    chosen: bool
    values: dict[int, Any] = field(default_factory=dict)

    def text(
        self, year: int, print_value: Callable[[Any, Unit], str], style: Style, unit: Unit
    ) -> str:
        """Return the value of a year in words, or that it was not served."""
        if year not in self.values:
            return style.say("not_served")
        return print_value(self.values[year], unit)

    def trace(self, years: Sequence[int], *, style: Style, unit: Unit, drill: bool) -> Trace:
        """Return the columns of the panel."""
        colour = style.colours.brand if self.chosen else style.colours.no_data_line
        code = style.say("code", code=self.code)
        click = style.say("click") if drill else None
        hover_texts = [
            hover(self.name, code, f"{year}: {self.text(year, style.exact, style, unit)}", click)
            for year in years
        ]
        values = [self.values.get(year) for year in years]
        codes = [[self.code, year] for year in years]
        return _columns(values, [colour] * len(years), hover_texts, codes)


def _panels(frame: pl.DataFrame, value: str, chosen: Sequence[str]) -> list[_Panel]:
    """Return the panels: the chosen first, then by the newest known value."""
    panels: dict[str, _Panel] = {}
    for row in frame.sort("tahun").to_dicts():
        code = row["kd_klpd"]
        panel = panels.setdefault(code, _Panel(code=code, name=code, chosen=code in chosen))
        panel.name = row["nama_klpd"] or code
        panel.values[row["tahun"]] = row[value]

    def size(panel: _Panel) -> Any:
        known = [amount for amount in panel.values.values() if amount is not None]
        return known[-1] if known else -1

    return sorted(panels.values(), key=lambda p: (not p.chosen, -size(p), p.code))


def _panel_axes(
    suffix: str,
    domains: tuple[list[float], list[float]],
    years: Sequence[int],
    top: Any,
    style: Style,
) -> dict[str, Any]:
    across, up = domains
    named_years = range(len(years)) if len(years) <= 3 else (0, len(years) - 1)
    bottom = bare_axis(
        domain=across,
        anchor=f"y{suffix}",
        showticklabels=True,
        tickvals=list(named_years),
        ticktext=[str(years[i]) for i in named_years],
        tickangle=0,
        tickfont={"color": style.colours.muted, "size": SMALL},
        range=[-0.6, len(years) - 0.4],
        showline=True,
        linecolor=style.colours.line,
    )
    side = bare_axis(domain=up, anchor=f"x{suffix}", range=[0, top * 1.02])
    return {f"xaxis{suffix}": bottom, f"yaxis{suffix}": side}
