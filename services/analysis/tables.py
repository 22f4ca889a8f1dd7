"""All tables by name: `table NAME`, the pages and the exports all show rows made by `build`.

Definitions: domain.md. Every entry answers one question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from ..errors import BadRequest
from . import (
    antar_tahun,
    compare,
    flags,
    kaji_ulang,
    lineage,
    pembatalan,
    program,
    quality,
    regions,
    swakelola,
)
from . import recipes as make
from .filters import Filters
from .frames import (
    HISTORY,
    PAKET,
    PENYEDIA,
    PENYEDIA_UMUM,
    PROGRAM,
    RUP,
    SATKER,
    Frames,
    Options,
)
from .measures import KEY

__all__ = ["ALSO", "TABLES", "Filters", "Frames", "Options", "Table", "build", "find"]

Build = Callable[[Frames, Options], pl.LazyFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its name, the datasets it needs (names of satkers included), its columns in order.

    `obeys` names the options besides klpd and tahun that narrow it: satker, program, status, jenis,
    wilayah, kode. `stored_years` is true when its rows depend on years besides the chosen ones
    (families); other tables use those for names only. `also` are datasets that it uses of the
    chosen years where they are stored; nothing is read for them.
    """

    name: str
    reads: tuple[str, ...]
    build: Build
    columns: tuple[str, ...]
    obeys: tuple[str, ...] = ()
    stored_years: bool = False
    also: tuple[str, ...] = ()


def find(name: str) -> Table:
    """Return the table of this name; raise BadRequest for an unknown one."""
    if name not in TABLES:
        raise BadRequest(f"tabel tidak dikenal: {name} (yang ada: {', '.join(TABLES)})")
    return TABLES[name]


def build(name: str, frames: Frames, options: Options) -> pl.LazyFrame:
    """Build a table from frames that may hold more KLPD and years than the options choose.

    Options the table does not obey are ignored. Raises BadRequest for an unknown name, `jejak`
    without a code, `program-antar-tahun` for a single year; collecting may raise SumTooLarge.
    """
    table, made = find(name), frames.made
    if made is None:
        rows = table.build(frames, options)
    elif (made.table, made.options) == (name, options):
        rows = made.rows
    else:
        raise ValueError(f"made for {made.table} with {made.options}, not for {name}: {options}")
    fields = [field for field in table.obeys if field in ("satker", "program", "status", "jenis")]
    return Filters.of(options).only(fields).rows(rows, table.columns)


_NAMED = (PAKET, HISTORY)
_STATUS = ("satker", "status")
_JENIS = ("satker", "jenis")
_BULAN = (*KEY, "bulan", "jenis_revisi", "revisi", "tindakan")
_ALASAN = (*KEY, "kelompok", "jenis_revisi", "revisi", "contoh")
_SILSILAH = (
    *(*KEY, "jenis_paket", "akar", "jumlah_kode", "kedalaman", "daun", "daun_batal", "gugur"),
    *("cabang_terbesar", "revisi", "tidak_wajar"),
)

# name, datasets read, how it is made, its columns, options that narrow it
_ENTRIES: tuple[tuple[str, tuple[str, ...], Build, Iterable[str], tuple[str, ...]], ...] = (
    (
        "pagu-per-program",
        (PROGRAM,),
        make.pagu_per_program,
        program.PER_PROGRAM,
        ("satker", "program"),
    ),
    ("pagu-per-satker", RUP, make.pagu_per_satker, program.PER_SATKER, ("satker", "program")),
    (
        "program-antar-tahun",
        RUP,
        make.program_antar_tahun,
        antar_tahun.ANTAR_TAHUN,
        ("satker", "program"),
    ),
    ("swakelola-status", _NAMED, make.swakelola_status, swakelola.STATUS, _STATUS),
    ("swakelola-tipe", (PAKET,), make.swakelola_tipe, swakelola.TIPE, _STATUS),
    (
        "swakelola-penyelenggara",
        (PAKET,),
        make.swakelola_penyelenggara,
        swakelola.PENYELENGGARA,
        _STATUS,
    ),
    ("swakelola-pengumuman", _NAMED, make.swakelola_pengumuman, swakelola.PENGUMUMAN, _STATUS),
    ("paket", _NAMED, make.paket, swakelola.PAKET, _STATUS),
    (
        "kaji-ulang-per-satker",
        _NAMED,
        make.kaji_ulang_per_satker,
        kaji_ulang.PER_SATKER_COLUMNS,
        ("satker",),
    ),
    (
        "pembatalan-pagu",
        _NAMED,
        make.pembatalan_pagu,
        pembatalan.PEMBATALAN_PAGU,
        ("satker",),
    ),
    ("kaji-ulang-per-bulan", (HISTORY,), make.kaji_ulang_per_bulan, _BULAN, _JENIS),
    ("alasan", (HISTORY,), make.alasan, _ALASAN, _JENIS),
    ("keadaan", _NAMED, make.keadaan, lineage.KEADAAN_COLUMNS, ("satker",)),
    ("silsilah", (HISTORY,), make.silsilah, _SILSILAH, ("satker",)),
    ("jejak", (HISTORY,), make.jejak, lineage.JEJAK_COLUMNS, ("kode",)),
    ("wilayah", RUP, make.wilayah, regions.WILAYAH, ("wilayah",)),
    ("banding", RUP, make.banding, compare.BANDING, ()),
    ("tanda", RUP, make.tanda, flags.TANDA, ("satker",)),
    ("tanda-aturan", RUP, make.tanda_aturan, flags.TANDA_ATURAN, ()),
    ("mutu", RUP, make.mutu, quality.MUTU, ()),
)

_EITHER_LIST = (PENYEDIA, PENYEDIA_UMUM)
_ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("kaji-ulang-per-satker", "wilayah", "banding"), (PENYEDIA,)),
        **dict.fromkeys(("keadaan", "pembatalan-pagu"), _EITHER_LIST),
        **dict.fromkeys(("tanda", "tanda-aturan"), (*_EITHER_LIST, SATKER)),
    }
)

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        name: Table(
            name=name,
            reads=reads,
            build=made,
            columns=tuple(columns),
            obeys=obeys,
            stored_years=name == "jejak",
            also=_ALSO.get(name, ()),
        )
        for name, reads, made, columns, obeys in _ENTRIES
    }
)
"""Every table of domain.md by its public name, in its order."""

ALSO = tuple(dict.fromkeys(name for table in TABLES.values() for name in table.also))
"""The datasets that any table uses where they are stored."""
