"""The quiet menu of a figure: its rows as a table, its picture, its rows as files, its citation.

A single button without words stands at the right of the figure's heading. Nothing in the menu is
made before it is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell.state.address import go
from pages.shell.state.view import View
from pages.shell.widgets.provenance import sharing

Draw = Callable[[], None]
_TURNED = "lainnya_tabel"
"""The session key that says that a menu has just shown or hidden a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureMenu:
    """The entries of a menu; an entry that is None is left out.

    key: unique on the page. title: the figure's, as plain text. table: the view switch that shows
    the rows as a table. picture, files, cite: draw what belongs to their entries. section: the menu
    offers the link to this page.
    """

    key: str
    title: str
    table: str = ""
    picture: Draw | None = None
    files: Draw | None = None
    cite: Draw | None = None
    section: bool = True


def figure_menu(view: View, menu: FigureMenu, place: DeltaGenerator) -> None:
    """Draw the menu at a place, such as beside the newest heading (`blocks.take_menu_place`)."""
    with place:
        _menu(view, menu)


@st.fragment
def _menu(view: View, menu: FigureMenu) -> None:
    if st.session_state.pop(_TURNED, False):  # the table lies outside of the fragment
        st.rerun()
    # the label names the button for screen readers; shell.css hides it from the eye
    with st.container(key=f"lainnya_{menu.key}", width="content"):
        more = st.popover(
            view.say("shell.figure_menu", judul=menu.title),
            icon=":material/more_horiz:",
            type="tertiary",
            key=f"m_{menu.key}",
            on_change="rerun",
        )
    if not more.open:
        return
    with more:
        if menu.table:
            _as_table(view, menu)
        if menu.picture:
            menu.picture()
        if menu.files:
            menu.files()
        if menu.cite:
            alone = not (menu.table or menu.picture or menu.files or menu.section)
            label = view.say("kutipan.cite")
            with st.container() if alone else st.expander(label, icon=":material/format_quote:"):
                menu.cite()
        if menu.section:
            with st.expander(view.say("tautan.section"), icon=":material/link:"):
                address = sharing.full_link(sharing.pinned(view) or view.state)
                st.code(address, language=None, wrap_lines=True)


def _as_table(view: View, menu: FigureMenu) -> None:
    """Draw the button that shows or hides the rows as a table, which closes the menu."""
    shown = view.state.switch(menu.table) == "ya"

    def turn() -> None:
        st.session_state[f"m_{menu.key}"], st.session_state[_TURNED] = False, True
        go(view.state.switched(menu.table, "" if shown else "ya"))

    st.button(
        view.say("shell.hide_table" if shown else "shell.as_table"),
        icon=":material/table_rows:",
        type="tertiary",
        key=f"b_{menu.table}",
        on_click=turn,
    )
