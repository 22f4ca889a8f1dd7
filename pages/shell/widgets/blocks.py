"""The basic blocks of a page: the answer, key figures, source lines, headings.

An answer is a sentence with its figures bold. Key figures are at most five, compared with an older
year in a neutral colour (more revisions are not "bad").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell.reading.data import Data
from pages.shell.state.drawn import (
    FOLLOWED,
    Drawn,
    partition_words,
    scope,
    state_of,
    states,
    title_suffix,
)
from pages.shell.state.view import View
from pages.shell.state.words import listed
from pages.shell.widgets import citation
from pages.shell.widgets.citation import Line
from services.analysis.key_figures import cited
from services.export import origin
from services.export.provenance import kind
from services.language.plain_text import plain
from services.language.wording import instant
from services.repository import Stored

MOST_FIGURES = 5
Kind = Literal["angka", "grafik", "tabel"]
LOG = "tergambar"
"""The session key of the log of what a run has drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One key figure as texts: label, value, comparison and explanation."""

    label: str
    value: str
    beside: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigures:
    """A row of key figures with the rows or source they were computed from."""

    figures: Sequence[Figure]
    drawn: Drawn | Line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One figure without a source line yet: its kind, the title over it, the rows drawn.

    leading: its values, or the first of them, in words (Markdown), for the citation.
    """

    kind: Kind
    title: str
    drawn: Drawn
    leading: str = ""

    @property
    def cited(self) -> str:
        return ": ".join(words for words in (self.title, self.leading) if words)


@dataclass(slots=True, kw_only=True)
class _Log:
    """The figures and titles that a run has drawn since the last source line.

    place: the container of the newest title, until the first figure under it completes the title.
    """

    titles: list[str] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)
    place: DeltaGenerator | None = None


def begin() -> None:
    """Start the log of a page: no figure without a source line yet."""
    st.session_state[LOG] = _Log()


def _log() -> _Log:
    log: _Log = st.session_state.setdefault(LOG, _Log())
    return log


def answer(sentence: str) -> None:
    """Draw the answer of a page: a sentence of Markdown, as `view.say` returns it."""
    st.markdown(sentence)


def figures(view: View, row: KeyFigures) -> None:
    """Draw key figures of equal height side by side, two in a row on a phone."""
    if len(row.figures) > MOST_FIGURES:
        raise ValueError(f"at most {MOST_FIGURES} key figures, got {len(row.figures)}")
    if isinstance(row.drawn, Drawn):
        if len(view.state.klpd) > 1 or len(view.state.tahun) > 1:
            note(plain(scope(view, row.drawn)))
        log_figure(view, "angka", row.drawn)
        log_values(cited({figure.label: figure.value for figure in row.figures}))
    with st.grid(len(row.figures), min_column_width=132, gap="small"):
        for figure in row.figures:
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
    if isinstance(row.drawn, Drawn):
        note_ignored(view, row.drawn.ignored)


def log_figure(view: View, kind: Kind, drawn: Drawn) -> str:
    """Record a figure for the next source line; return the title over it.

    The title is completed where the figure shows other KLPD or years than those chosen.
    """
    log = _log()
    title = log.titles[-1] if log.titles and kind != "angka" else ""
    log.entries.append(_Entry(kind=kind, title=title, drawn=drawn))
    if title and log.place is not None:
        more = title_suffix(view, drawn, title)
        if more:
            log.place.header(f"{title}{more}", anchor=False)
        log.place = None
    return title


def log_values(values: str) -> None:
    """Record the values of the newest figure, or the first of them, for its citation."""
    entries = _log().entries
    entries[-1] = replace(entries[-1], leading=plain(values))


def note_ignored(view: View, fields: Sequence[str]) -> None:
    """Note beside a figure which of the filters that are set do not narrow it."""
    ignored = [name for name in fields if name in FOLLOWED.get(view.page, ())]
    if ignored:
        names = listed([view.words(f"shell.filter_name.{name}") for name in ignored], view.lang)
        note(view.say("shell.not_followed", saringan=names))


def heading(title: str) -> None:
    """Draw the title of a section: what it shows, with the unit."""
    log = _log()
    log.place = st.empty()
    log.place.header(title, anchor=False)
    log.titles.append(title)


