"""Pages to one frame: shape, drift, repeats, conflicts, strangers, quarantine."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import ContractBroken
from services.upstream.catalog import (
    HISTORY_KAJI_ULANG,
    LOCATIONS,
    PAKET_SWAKELOLA,
    PROGRAM_MASTER,
    find,
)
from services.upstream.parsing.frames import Quarantined, page
from tests.upstream.readings import quick, read, swakelola
from tests.upstream.wire import program, programs

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@quick
@given(st.lists(st.dictionaries(st.sampled_from(["kd_program", "pagu_program", "lain"]), JSON)))
def test_any_rows_are_a_frame_with_everything_lost_counted(rows: list[dict[str, Any]]) -> None:
    reading = read(PROGRAM_MASTER, rows)
    assert reading.frame.schema == pl.Schema(PROGRAM_MASTER.schema)
    counted = reading.repeats + reading.conflicts + reading.keyless
    assert reading.frame.height + counted == len(rows)
    served_money = [row["pagu_program"] for row in rows if row.get("pagu_program") is not None]
    assert len(reading.quarantine) - reading.keyless <= len(served_money)


# --- shape of a page -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw", [b"{}", b'{"a": 1}', b'"x"', b"3", b"[1]", b"[null]", b"[[]]", b"[{}, 1]"]
)
def test_rows_that_are_no_objects_break_the_contract(raw: bytes) -> None:
    with pytest.raises(ContractBroken, match="bukan daftar objek"):
        page(PROGRAM_MASTER, raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'[{"kd_program": 1, "kd_program": 2}]',
        b'[{"pagu_program": 1}, {"pagu_program": 1, "x": 1, "pagu_program": 1}]',
        b'[{"a\\u0062c": 1, "abc": 2}]',
        b'[{"x": {"y": 1, "y": 2}}]',
        b'[{"x" : 1, "x" : 2}]',
        b'[{"x" :1, "x" :2, "y":":a", "z":":b"}]',
    ],
)
def test_a_name_that_comes_twice_in_a_row_breaks_the_contract(raw: bytes) -> None:
    with pytest.raises(ContractBroken, match="dua kali"):
        page(PROGRAM_MASTER, raw)


@pytest.mark.parametrize(
    "value", ['a": b', '\\":', '{"x": 1, "x": 2}', '{"prp_id":59,"prp_id":60}', '"', "\\", '":']
)
def test_text_that_looks_like_a_name_is_no_repeat(value: str) -> None:
    assert read(PROGRAM_MASTER, [program(1, nama_program=value)]).frame["nama_program"][0] == value


@pytest.mark.parametrize("raw", [b'[{"x": "\\ud800"}]', b'[{"x": ' + b"[" * 99_999])
def test_rows_that_cannot_be_read_break_the_contract(raw: bytes) -> None:
    with pytest.raises(ContractBroken):
        page(PROGRAM_MASTER, raw)


@pytest.mark.parametrize("raw", [b"[]", b" [ ] "])
def test_no_rows_are_an_empty_frame_of_the_right_types(raw: bytes) -> None:
    reading = read(PROGRAM_MASTER, raw)
    assert reading.frame.schema == pl.Schema(PROGRAM_MASTER.schema)
    assert (reading.frame.height, reading.drift) == (0, ())
    assert read(PROGRAM_MASTER).frame.schema == pl.Schema(PROGRAM_MASTER.schema)


def test_the_digest_of_a_page_knows_rows_and_order_and_nothing_volatile() -> None:
    def digest(rows: list[dict[str, Any]]) -> bytes:
        return page(PROGRAM_MASTER, json.dumps(rows).encode()).digest

    rows = programs([1, 2])
    stamped = [{**row, "last_update_ref": f"2026-01-0{n}"} for n, row in enumerate(rows, 1)]
    assert digest(rows) == digest(stamped)
    assert digest(rows) != digest(rows[::-1])
    assert digest(rows) != digest([rows[0], {**rows[1], "pagu_program": 2}])


# --- drift ---------------------------------------------------------------------------------------


def test_unknown_and_missing_columns_are_named_and_missing_ones_are_typed_nulls() -> None:
    rows = [{k: v for k, v in program(1, baru=1, aneh="x").items() if k != "pagu_program"}]
    reading = read(PROGRAM_MASTER, rows)
    assert reading.drift == ("+aneh", "+baru", "-pagu_program")
    assert reading.frame["pagu_program"].dtype == pl.Int64
    assert reading.frame["pagu_program"].to_list() == [None]
    assert "aneh" not in reading.frame.columns


def test_a_column_that_first_comes_late_is_neither_lost_nor_missing() -> None:
    bare = [{"kd_program": number} for number in range(150)]
    late = [{"kd_program": 999, "nama_program": "muncul", "pagu_program": 5}]
    reading = read(PROGRAM_MASTER, [*bare, *late])
    (row,) = reading.frame.filter(pl.col("kd_program") == "999").to_dicts()
    assert (row["nama_program"], row["pagu_program"]) == ("muncul", 5)
    assert "-nama_program" not in reading.drift
    assert "-nama_program" not in read(PROGRAM_MASTER, bare, late).drift


def test_an_empty_last_page_is_no_drift() -> None:
    assert read(PROGRAM_MASTER, programs([1]), b"[]").drift == ()


def test_optional_and_dropped_columns_are_no_drift() -> None:
    documented = {
        "kd_klpd": "D1",
        "kd_satker": 1,
        "kd_rup": 2,
        "nama_klpd": "K",
        "nama_satker": "S",
        "nama_paket": "P",
        "tahun_anggaran": 2025,
        "status": "Terumumkan",
    }
    real = {
        **{k: v for k, v in documented.items() if k != "status"},
        "status_umumkan_rup": "Terumumkan",
        "nama_ppk": "N",
        "nip_ppk": "1",
        "username_ppk": "u",
        "last_update_ref": "2026-01-01T00:00:00Z",
    }
    one, other = read(PAKET_SWAKELOLA, [documented]), read(PAKET_SWAKELOLA, [real])
    assert (one.drift, other.drift) == ((), ())
    assert one.frame.equals(other.frame)
    assert one.frame["pagu"].to_list() == [None]


@pytest.mark.parametrize("name", ["nama_ppk", "nip_ppk", "username_ppk", "last_update_ref"])
def test_personal_values_are_dropped_at_the_door(name: str) -> None:
    reading = swakelola(name, "PRIBADI-4711")
    everything = repr(reading) + reading.frame.write_csv() + reading.strangers.write_csv()
    assert "PRIBADI" not in everything


def test_a_status_under_either_name_or_both() -> None:
    rows = [
        {"kd_rup": 1, "status": "a"},
        {"kd_rup": 2, "status_umumkan_rup": "b"},
        {"kd_rup": 3, "status": None, "status_umumkan_rup": "c"},
        {"kd_rup": 4},
    ]
    assert read(PAKET_SWAKELOLA, rows).frame["status"].to_list() == ["a", "b", "c", None]


# --- repeats, conflicts, strangers ---------------------------------------------------------------


def test_an_exact_repeat_is_dropped_and_counted() -> None:
    reading = read(PROGRAM_MASTER, programs([1, 2, 3]), programs([3, 4]), programs([4, 5]))
    assert reading.frame["kd_program"].to_list() == ["1", "2", "3", "4", "5"]
    assert (reading.repeats, reading.conflicts) == (2, 0)


def test_the_same_key_with_other_values_is_a_conflict_and_the_last_page_wins() -> None:
    first, second = program(1, nama_program="lama"), program(1, nama_program="baru")
    reading = read(PROGRAM_MASTER, [first, program(2)], [second, first, second])
    assert reading.frame["nama_program"].to_list() == ["baru", "Program 2"]
    assert (reading.repeats, reading.conflicts) == (2, 1)


def test_a_code_as_a_number_and_as_text_is_one_code() -> None:
    reading = read(
        PROGRAM_MASTER,
        [program(1)],
        [program("1", nama_program="Program 1", kd_program_str="1.01.1")],
    )
    assert (reading.frame.height, reading.repeats, reading.conflicts) == (1, 1, 0)


def test_a_null_in_the_key_is_never_a_repeat() -> None:
    row = {
        "kd_klpd": "D1",
        "kd_satker": None,
        "kd_rup_lama": "1",
        "kd_rup_baru": "2",
        "jenis_revisi": "SATUKESATU",
        "tgl_kaji_ulang": "2025-01-15T10:00:00Z",
    }
    reading = read(HISTORY_KAJI_ULANG, [row, row], [row])
    assert (reading.frame.height, reading.repeats, reading.conflicts) == (3, 0, 0)


@pytest.mark.parametrize("name", HISTORY_KAJI_ULANG.key)
def test_every_part_of_a_key_tells_rows_apart(name: str) -> None:
    row = {
        "kd_satker": "1",
        "kd_rup_lama": "1",
        "kd_rup_baru": "2",
        "jenis_revisi": "SATUKESATU",
        "tgl_kaji_ulang": "2025-01-15T10:00:00Z",
    }
    other = {**row, name: "2025-01-16T10:00:00Z" if name == "tgl_kaji_ulang" else "9"}
    assert read(HISTORY_KAJI_ULANG, [row, other, row]).frame.height == 2


def test_rows_of_another_klpd_or_year_are_not_in_the_frame() -> None:
    rows = [
        program(1),
        program(2, kd_klpd="D2"),
        program(3, tahun_anggaran=2024),
        program(4, tahun_anggaran="2025"),
        program(5, kd_klpd=" D1 ", tahun_anggaran="2025.0"),
        program(6, kd_klpd=None, tahun_anggaran=None),
    ]
    reading = read(PROGRAM_MASTER, rows)
    assert reading.frame["kd_program"].to_list() == ["1", "4", "5", "6"]
    assert reading.strangers["kd_program"].to_list() == ["2", "3"]


def test_a_year_that_is_no_year_is_quarantined_and_not_a_stranger() -> None:
    reading = read(PROGRAM_MASTER, [program(1, tahun_anggaran="dua ribu")])
    assert (reading.frame.height, reading.strangers.height) == (1, 0)
    assert [(lost.kolom, lost.teks) for lost in reading.quarantine] == [
        ("tahun_anggaran", "dua ribu")
    ]


@quick
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=12), st.integers(1, 4)
)
def test_every_row_is_kept_or_counted(drawn: list[tuple[str, int]], size: int) -> None:
    rows = [program(code, pagu_program=money) for code, money in drawn]
    pages = [rows[at : at + size] for at in range(0, len(rows), size)]
    reading = read(PROGRAM_MASTER, *pages)
    assert reading.frame.height + reading.repeats + reading.conflicts == len(rows)
    assert dict(
        zip(reading.frame["kd_program"], reading.frame["pagu_program"], strict=True)
    ) == dict(drawn)
    assert reading.conflicts == len(set(drawn)) - len(dict(drawn))


def test_the_frame_is_sorted_by_key_whatever_the_order_of_pages() -> None:
    one = read(PROGRAM_MASTER, programs([3, 1]), programs([2])).frame
    other = read(PROGRAM_MASTER, programs([2]), programs([1, 3])).frame
    assert one.equals(other)
    assert one["kd_program"].to_list() == ["1", "2", "3"]


# --- quarantine ----------------------------------------------------------------------------------


def test_the_quarantine_tells_row_column_text_and_reason() -> None:
    rows = [
        program(1, pagu_program="satu", is_deleted="ya"),
        program(2, pagu_program="1,5"),
        program(3),
    ]
    reading = read(PROGRAM_MASTER, rows)
    assert set(reading.quarantine) == {
        Quarantined(kunci="1", kolom="pagu_program", teks="satu", alasan="bukan Int64"),
        Quarantined(kunci="1", kolom="is_deleted", teks="ya", alasan="bukan Boolean"),
        Quarantined(kunci="2", kolom="pagu_program", teks="1,5", alasan="bukan Int64"),
    }
    assert reading.frame.height == 3


def test_a_quarantined_text_is_cut() -> None:
    (lost,) = read(PROGRAM_MASTER, [program(1, pagu_program="x" * 999)]).quarantine
    assert lost.teks == "x" * 200


def test_a_key_of_several_columns_is_reported_completely() -> None:
    row = dict.fromkeys(HISTORY_KAJI_ULANG.key, "1") | {"tgl_kaji_ulang": "rusak"}
    (lost,) = read(HISTORY_KAJI_ULANG, [row]).quarantine
    assert (lost.kunci, lost.kolom) == ("1 1 1 1 rusak", "tgl_kaji_ulang")


# --- regions and locations -----------------------------------------------------------------------


def test_region_codes_keep_their_zeros_and_empty_bps_codes() -> None:
    rows = [{"code": "0101", "parent_code": "", "bps_code": "", "name": " Kab. Contoh "}]
    assert read(find("cities"), rows, kosong="").frame.rows() == [("0101", "", "", "Kab. Contoh")]


@pytest.mark.parametrize("parent", ["country", "province", "regency", "district"])
def test_a_location_knows_its_level_from_what_was_asked_and_its_parent_by_any_name(
    parent: str,
) -> None:
    reading = read(LOCATIONS, [{"id": "a", "name": "A", parent: "p"}], level="desa")
    assert reading.frame.rows() == [("a", "A", "desa", "p", None, None)]
    assert reading.drift == ()


def test_a_country_has_a_continent_and_no_parent() -> None:
    row = {"id": "a", "name": "A", "continent": "Asia", "updatedAt": "2025-09-05T02:00:00.000Z"}
    reading = read(LOCATIONS, [row], kosong="")
    assert reading.frame.rows() == [("a", "A", None, None, "Asia", "2025-09-05T02:00:00.000Z")]
