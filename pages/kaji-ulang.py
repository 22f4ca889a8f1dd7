from pages.shell.answers import kaji_ulang
from pages.shell.answers.lists import reason_list, revision_list
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections.chosen_klpd import Measure, chosen_klpd
from pages.shell.sections.packages.cancelled_pagu import cancelled_pagu
from pages.shell.sections.packages.codes import codes
from pages.shell.sections.packages.family import chosen_family
from pages.shell.sections.packages.revision_months import months_table, revision_months
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, heading, log_figures, note, section, source
from pages.shell.widgets.filters import field_filter
from pages.shell.widgets.layout import two_columns
from pages.shell.widgets.lists.ranked_list import ranked_list
from services.analysis.frames import HISTORY, PROVIDER_LISTS

ACTS = Measure(page="kaji_ulang", column="tindakan", dataset=HISTORY)

view = start("kaji_ulang")
data = read(view, HISTORY, if_stored=PROVIDER_LISTS)
field_filter(view, "jenis", kaji_ulang.kinds(view))
answer(kaji_ulang.sentence(data))
log_figures(view, kaji_ulang.row(data))
note(kaji_ulang.duty(view))
with when_read(data):
    chosen_family(data)
with when_read(data):
    chosen_klpd(data, ACTS, view.say("kaji_ulang.klpd", tahun=view.tahun))

with when_read(data):
    satkers = revision_list.satkers(data)
    heading(view.say("kaji_ulang.list", tahun=view.tahun), revision_list.how(view, satkers))
    ranked_list(data, satkers)
    note(revision_list.rates(data))

section()
left, right = two_columns()
with left, when_read(data):
    revision_months(data)
with right, when_read(data):
    heading(view.say("kaji_ulang.reasons", tahun=view.tahun), reason_list.how(data))
    ranked_list(data, reason_list.reasons(data))
with when_read(data):
    months_table(data)
with when_read(data):
    codes(data)
with when_read(data):
    cancelled_pagu(data)
source(data)
