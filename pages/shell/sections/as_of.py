"""Say that newer data exist than those of the chosen day (`snap`), and what changed since."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from pages.shell.reading.data import Data
from pages.shell.sections.stored.kinds import MONEY, kinds
from pages.shell.state.address import go
from pages.shell.state.link import LinkState
from pages.shell.state.view import View
from pages.shell.widgets import menu
from services.analysis.diff import ringkasan
from services.language.wording import instant
from services.repository import Snapshot


def newer(data: Data) -> None:
    """Tell a reader of an older instant that newer data exist, what changed, and the ways on."""
    view = data.view
    if view.state.snap is None:
        return
    snapshots = data.snapshots()
    pairs = [(old, new) for old in snapshots if (new := _latest(view, old)) is not None]
    with st.container(key="as_of", gap="xsmall"):
        st.markdown(f":orange[:material/history: {_sentence(data, pairs, len(snapshots))}]")
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            now = view.state.change(snap=None)
            label = view.say("shell.as_of_now")
            st.button(label, key="to_now", type="tertiary", on_click=go, args=(now,))
            if pairs:
                menu.page_link(view, "data", _compared(view, *pairs[0]), label=view.say("snap.see"))


def _latest(view: View, old: Snapshot) -> Snapshot | None:
    """Return the newest snapshot of a partition when its rows are not those of the older one."""
    new = view.app.repository.peek(old.request)
    return new if new is not None and new.manifest.digest != old.manifest.digest else None


def _sentence(data: Data, pairs: list[tuple[Snapshot, Snapshot]], parts: int) -> str:
    view = data.view
    as_of = view.say("snap.as_of", waktu=instant(view.state.snap, view.lang))
    if not pairs:
        return f"{as_of} {view.say('snap.same')}"
    newest = max(new.manifest.fetched_at for _, new in pairs)
    counted = pl.concat([_counted(data, old, new) for old, new in pairs])
    since = view.say(
        "snap.newer",
        n=len(pairs),
        all=parts,
        waktu=instant(newest, view.lang),
        **kinds(view, counted.group_by("perubahan").agg(pl.col("jumlah").sum())),
    )
    return f"{as_of} {since}"


def _counted(data: Data, old: Snapshot, new: Snapshot) -> pl.DataFrame:
    dataset = old.request.dataset
    make = partial(
        ringkasan, old.frame.lazy(), new.frame.lazy(), dataset.key, MONEY.get(dataset.name, "")
    )
    name = f"geser {old.request} {old.manifest.digest} {new.manifest.digest}"
    return data.cached(name, make).select("perubahan", "jumlah")


def _compared(view: View, old: Snapshot, new: Snapshot) -> LinkState:
    """Return the state of the Data page that lays these two snapshots side by side."""
    values = old.request.values
    state = view.state.change(
        klpd=(values["kode_klpd"],),
        tahun=(int(values["tahun"]),),
        dari=old.manifest.fetched_at,
        ke=new.manifest.fetched_at,
        snap=None,
    )
    return state.switched("riwayat", old.request.dataset.name)
