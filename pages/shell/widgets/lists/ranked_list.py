"""The ranked list of a page: rows with bars on one scale, filtered, sorted and paged on the server.

The first rows are drawn, the others counted in words; a row opens in place or leads to another
page. What is open, how it is sorted and filtered is in the link.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias

import polars as pl

from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn, full_title, scope, title_suffix
from pages.shell.state.view import View
from pages.shell.widgets.blocks import (
    log_figure,
    log_values,
    note,
    note_ignored,
    take_menu_place,
)
from pages.shell.widgets.downloads import formats, of_table, picture
from pages.shell.widgets.lists.list_component import Actions, Target, mount, page_of
from pages.shell.widgets.lists.tables import table
from pages.shell.widgets.provenance import citation
from pages.shell.widgets.provenance.figure_menu import FigureMenu, figure_menu
from services.analysis.ordering import ordered
from services.charts.list_svg import ListPicture, list_svg
from services.charts.palette import palette
from services.charts.ranked_list import Column, Panel, Row, Scale, as_data
from services.language.plain_text import plain
from services.language.wording import unbroken
from services.link import FILTERED, LinkState

FIRST, PAGE = 14, 50
SEARCHED = "cari"
"""The column of the rows that the filter searches, in lower case; a list without it has none."""

Record: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """Several lists in the place of one: the view switch, its values with labels, the shown one."""

    switch: str
    options: Mapping[str, str]
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedList:
    """A list: its rows, how each is drawn, and what stands around them.

    name: the table that its downloads hold; unique on the page. drawn: the rows of that table, with
    the partitions of all that the list draws. table: the same with the partitions of these rows
    alone, where the list draws more. rows: the rows of the list in their own order, drawn.rows by
    default; the column SEARCHED makes them searchable. search: the words in the box of the filter.
    row: draws one row. columns: those beside code and name. code, head: the labels of these two; a
    list without `code` has no such column. orders: offered sorts (as in `urut`, the list's own
    first) and their labels. total: the row of all rows, given those that match the filter. notes:
    stand under it. rest: words for the rows not shown. panel: the content of an open row. target:
    page and state that a row leads to. views: the lists that the reader may switch to. legend: name
    of a colour or mark, label, figure. colours: of marks by name, in the light and the dark theme.
    first: how many rows are drawn at first. pinned: rows that are drawn after these in any case.
    compact: few columns, in their places at every width. main, opens: see `Actions`; by default
    only the main list's rows open. titled: a heading over it is on the page.
    """

    name: str
    drawn: Drawn
    row: Callable[[Record], Row]
    columns: Sequence[Column]
    scale: Scale
    head: str
    code: str = ""
    table: Drawn | None = None
    rows: pl.DataFrame | None = None
    search: str = ""
    orders: Mapping[str, str] = field(default_factory=dict)
    total: Callable[[pl.DataFrame], Row] | None = None
    notes: Sequence[str] = ()
    rest: Callable[[pl.DataFrame], str] | None = None
    after: Sequence[str] = ()
    panel: Callable[[Record], Panel] | None = None
    target: Target | None = None
    views: Views | None = None
    legend: Sequence[tuple[str, str, str]] = ()
    colours: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    first: int = FIRST
    pinned: pl.Expr | None = None
    compact: bool = False
    main: bool = True
    titled: bool = True
    opens: bool | None = None

    @property
    def actions(self) -> Actions:
        """Return what its rows may do."""
        opens = self.main if self.opens is None else self.opens
        return Actions(
            name=self.name,
            main=self.main,
            opens=opens,
            orders=list(self.orders),
            target=self.target,
            switch=self.views.switch if self.views else "",
        )


def ranked_list(data: Data, given: RankedList) -> None:
    """Draw a list under the heading that was drawn last."""
    view = data.view
    own_title = citation.bare(log_figure(view, "daftar", given.drawn))
    title = full_title(view, given.drawn, own_title)
    if not given.titled and title_suffix(view, given.drawn, own_title):
        note(plain(scope(view, given.drawn)))
    rows = given.drawn.rows if given.rows is None else given.rows
    state = _own_state(view.state, given)
    matching = _filtered(rows, state.switch(FILTERED))
    first_order = next(iter(given.orders), "")
    offered = {order.removeprefix("-") for order in given.orders}
    order = state.urut if state.urut.removeprefix("-") in offered else first_order
    in_order = matching if order == first_order else ordered(matching, order)
    start, end = _window(state, given, in_order.height)
    shown = in_order.slice(start, end - start)
    others = pl.concat([in_order.slice(0, start), in_order.slice(end)])
    if given.pinned is not None:
        shown = pl.concat([shown, others.filter(given.pinned)])
        others = others.filter(~given.pinned)
    drawn = [given.row(record) for record in shown.iter_rows(named=True)]
    with_panels = _with_panels(drawn, shown, state, given.panel)
    total = given.total(matching) if given.total else None
    log_values("; ".join(f"{row.name} {_first_figure(row)}" for row in drawn[:1]))
    mount(
        view,
        given.actions,
        {
            "columns": [_column(column) for column in given.columns],
            "coded": bool(given.code),
            "grid": _grid(given, bool(with_panels and any(row.action for row in with_panels))),
            "ticks": [
                [round(100 * value / given.scale.top, 3), text] for value, text in given.scale.ticks
            ],
            "rows": as_data(with_panels, given.scale),
            "total": as_data([total], given.scale)[0] if total else None,
            "notes": [unbroken(note) for note in given.notes],
            "rest": [unbroken(text) for text in (*_rest(given, others), *given.after)],
            "pages": _pages(view, state, given, in_order.height),
            "page": state.hal or 0,
            "open": list(state.opened),
            "sort": order,
            "sorts": list(given.orders.items()) if _sortable(rows, given) else [],
            **({"filter": state.switch(FILTERED)} if _searchable(rows, given) else {}),
            "views": list(given.views.options.items()) if given.views else [],
            "view": given.views.shown if given.views else "",
            "reference": given.scale.reference_percent,
            "legend": list(given.legend),
            "colours": {name: _light_dark(*pair) for name, pair in given.colours.items()},
            "edges": {
                name: _light_dark(palette("light").edge(light), palette("dark").edge(dark))
                for name, (light, dark) in given.colours.items()
            },
            "compact": int(given.compact),
            "lang": view.lang,
            "words": _words(view, given, title),
        },
    )
    _menu(data, given, own_title, order, [total, *with_panels] if total else with_panels)
    note_ignored(view, given.drawn.ignored)
    if view.state.switch(f"tabel-{given.name}") == "ya":
        table(data, given.name, given.table or given.drawn)


def _menu(data: Data, given: RankedList, title: str, order: str, rows: Sequence[Row]) -> None:
    """Draw the menu of the list: rows as a table, picture, files, citation."""
    view, name, drawn = data.view, given.name, given.drawn
    behind = given.table or drawn
    ordered_rows = replace(behind, rows=ordered(behind.rows, order))
    download = of_table(data, ordered_rows, name=name, order=order)
    svg = partial(list_svg, _picture(view, given, full_title(view, drawn, title), rows))
    first = "; ".join(f"{row.name} {_first_figure(row)}" for row in rows[:1])
    values = f"{title}: {first}"
    menu = FigureMenu(
        key=name,
        title=title,
        table=f"tabel-{name}",
        picture=partial(picture, view, drawn, key=name, title=title, alt=title, svg=svg),
        files=partial(formats, view, replace(download, key=f"daftar-{name}")),
        cite=partial(citation.of_drawn, view, title, drawn, data.newest, values=values),
    )
    figure_menu(view, menu, take_menu_place())


def printed(data: Data, given: RankedList, title: str, *, limit: int) -> str:
    """Return the first rows of a list as SVG for paper, below them what the others hold."""
    rows = given.drawn.rows if given.rows is None else given.rows
    first = [given.row(record) for record in rows.head(limit).iter_rows(named=True)]
    total = [given.total(rows)] if given.total else []
    picture = _picture(
        data.view, given, full_title(data.view, given.drawn, title), [*total, *first]
    )
    return list_svg(picture, " ".join(_rest(given, rows[limit:]))).text


def _picture(view: View, given: RankedList, title: str, rows: Sequence[Row]) -> ListPicture:
    """Return rows of the list to be drawn in the theme of the page."""
    at = 0 if view.theme == "light" else 1
    return ListPicture(
        title=title,
        rows=rows,
        columns=given.columns,
        scale=given.scale,
        theme=view.theme,
        colours={name: pair[at] for name, pair in given.colours.items()},
    )


def _light_dark(light: str, dark: str) -> str:
    """Return a colour as CSS that follows the theme by itself."""
    return f"light-dark({light}, {dark})"


def _own_state(state: LinkState, given: RankedList) -> LinkState:
    """Return the state as it applies to this list: without another's sort, page, filter."""
    own = state if given.actions.opens else state.with_opened(())
    if given.main and state.switch("tabel", given.name) == given.name:
        return own
    page = page_of(state, given.name)
    return replace(own.switched(FILTERED, ""), urut="", hal=page)


