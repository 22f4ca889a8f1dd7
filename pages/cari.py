from pages.shell.answers import cari
from pages.shell.read import read
from pages.shell.sections import search_results
from pages.shell.sections.flags import flags
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, heading, note, section
from services.analysis.frames import PROVIDER_LISTS

view = start("cari", asks_klpd=False)
search_results.box(view)
searched = search_results.covered(view)
if view.state.q:
    results = search_results.find(view)
    answer(cari.sentence(view, results))
    search_results.switches(view, results)
    search_results.listed(view, results, searched)
else:
    search_results.invite(view)
for line in cari.coverage(view, searched):
    note(line)

if view.state.klpd:
    section()
    heading(view.say("perlu.title"))
    flags(read(view, if_stored=PROVIDER_LISTS))