def section() -> None:
    """Draw the white space between two sections."""
    st.space("small")


def three() -> Sequence[DeltaGenerator]:
    """Return three columns of equal width, one below the other on a phone."""
    return st.columns(3, gap="large")


def row() -> DeltaGenerator:
    """Return a container that puts small elements side by side."""
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def beside() -> Sequence[DeltaGenerator]:
    """Return a wide column for a chart and a narrower one for its table, stacked on a phone.

    Fill the table's first: text and tables are drawn before Plotly is loaded.
    """
    return st.columns([11, 10], gap="large")


def note(text: str) -> None:
    """Draw a caveat in small muted type."""
    st.caption(text)


def source(data: Data, also: Callable[[Data], None] | None = None) -> None:
    """Draw the source of the figures since the last source line, with a citation.

    Figures of the same partitions share a line; where there are several lines, each names its
    figures. also: draws what belongs beside the first citation.
    """
    view, log = data.view, _log()
    by_partitions: dict[str, list[_Entry]] = {}
    for entry in log.entries:
        if entry.drawn.partitions:
            digests = sorted((str(s.request), s.manifest.digest) for s in entry.drawn.every)
            by_partitions.setdefault(repr(digests), []).append(entry)
    log.entries, log.titles = [], []
    groups = list(by_partitions.values())
    named = _group_names(view, groups)
    for name, group in zip(named, groups, strict=True):
        drawn = group[0].drawn
        titles = list(dict.fromkeys(entry.title for entry in group if entry.title))
        with row():
            line = source_line(view, drawn.partitions, drawn.names)
            st.caption(f"{name}{line}", width="stretch")
            values = "; ".join(dict.fromkeys(entry.cited for entry in group if entry.leading))
            citation.of_drawn(view, "; ".join(titles), drawn, data.newest, values=values)
            if also:
                also(data)
                also = None


def _group_names(view: View, groups: Sequence[Sequence[_Entry]]) -> list[str]:
    """Return the name of each group before its source line: kind of figure, else titles."""
    if len(groups) < 2:
        return [""] * len(groups)
    kinds = [list(dict.fromkeys(entry.kind for entry in group)) for group in groups]
    apart = len({kind for group_kinds in kinds for kind in group_kinds}) == sum(
        len(group_kinds) for group_kinds in kinds
    )
    titles = ["; ".join(dict.fromkeys(e.title for e in group if e.title)) for group in groups]
    called = [
        listed([view.words(f"shell.figure.{kind}") for kind in group_kinds], view.lang).capitalize()
        for group_kinds in kinds
    ]
    return [
        f"**{kind if apart or not title else title}** — " if title or kind else ""
        for kind, title in zip(called, titles, strict=True)
    ]


def titles() -> str:
    """Return the titles since the last source line, for a caller that draws their source."""
    log = _log()
    named, log.titles, log.place = log.titles, [], None
    return "; ".join(named)


def source_line(view: View, partitions: Sequence[Stored], names: Sequence[Stored] = ()) -> str:
    """Return the provenance of some partitions as one line of Markdown.

    names: partitions from which only names were taken.
    """
    ends = [s.manifest.fetched_at for s in partitions]
    first, last = instant(min(ends), view.lang), instant(max(ends), view.lang)
    line = view.say(
        "shell.source_file" if kind(partitions) == "berkas" else "shell.source",
        bagian=partition_words(view, partitions, "shell.source_part", view.names),
        waktu=first if first == last else f"{first} – {last}",
        keadaan=states(view, partitions),
        asal=origin.words([s.manifest for s in partitions], view.lang),
    )
    if not names:
        return line
    of_names = partition_words(view, names, "shell.source_part", view.names)
    return f"{line} · {view.say('shell.source_names', bagian=of_names)}"


def provenance(view: View, snapshots: Sequence[Stored]) -> dict[str, str]:
    """Return the provenance for an export: each partition and how it was read."""
    return {
        str(s.request): ", ".join(
            [
                instant(s.manifest.fetched_at, view.lang),
                state_of(view, s),
                origin.words([s.manifest], view.lang, full=True),
            ]
        )
        for s in snapshots
    }
