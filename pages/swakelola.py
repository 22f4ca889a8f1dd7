from pages.shell.answers import swakelola
from pages.shell.answers.package_lists import organiser_list, package_list, swakelola_list
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections.chosen_klpd import Measure, chosen_klpd
from pages.shell.sections.packages.announced import announced_everywhere, status_years
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, heading, log_figures, note, section, source
from pages.shell.widgets.filters import field_filter
from pages.shell.widgets.lists.ranked_list import ranked_list
from services.analysis.frames import PAKET

PACKAGES = Measure(page="swakelola", column="jumlah_paket", dataset=PAKET)

view = start("swakelola")
data = read(view, PAKET)
field_filter(view, "status", swakelola.statuses(data))
answer(swakelola.sentence(data))
log_figures(view, swakelola.row(data))
note(view.say("swakelola.caveat"))
with when_read(data):
    chosen_klpd(data, PACKAGES, view.say("swakelola.klpd", tahun=view.tahun))
with when_read(data):
    status_years(data)
with when_read(data):
    heading(view.say("swakelola.bars", tahun=view.tahun), view.say("swakelola.bars_how"))
    ranked_list(data, swakelola_list.satkers(data))

section()
with when_read(data):
    heading(view.say("swakelola.list", tahun=view.tahun), view.say("swakelola.list_how"))
    ranked_list(data, package_list.packages(data))

section()
with when_read(data):
    heading(view.say("swakelola.matrix", tahun=view.tahun), view.say("swakelola.matrix_how"))
    ranked_list(data, organiser_list.types(data))

section()
with when_read(data):
    heading(view.say("swakelola.flows", tahun=view.tahun), view.say("swakelola.flows_how"))
    ranked_list(data, organiser_list.organisers(data))

section()
with when_read(data):
    announced_everywhere(data)
source(data)
