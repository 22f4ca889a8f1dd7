"""The block on the recorded pagu of cancelled codes."""

from __future__ import annotations

from pages.shell.answers.lists import cancelled_list, pembatalan
from pages.shell.reading.data import Data
from pages.shell.widgets.blocks import answer, heading, note, section
from pages.shell.widgets.lists.ranked_list import ranked_list


def cancelled_pagu(data: Data) -> None:
    """Draw the recorded pagu by satker where a list of provider packages is read."""
    view = data.view
    listed = pembatalan.list_read(data)
    if listed is None:
        return
    section()
    heading(view.say("kaji_ulang.pagu_batal", tahun=view.tahun))
    answer(pembatalan.sentence(data))
    note(view.say("kaji_ulang.pagu_batal_catatan"))
    if listed:
        note(view.say("kaji_ulang.hanya_terumumkan"))
    ranked_list(data, cancelled_list.satkers(data))
