from pages.shell.answers import kaji_ulang, ringkasan
from pages.shell.blocks import answer, cited, figures, heading, note, row, section, source, three
from pages.shell.charts import standing
from pages.shell.menu import onward
from pages.shell.reading import read
from pages.shell.regions.block import glance
from pages.shell.remembered import hint
from pages.shell.reporting import report
from pages.shell.start import start
from pages.shell.tables import folded, table
from pages.shell.waiting import when_read
from services.analysis.frames import HISTORY, PAKET, PROGRAM

SMALL = {"limit": 5, "chars": 36, "height": 312}

view = start("ringkasan")
data = read(view)
answer(ringkasan.sentence(data))
figures(ringkasan.row(data))
source(data, also=report)
hint(view)

programs, packages, revisions = three()
with programs, when_read(data, SMALL["height"]):
    heading(view.say("ringkasan.programs"))
    rows = data.now("pagu-per-program", program="")
    standing(view, "ranked_bars", rows, PROGRAM, key="programs", by="program", **SMALL)
    with row():
        onward(view, "program")
        cited(data, PROGRAM)
    folded(data, "pagu-per-program", rows, columns=("nama_program", "pagu"), space="third")
with packages, when_read(data, SMALL["height"]):
    heading(view.say("ringkasan.packages"))
    rows = data.now("swakelola-status", status="")
    standing(view, "stacked_bars", rows, PAKET, key="packages", by="satker", **SMALL)
    with row():
        onward(view, "swakelola")
        cited(data, PAKET)
    folded(
        data,
        "swakelola-status",
        rows,
        columns=("nama_satker", "status", "jumlah_paket"),
        space="third",
    )
with revisions, when_read(data, SMALL["height"]):
    heading(view.say("ringkasan.revisions"))
    rows = ringkasan.months(data)
    standing(
        view, "spark_bars", rows, HISTORY, key="revisions", x="bulan", value="revisi", height=312
    )
    with row():
        onward(view, "kaji_ulang")
        cited(data, HISTORY)
    folded(data, "per-bulan", rows, datasets=(HISTORY,), space="third")
note(kaji_ulang.duty(view))

section()
glance(view)

section()
heading(view.say("ringkasan.fresh"))
table(data, "tersimpan", data.made(ringkasan.stored, reads=()), datasets=(), first=True)
