"""Tables that are cached for every KLPD-year, so that a question over the country reads no rows.

Every row of these tables belongs to one (tahun, kd_klpd) and depends only on the rows of that
KLPD-year, except for one column: the name of a code is that of the newest stored year that has one
(names.best). A table of many KLPD-years is therefore the concatenation of the tables of each, with
the names of the newest years, in the table's order.

Not cached: tables as long as the rows themselves (paket, penyedia-paket, keadaan, silsilah, jejak),
tables across years (Table.two_years), of what was set aside (mutu), with names of the
operator's catalogue (swakelola-penyelenggara), with names of satkers from provider packages, which
are those of the chosen years (penyedia-per-satker, pemanfaatan), and `tanda`, whose rules read all
datasets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import polars as pl

from . import tables
from .across_klpd.per_klpd import premeasured
from .frames import HISTORY, PAKET, PROGRAM, SATKER, Frames, Options
from .measures import KEY
from .names import program_names, satker_names
from .packages import budgets


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Where the names of a table's codes come from: cached table, column of codes, of names."""

    table: str
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedTable:
    """One cached table: the datasets it reads, how it is made, its order.

    `make` takes frames of one year, of any number of KLPD. `order` are the columns it is sorted by,
    `-` before a descending one, nulls last; no two rows are equal in them. `row_options` names the
    options that filter the rows it is made from: with one of them the cached table is of no use.
    """

    name: str
    reads: tuple[str, ...]
    make: Callable[[Frames], pl.LazyFrame]
    order: tuple[str, ...]
    row_options: tuple[str, ...] = ()
    names: Names | None = None

    def answers(self, options: Options) -> bool:
        """Tell whether the table with these options can be made from the cached one."""
        return not any(getattr(options, name) for name in self.row_options)

    def sorted(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Return rows in the table's order."""
        return rows.sort(
            [name.removeprefix("-") for name in self.order],
            descending=[name.startswith("-") for name in self.order],
            nulls_last=True,
        )


def combine(
    table: CachedTable,
    pieces: Sequence[pl.LazyFrame],
    names: Sequence[pl.LazyFrame] = (),
    *,
    tahun: Collection[int] = (),
) -> pl.LazyFrame:
    """Return the table of many KLPD-years from pieces, each in order; `tahun` are their years.

    `names` are the cached names of KLPD that are stored in more than one year, of all their years:
    the name of the newest year replaces that of the row's year.
    """
    rows = pl.concat(pieces) if len(pieces) > 1 else pieces[0]
    if table.names and names:
        code, name = ["kd_klpd", table.names.code], table.names.name
        newest = pl.concat(names).filter(pl.col("tahun") == pl.col("tahun").max().over(code))
        if len(tahun) == 1:  # rows of a single year have the names of that year already
            newest = newest.filter(~pl.col("tahun").is_in(tahun))
        rows = (
            rows.join(newest.select(*code, baru=name), on=code, how="left", maintain_order="left")
            .with_columns(pl.coalesce("baru", name).alias(name))
            .drop("baru")
        )
    return table.sorted(rows) if len(pieces) > 1 else rows


def _satker_names(frames: Frames) -> pl.LazyFrame:
    years = pl.concat([rows.select(KEY) for rows in (frames.swakelola, frames.kaji_ulang)])
    names = satker_names(frames.program, frames.swakelola, frames.kaji_ulang)
    return _names_by_year(names, years, "kd_satker", "nama_satker")


def _program_names(frames: Frames) -> pl.LazyFrame:
    names, years = program_names(frames.program), frames.program.select(KEY)
    return _names_by_year(names, years, "kd_program_str", "nama_program")


def _names_by_year(names: pl.LazyFrame, years: pl.LazyFrame, code: str, name: str) -> pl.LazyFrame:
    rows = names.filter(pl.col(name).is_not_null()).join(years.unique(), on="kd_klpd")
    return rows.select(*KEY, code, name).sort(*KEY, code)


_BY_SATKER = Names(table="nama-satker", code="kd_satker", name="nama_satker")
_BY_PROGRAM = Names(table="nama-program", code="kd_program_str", name="nama_program")

# table, the columns it is sorted by, row_options, where the names of its codes come from
_TABLES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], Names | None], ...] = (
    ("pagu-per-program", ("-pagu", *KEY, "kd_program_str"), ("satker",), _BY_PROGRAM),
    ("pagu-per-satker", ("-pagu", *KEY, "kd_satker"), ("program",), _BY_SATKER),
    ("swakelola-status", (*KEY, "kd_satker", "status"), (), _BY_SATKER),
    ("swakelola-per-satker", ("-belum_terumumkan", *KEY, "kd_satker"), (), _BY_SATKER),
    ("swakelola-tipe", (*KEY, "tipe_swakelola", "status"), ("satker",), None),
    ("swakelola-pengumuman", (*KEY, "kd_satker"), ("status",), _BY_SATKER),
    ("pengumuman-per-hari", (*KEY, "tanggal"), ("satker",), None),
    ("kaji-ulang-per-satker", ("-tindakan", *KEY, "kd_satker"), (), _BY_SATKER),
    ("pembatalan-pagu", ("-pagu", *KEY, "kd_satker"), (), _BY_SATKER),
    ("kaji-ulang-per-bulan", (*KEY, "bulan", "jenis_revisi"), ("satker",), None),
    ("alasan", ("-revisi", *KEY, "kelompok", "jenis_revisi"), ("satker",), None),
    ("penyedia-metode", (*KEY, "metode_pengadaan", "jenis_pengadaan"), ("satker",), None),
    ("penyedia-jadwal", (*KEY, "bulan", "metode_pengadaan"), ("satker", "pengadaan"), None),
    ("sumber-dana", budgets.ORDER, ("satker",), None),
)

UKURAN = CachedTable(name="ukuran", reads=tables.find("wilayah").uses, make=premeasured, order=KEY)
"""The measures (per_klpd.MEASURES) that `wilayah` and `banding` add up."""

CACHED_TABLES: Mapping[str, CachedTable] = MappingProxyType(
    {
        table.name: table
        for table in (
            UKURAN,
            CachedTable(
                name="nama-satker",
                reads=(PAKET, HISTORY),
                make=_satker_names,
                order=(*KEY, "kd_satker"),
            ),
            CachedTable(
                name="nama-program",
                reads=(PROGRAM,),
                make=_program_names,
                order=(*KEY, "kd_program_str"),
            ),
            *(
                CachedTable(
                    name=name,
                    reads=(*tables.find(name).uses, *((SATKER,) if names == _BY_SATKER else ())),
                    make=partial(tables.build, name, options=Options()),
                    order=order,
                    row_options=row_options,
                    names=names,
                )
                for name, order, row_options, names in _TABLES
            ),
        )
    }
)
"""All cached tables by name: measures, names of codes, and the public tables of TABLES."""

TABLES = tuple(name for name, *_ in _TABLES)
"""The public tables that are cached."""
