"""The region that the page shows, its breadcrumb, and the search for another region.

The region is `wilayah` of the link, else the whole country with `lihat=peta:indonesia`, else the
province of the first KLPD. That province is not written into the link: it follows from `klpd`, and
writing it would undo the reader's "back".
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from pages.shell.state.address import go, link_writer, preset
from pages.shell.state.view import View
from services.language.plain_text import plain, printable
from services.link import LONGEST_QUESTION, LinkState
from services.reference import loader
from services.reference.loader import Match, Region

MOST_FOUND = 8
LEVELS = ("provinsi", "kabkota", "kecamatan", "desa")
WHOLE = ("peta", "indonesia")
_SHORTER = (6, 4, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A region: its ancestors and itself, () for the whole country."""

    path: tuple[Region, ...] = ()

    @property
    def code(self) -> str:
        """Return the Kemendagri code, "" for the whole country."""
        return self.path[-1].code if self.path else ""

    @property
    def level(self) -> int:
        """Return 0 for the country, 1 provinsi, 2 kabupaten/kota, 3 kecamatan, 4 desa."""
        return len(self.path)

    @property
    def name(self) -> str:
        """Return the region's name."""
        return self.path[-1].name if self.path else "Indonesia"

    def above(self, level: int) -> Region:
        """Return the ancestor, or the region itself, at a level from 1 on."""
        return self.path[level - 1]


def chosen(view: View) -> Place:
    """Return the region of the link; for an unknown code, warn and return the known ancestor."""
    state = view.state
    if not state.wilayah:
        name, value = WHOLE
        return Place() if state.switch(name) == value else own_province(view)
    path = loader.path(state.wilayah)
    if not path:
        around = (loader.path(state.wilayah[:length]) for length in _SHORTER)
        path = next((known for known in around if known), ())
        st.warning(
            view.say("wilayah.unknown", kode=state.wilayah, nama=Place(path=path).name),
            icon=":material/link_off:",
        )
    return Place(path=path)


def own_province(view: View) -> Place:
    """Return the province of the first KLPD, the whole country for a KLPD without a region."""
    code = view.app.klpd().region(view.klpd)[:2] if view.state.klpd else ""
    return Place(path=loader.path(code))


def going(state: LinkState, code: str) -> LinkState:
    """Return the state that shows a region, "" for the whole country, without a search."""
    name, value = WHOLE
    return state.switched(name, "" if code else value).change(wilayah=code, q="")


def breadcrumb(view: View, place: Place) -> None:
    """Draw the breadcrumb: every ancestor as a link, the region itself as text.

    The links are buttons: a page link to the current page changes the page but not the address
    (Streamlit 1.67).
    """
    steps = [("", "Indonesia"), *((region.code, region.name) for region in place.path)]
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", key="jejak"):
        for code, name in steps[:-1]:
            _link(view, code, plain(name), key=f"naik_{code}")
            st.markdown(":gray[›]", width="content")
        st.markdown(f"**{plain(steps[-1][1])}**", width="content")
        if place.path:
            st.caption(_codes(view, place.path[-1]), width="content")


def search(view: View) -> None:
    """Draw the search by name or code."""
    key = preset("f_cari_wilayah", view.state.q)
    st.text_input(
        view.say("wilayah.search"),
        key=key,
        type="search",
        max_chars=LONGEST_QUESTION,
        placeholder=view.words("wilayah.search_hint"),
        icon=":material/search:",
        label_visibility="collapsed",
        on_change=link_writer(
            view.state, key, lambda state, text: state.change(q=printable(text or ""))
        ),
    )


def search_results(view: View) -> None:
    """Draw the regions that match the search of the link, each as a link."""
    if not view.state.q:
        return
    matches = loader.search_regions(view.state.q, MOST_FOUND)
    with st.container(border=True, gap="xxsmall", key="ditemukan"):
        if not matches:
            st.markdown(view.say("wilayah.none_found", q=view.state.q))
        for match in matches:
            code = match.region.code
            _link(view, code, label(view, match), key=f"buka_{code}_{match.by}")


def label(view: View, match: Match) -> str:
    """Describe a match: name, level, ancestors, both codes, and what matched."""
    region = match.region
    around = ", ".join(ancestor.name for ancestor in reversed(loader.path(region.code)[:-1]))
    by = "" if match.by == "nama" else view.say(f"wilayah.by.{match.by.replace(' ', '_')}")
    level = view.say(f"wilayah.below.{LEVELS[region.level - 1]}")
    texts = (f"**{plain(region.name)}**", level, plain(around), _codes(view, region), by)
    return " · ".join(text for text in texts if text)


def _codes(view: View, region: Region) -> str:
    kemendagri = view.say("wilayah.kemendagri", kode=region.code)
    if not region.bps_code:
        return kemendagri
    return f"{kemendagri} · {view.say('wilayah.bps', kode=region.bps_code)}"


def _link(view: View, code: str, text: str, *, key: str) -> None:
    state = going(view.state, code)
    st.button(text, key=key, type="tertiary", wrap=True, on_click=go, args=(state,))
