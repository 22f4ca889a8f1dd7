"""The blocks of the locations page: five selects, search, the chosen location, its level."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import polars as pl
import streamlit as st

from pages.shell.reading import panels
from pages.shell.sections.locations import cascade, codes
from pages.shell.sections.locations.cascade import LEVELS, Row, Step, Trail
from pages.shell.state import error_text
from pages.shell.state.address import go, link_writer, preset
from pages.shell.state.drawn import counted_states
from pages.shell.state.view import View
from pages.shell.widgets import blocks, downloads
from pages.shell.widgets.lists.link_grid import grid
from pages.shell.widgets.provenance import sharing
from pages.shell.widgets.provenance.citation import Line
from services import regions
from services.errors import ServiceError
from services.export import origin
from services.language.plain_text import plain, printable, visible
from services.language.wording import DASH, instant
from services.link import LONGEST_QUESTION
from services.repository import Progress, Snapshot

REST_AFTER_FAILURE = 60.0
"""Seconds before a failed request is sent again, unless the reader presses the button."""
MOST_ROWS = 300
"""Rows of a level on the screen; the download has all of them."""
_WIDTHS = {"name": 156, "id": 264, "kode": 100, "parent_id": 264, "updatedAt": 150}
"""Pixels of the columns, together the width of the page at 1366."""


def trail(view: View) -> Trail:
    """Read the levels of the link with a line of progress; a failure is remembered a while."""
    if view.imported_only and not view.app.live["lokasi"]:
        with st.container(border=True, key="lokasi_tidak"):
            st.markdown(f"## :material/location_off: {view.say('asal.lokasi_tidak')}")
            st.markdown(view.say("asal.lokasi_tidak_tentang"))
        st.stop()
    state = view.state
    key = f"{view.app.settings.data} {state.lokasi} {state.switch(cascade.PATH)} {state.snap}"
    failures = _failed(key)
    if failures:
        return failures[0]
    place = st.empty()

    def show(progress: Progress) -> None:
        rows, pages = view.number(progress.rows), progress.pages
        place.caption(view.say("lokasi.reading", label=progress.label, rows=rows, pages=pages))

    trail_ = cascade.follow(view, show)
    place.empty()
    if trail_.error:
        failures.append(trail_)
    manifests = [s.manifest for step in trail_.steps for s in step.snapshots]
    panels.mark(view, origin.kind(manifests))
    sharing.read_up_to(view, max((m.fetched_at for m in manifests), default=None))
    return trail_


def forget() -> None:
    """Let the next run send failed requests again."""
    _failed.clear()


@st.cache_resource(ttl=REST_AFTER_FAILURE, max_entries=200, show_spinner=False)
def _failed(key: str) -> list[Trail]:
    """Return the list that remembers a failed trail for REST_AFTER_FAILURE seconds."""
    return []


def selects(view: View, trail: Trail) -> None:
    """Draw a searchable select for each level, disabled until its parent is chosen."""
    if trail.lost:
        st.warning(view.say("lokasi.lost", lokasi=view.state.lokasi), icon=":material/link_off:")
    steps = {step.level: step for step in trail.steps}
    with st.grid(len(LEVELS), min_column_width=150, gap="small"):
        for at, level in enumerate(LEVELS):
            _select(view, level, steps.get(level), trail.path[:at])


def _select(view: View, level: str, step: Step | None, ancestors: tuple[Row, ...]) -> None:
    """Draw the select of a level below its chosen ancestors."""
    rows = {} if step is None else {row["id"]: row for row in step.rows.iter_rows(named=True)}
    labels = named(list(rows.values()))
    key = preset(f"lokasi_{level}", step.chosen["id"] if step and step.chosen else None)
    st.selectbox(
        view.say(f"lokasi.level.{level}"),
        list(rows),
        index=None,
        format_func=lambda id_: visible(labels.get(id_, id_)),
        key=key,
        placeholder=view.words("lokasi.choose" if rows else "lokasi.wait"),
        disabled=not rows,
        on_change=link_writer(
            view.state, key, lambda state, id_: cascade.choosing(state, ancestors, rows.get(id_))
        ),
    )


def named(rows: list[Row]) -> dict[str, str]:
    """Return a label for each id: the name, with the id beside it when several have the name.

    The options of a select need different labels.
    """
    often = Counter(row["name"] for row in rows)
    return {
        row["id"]: row["name"]
        if row["name"] and often[row["name"]] == 1
        else f"{row['name'] or DASH} · {row['id']}"
        for row in rows
    }


def answer(view: View, trail: Trail) -> None:
    """Draw the sentence on the chosen location and the number of locations at the listed level."""
    if not trail.steps:
        return
    last = trail.steps[-1]
    around = ", ".join(str(row["name"]) for row in reversed(trail.path))
    key = "lokasi.answer_here" if last.chosen is not None else "lokasi.answer"
    blocks.answer(
        view.say(
            key if around else "lokasi.answer_top",
            n=view.number(last.rows.height),
            level=view.words(f"lokasi.level.{last.level}").lower(),
            nama=around,
        )
    )


def chosen(view: View, trail: Trail) -> None:
    """Draw the chosen location with its id, ready to be copied."""
    if not trail.path:
        return
    row = trail.path[-1]
    level = view.words(f"lokasi.level.{LEVELS[len(trail.path) - 1]}")
    name_column, id_column = st.columns([2, 3], vertical_alignment="center")
    with name_column:
        st.markdown(f"{plain(level)} **{plain(row['name'] or DASH)}**")
        blocks.note(view.say("lokasi.updated", waktu=_updated(view, row["updatedAt"])))
        codes.region(view, cascade.codes(trail).get(row["id"]), len(trail.path))
    with id_column:
        st.code(row["id"], language=None, wrap_lines=True)


def level(view: View, trail: Trail) -> None:
    """Draw the search and the rows of the listed level, or why there are none."""
    if trail.error:
        panels.failed(view, trail.error, retry=forget)
        return
    last = trail.steps[-1]
    below = trail.path if last.chosen is None else trail.path[:-1]
    blocks.heading(
        view.say(
            "lokasi.list" if below else "lokasi.list_top",
            level=view.words(f"lokasi.level.{last.level}"),
            nama=str(below[-1]["name"]) if below else "",
        )
    )
    key = preset("f_cari_lokasi", view.state.q)
    st.text_input(
        view.say("lokasi.search"),
        key=key,
        type="search",
        max_chars=LONGEST_QUESTION,
        placeholder=view.words("lokasi.search"),
        icon=":material/search:",
        label_visibility="collapsed",
        width=420,
        on_change=link_writer(
            view.state, key, lambda state, text: state.change(q=printable(text or ""))
        ),
    )
    rows, snapshots = last.rows, last.snapshots
    try:
        if view.state.q:  # only the rows that the source finds
            with st.spinner(view.say("lokasi.searching")):
                snapshots = cascade.read(view, last.level, last.parent, cari=view.state.q)
            rows = regions.together(snapshots).sort("name", "id", nulls_last=True)
    except ServiceError as error:
        panels.failed(view, error, retry=forget)
        return
    if rows.is_empty():
        with st.container(border=True):
            if view.state.q:
                st.markdown(view.say("lokasi.none_found", q=view.state.q))
                again = view.state.change(q="")
                st.button(view.say("lokasi.clear"), key="hapus_cari", on_click=go, args=(again,))
            else:
                of_level = view.words(f"lokasi.level.{last.level}").lower()
                st.markdown(view.say("lokasi.empty", level=of_level))
    else:
        known = cascade.codes(trail)
        rows = codes.coded(rows, known)
        _draw_rows(view, last, below, rows)
        codes.matched(view, last, known)
    _draw_source(view, last, rows, snapshots)


def _draw_rows(view: View, step: Step, below: tuple[Row, ...], rows: pl.DataFrame) -> None:
    shown_rows = rows.head(MOST_ROWS)
    cells = {
        "name": [name or DASH for name in shown_rows["name"]],
        "id": shown_rows["id"].to_list(),
        "kode": [kode or DASH for kode in shown_rows["kode_kemendagri"]],
        "parent_id": [parent or DASH for parent in shown_rows["parent_id"]],
        "updatedAt": [_updated(view, at) for at in shown_rows["updatedAt"]],
    }
    heads = {name: view.words(f"lokasi.column.{name}") for name in cells}
    grid(
        pl.DataFrame({heads[n]: pl.Series(values, dtype=pl.String) for n, values in cells.items()}),
        [cascade.choosing(view.state, below, row) for row in shown_rows.iter_rows(named=True)],
        key=f"lokasi_{step.level}_{cascade.mark(step.parent + view.state.q)}",
        button=heads["name"],
        widths={heads[name]: _WIDTHS[name] for name in cells},
        left=tuple(heads.values()),
        height=560,
        alt=view.words("lokasi.alt", level=view.words(f"lokasi.level.{step.level}")),
    )
    if rows.height > MOST_ROWS:
        blocks.note(view.say("lokasi.cut", n=MOST_ROWS, all=view.number(rows.height)))


def _draw_source(
    view: View, step: Step, rows: pl.DataFrame, snapshots: tuple[Snapshot, ...]
) -> None:
    """Draw the source line of a level, its downloads and citation."""
    manifests = [snapshot.manifest for snapshot in snapshots]
    kind = origin.kind(manifests)
    states = [view.state_words(manifest) for manifest in manifests]
    text = view.say(
        "lokasi.source",
        host=", ".join(dict.fromkeys(m.address for m in manifests if m.address))
        or view.words("lokasi.builtin"),
        rows=view.number(rows.height),
        pages=view.number(sum(m.pages for m in manifests)),
        waktu=instant(min(m.fetched_at for m in manifests), view.lang),
        keadaan=counted_states(view, states),
        asal=view.words("lokasi.sandbox" if kind == "contoh" else "shell.live"),
    )
    blocks.note(text)
    newest = max(m.fetched_at for m in manifests)
    sharing.read_up_to(view, newest)
    for snapshot in snapshots:
        if snapshot.stale:
            blocks.note(
                view.say("lokasi.stale", reason=error_text.reason(snapshot.reason, view.lang))
            )
    source = Line(text=text, newest=newest, origin=kind, partitions=snapshots)
    download = downloads.of_line(
        view,
        lambda: rows,
        rows.height,
        source,
        name="lokasi",
        file=f"lokasi-{step.level}-{step.parent or 'semua'}",
        narrowed={view.words("cari.box"): view.state.q} if view.state.q else {},
    )
    downloads.menu_of_line(view, source, blocks.titles(), key="lokasi", download=download)


def _updated(view: View, text: Any) -> str:
    """Format when the source changed a row; a text that is no instant stays as it is."""
    try:
        when = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return str(text or DASH)
    return instant(when if when.tzinfo else when.replace(tzinfo=UTC), view.lang)
