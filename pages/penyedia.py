from functools import partial

from pages.shell.answers import penyedia
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections.budget_rows import BUDGETS, sources_of_money
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, beside, figures, heading, note, section, source
from pages.shell.widgets.charts import chart
from pages.shell.widgets.filters import field_filter
from pages.shell.widgets.matrix import matrix
from pages.shell.widgets.tables import Drill, folded, table
from services.analysis.frames import HISTORY, PAKET, PENYEDIA, PENYEDIA_UMUM, STRUKTUR
from services.charts.figures import announced_of_spending, domestic_and_small, schedule

READS = (PENYEDIA, PAKET, HISTORY, STRUKTUR)
OPENS = Drill(column="kd_rup", field="kode", page="paket")
LIST = ("kd_rup", "nama_paket", "nama_satker", "metode", "jenis", "status", "pagu", "keadaan")
SATKERS = ("nama_satker", "jumlah_paket", "pagu", "pagu_pdn", "pagu_ukm", "pagu_pds")
SPENDING = ("nama_satker", "belanja_pengadaan", "rasio", "rasio_31_maret_terendah", "selisih")

view = start("penyedia")
data = read(view, PENYEDIA, PENYEDIA_UMUM, reads=READS, if_stored=BUDGETS)
field_filter(view, "pengadaan", penyedia.kinds(data))
field_filter(view, "metode", penyedia.methods(data))
answer(penyedia.sentence(data))
figures(view, penyedia.row(data))
source(data)
note(penyedia.listed(data))

section()
heading(view.say("penyedia.matrix", tahun=view.tahun))
with when_read(data):
    matrix(view, data.now("penyedia-metode", pengadaan="", metode=""))
    folded(data, "penyedia-metode")
    source(data)

section()
left, right = beside()
with right, when_read(data):
    heading(view.say("penyedia.satkers"))
    table(data, "penyedia-per-satker", columns=SATKERS, space="half")
with left, when_read(data):
    heading(view.say("penyedia.shares", tahun=view.tahun))
    chart(view, domestic_and_small, data.now("penyedia-per-satker", satker=""), key="shares")
source(data)

section()
heading(view.say("penyedia.schedule", tahun=view.tahun))
with when_read(data):
    last = data.table("penyedia-jadwal", klpd=(view.klpd,), tahun=(view.lalu,))
    chart(view, partial(schedule, last=last), data.now("penyedia-jadwal"), key="schedule")
    note(view.say("penyedia.schedule_note"))
    folded(data, "penyedia-jadwal")
    source(data)

section()
heading(view.say("penyedia.spending_title", tahun=view.tahun))
with when_read(data):
    answer(penyedia.spending(data))
    if penyedia.has_spending(data):
        used = data.now("pemanfaatan", satker="")
        chart(view, announced_of_spending, used, key="spending")
        note(view.say("penyedia.spending_note"))
        folded(data, "pemanfaatan", columns=SPENDING)
        source(data)

section()
heading(view.say("penyedia.list"))
with when_read(data):
    table(data, "penyedia-paket", columns=LIST, drill=OPENS, first=True)
    source(data)

with when_read(data):
    sources_of_money(data)
