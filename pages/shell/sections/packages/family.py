"""The family of a RUP code from all stored years: its timeline, and its rows on demand."""

from __future__ import annotations

from pages.shell.answers.package import keluarga
from pages.shell.reading.data import Data
from pages.shell.widgets.blocks import heading, note, section, source
from pages.shell.widgets.figures.figure_head import table_shown
from pages.shell.widgets.figures.timeline import timeline
from pages.shell.widgets.lists.tables import table

TRAIL = ("tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru", "jenis_revisi", "alasan_kajiulang", "arah")


def family(data: Data) -> bool:
    """Draw the family of the code in the link; tell whether the history has it."""
    drawn = keluarga.rows(data)
    if drawn.rows.is_empty():
        return False
    view = data.view
    section()
    title = view.say("garis.judul_keluarga", kode=view.state.kode)
    timeline(data, keluarga.family(data), drawn, title=title, table=keluarga.SWITCH)
    if table_shown(data, keluarga.SWITCH):
        table(data, "jejak", drawn, columns=TRAIL, first=True)
    return True


def chosen_family(data: Data) -> None:
    """Draw the family of a chosen code with its source, or a note that the history has none."""
    view = data.view
    kode = view.state.kode
    if not kode:
        return
    if family(data):
        source(data)
    else:
        section()
        heading(view.say("kaji_ulang.family", kode=kode))
        note(view.say("kaji_ulang.family_none", kode=kode))
