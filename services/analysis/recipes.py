"""Make each table from frames and options.

States and families need all rows of a partition, pangsa all rows of its KLPD-year, names all years.
Options therefore filter the finished table wherever it has the column (tables.build), and the rows
it is made from only where it has not.
"""

from __future__ import annotations

import polars as pl

from ..errors import BadRequest
from .across_klpd import compare, regions
from .acts import kaji_ulang as revisions
from .acts import pembatalan as cancellations
from .filters import Filters
from .frames import (
    PROVIDER_LISTS,
    SATKER,
    STRUKTUR,
    SWAKELOLA_UMUM,
    Frames,
    Options,
)
from .measures import KEY, SWAKELOLA
from .names import names_of
from .packages import budgets as money
from .packages import pemanfaatan as spending
from .packages import pengumuman_per_hari as curve
from .packages import penyedia as provider
from .packages import swakelola as lists
from .packages import swakelola_per_satker as wide
from .packages.provider import provider_packages
from .programs import antar_tahun as years
from .programs import perubahan_program as changes
from .programs import program as programs
from .revisions import lineage
from .stored import quality
from .tanda import flags


def chosen(frames: Frames, options: Options, *also: str) -> Frames:
    """Narrow frames to the KLPD and years of the options, and by the options named in `also`."""
    return Filters.of(options).only(("klpd", "tahun", *also)).narrow(frames)


def all_years(frames: Frames, options: Options) -> Frames:
    """Narrow frames to the KLPD of the options, with all their years."""
    return Filters.of(options).only(("klpd",)).narrow(frames)


def history(frames: Frames, options: Options, *narrowed_by: str) -> revisions.History:
    """Return the rows and acts of the KLPD and years, narrowed by the named options."""
    rows = chosen(frames, options).kaji_ulang
    return revisions.History.of(rows, Filters.of(options).only(narrowed_by))


def names(frames: Frames, options: Options, *also: str) -> pl.LazyFrame:
    """Return the names of the satkers of the KLPD, from all their years."""
    return names_of(all_years(frames, options), *also)


