"""The two links to what is shown: pinned, which keeps its figures, and living, which renews them.

A pinned link says the end of the newest pass among all that a run has read (`snap`): every other
part was the latest then, so the same snapshots are read again, whatever is fetched later. Nothing
is known of them when the title is drawn, so each reading block tells what it read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from pages.shell.state.link import LinkState, pairs
from pages.shell.state.view import Share, View
from services.language.wording import instant
from services.repository import now_utc


def button(view: View) -> View:
    """Draw the way to the links, and return the view that knows their place.

    An embedded page has one instead that opens the whole page beside the one it stands in.
    """
    if view.embedded:
        label = view.say("tautan.open")
        st.link_button(label, full_link(view.state), icon=":material/open_in_new:", type="tertiary")
        return view
    with st.popover(view.say("shell.copy"), icon=":material/link:", type="tertiary"):
        view = replace(view, share=Share(explanation=st.empty(), code=st.empty()))
        st.markdown(_titled(view, "living", view.say("tautan.living_why")))
        st.code(full_link(replace(view.state, snap=None)), language=None, wrap_lines=True)
    _draw(view)
    return view


def read_up_to(view: View, newest: datetime | None) -> None:
    """Tell the end of the newest pass that a block has read; the pinned link covers it."""
    share = view.share
    if share is None or newest is None or (share.newest and share.newest >= newest):
        return
    share.newest = newest
    _draw(view)


def pinned(view: View, newest: datetime | None = None) -> LinkState | None:
    """Return the state that reads the same snapshots again; None as long as none is read.

    newest: the end of the newest pass read, that of the run by default. A link that asks for an
    instant of the past already keeps it; one that asks for today's end does not yet.
    """
    asked, known = view.state.snap, newest or (view.share.newest if view.share else None)
    at = asked if asked and asked <= now_utc() else known or asked
    return replace(view.state, snap=at) if at else None


def full_link(state: LinkState) -> str:
    """Return the whole address of this page with a state, as a reader would send it."""
    here = urlsplit(st.context.url or "")
    return urlunsplit(
        (here.scheme, here.netloc, here.path or "/", urlencode(pairs(state), safe=":"), "")
    )


def _draw(view: View) -> None:
    if view.share is None:
        return
    pinned_state = pinned(view)
    if pinned_state is None:
        view.share.explanation.markdown(_titled(view, "pinned", view.say("tautan.pinned_none")))
        return
    why = view.say(
        "tautan.pinned_search" if view.page == "cari" else "tautan.pinned_why",
        waktu=instant(pinned_state.snap, view.lang),
    )
    view.share.explanation.markdown(_titled(view, "pinned", why))
    view.share.code.code(full_link(pinned_state), language=None, wrap_lines=True)


def _titled(view: View, name: str, why: str) -> str:
    """Return the head of a link and what it does, as one element: each is sent on every run."""
    return f"**{view.say(f'tautan.{name}')}**  \n:small[{why}]"
