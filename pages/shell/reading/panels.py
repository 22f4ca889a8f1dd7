"""The designed states: failed, empty, stale, too much, not configured, made-up data.

Each says in one calm line what is so, who must act and what still works. The messages of
ServiceError are one line and safe to show; erring.py says them in the language of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from pages.shell.state import error_text
from pages.shell.state.address import go
from pages.shell.state.link import Problem
from pages.shell.state.view import View
from pages.shell.state.words import age, listed, say
from services import connection_check
from services.errors import ServiceError, StoreUnavailable
from services.language.plain_text import plain
from services.language.wording import instant
from services.repository import Outcome, Snapshot
from services.table_inputs import with_rows

SHOWN_PROBLEMS = 4
OFFERED = 5
_WHO = {
    "operator": "operator",
    "peminta": "kami",
    "pemegang kredensial": "kredensial",
    "tunggu": "tunggu",
    "sumber": "sumber",
}


def label(view: View) -> None:
    """Fill the place of the quiet, persistent label: the rows are made up."""
    for place in (view.label, None if view.embedded else view.narrow):
        if place is not None:
            place.badge(view.say("shell.sandbox"), icon=":material/science:", color="orange")


def made_up(view: View) -> None:
    """Label made-up rows where the settings say nothing of them: else the page is labelled."""
    if view.live:
        label(view)


def failed(view: View, error: ServiceError, retry: Callable[[], None] | None = None) -> None:
    """Say that nothing can be shown, who must act, and what still works; offer to try again."""
    with st.container(border=True, key="failed"):
        st.markdown(f"## :material/cloud_off: {view.say('shell.failed')}")
        st.markdown(error_text.message(error, view.lang))
        if view.state.snap:
            _back_to_now(view)
            return
        st.markdown(view.say(f"shell.who.{_WHO[error.who]}"))
        _next_step(view, error)
        what_works(view)
        st.button(view.say("shell.retry"), icon=":material/refresh:", key="retry", on_click=retry)


def _next_step(view: View, error: ServiceError) -> None:
    """Say what whoever must act does next, where the answer of a live source tells."""
    if not view.live or not (error.status or error.step):
        return
    check = connection_check.failed(view.app.settings.inaproc, error, klpd=view.klpd)
    next_step = plain(view.words(check.then, **check.values))
    st.markdown(f"{view.say('periksa.next')}: {next_step}. {view.say('shell.check_way')}")


def empty(view: View) -> None:
    """Say that the source answered with no rows: never a zero, and what to try."""
    with st.container(border=True, key="empty"):
        st.markdown(f"## :material/inbox: {view.say('shell.empty')}")
        st.markdown(view.say("shell.empty_why", nama=view.nama, tahun=view.tahun))
        st.markdown(view.say("shell.empty_try"))


def too_much(view: View, asked: int, most: int) -> None:
    """Say that the question is larger than a page may ask, and how to ask it."""
    with st.container(border=True, key="too_much"):
        st.markdown(f"## :material/filter_alt: {view.say('shell.too_much', n=asked, most=most)}")
        st.markdown(view.say("shell.too_much_try"))


def not_configured(error: ServiceError, lang: str) -> None:
    """Say which setting is wrong, or that the shared store is away: nothing can be shown."""
    title = "shell.failed" if isinstance(error, StoreUnavailable) else "shell.not_configured"
    with st.container(border=True, key="not_configured"):
        st.markdown(f"## :material/settings: {say(title, lang)}")
        st.markdown(error_text.message(error, lang))
        st.markdown(say("shell.who.operator", lang))


def problems(view: View, left_out: Sequence[Problem]) -> None:
    """Name to the reader the parts of the link that were left out."""
    if not left_out:
        return
    named = [
        f"“{plain(f'{p.param}={p.value}')}” ({view.say(f'shell.problem.{_why(p)}')})"
        for p in left_out[:SHOWN_PROBLEMS]
    ]
    more = len(left_out) - SHOWN_PROBLEMS
    if more > 0:
        named.append(view.say("shell.more", n=more))
    message = view.say("shell.problems").replace("{parts}", listed(named, view.lang))
    st.warning(message, icon=":material/link_off:")


def notices(view: View, outcomes: Iterable[Outcome]) -> None:
    """Say in one line each what is stale and what of the choice could not be read."""
    outcomes = list(outcomes)
    stale = [o.snapshot for o in outcomes if o.snapshot and o.snapshot.stale]
    if stale:
        _stale(view, min(stale, key=lambda s: s.manifest.fetched_at))
    for message, names in _grouped(outcomes, view.lang).items():
        st.markdown(
            f":orange[:material/error: {view.say('shell.missing', parts=listed(names, view.lang))}]"
            f" {message}"
        )


def _stale(view: View, snapshot: Snapshot) -> None:
    old = age(snapshot.manifest.fetched_at, view.lang)
    message = view.say("shell.stale", age=old, reason=error_text.reason(snapshot.reason, view.lang))
    st.markdown(f":orange[:material/schedule: {message}]")


def _grouped(outcomes: Iterable[Outcome], lang: str) -> dict[str, list[str]]:
    by_message: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.error:
            message = error_text.message(outcome.error, lang, where=False)
            by_message.setdefault(message, []).append(str(outcome.request))
    return by_message


def _back_to_now(view: View) -> None:
    st.markdown(view.say("shell.as_of", waktu=instant(view.state.snap, view.lang)))
    now = view.state.change(snap=None)
    st.button(view.say("shell.as_of_now"), key="now", on_click=go, args=(now,))


def what_works(view: View) -> None:
    """Offer stored years of this KLPD first, then other stored KLPD; none without rows."""
    stored = [(k, year) for k, years in with_rows(view.app.repository).items() for year in years]
    stored.sort(key=lambda pair: (pair[0] != view.klpd, pair[0], -pair[1]))
    offered = [pair for pair in stored if pair != (view.klpd, view.tahun)][:OFFERED]
    if not offered:
        return
    st.caption(view.say("shell.still_works"))
    for kode, year in offered:
        state = view.state.change(klpd=(kode,), tahun=(year,))
        name = f"{plain(view.names.get(kode, kode))} · {year}"
        st.button(name, key=f"works_{kode}_{year}", type="tertiary", on_click=go, args=(state,))


def _why(problem: Problem) -> str:
    return problem.param if problem.why == "bentuk" else problem.why
