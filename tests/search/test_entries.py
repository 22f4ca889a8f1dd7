"""Entries have the names and counts of the tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from services.search.entries import COLUMNS, KINDS, entries, names
from services.search.entries import Rows as KlpdRows
from services.upstream.catalog import find
from tests.analysis.strategies import Rows, columns, kaji_ulang, lazy, program, swakelola

SATKER_LIST, WHOLE, ANNOUNCED = "master-satker", "paket-penyedia", "paket-penyedia-terumumkan"
AT = {"tahun": 2025, "kd_klpd": "D304"}
SATKER = {"kd_satker": "7", "nama_satker": "Dinas Pendidikan", "kd_satker_str": "1.01.0.00"}


def found(
    jenis: str, *, programs: Rows = (), packages: Rows = (), revisions: Rows = (), **years: Any
) -> list[dict[str, Any]]:
    """Return the entries of a kind.

    `before` holds the packages of another year, `others` the rows of further datasets by name.
    """
    parts = [
        make([AT | row for row in rows])
        for make, rows in (
            (program, programs),
            (swakelola, packages),
            (kaji_ulang, revisions),
        )
    ]
    before = swakelola([AT | {"tahun": 2024} | row for row in years.get("before", ())])
    others = {
        name: lazy([AT | row for row in rows], columns(find(name)))
        for name, rows in years.get("others", {}).items()
    }
    master = others.pop(SATKER_LIST, None)
    of_year = KlpdRows(program=parts[0], swakelola=parts[1], kaji_ulang=parts[2], others=others)
    named = others if master is None else others | {SATKER_LIST: master}
    every = replace(of_year, swakelola=pl.concat([parts[1], before]), others=named)
    frame = entries(of_year, names(every)).collect()
    assert dict(frame.schema) == COLUMNS
    assert set(frame["jenis"]) <= set(KINDS)
    return [row for row in frame.to_dicts() if row["jenis"] == jenis]


def test_a_program_is_one_entry_with_the_pagu_of_its_live_rows() -> None:
    rows = [
        {"kd_program_str": "1.01.02", "nama_program": "PENDIDIKAN", "pagu_program": 5},
        {"kd_program_str": "1.01.02", "nama_program": "PENDIDIKAN", "pagu_program": 7},
        {"kd_program_str": "1.01.02", "nama_program": "pendidikan (M)", "pagu_program": None},
        {
            "kd_program_str": "1.01.02",
            "nama_program": "LAMA",
            "pagu_program": 90,
            "is_deleted": True,
        },
    ]
    assert found("program", programs=rows) == [
        {
            "jenis": "program",
            "kode": "1.01.02",
            "teks": "PENDIDIKAN",
            "keterangan": None,
            "kd_satker": None,
            "pagu": 12,
            "jumlah": 3,
        }
    ]


def test_a_pagu_of_nothing_but_missing_is_missing_and_zero_is_a_value() -> None:
    rows = [
        {"kd_program_str": "1", "nama_program": "a", "pagu_program": None},
        {"kd_program_str": "2", "nama_program": "b", "pagu_program": 0},
    ]
    assert [row["pagu"] for row in found("program", programs=rows)] == [None, 0]


def test_deleted_entries_are_found_with_a_count_of_zero() -> None:
    programs = [{"kd_program_str": "1", "nama_program": "a", "pagu_program": 9, "is_deleted": True}]
    packages = [
        {"kd_rup": "50", "nama_paket": "x", "pagu": 1, "status_delete_rup": True},
        {"kd_rup": "51", "nama_paket": "y", "pagu": 1, "status_aktif_rup": False},
        {"kd_rup": "52", "nama_paket": "z", "pagu": 1, "status_aktif_rup": True},
    ]
    (gone,) = found("program", programs=programs)
    assert (gone["jumlah"], gone["pagu"]) == (0, None)
    assert [row["jumlah"] for row in found("paket", packages=packages)] == [0, 0, 1]


def test_a_package_without_a_name_is_found_by_its_code() -> None:
    packages = [
        {"kd_rup": "50", "nama_paket": None},
        {"kd_rup": "51", "nama_paket": "  "},
        {"kd_rup": None, "nama_paket": None},
    ]
    assert [row["teks"] for row in found("paket", packages=packages)] == ["50", "51"]


def test_a_package_carries_its_satker() -> None:
    (row,) = found("paket", packages=[SATKER | {"kd_rup": "50", "nama_paket": "x", "pagu": 3}])
    assert (row["kd_satker"], row["keterangan"], row["pagu"]) == ("7", "Dinas Pendidikan", 3)


def test_a_satker_of_three_datasets_is_one_entry() -> None:
    (row,) = found(
        "satker",
        programs=[
            {"kd_satker": "7", "kd_program_str": "1", "pagu_program": 4},
            {"kd_satker": "7", "kd_program_str": "2", "pagu_program": 5, "is_deleted": True},
        ],
        packages=[SATKER | {"kd_rup": "50"}],
        revisions=[SATKER | {"kd_rup_lama": "50"}],
    )
    assert row == {
        "jenis": "satker",
        "kode": "7",
        "teks": "Dinas Pendidikan",
        "keterangan": "1.01.0.00",
        "kd_satker": "7",
        "pagu": 4,
        "jumlah": 4,
    }


def test_a_satker_that_no_dataset_names_stands_under_its_code() -> None:
    (row,) = found("satker", programs=[{"kd_satker": "7", "kd_program_str": "1"}])
    assert (row["teks"], row["keterangan"], row["pagu"]) == ("7", None, None)


def test_names_come_from_every_year_the_newest_first() -> None:
    before = [
        {"kd_satker": "7", "nama_satker": "Dinas Lama", "kd_rup": "1"},
        {"kd_satker": "8", "nama_satker": "Dinas Lain", "kd_rup": "2"},
    ]
    this = {"kd_rup": "50", "nama_paket": "x"}
    packages = [SATKER | this, {"kd_satker": "8", "nama_satker": None} | this]
    rows = found("satker", packages=packages, before=before)
    assert [(row["kode"], row["teks"], row["jumlah"]) for row in rows] == [
        ("7", "Dinas Pendidikan", 1),
        ("8", "Dinas Lain", 1),
    ]
    named = found("paket", packages=packages, before=before)
    assert [row["keterangan"] for row in named] == ["Dinas Pendidikan", "Dinas Lain"]


def test_reasons_are_told_apart_by_satker_and_blank_ones_left_out() -> None:
    said = ("salah _x000D_\n input", "salah input", ".", "-", " ", None, "beda")
    revisions = [SATKER | {"kd_rup_lama": "50", "alasan_kajiulang": text} for text in said]
    revisions.append({"kd_satker": "8", "kd_rup_lama": "60", "alasan_kajiulang": "beda"})
    rows = found("alasan", revisions=revisions)
    assert [row["keterangan"] for row in rows] == ["Dinas Pendidikan", None, "Dinas Pendidikan"]
    assert [(row["teks"], row["kd_satker"], row["jumlah"]) for row in rows] == [
        ("beda", "7", 1),
        ("beda", "8", 1),
        ("salah input", "7", 2),
    ]
    assert {row["kode"] for row in rows} == {""}


def test_every_code_of_the_history_is_found_once() -> None:
    revisions = [
        SATKER | {"kd_rup_lama": "50", "kd_rup_baru": "51"},
        SATKER | {"kd_rup_lama": "50", "kd_rup_baru": "52"},
        SATKER | {"kd_rup_lama": "51", "kd_rup_baru": None},
        SATKER | {"kd_rup_lama": "", "kd_rup_baru": "53"},
        SATKER | {"kd_rup_lama": "54", "kd_rup_baru": "54"},
    ]
    rows = found("kode", revisions=revisions)
    assert [(row["kode"], row["jumlah"]) for row in rows] == [
        ("50", 2),
        ("51", 2),
        ("52", 1),
        ("53", 1),
        ("54", 1),
    ]
    assert {(row["kd_satker"], row["keterangan"]) for row in rows} == {("7", "Dinas Pendidikan")}


def test_nothing_is_found_in_empty_datasets() -> None:
    assert found("satker") == []


def test_a_provider_package_is_an_entry_of_its_own_kind_with_its_satker() -> None:
    rows = [SATKER | {"kd_rup": "50", "nama_paket": "Laptop", "pagu": 3}]
    same_number = [SATKER | {"kd_rup": "50", "nama_paket": "Rapat", "pagu": 4}]
    others = {WHOLE: rows}
    (row,) = found("penyedia", packages=same_number, others=others)
    assert (row["kode"], row["teks"], row["pagu"], row["jumlah"]) == ("50", "Laptop", 3, 1)
    assert (row["kd_satker"], row["keterangan"]) == ("7", "Dinas Pendidikan")
    assert [r["teks"] for r in found("paket", packages=same_number, others=others)] == ["Rapat"]
    (satker,) = found("satker", packages=same_number, others=others)
    assert satker["jumlah"] == 2


def test_the_announced_list_stands_in_only_where_the_whole_one_has_no_row() -> None:
    whole = [{"kd_rup": "50", "nama_paket": "utuh"}]
    announced = [{"kd_rup": "50", "nama_paket": "lama"}, {"kd_rup": "51", "nama_paket": "umum"}]
    both = found("penyedia", others={WHOLE: whole, ANNOUNCED: announced})
    assert [row["teks"] for row in both] == ["utuh"]
    alone = found("penyedia", others={WHOLE: [], ANNOUNCED: announced})
    assert [row["teks"] for row in alone] == ["lama", "umum"]


def test_deleted_and_inactive_provider_packages_are_found_with_a_count_of_zero() -> None:
    rows = [
        {"kd_rup": "50", "nama_paket": "a", "status_delete_rup": True},
        {"kd_rup": "51", "nama_paket": "b", "status_aktif_rup": False},
        {"kd_rup": "52", "nama_paket": "c"},
    ]
    assert [row["jumlah"] for row in found("penyedia", others={WHOLE: rows})] == [0, 0, 1]


def test_a_satker_that_rows_do_not_name_has_the_name_of_the_list_of_satkers() -> None:
    programs = [{"kd_satker": "7", "kd_program_str": "1"}]
    listed = {"kd_satker": "7", "nama_satker": "Dinas dari Daftar", "kd_satker_str": "1.01"}
    unused = {"kd_satker": "9", "nama_satker": "Tanpa Rencana", "kd_satker_str": "1.02"}
    others = {SATKER_LIST: [listed, unused]}
    assert [r["teks"] for r in found("satker", programs=programs, others=others)] == [
        "Dinas dari Daftar"
    ]
    packages = [SATKER | {"kd_rup": "50", "nama_paket": "x"}]
    (row,) = found("satker", programs=programs, packages=packages, others=others)
    assert row["teks"] == "Dinas Pendidikan", "names of the rows come first"
