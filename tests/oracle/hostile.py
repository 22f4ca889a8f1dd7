"""A hand-made set over all tables: what real answers hold and no sandbox writes.

Each KLPD is one kind of trouble, as its name says.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import polars as pl

from services import table_inputs
from services.analysis.frames import MANIFESTS, RUP, SATKER, Frames
from services.matching.klpd import governments
from services.reference import loader
from tests.oracle import hostile_acts as acts
from tests.oracle import hostile_plans as plans
from tests.oracle import hostile_provider as provider
from tests.oracle.basics import HISTORY, PAKET, PROGRAM, Row, Rows

READ = datetime(2026, 6, 22, 10, tzinfo=UTC)
Parts = dict[str, Rows | None]
"""Rows by dataset; an empty list is an answer without rows, a missing name was never read."""

KLPD = {
    "D1": ("Provinsi Alfa", "PROVINSI", "11"),
    "D2": ("Kab. Program", "KABUPATEN", "1101"),
    "D3": ("Kab. Daftar", "KABUPATEN", "1102"),
    "D4": ("Kab. Tanpa Program", "KABUPATEN", "1103"),
    "D5": ("Kota Tanpa Daftar", "KOTA", "1171"),
    "D6": ("Kota Tanpa Riwayat", "KOTA", "1172"),
    "D7": ("Kab. Kosong", "KABUPATEN", "1201"),
    "D8": ("Kab. Program Saja", "KABUPATEN", "1202"),
    "D9": ("Kota Daftar Belum Dibaca", "KOTA", "1271"),
    "D10": ("Kab. Bulan Baku", "KABUPATEN", "1301"),
    "D11": ("Kab. Satu Jawaban", "KABUPATEN", "1302"),
    "D12": ("Provinsi Tanpa Kode", "PROVINSI", "99"),
    "D13": ("Kab. Tanpa Kode", "KABUPATEN", "1199"),
    "D14": ("Kab. Dua Tahun", "KABUPATEN", "1303"),
    "D15": ("Kab. Belum Dibaca", "KABUPATEN", "1304"),
    "K1": ("Kementerian Terumumkan", "KEMENTERIAN", ""),
    "K2": ("Kementerian Kosong", "KEMENTERIAN", ""),
    "K3": ("Kementerian Dihapus", "KEMENTERIAN", ""),
    "L1": ("Lembaga Separuh", "LEMBAGA", ""),
    "L2": ("Lembaga Minus", "LEMBAGA", ""),
    "I1": ("Instansi Terhapus", "INSTANSI", ""),
}
REGIONS = (
    ("11", 1, "", "Alfa", 5_000_000),
    ("12", 1, "", "Beta", None),
    ("13", 1, "", "Gama", 0),
    *((code, 2, code[:2], f"Kab. {code}", 1000) for code in ("1101", "1102", "1103", "1201")),
    *((code, 2, code[:2], f"Kab. {code}", 7) for code in ("1202", "1301", "1302", "1303", "1304")),
    *((code, 2, code[:2], f"Kota {code}", None) for code in ("1171", "1172", "1271")),
)


def _registered(tahun: int) -> Parts:
    """Return a year of satkers that are registered anew: 30 and 40 are 31 and 41 a year later."""
    new = tahun > 2025
    one, two = ("31", "41") if new else ("30", "40")
    program = [plans.plan("10", "1.01", 100 + tahun), plans.plan(one, "1.01", 70 + new)]
    program += [plans.plan(two, "1.02", None if new else 5), plans.plan("50", "1.02", 5)]
    program += [plans.plan("60", "1.03", 8)] if new else [plans.plan("61", "1.03", 9)]
    program += [plans.plan("70" if new else "71", "1.04", 3)]
    program += [plans.plan("72", "1.04", 3)] if new else []
    program += [plans.plan("80" if new else "81", None, 4), plans.plan(None, "1.05", 4)]
    program += [plans.plan("90", "1.06", -1 if new else 2), plans.plan("90", "1.07", 2)]
    program += [plans.plan("90", "1.07", 6 if new else None)]
    program += [plans.plan("91", "1.08", 2, is_deleted=new), plans.plan("92", "1.08", 0)]
    texts = {"10": "1.01", one: "3.01", two: "4.01", "60": "6.01", "61": "6.02"}
    texts |= {"70": "7.01", "71": "7.01", "72": "7.01", "80": "8.01", "81": "8.01"}
    shown = [
        plans.package(n, satker, kd_satker_str=text, nama_satker=f"Dinas {satker}")
        for n, (satker, text) in enumerate(texts.items())
    ]
    shown.append(plans.package(99, "61", kd_satker_str="6.01"))
    history = [
        acts.step(200 + tahun, 200 + tahun + 1, acts.REPLACE, acts.DAY, kd_satker=one),
        acts.step(tahun, tahun + 1, acts.REPLACE, acts.DAY * (tahun - 2025) * 365),
    ]
    history += [row | {"kd_satker_str": "4.01"} for row in acts.on(77, (acts.CANCEL, acts.DAY))]
    history[-1] |= {"kd_satker": two, "nama_satker": "Dinas  dua" if new else "DINAS DUA"}
    return {PROGRAM: program, PAKET: shown, HISTORY: history}


def _announced(*more: Row) -> Rows:
    return [plans.package(n, "10" if n % 2 else "20") for n in range(1, 6)] + list(more)


def _simple(first: int = 1) -> Rows:
    codes = range(first, first + 3)
    return [acts.step(code, code + 100, acts.REPLACE, code * acts.HOUR) for code in codes]


@cache
def _parts() -> dict[tuple[str, int], Parts]:
    giant, history = plans.one_giant(), acts.everything()
    lists = [*plans.lists(), *plans.twins(), *plans.dated()]
    return {
        ("D1", 2025): {PROGRAM: giant, PAKET: plans.family_list(), HISTORY: history},
        ("D2", 2025): {PROGRAM: plans.programs(), PAKET: plans.lists(), HISTORY: _simple()},
        ("D3", 2025): {PROGRAM: plans.half(), PAKET: lists, HISTORY: _simple(2000)},
        ("D4", 2025): {PROGRAM: [], PAKET: plans.lists(), HISTORY: _simple()},
        ("D5", 2025): {PROGRAM: giant, PAKET: [], HISTORY: acts.back_and_forth()},
        ("D6", 2025): {PROGRAM: giant, PAKET: lists, HISTORY: []},
        ("D7", 2025): {PROGRAM: [], PAKET: [], HISTORY: []},
        ("D7", 2023): {PROGRAM: [], PAKET: [], HISTORY: []},
        ("D8", 2025): {PROGRAM: plans.programs()},
        ("D9", 2025): {PROGRAM: giant, HISTORY: [*acts.runs(), *acts.dropped()]},
        ("D10", 2025): {PAKET: plans.default_month(), HISTORY: _simple(3000)},
        ("D11", 2025): {PAKET: []},
        ("D12", 2025): {PROGRAM: giant, PAKET: plans.dated(), HISTORY: acts.ties()},
        ("D13", 2025): {PROGRAM: [], PAKET: [], HISTORY: acts.incomplete()},
        ("D14", 2024): {PAKET: [plans.package(1, "30", kd_satker_str="9.99", nama_satker="Tua")]},
        ("D14", 2025): _registered(2025),
        ("D14", 2026): _registered(2026),
        ("D14", 2027): {PROGRAM: [], PAKET: []},
        ("K1", 2025): {PROGRAM: giant, PAKET: _announced(), HISTORY: _simple()},
        ("K2", 2025): {
            PROGRAM: giant,
            PAKET: _announced(plans.package(9, status=None)),
            HISTORY: _simple(),
        },
        ("K3", 2025): {
            PROGRAM: giant,
            PAKET: _announced(plans.package(9, status="Draf", status_delete_rup=True)),
            HISTORY: [*_simple(), *acts.shapes()],
        },
        ("L1", 2025): {
            PROGRAM: plans.half(),
            PAKET: [row | {"status_delete_rup": True, "status": "Draf"} for row in _announced()],
            HISTORY: _simple(),
        },
        ("L2", 2025): {PROGRAM: plans.below_zero(), PAKET: plans.default_month(), HISTORY: []},
        ("I1", 2025): {
            PROGRAM: [row | {"is_deleted": True} for row in giant],
            PAKET: [row | {"status_aktif_rup": False} for row in _announced()],
        },
        ("X9", 2025): {
            PROGRAM: [row | {"nama_klpd": "Badan Baru", "jenis_klpd": "LEMBAGA"} for row in giant],
            PAKET: _announced(plans.package(9, status="Draf")),
            HISTORY: acts.ties(),
        },
    }


KEYS = tuple(_parts())


def _rows(dataset: str) -> pl.LazyFrame:
    """Return the rows of a dataset of all KLPD-years."""
    return _led(
        dataset,
        [
            row | {"tahun": tahun, "kd_klpd": klpd}
            for made in (_parts(), provider.parts())
            for (klpd, tahun), parts in made.items()
            for row in parts.get(dataset) or []
        ],
    )


def _led(dataset: str, rows: Rows) -> pl.LazyFrame:
    return _whole(rows, dict(table_inputs.no_rows(dataset).collect_schema()))


def _stored() -> Rows:
    """Return what answered; the program list of D2 is not complete, times differ."""
    answered = [(k, d, rows) for k, parts in _parts().items() for d, rows in parts.items()]
    return [
        {
            "dataset": dataset,
            "kd_klpd": klpd,
            "tahun": tahun,
            "rows": len(rows or []),
            "complete": (klpd, dataset) != ("D2", PROGRAM),
            "verified": False,
            "changing": False,
            "suspect": False,
            "fetched_at": READ.replace(minute=n % 60, second=(7 * n) % 60),
            "source": "live",
        }
        for n, ((klpd, tahun), dataset, rows) in enumerate(answered)
    ]


def _manifests() -> Rows:
    told = [
        {"kunci": "7", "kolom": "pagu", "teks": "satu", "alasan": "bukan angka"},
        {"kunci": "8", "kolom": "pagu", "teks": "dua", "alasan": "bukan angka"},
        {"kunci": None, "kolom": "pagu", "teks": None, "alasan": None},
        {"kunci": "9", "kolom": "status", "teks": "9e99", "alasan": "terlalu besar"},
    ]
    quiet = {"repeats": 0, "conflicts": 0, "strangers": 0, "quarantined": [], "drift": []}
    loud = {"repeats": 3, "conflicts": 2, "strangers": 1, "quarantined": told, "drift": ["b", "a"]}
    return [
        {"dataset": dataset, "kd_klpd": klpd, "tahun": tahun} | (loud if klpd == "D3" else quiet)
        for (klpd, tahun), parts in _parts().items()
        for dataset in parts
    ]


@cache
def frames() -> Frames:
    """Return the frames of all of it."""
    klpd = [
        {"kd_klpd": code, "nama_klpd": name, "jenis_klpd": kind, "kode_wilayah": place}
        for code, (name, kind, place) in KLPD.items()
    ]
    regions = [
        dict(zip(("code", "level", "parent_code", "name", "penduduk"), row, strict=True))
        for row in REGIONS
    ]
    known = governments().table.schema
    tree = loader.regions().schema
    program, swakelola, kaji_ulang = (_rows(dataset) for dataset in RUP)
    others = dict.fromkeys(name for parts in provider.parts().values() for name in parts)
    return Frames(
        program=program,
        swakelola=swakelola,
        kaji_ulang=kaji_ulang,
        klpd=_whole(klpd, dict(known)),
        regions=_whole(regions, dict(tree)),
        stored=pl.LazyFrame(_stored(), schema=table_inputs.STORED, orient="row"),
        manifests=pl.LazyFrame(_manifests(), schema=MANIFESTS, orient="row"),
        others={name: _rows(name) for name in others} | {SATKER: _led(SATKER, provider.units())},
    )


def _whole(rows: Rows, schema: dict[str, pl.DataType]) -> pl.LazyFrame:
    """Return rows as a frame; columns they leave out are null."""
    return pl.LazyFrame(
        [{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row"
    )
