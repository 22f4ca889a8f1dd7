"""Differences between the rows of two passes."""

from __future__ import annotations

from typing import Any

import polars as pl

from services.upstream.catalog import HISTORY_KAJI_ULANG, PROGRAM_MASTER
from services.upstream.dataset import Dataset
from services.upstream.walk.differences import differences
from tests.upstream import readings
from tests.upstream.wire import program


def read(dataset: Dataset, *rows: dict[str, Any]) -> pl.DataFrame:
    return readings.read(dataset, list(rows)).frame


def test_rows_that_came_went_and_changed_are_named_with_their_columns() -> None:
    earlier = read(PROGRAM_MASTER, program(1), program(2), program(3))
    later = read(
        PROGRAM_MASTER,
        program(1),
        program(2, pagu_program=5, nama_program="Lain"),
        program(4, pagu_program=None),
    )
    assert differences(PROGRAM_MASTER, earlier, later) == [
        {"kunci": "2", "perubahan": "berubah", "kolom": "nama_program, pagu_program"},
        {"kunci": "3", "perubahan": "hilang", "kolom": ""},
        {"kunci": "4", "perubahan": "muncul", "kolom": ""},
    ]
    assert differences(PROGRAM_MASTER, later, later) == []


def test_a_row_with_a_null_in_its_key_is_known_by_all_its_values() -> None:
    row = {"kd_klpd": "D1", "tahun_anggaran": 2025, "kd_satker": None, "kd_rup_lama": "7"}
    (gone, came) = differences(
        HISTORY_KAJI_ULANG,
        read(HISTORY_KAJI_ULANG, {**row, "nama_satker": "A"}),
        read(HISTORY_KAJI_ULANG, {**row, "nama_satker": "B"}),
    )
    assert (gone["perubahan"], came["perubahan"]) == ("hilang", "muncul")
    assert " A " in gone["kunci"]
    assert " B " in came["kunci"]
