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
    it reads nothing by itself. tables: it shows some whole ones, or ranked lists; a page that shows
    none, or rows of one package alone, has a test of its own. names_itself: its title is the name
    of what it shows.
    """

    figures: Callable[[Lensa, int, str], dict[str, str]]
    more: str = ""
    satker: bool = True
    stored: bool = False
    tables: bool = True
    names_itself: bool = False


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
        "penyedia": Expected(figures=_none),
        "paket": Expected(
            figures=_none, satker=False, more="&kode=162040513", tables=False, names_itself=True
        ),
        "swakelola": Expected(figures=_none),
        "kaji_ulang": Expected(figures=_none),
        "banding": Expected(figures=_none, satker=False),
        "cari": Expected(figures=_none, satker=False, more="&q=pemeliharaan", tables=False),
        "wilayah": Expected(figures=_wilayah, more="&wilayah=5202", satker=False),
        "lokasi": Expected(figures=_none, satker=False, tables=False),
        "data": Expected(figures=_none, satker=False, stored=True),
    }
)
"""By the names of the menu. A page without key figures is held to its tables alone."""
NOTHING = Expected(figures=_none, satker=False)


def titled(name: str, title: str, lang: str = "id") -> bool:
    """Tell whether a page has its title: its question, or the name of what it shows."""
    question = text(f"shell.title.{name}", lang)
    if EXPECTED.get(name, NOTHING).names_itself:
        return title not in ("", question)
    return title == question


NOT_SHOWN: Mapping[str, str] = MappingProxyType(
    {
        "pembatalan-pagu": "a block of /kaji-ulang where provider lists are read: tests/pages",
        "swakelola-status": "its counts are columns of swakelola-per-satker",
        "swakelola-pengumuman": "words of an open row of /swakelola: tests/pages",
        "program-antar-tahun": "by satker and program; the pages compare by program",
        "sumber-dana": "a block of /penyedia where budget rows are read: tests/pages",
    }
)
"""Tables that no view of `test_exports` shows, and where they are compared."""
