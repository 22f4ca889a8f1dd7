"""`mutu`: what is missing, odd or set aside, by dataset.

Names of measures and columns, and how an example is written, are those of the product's pages; the
definitions say what is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from tests.oracle.acts import KINDS, PEMBATALAN, PENGAKTIFAN, kind_of, new_code, old_code
from tests.oracle.basics import (
    CORE,
    HISTORY,
    PAKET,
    PROGRAM,
    Asked,
    Data,
    Key,
    Row,
    Rows,
    key_of,
    live_package,
    live_program,
    ordered,
    partitions,
    percent,
    total,
)
from tests.oracle.names import program_names, satker_names
from tests.oracle.penyedia import provider_packages
from tests.oracle.states import History

Names = dict[tuple[str, str], str | None]
Test = Callable[[Row], bool]

COLUMNS = {
    PROGRAM: (
        *("is_deleted", "jenis_klpd", "kd_program", "kd_program_lokal", "kd_program_str"),
        *("kd_satker", "nama_klpd", "nama_program", "pagu_program"),
    ),
    PAKET: (
        *("kd_satker", "kd_rup", "kd_rup_lokal", "nama_klpd", "nama_satker", "nama_paket"),
        *("status", "pagu"),
        *("tipe_swakelola", "status_aktif_rup", "status_delete_rup", "tgl_buat_paket"),
        *("tgl_pengumuman_paket", "tgl_awal_pelaksanaan_kontrak", "tgl_akhir_pelaksanaan_kontrak"),
        *("volume_pekerjaan", "uraian_pekerjaan", "kd_satker_str", "jenis_klpd"),
        *("kd_klpd_penyelenggara", "nama_klpd_penyelenggara", "nama_satker_penyelenggara"),
        "detail_lokasi",
    ),
    HISTORY: (
        *("nama_klpd", "jenis_klpd", "kd_satker", "kd_satker_str", "nama_satker", "kd_rup_lama"),
        *("kd_rup_baru", "jenis_paket", "jenis_revisi", "alasan_kajiulang", "tgl_kaji_ulang"),
    ),
}
KEYS = {
    PROGRAM: ("kd_program",),
    PAKET: ("kd_rup",),
    HISTORY: ("kd_satker", "kd_rup_lama", "kd_rup_baru", "jenis_revisi", "tgl_kaji_ulang"),
}
CODES = {PROGRAM: "kd_program", PAKET: "kd_rup", HISTORY: "kd_rup_lama"}
STATUSES = ("Terumumkan", "Terinisiasi", "Draf", "Final Draft")


def mutu(data: Data, asked: Asked) -> Rows:
    """Return every measure of the chosen partitions that are stored.

    Open, chosen: `baris` of a partition that answered without rows is 0, for it is a fact of the
    answer; nothing else is said of it.
    """
    names = satker_names(data), program_names(data)
    found: Rows = []
    for dataset in CORE:
        answered = [row for row in data.stored if row["dataset"] == dataset]
        parts: dict[Key, Rows] = {key_of(row): [] for row in answered if asked.takes(row)}
        for key, rows in (parts | partitions(data.rows(dataset), asked)).items():
            found += _whole(key, dataset, _measures(dataset, key, rows, names))
    for dataset, packages in (
        ("paket-anggaran-penyedia", provider_packages(data)),
        ("paket-anggaran-swakelola", data.swakelola),
    ):
        lists = partitions(packages, asked)
        for key, rows in partitions(data.rows(dataset), asked).items():
            found += _whole(key, dataset, _budgets(rows, lists.get(key, [])))
    for row in data.manifests or []:
        if asked.takes(row):
            found += _whole(key_of(row), row["dataset"], _set_aside(row))
    return ordered(found, "tahun", "kd_klpd", "dataset", "ukuran", "kolom", "contoh")


def _budgets(rows: Rows, packages: Rows) -> Iterator[Measured]:
    """Compare the budget rows of each live package with its pagu; nothing without live packages."""
    sums: dict[str, list[int | None]] = {}
    for row in rows:
        if live_package(row) and row["kd_rup"]:
            sums.setdefault(row["kd_rup"], []).append(row["pagu"])
    listed: dict[str, Rows] = {}
    for row in packages:
        if live_package(row) and row["kd_rup"]:
            listed.setdefault(row["kd_rup"], []).append(row)
    if not listed:
        return
    differ, lack = [], []
    for code, mine in listed.items():
        pagu, money = total(row["pagu"] for row in mine), total(sums.get(code, []))
        if pagu is not None and money is not None and pagu != money:
            differ.append(code)
        if code not in sums and any(row["status"] == "Terumumkan" for row in mine):
            lack.append(code)
    yield "anggaran bukan pagu", "pagu", len(differ), min(differ, default=None)
    yield "tanpa baris anggaran", "kd_rup", len(lack), min(lack, default=None)


Measured = tuple[str, str | None, int, str | None]


def _whole(key: Key, dataset: str, rows: Iterable[Measured]) -> Rows:
    lead = {"tahun": key[0], "kd_klpd": key[1], "dataset": dataset}
    names = ("ukuran", "kolom", "jumlah", "contoh")
    return [lead | dict(zip(names, row, strict=True)) for row in rows]


def _measures(dataset: str, key: Key, rows: Rows, names: tuple[Names, Names]) -> Iterator[Measured]:
    yield "baris", None, len(rows), None
    if not rows:
        return
    if dataset != HISTORY:
        live = live_program if dataset == PROGRAM else live_package
        yield "dihapus", None, sum(not live(row) for row in rows), None
    for column in COLUMNS[dataset]:
        blank = sum(row[column] is None or row[column] == "" for row in rows)
        if blank:
            yield "kosong", column, blank, f"{percent(blank, len(rows))} % dari {len(rows)} baris"
    yield _nameless("kd_satker", rows, key, names[0])
    if dataset == PROGRAM:
        yield _nameless("kd_program_str", rows, key, names[1])
    for name, broken in _invariants(dataset, key).items():
        codes = [row[CODES[dataset]] for row in rows if broken(row)]
        known = [code for code in codes if code]
        yield "invarian", name, len(codes), min(known, default=None)
    if dataset == HISTORY:
        yield from _family_invariants(History(rows))


def _nameless(column: str, rows: Rows, key: Key, names: Names) -> Measured:
    codes = {row[column] for row in rows if row[column]}
    bare = {code for code in codes if names.get((key[1], code)) is None}
    return "kode tanpa nama", column, len(bare), min(bare, default=None)


def _invariants(dataset: str, key: Key) -> dict[str, Test]:
    def no_key(row: Row) -> bool:
        return any(row[name] is None or row[name] == "" for name in KEYS[dataset])

    if dataset == PROGRAM:
        return {"kunci kosong": no_key, "pagu negatif": lambda row: (row["pagu_program"] or 0) < 0}
    if dataset == PAKET:
        return {
            "kunci kosong": no_key,
            "pagu negatif": lambda row: (row["pagu"] or 0) < 0,
            "status tak dikenal": lambda row: bool(row["status"]) and row["status"] not in STATUSES,
            "tipe di luar 1-4": lambda row: row["tipe_swakelola"] not in (None, 1, 2, 3, 4),
            "akhir sebelum awal": _ends_first,
        }
    first, end = datetime(key[0] - 1, 12, 1), datetime(key[0] + 1, 1, 1)
    return {
        "kunci kosong": no_key,
        "kode lama dan baru": _wrong_codes,
        "jenis revisi tak dikenal": lambda row: (
            bool(row["jenis_revisi"]) and row["jenis_revisi"] not in KINDS[:4]
        ),
        "jenis paket tak dikenal": lambda row: (
            bool(row["jenis_paket"]) and row["jenis_paket"] not in ("PENYEDIA", "SWAKELOLA")
        ),
        "waktu di luar tahun": lambda row: (
            row["tgl_kaji_ulang"] is not None and not first <= row["tgl_kaji_ulang"] < end
        ),
    }


def _ends_first(row: Row) -> bool:
    start, end = row["tgl_awal_pelaksanaan_kontrak"], row["tgl_akhir_pelaksanaan_kontrak"]
    return start is not None and end is not None and end < start


def _wrong_codes(row: Row) -> bool:
    """Tell whether a row keeps its code where it should change, or changes it where it stays."""
    old, new, kind = old_code(row), new_code(row), kind_of(row)
    if old is None or new is None or kind == KINDS[4]:
        return False
    return (old == new) != (kind in (PEMBATALAN, PENGAKTIFAN))


def _family_invariants(history: History) -> Iterator[Measured]:
    many = [
        code
        for forest in history.forests.values()
        for code, parents in forest.parents.items()
        if len(parents) > 1
    ]
    yield "invarian", "lebih dari satu induk", len(many), min(many, default=None)
    odd = [
        family.root
        for forest in history.forests.values()
        for family in forest.families()
        if family.odd
    ]
    yield "invarian", "silsilah tidak wajar", len(odd), min(odd, default=None)


def _set_aside(row: Row) -> Iterator[Measured]:
    yield "baris berulang", None, row["repeats"], None
    yield "kunci sama nilai lain", None, row["conflicts"], None
    yield "klpd atau tahun lain", None, row["strangers"], None
    for column in row["drift"]:
        yield "kolom bergeser", column, 1, None
    groups = Counter((value["kolom"], value["alasan"]) for value in row["quarantined"])
    for (column, reason), count in groups.items():
        examples = [
            f'{reason or "-"}: "{value["teks"] or "-"}" ({value["kunci"] or "-"})'
            for value in row["quarantined"]
            if (value["kolom"], value["alasan"]) == (column, reason)
        ]
        yield "karantina", column, count, min(examples)
