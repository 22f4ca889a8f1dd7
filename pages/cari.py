from pages.shell import hits
from pages.shell.answers import cari
from pages.shell.blocks import answer, heading, note, section
from pages.shell.flags import flags
from pages.shell.reading import read
from pages.shell.start import start

view = start("cari", asks_klpd=False)
hits.box(view)
searched = hits.covered(view)
if view.state.q:
    found = hits.find(view)
    answer(cari.sentence(view, found))
    hits.switches(view, found)
    hits.listed(view, found, searched)
else:
    hits.invite(view)
for line in cari.coverage(view, searched):
    note(line)

if view.state.klpd:
    section()
    heading(view.say("perlu.title"))
    flags(read(view))
