"""The table of methods by kinds of procurement, as HTML with thin bars."""

from __future__ import annotations

import streamlit as st

from pages.shell.state.drawn import Drawn, scope
from pages.shell.state.view import View
from pages.shell.widgets.blocks import log_figure, log_values, note, note_ignored
from services.charts.matrix_html import matrix_alt, method_matrix


def matrix(view: View, drawn: Drawn) -> None:
    """Draw the table penyedia-metode of one KLPD-year; it scrolls by itself on a phone."""
    log_figure(view, "grafik", drawn)
    if drawn.rows.is_empty():
        note(view.say("charts.empty"))
        return
    alt = matrix_alt(drawn.rows, lang=view.lang)
    log_values(alt.partition("; ")[0])
    caption = f"{view.words('tabel.penyedia-metode')} ({scope(view, drawn)})"
    st.html(method_matrix(drawn.rows, caption=caption, theme=view.theme, lang=view.lang))
    note_ignored(view, drawn.ignored)
