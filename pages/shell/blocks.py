"""The small furniture of a page: the answer, key figures, source lines, headings.

An answer is one sentence from texts with its figures bold; key figures are at most five, compared
with an older year in a neutral colour (more revisions are not "bad").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell import citing
from pages.shell.data import Data
from pages.shell.view import View
from pages.shell.words import listed, plain
from services.charts.wording import instant
from services.desk import state_words
from services.repository import Snapshot

MOST_FIGURES = 5
_HEADINGS = "judul_tanpa_sumber"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One key figure, printed: what it is, its value, how it compares, and what to know of it."""

    label: str
    value: str
    beside: str = ""
    help: str = ""


def begin() -> None:
    """Begin a page: no title is waiting for its source line."""
    st.session_state[_HEADINGS] = []


def answer(said: str) -> None:
    """Say an answer: a sentence of Markdown, as `view.say` gives it."""
    st.markdown(said)


def figures(row: Sequence[Figure]) -> None:
    """Draw the key figures side by side, two in a row on a phone, all of one height."""
    if len(row) > MOST_FIGURES:
        raise ValueError(f"at most {MOST_FIGURES} key figures, got {len(row)}")
    with st.grid(len(row), min_column_width=132, gap="small"):
        for figure in row:
            st.metric(
                plain(figure.label),
                plain(figure.value),
                plain(figure.beside) or None,
                delta_color="off",
                delta_arrow="off",
                border=True,
                height="stretch",
                help=figure.help or None,
            )


def heading(title: str) -> None:
    """Draw the title of a section: what is seen, with its unit."""
    st.header(title, anchor=False)
    st.session_state.setdefault(_HEADINGS, []).append(title)


def section() -> None:
    """Leave the white space that stands between two sections."""
    st.space("small")


def three() -> Sequence[DeltaGenerator]:
    """Return three columns of equal width, one below the other on a phone."""
    return st.columns(3, gap="large")


def row() -> DeltaGenerator:
    """Return a place where small things stand side by side."""
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def beside() -> Sequence[DeltaGenerator]:
    """Return a wide column for a chart and a narrower one for its table, stacked on a phone.

    Fill the table's first: text and tables stand before Plotly comes in.
    """
    return st.columns([11, 10], gap="large")


def note(said: str) -> None:
    """Say a caveat in small muted type."""
    st.caption(said)


def source(data: Data, *datasets: str, also: Callable[[Data], None] | None = None) -> None:
    """Say under a figure where its rows come from: dataset, KLPD, year, instant, how whole.

    also: draws what stands beside the citation.
    """
    told = data.snapshots(*datasets)
    if told:
        with row():
            st.caption(source_line(data.view, told), width="stretch")
            cited(data, *datasets)
            if also:
                also(data)


def cited(data: Data, *datasets: str) -> None:
    """Offer the citation of the figures since the last source line, where that says enough."""
    told = data.snapshots(*datasets)
    if told:
        citing.of_snapshots(data.view, titles(), told, data.newest)


def titles() -> str:
    """Return the titles since the last source line, which they now have."""
    found = st.session_state.get(_HEADINGS, [])
    begin()
    return "; ".join(found)


def source_line(view: View, snapshots: Sequence[Snapshot]) -> str:
    """Return the provenance of some snapshots as one line of Markdown."""
    values = [s.request.values for s in snapshots]
    names = dict.fromkeys(s.request.dataset.name for s in snapshots)
    klpd = [view.names.get(k, k) for k in dict.fromkeys(v["kode_klpd"] for v in values)]
    years = sorted({v["tahun"] for v in values})
    states = dict.fromkeys(_state(view, s) for s in snapshots)
    made_up = any(s.manifest.source == "sandbox" for s in snapshots)
    return view.say(
        "shell.source",
        datasets=", ".join(names),
        klpd=listed(klpd, view.lang),
        tahun=", ".join(years),
        waktu=_read_at([s.manifest.fetched_at for s in snapshots], view),
        keadaan=", ".join(states),
        asal=view.words("shell.sandbox" if made_up else "shell.live"),
    )


def provenance(view: View, snapshots: Sequence[Snapshot]) -> dict[str, str]:
    """Return what an export says of its rows: each partition and how it was read."""
    return {
        str(s.request): ", ".join(
            [
                instant(s.manifest.fetched_at, view.lang),
                _state(view, s),
                view.words("shell.sandbox" if s.manifest.source == "sandbox" else "shell.live"),
            ]
        )
        for s in snapshots
    }


def _state(view: View, snapshot: Snapshot) -> str:
    if view.lang == "id":
        return state_words(snapshot.manifest)
    return view.words(f"shell.state.{state_words(snapshot.manifest)}")


def _read_at(instants: Sequence[datetime], view: View) -> str:
    first, last = (instant(one, view.lang) for one in (min(instants), max(instants)))
    return first if first == last else f"{first} – {last}"
