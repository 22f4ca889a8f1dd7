"""The tables by name: what `table NAME`, the pages and the exports show is made here.

Definitions: domain.md. Every entry is one question; `build` gives the same rows to everyone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from services.analysis import antar_tahun, kaji_ulang, lineage, program, swakelola
from services.analysis.filters import Filters
from services.analysis.frames import HISTORY, PAKET, PROGRAM, RUP, Frames, Options
from services.analysis.measures import KEY
from services.analysis.names import satker_names
from services.errors import BadRequest

__all__ = ["TABLES", "Filters", "Frames", "Options", "Table", "build", "find"]

Build = Callable[[Frames, Options], pl.LazyFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its name, the datasets it needs (names of satkers included), its columns in order.

    `obeys` names the options beside klpd and tahun that narrow it: satker, program, status, jenis,
    wilayah, kode. `stored_years` is true when it needs years beside the chosen ones to be right
    (families); all others use them for names alone.
    """

    name: str
    reads: tuple[str, ...]
    build: Build
    columns: tuple[str, ...]
    obeys: tuple[str, ...] = ()
    stored_years: bool = False


def find(name: str) -> Table:
    """Return the table of this name; raise BadRequest for an unknown one."""
    if name not in TABLES:
        raise BadRequest(f"tabel tidak dikenal: {name} (yang ada: {', '.join(TABLES)})")
    return TABLES[name]


def build(name: str, frames: Frames, options: Options) -> pl.LazyFrame:
    """Build a table from frames that may hold more KLPD and years than are asked for.

    Options the table does not obey are ignored. Raises BadRequest for an unknown name, `jejak`
    without a code, `program-antar-tahun` for a single year; collecting may raise SumTooLarge.
    """
    table = find(name)
    kept = [field for field in table.obeys if field in ("satker", "program", "status", "jenis")]
    return Filters.of(options).only(kept).rows(table.build(frames, options), table.columns)


def chosen(frames: Frames, options: Options, *also: str) -> Frames:
    """Narrow frames to the KLPD and years asked for, and to the options named in `also`."""
    return Filters.of(options).only(("klpd", "tahun", *also)).narrow(frames)


def known(frames: Frames, options: Options) -> Frames:
    """Narrow frames to the KLPD asked for, all their years."""
    return Filters.of(options).only(("klpd",)).narrow(frames)


def names(frames: Frames, options: Options) -> pl.LazyFrame:
    """Name the satkers of the KLPD asked for, from all their years."""
    kept = known(frames, options)
    return satker_names(kept.program, kept.swakelola, kept.kaji_ulang)


def _pagu_per_program(frames: Frames, options: Options) -> pl.LazyFrame:
    rows = chosen(frames, options, "satker").program
    return program.pagu_per_program(rows, known(frames, options).program)


def _pagu_per_satker(frames: Frames, options: Options) -> pl.LazyFrame:
    rows, named = chosen(frames, options), names(frames, options)
    if not options.program:
        return program.pagu_per_satker(rows.program, rows.swakelola, named)
    narrow = chosen(frames, options, "program").program
    return program.pagu_per_satker(narrow, rows.swakelola, named, rows.program)


def _antar_tahun(frames: Frames, options: Options) -> pl.LazyFrame:
    if len(set(options.tahun)) == 1:
        raise BadRequest("program-antar-tahun membandingkan dua tahun: pilih keduanya")
    return antar_tahun.program_antar_tahun(
        chosen(frames, options).program, names(frames, options), known(frames, options).program
    )


def _status(frames: Frames, options: Options) -> pl.LazyFrame:
    rows = chosen(frames, options).swakelola
    return swakelola.swakelola_status(rows, names(frames, options))


def _tipe(frames: Frames, options: Options) -> pl.LazyFrame:
    return swakelola.swakelola_tipe(chosen(frames, options, "satker").swakelola)


def _penyelenggara(frames: Frames, options: Options) -> pl.LazyFrame:
    rows = chosen(frames, options, "satker", "status").swakelola
    served = known(frames, options).swakelola
    return swakelola.swakelola_penyelenggara(rows, frames.klpd, served)


def _pengumuman(frames: Frames, options: Options) -> pl.LazyFrame:
    rows = chosen(frames, options, "status").swakelola
    return swakelola.swakelola_pengumuman(rows, names(frames, options))


