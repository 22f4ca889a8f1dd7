"""The key figures of the pages: what each is computed from, and how it is printed.

A page shows them, its citations carry them, and `periksa` computes them anew: all from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import polars as pl

from ..language import wording
from .across_klpd.per_klpd import kpi, program_measures
from .acts.kaji_ulang import history_measures
from .acts.rates import (
    all_rate_parts,
    meaningful_lists,
    provider_code_parts,
    provider_code_rate,
    rates,
)
from .filters import Filters
from .frames import HISTORY, PAKET, PENYEDIA, PROGRAM, RUP, Frames, Options
from .measures import KEY, LIVE_PROGRAM, finish, match, quotient, schema
from .packages.swakelola import CLASSES, announced_share, announcements, march_range
from .programs.program import konsentrasi
from .tables import build

Row: TypeAlias = Mapping[str, Any]
Make: TypeAlias = Callable[[Frames, Options], pl.LazyFrame]
Print: TypeAlias = Callable[[Row, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """One key figure: the key of its label, its dataset, the columns it needs, how it is printed.

    A column that the row of a KLPD-year lacks is unknown, as its dataset has no rows.
    """

    key: str
    dataset: str
    columns: tuple[str, ...]
    printed: Print

    def label(self, lang: str) -> str:
        """Return the words of the label."""
        return wording.text(self.key, lang)

    def known(self, row: Row) -> bool:
        """Return whether a row has any value of this figure."""
        return any(row.get(name) is not None for name in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFigures:
    """The key figures of a page, and the function that computes them, a row per KLPD-year.

    reads: the datasets that the function needs.
    """

    make: Make
    figures: tuple[KeyFigure, ...]
    reads: tuple[str, ...] = RUP


YEARS_SHOWN = 5
"""The years of the small line beside a key figure of the first page, the newest included."""

OVER_YEARS = schema(
    pagu=pl.Int64(),
    jumlah_program=pl.Int64(),
    jumlah_paket=pl.Int64(),
    tindakan=pl.Int64(),
    batal_bersih=pl.Int64(),
    dibaca_program=pl.Boolean(),
    dibaca_swakelola=pl.Boolean(),
    dibaca_kaji_ulang=pl.Boolean(),
)
_READ: Mapping[str, str] = MappingProxyType(
    {PROGRAM: "dibaca_program", PAKET: "dibaca_swakelola", HISTORY: "dibaca_kaji_ulang"}
)


def years_shown(newest: int) -> tuple[int, ...]:
    """Return the YEARS_SHOWN years up to the newest, in ascending order."""
    return tuple(range(newest - YEARS_SHOWN + 1, newest + 1))


def over_years(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the key figures of the first page for each KLPD and each year of the options.

    Every year has a row, stored or not. A figure whose dataset is not stored or has no rows is
    null; `dibaca_*` tells whether the dataset was read, so that an empty answer is not called
    unread. Of one satker if chosen. Nothing is read for it: the frames hold what is stored.
    """
    figures = kpi(frames, options)
    klpd = figures.select("kd_klpd").unique()
    if options.klpd:
        klpd = pl.LazyFrame({"kd_klpd": options.klpd})
    years = pl.LazyFrame({"tahun": options.tahun}, schema={"tahun": pl.Int16()})
    rows = match(klpd.join(years, how="cross"), figures)
    for dataset, mark in _READ.items():
        stored = frames.stored.filter(pl.col("dataset") == dataset).select(KEY)
        of_rows = frames.rows_of(dataset)
        read = stored if of_rows is None else pl.concat([stored, of_rows.select(KEY)])
        marked = read.unique().with_columns(pl.lit(value=True).alias(mark))
        rows = match(rows, marked).with_columns(pl.col(mark).fill_null(value=False))
    return finish(rows, OVER_YEARS, "kd_klpd", "tahun")


def cited(figures: Mapping[str, str]) -> str:
    """Return labels and values as a citation begins with them."""
    return "; ".join(f"{label}: {value}" for label, value in figures.items())


