"""Which KLPD stand beside the first: a box for any, a button for those of its kind."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from pages.shell.address import go, shown, taker
from pages.shell.answers.banding import kind_words
from pages.shell.answers.ringkasan import stored
from pages.shell.blocks import note
from pages.shell.data import Data
from pages.shell.filters import fold
from pages.shell.link import LinkState
from pages.shell.reading import MOST_PARTITIONS
from pages.shell.tables import table
from pages.shell.view import View
from services.analysis.compare import sebaya
from services.analysis.frames import PROGRAM, RUP
from services.charts.plain_text import visible
from services.reference import loader


def choose(view: View) -> None:
    """Draw the KLPD beside the first, each with its own way out, and the offer of its peers."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="sesama"):
        _box(view)
        _offer(view)
    if not room(view.state):
        years = len(view.state.tahun)
        note(view.say("banding.full", most=MOST_PARTITIONS, years=years))


def parts(data: Data) -> None:
    """Draw, folded, every partition behind the figures: when it was read and how whole it is."""
    opened = fold(data.view, "bagian", data.view.say("banding.parts"))
    if opened.open:
        with opened:
            table(data, "tersimpan", data.drawn(data.made(stored, reads=()), *RUP))


def room(state: LinkState) -> int:
    """Return how many KLPD more fit into what one visitor may ask for, with the years chosen."""
    return max(0, MOST_PARTITIONS // max(len(state.tahun), 1) - len(state.klpd))


def peers(view: View) -> list[str]:
    """Return the codes of the first KLPD's peers that are not chosen, stored ones first.

    Peers are of the same kind; a kabupaten's or kota's also of the same province.
    """
    found = sebaya(loader.klpd().lazy(), view.klpd).collect()["kd_klpd"]
    offered = [kode for kode in found if kode in view.names and kode not in view.state.klpd]
    return sorted(offered, key=lambda kode: (not _stored(view, kode), kode))


def _box(view: View) -> None:
    others = list(view.state.klpd[1:])
    key = shown("f_sesama", others)
    names = view.names
    codes = sorted((k for k in names if k != view.klpd), key=lambda k: names[k].casefold())
    st.multiselect(
        view.say("banding.beside", nama=view.nama),
        [*codes, *(kode for kode in others if kode not in names)],
        format_func=lambda kode: visible(names.get(kode, kode)),
        key=key,
        placeholder=view.words("banding.add"),
        select_all=False,
        max_selections=len(others) + room(view.state),
        wrap=True,
        on_change=taker(view.state, key, _with_others),
    )


def _with_others(state: LinkState, others: Sequence[str]) -> LinkState:
    return state.change(klpd=(state.klpd[0], *others))


def _offer(view: View) -> None:
    """Offer to add the peers that fit; say why when none does."""
    every = peers(view)
    fitting = every[: room(view.state)]
    if not fitting:
        return
    state = view.state.change(klpd=(*view.state.klpd, *fitting))
    st.button(
        view.say("banding.add_peers", n=len(fitting), jenis=_kind(view)),
        key="tambah_sesama",
        icon=":material/group_add:",
        on_click=go,
        args=(state,),
        help=view.say("banding.add_all" if len(fitting) == len(every) else "banding.add_some"),
    )


def _kind(view: View) -> str:
    """Return the words for whose peers they are: "kabupaten di Nusa Tenggara Barat"."""
    table = loader.klpd()
    own = table.filter(pl.col("kd_klpd") == view.klpd).row(0, named=True)
    around = loader.path((own["kode_wilayah"] or "")[:2])
    if own["jenis_klpd"] in ("KABUPATEN", "KOTA") and around:
        return view.words("banding.kind_in", nama=around[0].name)
    return kind_words(view, own["jenis_klpd"])


def _stored(view: View, kode: str) -> bool:
    return bool(view.parts.repository.stored("inaproc", PROGRAM, f"kode_klpd={kode}"))
