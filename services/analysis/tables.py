"""All tables by name: `table NAME`, the pages and the exports all show rows made by `build`.

Definitions: domain.md. Every entry answers one question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from ..errors import BadRequest
from . import recipes as make
from .across_klpd import compare, regions
from .acts import kaji_ulang, pembatalan
from .filters import OF_ROWS, Filters
from .frames import (
    ANGGARAN_PENYEDIA,
    ANGGARAN_SWAKELOLA,
    HISTORY,
    PAKET,
    PENYEDIA,
    PROGRAM,
    PROVIDER_LISTS,
    RUP,
    SATKER,
    STAND_INS,
    STRUKTUR,
    SWAKELOLA_UMUM,
    Frames,
    Options,
)
from .measures import KEY
from .packages import (
    budgets,
    pemanfaatan,
    pengumuman_per_hari,
    penyedia,
    swakelola,
    swakelola_per_satker,
)
from .programs import antar_tahun, perubahan_program, program
from .revisions import lineage
from .stored import quality
from .tanda import flags

__all__ = ["TABLES", "Filters", "Frames", "Options", "Table", "build", "find"]

Build = Callable[[Frames, Options], pl.LazyFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its name, the datasets it needs (names of satkers included), its columns in order.

    `obeys` names the options besides klpd and tahun that narrow it: satker, program, status, jenis,
    metode, pengadaan, wilayah, kode. `stored_years` is true when its rows depend on years besides
    the chosen ones (families); other tables use those for names only. `two_years` is true when its
    rows compare a year with the one before, so that more than one must be chosen. `also` are
    datasets that it uses of the chosen years where they are stored; nothing is read for them.
    `stand_ins` maps a dataset of `reads` to the one that is read where it is denied or empty.
    """

    name: str
    reads: tuple[str, ...]
    build: Build
    columns: tuple[str, ...]
    obeys: tuple[str, ...] = ()
    stored_years: bool = False
    two_years: bool = False
    also: tuple[str, ...] = ()
    stand_ins: Mapping[str, str] = field(default_factory=lambda: STAND_INS)

    @property
    def uses(self) -> tuple[str, ...]:
        """Return every dataset from which rows of the chosen years may come."""
        instead = (self.stand_ins[name] for name in self.reads if name in self.stand_ins)
        return tuple(dict.fromkeys((*self.reads, *instead, *self.also)))


def find(name: str) -> Table:
    """Return the table of this name; raise BadRequest for an unknown one."""
    if name not in TABLES:
        raise BadRequest(f"tabel tidak dikenal: {name} (yang ada: {', '.join(TABLES)})")
    return TABLES[name]


def build(name: str, frames: Frames, options: Options) -> pl.LazyFrame:
    """Build a table from frames that may hold more KLPD and years than the options choose.

    Options the table does not obey are ignored. Raises BadRequest for an unknown name, `jejak`
    without a code, a table of two years for a single one; collecting may raise SumTooLarge.
    """
    table, made = find(name), frames.made
    if made is None:
        rows = table.build(frames, options)
    elif (made.table, made.options) == (name, options):
        rows = made.rows
    else:
        raise ValueError(f"made for {made.table} with {made.options}, not for {name}: {options}")
    names = [name for name in table.obeys if name in OF_ROWS]
    return Filters.of(options).only(names).rows(rows, table.columns)


_NAMED = (PAKET, HISTORY)
_STATUS = ("satker", "status")
_JENIS = ("satker", "jenis")
_PENGADAAN = ("satker", "metode", "pengadaan")
_SPENDING = (PENYEDIA, PAKET, STRUKTUR, HISTORY)
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
    (
        "perubahan-per-program",
        RUP,
        make.perubahan_per_program,
        perubahan_program.PERUBAHAN,
        ("satker", "program"),
    ),
    ("swakelola-status", _NAMED, make.swakelola_status, swakelola.STATUS, _STATUS),
    (
        "swakelola-per-satker",
        RUP,
        make.swakelola_per_satker,
        swakelola_per_satker.PER_SATKER,
        ("satker",),
    ),
    ("swakelola-tipe", (PAKET,), make.swakelola_tipe, swakelola.TIPE, _STATUS),
    (
        "swakelola-penyelenggara",
        (PAKET,),
        make.swakelola_penyelenggara,
        swakelola.PENYELENGGARA,
        _STATUS,
    ),
    ("swakelola-pengumuman", _NAMED, make.swakelola_pengumuman, swakelola.PENGUMUMAN, _STATUS),
    (
        "pengumuman-per-hari",
        (PAKET, HISTORY),
        make.pengumuman_per_hari,
        pengumuman_per_hari.PER_HARI,
        ("satker",),
    ),
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
    (
        "penyedia-per-satker",
        (PENYEDIA,),
        make.penyedia_per_satker,
        penyedia.PER_SATKER,
        _PENGADAAN,
    ),
    ("penyedia-metode", (PENYEDIA,), make.penyedia_metode, penyedia.METODE, _PENGADAAN),
    ("penyedia-jadwal", (PENYEDIA,), make.penyedia_jadwal, penyedia.JADWAL, _PENGADAAN),
    (
        "penyedia-paket",
        (PENYEDIA, HISTORY),
        make.penyedia_paket,
        penyedia.PAKET,
        (*_PENGADAAN, "status"),
    ),
    (
        "sumber-dana",
        (ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA),
        make.sumber_dana,
        budgets.SUMBER_DANA,
        _STATUS,
    ),
    ("pemanfaatan", _SPENDING, make.pemanfaatan, pemanfaatan.PEMANFAATAN, ("satker",)),
)

_ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "pagu-per-satker": (STRUKTUR,),
        "mutu": (ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA, *PROVIDER_LISTS),
        **dict.fromkeys(("kaji-ulang-per-satker", "banding"), (PENYEDIA,)),
        **dict.fromkeys(("keadaan", "pembatalan-pagu", "wilayah"), PROVIDER_LISTS),
        **dict.fromkeys(("tanda", "tanda-aturan"), (*PROVIDER_LISTS, SATKER)),
    }
)
_STAND_INS = MappingProxyType({"pemanfaatan": {**STAND_INS, PAKET: SWAKELOLA_UMUM}})

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        name: Table(
            name=name,
            reads=reads,
            build=made,
            columns=tuple(columns),
            obeys=obeys,
            stored_years=name == "jejak",
            two_years=name in ("program-antar-tahun", "perubahan-per-program"),
            also=_ALSO.get(name, ()),
            stand_ins=_STAND_INS.get(name, STAND_INS),
        )
        for name, reads, made, columns, obeys in _ENTRIES
    }
)
"""Every table of domain.md by its public name, in its order."""
