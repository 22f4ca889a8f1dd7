"""The latest changes found by the operator's watches; a row opens the comparison of its reads."""

from __future__ import annotations

from dataclasses import asdict

import polars as pl
import streamlit as st

from pages.shell.reading import panels
from pages.shell.sections.stored.store import Store, draw_downloads
from pages.shell.state import error_text
from pages.shell.widgets import blocks
from pages.shell.widgets.lists.link_grid import grid
from services.analysis.frames import RUP
from services.export.origin import of_sources
from services.language.wording import DASH, delta_rupiah, instant
from services.link import LinkState
from services.watch.changes import Change, lately

SHOWN = 10
_FIGURES = ("ditambah", "hilang", "diubah")


def watched_changes(store: Store) -> None:
    """Draw the latest changes of all watches, or how to set up a watch."""
    view = store.view
    any_request = view.app.rup(RUP[:1], ("D304",), (view.tahun,))[0]
    scope = view.app.repository.place(any_request).scope
    changes, damaged = lately(view.app.repository.root, scope)
    for error in damaged:
        st.markdown(f":orange[:material/error:] {error_text.message(error, view.lang)}")
    if not changes:
        blocks.note(view.say("pantau.empty"))
        return
    panels.mark(view, of_sources(source for change in changes for source in change.sources))
    shown = changes[:SHOWN]
    heads = [view.words(f"pantau.column.{name}") for name in ("ke", "apa", *_FIGURES, "pagu")]
    grid(
        pl.DataFrame(
            [
                (
                    instant(change.ke, view.lang),
                    f"{change.nama or change.kd_klpd} {change.tahun}, {change.dataset}",
                    *(view.number(getattr(change, name)) for name in _FIGURES),
                    DASH if change.pagu is None else delta_rupiah(change.pagu, 0, view.lang),
                )
                for change in shown
            ],
            schema=dict.fromkeys(heads, pl.String),
            orient="row",
        ),
        [comparing(view.state, change) for change in shown],
        key=f"pantau_{shown[0].ke:%Y%m%d%H%M%S}_{len(changes)}",
        button=heads[0],
        widths=dict(zip(heads, (172, 330, 90, 80, 80, 150), strict=True)),
        left=(heads[1],),
        height=400,
        alt=view.words("pantau.alt"),
    )
    draw_downloads(
        store,
        pl.DataFrame([asdict(change) for change in changes]).drop("turns", "examples"),
        "pantau",
    )
    blocks.note(view.say("pantau.note", n=len(shown), all=len(changes)))


def comparing(state: LinkState, change: Change) -> LinkState:
    """Return the state of this page that compares the two reads of a change."""
    chosen = state.change(
        klpd=(change.kd_klpd,), tahun=(change.tahun,), dari=change.dari, ke=change.ke, snap=None
    )
    return chosen.switched("riwayat", change.dataset)
