"""The chart block: figure with its text alternative, click, hint, download.

Pages name figures instead of importing them: Plotly is loaded when the first chart is drawn, after
the text and tables before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from inspect import signature
from types import ModuleType
from typing import Any, TypedDict

import polars as pl
import streamlit as st

from pages.shell.state.address import go
from pages.shell.state.drawn import Drawn, fingerprint, scope
from pages.shell.state.link import LinkState
from pages.shell.state.view import View
from pages.shell.widgets.blocks import heading, log_figure, log_values, note_ignored
from pages.shell.widgets.columns import named
from pages.shell.widgets.downloads import picture
from pages.shell.widgets.filters import switch
from services.charts.still import still

RANKED = 14
MOST_CACHED = 64
"""Figures cached per process; building a figure takes longer than the rest of its page."""
_BY = {
    "program": {"code": "kd_program_str", "name": "nama_program"},
    "satker": {"code": "kd_satker", "name": "nama_satker"},
}


class Settings(TypedDict, total=False):
    """Settings of the figure builders: columns of the rows, words, limits."""

    code: str
    name: str
    value: str
    unit: str
    rows: str
    share: str | None
    series: str
    meaning: str
    limit: int
    columns: int
    chars: int


def chart(
    view: View,
    draw: str,
    drawn: Drawn,
    /,
    *,
    key: str,
    by: str = "",
    drill: Sequence[str] = (),
    height: int | None = None,
    **settings: Any,
) -> None:
    """Draw a figure of services.charts.figures by the builder's name.

    drawn: its rows with the partitions behind them, which its title, text alternative, picture and
    download name. key: unique on the page. by: "program" or "satker", whose code and name columns
    the builder gets. drill: fields of the link that a click fills, in the order of the values that
    the builder puts on a point ("" for a value not used); a second click on a chosen point clears
    it.
    height: pixels instead of the builder's own, for charts side by side. settings go to the
    builder, which gets theme and language from the view.
    """
    asked = _asked(view, by, settings)
    if drill and "drill" in signature(getattr(_figures(), draw)).parameters:
        asked["drill"] = True
    title = log_figure(view, "grafik", drawn)
    figure = _figure(view, draw, drawn, height, asked)
    alt = _figures().alt_text(figure)
    log_values(alt.partition("; ")[0])
    common = {"theme": None, "config": _figures().CONFIG, "alt": alt}
    if not drill:
        st.plotly_chart(figure, key=f"c_{key}", **common)
        picture(view, drawn, key=key, chart=f"c_{key}", title=title, alt=alt)
    else:
        own = _clickable(view, figure, drill, key, common)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(view.say(f"shell.hint.{next(field for field in drill if field)}"))
            picture(view, drawn, key=key, chart=own, title=title, alt=alt)
    note_ignored(view, drawn.ignored)


def _clickable(
    view: View, figure: Any, drill: Sequence[str], key: str, common: Mapping[str, Any]
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


def standing(
    view: View,
    draw: str,
    drawn: Drawn,
    /,
    *,
    key: str,
    by: str = "",
    height: int | None = None,
    **settings: Any,
) -> None:
    """Draw bars without clicks, as `chart` does, but as HTML instead of Plotly.

    They appear at once, since the browser need not load Plotly for them.
    """
    title = log_figure(view, "grafik", drawn)
    figure = _figure(view, draw, drawn, height, _asked(view, by, settings))
    own, alt = f"c_{key}", _figures().alt_text(figure)
    log_values(alt.partition("; ")[0])
    with st.container(key=own):
        st.html(still(figure))
    picture(view, drawn, key=key, chart=own, title=title, alt=alt)
    note_ignored(view, drawn.ignored)


def ranked(view: View, title: str, drawn: Drawn, /, *, by: str, **settings: Any) -> None:
    """Draw a section's ranked bars: title, the switch to a log scale, bars that drill into `by`.

    A click on a bar writes its code into the field `by` of the link; the chosen bar is emphasised.
    """
    heading(title)
    options = {"linear": view.words("shell.linear"), "log": view.words("shell.log")}
    log = switch(view, f"skala-{by}", options, label=view.say("shell.scale")) == "log"
    chosen = getattr(view.state, by) or None
    asked = {"log": log, "chosen": chosen, "limit": RANKED} | settings
    chart(view, "ranked_bars", drawn, key=f"ranked-{by}", by=by, drill=(by,), **asked)


def _clicked(state: LinkState, key: str, drill: Sequence[str]) -> None:
    points = st.session_state[key]["selection"]["points"]
    go(drilled(state, drill, (points[0].get("customdata") or []) if points else []))


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


def _asked(view: View, by: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a builder: theme, language, columns of its codes, its settings."""
    return {"theme": view.theme, "lang": view.lang, **_BY.get(by, {}), **settings}


def _figure(view: View, draw: str, drawn: Drawn, height: int | None, asked: dict[str, Any]) -> Any:
    own = scope(view, drawn)
    return _kept_figure(
        f"{draw} {height} {own} {_settings_key(asked)} {fingerprint(drawn.rows)}",
        partial(_make, draw, drawn.rows, height, own, asked),
    )


@st.cache_resource(max_entries=MOST_CACHED, show_spinner=False)
def _kept_figure(key: str, _draw: Callable[[], Any]) -> Any:
    return _draw()


def _make(
    draw: str, frame: pl.DataFrame, height: int | None, own: str, asked: dict[str, Any]
) -> Any:
    figure = getattr(_figures(), draw)(named(frame, asked["lang"]), **asked)
    alt = f"{_figures().alt_text(figure)} ({own})" if own else _figures().alt_text(figure)
    figure.update_layout(meta={**figure.layout.meta, "alt": alt})
    return (figure.update_layout(height=height) if height else figure).settle()


def _figures() -> ModuleType:
    return import_module("services.charts.figures")


def _settings_key(asked: dict[str, Any]) -> str:
    settings = {k: fingerprint(v) if isinstance(v, pl.DataFrame) else v for k, v in asked.items()}
    return repr(sorted(settings.items()))
