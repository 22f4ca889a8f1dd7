from pages.shell.answers import banding, program
from pages.shell.answers.drawings import banding_drawings
from pages.shell.answers.lists import banding_list, ringkasan_lists
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections import imports, peers
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, heading, note, section, source
from pages.shell.widgets.figures.plots import plot
from pages.shell.widgets.filters import add_year, select, switch
from pages.shell.widgets.layout import row
from pages.shell.widgets.lists.ranked_list import ranked_list
from services.analysis.across_klpd.peers import UKURAN
from services.analysis.frames import PROGRAM, PROVIDER_LISTS

view = start("banding")
peers.choose(view)
data = read(view, if_stored=PROVIDER_LISTS)
comparison = peers.compared(view, data)
compared = comparison.data
ukuran = banding.chosen(view)
words = view.words(f"banding.ukuran.{ukuran.name}")
answer(banding.sentence(compared, ukuran))
imports.include(compared, banding.stand_ins(compared))

figures = banding.figures(view)
heading(banding.title(compared, view.say("banding.bars", ukuran=words, tahun=view.tahun)))
select(view, "ukuran", figures, label=view.say("banding.figure"), default="pagu")
ranked_list(compared, banding_list.klpd(compared, ukuran))
for caution in banding.cautions(comparison):
    note(caution)
note(view.say("banding.about"))

if len(view.state.tahun) > 1:
    section()
    heading(view.say("banding.years", ukuran=words), view.say("banding.years_how"))
    plot(compared, *banding_drawings.years(compared, ukuran), name="banding-tahun")

section()
heading(view.say("banding.scatter", tahun=view.tahun), view.say("banding.scatter_how"))
with row():
    other = UKURAN[
        select(
            view,
            "lawan",
            {name: label for name, label in figures.items() if name != ukuran.name},
            label=view.say("banding.against", ukuran=figures[ukuran.name]),
            default=banding_drawings.against(view, ukuran),
        )
    ]
    steps = {"linear": view.words("shell.linear"), "log": view.words("shell.log")}
    scale = switch(view, "skala", steps, label=view.say("shell.scale"))
plot(compared, *banding_drawings.scatter(compared, ukuran, other, scale), name="banding-dua")
if missing := banding_drawings.without_dot(compared, ukuran, other, scale):
    note(missing)
peers.draw_partitions(compared)
source(compared)

section()
heading(view.say("banding.between", nama=view.nama, lalu=view.lalu, tahun=view.tahun))
if len(view.state.tahun) > 1:
    with when_read(data):
        answer(program.moved(data))
        if data.has_rows(PROGRAM, view.lalu):
            ranked_list(data, ringkasan_lists.moved(data))
        source(data)
else:
    add_year(view, view.lalu, view.say("program.between_add", lalu=view.lalu))
