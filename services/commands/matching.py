"""Match typed values with rows: in any case, `(kosong)` matches rows without a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import polars as pl

from ..analysis.filters import Filters
from ..analysis.frames import PENYEDIA, PENYEDIA_UMUM, SATKER, Frames, Options
from ..analysis.measures import KOSONG
from ..analysis.packages.penyedia import live_packages
from ..analysis.tables import TABLES
from ..reference import loader
from .values import flag

_COLUMNS = MappingProxyType(
    {
        "satker": ("kd_satker",),
        "program": ("kd_program_str",),
        "status": ("status",),
        "jenis": ("jenis_revisi",),
        "metode": ("metode_pengadaan",),
        "pengadaan": ("jenis_pengadaan",),
        "kode": ("kd_rup_lama", "kd_rup_baru"),
    }
)
"""The columns of rows in which the value of an option of a table stands."""
_ELSEWHERE = (SATKER, PENYEDIA, PENYEDIA_UMUM)
"""Datasets whose rows are no rows of tables: names, and packages as they are served."""


def equal(column: str, value: str) -> pl.Expr:
    """Return whether a text column holds a value, whatever its case and blanks at its ends."""
    cell = pl.col(column).str.strip_chars().str.to_lowercase()
    if value.lower() == KOSONG:
        return cell.is_null() | (cell == "") | (cell == KOSONG)
    return cell == value.lower()


def no_row(values: Iterable[tuple[str, str]]) -> str:
    """Return the message that no row has these values, named by their arguments."""
    return (
        f"{' '.join(f'{flag(name)} {value}' for name, value in values)}: tidak ada baris yang cocok"
    )


def narrowing(options: Options, table: str) -> list[tuple[str, str]]:
    """Return the options that narrow this table and are set, with their values."""
    named = ((name, str(getattr(options, name))) for name in TABLES[table].obeys)
    return [(name, value) for name, value in named if value]


def resolved(options: Options, table: str, frames: Frames) -> tuple[Options, list[tuple[str, str]]]:
    """Return the options as the rows write them, and those whose value no row has."""
    usual: dict[str, Any] = {}
    absent: list[tuple[str, str]] = []
    for name, value in narrowing(options, table):
        if name == "wilayah":
            absent += [] if loader.region(value) else [(name, value)]
            continue
        written = _written(name, value, list(_rows(frames, options, every_year=name == "kode")))
        usual[name] = value if written is None else written
        absent += [(name, value)] if written == "" else []
    return replace(options, **{k: v for k, v in usual.items() if v}), absent


def _rows(frames: Frames, options: Options, *, every_year: bool) -> Iterator[pl.LazyFrame]:
    """Yield the rows that a table is made from, of the chosen KLPD and years."""
    if frames.made:
        yield frames.made.rows
        return
    named = ("klpd",) if every_year else ("klpd", "tahun")
    chosen = Filters.of(options).only(named).narrow(frames)
    yield from (chosen.program, chosen.swakelola, chosen.kaji_ulang)
    yield live_packages(chosen)
    yield from (rows for name, rows in chosen.others.items() if name not in _ELSEWHERE)


def _written(name: str, value: str, rows: Sequence[pl.LazyFrame]) -> str | None:
    """Return a value as most rows write it, "" when no row has it, None without such a column."""
    columns: list[pl.Series] = []
    for frame in rows:
        known = frame.collect_schema().names()
        columns += [
            frame.filter(equal(column, value)).select(pl.col(column).alias("v")).collect()["v"]
            for column in _COLUMNS[name]
            if column in known
        ]
    if not columns:
        return None
    matches = pl.concat(columns)
    if value.lower() == KOSONG and len(matches):
        return KOSONG
    if value in matches:
        return value
    return str(matches.value_counts(sort=True)["v"][0]) if len(matches) else ""