def program(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return pagu, counts and concentration, one row per KLPD-year, of one satker if chosen."""
    rows = Filters.of(options).only(("satker",)).narrow(frames).program
    satkers = (
        rows.filter(LIVE_PROGRAM, pl.col("kd_satker").is_not_null())
        .group_by(*KEY)
        .agg(jumlah_satker=pl.col("kd_satker").n_unique().cast(pl.Int64))
    )
    exact = pl.col("pagu", "pagu_berulang").cast(pl.Int64)
    sums = program_measures(rows).with_columns(exact)
    top = konsentrasi(rows).rename({"jumlah_program": "jumlah_kode"})
    return match(match(sums, satkers), top)


def swakelola(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return counts, pagu and announcements, one row per KLPD-year, of one satker if chosen."""
    also = ("kd_satker",) if options.satker else ()
    satker = Filters.of(options).only(("satker",))
    columns = (*KEY, "kd_satker")
    dated = satker.rows(announcements(frames.swakelola, frames.kaji_ulang), columns)
    classes = dated.group_by(*KEY).agg(*((pl.col("kelas") == n).sum().alias(n) for n in CLASSES))
    shares = satker.rows(announced_share(frames.swakelola, *also), columns)
    return match(shares, classes).with_columns(march_range())


def kaji_ulang(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return rows, acts, outcomes and rates, one row per KLPD-year, of one satker if chosen."""
    also = ("kd_satker",) if options.satker else ()
    narrow = Filters.of(options).only(("satker",))
    counts = narrow.rows(history_measures(frames.kaji_ulang, *also), also)
    parts = (all_rate_parts(frames, *also), provider_code_parts(frames, *also))
    rows = counts
    for table in parts:
        rows = match(rows, narrow.rows(table, also).drop(also))
    return match(rows, meaningful_lists(frames)).with_columns(*rates(), provider_code_rate())


def penyedia(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the sums of `penyedia-per-satker`, one row per KLPD-year, of one satker if chosen."""
    per_satker = build("penyedia-per-satker", frames, options)
    rows = Filters.of(options).only(("satker",)).rows(per_satker, ("kd_satker",))
    money = [
        pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)
        for name in ("pagu", "pagu_pdn", "pagu_ukm", "pagu_pds")
    ]
    sums = rows.group_by(*KEY).agg(pl.col("jumlah_paket", "pagu_kosong", "pds").sum(), *money)
    shares = [
        quotient(pl.col(f"pagu_{name}"), pl.col("pagu")).alias(f"pangsa_{name}")
        for name in ("pdn", "ukm")
    ]
    return sums.with_columns(shares).sort(*KEY)


def _money(name: str) -> Print:
    return lambda row, lang: wording.rupiah(row.get(name), lang)


def _number(name: str, digits: int = 0) -> Print:
    return lambda row, lang: wording.number(row.get(name), digits, lang)


def _share(name: str) -> Print:
    return lambda row, lang: wording.percent(row.get(name), 1, lang)


def _announced(row: Row, lang: str) -> str:
    """Print the share announced, or that the list is not meaningful."""
    if row.get("bermakna") is False:
        return wording.text("swakelola.meaningless", lang)
    return wording.percent(row.get("pangsa_terumumkan"), 1, lang)


def march_share(row: Row, lang: str) -> str:
    """Print the share by 31 March, which is only known to be between two values."""
    least, most = row.get("maret_terendah"), row.get("maret_tertinggi")
    low, high = (wording.percent(share, 1, lang) for share in (least, most))
    if low == high:
        return low
    return wording.text("swakelola.range", lang, terendah=low, tertinggi=high)


def _figure(page: str, name: str, dataset: str, printed: Callable[[str], Print]) -> KeyFigure:
    """Return the figure of one column, whose label is the text `page.name`."""
    return KeyFigure(key=f"{page}.{name}", dataset=dataset, columns=(name,), printed=printed(name))


_RATE = "tindakan_swakelola_per_100_keluarga"

PAGES: Mapping[str, PageFigures] = MappingProxyType(
    {
        "ringkasan": PageFigures(
            make=kpi,
            figures=(
                _figure("ringkasan", "pagu", PROGRAM, _money),
                _figure("ringkasan", "jumlah_program", PROGRAM, _number),
                _figure("ringkasan", "jumlah_paket", PAKET, _number),
                _figure("ringkasan", "tindakan", HISTORY, _number),
                _figure("ringkasan", "batal_bersih", HISTORY, _number),
            ),
        ),
        "program": PageFigures(
            make=program,
            figures=(
                _figure("program", "pagu", PROGRAM, _money),
                _figure("program", "jumlah_kode", PROGRAM, _number),
                _figure("program", "jumlah_satker", PROGRAM, _number),
                _figure("program", "pangsa_baris_terbesar", PROGRAM, _share),
                _figure("program", "pagu_kosong", PROGRAM, _number),
            ),
        ),
        "penyedia": PageFigures(
            make=penyedia,
            figures=(
                _figure("penyedia", "jumlah_paket", PENYEDIA, _number),
                _figure("penyedia", "pagu", PENYEDIA, _money),
                _figure("penyedia", "pangsa_pdn", PENYEDIA, _share),
                _figure("penyedia", "pangsa_ukm", PENYEDIA, _share),
                _figure("penyedia", "pagu_pds", PENYEDIA, _money),
            ),
            reads=(PENYEDIA, PAKET, HISTORY),
        ),
        "swakelola": PageFigures(
            make=swakelola,
            figures=(
                _figure("swakelola", "jumlah_paket", PAKET, _number),
                _figure("swakelola", "pagu", PAKET, _money),
                KeyFigure(
                    key="swakelola.terumumkan",
                    dataset=PAKET,
                    columns=("bermakna", "pangsa_terumumkan"),
                    printed=_announced,
                ),
                KeyFigure(
                    key="swakelola.awal",
                    dataset=PAKET,
                    columns=("maret_terendah", "maret_tertinggi"),
                    printed=march_share,
                ),
                _figure("swakelola", "pagu_kosong", PAKET, _number),
            ),
        ),
        "kaji_ulang": PageFigures(
            make=kaji_ulang,
            figures=(
                _figure("kaji_ulang", "tindakan", HISTORY, _number),
                _figure("kaji_ulang", "kode", HISTORY, _number),
                _figure("kaji_ulang", "batal_bersih", HISTORY, _number),
                _figure("kaji_ulang", _RATE, PAKET, lambda name: _number(name, 1)),
                _figure("kaji_ulang", "revisi", HISTORY, _number),
            ),
        ),
    }
)
"""The key figures of each page that has any, in the order in which it shows them."""
