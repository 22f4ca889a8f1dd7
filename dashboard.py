from pages.shell.answers import kaji_ulang, ringkasan
from pages.shell.platform.remembered import hint
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections.regions.block import glance
from pages.shell.sections.report import report
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, figures, heading, note, section, source, three
from pages.shell.widgets.charts import standing
from pages.shell.widgets.menu import onward
from pages.shell.widgets.tables import folded, table
from services.analysis.frames import PAKET

STATUS = ("nama_satker", "status", "jumlah_paket")
SMALL = {"limit": 5, "chars": 36, "height": 312}

view = start("ringkasan")
data = read(view)
answer(ringkasan.sentence(data))
figures(view, ringkasan.row(data))
source(data, also=report)
hint(view)

programs, packages, revisions = three()
with programs, when_read(data, SMALL["height"]):
    heading(view.say("ringkasan.programs"))
    rows = data.now("pagu-per-program", program="")
    standing(view, "ranked_bars", rows, key="programs", by="program", **SMALL)
    onward(view, "program")
    folded(data, "pagu-per-program", rows, columns=("nama_program", "pagu"), space="third")
    source(data)
with packages, when_read(data, SMALL["height"]):
    heading(view.say("ringkasan.packages"))
    rows = data.now("swakelola-status", of=(PAKET,), status="")
    standing(view, "stacked_bars", rows, key="packages", by="satker", **SMALL)
    onward(view, "swakelola")
    folded(data, "swakelola-status", rows, columns=STATUS, space="third")
    source(data)
with revisions, when_read(data, SMALL["height"]):
    heading(view.say("ringkasan.revisions"))
    rows = ringkasan.months(data)
    standing(view, "spark_bars", rows, key="revisions", x="bulan", value="tindakan", height=312)
    onward(view, "kaji_ulang")
    folded(data, "per-bulan", rows, space="third")
    source(data)
note(kaji_ulang.duty(view))

section()
glance(view)

section()
heading(view.say("ringkasan.fresh"))
table(data, "tersimpan", ringkasan.stored_partitions(data), first=True)
source(data)
