"""The table block: fifty rows a page, sorted on the server, the whole as a download.

Sort and page stand in the link as `urut` and `hal`, with `lihat=tabel:NAME` to say which of a
page's tables they belong to; a link that names no table means the page's first. A click on a
column's head sorts, a click on a code opens what is behind it.
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
from pages.shell.state.link import LinkState
from pages.shell.state.view import View
from pages.shell.widgets import citation
from pages.shell.widgets.blocks import drew, leads, unfollowed
from pages.shell.widgets.citation import Line
from pages.shell.widgets.columns import Shown, leading, printed
from pages.shell.widgets.columns import shown as columns_of
from pages.shell.widgets.downloads import formats, of_frame, of_table
from pages.shell.widgets.filters import fold
from pages.shell.widgets.glossary import column_help
from services.language.plain_text import plain

ROWS = 50
ROW_HEIGHT = 34
HEAD_HEIGHT = 36
Space = Literal["full", "half", "third"]
WIDTHS: Mapping[Space, int] = MappingProxyType({"full": 844, "half": 372, "third": 264})
"""Pixels a table has at 1280 x 900: alone, beside a chart, one of three. Drawn wider, the figure at
its right end would lose its last digits without a word."""
ALONE, BESIDE_CHART = 512, 660
"""The most pixels a table is high alone, and beside a chart of ranked bars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What a click on a code does: the column's code goes into a field of the link."""

    column: str
    field: str


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

    name: a table of the figures, or any name with `drawn`; it stands in the link and in the file's
    name, and the text `tabel.<name>` says what the table holds. drawn: the whole table, for the
    download, and the partitions behind it; `data.shown(name)` by default. columns: what the screen
    shows; all by default, tahun and kd_klpd only when there are several. order: how the table
    itself is sorted, said as `urut` says it. first: the page's first table, which a link's `urut`
    and `hal` mean when they name none. space: how much of the page's width is there. height: the
    most pixels it takes; half a page wide, it is as high as the chart of ranked bars beside it by
    default. also: makes the rows of one page into what the screen shows, say with a column of
    words; the download keeps the rows. source: said in the files and by a citation of its own,
    where the rows are not those of the chosen snapshots.
    """
    view = data.view
    drawn = drawn or data.shown(name)
    rows = drawn.rows
    if source is None:
        drew(view, "tabel", drawn)
    state = _own_state(view.state, name, first=first)
    wanted = [*_lead(rows), *(columns or _body(rows))]
    rows = ordered(rows, state.urut)
    pages = max(1, -(-rows.height // ROWS))
    page = min(state.hal or 1, pages)
    state = replace(state, urut=state.urut or order)
    page_rows = rows.slice((page - 1) * ROWS, ROWS)
    seen = columns_of(also(page_rows) if also else page_rows, wanted, view.lang, WIDTHS[space])
    if source is None:
        leads(leading(seen))
    most = height or (BESIDE_CHART if space == "half" else ALONE)
    own = scope(view, drawn)
    alt = view.words(f"tabel.{name}") + (f" ({own})" if own else "")
    _grid(view, state, page_rows, seen, name=name, drill=drill, height=most, alt=alt)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        ordered_rows = replace(drawn, rows=rows)
        if source:
            formats(view, of_frame(data, ordered_rows, source, name=name, order=state.urut))
            citation.of_line(view, view.words(f"tabel.{name}"), source)
        else:
            formats(view, of_table(data, ordered_rows, name=name, order=state.urut))
        _sort_menu(view, state, seen, name)
        if drill and page_rows.height:
            _open_menu(view, page_rows, seen, drill, name)
        st.caption(_span(view, rows.height, page, pages), width="content")
        _pages(state, name, page, pages)
    unfollowed(view, drawn.ignored)


def folded(data: Data, name: str, /, drawn: Drawn | None = None, **settings: Any) -> None:
    """Draw the table of a chart folded under it, built only once it is opened; as `table`."""
    opened = fold(data.view, name, data.view.say("shell.fold"))
    if opened is not None:
        with opened:
            table(data, name, drawn, **settings)


def ordered(frame: pl.DataFrame, urut: str) -> pl.DataFrame:
    """Return the rows by a column, `-` first for descending, missing last, ties as they stood.

    Texts are sorted without regard to case. A column that the table lacks leaves the order as it
    is.
    """
    name = urut.removeprefix("-")
    if name not in frame.columns:
        return frame
    text = frame.schema[name] == pl.String
    by = pl.col(name).str.to_lowercase() if text else pl.col(name)
    return frame.sort(by, descending=urut.startswith("-"), nulls_last=True, maintain_order=True)


def _own_state(state: LinkState, name: str, *, first: bool) -> LinkState:
    """Return the state as it holds for this table: without another table's sort and page."""
    meant = state.switch("tabel") or (name if first else "")
    return state if meant == name else replace(state, urut="", hal=None)


def _lead(frame: pl.DataFrame) -> list[str]:
    return [n for n in ("tahun", "kd_klpd") if n in frame.columns and frame[n].n_unique() > 1]


def _body(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name not in ("tahun", "kd_klpd")]


