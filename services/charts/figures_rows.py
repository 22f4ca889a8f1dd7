"""Share what charts of named rows have: names above their bars, values at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ..language.row_labels import RowLabel, row_labels
from .figures_base import SMALL, Look, Trace, Unit, bare_axis, note

T = TypeVar("T")

LIMIT = 20
PITCH = 44
THICK = 0.4
ROOM = 1.26


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of a ranked chart; `told` are its hover lines, not escaped."""

    code: str
    name: str
    value: Any
    told: tuple[str | None, ...]
    rest: bool = False

    @property
    def said(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}".strip()


def split(ranked: list[T], limit: int) -> tuple[list[T], list[T]]:
    """Return the first `limit` rows and the rest; a rest of one is not worth a bar of its own."""
    return (ranked, []) if len(ranked) <= limit + 1 else (ranked[:limit], ranked[limit:])


def linear_axis(values: Iterable[Any]) -> dict[str, Any]:
    """Return a hidden zero-based axis with room for the value at the end of the longest bar."""
    top = max((value for value in values if value is not None), default=0)
    return bare_axis(range=[0, (top if top > 0 else 1) * ROOM])


def row_axis(count: int) -> dict[str, Any]:
    """Return the axis on which row i stands at i, the first on top."""
    return bare_axis(range=[count - 0.62, -0.78])


def solid(
    at: Sequence[int],
    lengths: Sequence[Any],
    fills: Sequence[str],
    told: Sequence[str],
    codes: Sequence[Any],
    *,
    width: float,
    **more: Any,
) -> Trace:
    """Return horizontal bars, one a row; `told` is ready hover text."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(at),
        "x": list(lengths),
        "width": width,
        "marker": {"color": list(fills), "line": {"width": 0}},
        "unselected": {"marker": {"opacity": 0.55}},
        "customdata": list(codes),
        "hovertext": list(told),
        "hoverinfo": "text",
        "textposition": "none",
    } | more


def end_labels(
    at: Sequence[int], ends: Sequence[Any], values: Sequence[Any], seen: Look, unit: Unit
) -> Trace:
    """Return the short values, written just behind the ends of the bars."""
    inks = [seen.colours.muted if value is None else seen.colours.text for value in values]
    return {
        "type": "scatter",
        "mode": "text",
        "x": list(ends),
        "y": list(at),
        "text": [f" {seen.short(value, unit)}" for value in values],
        "textposition": "middle right",
        "textfont": {"size": SMALL, "color": inks},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def name_notes(rows: Sequence[tuple[str, str]], chars: int, seen: Look) -> list[dict[str, Any]]:
    """Return code and name of each row, above its bar, in at most `chars` characters."""
    return [_note(at, one, seen) for at, one in enumerate(row_labels(rows, chars))]


def _note(at: int, label: RowLabel, seen: Look) -> dict[str, Any]:
    place: dict[str, Any] = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": -2}
    place |= {"y": at - THICK / 2, "yanchor": "bottom", "align": "left", "borderpad": 1}
    ink = {"color": seen.colours.text, "size": 13}
    return note(label.markup(seen.colours.muted), seen, **place) | {"font": ink}


def summary(bars: Sequence[Bar], seen: Look, unit: Unit) -> str:
    """Return a text alternative: the first five rows with their values."""
    return "; ".join(f"{bar.said}: {seen.short(bar.value, unit)}" for bar in bars[:5])
