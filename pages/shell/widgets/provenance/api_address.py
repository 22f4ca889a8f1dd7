"""The address of the API that answers the rows of a figure: same filters, order and instant."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

from pages.shell.platform import auth_section
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn
from pages.shell.state.view import View
from pages.shell.widgets.provenance import sharing
from services.analysis.ordering import ordered
from services.analysis.tables import TABLES
from services.api.guard import porter
from services.api.rows.question import MOST_PARTITIONS
from services.link import LinkState, pairs


def address(data: Data, drawn: Drawn, name: str, order: str) -> str:
    """Return the address of the rows drawn, "" where the API is closed or has no such rows.

    order: as in `urut`. The table of the address is computed and compared, from what the page has
    read: a figure may leave rows out, or have columns of its own.
    """
    view = data.view
    if name not in TABLES:
        return ""
    if not porter.decide(view.app.settings, login=auth_section.is_configured()).open:
        return ""
    if len(drawn.klpd) * len(drawn.tahun) > MOST_PARTITIONS:
        return ""
    set_filters = [field for field in TABLES[name].obeys if getattr(view.state, field)]
    followed = {f: getattr(view.state, f) for f in set_filters if f not in drawn.ignored}
    unfollowed = dict.fromkeys((f for f in set_filters if f in drawn.ignored), "")
    chosen = {"klpd": drawn.klpd, "tahun": drawn.tahun}
    rows = data.so_far(name, **chosen, **followed, **unfollowed, berkas=False)
    if not ordered(rows, order).equals(drawn.rows):
        return ""
    pinned = sharing.pinned(view)
    state = LinkState(
        klpd=drawn.klpd,
        tahun=drawn.tahun,
        urut=order if order.removeprefix("-") in TABLES[name].columns else "",
        snap=pinned.snap if pinned else None,
        lang=view.lang,
    ).change(**followed)
    here = urlsplit(st.context.url or "")
    root = view.app.settings.address or f"{here.scheme}://{here.netloc}"
    return f"{root}/api/tabel/{name}.csv?{urlencode(pairs(state), safe=':')}"


def entry(view: View, of_rows: str) -> None:
    """Draw the address, ready to be copied."""
    with st.expander(view.say("api.copy"), icon=":material/api:"):
        st.code(of_rows, language=None, wrap_lines=True)
        st.caption(view.say("api.copy_why"))
