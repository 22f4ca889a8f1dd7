"""The table block: fifty rows a page, sorted on the server, all rows as a download.

Sort and page are in the link as `urut` and `hal`, with `lihat=tabel:NAME` for the table that they
belong to; a link that names no table means the page's first. A click on a column's head sorts, a
click on a code writes it into a field of the link.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

import polars as pl
import streamlit as st

from pages.shell.reading.data import Data
from pages.shell.state.address import go
from pages.shell.state.drawn import Drawn, scope
from pages.shell.state.view import View
from pages.shell.widgets import menu
from pages.shell.widgets.blocks import log_figure, log_values, note_ignored, take_menu_place
from pages.shell.widgets.downloads import formats, of_frame, of_table
from pages.shell.widgets.filters import fold
from pages.shell.widgets.glossary import column_help
from pages.shell.widgets.lists.columns import Shown, first_values, printed
from pages.shell.widgets.lists.columns import shown as columns_of
from pages.shell.widgets.provenance import citation
from pages.shell.widgets.provenance.citation import Line
from pages.shell.widgets.provenance.figure_menu import FigureMenu, figure_menu
from services.analysis.ordering import ordered
from services.language.plain_text import plain
from services.link import LinkState

ROWS = 50
ROW_HEIGHT = 34
HEAD_HEIGHT = 36
Space = Literal["full", "half", "third"]
WIDTHS: Mapping[Space, int] = MappingProxyType({"full": 844, "half": 372, "third": 264})
"""Pixels a table has at 1280 x 900: alone, beside a chart, one of three. In a wider table the last
digits of its rightmost column would be cut off."""
ALONE, BESIDE_CHART = 512, 660
"""The most pixels a table is high alone, and beside a chart of ranked bars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What a click on a code does: write the column's code into a field of the link.

    page: the page on which it is opened, by name; the same page by default.
    """

    column: str
    field: str
    page: str = ""

    def open(self, view: View, code: object) -> None:
        """Write a code into the link, on the page of the drill."""
        changes: dict[str, Any] = {self.field: str(code or "")}
        state = view.state.change(**changes)
        if self.page:
            menu.open_later(self.page, state)
        else:
            go(state)


def table(
    data: Data,
    name: str,
    /,
    drawn: Drawn | None = None,
    *,
    columns: Sequence[str] = (),
    order: str = "",
    drill: Drill | None = None,
    first: bool = False,
    space: Space = "full",
    height: int | None = None,
    also: Callable[[pl.DataFrame], pl.DataFrame] | None = None,
    source: Line | None = None,
) -> None:
    """Draw a table with its sort, its pages and its download.

    name: a table of the figures, or any name with `drawn`; used in the link and in the file's name,
    and the text `tabel.<name>` describes the table. drawn: all rows, for the download, and the
    partitions behind them; `data.shown(name)` by default. columns: those on the screen; all by
    default, tahun and kd_klpd only when there are several. order: how the rows are sorted already,
    written as in `urut`. first: the page's first table, to which a link's `urut` and `hal` apply
    when it names no table. space: the share of the page's width. height: the most pixels it takes;
    by default a table of half a page is as high as the chart of ranked bars beside it. also:
    converts the rows of one page for the screen, for instance a column into words; the download
    keeps the rows. source: for rows that are not of the chosen snapshots: named in the files and by
    a citation of its own.
    """
    view = data.view
    drawn = drawn or data.shown(name)
    rows = drawn.rows
    if source is None:
        log_figure(view, "tabel", drawn)
    state = state_of_table(view.state, name, first=first)
    keys = ("tahun", "kd_klpd")
    several = [name for name in keys if name in rows.columns and rows[name].n_unique() > 1]
    wanted = [*several, *(columns or [name for name in rows.columns if name not in keys])]
    rows = ordered(rows, state.urut)
    pages = max(1, -(-rows.height // ROWS))
    page = min(state.hal or 1, pages)
    state = replace(state, urut=state.urut or order)
    page_rows = rows.slice((page - 1) * ROWS, ROWS)
    on_screen = columns_of(also(page_rows) if also else page_rows, wanted, view.lang, WIDTHS[space])
    if source is None:
        log_values(first_values(on_screen))
    max_height = height or (BESIDE_CHART if space == "half" else ALONE)
    whose = scope(view, drawn)
    alt = view.words(f"tabel.{name}") + (f" ({whose})" if whose else "")
    _grid(view, state, page_rows, on_screen, name=name, drill=drill, height=max_height, alt=alt)
    _menu(data, name, replace(drawn, rows=rows), state.urut, source)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _sort_menu(view, state, on_screen, name)
        if drill and page_rows.height:
            _open_menu(view, page_rows, on_screen, drill, name)
        count = view.say("shell.rows", n=view.number(rows.height))
        if pages > 1:
            low, high = (page - 1) * ROWS + 1, min(page * ROWS, rows.height)
            count = view.say(
                "shell.rows_of",
                low=view.number(low),
                high=view.number(high),
                n=view.number(rows.height),
            )
        st.caption(count, width="content")
        _pagination(state, name, page, pages)
    note_ignored(view, drawn.ignored)


def _menu(data: Data, name: str, drawn: Drawn, order: str, source: Line | None) -> None:
    """Draw the menu of a table: its files, and its citation."""
    view, title = data.view, data.view.words(f"tabel.{name}")
    cite: Callable[[], None] | None = None
    if source:
        download = of_frame(data, drawn, source, name=name, order=order)
        cite = partial(citation.of_line, view, title, source)
    else:
        download = of_table(data, drawn, name=name, order=order)
        if drawn.partitions:
            cite = partial(citation.of_drawn, view, title, drawn, data.newest)
    files = partial(formats, view, download)
    menu = FigureMenu(key=f"t_{name}", title=title, files=files, cite=cite)
    figure_menu(view, menu, take_menu_place())


def folded(data: Data, name: str, /, drawn: Drawn | None = None, **settings: Any) -> None:
    """Draw `table` folded under its chart, built only once it is opened."""
    opened = fold(data.view, name, data.view.say("shell.fold"))
    if opened is not None:
        with opened:
            table(data, name, drawn, **settings)


def state_of_table(state: LinkState, name: str, *, first: bool) -> LinkState:
    """Return the state as it applies to this table: without another table's sort and page."""
    applies_to = state.switch("tabel") or (name if first else "")
    return state if applies_to == name else replace(state, urut="", hal=None)


