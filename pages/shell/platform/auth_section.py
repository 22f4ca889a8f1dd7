"""The section `[auth]` of secrets.toml, which configures login; reading it fails closed."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from pages.shell.platform.assets import ROOT
from services import settings as configuration
from services.errors import ConfigurationMissing

LEAST_SECRET = 32
_NEEDED = ("client_id", "client_secret", "server_metadata_url")


def is_configured() -> bool:
    """Return whether login is configured, True also where that is unclear."""
    try:
        return read() is not None
    except ConfigurationMissing:
        return True


def read() -> Mapping[str, Any] | None:
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


def providers(auth: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the providers, "" for the unnamed one; raise for a wrong value."""
    named = tuple(
        name
        for name, value in auth.items()
        if isinstance(value, Mapping) and any(key in value for key in _NEEDED)
    )
    names = (*(("",) if "client_id" in auth else ()), *named)
    sections = [auth[name] if name else auth for name in names]
    if not names or any(not _text(section, key) for section in sections for key in _NEEDED):
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
    return names


def _text(section: Mapping[str, Any], name: str) -> str:
    value = section.get(name, "")
    return value if isinstance(value, str) else ""


def _safe(address: str) -> bool:
    """Tell whether an address is https, or http on loopback."""
    parts = urlsplit(address)
    plain_http = parts.scheme == "http" and parts.hostname in configuration.LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or plain_http)
