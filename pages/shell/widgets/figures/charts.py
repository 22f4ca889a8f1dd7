"""The chart block: figure with its text alternative and its menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn, fingerprint, scope
from pages.shell.state.view import View
from pages.shell.widgets.blocks import log_figure, log_values, note_ignored, take_menu_place
from pages.shell.widgets.downloads import formats, of_table, picture
from pages.shell.widgets.provenance import citation
from pages.shell.widgets.provenance.figure_menu import FigureMenu, figure_menu
from services.charts.revision_year.figures import CONFIG, Builder, alt_text
from services.charts.revision_year.months_html import months_html

MOST_CACHED = 64
"""Figures cached per process; building a figure takes longer than the rest of its page."""


def chart(data: Data, build: Builder, drawn: Drawn, /, *, key: str) -> None:
    """Draw a figure of services.charts.revision_year.figures, as Plotly draws it in the browser.

    build: its builder, or `partial(builder, ...)` with settings; theme and language come from the
    view. drawn: its rows with the partitions behind them, which its title, text alternative,
    picture and download name. key: unique on the page.
    """

    def draw(figure: go.Figure) -> None:
        common: dict[str, Any] = {"theme": None, "config": CONFIG}
        st.plotly_chart(figure, key=f"c_{key}", alt=alt_text(figure), **common)

    _block(data, build, drawn, draw, key=key)


def standing(data: Data, build: Builder, drawn: Drawn, /, *, key: str, table: str = "") -> None:
    """Draw the months of plan_months, as `chart` does, but as HTML instead of Plotly.

    They appear at once, since the browser need not load Plotly for them. table: the view switch of
    the table behind them, which the caller draws.
    """

    def draw(figure: go.Figure) -> None:
        with st.container(key=f"c_{key}"):
            st.html(months_html(figure))

    _block(data, build, drawn, draw, key=key, table=table)


def printed(view: View, build: Builder, drawn: Drawn, /) -> str:
    """Return months as HTML for paper: as `standing` draws them, without hover texts."""
    return months_html(_figure(view, build, drawn), hover=False)


def _block(
    data: Data,
    build: Builder,
    drawn: Drawn,
    draw: Callable[[go.Figure], None],
    *,
    key: str,
    table: str = "",
) -> None:
    """Draw a figure with its menu: its table, its picture, its rows, its citation."""
    view = data.view
    title = log_figure(view, "grafik", drawn)
    figure = _figure(view, build, drawn)
    own, alt = f"c_{key}", alt_text(figure)
    values = alt.partition("; ")[0]
    log_values(values)
    draw(figure)
    download = of_table(data, drawn, name=f"grafik-{key}", order="")
    cite = partial(citation.of_drawn, view, title, drawn, data.newest, values=values)
    menu = FigureMenu(
        key=own,
        title=citation.bare(title) or alt,
        table=table,
        picture=partial(picture, view, drawn, key=key, chart=own, title=title, alt=alt),
        files=partial(formats, view, download),
        cite=cite if drawn.partitions else None,
    )
    figure_menu(view, menu, take_menu_place())
    note_ignored(view, drawn.ignored)


def _figure(view: View, build: Builder, drawn: Drawn) -> go.Figure:
    """Return the figure of these rows; its text alternative names the partitions behind them."""
    own = scope(view, drawn)

    def draw() -> go.Figure:
        figure = build(drawn.rows, theme=view.theme, lang=view.lang)
        alt = f"{alt_text(figure)} ({own})" if own else alt_text(figure)
        return figure.update_layout(meta={**figure.layout.meta, "alt": alt}).freeze()

    settings = partial(build)
    name = f"{settings.func.__name__} {sorted(settings.keywords.items())!r}"
    look = f"{view.theme} {view.lang}"
    return _cached_figure(f"{name} {look} {own} {fingerprint(drawn.rows)}", draw)


@st.cache_resource(max_entries=MOST_CACHED, show_spinner=False)
def _cached_figure(key: str, _draw: Callable[[], go.Figure]) -> go.Figure:
    return _draw()
