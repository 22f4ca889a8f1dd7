from pages.shell.answers import program
from pages.shell.answers.lists import program_list
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections.chosen_klpd import Measure, chosen_klpd
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, log_figures, note, source, untitled
from pages.shell.widgets.lists.ranked_list import ranked_list
from services.analysis.frames import PROGRAM, STRUKTUR

PAGU = Measure(page="program", column="pagu", dataset=PROGRAM, money=True)

view = start("program")
data = read(view, PROGRAM, if_stored=(STRUKTUR,))
answer(program.sentence(data))
log_figures(view, program.row(data))
with when_read(data):
    chosen_klpd(data, PAGU, view.say("program.klpd", tahun=view.tahun))
with when_read(data):
    untitled(view.say("program.list", tahun=view.tahun))
    ranked_list(data, program_list.shown(data))
note(view.say("program.matched_by_code"))
source(data)
