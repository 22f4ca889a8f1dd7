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
ALL, SHORT = 50, 2
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

    sorts: its tables, whose columns `urut` names. folds: tables under charts. orders: what `urut`
    names for its main list. opens: fields whose codes are the paths of the list's rows, from the
    top level down. searches: texts that the list is filtered by.
    """

    sorts: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


PAGES: Mapping[str, Has] = MappingProxyType(
    {
        "ringkasan": Has(switches=("tabel-perubahan-per-program:ya", "tabel-tanda-tiga:ya")),
        "program": Has(
            sorts=("pagu-per-program", "pagu-per-satker"),
            orders=("pagu", "selisih", "-selisih", "kd_program_str", "-kd_satker"),
            opens=("program", "satker"),
            searches=("jalan", "dinas", "1.0", "penunjang urusan"),
            switches=("menurut:satker", "tabel-pagu-per-program:ya", "tabel-pagu-per-satker:ya"),
        ),
        "penyedia": Has(
            sorts=("penyedia-paket",),
            switches=(
                "tabel-penyedia-metode:ya",
                "tabel-penyedia-jadwal:ya",
                "hal-pemanfaatan:1",
            ),
            fields={
                "metode": ("Tender", "E-Purchasing", "(kosong)"),
                "pengadaan": ("Barang", "Jasa Lainnya"),
            },
        ),
        "paket": Has(sorts=("jejak", "tanda")),
        "swakelola": Has(
            orders=("belum_terumumkan", "-jumlah_paket", "-pagu"),
            opens=("satker",),
            searches=("puskesmas", "4612"),
            switches=(
                *("tabel-paket:ya", "tabel-swakelola-tipe:ya", "tabel-pengumuman-per-hari:ya"),
                *("hal-paket:2", "hal-paket:99", "tabel-swakelola-per-satker:ya"),
            ),
            fields={"status": ("Terumumkan", "Terinisiasi", "(kosong)")},
        ),
        "kaji_ulang": Has(
            folds=("keadaan",),
            orders=("tindakan", "-batal_bersih", "-revisi_swakelola_per_100"),
            opens=("satker",),
            searches=("puskesmas", "4612"),
            switches=(
                *("tabel-kaji-ulang-per-satker:ya", "tabel-kaji-ulang-per-bulan:ya"),
                *("tabel-alasan:ya", "hal-alasan:2"),
            ),
            fields={"jenis": ("SATUKESATU", "SATUKEBANYAK", "PEMBATALAN", "PENGAKTIFAN")},
        ),
        "banding": Has(
            sorts=("banding",),
            folds=("bagian",),
            switches=("ukuran:revisi", "ukuran:terumumkan", "lawan:paket", "skala:log"),
        ),
        "tanda": Has(
            sorts=("tanda",),
            orders=("-pagu", "nama_satker", "-nilai"),
            searches=("kecamatan", "1620"),
            switches=("aturan:alasan-kosong", "aturan:pecah-banyak", "tabel-tanda-satker:ya"),
        ),
        "cari": Has(
            switches=("cakupan:terpilih", "jenis:program", "jenis:paket"),
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
    elif has.orders and dice.random() < OFTEN:
        query["urut"] = [dice.choice(has.orders)]
        query["hal"] = [dice.choice(("1", "2", "3"))]
    if has.opens and dice.random() < OFTEN:
        path = [dice.choice(own[name]) for name in has.opens]
        shown += [f"buka:{'~'.join(path[:level])}" for level in range(1, len(path) + 1)]
    if has.searches and dice.random() < OFTEN:
        shown.append(f"saring:{dice.choice(has.searches)}")
    if page == "lokasi" and dice.random() < OFTEN:
        way, query["lokasi"] = (one := dice.choice(known.ways))[0], [one[1]]
        shown += [f"{PATH}:{way}"] if way else []
    return query | ({"lihat": shown} if shown else {})
