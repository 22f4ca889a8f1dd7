"""The login gate: when `[auth]` is configured, no page runs before the user has logged in.

Streamlit does the OpenID Connect flow (extra `login`) and signs the identity into a cookie. The
gate fails closed: an `[auth]` that is wrong, cannot be read, or that Streamlit does not see ends
every page with the panel of a wrong setting.
"""

from __future__ import annotations

import time

import streamlit as st

from pages.shell.platform import auth_section
from pages.shell.reading import panels
from pages.shell.state.view import View
from pages.shell.state.words import say
from services.errors import ConfigurationMissing

LASTS = 12 * 3600.0
"""Seconds after which the user must log in again; Streamlit's own cookie lasts 30 days."""


def gate() -> None:
    """End the page with the login panel when login is configured and the user is not logged in."""
    try:
        auth = auth_section.read()
        providers = auth_section.providers(auth) if auth is not None else ()
    except ConfigurationMissing as error:
        panels.not_configured(error, _lang())
        st.stop()
    if auth is None:
        return
    since = st.user.get("iat") if st.user.get("is_logged_in") is True else None
    # iat: seconds since 1970
    if isinstance(since, int | float) and abs(time.time() - since) < LASTS:
        return
    _draw_panel(providers)
    st.stop()


def leave(view: View) -> None:
    """Draw the user's name and the button to log out, in the sidebar, when login is configured."""
    if st.user.get("is_logged_in") is not True:
        return
    with st.container(key="keluar", gap="small"):
        who = st.user.get("name") or st.user.get("email") or st.user.get("sub") or ""
        st.caption(view.say("login.who", nama=str(who)[:80]))
        st.button(
            view.say("login.leave"), icon=":material/logout:", key="leave", on_click=st.logout
        )


def _lang() -> str:
    return "en" if st.query_params.get("lang") == "en" else "id"


def _draw_panel(providers: tuple[str, ...]) -> None:
    """Draw the login panel: a button for each provider and one for the other language."""
    lang = _lang()
    other = "id" if lang == "en" else "en"
    st.set_page_config(page_title=say("login.title", lang))
    middle = st.container(horizontal_alignment="center")
    with middle.container(border=True, key="login", width=560):
        st.title(say("login.title", lang), anchor=False)
        st.markdown(say("login.why", lang))
        for at, name in enumerate(providers):
            st.button(
                say("login.with", lang, nama=name) if name else say("login.enter", lang),
                icon=":material/login:",
                type="primary",
                key=f"login_{at}",
                on_click=st.login,
                args=(name,) if name else (),
            )
        st.caption(say("login.after", lang))
        st.button(
            say("login.other", lang),
            type="tertiary",
            key="login_lang",
            on_click=st.query_params.update,
            args=({"lang": other},),
        )
