"""The way to each source, asked step by step when a reader presses the button, never by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from pages.shell.reading import rate_limits
from pages.shell.sections.stored.store import Store
from pages.shell.state.view import View
from pages.shell.widgets import blocks
from services import connection_check
from services.connection_check import Check
from services.language.plain_text import plain
from services.language.wording import instant

_FOUND = "periksa_hasil"
_ICONS = {
    "baik": ":green[:material/check_circle:]",
    "gagal": ":red[:material/error:]",
    "catatan": ":orange[:material/info:]",
    "lewat": ":gray[:material/radio_button_unchecked:]",
}


def way(store: Store) -> None:
    """Offer to ask every source one small question; show what was found out last."""
    view = store.view
    blocks.note(view.say("periksa.note"))
    if st.button(view.say("periksa.button"), icon=":material/network_check:", key="periksa"):
        _ask(view)
    found = st.session_state.get(_FOUND)
    if found is None:
        return
    at, answers = found
    st.caption(view.say("periksa.at", saat=instant(at, view.lang)))
    for source, steps in answers.items():
        _source(view, source, steps)


def _ask(view: View) -> None:
    if not rate_limits.pressed(view, reads=True, checks=True):
        return
    klpd = view.state.klpd[0] if view.state.klpd else connection_check.FIRST_KLPD
    with st.spinner(view.say("periksa.asking")):
        found = connection_check.examine(view.app.settings, view.app.clients, klpd)
    st.session_state[_FOUND] = (datetime.now(UTC), found)


def _source(view: View, source: str, steps: Sequence[Check]) -> None:
    whole = "periksa.whole" if connection_check.good(steps) else "periksa.broken"
    named = f"{view.say(f'data.source.{source}')}: {view.say(whole)}"
    with st.expander(named, expanded=not connection_check.good(steps), key=f"periksa_{source}"):
        st.markdown("\n\n".join(_line(view, check) for check in steps))


def _line(view: View, check: Check) -> str:
    """Return one step as a paragraph: how it stands in a word too, then what to do next."""
    step, state = view.say(f"periksa.step.{check.step}"), view.say(f"periksa.state.{check.state}")
    message = plain(connection_check.result_text(check, view.lang))
    said = f"{_ICONS[check.state]} **{step}** ({state}): {message}"
    if not check.then:
        return said
    then = plain(connection_check.advice(check, view.lang))
    return f"{said}  \n{view.say('periksa.next')}, {then}"
