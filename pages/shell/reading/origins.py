"""From which stored partitions rows and their names come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import polars as pl
import streamlit as st

from services.analysis.frames import HISTORY, PAKET, PROGRAM, Frames
from services.analysis.names import program_names, satker_names
from services.repository import Request

MOST_CACHED = 64

Make: TypeAlias = Callable[[Frames], pl.LazyFrame]
Partition: TypeAlias = tuple[str, str, int]
"""dataset, kd_klpd, tahun"""


def partition(request: Request) -> Partition:
    """Return which partition of RUP a request asks for."""
    values = request.values
    return request.dataset.name, values["kode_klpd"], int(values["tahun"])


def _satkers(frames: Frames) -> pl.LazyFrame:
    return satker_names(frames.program, frames.swakelola, frames.kaji_ulang)


def _programs(frames: Frames) -> pl.LazyFrame:
    return program_names(frames.program)


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How the codes of one field get their names: its columns, the function, the datasets."""

    code: str
    name: str
    make: Make
    datasets: tuple[str, ...]


NAMED: dict[str, Naming] = {
    "satker": Naming(
        code="kd_satker", name="nama_satker", make=_satkers, datasets=(PAKET, HISTORY)
    ),
    "program": Naming(
        code="kd_program_str", name="nama_program", make=_programs, datasets=(PROGRAM,)
    ),
}


def lenders(
    naming: Naming, frames: Frames, shown: pl.DataFrame, own: Sequence[Partition]
) -> pl.LazyFrame:
    """Return dataset, kd_klpd, tahun of what names the codes shown that `own` do not name so.

    Of several partitions with a name the newest counts, as the names themselves are chosen.
    """
    code = ("kd_klpd", naming.code, naming.name)
    of = {PROGRAM: frames.program, PAKET: frames.swakelola, HISTORY: frames.kaji_ulang}
    written = pl.concat(
        of[name].select(pl.lit(name).alias("dataset"), "tahun", *code).unique()
        for name in naming.datasets
    )
    owned = pl.LazyFrame(
        own,
        schema={"dataset": pl.String, "kd_klpd": pl.String, "tahun": pl.Int16},
        orient="row",
    ).with_columns(sendiri=pl.lit(value=True))
    return (
        written.join(shown.lazy().drop_nulls(), on=code)
        .join(owned, on=["dataset", "kd_klpd", "tahun"], how="left")
        .filter(~pl.col("sendiri").any().over(code))
        .filter(pl.col("tahun") == pl.col("tahun").max().over(code))
        .select("dataset", "kd_klpd", "tahun")
        .unique()
    )


@st.cache_resource(max_entries=MOST_CACHED, show_spinner=False)
def stored_at(stamp: str, _frames: Frames) -> dict[Partition, datetime]:
    """Return the partitions behind the frames with the end of the pass that they were read in."""
    columns = ("dataset", "kd_klpd", "tahun", "fetched_at")
    rows = _frames.stored.select(columns).collect().iter_rows()
    return {(name, kode, tahun): at for name, kode, tahun, at in rows}
