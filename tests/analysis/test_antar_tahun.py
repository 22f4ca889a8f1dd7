from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given

from services.analysis.frames import Options
from services.analysis.programs.antar_tahun import (
    antar_tahun_ringkas,
    program_antar_tahun,
    satker_strings,
)
from services.analysis.tables import build
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows, quick
from tests.oracle.basics import groups, live_program, total


def row(tahun: int, kd_satker: str | None, pagu: int | None, **values: object) -> Row:
    base = {"kd_klpd": "D1", "kd_program_str": "1.01", "nama_program": "A", "is_deleted": False}
    return base | {"tahun": tahun, "kd_satker": kd_satker, "pagu_program": pagu} | values


def told(kd_satker: str, kd_satker_str: str, tahun: int = 2026) -> Row:
    return {
        "tahun": tahun,
        "kd_klpd": "D1",
        "kd_satker": kd_satker,
        "kd_satker_str": kd_satker_str,
    }


def table(program: Rows, swakelola: Rows | None = None, kaji_ulang: Rows | None = None) -> Any:
    strings = satker_strings(
        strategies.swakelola(swakelola or []), strategies.kaji_ulang(kaji_ulang or [])
    )
    return program_antar_tahun(strategies.program(program), strings)


def seen(program: Rows, swakelola: Rows | None = None) -> list[tuple[Any, ...]]:
    columns = ("kd_satker", "pagu_lama", "pagu_baru", "selisih", "keadaan", "padanan")
    return list(table(program, swakelola).select(columns).collect().rows())


def live_pagu(rows: Rows, tahun: int, kd_klpd: str) -> int | None:
    mine = [row for row in rows if (row["tahun"], row["kd_klpd"]) == (tahun, kd_klpd)]
    return total(row["pagu_program"] for row in mine if live_program(row))


@quick
@given(strategies.program_rows, strategies.swakelola_rows)
def test_differences_add_up_to_the_difference_of_the_totals(a: Rows, b: Rows) -> None:
    found = table(a, b).collect()
    for (kd_klpd,), mine in groups(a, "kd_klpd").items():
        years = sorted({r["tahun"] for r in mine})
        for before, after in itertools.pairwise(years):
            rows = found.filter(kd_klpd=kd_klpd, tahun=after)
            old, new = (live_pagu(a, year, kd_klpd) or 0 for year in (before, after))
            assert sum(v or 0 for v in rows["selisih"].to_list()) == new - old


@quick
@given(strategies.program_rows, strategies.swakelola_rows)
def test_the_summary_holds_the_money_of_the_rows(a: Rows, b: Rows) -> None:
    rows = table(a, b)
    whole = groups(rows.collect().to_dicts(), "tahun", "kd_klpd")
    for found in antar_tahun_ringkas(rows).collect().to_dicts():
        mine = whole[found["tahun"], found["kd_klpd"]]
        for column in ("pagu_lama", "pagu_baru", "selisih"):
            assert found[column] == total(r[column] for r in mine)
        for year in ("lama", "baru"):
            matched = sum(r[f"pagu_{year}"] or 0 for r in mine if r["padanan"])
            direct = sum(r[f"pagu_{year}"] or 0 for r in mine if r["padanan"] == "kode")
            pagu = found[f"pagu_{year}"]
            shares = [pytest.approx(part / pagu) if pagu else None for part in (matched, direct)]
            assert [found[f"pangsa_{way}_{year}"] for way in ("padan", "kode")] == shares


@pytest.mark.parametrize(
    ("old", "new", "selisih", "keadaan"),
    [
        (5, 5, 0, "tetap"),
        (5, 6, 1, "naik"),
        (5, 4, -1, "turun"),
        (0, 0, 0, "tetap"),
        (5, None, -5, "tidak diketahui"),
        (None, 5, 5, "tidak diketahui"),
        (None, None, None, "tidak diketahui"),
    ],
)
def test_states(old: int | None, new: int | None, selisih: int | None, keadaan: str) -> None:
    rows = seen([row(2025, "10", old), row(2026, "10", new)])
    assert rows == [("10", old, new, selisih, keadaan, "kode")]


def test_new_and_gone() -> None:
    rows = seen([row(2025, "10", 5), row(2026, "20", 7)])
    assert rows == [("10", 5, None, -5, "hilang", None), ("20", None, 7, 7, "baru", None)]


def test_a_satker_registered_anew_is_matched_by_its_other_code() -> None:
    program = [row(2025, "10", 5), row(2026, "20", 7)]
    assert seen(program, [told("10", "1.01"), told("20", "1.01")]) == [
        ("20", 5, 7, 2, "naik", "dipadankan")
    ]


