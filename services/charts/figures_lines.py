"""Lines of several KLPD and years over a plan year: their looks, and names at their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ..language.labels import safe
from ..language.plain_text import visible
from .figures_base import SMALL, Row, Style, Trace, annotation

APART = 0.07
"""Distance between the names of two lines, as a share of the axis."""
PER_CHARACTER = 7
"""Pixels that a character of a name takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One KLPD-year: its plan year, name, and rows in their order. main: of the first KLPD."""

    year: int
    name: str
    rows: Sequence[Row]
    main: bool

    def titled(self, title: str) -> str:
        """Return the title of a hover text, with the name where it is more than the year."""
        return title if self.name == str(self.year) else f"{self.name}: {title}"


def lines_of(rows: pl.DataFrame, first: str) -> list[Line]:
    """Return one line per KLPD and year, named by what tells them apart.

    rows: tahun, klpd and others, in their order within a line. first: the KLPD that leads; where
    it has no rows, all do.
    """
    klpd = [visible(kode) for kode in rows["klpd"].unique(maintain_order=True)]
    single_year = rows["tahun"].n_unique() == 1
    grouped: dict[tuple[int, str], list[Row]] = {}
    for row in rows.sort("tahun", "klpd", maintain_order=True).iter_rows(named=True):
        grouped.setdefault((row["tahun"], visible(row["klpd"])), []).append(row)
    return [
        Line(
            year=year,
            name=str(year) if len(klpd) == 1 else kode if single_year else f"{kode} {year}",
            rows=line_rows,
            main=kode == first or first not in klpd,
        )
        for (year, kode), line_rows in grouped.items()
    ]


def line_trace(
    line: Line,
    lines: Sequence[Line],
    style: Style,
    *,
    x: Sequence[float],
    y: Sequence[float],
    hover_texts: Sequence[str],
) -> Trace:
    """Return the trace of a line: this year's strong, last year's dashed, others thin."""
    years = sorted({other.year for other in lines}, reverse=True)
    colour = ink(line, lines, style)
    strong, dashed = line.year == years[0], line.year in years[1:2]
    look: dict[str, Any] = {"color": colour, "width": 2.5 if strong else 1.5}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(x),
        "y": list(y),
        "line": look | ({"dash": "dash"} if dashed else {}),
        "hovertext": list(hover_texts),
        "hoverinfo": "text",
    }


def ink(line: Line, lines: Sequence[Line], style: Style) -> str:
    """Return the colour of a line: the brand for this year of the first KLPD, else muted."""
    newest = max(other.year for other in lines)
    return style.colours.brand if line.year == newest and line.main else style.colours.muted


def end_names(
    lines: Sequence[Line], ends: Sequence[float], top: float, style: Style
) -> list[dict[str, Any]]:
    """Return the names at the ends of the lines, moved apart where they would overlap."""
    names, free = [], 0.0
    pairs = zip(lines, ends, strict=True)
    for line, end in sorted(pairs, key=lambda pair: (pair[1], pair[0].name)):
        free = max(free, end)
        place: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "left", "y": free}
        font = {"color": ink(line, lines, style), "size": SMALL}
        names.append(annotation(safe(line.name), style, xshift=4, **place) | {"font": font})
        free += APART * top
    return names


def room_for_names(lines: Sequence[Line]) -> int:
    """Return the pixels at the right that the names need."""
    return PER_CHARACTER * max(len(line.name) for line in lines) + 16
