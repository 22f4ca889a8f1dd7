"""The search block: box, switches, hits with links to their pages, pagination, download.

A search covers everything stored in this scope, not only the chosen KLPD; the index is updated from
the store (services.search.keeper). Hits are ordered by kind, then by descending weight.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime

import polars as pl
import streamlit as st

from pages.shell.answers import cari
from pages.shell.reading import panels, partitions
from pages.shell.reading.rate_limits import MOST_PARTITIONS
from pages.shell.state.address import go, link_writer, preset
from pages.shell.state.unread import Partition
from pages.shell.state.view import View
from pages.shell.widgets import downloads, menu
from pages.shell.widgets.blocks import note, note_ignored
from pages.shell.widgets.downloads import Download
from pages.shell.widgets.filters import switch
from pages.shell.widgets.provenance import sharing
from pages.shell.widgets.provenance.citation import Line
from services.analysis.frames import PROGRAM, RUP, SATKER
from services.errors import ServiceError
from services.export import origin
from services.language.plain_text import plain, printable
from services.link import FIRST_YEAR, LONGEST_QUESTION, LinkState
from services.search.index import Found, Hit
from services.search.keeper import Covered, Keeper, opened
from services.search.words import words

PAGE = 20
MOST_DOWNLOADED = 10_000
TABLE = "temuan"


def box(view: View) -> None:
    """Draw the box for the question, which is written into the link."""
    key = preset("f_q", view.state.q)
    st.text_input(
        view.say("cari.box"),
        key=key,
        type="search",
        max_chars=LONGEST_QUESTION,
        placeholder=view.words("cari.hint"),
        icon=":material/search:",
        label_visibility="collapsed",
        on_change=link_writer(
            view.state, key, lambda state, text: _with_question(state, text or "")
        ),
    )


def covered(view: View) -> Covered:
    """Update the index from the store, after reading the chosen KLPD-years that are missing.

    Ends the page with a panel when the index cannot be opened.
    """
    known = _read_chosen(view)
    bar = st.empty()

    def show_progress(done: int, all_: int) -> None:
        if all_ > 1:
            text = view.say("cari.indexing", done=view.number(done), all=view.number(all_))
            bar.progress(done / all_, text=text)

    try:
        covering = _keeper(view).refresh(known, tell=show_progress)
    except ServiceError as error:
        panels.failed(view, error)
        st.stop()
    bar.empty()
    sharing.read_up_to(view, _searched_until(covering))
    return covering


def find(view: View) -> Found:
    """Return a page of hits for the question of the link, the last one for a page beyond it.

    Ends the page with a panel when the index cannot be read.
    """
    question, page = cari.question(view), _page(view.state)
    try:
        results = _keeper(view).find(question, limit=PAGE, offset=(page - 1) * PAGE)
        last = -(-results.total(cari.kind(view)) // PAGE)
        if last and page > last:
            return _keeper(view).find(question, limit=PAGE, offset=(last - 1) * PAGE)
        return results
    except ServiceError as error:
        panels.failed(view, error)
        st.stop()


def invite(view: View) -> None:
    """Draw what can be searched, with example questions."""
    st.markdown(view.say("cari.invite"))
    with st.container(horizontal=True, gap="small", key="contoh"):
        for at, text in enumerate(cari.examples(view)):
            st.button(
                text, key=f"contoh_{at}", on_click=go, args=(_with_question(view.state, text),)
            )


def switches(view: View, results: Found) -> None:
    """Draw the switches of the scope and of the kind of hits, with the count of each kind."""
    scopes, kinds = cari.scopes(view), cari.kinds(view, results)
    switch(view, "cakupan", scopes, label=view.say("cari.scope"), then=_first_page)
    switch(view, "jenis", kinds, label=view.say("cari.kind"), then=_first_page)


def listed(view: View, results: Found, covering: Covered) -> None:
    """Draw the hits, each as a link to its page, the download and the pagination."""
    if not results.hits:
        with st.container(border=True, key="kosong"):
            st.markdown(f"## :material/search_off: {view.say('cari.nothing')}")
            st.markdown(cari.nothing(view, results))
            if results.total() and cari.kind(view):
                every_kind = _first_page(view.state.switched("jenis", ""))
                words = view.say("cari.all_kinds")
                st.button(words, key="semua_jenis", on_click=go, args=(every_kind,))
            elif cari.narrowed(view):
                all_stored = _first_page(view.state.switched("cakupan", ""))
                words = view.say("cari.all_stored")
                st.button(words, key="semua_isi", on_click=go, args=(all_stored,))
        return
    with st.container(key="temuan", gap="small"):
        for hit in results.hits:
            with st.container(gap=None):
                with st.container(horizontal=True, horizontal_alignment="distribute", wrap=False):
                    page_name, state = cari.place(view.state, hit)
                    menu.page_link(view, page_name, state, label=cari.marked(hit.teks, results))
                    if hit.pagu is not None:
                        st.markdown(f"**{view.rupiah(hit.pagu)}**", width="content")
                note(cari.about(view, hit))
    if view.state.satker:
        note_ignored(view, ("satker",))
    total = results.total(cari.kind(view))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        cited = view.words("cari.cited", q=view.state.q)
        found = download(view, _keeper(view), total, covering)
        downloads.menu_of_line(view, _source(view, covering), cited, key="temuan", download=found)
        pages = -(-total // PAGE)
        page = min(_page(view.state), pages)
        st.caption(cari.span(view, page, PAGE, total), width="content")
        if pages > 1:
            key = f"p_{TABLE}_{page}"

            def turn() -> None:
                go(replace(view.state.switched("tabel", TABLE), hal=st.session_state[key]))

            st.pagination(pages, default=page, key=key, max_visible_pages=5, on_change=turn)


def _page(state: LinkState) -> int:
    """Return the page of hits in the link; `hal` is theirs unless the link names a table."""
    return (state.hal or 1) if state.switch("tabel", TABLE) == TABLE else 1


def download(view: View, keeper: Keeper, total: int, covering: Covered) -> Download:
    """Return the first MOST_DOWNLOADED hits of the question as a download."""
    question = cari.question(view)

    def rows() -> pl.DataFrame:
        hits = keeper.find(question, limit=MOST_DOWNLOADED).hits
        names = [field.name for field in fields(Hit)]
        cells = [[getattr(hit, name) for name in names] for hit in hits]
        schema = {name: _NUMBERS.get(name, pl.String) for name in names}
        return pl.DataFrame(cells, schema=schema, orient="row")

    cut = total > MOST_DOWNLOADED
    hits_download = downloads.of_line(
        view,
        rows,
        min(total, MOST_DOWNLOADED),
        _source(view, covering),
        name=TABLE,
        file="-".join([TABLE, *words(view.state.q)])[:80],
        narrowed={view.words("cari.box"): view.state.q},
    )
    why = view.say("cari.csv_cut" if cut else "cari.csv", n=view.number(MOST_DOWNLOADED))
    return replace(hits_download, why=why)


def _source(view: View, covering: Covered) -> Line:
    """Return the source of the hits: everything that was searched."""
    return Line(
        text=plain(cari.coverage_line(view, covering)),
        newest=_searched_until(covering),
        origin=origin.kind(covering.manifests),
    )


def _searched_until(covering: Covered) -> datetime | None:
    """Return the end of the newest pass that was searched."""
    return covering.span[1] if covering.span else None


_NUMBERS: dict[str, type[pl.DataType]] = {"tahun": pl.Int16, "pagu": pl.Int64, "jumlah": pl.Int64}


def _with_question(state: LinkState, text: str) -> LinkState:
    return _first_page(state.change(q=printable(text)))


def _first_page(state: LinkState) -> LinkState:
    return replace(state, hal=None)


def _read_chosen(view: View) -> str:
    """Read the chosen KLPD-years that are not stored; return a text that changes with their rows.

    The year compared is read, too: the flags need it, and names come from every year.
    """
    state = view.state
    if not state.klpd or state.snap or len(state.klpd) * len(state.tahun) > MOST_PARTITIONS:
        return ""
    years = {(kode, year): None for kode in state.klpd for year in state.tahun}
    if view.lalu >= FIRST_YEAR:
        years[view.klpd, view.lalu] = None
    chosen: list[Partition] = [(name, kode, year) for kode, year in years for name in RUP]
    chosen += [(SATKER, kode, None) for kode in state.klpd]  # its names are searched, too
    first = (PROGRAM, view.klpd, view.tahun)
    outcomes = partitions.outcomes(view, chosen, first=(first,))
    return repr([o.snapshot.manifest.digest for o in outcomes if o.snapshot])


def _keeper(view: View) -> Keeper:
    return _cached_keeper(f"{view.app.settings.data} {id(view.app.repository)}", view)


@st.cache_resource(max_entries=4, show_spinner=False)
def _cached_keeper(key: str, _view: View) -> Keeper:
    return opened(_view.app.repository, _view.app.settings.data)
