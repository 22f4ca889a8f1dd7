"""The family of a RUP code from all stored years: a graph with states, and a table."""

from __future__ import annotations

from functools import partial

from pages.shell.answers import kaji_ulang
from pages.shell.reading.data import Data
from pages.shell.widgets.blocks import heading, note, section, source
from pages.shell.widgets.charts import chart
from pages.shell.widgets.tables import table
from services.charts.figures import lineage_graph

TRAIL = ("tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru", "jenis_revisi", "alasan_kajiulang", "arah")


def family(data: Data) -> None:
    """Draw the family of the code in the link, or a note that it has none."""
    view = data.view
    kode = view.state.kode
    if not kode:
        return
    section()
    heading(view.say("kaji_ulang.family", kode=kode))
    trail = data.shown("jejak")
    if trail.rows.is_empty():
        note(view.say("kaji_ulang.family_none", kode=kode))
        return
    graph = partial(lineage_graph, code=kode, states=kaji_ulang.codes(data))
    chart(view, graph, trail, key="family", drill=("kode",))
    table(data, "jejak", trail, columns=TRAIL, first=True)
    source(data)
