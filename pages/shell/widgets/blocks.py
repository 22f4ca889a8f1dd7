"""The basic blocks of a page: the answer, key figures, source lines, headings.

An answer is a sentence with its figures bold. Key figures are at most five, compared with an older
year in a neutral colour (more revisions are not "bad").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell.reading.data import Data
from pages.shell.state.drawn import (
    FOLLOWED,
    Drawn,
    scope,
    title_suffix,
)
from pages.shell.state.view import View
from pages.shell.state.words import listed
from pages.shell.widgets.provenance import citation
from pages.shell.widgets.provenance.citation import Line
from pages.shell.widgets.provenance.figure_menu import FigureMenu, figure_menu
from pages.shell.widgets.provenance.source_lines import source_line
from services.analysis.key_figures import cited
from services.language.plain_text import plain

MOST_FIGURES = 5
Kind = Literal["angka", "grafik", "daftar", "tabel"]
LOG = "tergambar"
"""The session key of the log of what a run has drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One key figure as texts: label, value, comparison and explanation; `spark` is HTML."""

    label: str
    value: str
    beside: str = ""
    help: str = ""
    spark: str = ""


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
    menu: the container beside it, until a figure puts its menu there. sources: the number of source
    lines drawn.
    """

    titles: list[str] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)
    place: DeltaGenerator | None = None
    menu: DeltaGenerator | None = None
    sources: int = 0


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
    several = len(view.state.klpd) > 1 or len(view.state.tahun) > 1
    if several and isinstance(row.drawn, Drawn):
        note(plain(scope(view, row.drawn)))
    log_figures(view, row)
    with st.grid(len(row.figures), min_column_width=132, gap="small"):
        for at, figure in enumerate(row.figures):
            if not figure.spark:
                _metric(figure, border=True)
                continue
            with st.container(border=True, key=f"angka_{at}", gap="xxsmall", height="stretch"):
                _metric(figure, border=False)
                st.html(figure.spark)
    if isinstance(row.drawn, Drawn):
        note_ignored(view, row.drawn.ignored)


def log_figures(view: View, row: KeyFigures) -> None:
    """Record key figures for the next source line: those drawn, or printed by the answer."""
    if isinstance(row.drawn, Drawn):
        log_figure(view, "angka", row.drawn)
        log_values(cited({figure.label: figure.value for figure in row.figures}))


def _metric(figure: Figure, *, border: bool) -> None:
    st.metric(
        plain(figure.label),
        plain(figure.value),
        plain(figure.beside) or None,
        delta_color="off",
        delta_arrow="off",
        border=border,
        height="stretch",
        help=figure.help or None,
    )


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


def heading(title: str, how: str = "") -> None:
    """Draw the title of a section: what it shows, with the unit; beside it the place for its menu.

    how: a muted line under it: how to read the figure, and its caveat.
    """
    with _head(title):
        log = _log()
        log.place = st.empty()
        log.place.header(title, anchor=False)
        if how:
            st.caption(how)


def untitled(title: str) -> None:
    """Leave the place for the menu of a page's only list, which stands beside the list's filter.

    `title` names the list in its menu and citation.
    """
    _head(title, key="tanpa_judul")


def _head(title: str, key: str | None = None) -> DeltaGenerator:
    log = _log()
    with st.container(
        horizontal=True,
        horizontal_alignment="right",
        vertical_alignment="top",
        gap="small",
        key=key,
    ):
        container = st.container(width="stretch", gap=None)
        log.menu = st.container(width="content")
    log.titles.append(title)
    log.place = None
    return container


def take_menu_place() -> DeltaGenerator:
    """Return the place beside the newest heading; a new container where it is taken already."""
    log = _log()
    place, log.menu = log.menu, None
    return place or st.container(width="content")


def section() -> None:
    """Draw the white space between two sections."""
    st.space("small")


def note(text: str) -> None:
    """Draw a caveat in small muted type."""
    st.caption(text)


def source(
    data: Data, also: Callable[[Data], None] | None = None, *, together: bool = False
) -> None:
    """Draw the source of the figures since the last source line, with a citation.

    Figures of the same partitions share a line, with those of some of them; where there are several
    lines, each names its figures. together: all figures share a line with all their partitions, as
    on a page about a single thing. also: draws what belongs below.
    """
    view, log = data.view, _log()
    entries: Sequence[_Entry] = log.entries
    if together:
        every = [entry.drawn for entry in entries]
        partitions = {(str(s.request), s.manifest.digest): s for d in every for s in d.partitions}
        names = {(str(s.request), s.manifest.digest): s for d in every for s in d.names}
        shared: dict[str, Any] = {
            "partitions": tuple(partitions.values()),
            "names": tuple(s for key, s in names.items() if key not in partitions),
            "pairs": tuple(dict.fromkeys(pair for d in every for pair in d.pairs)),
        }
        entries = [replace(entry, drawn=replace(entry.drawn, **shared)) for entry in entries]
    groups = _by_partitions(entries)
    log.entries, log.titles = [], []
    named = _group_names(view, groups)
    for name, group in zip(named, groups, strict=True):
        drawn = group[0].drawn
        key_figures_first = sorted(group, key=lambda entry: entry.kind != "angka")
        titles = list(dict.fromkeys(entry.title for entry in group if entry.title))
        log.sources += 1
        with st.container(horizontal=True, gap="small", vertical_alignment="top", wrap=False):
            line = source_line(view, drawn.partitions, drawn.names)
            st.caption(f"{name}{line}", width="stretch")
            values = "; ".join(dict.fromkeys(e.cited for e in key_figures_first if e.leading))
            about = "; ".join(titles)
            menu = FigureMenu(
                key=f"sumber_{log.sources}",
                title=citation.bare(about) or view.words(f"shell.page.{view.page}"),
                cite=partial(citation.of_drawn, view, about, drawn, data.newest, values=values),
                section=False,
            )
            figure_menu(view, menu, st.container(width="content"))
    if also:
        also(data)


def _by_partitions(entries: Sequence[_Entry]) -> list[list[_Entry]]:
    """Return the figures by their partitions, those of some partitions of a group within it.

    The first figure of a group has all its partitions.
    """
    groups: dict[frozenset[tuple[str, str]], list[_Entry]] = {}
    for entry in entries:
        if entry.drawn.partitions:
            own = frozenset((str(s.request), s.manifest.digest) for s in entry.drawn.every)
            groups.setdefault(own, []).append(entry)
    for own in sorted(groups, key=len):
        whole = next((other for other in groups if own < other), None)
        if whole is not None:
            groups[whole] += groups.pop(own)
    return list(groups.values())


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
