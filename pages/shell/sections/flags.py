"""The block of flags: rules with their counts, the meaning of the chosen rule, its rows."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.shell.answers import tanda
from pages.shell.reading.data import Data
from pages.shell.state.address import link_writer, preset
from pages.shell.widgets import menu
from pages.shell.widgets.blocks import answer, heading, note, source
from pages.shell.widgets.tables import Drill, folded, table
from services.link import LinkState


def flags(data: Data) -> None:
    """Draw the rules, the explanation of the chosen rule, its rows, and the link to a code."""
    view = data.view
    answer(tanda.sentence(data))
    note(view.say("perlu.about"))
    left, right = st.columns([5, 6], gap="large")
    with left:
        _choose_rule(data)
    with right:
        _explain_rule(data)
    rule = tanda.chosen(view)
    field = tanda.OPENS.get(rule)
    table(
        data,
        "tanda",
        tanda.rows(data),
        columns=tanda.shown(view),
        drill=Drill(column="kode", field=field) if field else None,
        also=partial(tanda.in_words, view),
    )
    code = getattr(view.state, field) if field else ""
    if code:
        page = "program" if field == "program" else "kaji_ulang"
        menu.page_link(view, page, label=view.say(f"perlu.open.{page}", kode=code))
    folded(data, "tanda-aturan")
    source(data)


def _choose_rule(data: Data) -> None:
    view, options = data.view, tanda.options(data)

    def with_rule(state: LinkState, rule: str | None) -> LinkState:
        chosen = state.switched("aturan", rule or "").switched("tabel", "tanda")
        return chosen.change(hal=None, urut="")

    key = preset("v_aturan", tanda.chosen(view))
    st.radio(
        view.say("perlu.rules"),
        list(options),
        format_func=lambda rule: options[rule],
        key=key,
        label_visibility="collapsed",
        on_change=link_writer(view.state, key, with_rule),
    )


def _explain_rule(data: Data) -> None:
    """Draw the chosen rule, its limits and innocent explanations; without one, a general note."""
    view, rule = data.view, tanda.chosen(data.view)
    if not rule:
        st.markdown(view.say("perlu.all_rules"))
        return
    heading(tanda.title(view, rule))
    st.markdown(view.say(f"perlu.rule.{rule}"))
    st.markdown(f"**{view.say('perlu.limits')}** {tanda.caveat(view, rule)}")
    st.markdown(f"**{view.say('perlu.innocent')}** {view.say(f'perlu.wajar.{rule}')}")
    note(tanda.examined(data, rule))
