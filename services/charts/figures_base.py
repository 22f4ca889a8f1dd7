"""What all figures share: style, safe labels, axes, hover text and the empty figure.

Draw with `st.plotly_chart(figure, theme=None, config=CONFIG, alt=alt_text(figure))`: the figures
carry their own fonts and colours, and Streamlit's theme would replace them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import plotly.graph_objects as go
import polars as pl

from ..language import wording
from ..language.labels import safe, wrapped
from .palette import STATUS, Palette, Theme, palette
from .ticks import nice_ticks

Unit = Literal["rupiah", "jumlah", "persen", "angka"]
Row = Mapping[str, Any]
Trace = dict[str, Any]

FONT = '"Source Sans", "Source Sans Pro", "Segoe UI", Arial, sans-serif'
LABEL = 13
SMALL = 12
OTHER_STATUSES = "(lain)"
MOST_UNKNOWN = 4
"""How many statuses outside the vocabulary a chart has room for."""
CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Theme and language of a figure."""

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


def style_for(theme: Theme, lang: str) -> Style:
    """Return the style for a theme and a language."""
    return Style(colours=palette(theme), lang=lang)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def hover(title: str, *lines: str | None) -> str:
    """Return hover text: a bold title and the lines that are not None; all are escaped here."""
    escaped_lines = [safe(line) for line in lines if line]
    return "<br>".join([f"<b>{wrapped(title, 44, 5)}</b>", *escaped_lines])


def column(frame: pl.DataFrame, name: str | None) -> str | None:
    """Return the name of a column if the frame has it, else None."""
    return name if name is not None and name in frame.columns else None


def ordered(frame: pl.DataFrame, value: str, code: str) -> pl.DataFrame:
    """Return the rows largest first, missing values last, ties by code."""
    return frame.sort([value, code], descending=[True, False], nulls_last=True)


def value_axis(top: float, unit: Unit, style: Style) -> dict[str, Any]:
    """Return an axis from zero with round ticks, labelled in the figure's language."""
    ticks = nice_ticks(top)
    return {
        "range": [0, max(ticks[-1], top) * 1.04],
        "tickvals": ticks,
        "ticktext": [style.short(tick, unit) for tick in ticks],
        "gridcolor": style.colours.line,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": style.colours.muted, "size": SMALL},
    }


def bare_axis(**settings: Any) -> dict[str, Any]:
    """Return an axis without grid, ticks and labels, but what `settings` add."""
    quiet = {"showgrid": False, "zeroline": False, "ticks": "", "showticklabels": False}
    return quiet | {"fixedrange": True} | settings


def annotation(text: str, style: Style, **place: Any) -> dict[str, Any]:
    """Return an annotation in small muted type; `text` must be escaped already."""
    font = {"color": style.colours.muted, "size": SMALL}
    return {"text": text, "showarrow": False, "font": font} | place


class Figure(go.Figure):  # type: ignore[misc]
    """A figure that can be frozen once and shown many times.

    Plotly copies all values of a figure each time it is shown, which takes longer than sending
    them.
    """

    _frozen: dict[str, Any] | None = None

    def freeze(self) -> Figure:
        """Copy the values once; the figure must not be changed afterwards."""
        self._frozen = super().to_dict()
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return traces and layout; those of a frozen figure are shared, so do not change them."""
        return super().to_dict() if self._frozen is None else dict(self._frozen)


def make_figure(
    traces: Sequence[Trace], *, style: Style, height: int, alt: str, **layout: Any
) -> go.Figure:
    """Return the figure of these traces with the common layout."""
    colours = style.colours
    settings = {
        "template": {},
        "height": height,
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": LABEL, "color": colours.text},
        "separators": ".," if style.lang == "en" else ",.",
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
        "meta": {"alt": alt, "ground": colours.background},
    }
    return Figure(data=[_edged(trace, colours) for trace in traces], layout=settings | layout)


def _edged(trace: Trace, colours: Palette) -> Trace:
    """Return a trace with a line around each bar whose fill is too close to the background."""
    fills = trace["marker"]["color"] if trace["type"] == "bar" else ()
    each = [fills] if isinstance(fills, str) else fills
    if all(map(colours.stands_out, each)):
        return trace
    edges = [colours.edge(fill) for fill in each]
    line = {"width": 1, "color": edges[0] if isinstance(fills, str) else edges}
    return trace | {"marker": trace["marker"] | {"line": line}}


def legend_above(style: Style, **settings: Any) -> dict[str, Any]:
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
        "font": {"color": style.colours.text, "size": SMALL},
    } | settings


def empty(*, theme: Theme, lang: str = "id", text: str | None = None) -> go.Figure:
    """Return a small figure with the message that there is nothing to draw."""
    style = style_for(theme, lang)
    message = text or style.say("empty")
    box = {"type": "rect", "xref": "paper", "yref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 1}
    line = {"color": style.colours.line, "width": 1}
    return make_figure(
        [],
        style=style,
        height=140,
        alt=message,
        xaxis=bare_axis(visible=False),
        yaxis=bare_axis(visible=False),
        shapes=[box | {"line": line, "fillcolor": style.colours.panel, "layer": "below"}],
        annotations=[annotation(safe(message), style, x=0.5, y=0.5, xref="paper", yref="paper")],
    )


def alt_text(figure: go.Figure) -> str:
    """Return the text alternative of a figure."""
    return str(figure.layout.meta["alt"])


def shown_statuses(statuses: Iterable[str | None]) -> dict[str | None, str]:
    """Return under which name each status is drawn.

    A status outside the vocabulary is drawn as served, a missing one as `(kosong)`. Where more than
    MOST_UNKNOWN are outside the vocabulary, all of them are drawn as `(lain)`.
    """
    values = set(statuses)
    unknown = {value for value in values if value} - set(STATUS)
    too_many = len(unknown) > MOST_UNKNOWN
    return {v: OTHER_STATUSES if too_many and v in unknown else v or STATUS[-1] for v in values}
