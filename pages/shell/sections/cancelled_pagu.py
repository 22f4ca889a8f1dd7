"""The block on the recorded pagu of cancelled codes, and on codes that two lists contradict."""

from __future__ import annotations

from functools import partial

from pages.shell.answers import pembatalan
from pages.shell.reading.data import Data
from pages.shell.reading.progress import when_read
from pages.shell.widgets.blocks import answer, heading, note, section, source
from pages.shell.widgets.tables import table

_COLUMNS = (
    *("nama_satker", "kode", "pagu", "pagu_tidak_diketahui", "kode_alasan_ganda"),
    "kode_non_pengadaan",
)


def contradictions(data: Data) -> None:
    """Note how many cancelled or replaced codes stand on an announced list; nothing for none."""
    if text := pembatalan.contradictions(data):
        note(text)


def cancelled_pagu(data: Data) -> None:
    """Draw the recorded pagu by satker; where no list of provider packages is read, say so."""
    view = data.view
    section()
    heading(view.say("kaji_ulang.pagu_batal", tahun=view.tahun))
    with when_read(data):
        listed = pembatalan.list_read(data)
        if listed is None:
            note(view.say("kaji_ulang.pagu_belum_dibaca", nama=view.nama, tahun=view.tahun))
            return
        answer(pembatalan.sentence(data))
        note(view.say("kaji_ulang.pagu_batal_catatan"))
        if listed:
            note(view.say("kaji_ulang.hanya_terumumkan"))
        table(
            data,
            "pembatalan-pagu",
            columns=_COLUMNS,
            order="-pagu",
            also=partial(pembatalan.in_words, view),
        )
        source(data)
