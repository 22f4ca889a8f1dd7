from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis import names
from services.analysis.frames import PENYEDIA
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows, quick
from tests.oracle import names as oracle
from tests.oracle.same import data_of


def named(*rows: Row) -> Rows:
    base = {"tahun": 2026, "kd_klpd": "D1", "kd_satker": "10"}
    swakelola = strategies.swakelola([base | row for row in rows])
    return (
        names.satker_names(strategies.program([]), swakelola, strategies.kaji_ulang([]))
        .collect()
        .to_dicts()
    )


@quick
@given(strategies.program_rows, strategies.swakelola_rows, strategies.kaji_ulang_rows)
def test_satker_names_are_what_the_oracle_says(a: Rows, b: Rows, c: Rows) -> None:
    frames = (strategies.program(a), strategies.swakelola(b), strategies.kaji_ulang(c))
    found = names.satker_names(*frames).collect()
    assert found.columns == [
        *("kd_klpd", "kd_satker", "nama_satker", "kd_satker_str", "dari_daftar"),
    ]
    codes = {(r["kd_klpd"], r["kd_satker"]) for r in (*a, *b, *c) if r["kd_satker"] is not None}
    expected_names = oracle.satker_names(data_of(strategies.frames(swakelola=b, kaji_ulang=c)))
    expected = {(*code, expected_names.get(code)) for code in codes}
    assert found.height == len(expected)
    assert set(found.drop("kd_satker_str", "dari_daftar").rows()) == expected


@quick
@given(strategies.program_rows)
def test_program_names_are_what_the_oracle_says(rows: Rows) -> None:
    found = names.program_names(strategies.program(rows)).collect()
    codes = {(r["kd_klpd"], r["kd_program_str"]) for r in rows if r["kd_program_str"] is not None}
    expected_names = oracle.program_names(data_of(strategies.frames(program=rows)))
    expected = {(*code, expected_names[code]) for code in codes}
    assert set(found.rows()) == {row for row in expected if row[2] is not None}
    assert found.columns == ["kd_klpd", "kd_program_str", "nama_program"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Dinas  Kesehatan ", "dinas kesehatan"),
        ("DINAS KESEHATAN (M)", "dinas kesehatan"),
        ("Dinas Kesehatan(M)", "dinas kesehatan"),
        ("Dinas Kesehatan M", "dinas kesehatan"),
        ("Dinas\tKesehatan M (M)", "dinas kesehatan"),
        ("Bidang PAM", "bidang pam"),
        ("M", "m"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert pl.select(names.fold(pl.lit(text))).item() == folded


@quick
@given(st.lists(st.sampled_from(["a", "B", " ", "M", "(M)", "(m)", "\t"])).map("".join))
def test_fold_agrees_with_the_oracle(text: str) -> None:
    assert pl.select(names.fold(pl.lit(text))).item() == oracle.fold(text)


def test_the_newest_year_wins_over_the_more_frequent() -> None:
    rows = [{"nama_satker": "Lama", "tahun": 2025}] * 3 + [{"nama_satker": "Baru"}]
    assert named(*rows)[0]["nama_satker"] == "Baru"


def test_a_newest_year_without_a_name_leaves_the_older_one() -> None:
    assert (
        named({"nama_satker": "A", "tahun": 2024}, {"nama_satker": None})[0]["nama_satker"] == "A"
    )


def test_spellings_are_counted_together_after_folding() -> None:
    rows = [{"nama_satker": name} for name in ("Badan", "Badan", "Dinas", "DINAS (M)", "dinas ")]
    assert named(*rows)[0]["nama_satker"] == "DINAS (M)"


def test_ties_go_by_the_alphabet() -> None:
    assert named({"nama_satker": "B"}, {"nama_satker": "A"})[0]["nama_satker"] == "A"


def test_a_satker_of_programs_alone_is_listed_without_a_name() -> None:
    program = strategies.program([{"tahun": 2026, "kd_klpd": "D1", "kd_satker": "5"}])
    found = names.satker_names(program, strategies.swakelola([]), strategies.kaji_ulang([]))
    assert found.collect().rows() == [("D1", "5", None, None, False)]


def test_the_list_of_satkers_names_those_that_nothing_else_names() -> None:
    base = {"kd_klpd": "D1", "tahun": 2026}
    frames = strategies.frames(
        program=[base | {"kd_satker": code} for code in "123"],
        swakelola=[base | {"kd_satker": "1", "nama_satker": "Dinas Satu"}],
        penyedia=[base | {"kd_satker": code, "nama_satker": f"Beli {code}"} for code in "12"],
        satker=[{"kd_klpd": "D1", "kd_satker": c, "nama_satker": f"UNIT {c}"} for c in "1239"],
    )
    chosen = ("kd_satker", "nama_satker", "dari_daftar")
    rows = names.names_of(frames).sort("kd_satker").select(chosen).collect().rows()
    assert rows == [("1", "Dinas Satu", False), ("2", "UNIT 2", True), ("3", "UNIT 3", True)]
    rows = names.names_of(frames, PENYEDIA).sort("kd_satker").select(chosen).collect().rows()
    assert rows[:2] == [("1", "Dinas Satu", False), ("2", "Beli 2", False)]
