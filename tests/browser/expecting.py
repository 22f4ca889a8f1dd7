"""The figures that pages must show, page by page, from what the command `lensa` prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from services.language.wording import number, rupiah, text
from tests.browser.asking import Lensa, total

Ask = Callable[[str], pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a page is tried with.

    figures: key figures by label, from tables narrowed to the newest year and the satker chosen.
    more: what its link holds beside KLPD and year. satker: its figures follow that filter. stored:
    it reads nothing by itself. tables: it shows some whole ones; a page that shows none, or rows of
    one package alone, has a test of its own.
    """

    figures: Callable[[Lensa, int, str], dict[str, str]]
    more: str = ""
    satker: bool = True
    stored: bool = False
    tables: bool = True


def _asking(lensa: Lensa, year: int, satker: str) -> Ask:
    narrow = {"satker": satker} if satker else {}
    return lambda name: lensa.table(name, year, **narrow)


def _labelled(area: str, found: Mapping[str, str]) -> dict[str, str]:
    return {text(f"{area}.{name}"): value for name, value in found.items()}


def _ringkasan(lensa: Lensa, year: int, satker: str) -> dict[str, str]:
    ask = _asking(lensa, year, satker)
    programs, revisions = ask("pagu-per-program"), ask("kaji-ulang-per-satker")
    found = {
        "pagu": rupiah(total(programs["pagu"])),
        "jumlah_paket": number(total(ask("swakelola-status")["jumlah_paket"])),
        "tindakan": number(total(revisions["tindakan"])),
        "batal_bersih": number(total(revisions["batal_bersih"])),
    }
    return _labelled("ringkasan", found)


def _program(lensa: Lensa, year: int, satker: str) -> dict[str, str]:
    programs = _asking(lensa, year, satker)("pagu-per-program")
    found = {
        "pagu": rupiah(total(programs["pagu"])),
        "jumlah_kode": number(programs.height),
        "pagu_kosong": number(total(programs["pagu_kosong"])),
    }
    return _labelled("program", found)


def _penyedia(lensa: Lensa, year: int, satker: str) -> dict[str, str]:
    satkers = _asking(lensa, year, satker)("penyedia-per-satker")
    found = {
        "jumlah_paket": number(total(satkers["jumlah_paket"])),
        "pagu": rupiah(total(satkers["pagu"])),
        "pagu_pds": rupiah(total(satkers["pagu_pds"])),
    }
    return _labelled("penyedia", found)


def _swakelola(lensa: Lensa, year: int, satker: str) -> dict[str, str]:
    status = _asking(lensa, year, satker)("swakelola-status")
    found = {
        "jumlah_paket": number(total(status["jumlah_paket"])),
        "pagu": rupiah(total(status["pagu"])),
        "pagu_kosong": number(total(status["pagu_kosong"])),
    }
    return _labelled("swakelola", found)


def _kaji_ulang(lensa: Lensa, year: int, satker: str) -> dict[str, str]:
    satkers = _asking(lensa, year, satker)("kaji-ulang-per-satker")
    names = ("tindakan", "kode", "batal_bersih", "revisi")
    return _labelled("kaji_ulang", {name: number(total(satkers[name])) for name in names})


def _wilayah(lensa: Lensa, year: int, _: str) -> dict[str, str]:
    regions = lensa.table("wilayah", year, klpd="all", wilayah="52")
    own = regions.row(by_predicate=pl.col("kode") == "5202", named=True)
    pagu, paket = rupiah(own["pagu_program"]), number(own["jumlah_swakelola"])
    return _labelled("wilayah.ukuran", {"pagu": pagu, "paket": paket})


def _none(*_: object) -> dict[str, str]:
    return {}


EXPECTED: Mapping[str, Expected] = MappingProxyType(
    {
        "ringkasan": Expected(figures=_ringkasan),
        "program": Expected(figures=_program),
        "penyedia": Expected(figures=_penyedia),
        "paket": Expected(figures=_none, satker=False, more="&kode=162040513", tables=False),
        "swakelola": Expected(figures=_swakelola),
        "kaji_ulang": Expected(figures=_kaji_ulang),
        "banding": Expected(figures=_none, satker=False),
        "cari": Expected(figures=_none, satker=False, more="&q=pemeliharaan"),
        "wilayah": Expected(figures=_wilayah, more="&wilayah=5202", satker=False),
        "lokasi": Expected(figures=_none, satker=False, tables=False),
        "data": Expected(figures=_none, satker=False, stored=True),
    }
)
"""By the names of the menu. A page without key figures is held to its tables alone."""
NOTHING = Expected(figures=_none, satker=False)

NOT_SHOWN: Mapping[str, str] = MappingProxyType(
    {
        "pembatalan-pagu": "a block of /kaji-ulang where provider lists are read: tests/pages",
        "sumber-dana": "a block of /penyedia where budget rows are read: tests/pages",
    }
)
"""Tables that no view of `test_exports` shows, and where they are compared."""
