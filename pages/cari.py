from pages.shell.answers import cari
from pages.shell.sections import search_results
from pages.shell.start import start
from pages.shell.widgets import menu
from pages.shell.widgets.blocks import answer, note, section

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
    menu.page_link(view, "tanda", view.state, label=view.say("perlu.on_its_page"))
