"""What only Streamlit knows, for the doors that its server has beside the pages."""

from __future__ import annotations

import streamlit as st

from pages.shell.platform import auth_section, connected, uploads
from pages.shell.platform.assets import ROOT
from services import settings as configuration
from services.api.host import Host


def host() -> Host:
    """Return this server as the doors see it."""
    return Host(
        settings=lambda: configuration.load(ROOT),
        app=connected.app,
        close=connected.close,
        login=auth_section.is_configured,
        allowed_hosts=lambda: tuple(st.get_option("server.allowedHosts")),
        may_upload=uploads.is_admitted,
    )
