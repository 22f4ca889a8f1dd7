"""The note on a page as of a chosen day (`snap`): newer data exist, and what changed since."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from pages.shell.reading.data import Data
from pages.shell.sections.stored.kinds import MONEY, kinds
from pages.shell.state.address import go
from pages.shell.widgets import menu
from services.analysis.stored.diff import ringkasan
from services.language.wording import instant


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
    as_of = view.say("snap.as_of", waktu=instant(view.state.snap, view.lang))
    since = view.say("snap.same")
    if pairs:
        changes = []
        for then, later in pairs:
            dataset = then.request.dataset
            frames = then.frame.lazy(), later.frame.lazy()
            make = partial(ringkasan, *frames, dataset.key, MONEY.get(dataset.name, ""))
            name = f"geser {then.request} {then.manifest.digest} {later.manifest.digest}"
            changes.append(data.cached(name, make).select("perubahan", "jumlah"))
        counts = pl.concat(changes).group_by("perubahan").agg(pl.col("jumlah").sum())
        since = view.say(
            "snap.newer",
            n=len(pairs),
            all=len(snapshots),
            waktu=instant(max(later.manifest.fetched_at for _, later in pairs), view.lang),
            **kinds(view, counts),
        )
    with st.container(key="as_of", gap="xsmall"):
        st.markdown(f":orange[:material/history: {as_of} {since}]")
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
