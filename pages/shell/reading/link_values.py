"""Check what the link names against the stored rows: satker, program, status, kind, code.

What no stored row has is named to the reader and ignored, as an unknown KLPD is: the page is run
again without it, so that every figure of the run is of the same choice. What differs in case alone
is written as stored. Where the rows could not all be read nothing is decided: an upstream that is
down erases nobody's link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import polars as pl
import streamlit as st

from pages.shell.reading.data import Data
from pages.shell.state.address import go
from pages.shell.state.link import LinkState, Pairs, Problem, pairs
from services.analysis.frames import HISTORY, PAKET, PROGRAM
from services.analysis.measures import KOSONG
from services.analysis.revisi import JENIS

_LEFT_OUT = "tak_ada_barisnya"
_COLUMNS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "satker": ((PROGRAM, "kd_satker"), (PAKET, "kd_satker"), (HISTORY, "kd_satker")),
        "program": ((PROGRAM, "kd_program_str"),),
        "status": ((PAKET, "status"),),
        "jenis": ((HISTORY, "jenis_revisi"),),
        "kode": ((PAKET, "kd_rup"), (HISTORY, "kd_rup_lama"), (HISTORY, "kd_rup_baru")),
    }
)
"""Where the values of a field of the link stand: dataset and column."""
_ALWAYS: Mapping[str, tuple[str, ...]] = MappingProxyType({"jenis": JENIS})
"""Values that are known without a row: none of them is an answer, too."""


def settle(data: Data) -> None:
    """Run the page again without what no stored row has, and with values written as stored."""
    state, unknown = checked(data)
    if state != data.view.state:
        st.session_state[_LEFT_OUT] = (pairs(state), unknown)
        go(state)
        st.rerun()


def left_out(state: LinkState) -> list[Problem]:
    """Return what was left out of the link that now reads as this state."""
    noted: tuple[Pairs, list[Problem]] = st.session_state.get(_LEFT_OUT, ((), []))
    return noted[1] if noted[0] == pairs(state) else []


def checked(data: Data) -> tuple[LinkState, list[Problem]]:
    """Return the state with only values that stored rows have, and what was left out of it."""
    state = data.view.state
    unknown = []
    corrected: dict[str, Any]  # of a field that is named at run time
    for field in _COLUMNS:
        value = getattr(state, field)
        if not value or value == KOSONG or value in _ALWAYS.get(field, ()):
            continue
        written = _written(data, field, value)
        if value in written:
            continue
        if len(written) == 1:
            corrected = {field: written[0]}
            state = replace(state, **corrected)
        elif not written and _all_read(data, field):
            corrected = {field: ""}
            state = replace(state, **corrected)
            unknown.append(Problem(param=field, value=value, why="tak_ada"))
    return state, unknown


def _written(data: Data, field: str, value: str) -> list[str]:
    """Return the ways in which stored rows write a value, whatever the case; any stored year.

    A satker belongs to the first KLPD, which sentences and key figures speak of.
    """
    chosen = data.view.state.klpd
    klpd = chosen[:1] if field == "satker" else chosen
    name = f"dikenal {field} {klpd} {value.casefold()}"
    return data.cached(name, lambda: _rows(data, field, klpd, value))["nilai"].to_list()


def _rows(data: Data, field: str, klpd: tuple[str, ...], value: str) -> pl.LazyFrame:
    frames = data.frames
    of = {PROGRAM: frames.program, PAKET: frames.swakelola, HISTORY: frames.kaji_ulang}
    cell = pl.col("nilai")
    return pl.concat(
        of[dataset]
        .filter(pl.col("kd_klpd").is_in(klpd))
        .select(nilai=pl.col(column))
        .filter(cell.str.to_lowercase() == value.lower())
        .unique()
        for dataset, column in _COLUMNS[field]
    ).unique(maintain_order=True)


def _all_read(data: Data, field: str) -> bool:
    """Tell whether every chosen partition that could hold the value was read, and any has rows."""
    datasets = {dataset for dataset, _ in _COLUMNS[field]}
    snapshots = [o.snapshot for o in data.outcomes if o.request.dataset.name in datasets]
    read = [snapshot for snapshot in snapshots if snapshot is not None]
    return len(read) == len(snapshots) and any(snapshot.manifest.rows for snapshot in read)