def test_the_other_code_must_be_unique_on_both_sides() -> None:
    program = [row(2025, "10", 5), row(2026, "20", 7), row(2026, "30", 8)]
    same = [told(code, "1.01") for code in ("10", "20", "30")]
    assert [r[4] for r in seen(program, same)] == ["hilang", "baru", "baru"]


def test_the_other_code_comes_from_the_two_years_alone() -> None:
    program = [row(2024, "10", 1), row(2025, "10", 5), row(2026, "20", 7)]
    strings = [told("10", "1.01", 2025), told("20", "1.01", 2026)]
    of_pair = [r[5] for r in seen(program, [*strings, told("10", "9.99", 2024)]) if r[1] == 5]
    assert of_pair == ["dipadankan"]
    of_pair = [r[5] for r in seen(program, [*strings, told("10", "9.99", 2025)]) if r[1] == 5]
    assert of_pair == [None]


def test_repeats_are_added_up_and_a_missing_pagu_makes_the_state_unknown() -> None:
    program = [row(2025, "10", 5), row(2025, "10", 6), row(2026, "10", 11)]
    assert seen(program) == [("10", 11, 11, 0, "tetap", "kode")]
    program.append(row(2026, "10", None))
    assert seen(program) == [("10", 11, 11, 0, "tidak diketahui", "kode")]


def test_rows_without_a_code_never_match() -> None:
    rows = seen([row(2025, None, 5), row(2026, None, 5)])
    assert rows == [
        (None, 5, None, -5, "hilang", None),
        (None, None, 5, 5, "baru", None),
    ]


def test_deleted_rows_are_in_neither_year() -> None:
    program = [row(2025, "10", 5), row(2026, "10", 5), row(2026, "10", 9, is_deleted=True)]
    assert seen(program) == [("10", 5, 5, 0, "tetap", "kode")]


def test_a_single_year_has_no_rows() -> None:
    assert seen([row(2026, "10", 5)]) == []
    assert seen([row(2025, "10", 5), row(2026, "10", 5, kd_klpd="D2")]) == []


def test_the_same_numbers_in_two_klpd_are_not_the_same_program() -> None:
    program = [row(year, "10", 5, kd_klpd=k) for year in (2025, 2026) for k in ("D1", "D2")]
    assert seen(program) == [("10", 5, 5, 0, "tetap", "kode")] * 2


def test_a_province_matched_9_percent_by_code_and_85_with_the_other_code() -> None:
    program = [row(2025, "1", 9), row(2025, "2", 76), row(2025, "3", 15)]
    program += [row(2026, "1", 9), row(2026, "22", 76), row(2026, "33", 15)]
    [found] = (
        antar_tahun_ringkas(table(program, [told("2", "a"), told("22", "a")])).collect().to_dicts()
    )
    assert (found["pangsa_kode_lama"], found["pangsa_padan_lama"]) == (0.09, 0.85)
    assert (found["pangsa_kode_baru"], found["pangsa_padan_baru"]) == (0.09, 0.85)


def unit(kd_satker: str, kd_satker_str: str) -> Row:
    return {"kd_klpd": "D1", "kd_satker": kd_satker, "kd_satker_str": kd_satker_str}


@pytest.mark.parametrize(
    ("lists", "units", "matched"),
    [
        ([], [("10", "1.01"), ("20", "1.01")], True),
        ([("10", "1.01")], [("20", "1.01")], True),
        ([("10", "9.99")], [("10", "1.01"), ("20", "1.01")], False),
        ([("10", "1.01"), ("10", "1.02")], [("10", "1.01"), ("20", "1.01")], False),
        ([], [("10", "1.01"), ("20", "1.02")], False),
        ([], [("10", "1.01"), ("20", "1.01"), ("99", "1.01")], True),
    ],
)
def test_the_list_of_satkers_gives_the_other_code_where_the_two_years_have_none(
    lists: list[tuple[str, str]], units: list[tuple[str, str]], matched: bool
) -> None:
    rows = {
        "program": [row(2025, "10", 5), row(2026, "20", 7)],
        "swakelola": [told(code, text) for code, text in lists],
        "satker": [unit(code, text) for code, text in units],
    }
    made = build("program-antar-tahun", strategies.frames(**rows), Options()).collect()
    assert ("dipadankan" in made["padanan"]) is matched
    assert made["selisih"].sum() == 2
