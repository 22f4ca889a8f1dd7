"""The title of a figure that is drawn from its rows, with its menu at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn
from pages.shell.widgets.blocks import heading, log_figure, log_values, take_menu_place
from pages.shell.widgets.downloads import formats, of_table, picture
from pages.shell.widgets.provenance import citation
from pages.shell.widgets.provenance.figure_menu import FigureMenu, figure_menu


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What the menu of a figure offers.

    name: of the table behind it, as `table` takes it. alt: the figure in words. svg: makes its
    picture; or chart: the key of the chart on the page that the browser copies. table: the switch
    `lihat=TABLE:ya` that shows the rows.
    """

    name: str
    alt: str
    svg: Callable[[], str] | None = None
    chart: str = ""
    table: str = ""


def figure_head(data: Data, title: str, drawn: Drawn, menu: Menu, *, how: str = "") -> None:
    """Draw the title of a figure with its menu at the right, and record it for the source line.

    how: a muted line under it.
    """
    view = data.view
    heading(title, how)
    full = log_figure(view, "grafik", drawn)
    log_values(menu.alt)
    pictures = partial(
        picture, view, drawn, key=menu.name, title=full, alt=menu.alt, chart=menu.chart
    )
    download = of_table(data, drawn, name=menu.name, order="")
    values = f"{title}: {menu.alt}"
    entries = FigureMenu(
        key=menu.name,
        title=citation.bare(title),
        table=menu.table,
        picture=partial(pictures, drawing=menu.svg) if menu.svg or menu.chart else None,
        files=partial(formats, view, replace(download, key=f"gambar-{menu.name}")),
        cite=partial(citation.of_drawn, view, full, drawn, data.newest, values=values),
    )
    figure_menu(view, entries, take_menu_place())


def table_shown(data: Data, switch: str) -> bool:
    """Tell whether the rows behind a figure are shown."""
    return data.view.state.switch(switch) == "ya"