def _grid(
    view: View,
    state: LinkState,
    page_rows: pl.DataFrame,
    columns: Sequence[Shown],
    *,
    name: str,
    drill: Drill | None,
    height: int,
    alt: str,
) -> None:
    """Draw the rows of one page; a click on a head sorts, a click on a code opens it."""
    key = f"t_{name}_{state.urut}_{state.hal or 1}"
    config: dict[str, Any] = {
        c.name: st.column_config.TextColumn(
            c.label + _arrow(c.name, state.urut),
            width=c.width,
            help=column_help(c.name, view.lang) or None,
            alignment="right" if c.right else "left",
        )
        for c in columns
    }
    if drill:
        button_key = f"{key}_buka"

        def open_row() -> None:
            click = st.session_state[button_key]
            if click is not None:
                drill.open(view, page_rows[drill.column][click["row"]])

        as_text = config[drill.column]
        config[drill.column] = st.column_config.ButtonColumn(
            as_text["label"],
            help=as_text["help"],
            type="tertiary",
            width=as_text["width"],
            key=button_key,
            alignment="left",
            on_click=open_row,
        )

    def sort_by_head() -> None:
        for column in st.session_state[key]["selection"]["columns"][:1]:
            (clicked,) = (c for c in columns if c.name == column)
            go(sorted_state(state, name, turned(state.urut, clicked)))

    fit = HEAD_HEIGHT + ROW_HEIGHT * max(page_rows.height, 1)
    st.dataframe(
        printed(
            columns
        ).to_arrow(),  # any other frame becomes one of pandas first: 30 times as long
        hide_index=True,
        height=min(fit, height),
        row_height=ROW_HEIGHT,
        column_config=config,
        key=key,
        on_select=sort_by_head,
        selection_mode="single-column",
        placeholder="",
        lazy=False,
        alt=alt,
    )


def _arrow(name: str, urut: str) -> str:
    """Return the mark on a column's head when the rows are sorted by it."""
    if not name or urut.removeprefix("-") != name:
        return ""
    return " ↓" if urut.startswith("-") else " ↑"


def turned(urut: str, clicked: Shown) -> str:
    """Return the order after a click on a head: figures descending first, texts ascending."""
    down, up = f"-{clicked.name}", clicked.name
    first, again = (down, up) if clicked.right else (up, down)
    return again if urut == first else first


def sorted_state(state: LinkState, name: str, urut: str) -> LinkState:
    """Return the state in which a table is sorted, on its first page."""
    return state.switched("tabel", name).change(urut=urut, hal=None)


def _pagination(state: LinkState, name: str, page: int, pages: int) -> None:
    if pages == 1:
        return
    key = f"p_{name}_{page}"

    def turn() -> None:
        go(replace(state.switched("tabel", name), hal=st.session_state[key]))

    st.pagination(pages, default=page, key=key, max_visible_pages=5, on_change=turn)


def _sort_menu(view: View, state: LinkState, columns: Sequence[Shown], name: str) -> None:
    """Draw the menu that sorts by a column, or back to the table's own order."""
    labels = {c.name: c.label for c in columns}
    orders = [f"-{c.name}" if c.right else c.name for c in columns]
    key = f"s_{name}"

    def label(urut: str) -> str:
        column = urut.removeprefix("-")
        return labels.get(column, view.words("shell.sort_own")) + _arrow(column, urut)

    def sort() -> None:
        go(sorted_state(state, name, st.session_state[key] or ""))

    st.menu_button(
        view.say("shell.sort", column=label(state.urut)),
        ["", *orders],
        format_func=label,
        key=key,
        type="tertiary",
        icon=":material/swap_vert:",
        on_click=sort,
    )


def _open_menu(
    view: View, page_rows: pl.DataFrame, columns: Sequence[Shown], drill: Drill, name: str
) -> None:
    """Draw the menu that opens a row by keyboard, since a click on a code needs a pointer."""
    named = [c.cells for c in columns if c.name == drill.column]
    named += [c.cells for c in columns if c.kind == "nama" and c.name != drill.column][:1]
    labels = [" · ".join(cells[at] for cells in named) for at in range(page_rows.height)]
    codes = {label: str(page_rows[drill.column][at] or "") for at, label in enumerate(labels)}
    key = f"o_{name}"

    def open_row() -> None:
        drill.open(view, codes[st.session_state[key]])

    st.menu_button(
        view.say("shell.open_row"),
        list(codes),
        format_func=plain,
        key=key,
        type="tertiary",
        icon=":material/open_in_full:",
        on_click=open_row,
    )
