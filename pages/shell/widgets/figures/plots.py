"""The block of a drawing made of our own marks: the component `lensa_bidang`, with its menu.

It needs no Plotly: the browser draws lines and dots at the width that it has.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import get_args

import streamlit as st

from pages.shell.platform.assets import ASSETS
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn, full_title, scope
from pages.shell.widgets.blocks import log_figure, log_values, note_ignored, take_menu_place
from pages.shell.widgets.downloads import formats, of_table, picture
from pages.shell.widgets.lists.tables import table
from pages.shell.widgets.provenance import citation
from pages.shell.widgets.provenance.figure_menu import FigureMenu, figure_menu
from services.charts.palette import palette
from services.charts.plots.plot import Ink, Plot, as_data
from services.charts.plots.plot_svg import plot_svg


def plot(data: Data, drawing: Plot, drawn: Drawn, /, *, name: str) -> None:
    """Draw a drawing under the heading that was drawn last.

    drawn: its rows with the partitions behind them, which title, text alternative, picture and
    files name. name: of these rows' table, or any name that is unique on the page and has a text
    `tabel.NAME`; `lihat=tabel-NAME:ya` shows the rows as a table.
    """
    view = data.view
    title = citation.bare(log_figure(view, "grafik", drawn))
    whose = scope(view, drawn)
    alt = f"{drawing.alt} ({whose})" if whose else drawing.alt
    values = drawing.alt.partition("; ")[0]
    log_values(values)
    svg = partial(plot_svg, drawing, full_title(view, drawn, title), view.theme)
    download = of_table(data, drawn, name=name, order="")
    menu = FigureMenu(
        key=name,
        title=title or alt,
        table=f"tabel-{name}",
        picture=partial(picture, view, drawn, key=name, title=title, alt=alt, svg=svg),
        files=partial(formats, view, replace(download, key=f"daftar-{name}")),
        cite=partial(
            citation.of_drawn, view, title, drawn, data.newest, values=f"{title}: {values}"
        )
        if drawn.partitions
        else None,
    )
    figure_menu(view, menu, take_menu_place())
    _PLOT(key=f"bidang_{name}", data=as_data(replace(drawing, alt=alt)), height="content")
    note_ignored(view, drawn.ignored)
    if view.state.switch(f"tabel-{name}") == "ya":
        table(data, name, drawn)


def _colours() -> str:
    """Return the colours as CSS variables that follow the theme by themselves."""
    light, dark = palette("light"), palette("dark")
    each = (f"--{n}: light-dark({getattr(light, n)}, {getattr(dark, n)});" for n in get_args(Ink))
    return f".lensa-bidang {{ {' '.join(each)} }}\n"


_PLOT = st.components.v2.component(
    "lensa_bidang",
    html='<div class="lensa-bidang"></div>',
    css=_colours() + (ASSETS / "bidang.css").read_text("utf-8"),
    js=(ASSETS / "bidang.js").read_text("utf-8"),
)
