"""Read what a page needs and say what stands in the way.

A page calls `read` once, right after `start`. What is stored is served at once and refreshed
behind; what is not stored is read with a progress bar. When nothing usable is there the page ends
here, with a panel that says who must act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.shell import filters, instants, known, panels, partitions, sharing
from pages.shell.data import Data
from pages.shell.link import FIRST_YEAR
from pages.shell.view import View
from services.analysis.frames import RUP
from services.charts.labels import softened

MOST_PARTITIONS = 12
"""KLPD x years one visitor may ask for at a time; more is for the command line (harvest)."""


def read(view: View, *needed: str) -> Data:
    """Return the data for the chosen KLPD and years, and for the year they are compared with.

    All three RUP datasets are read, since names of satkers come from any of them. `needed` are the
    datasets without which the page has nothing to say: when all of them fail, or have no rows, for
    the first KLPD in the newest year, the page ends with the panel for that. Other failures are
    named in a line. Fills the satker filter and says what is chosen.
    """
    _bound(view)
    state = view.state
    chosen = [(name, kode, year) for kode in state.klpd for year in state.tahun for name in RUP]
    compared = view.lalu not in state.tahun and view.lalu >= FIRST_YEAR
    before = [(name, view.klpd, view.lalu) for name in RUP if compared]
    outcomes = partitions.outcomes(view, [*chosen, *before])
    stamp, frames = partitions.frames(view, [*chosen, *before])
    data = Data(
        view=view,
        frames=frames,
        outcomes=outcomes[: len(chosen)],
        before=outcomes[len(chosen) :],
        stamp=stamp,
    )
    if any(s.manifest.source == "sandbox" for s in data.snapshots()):
        panels.made_up(view)
    sharing.read_up_to(view, data.newest)
    known.settle(data)
    names = {name: data.names(name) for name in ("satker", "program")}
    filters.satker(view, names["satker"])
    _guard(data, needed or RUP)
    filters.chosen(view, {name: _softened(labels) for name, labels in names.items()})
    instants.newer(data)
    panels.notices(view, data.outcomes)
    return data


def _bound(view: View) -> None:
    asked = len(view.state.klpd) * len(view.state.tahun)
    if asked > MOST_PARTITIONS:
        panels.too_much(view, asked, MOST_PARTITIONS)
        st.stop()


def _guard(data: Data, needed: Sequence[str]) -> None:
    """End the page when the first KLPD's newest year has nothing to show."""
    view = data.view
    year = {"kode_klpd": view.klpd, "tahun": str(view.tahun)}
    own = [
        o for o in data.outcomes if o.request.dataset.name in needed and o.request.values == year
    ]
    errors = [o.error for o in own if o.error]
    if len(errors) == len(own):
        panels.failed(view, errors[0], retry=partitions.forget_failures)
        st.stop()
    if not any(o.snapshot and o.snapshot.manifest.rows for o in own):
        panels.empty(view)
        st.stop()


def _softened(labels: Mapping[str, str]) -> dict[str, str]:
    return {code: softened(label) for code, label in labels.items()}
