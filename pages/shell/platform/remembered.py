"""What the browser remembers: favourite and recent KLPD.

A small component that stores everything in the browser and sends no requests. It returns the code
that the reader chooses, which is checked like a code in a link. An embedded page has none, since it
is inside another site.
"""

from __future__ import annotations

import streamlit as st

from pages.shell.platform.assets import ASSETS
from pages.shell.state.address import go
from pages.shell.state.view import View
from services.link import parse
from services.opening import this_year

KEY = "ingatan"
_WORDS = ("simpan", "tersimpan", "lepas", "hanya", "daftar", "favorit", "terakhir", "lupakan")


def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


_REMEMBERED = st.components.v2.component(
    "lensa_ingatan",
    html='<div class="ingatan"></div>',
    css=_asset("remembered.css"),
    js=_asset("remembered.js"),
)


def klpd(view: View) -> None:
    """Draw the star of the KLPD shown, and the list of favourite and recent KLPD."""
    if view.embedded or not view.state.klpd:
        return
    words = {name: view.words(f"awal.{name}") for name in _WORDS}

    def go_to_chosen() -> None:
        code = str(st.session_state[KEY].pilih)
        named, _ = parse([("klpd", code)], this_year(), view.names, strict=view.sandbox)
        if named.klpd:
            others = tuple(kode for kode in view.state.klpd[1:] if kode != code)
            go(view.state.change(klpd=(*named.klpd[:1], *others)))

    with st.container(key="kotak_ingatan"):
        _REMEMBERED(
            key=KEY,
            data={"kode": view.klpd, "nama": view.nama, **words},
            on_pilih_change=go_to_chosen,
        )
