from functools import partial

from pages.shell.answers import program
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, beside, figures, heading, note, section, source
from pages.shell.widgets.charts import chart, ranked
from pages.shell.widgets.filters import add_year
from pages.shell.widgets.tables import Drill, folded, table
from services.analysis.frames import PROGRAM, STRUKTUR
from services.charts.figures import concentration, treemap, waterfall

# columns of the tables of programs, of the chosen program's satkers, and of all satkers
PROGRAMS = ("kd_program_str", "nama_program", "pagu")
INSIDE = ("nama_satker", "pagu", "pangsa_program", "pangsa")
SATKERS = ("nama_satker", "pagu", "pangsa")
OPENS = Drill(column="kd_program_str", field="program")

view = start("program")
data = read(view, PROGRAM, if_stored=(STRUKTUR,))
answer(program.sentence(data))
figures(view, program.row(data))
source(data)

codes = data.now("pagu-per-program", program="")
left, right = beside()
with right, when_read(data):
    heading(program.rows_title(data))
    if view.state.program:
        table(data, "pagu-per-satker", columns=INSIDE, order="-pagu", first=True, space="half")
    else:
        name, shown = "pagu-per-program", PROGRAMS
        table(data, name, columns=shown, order="-pagu", drill=OPENS, first=True, space="half")
with left:
    ranked(view, view.say("program.bars", tahun=view.tahun), codes, by="program")
note(program.double(data))
source(data)

section()
left, right = beside()
with left:
    heading(view.say("program.parts", tahun=view.tahun))
    chart(view, treemap, codes, key="parts", height=420)
with right:
    heading(view.say("program.curve", tahun=view.tahun))
    chart(view, concentration, codes, key="curve", height=420)
source(data)

if not view.state.program:
    section()
    left, right = beside()
    with right, when_read(data):
        heading(view.say("program.satkers_all"))
        table(data, "pagu-per-satker", columns=SATKERS, order="-pagu", space="half")
    with left, when_read(data):
        satkers = data.now("pagu-per-satker", of=(PROGRAM,), satker="")
        title = view.say("program.satkers", tahun=view.tahun)
        ranked(view, title, satkers, by="satker", rows="jumlah_program")
    source(data)

section()
heading(view.say("program.between", lalu=view.lalu, tahun=view.tahun))
if len(view.state.tahun) > 1:
    with when_read(data):
        moves, old, new = program.steps(data), view.lalu, view.tahun
        answer(program.moved(data))
        chart(view, partial(waterfall, old=old, new=new, chars=110), moves, key="moved")
        folded(data, "program-antar-tahun", program.between(data))
        source(data)
else:
    add_year(view, view.lalu, view.say("program.between_add", lalu=view.lalu))