def _paket(frames: Frames, options: Options) -> pl.LazyFrame:
    rows, states = chosen(frames, options).swakelola, _keadaan(frames, options)
    return swakelola.paket_list(rows, states, names(frames, options))


def _per_satker(frames: Frames, options: Options) -> pl.LazyFrame:
    rows = chosen(frames, options).kaji_ulang
    return kaji_ulang.kaji_ulang_per_satker(rows, names(frames, options))


def _per_bulan(frames: Frames, options: Options) -> pl.LazyFrame:
    return kaji_ulang.kaji_ulang_per_bulan(chosen(frames, options, "satker").kaji_ulang)


def _alasan(frames: Frames, options: Options) -> pl.LazyFrame:
    return kaji_ulang.alasan(chosen(frames, options, "satker").kaji_ulang)


def _keadaan(frames: Frames, options: Options) -> pl.LazyFrame:
    rows = chosen(frames, options)
    return lineage.keadaan(rows.kaji_ulang, rows.swakelola)


def _silsilah(frames: Frames, options: Options) -> pl.LazyFrame:
    families = lineage.silsilah(chosen(frames, options).kaji_ulang)
    if not options.satker:
        return families
    codes = Filters(satker=(options.satker,)).rows(_keadaan(frames, options), ("kd_satker",))
    roots = [*KEY, "jenis_paket", "akar"]
    return families.join(codes, on=roots, how="semi", nulls_equal=True).sort(roots)


def _jejak(frames: Frames, options: Options) -> pl.LazyFrame:
    if not options.kode:
        raise BadRequest("jejak memerlukan sebuah kd_rup")
    return lineage.jejak(known(frames, options).kaji_ulang, options.kode)


_NAMED = (PAKET, HISTORY)
_BULAN = (*KEY, "bulan", "jenis_revisi", "revisi", "tindakan")
_ALASAN = (*KEY, "kelompok", "jenis_revisi", "revisi", "contoh")
_SILSILAH = (
    *(*KEY, "jenis_paket", "akar", "jumlah_kode", "kedalaman", "daun", "daun_batal", "gugur"),
    *("cabang_terbesar", "revisi", "tidak_wajar"),
)


def _table(
    name: str,
    reads: tuple[str, ...],
    make: Build,
    columns: Mapping[str, pl.DataType] | tuple[str, ...],
    *obeys: str,
    stored_years: bool = False,
) -> tuple[str, Table]:
    return name, Table(
        name=name,
        reads=reads,
        build=make,
        columns=tuple(columns),
        obeys=obeys,
        stored_years=stored_years,
    )


TABLES: Mapping[str, Table] = MappingProxyType(
    dict(
        (
            _table(
                "pagu-per-program",
                (PROGRAM,),
                _pagu_per_program,
                program.PER_PROGRAM,
                "satker",
                "program",
            ),
            _table(
                "pagu-per-satker", RUP, _pagu_per_satker, program.PER_SATKER, "satker", "program"
            ),
            _table(
                "program-antar-tahun",
                RUP,
                _antar_tahun,
                antar_tahun.ANTAR_TAHUN,
                "satker",
                "program",
            ),
            _table("swakelola-status", _NAMED, _status, swakelola.STATUS, "satker", "status"),
            _table("swakelola-tipe", (PAKET,), _tipe, swakelola.TIPE, "satker", "status"),
            _table(
                "swakelola-penyelenggara",
                (PAKET,),
                _penyelenggara,
                swakelola.PENYELENGGARA,
                "satker",
                "status",
            ),
            _table(
                "swakelola-pengumuman",
                _NAMED,
                _pengumuman,
                swakelola.PENGUMUMAN,
                "satker",
                "status",
            ),
            _table("paket", _NAMED, _paket, swakelola.PAKET, "satker", "status"),
            _table(
                "kaji-ulang-per-satker",
                _NAMED,
                _per_satker,
                kaji_ulang.PER_SATKER_COLUMNS,
                "satker",
            ),
            _table("kaji-ulang-per-bulan", (HISTORY,), _per_bulan, _BULAN, "satker", "jenis"),
            _table("alasan", (HISTORY,), _alasan, _ALASAN, "satker", "jenis"),
            _table("keadaan", _NAMED, _keadaan, lineage.KEADAAN_COLUMNS, "satker"),
            _table("silsilah", (HISTORY,), _silsilah, _SILSILAH, "satker"),
            _table("jejak", (HISTORY,), _jejak, lineage.JEJAK_COLUMNS, "kode", stored_years=True),
        )
    )
)
