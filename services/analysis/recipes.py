"""How each table is made from frames and options: what is narrowed before and what must not be.

States and families need all rows of a partition, pangsa all rows of its KLPD-year, names all
years: what a reader filters by is therefore taken out of the made table wherever it has the column
(tables.build), and out of the rows only where it has not.
"""

from __future__ import annotations

import polars as pl

from ..errors import BadRequest
from . import antar_tahun as years
from . import compare, flags, lineage, quality, regions
from . import kaji_ulang as revisions
from . import program as programs
from . import swakelola as lists
from .filters import Filters
from .frames import Frames, Options
from .measures import KEY, SWAKELOLA
from .names import satker_names


def chosen(frames: Frames, options: Options, *also: str) -> Frames:
    """Narrow frames to the KLPD and years asked for, and to the options named in `also`."""
    return Filters.of(options).only(("klpd", "tahun", *also)).narrow(frames)


def known(frames: Frames, options: Options) -> Frames:
    """Narrow frames to the KLPD asked for, all their years."""
    return Filters.of(options).only(("klpd",)).narrow(frames)


def history(frames: Frames, options: Options, *narrowed_by: str) -> revisions.History:
    """Return the rows and acts of the KLPD and years asked for, narrowed by the named options."""
    rows = chosen(frames, options).kaji_ulang
    return revisions.History.of(rows, Filters.of(options).only(narrowed_by))


def names(frames: Frames, options: Options) -> pl.LazyFrame:
    """Name the satkers of the KLPD asked for, from all their years."""
    kept = known(frames, options)
    return satker_names(kept.program, kept.swakelola, kept.kaji_ulang)


def pagu_per_program(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `pagu-per-program`; pangsa stays of the whole KLPD-year."""
    rows = chosen(frames, options, "satker").program
    return programs.pagu_per_program(rows, known(frames, options).program)


def pagu_per_satker(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `pagu-per-satker`; narrowed to a program it keeps its denominators."""
    rows, named = chosen(frames, options), names(frames, options)
    if not options.program:
        return programs.pagu_per_satker(rows.program, rows.swakelola, named)
    narrow = chosen(frames, options, "program").program
    return programs.pagu_per_satker(narrow, rows.swakelola, named, rows.program)


def program_antar_tahun(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `program-antar-tahun` of the chosen years, each with the one before it."""
    if len(set(options.tahun)) == 1:
        raise BadRequest("program-antar-tahun membandingkan dua tahun: pilih keduanya")
    rows = chosen(frames, options)
    strings = years.satker_strings(rows.swakelola, rows.kaji_ulang)
    return years.program_antar_tahun(rows.program, strings, known(frames, options).program)


def swakelola_status(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `swakelola-status`."""
    rows = chosen(frames, options).swakelola
    return lists.swakelola_status(rows, names(frames, options))


def swakelola_tipe(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `swakelola-tipe`."""
    return lists.swakelola_tipe(chosen(frames, options, "satker").swakelola)


def swakelola_penyelenggara(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `swakelola-penyelenggara`."""
    rows = chosen(frames, options, "satker", "status").swakelola
    served = known(frames, options).swakelola
    return lists.swakelola_penyelenggara(rows, frames.klpd, served)


def swakelola_pengumuman(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `swakelola-pengumuman`."""
    rows = chosen(frames, options)
    packages = lists.announcements(rows.swakelola, rows.kaji_ulang)
    narrow = Filters.of(options).only(("status",))
    return lists.swakelola_pengumuman(narrow.rows(packages, ("status",)), names(frames, options))


def paket(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `paket`."""
    rows = chosen(frames, options)
    own = rows.kaji_ulang.filter(pl.col("jenis_paket") == SWAKELOLA)
    states = lineage.keadaan(own, rows.swakelola)
    return lists.paket_list(rows.swakelola, states, names(frames, options))


def kaji_ulang_per_satker(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `kaji-ulang-per-satker`."""
    return revisions.kaji_ulang_per_satker(chosen(frames, options), names(frames, options))


def kaji_ulang_per_bulan(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `kaji-ulang-per-bulan`."""
    return revisions.kaji_ulang_per_bulan(history(frames, options, "satker"))


def alasan(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `alasan`."""
    return revisions.alasan(chosen(frames, options, "satker").kaji_ulang)


def keadaan(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `keadaan`."""
    rows = chosen(frames, options)
    return lineage.keadaan(rows.kaji_ulang, rows.swakelola)


def silsilah(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `silsilah`; with a satker, whole families that hold a code of it."""
    rows = chosen(frames, options)
    tables = lineage.hutan(rows.kaji_ulang, rows.swakelola)
    if not options.satker:
        return tables.silsilah
    codes = Filters(satker=(options.satker,)).rows(tables.keadaan, ("kd_satker",))
    roots = [*KEY, "jenis_paket", "akar"]
    kept = tables.silsilah.join(codes, on=roots, how="semi", nulls_equal=True)
    return kept.sort(roots, nulls_last=True)


def jejak(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `jejak`, over all years of the frames."""
    if not options.kode:
        raise BadRequest("jejak memerlukan sebuah kd_rup")
    return lineage.jejak(known(frames, options).kaji_ulang, options.kode)


def wilayah(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `wilayah` for the region asked for."""
    return regions.wilayah(chosen(frames, options), options.wilayah, options.tahun)


def banding(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `banding`."""
    return compare.banding(chosen(frames, options))


def tanda(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `tanda`."""
    return flags.tanda(chosen(frames, options), names(frames, options))


def tanda_aturan(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `tanda-aturan`."""
    return flags.tanda_aturan(chosen(frames, options))


def mutu(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `mutu`."""
    every_year = known(frames, options)
    return quality.mutu(chosen(frames, options), names(frames, options), every_year.program)
