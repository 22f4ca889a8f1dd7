from functools import partial

from pages.shell.answers import banding, program
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections import imports, peers
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, beside, heading, note, section, source
from pages.shell.widgets.charts import chart
from pages.shell.widgets.filters import add_year, switch
from pages.shell.widgets.tables import folded, table
from services.analysis.frames import PROVIDER_LISTS
from services.charts.figures import ranked_bars, small_multiples, waterfall

view = start("banding")
peers.choose(view)
data = read(view, if_stored=PROVIDER_LISTS)
comparison = peers.compared(view, data)
compared = comparison.data
ukuran = banding.chosen(view)
words = view.words(f"banding.ukuran.{ukuran.name}")
answer(banding.sentence(compared, ukuran))
for caution in banding.cautions(comparison):
    note(caution)
imports.include(compared, banding.stand_ins(compared))

switch(view, "ukuran", banding.figures(view), label=view.say("banding.figure"))
rows, ranked = banding.drawn(compared, ukuran), banding.ranked(compared, ukuran)
if len(view.state.tahun) > 1:
    heading(view.say("banding.panels", ukuran=words))
    panels = partial(
        small_multiples,
        chosen=(view.klpd,),
        columns=3,
        chars=15,
        value=ukuran.column,
        unit=ukuran.unit,
    )
    chart(view, panels, rows, key="panels")
    note(view.say("banding.panels_note", tahun=view.tahun))
    source(compared)
    section()
left, right = beside()
with right:
    heading(banding.title(compared, view.say("banding.rank", tahun=view.tahun)))
    shown = banding.rank_columns(ranked, ukuran)
    table(compared, "peringkat", ranked, columns=shown, order="peringkat", space="half")
with left:
    heading(banding.title(compared, view.say("banding.bars", ukuran=words, tahun=view.tahun)))
    bars = partial(
        ranked_bars,
        code="kd_klpd",
        name="nama_klpd",
        value=ukuran.column,
        unit=ukuran.unit,
        chosen=view.klpd,
    )
    chart(view, bars, banding.bars(ranked, ukuran), key="ranked")
source(compared)

section()
heading(view.say("banding.all"))
table(compared, "banding", banding.table(compared), columns=banding.SHOWN, first=True)
note(view.say("banding.all_note"))
note(view.say("banding.about"))
peers.draw_partitions(compared)
source(compared)

section()
if len(view.state.tahun) > 1:
    heading(view.say("banding.between", nama=view.nama, lalu=view.lalu, tahun=view.tahun))
    with when_read(data):
        moves, old, new = program.steps(data), view.lalu, view.tahun
        answer(program.moved(data))
        chart(view, partial(waterfall, old=old, new=new, chars=110), moves, key="moved")
        folded(data, "program-antar-tahun", program.between(data))
        source(data)
else:
    heading(view.say("banding.between_one"))
    add_year(view, view.lalu, view.say("program.between_add", lalu=view.lalu))
