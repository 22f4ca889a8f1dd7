"""The filters in the sidebar, in the same order on all pages, and the chosen filters.

KLPD, tahun, satker, then the page's own. The first two are drawn before anything is read, the
others once the data are there to list the options. A value of the link that is no option is added
to the options, so that an upstream that is down does not erase the link.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell.platform import remembered
from pages.shell.state.address import go, link_writer, preset
from pages.shell.state.drawn import FILTERS, FOLLOWED
from pages.shell.state.view import View
from pages.shell.state.words import listed
from pages.shell.widgets import glossary, menu
from services.inventory import imported_years
from services.language.plain_text import plain, visible
from services.language.wording import WIB
from services.link import FIRST_YEAR, LinkState
from services.opening import this_year

_LAST_SECOND = time(23, 59, 59)
OLDEST_OFFERED = 2021
SELECT_WIDTH = 320
"""Pixels of a view switch drawn as a select."""
CODE_BOX = 384
"""Pixels of an input for a code."""
SHOWS_OTHERS = ("banding",)
"""Pages that list the KLPD beside the first themselves, each with a button that removes it."""


def sidebar(view: View) -> View:
    """Draw label, filters, menu and language; return the view with containers to be filled.

    The label of sample data or imported rows comes first, so that every screen shows it.
    """
    with st.sidebar:
        label = st.empty()
        _klpd(view)
        remembered.klpd(view)
        _tahun(view)
        own_filters = st.container(key="own_filters")
        snapshot_day(view)
        menu.draw(view)
        glossary.button(view)
        key = preset("f_lang", view.lang)
        st.segmented_control(
            view.say("shell.filter.lang"),
            ["id", "en"],
            format_func=lambda lang: {"id": "Indonesia", "en": "English"}[lang],
            key=key,
            required=True,
            label_visibility="collapsed",
            on_change=link_writer(
                view.state, key, lambda state, lang: state.change(lang=lang or "id")
            ),
        )
    return replace(view, filters=own_filters, label=label)


def satker(view: View, names: Mapping[str, str]) -> None:
    """Draw the satker filter; `names` are those of the loaded data, code to name."""
    field_filter(
        view, "satker", dict(sorted(names.items(), key=lambda item: (item[1].casefold(), item[0])))
    )


def field_filter(view: View, field: str, options: Mapping[str, str]) -> None:
    """Draw a filter with one value: a field of the link and its options, code to label.

    The texts `shell.filter.<field>` and `shell.all.<field>` name it and the choice of all.
    """
    if view.filters is None:
        return
    chosen = getattr(view.state, field)
    codes = ["", *options, *([chosen] if chosen and chosen not in options else [])]
    key = preset(f"f_{field}", chosen)
    every = view.words(f"shell.all.{field}")
    view.filters.selectbox(
        view.say(f"shell.filter.{field}"),
        codes,
        format_func=lambda code: visible(options.get(code) or code) if code else every,
        key=key,
        on_change=link_writer(view.state, key, lambda state, value: state.change(**{field: value})),
    )


def _klpd(view: View) -> None:
    """Draw the choice of the first KLPD; a chosen KLPD replaces it."""
    key = preset("f_klpd", view.state.klpd[0] if view.state.klpd else None)
    nameless = view.words("absent.unknown")
    offered = view.offered
    codes = sorted(offered, key=lambda code: view.names.get(code, code).casefold())
    unknown = [code for code in view.state.klpd[:1] if code not in offered]

    def with_first_klpd(state: LinkState, code: str | None) -> LinkState:
        others = tuple(k for k in state.klpd[1:] if k != code)
        return state.change(klpd=(code, *others) if code else others)

    st.selectbox(
        view.say("shell.filter.klpd"),
        [*codes, *unknown],
        format_func=lambda code: visible(f"{code} · {view.names.get(code, nameless)}"),
        key=key,
        placeholder=view.words("shell.choose_klpd"),
        on_change=link_writer(view.state, key, with_first_klpd),
    )


def _tahun(view: View) -> None:
    last = this_year() + (1 if view.live else 0)
    offered: Collection[int] = range(OLDEST_OFFERED, last + 1)
    if view.imported_only:
        offered = imported_years(view.app.repository).get(view.klpd, [])
    years = sorted({*offered, *view.state.tahun}, reverse=True)
    key = preset("f_tahun", list(reversed(view.state.tahun)))
    st.multiselect(
        view.say("shell.filter.tahun"),
        years,
        key=key,
        placeholder=view.words("shell.choose_tahun"),
        select_all=False,
        on_change=link_writer(
            view.state, key, lambda state, years: state.change(tahun=tuple(sorted(years)))
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chip:
    """One chosen value beyond the first KLPD and year, and the state without it."""

    label: str
    without: LinkState


def note_unused(view: View) -> None:
    """Note which filters of the link no figure of this page follows."""
    followed = FOLLOWED.get(view.page, ())
    ignored = [n for n in (*FILTERS, "kode") if n not in followed and getattr(view.state, n)]
    if ignored:
        names = listed([view.words(f"shell.filter_name.{name}") for name in ignored], view.lang)
        st.caption(view.say("shell.not_on_page", saringan=names))


def chosen(view: View, names: Mapping[str, Mapping[str, str]]) -> None:
    """Draw the chosen values beyond one KLPD and one year, each as a button that clears it.

    `names` gives labels by field, code to name: {"satker": {...}, "program": {...}}.
    """
    state = view.state
    chips = [
        _chip(view, "klpd", view.names.get(code, code), klpd=_without(state.klpd, code))
        for code in state.klpd[1:]
        if view.page not in SHOWS_OTHERS
    ]
    if len(state.tahun) > 1:
        chips += [
            _chip(view, "tahun", str(year), tahun=_without(state.tahun, year))
            for year in state.tahun
        ]
    for field in (*FILTERS, "kode"):
        if (view.page, field) == ("paket", "kode"):  # the page is about that code
            continue
        if code := getattr(state, field):
            chips.append(_chip(view, field, names.get(field, {}).get(code) or code, **{field: ""}))
    if not chips or view.chips is None:
        return
    with view.chips:
        st.caption(view.say("shell.chosen"), width="content")
        for at, chip in enumerate(chips):
            st.button(
                chip.label,
                icon=":material/close:",
                icon_position="right",
                key=f"clear_{at}",
                help=view.say("shell.clear"),
                on_click=go,
                args=(chip.without,),
                wrap=True,
            )


def _chip(view: View, field: str, name: str, /, **change: Any) -> _Chip:
    label = f"{view.say(f'shell.filter.{field}')}: {plain(name)}"
    return _Chip(label=label, without=view.state.change(**change))


def _without(values: Sequence[Any], removed: Any) -> tuple[Any, ...]:
    return tuple(value for value in values if value != removed)


def switch(
    view: View,
    name: str,
    options: Mapping[str, str],
    *,
    label: str,
    default: str = "",
    then: Callable[[LinkState], LinkState] = lambda state: state,
) -> str:
    """Draw a view switch (`lihat=name:value`) beside the figure it changes; return its value.

    `options` are values and labels; without `default` the first is the default. `then` changes the
    state further when the switch is used.
    """
    first = default or next(iter(options))
    value = view.state.switch(name, first)
    value = value if value in options else first
    key = preset(f"v_{name}", value)
    st.segmented_control(
        label,
        list(options),
        format_func=lambda option: options[option],
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=link_writer(
            view.state,
            key,
            lambda state, chosen: then(state.switched(name, chosen or first)),
        ),
    )
    return value


def select(view: View, name: str, options: Mapping[str, str], *, label: str, default: str) -> str:
    """Draw a view switch as a select, for more options than a row of buttons has room for."""
    value = view.state.switch(name, default)
    value = value if value in options else default
    key = preset(f"v_{name}", value)
    st.selectbox(
        label,
        list(options),
        format_func=lambda option: options[option],
        key=key,
        width=SELECT_WIDTH,
        on_change=link_writer(
            view.state,
            key,
            lambda state, chosen: state.switched(name, "" if chosen == default else chosen),
        ),
    )
    return value


def fold(view: View, name: str, label: str) -> DeltaGenerator | None:
    """Draw a fold and return its container, None while it is closed.

    An open fold is in the link as `lihat=buka-NAME:ya`.
    """
    switch = f"buka-{name}"
    key = preset(f"x_{name}", view.state.switch(switch) == "ya")

    def change(state: LinkState, opened: bool) -> LinkState:
        return state.switched(switch, "ya" if opened else "")

    expander = st.expander(
        label, key=key, type="compact", on_change=link_writer(view.state, key, change)
    )
    return expander if expander.open else None


def code_box(view: View, field: str, *, label: str, placeholder: str) -> None:
    """Draw an input in the page for a code, which is written into a field of the link."""
    key = preset(f"b_{field}", getattr(view.state, field))
    st.text_input(
        label,
        key=key,
        placeholder=placeholder,
        max_chars=40,
        width=CODE_BOX,
        on_change=link_writer(
            view.state, key, lambda state, text: state.change(**{field: text.strip()})
        ),
    )


def add_year(view: View, year: int, label: str) -> None:
    """Draw a button that adds a year to the chosen ones."""
    years = tuple(sorted({*view.state.tahun, year}))
    st.button(
        label,
        key=f"add_{year}",
        icon=":material/add:",
        on_click=go,
        args=(view.state.change(tahun=years),),
    )


def snapshot_day(view: View) -> None:
    """Draw the choice of the day as of which all data are read; empty means now."""
    chosen = view.state.snap and view.state.snap.astimezone(WIB).date()
    today = datetime.now(WIB).date()
    key = preset("f_snap", chosen)

    def as_of(state: LinkState, day: date | None) -> LinkState:
        return state.change(snap=end_of(day) if day else None)

    st.date_input(
        view.say("shell.filter.snap"),
        None,
        min_value=date(FIRST_YEAR, 1, 1),
        max_value=max(today, chosen or today),
        key=key,
        format="DD/MM/YYYY",
        help=view.say("shell.snap_help"),
        on_change=link_writer(view.state, key, as_of),
    )


def end_of(day: date) -> datetime:
    """Return the last second of a day in western Indonesia, in UTC."""
    return datetime.combine(day, _LAST_SECOND, WIB).astimezone(UTC)
