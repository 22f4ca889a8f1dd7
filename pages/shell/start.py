"""Start a page: configuration, the app, the state of the link, sidebar, title.

Every page calls `start` before anything else; the View that it returns holds all of that:

    view = start("program")
    data = read(view, PROGRAM)
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

# Streamlit imports pandas for the first map. If plotly drew a figure for another visitor meanwhile,
# it would look into a half-imported module and fail: so here, before any page draws (0.2 s).
import pandas  # noqa: F401
import streamlit as st

from pages.shell.platform import connected, login
from pages.shell.platform.assets import ASSETS
from pages.shell.reading import link_values, panels
from pages.shell.sections import choose_klpd, imports
from pages.shell.state import address
from pages.shell.state.view import Theme, View
from pages.shell.widgets import blocks, filters, glossary, menu
from pages.shell.widgets.provenance import sharing
from services import log
from services.charts.revision_year import months_html
from services.errors import ConfigurationMissing
from services.machine import raise_descriptor_limit, run_queries_in_memory
from services.opening import opening


def start(page: str, *, asks_klpd: bool = True, trail: bool = False) -> View:
    """Set the page up and return its view; `page` is its name in menu.ENTRIES.

    The page ends here when a setting is wrong and, with `asks_klpd`, when no KLPD is chosen. trail:
    the page draws a breadcrumb over its title.
    """
    _configure_process()
    st.set_page_config(page_icon=str(ASSETS / "favicon.png"), layout="wide")
    st.html(months_html.STYLE)
    st.html(ASSETS / "shell.css")
    login.gate()
    menu.follow()
    blocks.begin()
    try:
        app = connected.app()
    except ConfigurationMissing as error:
        panels.not_configured(error, "id")
        st.stop()
    if away := app.repository.away():
        panels.not_configured(away, "id")
        st.stop()
    opened = opening(app)
    state, problems = opened.state(address.current())
    address.go(state)
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    view = View(
        page=page,
        state=state,
        theme=theme,
        app=app,
        names=opened.names,
        embedded=bool(st.context.is_embedded),
    )
    st.set_page_config(page_title=tab_name(view))
    if view.embedded:
        with st.container(key="label_embedded"):
            view = replace(view, label=st.empty())
    else:
        suffix = "-dark" if theme == "dark" else ""
        logo, icon = str(ASSETS / f"logo{suffix}.svg"), str(ASSETS / f"icon{suffix}.svg")
        st.logo(logo, size="large", icon_image=icon)
        view = filters.sidebar(view)
        with st.sidebar:
            login.leave(view)
    if trail:
        view = replace(view, trail=st.container(key="remah"))
    view = _title(view)
    chips = st.container(
        key="chips", horizontal=True, vertical_alignment="center", gap="small", border=False
    )
    with chips.container(key="label_narrow", width="content"):
        view = replace(view, chips=chips, narrow=st.empty())
    if not view.live:
        panels.label(view, app.rup_source)
    imports.announce(view)
    panels.problems(view, [*problems, *link_values.left_out(state)])
    filters.note_unused(view)
    glossary.dialog(view)
    if asks_klpd and not state.klpd:
        choose_klpd.choose(view)
        st.stop()
    return view


@cache
def _configure_process() -> None:
    """Configure logging, descriptor limits and Polars once per process, at its first page."""
    log.configure()
    log.to_stderr()
    raise_descriptor_limit()
    run_queries_in_memory()


def _title(view: View) -> View:
    """Draw the page's title, and beside it the button with the links to this page."""
    with st.container(
        key="title",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        gap="small",
    ):
        heading = st.empty()
        heading.title(view.say(f"shell.title.{view.page}"), anchor=False, width="content")
        return sharing.button(replace(view, heading=heading))


def tab_name(view: View) -> str:
    """Return the name of the browser's tab: KLPD, years, page."""
    state = view.state
    more = f" +{len(state.klpd) - 1}" if len(state.klpd) > 1 else ""
    named = [f"{view.names.get(kode, kode)}{more}" for kode in state.klpd[:1]]
    named += [", ".join(map(str, state.tahun)), view.words(f"shell.page.{view.page}")]
    return " · ".join(text for text in named if text)
