from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis.frames import RUP
from services.analysis.names import satker_names
from services.analysis.stored import quality
from services.upstream.catalog import HISTORY_KAJI_ULANG, PAKET_SWAKELOLA, PROGRAM_MASTER
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows, wide
from tests.oracle.basics import Asked
from tests.oracle.same import assert_table, data_of

EMPTIES = {
    "program-master": quality.PROGRAM_COLUMNS,
    "paket-swakelola": quality.PAKET_COLUMNS,
    "history-kaji-ulang": quality.HISTORY_COLUMNS,
}
KEY = {"tahun": 2026, "kd_klpd": "D1"}


def table(**rows: Rows) -> pl.LazyFrame:
    frames = strategies.frames(**rows)
    names = satker_names(frames.program, frames.swakelola, frames.kaji_ulang)
    return quality.mutu(frames, names)


def found(ukuran: str, kolom: str | None = None, **rows: Rows) -> list[tuple[int, str | None]]:
    made = table(**rows).collect().to_dicts()
    kept = [r for r in made if r["ukuran"] == ukuran and kolom in (None, r["kolom"])]
    return [(r["jumlah"], r["contoh"]) for r in kept]


texts = st.sampled_from(("pagu", "status", "tahun"))
manifest_rows = st.lists(
    st.fixed_dictionaries(
        {
            "dataset": st.sampled_from(RUP),
            "kd_klpd": strategies.kd_klpd,
            "tahun": strategies.tahun,
            "repeats": st.integers(0, 5),
            "conflicts": st.integers(0, 5),
            "strangers": st.integers(0, 5),
            "quarantined": st.lists(
                st.fixed_dictionaries(
                    {
                        "kunci": st.none() | texts,
                        "kolom": texts,
                        "teks": st.none() | texts,
                        "alasan": st.sampled_from(("bukan angka", "terlalu besar", None)),
                    }
                ),
                max_size=4,
            ),
            "drift": st.lists(texts, max_size=2, unique=True),
        }
    ),
    max_size=6,
).map(strategies.unique(lambda row: (row["dataset"], row["kd_klpd"], row["tahun"])))


@wide
@given(manifest_rows)
def test_what_was_set_aside_is_all_in_the_table(manifests: Rows) -> None:
    frames = strategies.frames(manifests=manifests)
    assert_table("mutu", frames, data_of(frames), Asked())


def test_without_manifests_nothing_is_counted_of_what_was_set_aside() -> None:
    rows = [KEY | {"kd_program": "1"}]
    assert found(quality.BERULANG, program=rows) == []
    quiet = KEY | {"dataset": "program-master", "repeats": 0, "conflicts": 0, "strangers": 0}
    told = [quiet | {"quarantined": [], "drift": []}]
    assert found(quality.BERULANG, program=rows, manifests=told) == [(0, None)]
    assert found(quality.KARANTINA, program=rows, manifests=told) == []


def test_quarantine_is_counted_by_column_and_reason_with_an_example() -> None:
    values = [
        {"kunci": "7", "kolom": "pagu", "teks": "satu", "alasan": "bukan angka"},
        {"kunci": "8", "kolom": "pagu", "teks": "dua", "alasan": "bukan angka"},
        {"kunci": "9", "kolom": "pagu", "teks": "9e99", "alasan": "terlalu besar"},
    ]
    manifest = KEY | {"dataset": "paket-swakelola", "quarantined": values, "drift": ["baru"]}
    counts = {"repeats": 1, "conflicts": 2, "strangers": 3}
    told = [manifest | counts]
    assert found(quality.KARANTINA, manifests=told) == [
        (2, 'bukan angka: "dua" (8)'),
        (1, 'terlalu besar: "9e99" (9)'),
    ]
    assert found(quality.BERGESER, "baru", manifests=told) == [(1, None)]
    assert found(quality.ASING, manifests=told) == [(3, None)]


def test_a_stored_but_empty_dataset_counts_no_rows() -> None:
    stored = [KEY | {"dataset": name} for name in RUP]
    assert found(quality.BARIS, stored=stored) == [(0, None)] * 3
    assert table(stored=stored).collect().height == 3, "nothing is deleted of what is not there"


def revision(old: str, new: str, kind: str, when: datetime | None = None) -> Row:
    codes = {"kd_rup_lama": old, "kd_rup_baru": new, "jenis_revisi": kind, "kd_satker": "1"}
    return KEY | codes | {"tgl_kaji_ulang": when or datetime(2026, 2, 1)}


@pytest.mark.parametrize(
    ("row", "invariant", "count"),
    [
        (revision("1", "2", "PEMBATALAN"), "kode lama dan baru", 1),
        (revision("1", "1", "PEMBATALAN"), "kode lama dan baru", 0),
        (revision("1", "1", "SATUKESATU"), "kode lama dan baru", 1),
        (revision("1", "1", "LAIN"), "kode lama dan baru", 0),
        (revision("1", "1", "LAIN"), "jenis revisi tak dikenal", 1),
        (revision("1", "2", "SATUKESATU", datetime(2025, 12, 1)), "waktu di luar tahun", 0),
        (revision("1", "2", "SATUKESATU", datetime(2025, 11, 30)), "waktu di luar tahun", 1),
        (revision("1", "2", "SATUKESATU", datetime(2026, 12, 31, 23)), "waktu di luar tahun", 0),
        (revision("1", "2", "SATUKESATU", datetime(2027, 1, 1)), "waktu di luar tahun", 1),
    ],
)
def test_invariants_of_a_revision(row: Row, invariant: str, count: int) -> None:
    example = "1" if count else None
    assert found(quality.INVARIAN, invariant, kaji_ulang=[row]) == [(count, example)]


def test_two_parents_and_a_cycle_are_counted() -> None:
    rows = [revision(a, b, "SATUKESATU") for a, b in ("13", "23", "45", "54", "67")]
    assert found(quality.INVARIAN, "lebih dari satu induk", kaji_ulang=rows) == [(1, "3")]
    assert found(quality.INVARIAN, "silsilah tidak wajar", kaji_ulang=rows) == [(2, "1")]


def test_all_columns_of_the_catalogue_are_checked() -> None:
    left_out = {
        "program-master": {"kd_klpd", "tahun_anggaran"},
        "paket-swakelola": {"kd_klpd", "tahun_anggaran"},
        "history-kaji-ulang": {"kd_klpd", "tahun_anggaran"}
        | {"datamart_id", "_event_date", "_inserted_date"},
    }
    for dataset in (PROGRAM_MASTER, PAKET_SWAKELOLA, HISTORY_KAJI_ULANG):
        assert set(EMPTIES[dataset.name]) == set(dataset.schema) - left_out[dataset.name]
