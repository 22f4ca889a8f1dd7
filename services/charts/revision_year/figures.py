"""What the figures of the year of revisions share: style, axes, hover text, the empty figure.

Their builders (plan_months, day_calendar) are pure, with keyword-only arguments: `theme` is "light"
or "dark", `lang` "id" or "en". An empty frame gives a small figure with a message. Draw with
`st.plotly_chart(figure, theme=None, config=CONFIG, alt=alt_text(figure))`: the figures carry their
own fonts and colours, and Streamlit's theme would replace them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import plotly.graph_objects as go
import polars as pl

from ...language import wording
from ...language.labels import safe
from ..palette import Palette, Theme, palette

Trace = dict[str, Any]

FONT = '"Source Sans", "Source Sans Pro", "Segoe UI", Arial, sans-serif'
LABEL = 13
SMALL = 12
CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


class Builder(Protocol):
    """A function that draws rows, or `partial` of one with its settings: rows in, figure out."""

    def __call__(self, frame: pl.DataFrame, /, *, theme: Theme, lang: str) -> go.Figure:
        """Return the figure of the rows in a theme and a language."""


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


def style_for(theme: Theme, lang: str) -> Style:
    """Return the style for a theme and a language."""
    return Style(colours=palette(theme), lang=lang)


def hover(title: str, *lines: str) -> str:
    """Return hover text: a bold title and lines; all are escaped here."""
    return "<br>".join([f"<b>{safe(title)}</b>", *map(safe, lines)])


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
    return Figure(data=list(traces), layout=settings | layout)


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


def empty(*, theme: Theme, lang: str = "id") -> go.Figure:
    """Return a small figure with the message that there is nothing to draw."""
    style = style_for(theme, lang)
    message = style.say("empty")
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
