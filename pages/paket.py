from pages.shell.answers import paket
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections.family import family
from pages.shell.sections.package import budget, facts, onward, signs
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, heading, note, section, source
from pages.shell.widgets.filters import code_box
from services.analysis.frames import HISTORY, PAKET, PROGRAM

view = start("paket")
data = read(view, HISTORY, PAKET, PROGRAM, if_stored=paket.LISTS, every_year=True)
hint = view.words("kaji_ulang.code_hint")
code_box(view, "kode", label=view.say("paket.code"), placeholder=hint)
if view.state.kode:
    with when_read(data):
        answer(paket.sentence(data))
        for line in paket.last_acts(data):
            answer(line)
        note(paket.lists_read(data))
        section()
        heading(view.say("paket.facts", kode=view.state.kode))
        facts(data)
        source(data)
        family(data)
        budget(data)
        signs(data)
        onward(data)
else:
    note(view.say("paket.ask"))
