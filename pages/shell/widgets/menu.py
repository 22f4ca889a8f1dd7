"""The list of pages, and the menu of links to them, each with the whole state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from pages.shell.platform.assets import ROOT
from pages.shell.state.view import View
from services.link import LinkState, as_query, pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page: its name in texts, its file below the root, its icon, its section of the menu.

    listed: False for a page that is opened from others only.
    """

    name: str
    file: str
    icon: str
    section: str = ""
    listed: bool = True


_NEXT = "halaman_berikut"
"""The session key of the page to open next."""
ENTRIES = (
    Entry(name="ringkasan", file="dashboard.py", icon="home"),
    Entry(name="program", file="pages/program.py", icon="account_tree", section="rencana"),
    Entry(name="penyedia", file="pages/penyedia.py", icon="storefront", section="rencana"),
    Entry(name="swakelola", file="pages/swakelola.py", icon="groups", section="rencana"),
    Entry(name="kaji_ulang", file="pages/kaji-ulang.py", icon="history", section="rencana"),
    Entry(name="tanda", file="pages/tanda.py", icon="flag", section="rencana"),
    Entry(name="paket", file="pages/paket.py", icon="package_2", section="rencana", listed=False),
    Entry(name="banding", file="pages/banding.py", icon="compare_arrows", section="bandingkan"),
    Entry(name="cari", file="pages/cari.py", icon="search", section="bandingkan"),
    Entry(name="wilayah", file="pages/wilayah.py", icon="map", section="wilayah"),
    Entry(name="lokasi", file="pages/lokasi.py", icon="location_on", section="wilayah"),
    Entry(name="data", file="pages/data.py", icon="verified", section="data"),
)


@cache
def entries() -> tuple[Entry, ...]:
    """Return the pages whose file exists."""
    return tuple(entry for entry in ENTRIES if (ROOT / entry.file).is_file())


def address_path(entry: Entry) -> str:
    """Return the path of a page below the first: "" for the first, "kaji-ulang"."""
    return "" if entry.file == "dashboard.py" else Path(entry.file).stem


def address(name: str, state: LinkState) -> str:
    """Return the address of a page with a state, relative to any page."""
    (entry,) = (entry for entry in entries() if entry.name == name)
    return f"./{address_path(entry)}?{urlencode(pairs(state), safe=':~')}"


def page_link(view: View, name: str, state: LinkState | None = None, *, label: str = "") -> None:
    """Draw a link to a page by name, with a state.

    By default that is the view's without what belongs to a page's own lists. Without a label it
    looks as in the menu; nothing is drawn for a page whose file does not exist.
    """
    for entry in entries():
        if entry.name == name:
            st.page_link(
                entry.file,
                label=label or view.say(f"shell.page.{name}"),
                icon=":material/arrow_forward:" if label else f":material/{entry.icon}:",
                icon_position="right" if label else "left",
                query_params=pairs(state or view.state.for_another_page()),
            )


def open_later(name: str, state: LinkState) -> None:
    """Open a page at the start of the next run, for callbacks, in which Streamlit cannot."""
    st.session_state[_NEXT] = (name, state)


def follow() -> None:
    """Go to the page that a callback has asked for, if any."""
    if _NEXT not in st.session_state:
        return
    name, state = st.session_state.pop(_NEXT)
    (file,) = (entry.file for entry in entries() if entry.name == name)
    st.switch_page(file, query_params=as_query(state))


def onward(view: View, name: str) -> None:
    """Draw the link from a small chart to the page with the details."""
    page_link(view, name, label=view.say(f"shell.onward.{name}"))


def draw(view: View) -> None:
    """Draw the menu: the first page, then the sections in order."""
    section = ""
    with st.container(key="menu", gap=None):
        for entry in entries():
            if not entry.listed:
                continue
            if entry.section != section:
                section = entry.section
                st.caption(view.say(f"shell.section.{section}"))
            page_link(view, entry.name)
