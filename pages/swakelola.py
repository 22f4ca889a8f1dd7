from functools import partial

from pages.shell.answers import swakelola
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, beside, figures, heading, note, section, source
from pages.shell.widgets.charts import SATKERS, chart
from pages.shell.widgets.filters import field_filter
from pages.shell.widgets.tables import folded, table
from services.analysis.frames import PAKET
from services.charts.figures import (
    announcement_curve,
    organiser_flows,
    stacked_bars,
    type_status_matrix,
)

STATUS = ("nama_satker", "status", "jumlah_paket")
LIST = ("kd_rup", "nama_paket", "nama_satker", "status", "pagu", "tgl_pengumuman_paket")

view = start("swakelola")
data = read(view, PAKET)
field_filter(view, "status", swakelola.statuses(data))
answer(swakelola.sentence(data))
figures(view, swakelola.row(data))
source(data)
note(view.say("swakelola.caveat"))

left, right = beside()
with right, when_read(data):
    heading(view.say("swakelola.bars_all"))
    first = not view.state.satker
    table(data, "swakelola-status", columns=STATUS, space="half", first=first)
with left, when_read(data):
    heading(view.say("swakelola.bars", tahun=view.tahun))
    satkers = data.now("swakelola-status", of=(PAKET,), satker="", status="")
    bars = partial(stacked_bars, **SATKERS, limit=14, drill=True)
    chart(view, bars, satkers, key="satkers", drill=("satker",))
source(data)

section()
heading(view.say("swakelola.list"))
with when_read(data):
    table(data, "paket", columns=LIST, first=bool(view.state.satker))
    source(data)

section()
left, right = beside()
with left, when_read(data):
    heading(view.say("swakelola.matrix", tahun=view.tahun))
    types = data.now("swakelola-tipe", status="")
    matrix = partial(type_status_matrix, drill=True)
    chart(view, matrix, types, key="types", drill=("", "status"))
    folded(data, "swakelola-tipe")
with right, when_read(data):
    heading(view.say("swakelola.flows", tahun=view.tahun))
    organisers = data.now("swakelola-penyelenggara")
    chart(view, partial(organiser_flows, limit=6), organisers, key="flows")
    folded(data, "swakelola-penyelenggara")
source(data)

section()
heading(view.say("swakelola.curve"))
with when_read(data):
    chart(view, announcement_curve, swakelola.curve(data), key="curve")
    swakelola.march(data)
    folded(data, "swakelola-pengumuman")
    source(data)
