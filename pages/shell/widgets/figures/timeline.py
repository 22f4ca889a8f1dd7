"""The timeline of a family of package codes, as a component of the page and as a picture."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import streamlit as st

from pages.shell.platform.assets import ASSETS
from pages.shell.reading.data import Data
from pages.shell.state.address import go
from pages.shell.state.drawn import Drawn
from pages.shell.state.view import View
from pages.shell.state.words import listed
from pages.shell.widgets.figures.figure_head import Menu, figure_head
from pages.shell.widgets.lists import targets
from services.charts.palette import JENIS_REVISI, palette
from services.charts.timeline import Drawing, Family, drawing, picture, shortened
from services.language.labels import label
from services.link import LinkState

LANES = 40
"""Codes up to which a whole family is drawn at once."""
MOST_LANES = 240
"""Codes that are drawn at most; the table has them all."""
FIRST_ACTS = 5
"""Acts that the list on a phone begins with."""
WHOLE = "semua"
"""The value of the switches `keluarga` and `tindakan` that show everything."""
MOST_CACHED = 64
KEY = "garis"


def timeline(data: Data, family: Family, drawn: Drawn, *, title: str, table: str) -> None:
    """Draw a family: title with menu, then a lane per code; a click on a code opens its page.

    drawn: the rows of the family with the partitions behind them. table: the switch of the link
    that shows these rows.
    """
    view = data.view
    whole = view.state.switch("keluarga") == WHOLE
    nodes, left_out = shortened(family, MOST_LANES if whole else LANES)
    alt = view.words(
        "garis.alt",
        kode=family.chosen,
        n=view.number(len(family.parents)),
        tindakan=view.number(len(family.acts)),
        ujung=view.number(len(family.ends)),
    )
    svg = partial(picture, family, nodes, theme=view.theme, lang=view.lang, alt=alt)
    figure_head(data, title, drawn, Menu(name="jejak", alt=alt, svg=svg, table=table))
    made = partial(drawing, family, nodes, view.lang)
    cached = f"{data.stamp} {view.state.klpd} {family.chosen} {len(nodes)} {view.lang}"
    whole_drawing = _cached_drawing(cached, made)
    words = _words(view, family, alt)
    folds: Drawing = {"lagi": []}
    if whole and len(family.parents) > LANES:
        folds = {"lagi": [(view.words("garis.lipat"), "keluarga:")]}
    elif left_out:
        rest = view.words("garis.sisa", n=view.number(left_out))
        folds = {"lagi": [(rest, f"keluarga:{WHOLE}")]}
    acts = whole_drawing["tindakan"]
    listed_acts: Drawing = {"lagi_tindakan": None}
    more = len(acts) - FIRST_ACTS
    if more > 0 and view.state.switch("tindakan") == WHOLE:
        listed_acts = {"lagi_tindakan": (view.words("garis.tindakan_lipat"), "tindakan:")}
    elif more > 0:
        rest = view.words("garis.sisa_tindakan", n=view.number(more))
        button = (rest, f"tindakan:{WHOLE}")
        listed_acts = {"tindakan": acts[:FIRST_ACTS], "lagi_tindakan": button}
    codes = {node[2] for node in family.parents}

    def went() -> None:
        _go_to_code(view, codes, st.session_state[KEY].pergi)

    def switched() -> None:
        _switch(view, st.session_state[KEY].lihat)

    drawn_parts = whole_drawing | words | folds | listed_acts
    result = _GARIS(key=KEY, data=drawn_parts, on_pergi_change=went, on_lihat_change=switched)
    # After a restart of the server the first click finds no callback.
    if _go_to_code(view, codes, result.pergi) or _switch(view, result.lihat):
        st.rerun()


def _go_to_code(view: View, codes: set[str], code: object) -> bool:
    """Open the page of a code of the family; tell whether there was one to open."""
    if code not in codes or (view.page, view.state.kode) == ("paket", code):
        return False
    return targets.follow(view, targets.package(view, str(code)))


def _switch(view: View, wanted: object) -> bool:
    """Set one of the component's switches; tell whether that changes the link."""
    name, _, value = str(wanted).partition(":")
    if name not in ("keluarga", "tindakan") or value not in (WHOLE, ""):
        return False
    state: LinkState = view.state.switched(name, value)
    if state == view.state:
        return False
    go(state)
    return True


def _words(view: View, family: Family, alt: str) -> Drawing:
    """Return the texts around the drawing, and the address of a code before and after the code."""
    acts, deepest = len(family.acts), family.deepest
    about = view.words(
        "garis.tentang" if deepest is not None else "garis.tentang_putaran",
        n=view.number(acts),
        langkah=view.number(deepest),
    )
    families = Counter(node[:2] for node in family.parents)
    if len(families) > 1:  # of one number, in the order of their lanes
        each = [
            view.words(
                "garis.keluarga_dari",
                jenis=label("paket.kind", jenis, view.lang),
                klpd=view.names.get(klpd, klpd),
                n=view.number(count),
            )
            for (klpd, jenis), count in families.items()
        ]
        groups = view.words("garis.beberapa_keluarga", keluarga=listed(each, view.lang))
        about = f"{about} {groups}"
    beyond, no_room = len(family.parents) - MOST_LANES, ""
    if beyond > 0 and view.state.switch("keluarga") == WHOLE:
        no_room = view.words("garis.sisa_tabel", n=view.number(beyond))
    before, after = targets.package(view, "@").href.split("%40")
    return {
        "alamat": [before, after],
        "halaman": family.chosen if view.page == "paket" else "",
        "teks": {
            "tentang": about,
            "alt": alt,
            "sisa": no_room,
            **{
                name: view.words(f"garis.{name}")
                for name in ("cara_tetikus", "cara_sentuh", "tindakan", "gagal", "diam")
            },
        },
    }


@st.cache_resource(max_entries=MOST_CACHED, show_spinner=False)
def _cached_drawing(key: str, _make: Any) -> Drawing:
    drawn: Drawing = _make()
    return drawn


def _colours() -> str:
    """Return the meaning colours as CSS variables that follow the theme by themselves."""
    light, dark = palette("light"), palette("dark")
    colours = {name: (light.jenis[name], dark.jenis[name]) for name in JENIS_REVISI}
    colours |= {"redup": (light.muted, dark.muted), "garis": (light.line, dark.line)}
    colours |= {"hidup": (light.no_data_line, dark.no_data_line)}
    each = (f"--{name}: light-dark({day}, {night});" for name, (day, night) in colours.items())
    return f".garis {{ {' '.join(each)} }}\n"


_GARIS = st.components.v2.component(
    "lensa_garis",
    html='<div class="garis"></div>',
    css=_colours() + (ASSETS / "garis.css").read_text("utf-8"),
    js=(ASSETS / "garis.js").read_text("utf-8"),
)
