"""Find the stored partitions that rows and their names come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import polars as pl
import streamlit as st

from pages.shell.state.unread import Partition
from services.analysis.frames import HISTORY, PAKET, PROGRAM, SATKER, Frames
from services.analysis.names import ALSO_NAMING, names_of, program_names

MOST_CACHED = 64

Make: TypeAlias = Callable[[Frames], pl.LazyFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How the codes of a field get their names: its columns, the function, the datasets.

    A dataset names a code only where no dataset of the groups before its own does.
    """

    code: str
    name: str
    make: Make
    datasets: tuple[tuple[str, ...], ...]


NAMED: dict[str, Naming] = {
    "satker": Naming(
        code="kd_satker",
        name="nama_satker",
        make=lambda frames: names_of(frames, *ALSO_NAMING),
        datasets=((PAKET, HISTORY), ALSO_NAMING, (SATKER,)),
    ),
    "program": Naming(
        code="kd_program_str",
        name="nama_program",
        make=lambda frames: program_names(frames.program),
        datasets=((PROGRAM,),),
    ),
}


def sources_of_names(
    naming: Naming, frames: Frames, named: pl.DataFrame, known: Sequence[Partition]
) -> pl.LazyFrame:
    """Return dataset, kd_klpd, tahun of the partitions that name codes which `known` do not name.

    Of several partitions with a name those of the first group count, and of these the newest, as it
    is for the names themselves. ALSO_NAMING name only the tables that are made from them.
    """
    code = ("kd_klpd", naming.code, naming.name)
    drawn = {dataset for dataset, *_ in known}
    written = pl.concat(
        rows.select(pl.lit(name).alias("dataset"), "tahun", *code, urutan=pl.lit(at)).unique()
        for at, group in enumerate(naming.datasets)
        for name in group
        if (rows := frames.rows_of(name)) is not None and (group != ALSO_NAMING or name in drawn)
    )
    owned = pl.LazyFrame(
        known,
        schema={"dataset": pl.String, "kd_klpd": pl.String, "tahun": pl.Int16},
        orient="row",
    ).with_columns(sendiri=pl.lit(value=True))
    return (
        written.join(named.lazy().drop_nulls(), on=code)
        .join(owned, on=["dataset", "kd_klpd", "tahun"], how="left", nulls_equal=True)
        .filter(~pl.col("sendiri").any().over(code))
        .filter(pl.col("urutan") == pl.col("urutan").min().over(code))
        .filter(pl.col("tahun").eq_missing(pl.col("tahun").max().over(code)))
        .select("dataset", "kd_klpd", "tahun")
        .unique()
    )


@st.cache_resource(max_entries=MOST_CACHED, show_spinner=False)
def stored_at(stamp: str, _frames: Frames) -> dict[tuple[str, str, int | None], datetime]:
    """Return the partitions behind the frames, each with the end of its pass; cached by `stamp`.

    The year is None for a dataset without years.
    """
    columns = ("dataset", "kd_klpd", "tahun", "fetched_at")
    rows = _frames.stored.select(columns).collect().iter_rows()
    return {(name, kode, tahun): at for name, kode, tahun, at in rows}
