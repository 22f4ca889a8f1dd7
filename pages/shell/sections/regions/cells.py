"""The cells of the region tables on the screen: short figures, reasons for missing ones.

The exact figures are in the download, which equals the output of `lensa table wilayah`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from pages.shell.sections.regions.place import Place
from pages.shell.state.view import View
from services.analysis.across_klpd.region_measures import MEANINGLESS, UNREAD
from services.language.wording import DASH, number, percent, rupiah, text

Row = Mapping[str, Any]
_PER_FAMILY = "tindakan_swakelola_per_100_keluarga"


def _announced(row: Row, lang: str) -> str:
    """Format the share announced; a dash without packages."""
    if not row["jumlah_swakelola"]:
        return DASH
    if row["pangsa_terumumkan"] is None:
        return text(f"wilayah.short.{MEANINGLESS}", lang)
    return percent(row["pangsa_terumumkan"], 1, lang)


def _per_capita(row: Row, lang: str) -> str:
    value = row["pagu_per_kapita"]
    return rupiah(None if value is None else round(value), lang, DASH)


def _of_providers(row: Row, lang: str, printed: str) -> str:
    """Return a figure of provider packages, its word where no list of them is read."""
    if row["jumlah_penyedia"] is None and row["penyedia_belum_dibaca"]:
        return text(f"wilayah.short.{UNREAD}", lang)
    return printed


_FIGURES: Mapping[str, Callable[[Row, str], str]] = MappingProxyType(
    {
        "terbaca": lambda row, _: f"{row['terbaca']}/{row['jumlah_klpd_seharusnya']}",
        "pagu_program": lambda row, lang: rupiah(row["pagu_program"], lang, DASH),
        "pagu_per_kapita": _per_capita,
        "jumlah_swakelola": lambda row, lang: number(row["jumlah_swakelola"], 0, lang, DASH),
        "pagu_penyedia": lambda row, lang: _of_providers(
            row, lang, rupiah(row["pagu_penyedia"], lang, DASH)
        ),
        "paket_per_1000": lambda row, lang: _of_providers(
            row, lang, number(row["paket_per_1000_jiwa"], 1, lang, DASH)
        ),
        "terumumkan": _announced,
        "keluarga": lambda row, lang: number(row[_PER_FAMILY], 1, lang, DASH),
        "revisi": lambda row, lang: number(row["revisi"], 0, lang, DASH),
        "penduduk": lambda row, lang: number(row["penduduk"], 0, lang, DASH),
    }
)
WIDTHS: Mapping[str, int] = MappingProxyType(
    {
        "nama": 192,
        "terbaca": 64,
        "pagu_program": 100,
        "pagu_per_kapita": 96,
        "jumlah_swakelola": 88,
        "pagu_penyedia": 100,
        "paket_per_1000": 100,
        "terumumkan": 100,
        "keluarga": 108,
        "revisi": 96,
        "penduduk": 92,
    }
)


def heads(view: View, names: list[str]) -> dict[str, str]:
    """Return the heads of columns, by name."""
    return {name: view.words(f"wilayah.column.{name}") for name in names}


def figures(view: View, place: Place, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of rows of table `wilayah`, the name first; columns by their heads."""
    named = heads(view, ["nama", *_FIGURES])
    cells = [
        (whose(view, place, row), *(print_(row, view.lang) for print_ in _FIGURES.values()))
        for row in rows.iter_rows(named=True)
    ]
    return pl.DataFrame(cells, schema=dict.fromkeys(named.values(), pl.String), orient="row")


def listed(view: View, rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Return rows of the region tree as text, columns by their heads."""
    named = heads(view, names)
    cells = {
        head: [view.number(v) if isinstance(v, int) else v or DASH for v in rows[name]]
        for name, head in named.items()
    }
    return pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))


def whose(view: View, place: Place, row: Row) -> str:
    """Return the name of a row: a region, its own government, or KLPD without a region."""
    if row["kode"] and row["kode"] == place.code:
        return view.words("wilayah.own_government")
    return str(row["nama"] or row["kode"])
