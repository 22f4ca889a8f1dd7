"""The changes between two snapshots of a partition, chosen by their instants (`dari`, `ke`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

import streamlit as st

from pages.shell.sections.stored.kinds import MONEY, kinds
from pages.shell.sections.stored.store import Store
from pages.shell.state.address import link_writer, preset
from pages.shell.state.drawn import Drawn
from pages.shell.state.view import View
from pages.shell.widgets import blocks
from pages.shell.widgets.layout import two_columns
from pages.shell.widgets.lists.tables import table
from services.analysis.frames import HISTORY, PROGRAM
from services.analysis.stored.diff import beralih, differences, ringkasan
from services.language.wording import instant
from services.link import LinkState


def changes(store: Store) -> None:
    """Draw the choice of two instants and the rows added, removed and changed between them."""
    view = store.view
    name = view.state.switch("riwayat", PROGRAM)
    partition = next((s for s in store.chosen if s.dataset == name), None)
    if partition is None or len(partition.passes) < 2:
        blocks.note(view.say("perubahan.one_pass", dataset=name))
        return
    instants = [p.fetched_at for p in partition.passes]
    later = view.state.ke if view.state.ke in instants else instants[0]
    earlier = view.state.dari if view.state.dari in instants else instants[1]
    left, right = two_columns()
    with left:
        _choose_instant(view, "dari", instants, earlier)
    with right:
        _choose_instant(view, "ke", instants, later)
    request = view.app.rup((partition.dataset,), (partition.kd_klpd,), (partition.tahun or 0,))[0]
    old, new = (view.app.repository.peek(request, at) for at in (earlier, later))
    if old is None or new is None:
        blocks.note(view.say("perubahan.gone"))
        return
    digests = f"{old.manifest.digest} {new.manifest.digest}"
    stamp = f"{partition.dataset} {partition.kd_klpd} {partition.tahun} {digests}"
    pair = old.frame.lazy(), new.frame.lazy()
    lines = store.data.cached(f"beda {stamp}", partial(differences, *pair, request.dataset.key))
    money = MONEY.get(partition.dataset, "")
    counted = store.data.cached(
        f"geser {stamp}", partial(ringkasan, *pair, request.dataset.key, money)
    )
    text = view.say("perubahan.rows", **kinds(view, counted))
    if money:
        change = view.rupiah(int(counted["selisih"].sum()))
        text = f"{text} {view.say('perubahan.pagu', selisih=change)}"
    blocks.answer(text)
    source = replace(store.source, newest=later, partitions=(old, new))
    pairs = ((partition.kd_klpd, partition.tahun or 0),)
    if partition.dataset == HISTORY:
        states = store.data.cached(f"beralih {stamp}", partial(beralih, *pair))
        drawn = Drawn(rows=states, pairs=pairs)
        table(store.data, "beralih", drawn, height=260, source=source)
    if lines.height:
        table(store.data, "beda", Drawn(rows=lines, pairs=pairs), height=360, source=source)


def _choose_instant(view: View, field: str, instants: list[datetime], chosen: datetime) -> None:
    """Draw the choice of an instant, which is written into a field of the link."""
    key = preset(f"i_{field}", chosen)

    def change(state: LinkState, value: datetime) -> LinkState:
        return state.change(**{field: value})

    st.selectbox(
        view.say(f"perubahan.{field}"),
        instants,
        format_func=lambda at: f"{instant(at, view.lang)} ({at:%H:%M:%SZ})",
        key=key,
        on_change=link_writer(view.state, key, change),
    )
