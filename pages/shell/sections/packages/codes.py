"""The search for the family of a code, and the tables of all codes and families in a fold."""

from __future__ import annotations

from pages.shell.answers.lists import pembatalan
from pages.shell.reading.data import Data
from pages.shell.widgets.blocks import note
from pages.shell.widgets.filters import code_box, fold
from pages.shell.widgets.lists.tables import Drill, table

STATES = ("kd_rup", "jenis_paket", "keadaan", "asal", "terumumkan", "sejak", "akar", "kedalaman")
FOLD = "keadaan"


def codes(data: Data) -> None:
    """Draw the input of a code, whose family the page then shows, and the tables of all."""
    view = data.view
    hint = view.words("kaji_ulang.code_hint")
    code_box(view, "kode", label=view.say("kaji_ulang.code"), placeholder=hint)
    opened = fold(view, FOLD, view.say("kaji_ulang.codes"))
    if opened is None:
        return
    with opened:
        if contradicted := pembatalan.contradictions(data):
            note(contradicted)
        table(data, "keadaan", columns=STATES, drill=Drill(column="kd_rup", field="kode"))
        note(view.say("kaji_ulang.all_families"))
        table(data, "silsilah", drill=Drill(column="akar", field="kode"))