def pagu_per_program(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `pagu-per-program`; the denominator of pangsa is the whole KLPD-year."""
    rows = chosen(frames, options, "satker").program
    return programs.pagu_per_program(rows, all_years(frames, options).program)


def pagu_per_satker(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `pagu-per-satker`; narrowed to a program it has the same denominators."""
    rows, named = chosen(frames, options), names(frames, options)
    struktur = rows.other(STRUKTUR, programs.BELANJA)
    if not options.program:
        return programs.pagu_per_satker(rows.program, rows.swakelola, named, None, struktur)
    narrow = chosen(frames, options, "program").program
    return programs.pagu_per_satker(narrow, rows.swakelola, named, rows.program, struktur)


def program_antar_tahun(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `program-antar-tahun` of the chosen years, each with the one before it."""
    rows, strings, master = _two_years("program-antar-tahun", frames, options)
    programs_of_all_years = all_years(frames, options).program
    return years.program_antar_tahun(rows.program, strings, programs_of_all_years, master)


def perubahan_per_program(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `perubahan-per-program`; with a satker, of its programs as they are matched."""
    rows, strings, master = _two_years("perubahan-per-program", frames, options)
    pairs = years.matched(rows.program, strings, master)
    of_satker = Filters.of(options).only(("satker",)).rows(pairs, ("kd_satker",))
    programs_of_all_years = all_years(frames, options).program
    return changes.perubahan_per_program(of_satker, programs_of_all_years, names(frames, options))


def _two_years(
    name: str, frames: Frames, options: Options
) -> tuple[Frames, pl.LazyFrame, pl.LazyFrame | None]:
    """Return the rows of the chosen years, their satkers' own codes, and the list of satkers."""
    if len(set(options.tahun)) == 1:
        raise BadRequest(f"{name} membandingkan dua tahun: pilih keduanya")
    rows = chosen(frames, options)
    strings = years.satker_strings(rows.swakelola, rows.kaji_ulang)
    return rows, strings, all_years(frames, options).others.get(SATKER)


def swakelola_status(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `swakelola-status`."""
    rows = chosen(frames, options).swakelola
    return lists.swakelola_status(rows, names(frames, options))


def swakelola_per_satker(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `swakelola-per-satker`."""
    rows = chosen(frames, options)
    return wide.swakelola_per_satker(rows.swakelola, rows.program, names(frames, options))


def swakelola_tipe(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `swakelola-tipe`."""
    return lists.swakelola_tipe(chosen(frames, options, "satker").swakelola)


def swakelola_penyelenggara(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `swakelola-penyelenggara`."""
    rows = chosen(frames, options, "satker", "status").swakelola
    packages = all_years(frames, options).swakelola
    return lists.swakelola_penyelenggara(rows, frames.klpd, packages)


def swakelola_pengumuman(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `swakelola-pengumuman`."""
    rows = chosen(frames, options)
    packages = lists.announcements(rows.swakelola, rows.kaji_ulang)
    narrow = Filters.of(options).only(("status",))
    return lists.swakelola_pengumuman(narrow.rows(packages, ("status",)), names(frames, options))


def pengumuman_per_hari(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `pengumuman-per-hari`; dates of a satker's packages come from their whole families."""
    rows = chosen(frames, options)
    packages = lists.announcements(rows.swakelola, rows.kaji_ulang)
    narrow = Filters.of(options).only(("satker",))
    return curve.pengumuman_per_hari(narrow.rows(packages, ("kd_satker",)))


def paket(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `paket`."""
    rows = chosen(frames, options)
    revisions_of_swakelola = rows.kaji_ulang.filter(pl.col("jenis_paket") == SWAKELOLA)
    states = lineage.keadaan(revisions_of_swakelola, rows.swakelola)
    return lists.paket_list(rows.swakelola, states, names(frames, options))


def kaji_ulang_per_satker(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `kaji-ulang-per-satker`."""
    return revisions.kaji_ulang_per_satker(chosen(frames, options), names(frames, options))


def pembatalan_pagu(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `pembatalan-pagu`."""
    return cancellations.pembatalan_pagu(chosen(frames, options), names(frames, options))


def kaji_ulang_per_bulan(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `kaji-ulang-per-bulan`."""
    return revisions.kaji_ulang_per_bulan(history(frames, options, "satker"))


def alasan(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `alasan`."""
    return revisions.alasan(chosen(frames, options, "satker").kaji_ulang)


def keadaan(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `keadaan`."""
    rows = chosen(frames, options)
    return lineage.keadaan(rows.kaji_ulang, rows.swakelola, provider_packages(rows))


def silsilah(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `silsilah`; with a satker, the families that have one of its codes."""
    rows = chosen(frames, options)
    tables = lineage.hutan(rows.kaji_ulang, rows.swakelola)
    if not options.satker:
        return tables.silsilah
    codes = Filters(satker=(options.satker,)).rows(tables.keadaan, ("kd_satker",))
    roots = [*KEY, "jenis_paket", "akar"]
    families = tables.silsilah.join(codes, on=roots, how="semi", nulls_equal=True)
    return families.sort(roots, nulls_last=True)


def jejak(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `jejak`, over all years of the frames."""
    if not options.kode:
        raise BadRequest("jejak memerlukan sebuah kd_rup")
    return lineage.jejak(all_years(frames, options).kaji_ulang, options.kode)


def wilayah(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `wilayah` for the region of the options."""
    narrowed = chosen(frames, options)
    return regions.wilayah(narrowed, options.wilayah, options.tahun, imported=options.berkas)


def banding(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `banding`."""
    return compare.banding(chosen(frames, options), imported=options.berkas)


def tanda(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `tanda`."""
    return flags.tanda(chosen(frames, options), names(frames, options))


def tanda_aturan(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `tanda-aturan`."""
    return flags.tanda_aturan(chosen(frames, options))


def mutu(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `mutu`."""
    programs_of_all_years = all_years(frames, options).program
    return quality.mutu(chosen(frames, options), names(frames, options), programs_of_all_years)


def provider_rows(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the live provider packages of the KLPD and years, narrowed by the options."""
    packages = provider.live_packages(chosen(frames, options))
    narrowed = Filters.of(options).only(("satker", "metode", "pengadaan"))
    return narrowed.rows(packages, ("kd_satker", "metode_pengadaan", "jenis_pengadaan"))


def penyedia_per_satker(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `penyedia-per-satker`."""
    packages = provider_rows(frames, options)
    return provider.penyedia_per_satker(packages, names(frames, options, *PROVIDER_LISTS))


def penyedia_metode(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `penyedia-metode`."""
    return provider.penyedia_metode(provider_rows(frames, options))


def penyedia_jadwal(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `penyedia-jadwal`."""
    return provider.penyedia_jadwal(provider_rows(frames, options))


def penyedia_paket(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `penyedia-paket`."""
    packages, history_rows = provider_rows(frames, options), chosen(frames, options).kaji_ulang
    return provider.penyedia_list(packages, history_rows, names(frames, options, *PROVIDER_LISTS))


def sumber_dana(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `sumber-dana`."""
    return money.sumber_dana(money.budget_rows(chosen(frames, options, "satker")))


def pemanfaatan(frames: Frames, options: Options) -> pl.LazyFrame:
    """Make `pemanfaatan`."""
    named = names(frames, options, *PROVIDER_LISTS, SWAKELOLA_UMUM, STRUKTUR)
    return spending.pemanfaatan(chosen(frames, options), named)
