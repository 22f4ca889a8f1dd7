"""Start a page: configuration, parts, the state of the link, sidebar, title.

Every page calls `start` before anything else and takes all it knows from the View it gets:

    view = start("program")
    data = read(view, PROGRAM)
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache

import streamlit as st

from pages.shell.platform import garbage, login
from pages.shell.platform.assets import ASSETS, ROOT
from pages.shell.reading import link_values, panels
from pages.shell.sections import choose_klpd
from pages.shell.state import address
from pages.shell.state.link import with_defaults
from pages.shell.state.view import Theme, View
from pages.shell.widgets import blocks, filters, glossary, sharing
from services import log
from services import settings as configuration
from services.errors import ConfigurationMissing
from services.machine import raise_descriptor_limit
from services.reference import loader
from services.settings import Settings
from services.wiring import App, connect

FIRST_KLPD = "D304"
"""Kab. Lombok Tengah: what the sandbox opens on."""


def start(page: str, *, asks_klpd: bool = True) -> View:
    """Set the page up and return its view; `page` is its name in menu.ENTRIES.

    The page ends here when a setting is wrong and, with `asks_klpd`, when there is no KLPD to show.
    """
    _configure_process()
    garbage.sweep()
    st.set_page_config(page_icon=str(ASSETS / "favicon.png"), layout="wide")
    st.html(ASSETS / "shell.css")
    login.gate()
    blocks.begin()
    app = _app()
    if away := app.repository.away():
        panels.not_configured(away, "id")
        st.stop()
    names = _names(live=app.live["inaproc"])
    given, problems = address.read(names, strict=not app.live["inaproc"])
    state = with_defaults(given, _first_klpd(app, names), address.this_year() - 1)
    address.go(state)
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    view = View(
        page=page,
        state=state,
        theme=theme,
        app=app,
        names=names,
        embedded=bool(st.context.is_embedded),
    )
    st.set_page_config(page_title=tab_name(view))
    if view.embedded:
        with st.container(key="label_embedded"):
            view = replace(view, label=st.empty())
    else:
        _logo(theme)
        view = filters.sidebar(view)
        with st.sidebar:
            login.leave(view)
    view = _title(view)
    with st.container(key="label_narrow"):
        view = replace(view, narrow=st.empty())
    if not view.live:
        panels.label(view)
    panels.problems(view, [*problems, *link_values.left_out(state)])
    filters.foreign(view)
    glossary.dialog(view)
    if asks_klpd and not state.klpd:
        choose_klpd.choose(view)
        st.stop()
    return view


@cache
def _configure_process() -> None:
    """Configure what holds for the whole process, at its first page."""
    log.configure()
    log.to_stderr()
    raise_descriptor_limit()


def _app() -> App:
    try:
        settings = configuration.load(ROOT)
        return _connected(hashlib.sha256(repr(_identity(settings)).encode()).hexdigest(), settings)
    except ConfigurationMissing as error:
        panels.not_configured(error, "id")
        st.stop()


def _identity(settings: Settings) -> list[object]:
    """Return everything that makes two settings different, secrets too, to be hashed only."""
    upstreams = (settings.inaproc, settings.satusehat, settings.lokasi)
    shared = [settings.bucket, settings.endpoint, settings.lock]
    own = [
        settings.data,
        settings.scope,
        settings.max_age,
        settings.report,
        settings.opening,
        settings.proxies,
    ]
    return [[asdict(u) for u in upstreams], *shared, *own]


@st.cache_resource(max_entries=4, show_spinner=False, on_release=App.close)
def _connected(key: str, _settings: Settings) -> App:
    return connect(_settings)


@st.cache_resource(show_spinner=False)
def _names(*, live: bool) -> dict[str, str]:
    table = loader.klpd()
    offered = table.filter(~table["sandbox_only"]) if live else table
    return dict(offered.select("kd_klpd", "nama_klpd").iter_rows())


def _first_klpd(app: App, names: Mapping[str, str]) -> str | None:
    """Return the KLPD to open on when the link names none.

    That is the operator's choice alone: what visitors had read is nobody's opening view. The
    sandbox serves no code outside its catalogue.
    """
    chosen = app.settings.opening
    if app.live["inaproc"]:
        return chosen or None
    return chosen if chosen in names else FIRST_KLPD


def _title(view: View) -> View:
    """Draw the page's question, and beside it the links that show the same."""
    with st.container(
        key="title",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        gap="small",
    ):
        st.title(view.say(f"shell.title.{view.page}"), anchor=False, width="content")
        return sharing.button(view)


def tab_name(view: View) -> str:
    """Return the name of the browser's tab: KLPD, years, page."""
    state = view.state
    more = f" +{len(state.klpd) - 1}" if len(state.klpd) > 1 else ""
    named = [f"{view.names.get(kode, kode)}{more}" for kode in state.klpd[:1]]
    named += [", ".join(map(str, state.tahun)), view.words(f"shell.page.{view.page}")]
    return " · ".join(text for text in named if text)


def _logo(theme: Theme) -> None:
    suffix = "-dark" if theme == "dark" else ""
    st.logo(
        str(ASSETS / f"logo{suffix}.svg"),
        size="large",
        icon_image=str(ASSETS / f"icon{suffix}.svg"),
    )
