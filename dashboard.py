from functools import partial

from pages.shell.answers import kaji_ulang, ringkasan
from pages.shell.platform.remembered import hint
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections.regions.block import glance
from pages.shell.sections.report import report
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, figures, heading, note, section, source, three
from pages.shell.widgets.charts import PROGRAMS, SATKERS, standing
from pages.shell.widgets.menu import onward
from pages.shell.widgets.tables import folded, table
from services.analysis.frames import PAKET
from services.charts.figures import ranked_bars, spark_bars, stacked_bars

STATUS = ("nama_satker", "status", "jumlah_paket")
HEIGHT = 312

view = start("ringkasan")
data = read(view)
answer(ringkasan.sentence(data))
figures(view, ringkasan.row(data))
source(data, also=report)
hint(view)

programs, packages, revisions = three()
with programs, when_read(data, HEIGHT):
    heading(view.say("ringkasan.programs"))
    rows = data.now("pagu-per-program", program="")
    bars = partial(ranked_bars, **PROGRAMS, limit=5, chars=36)
    standing(view, bars, rows, key="programs", height=HEIGHT)
    onward(view, "program")
    folded(data, "pagu-per-program", rows, columns=("nama_program", "pagu"), space="third")
    source(data)
with packages, when_read(data, HEIGHT):
    heading(view.say("ringkasan.packages"))
    rows = data.now("swakelola-status", of=(PAKET,), status="")
    stacks = partial(stacked_bars, **SATKERS, limit=5, chars=36)
    standing(view, stacks, rows, key="packages", height=HEIGHT)
    onward(view, "swakelola")
    folded(data, "swakelola-status", rows, columns=STATUS, space="third")
    source(data)
with revisions, when_read(data, HEIGHT):
    heading(view.say("ringkasan.revisions"))
    rows = ringkasan.months(data)
    columns = partial(spark_bars, x="bulan", value="tindakan")
    standing(view, columns, rows, key="revisions", height=HEIGHT)
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
