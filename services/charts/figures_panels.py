"""Draw small columns: spark bars for a summary, and one panel per KLPD on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import cut, safe, wrapped
from ..language.plain_text import visible
from ..language.row_labels import row_labels
from .figures_base import (
    SMALL,
    Look,
    Trace,
    Unit,
    bare_axis,
    drawn,
    empty,
    hover,
    look,
    note,
)
from .palette import Theme

NAMES = 112


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
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
    """Return small columns in the order of the frame, the last in the brand colour.

    Only the highest and the last column carry their value, only the ends their name. A month
    written YYYY-MM is said as one. A click brings [x] back.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    codes, values = [visible(code) for code in frame[x]], frame[value].to_list()
    names = [_x_name(code, lang) for code in codes]
    last, highest = len(values) - 1, max(range(len(values)), key=lambda i: values[i] or 0)
    marked = {last, highest} if last - highest > len(values) * 0.25 else {highest}
    fills = [seen.colours.soft] * last + [seen.colours.brand]
    said = [seen.short(value, unit) if i in marked else "" for i, value in enumerate(values)]
    told = [hover(n, seen.exact(value, unit)) for n, value in zip(names, values, strict=True)]
    trace = _columns(values, fills, told, [[code] for code in codes])
    trace |= {"text": said, "textposition": "outside", "cliponaxis": False, "constraintext": "none"}
    trace |= {"textfont": {"size": SMALL, "color": seen.colours.text}}
    top = max((value for value in values if value is not None), default=0) or 1
    return drawn(
        [trace],
        seen=seen,
        height=height,
        alt="; ".join(f"{n}: {seen.short(v, unit)}" for n, v in zip(names, values, strict=True)),
        bargap=0.2,
        xaxis=bare_axis(range=[-0.6, last + 0.6]),
        yaxis=bare_axis(range=[0, top * 1.3]),
        annotations=[_end_name(names[i], i, last, seen) for i in sorted({0, last})],
        margin={"l": 2, "r": 2, "t": 4, "b": 20, "pad": 0},
    )


def _x_name(code: str, lang: str) -> str:
    is_month = len(code) == 7 and code[4] == "-"
    return wording.bulan(code, lang) if is_month else code


def _columns(
    values: Sequence[Any], fills: Sequence[str], told: Sequence[str], codes: Sequence[Any]
) -> Trace:
    return {
        "type": "bar",
        "x": list(range(len(values))),
        "y": list(values),
        "marker": {"color": list(fills), "line": {"width": 0}},
        "unselected": {"marker": {"opacity": 0.55}},
        "customdata": list(codes),
        "hovertext": list(told),
        "hoverinfo": "text",
        "textposition": "none",
    }


