from pages.shell.answers import kaji_ulang
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections.cancelled_pagu import cancelled_pagu, contradictions
from pages.shell.sections.family import family
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, beside, figures, heading, note, section, source
from pages.shell.widgets.charts import chart
from pages.shell.widgets.filters import code_box, field_filter
from pages.shell.widgets.tables import Drill, folded, table
from services.analysis.frames import HISTORY, PROVIDER_LISTS
from services.charts.figures import day_calendar, months_by_type

OPENS = Drill(column="kd_rup", field="kode")
ROOTS = Drill(column="akar", field="kode")
SATKERS = ("nama_satker", "tindakan", "kode", "batal_bersih", "revisi")
STATES = ("kd_rup", "jenis_paket", "keadaan", "asal", "terumumkan", "sejak", "akar", "kedalaman")
REASONS = ("kelompok", "jenis_revisi", "revisi")

view = start("kaji_ulang")
data = read(view, HISTORY, if_stored=PROVIDER_LISTS)
field_filter(view, "jenis", kaji_ulang.kinds(view))
answer(kaji_ulang.sentence(data))
figures(view, kaji_ulang.row(data))
source(data)
note(kaji_ulang.duty(view))

with when_read(data):
    family(data)

section()
left, right = beside()
with left, when_read(data):
    heading(view.say("kaji_ulang.bars", tahun=view.tahun))
    satkers = data.now("kaji-ulang-per-satker", of=(HISTORY,), satker="")
    chart(view, kaji_ulang.ACTS, satkers, key="acts", drill=("satker",))
with right, when_read(data):
    heading(view.say("kaji_ulang.net", tahun=view.tahun))
    satkers = data.now("kaji-ulang-per-satker", of=(HISTORY,), satker="")
    chart(view, kaji_ulang.NET, satkers, key="last", drill=("satker",))
heading(view.say("kaji_ulang.bars_all"))
with when_read(data):
    first = not view.state.kode
    table(data, "kaji-ulang-per-satker", columns=SATKERS, order="-tindakan", first=first)
    source(data)

section()
heading(view.say("kaji_ulang.months", tahun=view.tahun))
chart(view, months_by_type, data.now("kaji-ulang-per-bulan"), key="months")
with when_read(data):
    folded(data, "kaji-ulang-per-bulan")
heading(view.say("kaji_ulang.days", tahun=view.tahun))
days = kaji_ulang.days(data)
chart(view, day_calendar, days, key="days")
folded(data, "per-hari", days)
source(data)

section()
left, right = beside()
with right, when_read(data):
    heading(view.say("kaji_ulang.reasons_all"))
    table(data, "alasan", columns=REASONS, order="-revisi", space="half")
with left:
    heading(view.say("kaji_ulang.reasons", tahun=view.tahun))
    chart(view, kaji_ulang.REASONS, data.now("alasan"), key="why")
source(data)

section()
heading(view.say("kaji_ulang.codes"))
hint = view.words("kaji_ulang.code_hint")
code_box(view, "kode", label=view.say("kaji_ulang.code"), placeholder=hint)
with when_read(data):
    table(data, "keadaan", columns=STATES, drill=OPENS)
    contradictions(data)
    folded(data, "silsilah", drill=ROOTS)
    source(data)

cancelled_pagu(data)
