"""The KLPD compared with the first: all stored peers, or those that the reader chooses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import polars as pl
import streamlit as st

from pages.shell.answers.banding import Comparison, kind_words
from pages.shell.reading import partitions
from pages.shell.reading.data import Data
from pages.shell.reading.rate_limits import MOST_PARTITIONS
from pages.shell.sections import collecting
from pages.shell.state.address import go, link_writer, preset
from pages.shell.state.view import View
from pages.shell.widgets.blocks import note
from pages.shell.widgets.filters import fold
from pages.shell.widgets.lists.tables import table
from pages.shell.widgets.provenance import sharing
from services.analysis.across_klpd.compare import sebaya
from services.analysis.frames import RUP, Frames, Options
from services.budgets import MOST_CHOSEN
from services.language.plain_text import visible
from services.link import LinkState
from services.reference import loader


def choose(view: View) -> None:
    """Draw the choice of KLPD beside the first, and the button back to all peers."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="sesama"):
        others = list(view.state.klpd[1:])
        key = preset("f_sesama", others)
        names, offered = view.names, view.offered
        choosable = [kode for kode in offered if kode != view.klpd]
        codes = sorted(choosable, key=lambda kode: names.get(kode, kode).casefold())
        st.multiselect(
            view.say("banding.beside", nama=view.nama),
            [*codes, *(kode for kode in others if kode not in offered)],
            format_func=lambda kode: visible(names.get(kode, kode)),
            key=key,
            placeholder=view.words("banding.add"),
            select_all=False,
            max_selections=len(others) + room(view.state),
            wrap=True,
            on_change=link_writer(
                view.state,
                key,
                lambda state, chosen: state.change(klpd=(state.klpd[0], *chosen)),
            ),
        )
        if len(view.state.klpd) > 1 and peers(view):
            st.button(
                view.say("banding.all_peers", jenis=_kind(view)),
                key="semua_sesama",
                icon=":material/groups:",
                on_click=go,
                args=(view.state.change(klpd=(view.klpd,)),),
            )
    if not room(view.state):
        years = len(view.state.tahun)
        note(view.say("banding.full", most=MOST_CHOSEN, years=years))


def compared(view: View, data: Data) -> Comparison:
    """Return the KLPD chosen beside the first, or all its peers that are stored, however many.

    Peers that are not stored for the newest year can be read at the press of a button, at most
    MOST_PARTITIONS at a time.
    """
    every = peers(view)
    if len(view.state.klpd) > 1 or not every:
        return Comparison(data=data)
    place = st.empty()
    unread = _unread(view, every)
    pressed = (
        bool(unread)
        and view.state.snap is None
        and not view.imported_only
        and place.button(
            view.say("banding.read_peers", n=min(len(unread), MOST_PARTITIONS), jenis=_kind(view)),
            key="baca_sesama",
            icon=":material/download:",
            on_click=partitions.forget_failures,
            args=(view,),
            help=view.say("banding.read_why"),
        )
    )
    if pressed:
        missing = [(name, kode, view.tahun) for kode in unread[:MOST_PARTITIONS] for name in RUP]
        collecting.collect(view, missing)
        unread = _unread(view, every)
        place.empty()
    together = collecting.some(view, (view.klpd, *every), view.state.tahun)
    sharing.read_up_to(view, together.newest)
    return Comparison(data=together, kind=_kind(view), unread=tuple(unread))


def _unread(view: View, every: Sequence[str]) -> list[str]:
    """Return the peers without any stored dataset of the newest year."""
    stored = collecting.stored_klpd(view, every)
    return [kode for kode in every if kode not in stored]


def draw_partitions(data: Data) -> None:
    """Draw, folded, every partition behind the figures: when it was read and its state."""
    opened = fold(data.view, "bagian", data.view.say("banding.parts"))
    if opened is not None:
        with opened:
            table(data, "tersimpan", data.drawn(data.made(stored_partitions, reads=()), *RUP))


def room(state: LinkState) -> int:
    """Return how many more KLPD one page may show, with the years chosen."""
    return max(0, MOST_CHOSEN // max(len(state.tahun), 1) - len(state.klpd))


def peers(view: View) -> list[str]:
    """Return the codes of the first KLPD's peers: of its kind, or both kinds of its province."""
    return [kode for kode in _peers(view.klpd) if kode in view.names and kode != view.klpd]


@lru_cache(maxsize=1024)
def _peers(klpd: str) -> tuple[str, ...]:
    """Return the peers of a KLPD in the catalogue, which does not change."""
    return tuple(sebaya(loader.klpd().lazy(), klpd).collect()["kd_klpd"])


def _kind(view: View) -> str:
    """Return the kind of the peers in words: "kabupaten di Nusa Tenggara Barat"."""
    table = loader.klpd()
    row = table.filter(pl.col("kd_klpd") == view.klpd).row(0, named=True)
    province = loader.path((row["kode_wilayah"] or "")[:2])
    if row["jenis_klpd"] in ("KABUPATEN", "KOTA") and province:
        return view.words("banding.kind_in", nama=province[0].name)
    return kind_words(view, row["jenis_klpd"])


def stored_partitions(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return table `tersimpan`: the stored partitions of the chosen KLPD-years, by dataset."""
    order = ["tahun", "kd_klpd", "dataset"]
    names = ["rows", "complete", "verified", "changing", "suspect", "fetched_at", "source"]
    return frames.stored.select(*order, *names).sort(order, descending=[True, False, False])
