"""The chart block: heading, figure with its text alternative, click, hint.

Figures are named, not imported, by the pages: Plotly comes in when the first chart is drawn, after
the text and tables before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any

import polars as pl
import streamlit as st

from pages.shell.address import go
from pages.shell.blocks import heading
from pages.shell.filters import switch
from pages.shell.link import LinkState
from pages.shell.view import View

RANKED = 14
_BY = {
    "program": {"code": "kd_program_str", "name": "nama_program"},
    "satker": {"code": "kd_satker", "name": "nama_satker"},
}


def chart(
    view: View,
    draw: str,
    frame: pl.DataFrame,
    /,
    *,
    key: str,
    by: str = "",
    drill: Sequence[str] = (),
    height: int | None = None,
    **settings: Any,
) -> None:
    """Draw a figure of services.charts.figures by the builder's name.

    key: unique on the page. by: "program" or "satker", whose code and name the builder gets.
    drill: fields of the link that a click fills, in the order of the values that the builder puts
    on a point ("" for a value of no use); a second click on what is chosen clears it. height:
    pixels instead of the builder's own, for charts side by side. settings go to the builder, which
    gets theme and language from the view.
    """
    figures = import_module("services.charts.figures")
    asked = {"theme": view.theme, "lang": view.lang, **_BY.get(by, {}), **settings}
    figure = getattr(figures, draw)(frame, **asked)
    if height:
        figure.update_layout(height=height)
    common = {"theme": None, "config": figures.CONFIG, "alt": figures.alt_text(figure)}
    if not drill:
        st.plotly_chart(figure, key=f"c_{key}", **common)
        return
    chosen = "-".join(getattr(view.state, field) for field in drill if field)
    own = f"c_{key}_{chosen}"
    st.plotly_chart(
        figure,
        key=own,
        on_select=partial(_clicked, view.state, own, drill),
        selection_mode="points",
        **common,
    )
    st.caption(view.say(f"shell.hint.{next(field for field in drill if field)}"))


def ranked(view: View, title: str, frame: pl.DataFrame, /, *, by: str, **settings: Any) -> None:
    """Draw a section's ranked bars: title, the switch to a log scale, bars that drill into `by`.

    A click on a bar puts its code into the field `by` of the link; the chosen one stands out.
    """
    heading(title)
    options = {"linear": view.words("shell.linear"), "log": view.words("shell.log")}
    log = switch(view, f"skala-{by}", options, label=view.say("shell.scale")) == "log"
    chosen = getattr(view.state, by) or None
    asked = {"log": log, "chosen": chosen, "limit": RANKED} | settings
    chart(view, "ranked_bars", frame, key=f"ranked-{by}", by=by, drill=(by,), **asked)


def _clicked(state: LinkState, key: str, drill: Sequence[str]) -> None:
    points = st.session_state[key]["selection"]["points"]
    codes = points[0].get("customdata") or [] if points else []
    found = {
        field: str(code)
        for field, code in zip(drill, codes, strict=False)
        if field and code not in ("", None)
    }
    if not found:
        return
    same = all(getattr(state, field) == code for field, code in found.items())
    go(state.change(**(dict.fromkeys(found, "") if same else found)))
