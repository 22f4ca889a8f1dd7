"""The front page of a live installation before a KLPD is chosen: a list of KLPD.

Stored KLPD come first, by name and with their years; every other KLPD of the catalogue follows in
the same box. What one visitor looks at does not change what another sees.
"""

from __future__ import annotations

import streamlit as st

from pages.shell.state.address import go, link_writer, preset
from pages.shell.state.view import View
from services.inventory import years_with_rows
from services.language.plain_text import plain
from services.link import LinkState

KEY = "pilih_klpd"
OFFERED = 12
"""Stored KLPD that also have a button; the box lists all."""


def choose(view: View) -> None:
    """Draw the choice of a KLPD, stored ones first."""
    stored = years_with_rows(view.app.repository)
    named = sorted(
        stored, key=lambda kode: (kode not in view.names, view.names.get(kode, kode).casefold())
    )
    others = sorted(set(view.offered) - set(stored), key=lambda kode: view.names[kode].casefold())
    with st.container(border=True, key="pilihan_awal"):
        st.markdown(f"## :material/search: {view.say('shell.choose_klpd')}")
        st.markdown(view.say("shell.choose_why" if stored else "shell.choose_first"))
        st.selectbox(
            view.say("shell.filter.klpd"),
            [*named, *others],
            index=None,
            format_func=lambda kode: _label(view, kode, stored.get(kode, [])),
            key=preset(KEY, None),
            placeholder=view.words("shell.choose_klpd"),
            on_change=link_writer(
                view.state, KEY, lambda state, kode: _opening(state, kode, stored.get(kode, []))
            ),
        )
        if not named and view.imported_only:
            st.markdown(view.say("asal.kosong"))
            return
        if not named:
            st.markdown(view.say("shell.first_live"))
            st.caption(view.say("shell.first_sandbox"))
            return
        st.caption(view.say("shell.choose_stored", n=view.number(len(named))))
        for kode in named[:OFFERED]:
            state = _opening(view.state, kode, stored[kode])
            label = plain(_label(view, kode, stored[kode]))
            st.button(label, key=f"buka_{kode}", type="tertiary", on_click=go, args=(state,))
        if len(named) > OFFERED:
            st.caption(view.say("shell.choose_more", n=view.number(len(named) - OFFERED)))


def _label(view: View, kode: str, years: list[int]) -> str:
    """Return name, code and stored years of a KLPD."""
    texts = (view.names.get(kode, ""), kode, ", ".join(map(str, years)))
    return " · ".join(text for text in texts if text)


def _opening(state: LinkState, kode: str | None, years: list[int]) -> LinkState:
    """Return the state that opens a KLPD, on a stored year where no chosen year is stored."""
    if not kode:
        return state
    tahun = state.tahun if not years or set(state.tahun) & set(years) else (years[-1],)
    return state.change(klpd=(kode,), tahun=tahun)
