"""The component `lensa_daftar`: draws a ranked list, and writes what a reader does into the link.

The browser sends the whole wanted state of the list with a number that comes back with the rows:
single clicks would be lost when several share a rerun. Nothing that it sends is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from pages.shell.platform.assets import ASSETS
from pages.shell.state.address import go
from pages.shell.state.view import View
from pages.shell.widgets import menu
from services.link import LinkState, parse
from services.opening import this_year

_LIST = st.components.v2.component(
    "lensa_daftar",
    html='<div class="daftar"></div>',
    css=(ASSETS / "daftar.css").read_text("utf-8"),
    js=(ASSETS / "daftar.js").read_text("utf-8"),
)
MOST_PAGES = 999_999

Target = Callable[[str], tuple[str, LinkState]]
"""Returns page and state of a row's path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """What the rows of a list may do: the orders offered, where a row leads to, the view switch.

    main: the list's sort, page and filter are in the link; any other list has only
    `lihat=hal-NAME:PAGE`, a page of its rows instead of the first. opens: its open rows are in the
    link, as those of one list of a page can be.
    """

    name: str
    main: bool
    opens: bool
    orders: Sequence[str] = ()
    target: Target | None = None
    switch: str = ""


def mount(view: View, actions: Actions, data: Mapping[str, Any]) -> None:
    """Draw a list; `data` as pages/shell/assets/daftar.js takes them, without their number."""
    key = f"daftar_{actions.name}"
    number = f"{key}_nomor"

    def act() -> None:
        _act(view, actions, number, st.session_state[key].aksi)

    shown = _LIST(
        key=key,
        data={**data, "number": st.session_state.get(number, 0)},
        height="content",
        on_aksi_change=act,
    )
    wanted = shown.get("aksi")
    if isinstance(wanted, dict) and wanted.get("nomor") != st.session_state.get(number):
        # the server was restarted: this session is new, and no callback has run for the click
        _act(view, actions, number, wanted)
        st.rerun()


def _act(view: View, actions: Actions, number: str, wanted: object) -> None:
    """Write what the reader wants into the link, or open another page."""
    if not isinstance(wanted, dict):
        return
    st.session_state[number] = _whole(wanted.get("nomor"))
    path, address = wanted.get("pergi"), wanted.get("tautan")
    if isinstance(path, str) and actions.target:
        menu.open_later(*actions.target(path))
    elif isinstance(address, str):
        parts = urlsplit(address)
        names = {menu.address_path(entry): entry.name for entry in menu.entries()}
        if name := names.get(parts.path.removeprefix("./")):
            pairs = parse_qsl(parts.query)
            state, _ = parse(pairs, this_year(), view.names, strict=view.app.sandbox)
            menu.open_later(name, state)
    else:
        go(_changed(view.state, actions, wanted))


def _changed(state: LinkState, actions: Actions, wanted: Mapping[str, Any]) -> LinkState:
    shown = wanted.get("pandang")
    if isinstance(shown, str) and actions.switch:
        return state.for_another_page().switched(actions.switch, shown)
    page = min(_whole(wanted.get("hal")), MOST_PAGES) or None
    paths = wanted.get("buka")
    if actions.opens and isinstance(paths, list):
        state = state.with_opened([path for path in paths if isinstance(path, str)])
    if not actions.main:
        return state.switched(f"hal-{actions.name}", str(page or ""))
    order = str(wanted.get("urut", ""))
    offered = {order_.removeprefix("-") for order_ in actions.orders}
    filtered = state.switched("tabel", "").filtered(str(wanted.get("saring")))
    sort = order if order.removeprefix("-") in offered else state.urut
    return replace(filtered, urut="" if sort == next(iter(actions.orders), "") else sort, hal=page)


def page_of(state: LinkState, name: str) -> int | None:
    """Return the page of a list that is not the main one, None for its first rows."""
    page = state.switch(f"hal-{name}")
    return min(int(page), MOST_PAGES) or None if page.isdecimal() and page.isascii() else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