def searchable(rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Return rows with SEARCHED, the texts of some columns, so that the list has a filter."""
    texts = [pl.col(column).fill_null("") for column in columns]
    joined = pl.concat_str(texts, separator=" ").str.to_lowercase()
    return rows.with_columns(joined.alias(SEARCHED))


def _searchable(rows: pl.DataFrame, given: RankedList) -> bool:
    return given.main and rows.height > 1 and SEARCHED in rows.columns


def _sortable(rows: pl.DataFrame, given: RankedList) -> bool:
    return given.main and rows.height > 1 and len(given.orders) > 1


def _filtered(rows: pl.DataFrame, text: str) -> pl.DataFrame:
    """Return the rows that contain every word of a text."""
    if SEARCHED not in rows.columns:
        return rows
    for word in text.lower().split():
        rows = rows.filter(pl.col(SEARCHED).str.contains(word, literal=True))
    return rows


def _window(state: LinkState, given: RankedList, height: int) -> tuple[int, int]:
    """Return the first row drawn and the row after the last."""
    if state.hal is None:
        return 0, height if height <= given.first + 1 else given.first
    last = max(0, -(-height // PAGE) - 1)
    start = PAGE * min(state.hal - 1, last)
    return start, min(start + PAGE, height)


def _with_panels(
    drawn: Sequence[Row],
    shown: pl.DataFrame,
    state: LinkState,
    panel: Callable[[Record], Panel] | None,
) -> list[Row]:
    """Return the rows, those that are open with their panels."""
    if panel is None:
        return list(drawn)
    opened = set(state.opened)
    records = shown.iter_rows(named=True)
    return [
        replace(row, panel=panel(record)) if row.path in opened else row
        for row, record in zip(drawn, records, strict=True)
    ]


def _rest(given: RankedList, others: pl.DataFrame) -> list[str]:
    return [given.rest(others)] if given.rest and others.height else []


def _pages(view: View, state: LinkState, given: RankedList, height: int) -> list[list[Any]]:
    """Return the buttons of other pages: number and words."""
    if state.hal is None:
        if height <= given.first + 1:
            return []
        more = "shell.list.first" if height > PAGE else "shell.list.all"
        return [[1, view.words(more, n=view.number(min(height, PAGE)))]]
    last = -(-height // PAGE)
    here = min(state.hal, max(last, 1))
    before = [[here - 1, view.words("shell.list.before", n=PAGE)]] if here > 1 else []
    left = min(PAGE, height - here * PAGE)
    after = [[here + 1, view.words("shell.list.after", n=view.number(left))]] if left > 0 else []
    return [*before, *after, [0, view.words("shell.list.fewer", n=view.number(given.first))]]


def _column(column: Column) -> dict[str, Any]:
    fields = {"k": column.kind, "l": column.label, "s": column.short, "r": column.narrow}
    return fields | ({"b": 1} if column.strong else {}) | ({"t": 1} if column.ticks else {})


_WIDTHS: Mapping[str, str] = MappingProxyType(
    {"angka": "minmax(5rem, auto)", "garis": "minmax(6rem, 1fr)"}
)


def _grid(given: RankedList, buttons: bool) -> str:
    """Return the columns of the grid; figures have fixed widths, so that all rows agree."""
    code = ["5.5rem"] if given.code else []
    cells = [
        column.width or _WIDTHS.get(column.kind, "minmax(8rem, 1.5fr)") for column in given.columns
    ]
    name = "minmax(6.5rem, 1.6fr)" if given.compact else "minmax(10rem, 2fr)"
    end = ["1.5rem"] if buttons else [] if given.compact else ["0"]
    return " ".join([*code, name, *cells, *end])


def _words(view: View, given: RankedList, title: str) -> dict[str, str]:
    keys = ("sort", "filter", "loading", "unanswered", "failed")
    words = {key: view.words(f"shell.list.{key}") for key in keys}
    own = {"filter": given.search} if given.search else {}
    return words | own | {"title": title, "code": given.code, "name": given.head}


def _first_figure(row: Row) -> str:
    texts = (getattr(cell, "text", "") or getattr(cell, "label", "") for cell in row.cells)
    return next((text for text in texts if text), "")
