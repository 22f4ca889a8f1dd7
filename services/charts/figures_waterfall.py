"""Draw what moved between two years, program by program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language.labels import label, named
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
    known_sum,
    look,
)
from .figures_rows import PITCH, ROOM, THICK, name_notes, row_axis, solid, split
from .palette import Theme

NARROW = 36


def waterfall(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    old: int,
    new: int,
    lang: str = "id",
    limit: int = 12,
    totals: bool = True,
    drill: bool = False,
    chars: int = 52,
) -> go.Figure:
    """Return what moved the pagu from year `old` to year `new`, one bar per program code.

    Takes one row per program: kd_program_str, nama_program, pagu_lama, pagu_baru, selisih. The
    largest movements stand alone, the net of the others is one bar, so that the bars always lead
    from one total to the other. Without `totals` the bars start at zero, which shows small moves.
    A row without selisih moves nothing and is counted in the text alternative.
    """
    if frame.is_empty():
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    steps = _steps(frame, seen, limit, drill=drill)
    start = known_sum(frame["pagu_lama"]) or 0 if totals else 0
    if totals:
        sums = (known_sum(frame["pagu_lama"]), known_sum(frame["pagu_baru"]))
        steps = [_total_step(old, sums[0], seen), *steps, _total_step(new, sums[1], seen)]
    unknown = frame["selisih"].null_count()
    alt = "; ".join(f"{step['code']} {step['name']}: {step['said']}".strip() for step in steps[:6])
    if unknown:
        alt += "; " + seen.say("unknown_moves", n=seen.count(unknown))
    return _waterfall_figure(_placed(steps, start), seen=seen, alt=alt, chars=chars)


def _steps(frame: pl.DataFrame, seen: Look, limit: int, *, drill: bool) -> list[dict[str, Any]]:
    rows = sorted(frame.to_dicts(), key=lambda r: (-abs(r["selisih"] or 0), r["kd_program_str"]))
    kept, rest = split([row for row in rows if row["selisih"]], limit)
    steps = [_step(row, seen, drill=drill) for row in kept]
    if rest:
        net = known_sum(row["selisih"] for row in rest)
        words = seen.say("others", n=seen.count(len(rest)))
        steps.append(_plain_step(words, net, seen.colours.jenis["lainnya"], seen))
    return steps


def _step(row: Row, seen: Look, *, drill: bool) -> dict[str, Any]:
    state = _moved(row)
    name = named(row["nama_program"], seen.lang)
    told = seen.say(
        "move",
        old=seen.exact(row["pagu_lama"], "rupiah"),
        new=seen.exact(row["pagu_baru"], "rupiah"),
        keadaan=label("move", state, seen.lang),
    )
    code = visible(row["kd_program_str"])
    step = _plain_step(name, row["selisih"], seen.colours.move(state), seen)
    lines = (seen.say("code", code=code), step["full"], told, seen.say("click") if drill else None)
    return step | {"code": code, "told": hover(name, *lines)}


def _moved(row: Row) -> str:
    if row["pagu_lama"] is None and row["pagu_baru"] is not None:
        return "baru"
    if row["pagu_baru"] is None and row["pagu_lama"] is not None:
        return "hilang"
    return "naik" if row["selisih"] > 0 else "turun"


def _plain_step(name: str, moved: Any, colour: str, seen: Look) -> dict[str, Any]:
    plus = "+" if moved > 0 else ""
    full = plus + seen.exact(moved, "rupiah")
    said = plus + seen.short(moved, "rupiah")
    base = {"code": "", "name": name, "moved": moved, "said": said, "full": full}
    return base | {"colour": colour, "told": hover(name, full), "total": None}


def _total_step(year: int, total: Any, seen: Look) -> dict[str, Any]:
    name = seen.say("year_total", tahun=year)
    step = _plain_step(name, total or 0, seen.colours.moves["total"], seen)
    full = seen.exact(total, "rupiah")
    said = seen.short(total, "rupiah")
    return step | {"said": said, "total": total or 0, "told": hover(name, full)}


def _placed(steps: Sequence[dict[str, Any]], start: Any) -> list[dict[str, Any]]:
    placed, at = [], start
    for step in steps:
        ends = (0, step["total"]) if step["total"] is not None else (at, at + step["moved"])
        at = ends[1]
        placed.append(step | {"low": min(ends), "high": max(ends), "end": at})
    return placed


def _waterfall_figure(
    steps: Sequence[dict[str, Any]], *, seen: Look, alt: str, chars: int
) -> go.Figure:
    low = min(0, *(step["low"] for step in steps), 0)
    high = max(0, *(step["high"] for step in steps), 0)
    span = (high - low) or 1
    at = range(len(steps))
    bars = solid(
        at,
        [step["high"] - step["low"] for step in steps],
        [step["colour"] for step in steps],
        [step["told"] for step in steps],
        [[step["code"]] for step in steps],
        width=THICK,
        base=[step["low"] for step in steps],
    )
    return drawn(
        [bars, _step_labels(steps, seen)],
        seen=seen,
        height=PITCH * len(steps) + 16,
        alt=alt,
        hovermode="y",
        xaxis=bare_axis(range=[low, low + span * ROOM]),
        yaxis=row_axis(len(steps)),
        shapes=[*_links(steps, seen), *_zero_line(low, len(steps), seen)],
        annotations=_names(steps, low + span / 2, chars, seen),
        margin={"l": 2, "r": 8, "t": 4, "b": 4, "pad": 0},
    )


def _names(
    steps: Sequence[Mapping[str, Any]], middle: float, chars: int, seen: Look
) -> list[dict[str, Any]]:
    """Return the labels of the bars: from the left end of a bar, or up to its right end."""
    rows = [(step["code"], step["name"]) for step in steps]
    wide = name_notes(rows, chars, seen)
    narrow = name_notes(rows, min(chars, NARROW), seen)
    right = {"xref": "x", "xanchor": "right", "xshift": 2}
    return [
        wide[at] | {"x": step["low"], "xref": "x"}
        if step["low"] < middle
        else narrow[at] | right | {"x": step["high"]}
        for at, step in enumerate(steps)
    ]


def _zero_line(low: float, count: int, seen: Look) -> list[dict[str, Any]]:
    if low >= 0:
        return []
    line = {"color": seen.colours.muted, "width": 1}
    ends = {"x0": 0, "x1": 0, "y0": -0.78, "y1": count - 0.62}
    return [{"type": "line", "layer": "below", "line": line} | ends]


def _step_labels(steps: Sequence[dict[str, Any]], seen: Look) -> Trace:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [step["high"] for step in steps],
        "y": list(range(len(steps))),
        "text": [f" {step['said']}" for step in steps],
        "textposition": "middle right",
        "textfont": {"size": SMALL, "color": seen.colours.text},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _links(steps: Sequence[dict[str, Any]], seen: Look) -> list[dict[str, Any]]:
    line = {"color": seen.colours.moves["hilang"], "width": 1}
    return [
        {
            "type": "line",
            "layer": "below",
            "line": line,
            "x0": step["end"],
            "x1": step["end"],
            "y0": i + THICK / 2,
            "y1": i + 1 - THICK / 2,
        }
        for i, step in enumerate(steps[:-1])
    ]
