"""The note on a page as of a chosen day (`snap`): newer data exist, and what changed since."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from pages.shell.reading.data import Data
from pages.shell.sections.stored.kinds import MONEY, kinds
from pages.shell.state.address import go
from pages.shell.widgets import menu
from services.analysis.diff import ringkasan
from services.language.wording import instant
from services.repository import Snapshot


def newer(data: Data) -> None:
    """Draw the note with the changes since the chosen day and links to now and to the changes."""
    view = data.view
    if view.state.snap is None:
        return
    snapshots = data.snapshots()
    pairs = []
    for old in snapshots:
        new = view.app.repository.peek(old.request)
        if new is not None and new.manifest.digest != old.manifest.digest:
            pairs.append((old, new))
    with st.container(key="as_of", gap="xsmall"):
        st.markdown(f":orange[:material/history: {_sentence(data, pairs, len(snapshots))}]")
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            now = view.state.change(snap=None)
            label = view.say("shell.as_of_now")
            st.button(label, key="to_now", type="tertiary", on_click=go, args=(now,))
            if pairs:
                old, new = pairs[0]
                compared = view.state.change(
                    klpd=(old.request.values["kode_klpd"],),
                    tahun=view.state.tahun if (year := old.request.tahun) is None else (year,),
                    dari=old.manifest.fetched_at,
                    ke=new.manifest.fetched_at,
                    snap=None,
                ).switched("riwayat", old.request.dataset.name)
                menu.page_link(view, "data", compared, label=view.say("snap.see"))


def _sentence(data: Data, pairs: list[tuple[Snapshot, Snapshot]], all_: int) -> str:
    """Return what changed in the pairs of old and new snapshots, of how many partitions."""
    view = data.view
    as_of = view.say("snap.as_of", waktu=instant(view.state.snap, view.lang))
    if not pairs:
        return f"{as_of} {view.say('snap.same')}"
    newest = max(new.manifest.fetched_at for _, new in pairs)
    changes = []
    for old, new in pairs:
        dataset = old.request.dataset
        frames = old.frame.lazy(), new.frame.lazy()
        make = partial(ringkasan, *frames, dataset.key, MONEY.get(dataset.name, ""))
        name = f"geser {old.request} {old.manifest.digest} {new.manifest.digest}"
        changes.append(data.cached(name, make).select("perubahan", "jumlah"))
    counts = pl.concat(changes).group_by("perubahan").agg(pl.col("jumlah").sum())
    since = view.say(
        "snap.newer",
        n=len(pairs),
        all=all_,
        waktu=instant(newest, view.lang),
        **kinds(view, counts),
    )
    return f"{as_of} {since}"
