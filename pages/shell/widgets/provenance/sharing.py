"""The links to a page: pinned, with the figures of now, living, with the latest, and its feed.

A pinned link has as `snap` the end of the newest pass that the run read. All partitions that the
run read were the latest at that time, so that the link reads the same snapshots again, whatever is
fetched later. When the title is drawn nothing is read yet; each block that reads calls
`read_up_to`, which completes the link.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from pages.shell.platform import auth_section
from pages.shell.state.view import Share, View
from services.api.guard import porter
from services.language.wording import instant
from services.link import LinkState, pairs
from services.repository import now_utc

_NOT_FOLLOWED = ("wilayah", "lokasi", "cari")
"""Pages that show more, or other things, than the rows of the chosen KLPD."""


def button(view: View) -> View:
    """Draw the popover with the links; return the view with their containers.

    An embedded page has a link to the whole page instead, which opens in a tab of its own.
    """
    if view.embedded:
        label = view.say("tautan.open")
        st.link_button(label, full_link(view.state), icon=":material/open_in_new:", type="tertiary")
        return view
    with st.popover(view.say("shell.copy"), icon=":material/link:", type="tertiary"):
        view = replace(view, share=Share(explanation=st.empty(), code=st.empty()))
        st.markdown(_titled(view, "living", view.say("tautan.living_why")))
        st.code(full_link(replace(view.state, snap=None)), language=None, wrap_lines=True)
        if address := feed_link(view):
            st.markdown(_titled(view, "follow", view.say("tautan.follow_why")))
            st.code(address, language=None, wrap_lines=True)
    _draw(view)
    return view


def feed_link(view: View) -> str:
    """Return the address of the feed of changes in what the page shows, "" where there is none.

    It follows the chosen KLPD in every stored year, one satker or code where one is chosen. It is
    offered where anybody may open it.
    """
    settings, state = view.app.settings, view.state
    followed = bool(state.klpd) and view.page not in _NOT_FOLLOWED
    if not followed or not porter.decide(settings, login=auth_section.is_configured()).open:
        return ""
    here = urlsplit(st.context.url or "")
    above = here.path.rpartition("/")[0]
    root = settings.address or urlunsplit((here.scheme, here.netloc, above, "", ""))
    lang = view.lang if view.lang != "id" else ""
    what = LinkState(klpd=state.klpd, satker=state.satker, kode=state.kode, lang=lang)
    return f"{root}/umpan.atom?{urlencode(pairs(what))}"


def read_up_to(view: View, newest: datetime | None) -> None:
    """Make the pinned link include a pass that ended at `newest`."""
    share = view.share
    if share is None or newest is None or (share.newest and share.newest >= newest):
        return
    share.newest = newest
    _draw(view)


def pinned(view: View, newest: datetime | None = None) -> LinkState | None:
    """Return the state that reads the same snapshots again; None as long as nothing is read.

    newest: the end of the newest pass read, that of the run by default. A link with a `snap` in the
    past stays as it is; one with a `snap` in the future, such as the end of today, is not fixed
    yet.
    """
    asked, known = view.state.snap, newest or (view.share.newest if view.share else None)
    at = asked if asked and asked <= now_utc() else known or asked
    return replace(view.state, snap=at) if at else None


def full_link(state: LinkState) -> str:
    """Return the full address of this page with a state."""
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
    """Return title and explanation of a link as one element: each is sent on every run."""
    return f"**{view.say(f'tautan.{name}')}**  \n:small[{why}]"
