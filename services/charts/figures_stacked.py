"""Draw bars split by a small vocabulary: status, or the kind of revision.

A click brings `customdata` back: [code, part], code "" for the bar of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language.labels import cut, label, named
from .figures_base import (
    Look,
    Trace,
    Unit,
    bare_axis,
    drawn,
    drawn_as,
    empty,
    hover,
    known_sum,
    legend_above,
    look,
)
from .figures_rows import (
    LIMIT,
    PITCH,
    ROOM,
    THICK,
    Bar,
    end_labels,
    name_notes,
    row_axis,
    solid,
    split,
    summary,
)
from .palette import JENIS_REVISI, STATUS, Theme

MEANING: Mapping[str, tuple[str, ...]] = {"status": STATUS, "jenis": JENIS_REVISI}
LONGEST_PART = 32
"""Letters of a part in the legend; its hover says the whole."""
TYPE_COLUMNS = {
    "tindakan_satukesatu": "SATUKESATU",
    "tindakan_pecah": "SATUKEBANYAK",
    "tindakan_pembatalan": "PEMBATALAN",
    "tindakan_pengaktifan": "PENGAKTIFAN",
    "tindakan_lainnya": "lainnya",
}


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
    """Return one bar per code, split by a small vocabulary in its fixed colours and order.

    The frame is long: one row per (code, series). `meaning` is "status" or "jenis" and gives words
    and colours; a status outside the vocabulary stands as served, muted and after the others, a
    kind of revision is drawn as the vocabulary's last, `lainnya`. With `share` every bar
    is 100 %. Bars are ordered by their sum; a part without a value is left out of it. Where `code`
    and `name` are one column, its values are words and no code stands before them.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    rows = frame.select(code=code, name=name, part=series, value=value)
    stacks = _stacks(rows, meaning, lang, coded=code != name)
    kept, rest = split(stacks, limit)
    if rest:
        kept = [*kept, _rest_stack(rest, seen)]
    return _stacked_figure(
        kept, meaning, seen=seen, unit=unit, share=share, drill=drill, chars=chars
    )


def stacked_types(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    lang: str = "id",
    limit: int = LIMIT,
    share: bool = False,
    drill: bool = False,
    chars: int = 52,
) -> go.Figure:
    """Return stacked_bars of the table kaji-ulang-per-satker: acts by kind."""
    keys = [name for name in ("kd_satker", "nama_satker") if name in frame.columns]
    counts = frame.select(*keys, *TYPE_COLUMNS)
    long = counts.unpivot(
        list(TYPE_COLUMNS), index=keys, variable_name="jenis", value_name="tindakan"
    )
    named_types = long.with_columns(pl.col("jenis").replace_strict(TYPE_COLUMNS))
    return stacked_bars(
        named_types,
        theme=theme,
        code="kd_satker",
        name="nama_satker",
        series="jenis",
        meaning="jenis",
        value="tindakan",
        lang=lang,
        limit=limit,
        share=share,
        drill=drill,
        chars=chars,
    )


@dataclass(slots=True, kw_only=True)
class _Stack:
    code: str
    name: str
    parts: dict[str, Any]
    rest: bool = False
    coded: bool = True

    @property
    def shown_code(self) -> str:
        return self.code if self.coded else ""

    @property
    def total(self) -> Any:
        return known_sum(self.parts.values())


def _parts(meaning: str, found: Iterable[str | None]) -> dict[str | None, str]:
    """Return under which part each value is drawn."""
    known = MEANING[meaning]
    return (
        drawn_as(found)
        if meaning == "status"
        else {value: value if value in known else known[-1] for value in found}
    )


