"""Small nasty frames: null codes, missing pagu, deleted rows, repeats, several KLPD and years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from hypothesis import settings
from hypothesis import strategies as st

from services.analysis.frames import (
    ANGGARAN_PENYEDIA,
    ANGGARAN_SWAKELOLA,
    MANIFESTS,
    PENYEDIA,
    PENYEDIA_UMUM,
    SATKER,
    STRUKTUR,
    SWAKELOLA_UMUM,
    Frames,
)
from services.upstream.catalog import (
    HISTORY_KAJI_ULANG,
    PAKET_SWAKELOLA,
    PROGRAM_MASTER,
    find,
)
from services.upstream.dataset import Dataset
from tests.sampling import examples

Row = dict[str, Any]
Rows = list[Row]

quick = settings(max_examples=examples(50), deadline=None)
slow = settings(quick, max_examples=examples(50, of=10))  # each example makes several tables
wide = settings(quick, max_examples=examples(25))  # for tables of many parts

STORED: dict[str, pl.DataType] = {
    "dataset": pl.String(),
    "kd_klpd": pl.String(),
    "tahun": pl.Int16(),
    "rows": pl.Int64(),
    "complete": pl.Boolean(),
    "verified": pl.Boolean(),
    "changing": pl.Boolean(),
    "fetched_at": pl.Datetime("us", "UTC"),
    "source": pl.String(),
}
KLPD: dict[str, pl.DataType] = {
    name: pl.String()
    for name in ("kd_klpd", "nama_klpd", "jenis_klpd", "kode_wilayah", "sandbox_only", "cocok")
}
REGIONS: dict[str, pl.DataType] = {
    "code": pl.String(),
    "level": pl.Int8(),
    "parent_code": pl.String(),
    "name": pl.String(),
    "penduduk": pl.Int32(),
}

KLPD_CODES = ("D1", "D2", "K9")
YEARS = (2024, 2025, 2026)


def columns(dataset: Dataset) -> dict[str, pl.DataType]:
    lead: dict[str, pl.DataType] = {"tahun": pl.Int16(), "kd_klpd": pl.String()}
    return lead | {k: v for k, v in dataset.schema.items() if k not in lead}


def lazy(rows: Rows, schema: dict[str, pl.DataType]) -> pl.LazyFrame:
    """Return the rows as a frame of this schema; columns they leave out are null."""
    whole = [{name: row.get(name) for name in schema} for row in rows]
    return pl.LazyFrame(whole, schema=schema)


def program(rows: Rows) -> pl.LazyFrame:
    return lazy(rows, columns(PROGRAM_MASTER))


def swakelola(rows: Rows) -> pl.LazyFrame:
    return lazy(rows, columns(PAKET_SWAKELOLA))


def kaji_ulang(rows: Rows) -> pl.LazyFrame:
    return lazy(rows, columns(HISTORY_KAJI_ULANG))


OTHERS = {
    "satker": SATKER,
    "penyedia": PENYEDIA,
    "penyedia_umum": PENYEDIA_UMUM,
    "swakelola_umum": SWAKELOLA_UMUM,
    "anggaran_penyedia": ANGGARAN_PENYEDIA,
    "anggaran_swakelola": ANGGARAN_SWAKELOLA,
    "struktur": STRUKTUR,
}
"""Other datasets by the name under which `frames` takes their rows."""


def frames(**rows: Rows) -> Frames:
    """Return Frames from lists of rows; what is not given is empty, or of `others` not read."""
    manifests = rows.get("manifests")
    return Frames(
        program=program(rows.get("program", [])),
        swakelola=swakelola(rows.get("swakelola", [])),
        kaji_ulang=kaji_ulang(rows.get("kaji_ulang", [])),
        klpd=lazy(rows.get("klpd", []), KLPD),
        regions=lazy(rows.get("regions", []), REGIONS),
        stored=lazy(rows.get("stored", []), STORED),
        manifests=None if manifests is None else lazy(manifests, MANIFESTS),
        others={
            name: lazy(rows[given], columns(find(name)))
            for given, name in OTHERS.items()
            if given in rows
        },
    )


def unique(key: Callable[[Row], object]) -> Callable[[Rows], Rows]:
    """Return a function that keeps the first row of each key."""
    return lambda rows: list({key(row): row for row in reversed(rows)}.values())


tahun = st.sampled_from(YEARS)
kd_klpd = st.sampled_from(KLPD_CODES)
kd_satker = st.sampled_from(("10", "20", "30", "9", None))
kd_satker_str = st.sampled_from(("1.01", "1.02", None))
kd_program_str = st.sampled_from(("1.01.02", "4.01.02", "4.01.02", "9", None))
name = st.sampled_from(
    ("Dinas A", "DINAS  A", "dinas a (M)", "Dinas A M", " Dinas A", "Badan B", "badan b", "", None)
)
money = st.sampled_from((None, None, 0, 1, 5, 5, 7, -3, 10**12, 2**53 + 1, 3 * 10**15))
flag = st.sampled_from((True, False, False, None))
day = st.dates(date(2023, 12, 1), date(2026, 12, 31))
instant = st.datetimes(datetime(2023, 12, 1), datetime(2026, 12, 31))

program_row = st.fixed_dictionaries(
    {
        "tahun": tahun,
        "kd_klpd": kd_klpd,
        "kd_satker": kd_satker,
        "kd_program_str": kd_program_str,
        "nama_program": name,
        "pagu_program": money,
        "is_deleted": flag,
    }
)

swakelola_row = st.fixed_dictionaries(
    {
        "tahun": tahun,
        "kd_klpd": kd_klpd,
        "kd_satker": kd_satker,
        "kd_satker_str": kd_satker_str,
        "kd_rup": st.sampled_from((*"12345678", None)),
        "nama_satker": name,
        "nama_paket": st.sampled_from(("Rapat", "rapat ", "Honor", None)),
        "status": st.sampled_from(("Terumumkan", "Terumumkan", "Terinisiasi", "Draf", "", None)),
        "pagu": money,
        "tipe_swakelola": st.sampled_from((1, 1, 2, 4, None)),
        "status_aktif_rup": st.sampled_from((True, True, False, None)),
        "status_delete_rup": flag,
        "tgl_buat_paket": st.none() | instant,
        "tgl_pengumuman_paket": st.none() | instant,
        "tgl_awal_pelaksanaan_kontrak": st.sampled_from((date(2026, 3, 1), None)) | day,
        "uraian_pekerjaan": st.sampled_from(("a", "A", None)),
        "kd_klpd_penyelenggara": st.sampled_from(("D1", "K9", "X7", "", None)),
        "nama_klpd_penyelenggara": name,
    }
)

kaji_ulang_row = st.fixed_dictionaries(
    {
        "tahun": tahun,
        "kd_klpd": kd_klpd,
        "kd_satker": kd_satker,
        "kd_satker_str": kd_satker_str,
        "nama_satker": name,
        "kd_rup_lama": st.sampled_from("12345678"),
        "kd_rup_baru": st.sampled_from("12345678"),
        "jenis_paket": st.sampled_from(("SWAKELOLA", "PENYEDIA", None)),
        "jenis_revisi": st.sampled_from(
            ("SATUKESATU", "SATUKEBANYAK", "PEMBATALAN", "PENGAKTIFAN", "LAIN", None)
        ),
        "alasan_kajiulang": st.sampled_from(("revisi", " ", "-", "salah pagu_x000d_", None)),
        "tgl_kaji_ulang": st.none() | instant,
    }
)

program_rows = st.lists(program_row, max_size=24)
swakelola_rows = st.lists(swakelola_row, max_size=24).map(
    unique(lambda row: (row["tahun"], row["kd_klpd"], row["kd_rup"] or object()))
)
kaji_ulang_rows = st.lists(kaji_ulang_row, max_size=24)
stored_rows = st.lists(
    st.fixed_dictionaries(
        {
            "dataset": st.sampled_from(
                (
                    *("program-master", "paket-swakelola", "history-kaji-ulang"),
                    *("paket-penyedia", "paket-penyedia-terumumkan"),
                )
            ),
            "kd_klpd": kd_klpd,
            "tahun": tahun,
            "rows": st.just(0),
            "complete": st.booleans(),
            "fetched_at": st.datetimes(
                datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)
            ),
        }
    ),
    max_size=20,
).map(unique(lambda row: (row["dataset"], row["kd_klpd"], row["tahun"])))

klpd_rows = st.lists(
    st.fixed_dictionaries(
        {
            "kd_klpd": st.sampled_from((*KLPD_CODES, "D4")),
            "nama_klpd": st.sampled_from(("Aceh", "Simeulue")),
            "jenis_klpd": st.sampled_from(("PROVINSI", "KABUPATEN", "KOTA", "LEMBAGA")),
            "kode_wilayah": st.sampled_from(
                ("11", "1101", "1101", "1102", "1199", "12", "1201", "99", "", None)
            ),
        }
    )
).map(unique(lambda row: row["kd_klpd"]))

REGION_ROWS = [
    {
        "code": code,
        "level": len(code) // 2,
        "parent_code": parent,
        "name": place,
        "penduduk": people,
    }
    for code, parent, place, people in (
        ("11", "", "Aceh", 5_623_479),
        ("12", "", "Sumatera Utara", None),
        ("1101", "11", "Aceh Selatan", 239_629),
        ("1102", "11", "Aceh Tenggara", 0),
        ("1201", "12", "Tapanuli Tengah", 7),
    )
]
