"""Draw bars split by a small vocabulary: status, or the kind of revision.

A click returns `customdata`: [code, category], with code "" for the bar that sums all codes beyond
the limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language.labels import cut, label, named
from .figures_base import (
    Style,
    Trace,
    Unit,
    bare_axis,
    empty,
    hover,
    legend_above,
    make_figure,
    shown_statuses,
    style_for,
)
from .figures_rows import (
    LIMIT,
    PITCH,
    ROOM,
    THICK,
    Bar,
    bar_trace,
    name_annotations,
    row_axis,
    split,
    summary,
    value_labels,
)
from .palette import JENIS_REVISI, STATUS, Theme
from .ranked_list import known_sum

MEANING: Mapping[str, tuple[str, ...]] = {"status": STATUS, "jenis": JENIS_REVISI}
LONGEST_NAME = 32
"""Characters of a category's name in the legend; its hover text has all of them."""


def stacked_bars(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    code: str,
    name: str,
    series: str = "status",
    meaning: str = "status",
    value: str = "jumlah_paket",
    unit: Unit = "jumlah",
    lang: str = "id",
    limit: int = LIMIT,
    share: bool = False,
    drill: bool = False,
    chars: int = 52,
) -> go.Figure:
    """Draw one bar per code, split by a small vocabulary in its fixed colours and order.

    The frame is long: one row per (code, series). `meaning` ("status" or "jenis") names the
    vocabulary that gives words and colours. A status outside it is drawn as served, in the muted
    colour, after the known ones; a kind of revision outside it is drawn as `lainnya`. With `share`
    every bar is 100 %. Bars are ordered by the sum of their known values. Where `code` and `name`
    are the same column, its values are words and no code is printed before them.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    style = style_for(theme, lang)
    rows = frame.select(code=code, name=name, category=series, value=value)
    stacks = _stacks(rows, meaning, lang, coded=code != name)
    shown, rest = split(stacks, limit)
    if rest:
        others = _Stack(code="", name=style.say("others", n=style.count(len(rest))), rest=True)
        for stack in rest:
            for category, amount in stack.amounts.items():
                others.add(category, amount)
        shown = [*shown, others]
    present = {category for stack in shown for category in stack.amounts}
    vocabulary = [category for category in MEANING[meaning] if category in present]
    traces = [
        _series(shown, category, meaning=meaning, style=style, unit=unit, share=share, drill=drill)
        for category in [*vocabulary, *sorted(present.difference(vocabulary))]
    ]
    sums = [stack.total for stack in shown]
    ends = [(1 if total else 0) if share else total or 0 for total in sums]
    labels = value_labels(range(len(shown)), ends, sums, style, unit) | {"showlegend": False}
    top = 1 if share else max(ends, default=0) or 1
    bars = [Bar(code=s.shown_code, name=s.name, value=s.total, hover_lines=()) for s in shown]
    return make_figure(
        [*traces, labels],
        style=style,
        height=PITCH * len(shown) + 48,
        alt=summary(bars, style, unit),
        barmode="stack",
        showlegend=True,
        legend=legend_above(style),
        xaxis=bare_axis(range=[0, top * ROOM]),
        yaxis=row_axis(len(shown)),
        annotations=name_annotations([(bar.code, bar.name) for bar in bars], chars, style),
        margin={"l": 2, "r": 8, "t": 36, "b": 4, "pad": 0},
    )


@dataclass(slots=True, kw_only=True)
class _Stack:
    code: str
    name: str
    amounts: dict[str, Any] = field(default_factory=dict)
    rest: bool = False
    coded: bool = True

    @property
    def shown_code(self) -> str:
        return self.code if self.coded else ""

    def add(self, category: str, amount: Any) -> None:
        self.amounts[category] = known_sum((self.amounts.get(category), amount))

    @property
    def total(self) -> Any:
        return known_sum(self.amounts.values())


def _stacks(frame: pl.DataFrame, meaning: str, lang: str, *, coded: bool) -> list[_Stack]:
    values = frame["category"].unique()
    known = MEANING[meaning]
    drawn_as = (
        shown_statuses(values)
        if meaning == "status"
        else {value: value if value in known else known[-1] for value in values}
    )
    stacks: dict[str, _Stack] = {}
    for row in frame.to_dicts():
        key = str(row["code"] or "")
        name = named(row["name"], lang)
        stack = stacks.setdefault(key, _Stack(code=key, name=name, coded=coded))
        stack.add(drawn_as[row["category"]], row["value"])
    return sorted(stacks.values(), key=lambda s: (s.total is None, -(s.total or 0), s.code))


def _series(
    stacks: Sequence[_Stack],
    category: str,
    *,
    meaning: str,
    style: Style,
    unit: Unit,
    share: bool,
    drill: bool,
) -> Trace:
    """Return the trace of one category in all bars."""
    colours, words = style.colours, label(meaning, category, style.lang)
    lengths, hover_texts = [], []
    for stack in stacks:
        amount, total = stack.amounts.get(category), stack.total
        lengths.append((amount or 0) / total if share and total else amount or 0)
        percent = style.exact(amount / total, "persen") if amount and total else None
        lines = (
            style.say("code", code=stack.shown_code) if stack.shown_code else None,
            f"{words}: {style.exact(amount, unit)}",
            style.say("share", share=percent, whole=style.say("whole_bar")) if percent else None,
            style.say("total", total=style.exact(total, unit)),
            style.say("click") if drill and not stack.rest else None,
        )
        hover_texts.append(hover(stack.name, *lines))
    codes = [[stack.code, category] for stack in stacks]
    name = cut(words, LONGEST_NAME)
    bars = bar_trace(range(len(stacks)), lengths, [], hover_texts, codes, width=THICK, name=name)
    fill = colours.status_rup(category) if meaning == "status" else colours.jenis_revisi(category)
    bars["marker"] = {"color": fill, "line": {"width": 0.75, "color": colours.background}}
    return bars
