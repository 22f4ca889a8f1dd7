from pages.shell.answers import penyedia
from pages.shell.answers.drawings import penyedia_drawings
from pages.shell.answers.package_lists import penyedia_lists, penyedia_packages
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections.chosen_klpd import Measure, chosen_klpd
from pages.shell.sections.packages.budget_rows import BUDGETS, sources_of_money
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, heading, note, section, source
from pages.shell.widgets.figures.matrix import matrix
from pages.shell.widgets.figures.plots import plot
from pages.shell.widgets.filters import field_filter
from pages.shell.widgets.layout import keyed, two_columns
from pages.shell.widgets.lists.ranked_list import ranked_list
from services.analysis.frames import HISTORY, PAKET, PENYEDIA, PENYEDIA_UMUM, STRUKTUR

READS = (PENYEDIA, PAKET, HISTORY, STRUKTUR)
PAGU = Measure(page="penyedia", column="pagu", dataset=PENYEDIA, money=True)
LIST = "paket_penyedia"

view = start("penyedia")
data = read(view, PENYEDIA, PENYEDIA_UMUM, reads=READS, if_stored=BUDGETS)
field_filter(view, "pengadaan", penyedia.kinds(data))
field_filter(view, "metode", penyedia.methods(data))
answer(penyedia.sentence(data))
note(penyedia.listed(data))
with when_read(data):
    chosen_klpd(data, PAGU, view.say("penyedia.klpd", tahun=view.tahun))

heading(view.say("penyedia.matrix", tahun=view.tahun), view.say("penyedia.matrix_how"))
with when_read(data):
    matrix(data, data.now("penyedia-metode", pengadaan="", metode=""), leads_to=LIST)

if len(view.state.tahun) > 1:
    section()
    heading(view.say("penyedia.method_years"), view.say("penyedia.method_years_how"))
    with when_read(data):
        plot(data, *penyedia_drawings.methods(data), name="pangsa-metode")

section()
left, right = two_columns()
with left, when_read(data):
    heading(view.say("penyedia.schedule"), penyedia_drawings.early(data))
    plot(data, *penyedia_drawings.schedule(data), name="penyedia-jadwal")
    note(view.say("penyedia.schedule_note"))
with right, when_read(data):
    heading(view.say("penyedia.shares", tahun=view.tahun), view.say("penyedia.shares_how"))
    ranked_list(data, penyedia_lists.domestic_and_small(data))

section()
heading(view.say("penyedia.spending_title", tahun=view.tahun), view.say("penyedia.spending_how"))
with when_read(data):
    answer(penyedia.spending(data))
    if penyedia.has_spending(data):
        ranked_list(data, penyedia_lists.spending(data))
        note(view.say("penyedia.spending_note"))

section()
with keyed(LIST):
    heading(view.say("penyedia.list"), view.say("penyedia.list_how"))
    with when_read(data):
        ranked_list(data, penyedia_packages.packages(data))

with when_read(data):
    sources_of_money(data)
source(data)
