"""The check of the connection to each source, only when the reader presses the button."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from pages.shell.reading import rate_limits
from pages.shell.sections.stored.store import Store
from pages.shell.widgets import blocks
from services import connection_check
from services.language.plain_text import plain
from services.language.wording import instant

_LAST_CHECK = "periksa_hasil"
_ICONS = {
    "baik": ":green[:material/check_circle:]",
    "gagal": ":red[:material/error:]",
    "catatan": ":orange[:material/info:]",
    "lewat": ":gray[:material/radio_button_unchecked:]",
}


def connections(store: Store) -> None:
    """Draw the button that sends a small request to every source, and the last results."""
    view = store.view
    blocks.note(view.say("periksa.note"))
    pressed = st.button(view.say("periksa.button"), icon=":material/network_check:", key="periksa")
    if pressed and rate_limits.pressed(view, reads=True, checks=True):
        klpd = view.state.klpd[0] if view.state.klpd else connection_check.FIRST_KLPD
        with st.spinner(view.say("periksa.asking")):
            answers = connection_check.examine(view.app.settings, view.app.clients, klpd)
        st.session_state[_LAST_CHECK] = (datetime.now(UTC), answers)
    last_check = st.session_state.get(_LAST_CHECK)
    if last_check is None:
        return
    at, answers = last_check
    st.caption(view.say("periksa.at", saat=instant(at, view.lang)))
    for source, steps in answers.items():
        good = connection_check.good(steps)
        whole = view.say("periksa.whole" if good else "periksa.broken")
        title = f"{view.say(f'data.source.{source}')}: {whole}"
        with st.expander(title, expanded=not good, key=f"periksa_{source}"):
            paragraphs = []
            for check in steps:
                step = view.say(f"periksa.step.{check.step}")
                state = view.say(f"periksa.state.{check.state}")
                message = plain(connection_check.result_text(check, view.lang))
                text = f"{_ICONS[check.state]} **{step}** ({state}): {message}"
                if check.then:
                    then = plain(connection_check.advice(check, view.lang))
                    text = f"{text}  \n{view.say('periksa.next')}, {then}"
                paragraphs.append(text)
            st.markdown("\n\n".join(paragraphs))
