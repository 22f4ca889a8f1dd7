"""What the reader's own browser remembers: favourite and recent KLPD, and that the hint was closed.

Two small components that keep everything in the browser's storage and ask the server nothing. What
comes back is one code, when the reader chooses it, and it is checked as a link's is. An embedded
page has neither: it stands in somebody else's page.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.shell.platform.assets import ASSETS
from pages.shell.state.address import go, this_year
from pages.shell.state.link import parse
from pages.shell.state.view import View

KEY = "ingatan"
_WORDS = ("simpan", "tersimpan", "lepas", "hanya", "daftar", "favorit", "terakhir", "lupakan")
_STEPS = ("satu", "dua", "tiga")


def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


_REMEMBERED = st.components.v2.component(
    "lensa_ingatan",
    html='<div class="ingatan"></div>',
    css=_asset("remembered.css"),
    js=_asset("remembered.js"),
)
_HINT = st.components.v2.component(
    "lensa_petunjuk",
    html='<section class="lensa-petunjuk" hidden><ol></ol><button></button></section>',
    css=_asset("hint.css"),
    js=_asset("hint.js"),
    isolate_styles=False,
)


def klpd(view: View) -> None:
    """Draw the star of the KLPD shown, and the favourite and recent ones to go to."""
    if view.embedded or not view.state.klpd:
        return
    words = {name: view.words(f"awal.{name}") for name in _WORDS}
    with st.container(key="kotak_ingatan"):
        _REMEMBERED(
            key=KEY,
            data={"kode": view.klpd, "nama": view.nama, **words},
            on_pilih_change=partial(_chosen, view),
        )


def hint(view: View) -> None:
    """Draw the three steps of a first visit until they are closed."""
    if view.embedded:
        return
    with st.container(key="petunjuk", gap=None):
        _HINT(
            key="langkah",
            data={
                "judul": view.words("awal.judul"),
                "langkah": tuple(view.words(f"awal.langkah.{step}") for step in _STEPS),
                "tutup": view.words("awal.tutup"),
            },
        )


def _chosen(view: View) -> None:
    """Go to the KLPD that was chosen, if it is one that a link may name."""
    code = str(st.session_state[KEY].pilih)
    named, _ = parse([("klpd", code)], this_year(), view.names, strict=not view.live)
    if named.klpd:
        others = tuple(kode for kode in view.state.klpd[1:] if kode != code)
        go(view.state.change(klpd=(*named.klpd[:1], *others)))
