"""Valid states of every page, drawn from what is stored: the same ones at every run."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from pages.shell.sections.locations.cascade import HOME, PATH, mark
from services import regions
from services.analysis.frames import HISTORY, PROGRAM
from services.analysis.tables import TABLES
from services.language.wording import LANGUAGES
from services.repository import now_utc
from services.wiring import App
from tests.sampling import varied

Query = dict[str, list[str]]

KLPD = ("D304", "D305")
YEARS = ("2024", "2025")
READ = (2023, 2024, 2025)
"""The years chosen, and the one that the oldest of them is compared with."""
OFTEN = 0.5
FUTURE = "2090-01-01T00:00:00Z"
FEW = 12
ALL, SHORT = 50, 16
"""States of each page in the long form of the tests, and in the short one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Values that the stored rows hold.

    codes: by KLPD and field of the link. ways: pairs of the marks that lead to a location, as the
    link writes them, and its id. at: an instant after all reads.
    """

    codes: Mapping[str, Mapping[str, list[str]]]
    ways: list[tuple[str, str]]
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Has:
    """What a page's link may hold beside KLPD, years, language and satker.

    sorts: its tables, whose columns `urut` names. folds: tables under charts.
    """

    sorts: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


PAGES: Mapping[str, Has] = MappingProxyType(
    {
        "ringkasan": Has(folds=("pagu-per-program", "swakelola-status", "per-bulan")),
        "program": Has(
            sorts=("pagu-per-program", "pagu-per-satker", "program-antar-tahun"),
            folds=("program-antar-tahun",),
            switches=("skala-program:log", "skala-satker:log"),
        ),
        "penyedia": Has(
            sorts=("penyedia-per-satker", "penyedia-paket"),
            folds=("penyedia-metode", "penyedia-jadwal", "pemanfaatan"),
            fields={
                "metode": ("Tender", "E-Purchasing", "(kosong)"),
                "pengadaan": ("Barang", "Jasa Lainnya"),
            },
        ),
        "paket": Has(sorts=("jejak", "tanda")),
        "swakelola": Has(
            sorts=("swakelola-status", "paket", "swakelola-pengumuman"),
            folds=("swakelola-tipe", "swakelola-pengumuman", "swakelola-penyelenggara"),
            fields={"status": ("Terumumkan", "Terinisiasi", "(kosong)")},
        ),
        "kaji_ulang": Has(
            sorts=("kaji-ulang-per-satker", "alasan", "keadaan", "silsilah"),
            folds=("kaji-ulang-per-bulan", "per-hari", "silsilah"),
            fields={"jenis": ("SATUKESATU", "SATUKEBANYAK", "PEMBATALAN", "PENGAKTIFAN")},
        ),
        "banding": Has(
            sorts=("banding",),
            folds=("bagian", "program-antar-tahun"),
            switches=("ukuran:revisi", "ukuran:paket", "ukuran:terumumkan"),
        ),
        "cari": Has(
            sorts=("tanda",),
            switches=("cakupan:terpilih", "jenis:program", "jenis:paket", "aturan:alasan-kosong"),
            fields={"q": ("pemeliharaan", "jalan", "honor air", "1.03")},
        ),
        "wilayah": Has(
            switches=("ukuran:revisi", "ukuran:terumumkan", "peta:indonesia"),
            fields={"wilayah": ("52", "5202", "5203", "520201", "31")},
        ),
        "lokasi": Has(),
        "data": Has(
            sorts=("mutu",),
            switches=("riwayat:paket-swakelola", "riwayat:history-kaji-ulang"),
        ),
    }
)


def codes(parts: App) -> Known:
    """Return what the stored rows and the first levels of locations hold."""
    home = regions.together(regions.read_locations(parts.repository, "negara"))
    country = home.row(by_predicate=pl.col("name") == HOME, named=True)["id"]
    below = regions.together(regions.read_locations(parts.repository, "provinsi", induk=[country]))
    return Known(
        codes={kode: _codes(parts, kode) for kode in KLPD},
        ways=[("", country), *((mark(country), own) for own in below["id"].sort().head(FEW))],
        at=f"{now_utc():%Y-%m-%dT%H:%M:%SZ}",
    )


def _codes(parts: App, klpd: str) -> dict[str, list[str]]:
    def few(dataset: str, column: str) -> list[str]:
        request = parts.request(dataset, kode_klpd=klpd, tahun=YEARS[-1])
        return parts.repository.load(request).frame[column].unique().sort().head(FEW).to_list()

    return {
        "satker": few(PROGRAM, "kd_satker"),
        "program": few(PROGRAM, "kd_program_str"),
        "kode": few(HISTORY, "kd_rup_lama"),
    }


def states(page: str, known: Known) -> list[Query]:
    """Return seeded states of a page as a link writes them.

    The short form takes the most varied: they hold every switch, fold, sort and field of the page.
    """
    dice = random.Random(f"tautan {page}")
    drawn = [_state(page, known, dice) for _ in range(ALL)]
    return [drawn[at] for at in varied(drawn, SHORT)]


def _state(page: str, known: Known, dice: random.Random) -> Query:
    has = PAGES[page]
    klpd, years = list(KLPD), list(YEARS)
    dice.shuffle(klpd)
    query = {
        "klpd": klpd[: dice.choice((1, 1, 2))],
        "tahun": dice.choice((years[:1], years[1:], years)),
        "lang": [dice.choice(LANGUAGES)],
    }
    own = known.codes[query["klpd"][0]]
    fields = {name: own[name] for name in ("satker", "program")} | has.fields
    if page in ("kaji_ulang", "paket"):
        fields["kode"] = own["kode"]
    for name, values in fields.items():
        if dice.random() < OFTEN:
            query[name] = [dice.choice(values)]
    if dice.random() < OFTEN / 5:
        query["snap"] = [dice.choice((known.at, FUTURE))]
    shown = [dice.choice(has.switches)] if has.switches and dice.random() < OFTEN else []
    shown += [f"buka-{name}:ya" for name in has.folds if dice.random() < OFTEN]
    if has.sorts and dice.random() < OFTEN:
        table = dice.choice(has.sorts)
        query["urut"] = [dice.choice(("", "-")) + dice.choice(TABLES[table].columns)]
        query["hal"] = [dice.choice(("1", "2", "3"))]
        shown.append(f"tabel:{table}")
    if page == "lokasi" and dice.random() < OFTEN:
        way, query["lokasi"] = (one := dice.choice(known.ways))[0], [one[1]]
        shown += [f"{PATH}:{way}"] if way else []
    return query | ({"lihat": shown} if shown else {})
