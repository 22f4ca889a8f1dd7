"""Read the data of a page, or end it with a panel that says why there are none.

A page calls `read` once, right after `start`. Stored partitions are served at once and refreshed in
the background; other partitions are read in the background, those of the first figure before the
rest, and the page draws what is complete (reading/progress.py). When there is nothing to show, the
page ends with a panel that says who must act.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell.reading import link_values, panels, partitions, progress, rate_limits
from pages.shell.reading.data import Data
from pages.shell.sections import as_of
from pages.shell.state.unread import Partition
from pages.shell.state.view import View
from pages.shell.widgets import filters
from pages.shell.widgets.provenance import sharing
from services.analysis.frames import PROGRAM, RUP, SATKER
from services.budgets import MOST_CHOSEN
from services.export.provenance import kind
from services.link import FIRST_YEAR
from services.repository import Outcome


def read(
    view: View,
    *needed: str,
    reads: Sequence[str] = RUP,
    if_stored: Sequence[str] = (),
    every_year: bool = False,
) -> Data:
    """Return the data for the chosen KLPD and years, and for the year they are compared with.

    reads: the datasets that the page draws; the list of satkers, which has no years and names
    them, is read for every page. if_stored: those that it draws only where they are stored
    already, since reading them takes long, in the chosen years or in `every_year`. `needed` are the
    datasets without which the page shows nothing: when all of them fail, or have no rows, for the
    first KLPD in the newest year, the page ends with a panel, and while none of them is read, with
    the progress. The first of them (program-master by default) is read before anything else. Other
    failures are listed in a line.
    Also fills the satker filter and draws the chosen filters.
    """
    _limit(view, reads)
    state = view.state
    chosen: list[Partition] = [
        (name, kode, year) for kode in state.klpd for year in state.tahun for name in reads
    ]
    if view.imported_only:
        if_stored = (*if_stored, SATKER)
    else:
        chosen += [(SATKER, kode, None) for kode in state.klpd]
    stored = partitions.stored_of(view, if_stored, every_year=every_year)
    chosen = list(dict.fromkeys((*chosen, *stored)))
    chosen = partitions.with_stand_ins(view, partitions.applicable(view, chosen))
    before = _compared(view, reads, chosen)
    first = (needed or (PROGRAM,))[0], view.klpd, view.tahun
    place = st.empty()

    def explain() -> None:
        with place.container():
            progress.explain(view)

    wanted = [*chosen, *before]

    def order(partition: Partition) -> tuple[bool, int, int]:
        """Order the first figure's first, then by KLPD as chosen, the newest year first."""
        _, kode, tahun = partition
        return partition != first, state.klpd.index(kode), -(tahun or 0)

    results = partitions.outcomes(
        view,
        sorted(wanted, key=order),
        first=(first,),
        only_with_first=len(needed) == 1,
        before_waiting=explain,
    )
    if partitions.with_stand_ins(view, wanted) != wanted:  # a list has just been denied, or empty
        st.rerun()
    by_request = {outcome.request: outcome for outcome in results}
    outcomes = tuple(by_request[partitions.request(view, partition)] for partition in wanted)
    unread = partitions.unread(results)
    unread.hold = partial(progress.whole_page, view, unread)
    stamp, frames = partitions.frames(view, wanted)
    data = Data(
        view=view,
        frames=frames,
        outcomes=outcomes[: len(chosen)],
        before=outcomes[len(chosen) :],
        stamp=stamp,
        unread=unread,
    )
    panels.mark(view, kind(data.snapshots()))
    sharing.read_up_to(view, data.newest)
    link_values.settle(data)
    names = {name: data.names(name) for name in ("satker", "program")}
    filters.satker(view, names["satker"])
    _end_without_rows(data, needed or reads, results, place)
    filters.chosen(view, names)
    as_of.newer(data)
    shown = (None, *state.tahun)
    panels.notices(view, [o for o in data.outcomes if o.request.tahun in shown])
    return data


def _compared(view: View, reads: Sequence[str], chosen: Sequence[Partition]) -> list[Partition]:
    """Return the partitions of the year that figures are compared with, unless it is chosen."""
    compared = view.lalu not in view.state.tahun and view.lalu >= FIRST_YEAR
    earlier: list[Partition] = [(name, view.klpd, view.lalu) for name in reads if compared]
    others = [partition for partition in earlier if partition not in chosen]
    return partitions.with_stand_ins(view, partitions.applicable(view, others))


def _limit(view: View, reads: Sequence[str]) -> None:
    """End the page when more KLPD and years are chosen than one visitor may request."""
    chosen = [(kode, tahun) for kode in view.state.klpd for tahun in view.state.tahun]
    if len(chosen) > MOST_CHOSEN:
        panels.too_much(view, len(chosen), MOST_CHOSEN)
        st.stop()
    if view.imported_only:  # nothing is ever asked for
        return
    unread = [pair for pair in chosen if not partitions.all_stored(view, reads, *pair)]
    if len(unread) > rate_limits.MOST_PARTITIONS:
        panels.too_much(view, len(unread), rate_limits.MOST_PARTITIONS)
        st.stop()


def _end_without_rows(
    data: Data, needed: Sequence[str], results: Sequence[Outcome], place: DeltaGenerator
) -> None:
    """Draw the progress of unread partitions; end the page when there is nothing to show.

    The first KLPD's newest year decides. results: all outcomes in the order of reading.
    """
    view, unread = data.view, data.unread
    year = {"kode_klpd": view.klpd, "tahun": str(view.tahun)}
    deciding = [
        o for o in data.outcomes if o.request.dataset.name in needed and o.request.values == year
    ]
    errors = [o.error for o in deciding if o.error]
    if len(errors) == len(deciding):
        view.app.readings.withdraw(partitions.reader())
        place.empty()
        panels.failed(view, errors[0], retry=partial(partitions.forget_failures, view))
        st.stop()
    progress.progress(view, results, unread, place)
    if any(o.snapshot and o.snapshot.manifest.rows for o in deciding):
        return
    if any(o.unread for o in deciding):
        progress.whole_page(view, unread, unread.among(needed, (view.klpd,), (view.tahun,)))
    else:
        panels.empty(view)
    st.stop()
