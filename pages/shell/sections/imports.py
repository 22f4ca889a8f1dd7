"""What pages of an installation with imported rows offer and announce."""

from __future__ import annotations

import streamlit as st

from pages.shell.reading.data import Data
from pages.shell.state import address
from pages.shell.state.view import View
from pages.shell.widgets import blocks, layout
from services import table_inputs
from services.export import origin
from services.language.wording import instant
from services.repository import now_utc
from services.repository.rup_source import noted


def announce(view: View) -> None:
    """Say on every page for a day that RUP rows come from another source than before."""
    app, now = view.app, now_utc()
    note = noted(app.repository.objects, app.settings.scope, app.rup_source, now)
    before = note.replaced(now)
    if before is None:
        return
    old, new = (origin.name(source, view.lang) for source in (before, note.source))
    when = instant(note.since, view.lang)
    text = view.say("asal.berganti", lama=old, baru=new, waktu=when)
    st.info(text, icon=":material/swap_horiz:")


def include(data: Data, stand_ins: int) -> None:
    """Say how many compared KLPD stay out of ranks because they are imported, and offer to include.

    stand_ins: how many do; with `lihat=berkas:ya` none does, and the way back is offered.
    """
    view = data.view
    included = view.state.switch("berkas") == "ya"
    if not stand_ins and not (included and table_inputs.origin_of(data.sources) == "berkas"):
        return
    with layout.row():
        blocks.note(view.say("asal.pengganti", n=stand_ins) if stand_ins else view.say("asal.ikut"))
        st.button(
            view.say("asal.ikutkan" if stand_ins else "asal.keluarkan"),
            key="ikutkan_berkas",
            type="tertiary",
            on_click=address.go,
            args=(view.state.switched("berkas", "ya" if stand_ins else ""),),
        )
