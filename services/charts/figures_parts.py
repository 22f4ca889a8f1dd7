"""Draw parts of a whole: a treemap, and how much the largest hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import named, safe, wrapped
from ..language.plain_text import visible
from ..language.row_labels import row_labels
from .figures_base import (
    LABEL,
    SMALL,
    Look,
    Trace,
    Unit,
    bare_axis,
    drawn,
    empty,
    hover,
    known_sum,
    look,
    note,
    ordered,
    value_axis,
)
from .figures_rows import split
from .palette import Theme

CLEAR = "rgba(0,0,0,0)"
TOP = 10
WHOLE, OTHERS = "semua", "lainnya"
TILE_CHARS = 34


def treemap(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    code: str = "kd_program_str",
    name: str = "nama_program",
    value: str = "pagu",
    unit: Unit = "rupiah",
    lang: str = "id",
    limit: int = 40,
) -> go.Figure:
    """Return one rectangle per code, the ten largest in the brand colour, the others as one.

    Rows without a value or with none to show (0) have no area; say their number beside the chart.
    A click brings the code back as the point's `id` (customdata does not come back from here).
    """
    parts = ordered(frame.filter(pl.col(value) > 0), value, code).to_dicts()
    if not parts:
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    total = known_sum(row[value] for row in parts)
    kept, rest = split(parts, limit)
    cells = [(visible(row[code]), named(row[name], lang), row[value]) for row in kept]
    if rest:
        others = seen.say("others", n=seen.count(len(rest)))
        cells.append((OTHERS, others, known_sum(row[value] for row in rest)))
    fills = _ranked_fills(len(kept), len(cells), seen)
    return drawn(
        [_tiles(cells, fills, total, seen=seen, unit=unit)],
        seen=seen,
        height=420,
        alt="; ".join(
            f"{_whole(c, words)}: {seen.short(size, unit)}" for c, words, size in cells[:5]
        ),
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        uniformtext={"minsize": 11, "mode": "hide"},
    )


def _ranked_fills(kept: int, cells: int, seen: Look) -> list[str]:
    top = [seen.colours.brand] * min(kept, TOP)
    lower = [seen.colours.soft] * (kept - len(top))
    return [*top, *lower, *[seen.colours.jenis["lainnya"]] * (cells - kept)]


def _tiles(
    cells: Sequence[tuple[str, str, Any]],
    fills: Sequence[str],
    total: Any,
    *,
    seen: Look,
    unit: Unit,
) -> Trace:
    told = []
    for code, name, size in cells:
        share = wording.percent(size / total, 2, seen.lang)
        whole = seen.say("whole_all")
        lines = (seen.exact(size, unit), seen.say("share", share=share, whole=whole))
        told.append(hover(name, seen.say("code", code=code) if code != OTHERS else None, *lines))
    texts = _tile_texts(cells, [size / total for _, _, size in cells], seen=seen, unit=unit)
    inks = [seen.colours.ink_on(fill) for fill in fills]
    return {
        "type": "treemap",
        "ids": [WHOLE, *(code for code, _, _ in cells)],
        "labels": ["", *(safe(_whole(code, name)) for code, name, _ in cells)],
        "parents": ["", *[WHOLE] * len(cells)],
        "values": [0, *(size for _, _, size in cells)],
        "sort": False,
        "text": ["", *texts],
        "textinfo": "text",
        "textfont": {"size": LABEL, "color": [seen.colours.text, *inks]},
        "hovertext": ["", *told],
        "hoverinfo": "text",
        "customdata": [[""], *([code] for code, _, _ in cells)],
        "marker": {
            "colors": [CLEAR, *fills],
            "line": {"width": 1.5, "color": seen.colours.background},
            "pad": {"t": 0, "l": 0, "r": 0, "b": 0},
        },
        "pathbar": {"visible": False},
        "tiling": {"pad": 0},
        "root": {"color": CLEAR},
    }


def _whole(code: str, name: str) -> str:
    return name if code == OTHERS else f"{code} {name}"


def _tile_texts(
    cells: Sequence[tuple[str, str, Any]], shares: Sequence[float], *, seen: Look, unit: Unit
) -> list[str]:
    """Return code, name and size for the tiles that have room for words."""
    rows = [("" if code == OTHERS else code, name) for code, name, _ in cells]
    texts = []
    for at, share in enumerate(shares):
        chars = int(share**0.5 * TILE_CHARS)
        label = row_labels(rows, chars * 3)[at] if chars > 6 else ""
        size = seen.short(cells[at][2], unit)
        texts.append(f"{wrapped(label, chars, 4)}<br>{size}" if label else "")
    return texts


def concentration(
    frame: pl.DataFrame,
    *,
    theme: Theme,
    value: str = "pagu",
    code: str = "kd_program_str",
    name: str = "nama_program",
    lang: str = "id",
) -> go.Figure:
    """Return the share of the whole held by the n largest, with the first and the tenth named."""
    rows = ordered(frame.filter(pl.col(value).is_not_null()), value, code).to_dicts()
    total = known_sum(row[value] for row in rows)
    if not total:
        return empty(theme=theme, lang=lang)
    seen = look(theme, lang)
    held = [0]
    for row in rows:
        held.append(held[-1] + row[value])
    shares = [part / total for part in held]
    marks = sorted({1, min(TOP, len(rows))})
    told = [
        hover(seen.say("rank", n=n, share=seen.exact(s, "persen"))) for n, s in enumerate(shares)
    ]
    tenth = marks[-1]
    alt = seen.say("rank", n=tenth, share=seen.short(shares[tenth], "persen"))
    return drawn(
        [_share_line(shares, told, seen), *_share_marks(shares, marks, seen)],
        seen=seen,
        height=300,
        alt=alt,
        xaxis=_rank_axis(len(rows), seen),
        yaxis=value_axis(1, "persen", seen),
        annotations=[note(seen.say("rank_axis"), seen, x=1, y=0, **_UNDER)],
        margin={"l": 48, "r": 12, "t": 8, "b": 44, "pad": 4},
    )


_UNDER: dict[str, Any] = {
    "xref": "paper",
    "yref": "paper",
    "xanchor": "right",
    "yanchor": "top",
    "yshift": -24,
}


def _rank_axis(count: int, seen: Look) -> dict[str, Any]:
    marks = sorted({1, min(TOP, count), count})
    roomy = [m for m in marks if m in (marks[0], marks[-1]) or m > count * 0.06]
    return bare_axis(
        showticklabels=True,
        tickvals=roomy,
        ticktext=[seen.count(mark) for mark in roomy],
        range=[0, count * 1.02],
        tickfont={"color": seen.colours.muted, "size": SMALL},
    )


def _share_line(shares: Sequence[float], told: Sequence[str], seen: Look) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(range(len(shares))),
        "y": list(shares),
        "line": {"color": seen.colours.brand, "width": 2.5},
        "hovertext": list(told),
        "hoverinfo": "text",
    }


def _share_marks(shares: Sequence[float], marks: Sequence[int], seen: Look) -> list[Trace]:
    said = [_mark_text(mark, seen.short(shares[mark], "persen"), seen) for mark in marks]
    return [
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": list(marks),
            "y": [shares[mark] for mark in marks],
            "marker": {"color": seen.colours.brand, "size": 8},
            "text": said,
            "textposition": "bottom right",
            "textfont": {"color": seen.colours.text, "size": LABEL},
            "hoverinfo": "skip",
        }
    ]


def _mark_text(mark: int, share: str, seen: Look) -> str:
    return "  " + seen.say("largest" if mark == 1 else "top", n=mark, share=share)