def _end_name(name: str, at: int, last: int, seen: Look) -> dict[str, Any]:
    anchor = "center" if last == 0 else "left" if at == 0 else "right"
    shift = 0.4 if at == 0 else -0.4
    place = {"x": at - shift if last else at, "y": 0, "yanchor": "top", "xanchor": anchor}
    return note(cut(name, 24), seen, **place)


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
    """Return one panel of years per KLPD, all on one scale, the chosen first, then by size.

    Takes the table banding. A year without a value is a gap, never a zero. A click brings
    [kd_klpd, tahun] back. At most `limit` panels; how many are left out stands under them. Names
    stand on two lines of `chars` characters: 15 fit a third of a phone.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    years = sorted(frame["tahun"].unique().to_list())
    panels = _panels(frame, value, chosen)
    kept, rest = panels[:limit], panels[limit:]
    top = max((v for p in kept for v in p["values"].values() if v is not None), default=0) or 1
    grid = _Grid(count=len(kept), columns=min(columns, len(kept)))
    layout: dict[str, Any] = {"annotations": []}
    chars = chars or NAMES // grid.columns
    names = row_labels([("", panel["name"]) for panel in kept], chars * 7 // 4)
    traces = []
    for i, panel in enumerate(kept):
        traces.append(_panel_trace(i, panel, years, seen=seen, unit=unit, drill=drill))
        layout |= _panel_axes(i, grid, years, top, seen)
        layout["annotations"] += _panel_notes(
            i, panel, years, seen=seen, unit=unit, name=wrapped(names[i], chars)
        )
    if rest:
        said = seen.say("panels_left_out", n=seen.count(len(rest)))
        place = {"x": 0, "y": 0, "xref": "paper", "yref": "paper", "yshift": -26}
        layout["annotations"].append(note(said, seen, xanchor="left", yanchor="top", **place))
    return drawn(
        traces,
        seen=seen,
        height=grid.rows * 168 + (52 if rest else 28),
        alt="; ".join(f"{p['name']}: {seen.short(p['values'].get(years[-1]), unit)}" for p in kept),
        bargap=0.3,
        margin={"l": 2, "r": 2, "t": 4, "b": 48 if rest else 24, "pad": 0},
        **layout,
    )


def _panels(frame: pl.DataFrame, value: str, chosen: Sequence[str]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in frame.sort("tahun").to_dicts():
        code = row["kd_klpd"]
        panel = found.setdefault(code, {"code": code, "values": {}, "chosen": code in chosen})
        panel["name"] = row["nama_klpd"] or code
        panel["values"][row["tahun"]] = row[value]

    def size(panel: dict[str, Any]) -> Any:
        known = [v for v in panel["values"].values() if v is not None]
        return known[-1] if known else -1

    return sorted(found.values(), key=lambda p: (not p["chosen"], -size(p), p["code"]))


def _panel_trace(
    at: int, panel: dict[str, Any], years: Sequence[int], *, seen: Look, unit: Unit, drill: bool
) -> Trace:
    values = [panel["values"].get(year) for year in years]
    colour = seen.colours.brand if panel["chosen"] else seen.colours.no_data_line
    told = [_panel_hover(panel, year, seen=seen, unit=unit, drill=drill) for year in years]
    trace = _columns(values, [colour] * len(years), told, [[panel["code"], y] for y in years])
    return trace | {"xaxis": f"x{_suffix(at)}", "yaxis": f"y{_suffix(at)}"}


def _suffix(at: int) -> str:
    return str(at + 1) if at else ""


def _panel_hover(panel: dict[str, Any], year: int, *, seen: Look, unit: Unit, drill: bool) -> str:
    served = year in panel["values"]
    value = seen.exact(panel["values"].get(year), unit) if served else seen.say("not_served")
    code = seen.say("code", code=panel["code"])
    return hover(panel["name"], code, f"{year}: {value}", seen.say("click") if drill else None)


def _panel_axes(at: int, grid: _Grid, years: Sequence[int], top: Any, seen: Look) -> dict[str, Any]:
    across, up = grid.domains(at)
    every = range(len(years)) if len(years) <= 3 else (0, len(years) - 1)
    font = {"color": seen.colours.muted, "size": SMALL}
    bottom = bare_axis(
        domain=across,
        anchor=f"y{_suffix(at)}",
        showticklabels=True,
        tickvals=list(every),
        ticktext=[str(years[i]) for i in every],
        tickangle=0,
        tickfont=font,
        range=[-0.6, len(years) - 0.4],
        showline=True,
        linecolor=seen.colours.line,
    )
    side = bare_axis(domain=up, anchor=f"x{_suffix(at)}", range=[0, top * 1.02])
    return {f"xaxis{_suffix(at)}": bottom, f"yaxis{_suffix(at)}": side}


def _panel_notes(
    at: int, panel: dict[str, Any], years: Sequence[int], *, seen: Look, unit: Unit, name: str
) -> list[dict[str, Any]]:
    newest = panel["values"].get(years[-1])
    served = years[-1] in panel["values"]
    value = seen.short(newest, unit) if served else seen.say("not_served")
    refs = {"xref": f"x{_suffix(at)} domain", "yref": f"y{_suffix(at)} domain", "xanchor": "left"}
    place: dict[str, Any] = refs | {"x": 0, "y": 1, "yanchor": "bottom", "align": "left"}
    ink = seen.colours.text if panel["chosen"] else seen.colours.muted
    title = f"{name}<br><b>{safe(value)}</b>"
    return [note(title, seen, **place) | {"font": {"color": ink, "size": SMALL}}]
