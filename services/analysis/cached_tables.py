"""What is kept of every KLPD-year, so that a question over the country touches no row.

Every row of the tables named here belongs to one (tahun, kd_klpd) and follows from the rows of that
KLPD-year alone, but for one column: the name of a code, which is that of the newest of all stored
years that has one (names.best). A table of many KLPD-years is therefore the tables of each, one
below the other, with the names of newer or older years put in, in the table's order.

Not kept: tables as long as the rows themselves (paket, keadaan, silsilah, jejak), those that look
across years (program-antar-tahun), read what was set aside (mutu), or take names from the
operator's catalogue (swakelola-penyelenggara); `tanda` says of codes what it finds in all datasets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import polars as pl

from . import tables
from .frames import HISTORY, PAKET, PROGRAM, RUP, Frames, Options
from .measures import KEY
from .names import program_names, satker_names
from .per_klpd import premeasured


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How the codes of a table are named: the part that has the names, the code, the name."""

    part: str
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedTable:
    """One thing kept of KLPD-years: the datasets behind it, how it is made, its order.

    `make` takes frames of one year, of any number of KLPD. `order` is what the table is sorted by,
    `-` before what goes down, nulls last; no two rows are equal in it. `before` names the options
    that narrow rows which the table no longer has.
    """

    name: str
    reads: tuple[str, ...]
    make: Callable[[Frames], pl.LazyFrame]
    order: tuple[str, ...]
    before: tuple[str, ...] = ()
    names: Names | None = None

    def answers(self, options: Options) -> bool:
        """Tell whether the table with these options follows from what is kept."""
        return not any(getattr(options, name) for name in self.before)

    def sorted(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Return rows in the table's order."""
        return rows.sort(
            [name.removeprefix("-") for name in self.order],
            descending=[name.startswith("-") for name in self.order],
            nulls_last=True,
        )


def together(
    part: CachedTable,
    rows: Sequence[pl.LazyFrame],
    names: Sequence[pl.LazyFrame] = (),
    *,
    tahun: Collection[int] = (),
) -> pl.LazyFrame:
    """Return the table of many KLPD-years from pieces, each in order; `tahun` are their years.

    `names` are those of KLPD that have them in more than one year, of all their years.
    """
    joined = pl.concat(rows) if len(rows) > 1 else rows[0]
    if part.names and names:
        joined = _named(joined, part.names, pl.concat(names), tahun)
    return part.sorted(joined) if len(rows) > 1 else joined


def _named(
    rows: pl.LazyFrame, names: Names, told: pl.LazyFrame, tahun: Collection[int]
) -> pl.LazyFrame:
    """Put the name of the newest year in the place of the one of the row's own year.

    Rows of a single year have its names already: only those of other years are looked for.
    """
    code, name = ["kd_klpd", names.code], names.name
    newest = told.filter(pl.col("tahun") == pl.col("tahun").max().over(code))
    if len(tahun) == 1:
        newest = newest.filter(~pl.col("tahun").is_in(tahun))
    return (
        rows.join(newest.select(*code, baru=name), on=code, how="left", maintain_order="left")
        .with_columns(pl.coalesce("baru", name).alias(name))
        .drop("baru")
    )


def _table(name: str, frames: Frames) -> pl.LazyFrame:
    return tables.build(name, frames, Options())


def _satker(frames: Frames) -> pl.LazyFrame:
    told = pl.concat([part.select(KEY) for part in (frames.swakelola, frames.kaji_ulang)])
    named = satker_names(frames.program, frames.swakelola, frames.kaji_ulang)
    return _of_year(told, named, "kd_satker", "nama_satker")


def _program(frames: Frames) -> pl.LazyFrame:
    named = program_names(frames.program)
    return _of_year(frames.program.select(KEY), named, "kd_program_str", "nama_program")


def _of_year(told: pl.LazyFrame, named: pl.LazyFrame, code: str, name: str) -> pl.LazyFrame:
    kept = named.filter(pl.col(name).is_not_null()).join(told.unique(), on="kd_klpd")
    return kept.select(*KEY, code, name).sort(*KEY, code)


_BY_SATKER = Names(part="nama-satker", code="kd_satker", name="nama_satker")
_BY_PROGRAM = Names(part="nama-program", code="kd_program_str", name="nama_program")

# table, what it is sorted by, options that narrow its rows before, how its codes are named
_TABLES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], Names | None], ...] = (
    ("pagu-per-program", ("-pagu", *KEY, "kd_program_str"), ("satker",), _BY_PROGRAM),
    ("pagu-per-satker", ("-pagu", *KEY, "kd_satker"), ("program",), _BY_SATKER),
    ("swakelola-status", (*KEY, "kd_satker", "status"), (), _BY_SATKER),
    ("swakelola-tipe", (*KEY, "tipe_swakelola", "status"), ("satker",), None),
    ("swakelola-pengumuman", (*KEY, "kd_satker"), ("status",), _BY_SATKER),
    ("kaji-ulang-per-satker", ("-tindakan", *KEY, "kd_satker"), (), _BY_SATKER),
    ("kaji-ulang-per-bulan", (*KEY, "bulan", "jenis_revisi"), ("satker",), None),
    ("alasan", ("-revisi", *KEY, "kelompok", "jenis_revisi"), ("satker",), None),
)

UKURAN = CachedTable(name="ukuran", reads=RUP, make=premeasured, order=KEY)
"""The measures (per_klpd.MEASURES) that `wilayah` and `banding` add up."""

PARTS: Mapping[str, CachedTable] = MappingProxyType(
    {
        part.name: part
        for part in (
            UKURAN,
            CachedTable(
                name="nama-satker",
                reads=(PAKET, HISTORY),
                make=_satker,
                order=(*KEY, "kd_satker"),
            ),
            CachedTable(
                name="nama-program",
                reads=(PROGRAM,),
                make=_program,
                order=(*KEY, "kd_program_str"),
            ),
            *(
                CachedTable(
                    name=name,
                    reads=tables.find(name).reads,
                    make=partial(_table, name),
                    order=order,
                    before=before,
                    names=names,
                )
                for name, order, before, names in _TABLES
            ),
        )
    }
)
"""All that is kept, by its name: measures, names, and tables by theirs."""

TABLES = tuple(name for name, *_ in _TABLES)
"""The tables among them."""
