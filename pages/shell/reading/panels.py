"""The panels of a page without figures: failed, empty, stale, too much, not configured, made up.

Each states in one calm line what happened, who must act and what still works. The messages of
ServiceError are one line and safe to show; state/error_text.py translates them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from pages.shell.state import error_text
from pages.shell.state.address import go
from pages.shell.state.view import View
from pages.shell.state.words import age, listed, say
from services import connection_check
from services.analysis.frames import SATKER, STAND_INS
from services.errors import NotImported, ServiceError, StoreUnavailable
from services.inventory import years_with_rows
from services.language.plain_text import plain
from services.language.wording import instant
from services.link import Problem
from services.repository import Outcome
from services.settings import RupSource

_LABELS = {"contoh": ":material/science:", "berkas": ":material/draft:"}
SHOWN_PROBLEMS = 4
OFFERED = 5
_WHO = {
    "operator": "operator",
    "peminta": "kami",
    "pemegang kredensial": "kredensial",
    "tunggu": "tunggu",
    "sumber": "sumber",
    "pemegang berkas": "berkas",
}


def label(view: View, kind: RupSource) -> None:
    """Draw the persistent label of sample data or imported rows in the containers of the view."""
    if kind == "langsung":
        return
    words = view.say("shell.sandbox" if kind == "contoh" else "asal.label_panjang")
    for container in (view.label, None if view.embedded else view.narrow):
        if container is not None:
            container.badge(words, icon=_LABELS[kind], color="orange")


def mark(view: View, kind: RupSource) -> None:
    """Label rows of a page that reads its source; other pages are labelled by `start`."""
    if view.live:
        label(view, kind)


def failed(view: View, error: ServiceError, retry: Callable[[], None] | None = None) -> None:
    """Draw the panel of a failure: who must act, what still works, a button to try again."""
    if isinstance(error, NotImported):
        not_imported(view)
        return
    with st.container(border=True, key="failed"):
        st.markdown(f"## :material/cloud_off: {view.say('shell.failed')}")
        st.markdown(error_text.message(error, view.lang))
        if view.state.snap:
            st.markdown(view.say("shell.as_of", waktu=instant(view.state.snap, view.lang)))
            now = view.state.change(snap=None)
            st.button(view.say("shell.as_of_now"), key="now", on_click=go, args=(now,))
            return
        st.markdown(view.say(f"shell.who.{_WHO[error.who]}"))
        if view.live and (error.status or error.step):
            check = connection_check.failed(view.app.settings.inaproc, error, klpd=view.klpd)
            step = plain(view.words(check.then, **check.values))
            st.markdown(f"{view.say('periksa.next')}: {step}. {view.say('shell.check_way')}")
        what_works(view)
        st.button(view.say("shell.retry"), icon=":material/refresh:", key="retry", on_click=retry)


def not_imported(view: View) -> None:
    """Draw the panel of a KLPD-year that is not among the imported rows, and what is."""
    with st.container(border=True, key="belum_diimpor"):
        st.markdown(f"## :material/draft: {view.say('asal.belum')}")
        st.markdown(view.say("asal.belum_tentang", nama=view.nama, tahun=view.tahun))
        st.markdown(view.say("asal.belum_cara"))
        what_works(view)


def empty(view: View) -> None:
    """Draw the panel of an answer without rows (never a zero), and what to try."""
    with st.container(border=True, key="empty"):
        st.markdown(f"## :material/inbox: {view.say('shell.empty')}")
        st.markdown(view.say("shell.empty_why", nama=view.nama, tahun=view.tahun))
        st.markdown(view.say("shell.empty_try"))


def too_much(view: View, chosen: int, most: int) -> None:
    """Draw the panel of a selection that is too large for a page, and how to make it smaller."""
    with st.container(border=True, key="too_much"):
        st.markdown(f"## :material/filter_alt: {view.say('shell.too_much', n=chosen, most=most)}")
        st.markdown(view.say("shell.too_much_try"))


def not_configured(error: ServiceError, lang: str) -> None:
    """Draw the panel of a wrong setting, or of a shared store that cannot be reached."""
    title = "shell.failed" if isinstance(error, StoreUnavailable) else "shell.not_configured"
    with st.container(border=True, key="not_configured"):
        st.markdown(f"## :material/settings: {say(title, lang)}")
        st.markdown(error_text.message(error, lang))
        st.markdown(say("shell.who.operator", lang))


def problems(view: View, left_out: Sequence[Problem]) -> None:
    """Draw a warning with the values of the link that were left out."""
    if not left_out:
        return
    named = []
    for problem in left_out[:SHOWN_PROBLEMS]:
        # a wrong form is explained by parameter
        reason = problem.param if problem.why == "bentuk" else problem.why
        value = plain(f"{problem.param}={problem.value}")
        named.append(f"“{value}” ({view.say(f'shell.problem.{reason}')})")
    more = len(left_out) - SHOWN_PROBLEMS
    if more > 0:
        named.append(view.say("shell.more", n=more))
    message = view.say("shell.problems").replace("{parts}", listed(named, view.lang))
    st.warning(message, icon=":material/link_off:")


def notices(view: View, outcomes: Iterable[Outcome]) -> None:
    """Draw a line for stale data and one for each reason why partitions could not be read.

    A list of satkers that could not be read is a small line: it has names only. A denied list
    whose stand-in is read is none.
    """
    outcomes = list(outcomes)
    stale = [o.snapshot for o in outcomes if o.snapshot and o.snapshot.stale]
    if stale:
        oldest = min(stale, key=lambda snapshot: snapshot.manifest.fetched_at)
        old = age(oldest.manifest.fetched_at, view.lang)
        reason = error_text.reason(oldest.reason, view.lang)
        line = view.say("shell.stale", age=old, reason=reason)
        st.markdown(f":orange[:material/schedule: {line}]")
    with_rows = {o.request.partition for o in outcomes if o.snapshot and o.snapshot.manifest.rows}
    by_message: dict[str, list[str]] = {}
    nameless = list[str]()
    for outcome in outcomes:
        name, *rest = outcome.request.partition
        if not outcome.error or (STAND_INS.get(name), *rest) in with_rows:
            continue
        message = error_text.message(outcome.error, view.lang, where=False)
        if name != SATKER:
            by_message.setdefault(message, []).append(str(outcome.request))
        elif not view.state.snap and not nameless:
            nameless.append(f"{view.say('shell.no_satker_list')} {message}")
    for message, names in by_message.items():
        st.markdown(
            f":orange[:material/error: {view.say('shell.missing', parts=listed(names, view.lang))}]"
            f" {message}"
        )
    for line in nameless:
        st.caption(line)


def what_works(view: View) -> None:
    """Offer stored years of this KLPD first, then other stored KLPD; none without rows."""
    with_rows = years_with_rows(view.app.repository)
    stored = [(kode, year) for kode, years in with_rows.items() for year in years]
    stored.sort(key=lambda pair: (pair[0] != view.klpd, pair[0], -pair[1]))
    offered = [pair for pair in stored if pair != (view.klpd, view.tahun)][:OFFERED]
    if not offered:
        return
    st.caption(view.say("shell.still_works"))
    for kode, year in offered:
        state = view.state.change(klpd=(kode,), tahun=(year,))
        name = f"{plain(view.names.get(kode, kode))} · {year}"
        st.button(name, key=f"works_{kode}_{year}", type="tertiary", on_click=go, args=(state,))
