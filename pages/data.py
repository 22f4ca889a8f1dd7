"""How fresh and complete the data are: what is stored, what is missing, from where."""

import streamlit as st

from pages.shell.blocks import heading, note, section
from pages.shell.start import start
from pages.shell.stored import block, lately, regions
from pages.shell.stored.changes import changes
from pages.shell.stored.moving import moving
from pages.shell.stored.store import look
from pages.shell.stored.way import way

view = start("data", asks_klpd=False)
said = st.container()
done = block.renew(view)
store = look(view)
with said:
    block.answer(store)
block.told(view, done)

heading(view.say("data.choice"))
block.choice(store)
moving(store)

section()
heading(view.say("data.sources"))
block.sources(store)
note(view.say("data.sources_note"))

section()
heading(view.say("periksa.heading"))
way(store)

section()
heading(view.say("data.history"))
block.history(store)

section()
heading(view.say("perubahan.heading"))
changes(store)

section()
heading(view.say("pantau.heading"))
lately.found(store)

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
