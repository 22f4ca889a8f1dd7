"""How fresh and complete the data are: what is stored, what is missing, the sources."""

import streamlit as st

from pages.shell.sections.stored import block, regions, watches
from pages.shell.sections.stored.changes import changes
from pages.shell.sections.stored.connection_check import connections
from pages.shell.sections.stored.store import look
from pages.shell.sections.stored.unread_costs import unread
from pages.shell.sections.stored.unstable import unstable_rows
from pages.shell.sections.stored.uploads import uploads
from pages.shell.start import start
from pages.shell.widgets.blocks import heading, section

view = start("data", asks_klpd=False)
summary = st.container()
done = block.renew(view)
store = look(view)
with summary:
    block.answer(store)
block.outcome(view, done)

heading(view.say("data.choice"))
block.choice(store)
unstable_rows(store)

section()
heading(view.say("data.unread"))
unread(store)

section()
heading(view.say("impor.heading"))
uploads(view)

section()
heading(view.say("data.sources"))
block.sources(store)

section()
heading(view.say("periksa.heading"))
connections(store)

section()
heading(view.say("data.history"))
block.history(store)

section()
heading(view.say("perubahan.heading"))
changes(store)

section()
heading(view.say("pantau.heading"))
watches.watched_changes(store)

section()
heading(view.say("data.quarantine"))
block.quarantined(store)

section()
heading(view.say("data.quality"))
block.quality(store)

section()
heading(view.say("cocok.heading"))
regions.governments(store)

section()
heading(view.say("cocok.tree_heading"))
regions.tree(store)

section()
heading(view.say("data.everything"))
block.everything(store)
