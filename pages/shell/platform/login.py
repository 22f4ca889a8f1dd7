"""The login gate: when `[auth]` is configured, no page runs before the user has logged in.

Streamlit does the OpenID Connect flow (extra `login`) and signs the identity into a cookie. The
gate fails closed: an `[auth]` that is wrong, cannot be read, or that Streamlit does not see ends
every page with the panel of a wrong setting.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from pages.shell.platform.assets import ROOT
from pages.shell.reading import panels
from pages.shell.state.view import View
from pages.shell.state.words import say
from services import settings as configuration
from services.errors import ConfigurationMissing

LASTS = 12 * 3600.0
"""Seconds after which the user must log in again; Streamlit's own cookie lasts 30 days."""
LEAST_SECRET = 32
_NEEDED = ("client_id", "client_secret", "server_metadata_url")


def gate() -> None:
    """End the page with the login panel when login is configured and the user is not logged in."""
    try:
        auth = _auth_section()
        providers = _providers(auth) if auth is not None else ()
    except ConfigurationMissing as error:
        panels.not_configured(error, _lang())
        st.stop()
    if auth is None or _logged_in():
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


def _auth_section() -> Mapping[str, Any] | None:
    """Return `[auth]`, None when it is absent; raise ConfigurationMissing when that is unclear."""
    declared = configuration.secrets(ROOT)
    files = [Path(name) for name in st.get_option("secrets.files")]
    if not st.secrets.load_if_toml_exists():
        if "auth" in declared or any(path.exists() for path in files):
            raise ConfigurationMissing("secrets.toml tidak dapat dibaca oleh Streamlit")
        return None
    if "auth" not in st.secrets:
        if "auth" in declared:
            raise ConfigurationMissing("[auth] belum terbaca; jalankan ulang dasbor")
        return None
    auth = st.secrets["auth"]
    if not isinstance(auth, Mapping):
        raise ConfigurationMissing("[auth] di secrets.toml harus sebuah tabel")
    return auth


def _providers(auth: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the providers, "" for the unnamed one; raise for a wrong value."""
    named = tuple(
        name
        for name, value in auth.items()
        if isinstance(value, Mapping) and any(key in value for key in _NEEDED)
    )
    providers = (*(("",) if "client_id" in auth else ()), *named)
    sections = [auth[name] if name else auth for name in providers]
    if not providers or any(not _text(section, key) for section in sections for key in _NEEDED):
        raise ConfigurationMissing(f"[auth] harus berisi {', '.join(_NEEDED)}")
    if any(not _safe(_text(section, "server_metadata_url")) for section in sections):
        raise ConfigurationMissing("server_metadata_url harus https (http hanya untuk loopback)")
    address = _text(auth, "redirect_uri")
    if not _safe(address) or not address.endswith("/oauth2callback"):
        raise ConfigurationMissing("redirect_uri di [auth] harus alamat https .../oauth2callback")
    if len(_text(auth, "cookie_secret")) < LEAST_SECRET:
        raise ConfigurationMissing(
            f"cookie_secret di [auth] harus acak, {LEAST_SECRET} huruf ke atas"
        )
    if importlib.util.find_spec("authlib") is None:
        raise ConfigurationMissing(
            "login membutuhkan paket tambahan: pip install 'lensa-rup[login]'"
        )
    return providers


def _text(section: Mapping[str, Any], name: str) -> str:
    value = section.get(name, "")
    return value if isinstance(value, str) else ""


def _safe(address: str) -> bool:
    """Tell whether an address is https, or http on loopback."""
    parts = urlsplit(address)
    plain_http = parts.scheme == "http" and parts.hostname in configuration.LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or plain_http)


def _logged_in() -> bool:
    """Tell whether the user logged in less than LASTS ago (`iat`, seconds since 1970)."""
    if st.user.get("is_logged_in") is not True:
        return False
    since = st.user.get("iat")
    return isinstance(since, int | float) and abs(time.time() - since) < LASTS


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
