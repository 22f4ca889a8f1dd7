from pages.shell.answers import tanda
from pages.shell.answers.lists import tanda_lists
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.start import start
from pages.shell.widgets.blocks import answer, heading, note, section, source
from pages.shell.widgets.layout import narrow_and_wide, panel
from pages.shell.widgets.lists.ranked_list import ranked_list
from services.analysis.frames import PROVIDER_LISTS

view = start("tanda")
data = read(view, if_stored=PROVIDER_LISTS)
with when_read(data):
    answer(tanda.sentence(data))
    note(view.say("perlu.about"))
    heading(view.say("perlu.by_rule"), view.say("perlu.by_rule_how"))
    ranked_list(data, tanda_lists.rules(data))
    section()
    left, right = narrow_and_wide()
    with right:
        heading(tanda_lists.title(data), tanda.explanation(data))
        ranked_list(data, tanda_lists.cases(data))
    with left:
        heading(view.say("perlu.by_satker"), view.say("perlu.by_satker_how"))
        ranked_list(data, tanda_lists.satkers(data))
        panel(view.say("perlu.unchecked"), tanda_lists.unchecked(data))
source(data)
