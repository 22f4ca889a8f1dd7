"""Check the values of the link against the stored rows: satker, program, status, kind, code.

A value that no stored row has is reported to the reader and removed, as an unknown KLPD is, and the
page is run again, so that all figures of a run have the same filters. A value that differs in case
alone is replaced by the stored one. Where not all rows could be read, values are left as they are:
an upstream that is down must not erase a link.
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
from services.analysis.frames import (
    HISTORY,
    PAKET,
    PENYEDIA,
    PROGRAM,
    PROVIDER_LISTS,
    RUP,
    SATKER,
)
from services.analysis.measures import KOSONG
from services.analysis.revisions.revisi import JENIS
from services.charts.palette import METODE, PENGADAAN
from services.errors import AccessDenied
from services.link import LinkState, Pairs, Problem, pairs

_DISPENSABLE = frozenset({SATKER, PENYEDIA})
"""Lists without which pages have figures: names come from rows, announced packages stand in."""
_LEFT_OUT = "tak_ada_barisnya"
_COLUMNS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "satker": tuple((name, "kd_satker") for name in (*RUP, SATKER, *PROVIDER_LISTS)),
        "program": ((PROGRAM, "kd_program_str"),),
        "status": ((PAKET, "status"),),
        "jenis": ((HISTORY, "jenis_revisi"),),
        "pengadaan": tuple((name, "jenis_pengadaan") for name in PROVIDER_LISTS),
        "metode": tuple((name, "metode_pengadaan") for name in PROVIDER_LISTS),
        "kode": (
            *((name, "kd_rup") for name in (PAKET, *PROVIDER_LISTS)),
            *((HISTORY, column) for column in ("kd_rup_lama", "kd_rup_baru")),
        ),
    }
)
"""The datasets and columns that hold the values of a field of the link."""
_ALWAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"jenis": JENIS, "pengadaan": PENGADAAN, "metode": METODE}
)
"""Values that are valid without a row: that there is none of them is an answer, too."""


def settle(data: Data) -> None:
    """Run the page again with the values that `checked` returns, when they differ."""
    state, unknown = checked(data)
    if state != data.view.state:
        before = left_out(data.view.state)  # other datasets may have been read earlier
        st.session_state[_LEFT_OUT] = (pairs(state), [*before, *unknown])
        go(state)
        st.rerun()


def left_out(state: LinkState) -> list[Problem]:
    """Return the values that were removed from the link to make this state."""
    removed: tuple[Pairs, list[Problem]] = st.session_state.get(_LEFT_OUT, ((), []))
    for_link, problems = removed
    return problems if for_link == pairs(state) else []


def checked(data: Data) -> tuple[LinkState, list[Problem]]:
    """Return the state with only values that stored rows have, and the values removed."""
    state = data.view.state
    unknown = []
    corrected: dict[str, Any]  # one field, whose name only the loop knows
    for field in _COLUMNS:
        value = getattr(state, field)
        if not value or value == KOSONG or value in _ALWAYS.get(field, ()):
            continue
        if (data.view.page, field) == ("paket", "kode"):  # the page says itself what lists have
            continue
        spellings = _stored_spellings(data, field, value)
        if value in spellings:
            continue
        if len(spellings) == 1:
            corrected = {field: spellings[0]}
            state = replace(state, **corrected)
        elif not spellings and _all_read(data, field):
            corrected = {field: ""}
            state = replace(state, **corrected)
            unknown.append(Problem(param=field, value=value, why="tak_ada"))
    return state, unknown


def _stored_spellings(data: Data, field: str, value: str) -> list[str]:
    """Return the spellings of a value in stored rows of any year, whatever the case.

    A satker must belong to the first KLPD, which sentences and key figures are about.
    """
    chosen = data.view.state.klpd
    klpd = chosen[:1] if field == "satker" else chosen
    frames = data.frames

    def spellings() -> pl.LazyFrame:
        columns = [
            rows.filter(pl.col("kd_klpd").is_in(klpd)).select(nilai=pl.col(column))
            for dataset, column in _COLUMNS[field]
            if (rows := frames.rows_of(dataset)) is not None
        ]
        same = pl.col("nilai").str.to_lowercase() == value.lower()
        nothing = pl.LazyFrame(schema={"nilai": pl.String})
        return pl.concat([nothing, *(c.filter(same).unique() for c in columns)]).unique(
            maintain_order=True
        )

    name = f"dikenal {field} {klpd} {value.casefold()}"
    return data.cached(name, spellings)["nilai"].to_list()


def _all_read(data: Data, field: str) -> bool:
    """Tell whether all chosen partitions that may hold the value are read, and any has rows.

    A list that the credential may not read holds no value where pages do without it.
    """
    datasets = {dataset for dataset, _ in _COLUMNS[field]}
    snapshots = [
        o.snapshot
        for o in data.outcomes
        if o.request.dataset.name in datasets
        and not (o.request.dataset.name in _DISPENSABLE and isinstance(o.error, AccessDenied))
    ]
    read = [snapshot for snapshot in snapshots if snapshot is not None]
    return len(read) == len(snapshots) and any(snapshot.manifest.rows for snapshot in read)
