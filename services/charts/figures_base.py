"""Share what all figures have: look, safe labels, axes, hover text and the empty figure.

Draw with `st.plotly_chart(figure, theme=None, config=CONFIG, alt=alt_text(figure))`: the figures
carry their own fonts and colours, and Streamlit's theme would replace them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Literal

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import safe, wrapped
from .palette import STATUS, Palette, Theme, palette

Unit = Literal["rupiah", "jumlah", "persen", "angka"]
Row = Mapping[str, Any]
Trace = dict[str, Any]

FONT = '"Source Sans", "Source Sans Pro", "Segoe UI", Arial, sans-serif'
LABEL = 13
SMALL = 12
STRANGE = "(lain)"
MOST_STRANGE = 4
"""How many statuses outside the vocabulary a chart has room for."""
CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Theme and language of one figure."""

    colours: Palette
    lang: str

    def say(self, key: str, /, **values: object) -> str:
        """Return a text of the charts' own area."""
        return wording.text(f"charts.{key}", self.lang, **values)

    def count(self, value: int | None) -> str:
        """Print a count."""
        return wording.number(value, 0, self.lang)

    def short(self, value: float | None, unit: Unit) -> str:
        """Print a value as short as a label needs."""
        if unit == "rupiah":
            return wording.rupiah(_whole(value), self.lang)
        if unit == "persen":
            return wording.percent(value, 1, self.lang)
        return wording.number(value, 0 if unit == "jumlah" else 1, self.lang)

    def exact(self, value: float | None, unit: Unit) -> str:
        """Print a value to its last digit, as hover text and exports need it."""
        if unit == "rupiah":
            return wording.rupiah_full(_whole(value), self.lang)
        if unit == "persen":
            return wording.percent(value, 2, self.lang)
        return wording.number(value, 0 if unit == "jumlah" else 2, self.lang)


def look(theme: Theme, lang: str) -> Look:
    """Return the look for a theme and a language."""
    return Look(colours=palette(theme), lang=lang)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def hover(title: str, *lines: str | None) -> str:
    """Return hover text from a bold title and the lines that are there; all escaped here."""
    told = [safe(line) for line in lines if line]
    return "<br>".join([f"<b>{wrapped(title, 44, 5)}</b>", *told])


def column(frame: pl.DataFrame, name: str | None) -> str | None:
    """Return a column's name when the frame has it."""
    return name if name is not None and name in frame.columns else None


def ordered(frame: pl.DataFrame, value: str, code: str) -> pl.DataFrame:
    """Return the rows largest first, missing values last, ties by code."""
    return frame.sort([value, code], descending=[True, False], nulls_last=True)


def known_sum(values: Iterable[Any]) -> Any:
    """Return the sum of what is known; None when nothing is (domain rule 1)."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def nice_ticks(top: float, count: int = 4) -> list[float]:
    """Return round tick values from 0 to at least `top`."""
    if top <= 0:
        return [0, 1]
    rough = top / count
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    return [i * step for i in range(ceil(top / step - 1e-9) + 1)]


def value_axis(top: float, unit: Unit, seen: Look) -> dict[str, Any]:
    """Return a zero-based axis with round ticks in the product's own words."""
    ticks = nice_ticks(top)
    return {
        "range": [0, max(ticks[-1], top) * 1.04],
        "tickvals": ticks,
        "ticktext": [seen.short(tick, unit) for tick in ticks],
        "gridcolor": seen.colours.line,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": seen.colours.muted, "size": SMALL},
    }


def bare_axis(**settings: Any) -> dict[str, Any]:
    """Return an axis of which only its settings show."""
    quiet = {"showgrid": False, "zeroline": False, "ticks": "", "showticklabels": False}
    return quiet | {"fixedrange": True} | settings


def note(said: str, seen: Look, **place: Any) -> dict[str, Any]:
    """Return an annotation in small muted type; `said` must be escaped already."""
    font = {"color": seen.colours.muted, "size": SMALL}
    return {"text": said, "showarrow": False, "font": font} | place


class Drawn(go.Figure):  # type: ignore[misc]
    """A figure that can be settled once and shown many times.

    Plotly copies every value of a figure out of it each time that it is shown, which takes longer
    than to write them down.
    """

    _settled: dict[str, Any] | None = None

    def settle(self) -> Drawn:
        """Copy the values out of the figure for good; it must not be changed any more."""
        self._settled = super().to_dict()
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as traces and layout; of a settled one they are shared: read only."""
        return super().to_dict() if self._settled is None else dict(self._settled)


def drawn(
    traces: Sequence[Trace], *, seen: Look, height: int, alt: str, **layout: Any
) -> go.Figure:
    """Return the figure of these traces in the product's look."""
    colours = seen.colours
    settings = {
        "template": {},
        "height": height,
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": LABEL, "color": colours.text},
        "separators": ".," if seen.lang == "en" else ",.",
        "margin": {"l": 2, "r": 8, "t": 6, "b": 8, "pad": 0},
        "hovermode": "closest",
        "dragmode": False,
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": colours.panel,
            "bordercolor": colours.muted,
            "align": "left",
            "namelength": -1,
            "font": {"family": FONT, "size": LABEL, "color": colours.text},
        },
        "meta": {"alt": alt},
    }
    return Drawn(data=[_edged(trace, colours) for trace in traces], layout=settings | layout)


def _edged(trace: Trace, colours: Palette) -> Trace:
    """Return bars with a line around each whose fill does not stand out from the ground."""
    fills = trace["marker"]["color"] if trace["type"] == "bar" else ()
    each = [fills] if isinstance(fills, str) else fills
    if all(map(colours.stands_out, each)):
        return trace
    edges = [colours.edge(fill) for fill in each]
    line = {"width": 1, "color": edges[0] if isinstance(fills, str) else edges}
    return trace | {"marker": trace["marker"] | {"line": line}}


def legend_above(seen: Look, **settings: Any) -> dict[str, Any]:
    """Return a compact one-line legend over the plot, in the order of the traces."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "traceorder": "normal",
        "itemclick": False,
        "itemdoubleclick": False,
        "font": {"color": seen.colours.text, "size": SMALL},
    } | settings


def empty(*, theme: Theme, lang: str = "id", said: str | None = None) -> go.Figure:
    """Return a calm figure that says that there is nothing to draw."""
    seen = look(theme, lang)
    words = said or seen.say("empty")
    box = {"type": "rect", "xref": "paper", "yref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 1}
    line = {"color": seen.colours.line, "width": 1}
    return drawn(
        [],
        seen=seen,
        height=140,
        alt=words,
        xaxis=bare_axis(visible=False),
        yaxis=bare_axis(visible=False),
        shapes=[box | {"line": line, "fillcolor": seen.colours.panel, "layer": "below"}],
        annotations=[note(safe(words), seen, x=0.5, y=0.5, xref="paper", yref="paper")],
    )


def alt_text(figure: go.Figure) -> str:
    """Return the text alternative that the builder wrote for a figure."""
    return str(figure.layout.meta["alt"])


def drawn_as(found: Iterable[str | None]) -> dict[str | None, str]:
    """Return under which status each status is drawn.

    One outside the vocabulary stands as served, and none is `(kosong)`; where more than
    MOST_STRANGE stand outside, they are one, `(lain)`: a chart has room for so many.
    """
    values = set(found)
    strange = {value for value in values if value} - set(STATUS)
    one = len(strange) > MOST_STRANGE
    return {v: STRANGE if one and v in strange else v or STATUS[-1] for v in values}