def _stacks(frame: pl.DataFrame, meaning: str, lang: str, *, coded: bool) -> list[_Stack]:
    parts = _parts(meaning, frame["part"].unique())
    found: dict[str, _Stack] = {}
    for row in frame.to_dicts():
        key = str(row["code"] or "")
        name = named(row["name"], lang)
        stack = found.setdefault(key, _Stack(code=key, name=name, parts={}, coded=coded))
        part = parts[row["part"]]
        stack.parts[part] = known_sum((stack.parts.get(part), row["value"]))
    return sorted(found.values(), key=lambda s: (s.total is None, -(s.total or 0), s.code))


def _rest_stack(rest: Sequence[_Stack], seen: Look) -> _Stack:
    parts: dict[str, Any] = {}
    for stack in rest:
        for part, value in stack.parts.items():
            parts[part] = known_sum((parts.get(part), value))
    name = seen.say("others", n=seen.count(len(rest)))
    return _Stack(code="", name=name, parts=parts, rest=True)


def _stacked_figure(
    stacks: Sequence[_Stack],
    meaning: str,
    *,
    seen: Look,
    unit: Unit,
    share: bool,
    drill: bool,
    chars: int,
) -> go.Figure:
    top = 1 if share else max((stack.total or 0 for stack in stacks), default=0) or 1
    at = list(range(len(stacks)))
    there = {part for stack in stacks for part in stack.parts}
    known = [part for part in MEANING[meaning] if part in there]
    used = [*known, *sorted(there.difference(known))]
    traces = [
        _series(stacks, p, meaning=meaning, seen=seen, unit=unit, share=share, drill=drill)
        for p in used
    ]
    ends = [(1 if stack.total else 0) if share else (stack.total or 0) for stack in stacks]
    traces.append(end_labels(at, ends, [stack.total for stack in stacks], seen, unit))
    traces[-1]["showlegend"] = False
    notes = name_notes([(stack.shown_code, stack.name) for stack in stacks], chars, seen)
    bars = [Bar(code=s.shown_code, name=s.name, value=s.total, told=()) for s in stacks]
    return drawn(
        traces,
        seen=seen,
        height=PITCH * len(stacks) + 48,
        alt=summary(bars, seen, unit),
        barmode="stack",
        showlegend=True,
        legend=legend_above(seen),
        xaxis=bare_axis(range=[0, top * ROOM]),
        yaxis=row_axis(len(stacks)),
        annotations=notes,
        margin={"l": 2, "r": 8, "t": 36, "b": 4, "pad": 0},
    )


def _series(
    stacks: Sequence[_Stack],
    part: str,
    *,
    meaning: str,
    seen: Look,
    unit: Unit,
    share: bool,
    drill: bool,
) -> Trace:
    words = label(meaning, part, seen.lang)
    colours = seen.colours
    colour = colours.status_rup(part) if meaning == "status" else colours.jenis_revisi(part)
    lengths = [_length(stack, part, share) for stack in stacks]
    told = [_part_hover(stack, part, words, seen=seen, unit=unit, drill=drill) for stack in stacks]
    codes = [[stack.code, part] for stack in stacks]
    bars = solid(
        range(len(stacks)), lengths, [], told, codes, width=THICK, name=cut(words, LONGEST_PART)
    )
    bars["marker"] = {"color": colour, "line": {"width": 0.75, "color": seen.colours.background}}
    return bars


def _length(stack: _Stack, part: str, share: bool) -> float:
    value = stack.parts.get(part) or 0
    return value / stack.total if share and stack.total else value


def _part_hover(
    stack: _Stack, part: str, words: str, *, seen: Look, unit: Unit, drill: bool
) -> str:
    value = stack.parts.get(part)
    share = seen.exact(value / stack.total, "persen") if value and stack.total else None
    return hover(
        stack.name,
        seen.say("code", code=stack.shown_code) if stack.shown_code else None,
        f"{words}: {seen.exact(value, unit)}",
        seen.say("share", share=share, whole=seen.say("whole_bar")) if share else None,
        seen.say("total", total=seen.exact(stack.total, unit)),
        seen.say("click") if drill and not stack.rest else None,
    )
