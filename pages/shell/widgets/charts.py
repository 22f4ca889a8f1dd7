"""The chart block: figure with its text alternative, click, hint, download."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypedDict

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pages.shell.reading.data import Data
from pages.shell.state.address import go as go_to
from pages.shell.state.drawn import Drawn, fingerprint, scope
from pages.shell.state.view import View
from pages.shell.widgets import citation
from pages.shell.widgets.blocks import (
    log_figure,
    log_values,
    note_ignored,
    take_menu_place,
)
from pages.shell.widgets.columns import named
from pages.shell.widgets.downloads import formats, of_table, picture
from pages.shell.widgets.figure_menu import FigureMenu, figure_menu
from services.charts.bars_html import bars_html
from services.charts.figures import CONFIG, Builder, alt_text
from services.link import LinkState

MOST_CACHED = 64
"""Figures cached per process; building a figure takes longer than the rest of its page."""


class Codes(TypedDict):
    """Columns of the code and of the name that a bar stands for."""

    code: str
    name: str


PROGRAMS = Codes(code="kd_program_str", name="nama_program")
SATKERS = Codes(code="kd_satker", name="nama_satker")


def chart(
    data: Data,
    build: Builder,
    drawn: Drawn,
    /,
    *,
    key: str,
    drill: Sequence[str] = (),
    height: int | None = None,
) -> None:
    """Draw a figure of services.charts.figures, as Plotly draws it in the browser.

    build: its builder, or `partial(builder, ...)` with settings; theme and language come from the
    view. drawn: its rows with the partitions behind them, which its title, text alternative,
    picture and download name. key: unique on the page. drill: fields of the link that a click
    fills, in the order of the values that the builder puts on a point ("" for a value of no use); a
    second click on what is chosen clears it. height: pixels instead of the builder's own, for
    charts side by side.
    """
    view = data.view
    title = log_figure(view, "grafik", drawn)
    figure = _figure(view, build, drawn, height)
    alt = alt_text(figure)
    log_values(alt.partition("; ")[0])
    common: dict[str, Any] = {"theme": None, "config": CONFIG, "alt": alt}
    if not drill:
        st.plotly_chart(figure, key=f"c_{key}", **common)
        own = f"c_{key}"
    else:
        own = _clickable(view, figure, drill, key, common)
        st.caption(view.say(f"shell.hint.{next(field for field in drill if field)}"))
    _menu(data, drawn, key=key, chart=own, title=title, alt=alt)
    note_ignored(view, drawn.ignored)


def _clickable(
    view: View, figure: go.Figure, drill: Sequence[str], key: str, common: Mapping[str, Any]
) -> str:
    """Draw a figure whose points fill fields of the link; return its key."""
    chosen = "-".join(getattr(view.state, field) for field in drill if field)
    own = f"c_{key}_{chosen}"
    st.plotly_chart(
        figure,
        key=own,
        on_select=partial(_clicked, view.state, own, drill),
        selection_mode="points",
        **common,
    )
    return own


def _menu(
    data: Data, drawn: Drawn, *, key: str, chart: str, title: str, alt: str, table: str = ""
) -> None:
    """Draw the menu of a chart: its table, its picture, its rows, its citation."""
    view = data.view
    download = of_table(data, drawn, name=f"grafik-{key}", order="")
    cite = partial(
        citation.of_drawn, view, title, drawn, data.newest, values=alt.partition("; ")[0]
    )
    menu = FigureMenu(
        key=f"c_{key}",
        title=citation.bare(title) or alt,
        table=table,
        picture=partial(picture, view, drawn, key=key, chart=chart, title=title, alt=alt),
        files=partial(formats, view, download),
        cite=cite if drawn.partitions else None,
    )
    figure_menu(view, menu, take_menu_place())


def standing(
    data: Data,
    build: Builder,
    drawn: Drawn,
    /,
    *,
    key: str,
    height: int | None = None,
    table: str = "",
) -> None:
    """Draw bars or lines without clicks, as `chart` does, but as HTML instead of Plotly.

    They appear at once, since the browser need not load Plotly for them. table: the view switch of
    the table behind them, which the caller draws.
    """
    view = data.view
    title = log_figure(view, "grafik", drawn)
    figure = _figure(view, build, drawn, height)
    own, alt = f"c_{key}", alt_text(figure)
    log_values(alt.partition("; ")[0])
    with st.container(key=own):
        st.html(bars_html(figure))
    _menu(data, drawn, key=key, chart=own, title=title, alt=alt, table=table)
    note_ignored(view, drawn.ignored)


def printed(view: View, build: Builder, drawn: Drawn, /) -> str:
    """Return bars as HTML for paper: as `standing` draws them, without hover texts."""
    return bars_html(_figure(view, build, drawn, None), hover=False)


def _clicked(state: LinkState, key: str, drill: Sequence[str]) -> None:
    points = st.session_state[key]["selection"]["points"]
    go_to(drilled(state, drill, (points[0].get("customdata") or []) if points else []))


def drilled(state: LinkState, drill: Sequence[str], codes: Sequence[object]) -> LinkState:
    """Return the state after a click on a point with these codes, in the order of drill.

    Codes that are chosen already are cleared; a point without a code (the bar of the others) does
    nothing.
    """
    fields = {
        field: str(code)
        for field, code in zip(drill, codes, strict=False)
        if field and code not in ("", None)
    }
    same = all(getattr(state, field) == code for field, code in fields.items())
    return state.change(**(dict.fromkeys(fields, "") if same else fields))


def _figure(view: View, build: Builder, drawn: Drawn, height: int | None) -> go.Figure:
    """Return the figure of these rows; its text alternative names the partitions behind them."""
    own = scope(view, drawn)

    def draw() -> go.Figure:
        figure = build(named(drawn.rows, view.lang), theme=view.theme, lang=view.lang)
        alt = f"{alt_text(figure)} ({own})" if own else alt_text(figure)
        figure.update_layout(meta={**figure.layout.meta, "alt": alt})
        return (figure.update_layout(height=height) if height else figure).freeze()

    settings = _settings_key(partial(build))
    look = f"{view.theme} {view.lang} {height}"
    return _cached_figure(f"{settings} {look} {own} {fingerprint(drawn.rows)}", draw)


@st.cache_resource(max_entries=MOST_CACHED, show_spinner=False)
def _cached_figure(key: str, _draw: Callable[[], go.Figure]) -> go.Figure:
    return _draw()


def _settings_key(build: partial[go.Figure]) -> str:
    """Return the builder's name with its settings; frames among them by their content."""
    settings = {
        name: fingerprint(value) if isinstance(value, pl.DataFrame) else value
        for name, value in build.keywords.items()
    }
    return f"{build.func.__name__} {sorted(settings.items())!r}"
