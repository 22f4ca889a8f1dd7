"""What charts of named rows share: names above their bars, values at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ..language.row_labels import row_labels
from .figures_base import LABEL, SMALL, Style, Trace, Unit, annotation, bare_axis

T = TypeVar("T")

LIMIT = 20
PITCH = 44
THICK = 0.4
ROOM = 1.26


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of a chart of named rows; hover lines are not escaped yet."""

    code: str
    name: str
    value: Any
    hover_lines: tuple[str | None, ...]

    @property
    def label(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}".strip()


def split(ranked: list[T], limit: int) -> tuple[list[T], list[T]]:
    """Return the first `limit` rows and the rest; a single row is never a rest."""
    return (ranked, []) if len(ranked) <= limit + 1 else (ranked[:limit], ranked[limit:])


def linear_axis(values: Iterable[Any]) -> dict[str, Any]:
    """Return a hidden zero-based axis with room for the value at the end of the longest bar."""
    top = max((value for value in values if value is not None), default=0)
    return bare_axis(range=[0, (top if top > 0 else 1) * ROOM])


def row_axis(count: int) -> dict[str, Any]:
    """Return the axis on which row i stands at i, the first on top."""
    return bare_axis(range=[count - 0.62, -0.78])


def bar_trace(
    at: Sequence[int],
    lengths: Sequence[Any],
    fills: Sequence[str],
    hover_texts: Sequence[str],
    codes: Sequence[Any],
    *,
    width: float,
    **more: Any,
) -> Trace:
    """Return a trace of horizontal bars, one per row; hover texts are escaped already."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(at),
        "x": list(lengths),
        "width": width,
        "marker": {"color": list(fills), "line": {"width": 0}},
        "unselected": {"marker": {"opacity": 0.55}},
        "customdata": list(codes),
        "hovertext": list(hover_texts),
        "hoverinfo": "text",
        "textposition": "none",
    } | more


def value_labels(
    at: Sequence[int], ends: Sequence[Any], values: Sequence[Any], style: Style, unit: Unit
) -> Trace:
    """Return a trace of the short values, written just behind the ends of the bars."""
    inks = [style.colours.muted if value is None else style.colours.text for value in values]
    return {
        "type": "scatter",
        "mode": "text",
        "x": list(ends),
        "y": list(at),
        "text": [f" {style.short(value, unit)}" for value in values],
        "textposition": "middle right",
        "textfont": {"size": SMALL, "color": inks},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def name_annotations(
    rows: Sequence[tuple[str, str]], chars: int, style: Style
) -> list[dict[str, Any]]:
    """Return annotations: code and name of each row above its bar, at most `chars` characters."""
    place: dict[str, Any] = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": -2}
    place |= {"yanchor": "bottom", "align": "left", "borderpad": 1}
    font = {"font": {"color": style.colours.text, "size": LABEL}}
    return [
        annotation(label.markup(style.colours.muted), style, y=i - THICK / 2, **place) | font
        for i, label in enumerate(row_labels(rows, chars))
    ]


def summary(bars: Sequence[Bar], style: Style, unit: Unit) -> str:
    """Return a text alternative: the first five rows with their values."""
    return "; ".join(f"{bar.label}: {style.short(bar.value, unit)}" for bar in bars[:5])