def _grid(
    view: View,
    state: LinkState,
    page_rows: pl.DataFrame,
    seen: Sequence[Shown],
    *,
    name: str,
    drill: Drill | None,
    height: int,
    alt: str,
) -> None:
    key = f"t_{name}_{state.urut}_{state.hal or 1}"
    config = {c.name: _text(c, state.urut, view.lang) for c in seen}
    if drill:
        config[drill.column] = _button(view.state, page_rows, drill, key, config[drill.column])
    fit = HEAD_HEIGHT + ROW_HEIGHT * max(page_rows.height, 1)
    st.dataframe(
        printed(seen).to_arrow(),  # any other frame becomes one of pandas first: 30 times as long
        hide_index=True,
        height=min(fit, height),
        row_height=ROW_HEIGHT,
        column_config=config,
        key=key,
        on_select=partial(_sort_by_head, state, name, key, seen),
        selection_mode="single-column",
        placeholder="",
        lazy=False,
        alt=alt,
    )


def _text(column: Shown, urut: str, lang: str) -> Any:
    return st.column_config.TextColumn(
        column.label + _arrow(column.name, urut),
        width=column.width,
        help=column_help(column.name, lang) or None,
        alignment="right" if column.right else "left",
    )


def _button(state: LinkState, page_rows: pl.DataFrame, drill: Drill, key: str, like: Any) -> Any:
    return st.column_config.ButtonColumn(
        like["label"],
        help=like["help"],
        type="tertiary",
        width=like["width"],
        key=f"{key}_buka",
        alignment="left",
        on_click=partial(_open, state, page_rows, drill, f"{key}_buka"),
    )


def _arrow(name: str, urut: str) -> str:
    if not name or urut.removeprefix("-") != name:
        return ""
    return " ↓" if urut.startswith("-") else " ↑"


def _open(state: LinkState, page_rows: pl.DataFrame, drill: Drill, key: str) -> None:
    click = st.session_state[key]
    if click is not None:
        go(state.change(**{drill.field: str(page_rows[drill.column][click["row"]] or "")}))


def _sort_by_head(state: LinkState, name: str, key: str, seen: Sequence[Shown]) -> None:
    for column in st.session_state[key]["selection"]["columns"][:1]:
        (clicked,) = (c for c in seen if c.name == column)
        go(_sorted_state(state, name, turned(state.urut, clicked)))


def turned(urut: str, clicked: Shown) -> str:
    """Return the order after a click on a head: figures from the largest, texts from A, or back."""
    down, up = f"-{clicked.name}", clicked.name
    first, again = (down, up) if clicked.right else (up, down)
    return again if urut == first else first


def _sorted_state(state: LinkState, name: str, urut: str) -> LinkState:
    return state.switched("tabel", name).change(urut=urut, hal=None)


def _pages(state: LinkState, name: str, page: int, pages: int) -> None:
    if pages > 1:
        key = f"p_{name}_{page}"
        turn = partial(_turn, state, name, key)
        st.pagination(pages, default=page, key=key, max_visible_pages=5, on_change=turn)


def _turn(state: LinkState, name: str, key: str) -> None:
    go(replace(state.switched("tabel", name), hal=st.session_state[key]))


def _span(view: View, rows: int, page: int, pages: int) -> str:
    if pages == 1:
        return view.say("shell.rows", n=view.number(rows))
    low, high = (page - 1) * ROWS + 1, min(page * ROWS, rows)
    return view.say(
        "shell.rows_of", low=view.number(low), high=view.number(high), n=view.number(rows)
    )


def _sort_menu(view: View, state: LinkState, seen: Sequence[Shown], name: str) -> None:
    labels = {c.name: c.label for c in seen}
    name_now = state.urut.removeprefix("-")
    current = labels.get(name_now, view.words("shell.sort_own")) + _arrow(name_now, state.urut)
    orders = [f"-{c.name}" if c.right else c.name for c in seen]
    key = f"s_{name}"
    st.menu_button(
        view.say("shell.sort", column=current),
        ["", *orders],
        format_func=partial(_order_label, view, labels),
        key=key,
        type="tertiary",
        icon=":material/swap_vert:",
        on_click=partial(_sort_from_menu, state, name, key),
    )


def _open_menu(
    view: View, page_rows: pl.DataFrame, seen: Sequence[Shown], drill: Drill, name: str
) -> None:
    """Draw the way to open a row by keyboard: a click on a code asks for a pointer."""
    named = [c.cells for c in seen if c.name == drill.column]
    named += [c.cells for c in seen if c.kind == "nama" and c.name != drill.column][:1]
    labels = [" · ".join(cells[at] for cells in named) for at in range(page_rows.height)]
    codes = {label: str(page_rows[drill.column][at] or "") for at, label in enumerate(labels)}
    key = f"o_{name}"
    st.menu_button(
        view.say("shell.open_row"),
        list(codes),
        format_func=plain,
        key=key,
        type="tertiary",
        icon=":material/open_in_full:",
        on_click=partial(_open_from_menu, view.state, codes, drill, key),
    )


def _open_from_menu(state: LinkState, codes: Mapping[str, str], drill: Drill, key: str) -> None:
    go(state.change(**{drill.field: codes[st.session_state[key]]}))


def _order_label(view: View, labels: dict[str, str], urut: str) -> str:
    name = urut.removeprefix("-")
    return f"{labels[name]}{_arrow(name, urut)}" if urut else view.words("shell.sort_own")


def _sort_from_menu(state: LinkState, name: str, key: str) -> None:
    go(_sorted_state(state, name, st.session_state[key] or ""))
