"""The matrix of provider packages by method and kind of procurement.

A click on a figure writes its method and kind into the link, which narrow the page's list of
packages; a second click on what is chosen clears them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from pages.shell.platform.assets import ASSETS
from pages.shell.reading.data import Data
from pages.shell.state.address import go
from pages.shell.state.drawn import Drawn, full_title, scope
from pages.shell.state.view import View
from pages.shell.widgets.blocks import log_figure, log_values, note, note_ignored, take_menu_place
from pages.shell.widgets.downloads import formats, of_table, picture
from pages.shell.widgets.lists.tables import table
from pages.shell.widgets.provenance import citation
from pages.shell.widgets.provenance.figure_menu import FigureMenu, figure_menu
from services.charts.plots.matrix import (
    NONE,
    Matrix,
    kind_words,
    matrix_alt,
    matrix_svg,
    method_matrix,
    method_words,
)
from services.language.plain_text import visible
from services.language.wording import rupiah_full

NAME = "penyedia-metode"
_MATRIX = st.components.v2.component(
    "lensa_matriks",
    html='<div class="matriks"></div>',
    css=(ASSETS / "matriks.css").read_text("utf-8"),
    js=(ASSETS / "matriks.js").read_text("utf-8"),
)


def matrix(data: Data, drawn: Drawn, *, leads_to: str) -> None:
    """Draw table penyedia-metode of one KLPD-year; on a phone it is a list for each method.

    leads_to: the key of the container with the packages, which a click brings into sight.
    """
    view = data.view
    title = citation.bare(log_figure(view, "grafik", drawn))
    if drawn.rows.is_empty():
        note(view.say("charts.empty"))
        return
    alt = f"{matrix_alt(drawn.rows, lang=view.lang)} ({scope(view, drawn)})"
    first = alt.partition("; ")[0]
    log_values(first)
    made = method_matrix(drawn.rows)
    named = full_title(view, drawn, title)
    svg = partial(matrix_svg, made, named, view.theme, view.lang)
    download = of_table(data, drawn, name=NAME, order="")
    cited = partial(citation.of_drawn, view, title, drawn, data.newest, values=f"{title}: {first}")
    menu = FigureMenu(
        key=NAME,
        title=title,
        table=f"tabel-{NAME}",
        picture=partial(picture, view, drawn, key="metode", title=title, alt=alt, svg=svg),
        files=partial(formats, view, replace(download, key=f"daftar-{NAME}")),
        cite=cited,
    )
    figure_menu(view, menu, take_menu_place())
    key = "matriks"
    number = f"{key}_nomor"

    def choose() -> None:
        _choose(view, made, number, st.session_state[key].pilih)

    own = {"caption": title, "alt": alt, "to": leads_to}
    shown = _MATRIX(
        key=key,
        data=_as_data(view, made) | own | {"number": st.session_state.get(number, 0)},
        height="content",
        on_pilih_change=choose,
    )
    wanted = shown.get("pilih")
    if isinstance(wanted, dict) and wanted.get("nomor") != st.session_state.get(number):
        # the server was restarted: this session is new, and no callback has run for the click
        _choose(view, made, number, wanted)
        st.rerun()
    note_ignored(view, drawn.ignored)
    if view.state.switch(f"tabel-{NAME}") == "ya":
        table(data, NAME, drawn)


def _choose(view: View, matrix: Matrix, number: str, wanted: object) -> None:
    """Write the chosen method and kind into the link, where the matrix has them."""
    if not isinstance(wanted, dict):
        return
    st.session_state[number] = wanted.get("nomor")
    offered = {"metode": [row.method for row in matrix.rows], "pengadaan": matrix.kinds}
    chosen = {
        name: value if (value := wanted.get(name)) in values else ""
        for name, values in offered.items()
    }
    same = chosen == {"metode": view.state.metode, "pengadaan": view.state.pengadaan}
    go(view.state.change(**({"metode": "", "pengadaan": ""} if same else chosen)))


def _as_data(view: View, matrix: Matrix) -> dict[str, Any]:
    """Return a matrix as the component takes it; it sets all texts as text."""
    return {
        "head": [
            view.words("penyedia.method"),
            *(kind_words(kind, view.lang) for kind in matrix.kinds),
            view.words("penyedia.total"),
        ],
        "kinds": [*matrix.kinds, ""],
        "rows": [
            {
                "method": row.method,
                "name": visible(method_words(row.method, view.lang)),
                "cells": [
                    # money, number of packages, bar in percent, money to the last rupiah
                    cell
                    and [
                        view.rupiah(cell.pagu),
                        view.number(cell.count),
                        round(100 * cell.share, 3),
                        rupiah_full(cell.pagu, view.lang),
                    ]
                    for cell in (*row.cells, row.total)
                ],
            }
            for row in (*matrix.rows, matrix.total)
        ],
        "chosen": [view.state.metode, view.state.pengadaan],
        "none": NONE,
        "lang": view.lang,
        "failed": view.words("shell.list.failed"),
    }
