"""Where the money of packages comes from, drawn where budget rows are stored."""

from __future__ import annotations

from pages.shell.reading.data import Data
from pages.shell.widgets import menu
from pages.shell.widgets.blocks import heading, note, section, source
from pages.shell.widgets.tables import table
from services.analysis.frames import ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA
from services.language.plain_text import plain

BUDGETS = (ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA)
COLUMNS = ("jenis_paket", "sumber_dana", "jenis_dana_apbn", "asal_dana", "jumlah_paket", "pagu")


def sources_of_money(data: Data) -> None:
    """Draw the table `sumber-dana`, or that budget rows are not read and where to read them."""
    view = data.view
    section()
    heading(view.say("penyedia.money"))
    if not data.snapshots(*BUDGETS):
        note(view.say("penyedia.money_unread", nama=plain(view.nama), tahun=view.tahun))
        menu.page_link(view, "data", label=view.say("shell.page.data"))
        return
    table(data, "sumber-dana", columns=COLUMNS)
    note(view.say("penyedia.money_note"))
    source(data)
