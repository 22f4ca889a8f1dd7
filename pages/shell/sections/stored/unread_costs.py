"""What is not read yet of the chosen KLPD-years, what that costs, and buttons that read it."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.shell.sections.collecting import collect
from pages.shell.sections.stored.block import allowed
from pages.shell.sections.stored.store import Store
from pages.shell.state import error_text
from pages.shell.widgets import blocks
from pages.shell.widgets.lists.tables import table
from services import inventory
from services.harvest import cost
from services.reference import loader

_COLUMNS: dict[str, pl.DataType] = {
    "dataset": pl.String(),
    "kd_klpd": pl.String(),
    "tahun": pl.Int16(),
    "permintaan": pl.Int64(),
    "menit": pl.Int64(),
}


def unread(store: Store) -> None:
    """Draw the cost of every partition that is not read, with a button for each dataset."""
    view = store.view
    state = view.state
    if view.imported_only:
        blocks.note(view.say("data.only_imported"))
        return
    requests = [] if state.snap else inventory.unread(view.app.repository, state.klpd, state.tahun)
    if not requests:
        blocks.note(view.say("data.all_read"))
        return
    kinds = dict(loader.klpd().select("kd_klpd", "jenis_klpd").iter_rows())
    costs = list(cost.estimate(view.app.repository, requests, kinds))
    rows = [
        {
            "dataset": request.dataset.name,
            "kd_klpd": request.values["kode_klpd"],
            "tahun": request.tahun,
            "permintaan": spent.requests,
            "menit": spent.minutes,
        }
        for request, spent in costs
    ]
    drawn = store.data.drawn(pl.DataFrame(rows, schema=_COLUMNS))
    table(store.data, "belum-dibaca", drawn, source=store.source)
    for error in filter(None, map(view.app.readings.failure, requests)):
        st.markdown(f":orange[:material/error: {error_text.message(error, view.lang)}]")
    blocks.note(view.say("data.unread_note"))
    pressed = []
    with st.container(horizontal=True, gap="small", key="baca_dataset"):
        for name, spent in cost.by_dataset(costs).items():
            words = view.say(
                "data.read_dataset" if spent.minutes else "data.read_dataset_soon",
                dataset=name,
                n=view.number(spent.requests),
                menit=view.number(spent.minutes),
            )
            if st.button(words, key=f"baca_{name}", icon=":material/download:"):
                pressed.append(name)
    for name in pressed:
        if allowed(view):
            view.app.readings.forget_failures()
            of_dataset = [request for request in requests if request.dataset.name == name]
            collect(view, [request.partition for request in of_dataset])
            st.rerun()
