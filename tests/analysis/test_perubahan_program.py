"""Changes by program code: the money of the rows, their satkers, and what follows the first."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from services.analysis.frames import Options
from services.analysis.programs.perubahan_program import rest_of_changes
from services.analysis.programs.program import pagu_per_program
from services.analysis.tables import build
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows, quick
from tests.oracle.basics import KOSONG, groups, total


def changes(program: Rows, swakelola: Rows | None = None, **asked: str) -> pl.DataFrame:
    frames = strategies.frames(program=program, swakelola=swakelola or [])
    return build("perubahan-per-program", frames, Options(**asked)).collect()


def row(tahun: int, kd_satker: str | None, pagu: int | None, code: str = "1", **more: Any) -> Row:
    base = {"tahun": tahun, "kd_klpd": "D1", "kd_satker": kd_satker, "pagu_program": pagu}
    return base | {"kd_program_str": code, "nama_program": f"Program {code}"} | more


@quick
@given(strategies.program_rows, strategies.swakelola_rows)
def test_changes_of_codes_are_the_changes_of_their_rows(program: Rows, swakelola: Rows) -> None:
    frames = strategies.frames(program=program, swakelola=swakelola)
    rows = build("program-antar-tahun", frames, Options()).collect().to_dicts()
    of_rows = groups(rows, "tahun", "kd_klpd", "kd_program_str")
    made = build("perubahan-per-program", frames, Options()).collect()
    assert made.height == len(of_rows)
    for found in made.to_dicts():
        mine = of_rows[found["tahun"], found["kd_klpd"], found["kd_program_str"]]
        for column in ("pagu_lama", "pagu_baru", "selisih"):
            assert found[column] == total(r[column] for r in mine)


@quick
@given(strategies.program_rows)
def test_a_code_has_the_satkers_that_its_pagu_has_in_the_newer_year(program: Rows) -> None:
    made = changes(program).filter(~pl.col("keadaan").is_in(["hilang", "tidak diketahui"]))
    pagu = pagu_per_program(strategies.program(program)).collect()
    code = ("tahun", "kd_klpd", "kd_program_str")
    both = made.join(pagu, on=code, how="left", nulls_equal=True, validate="1:1")
    assert both["jumlah_satker"].to_list() == both["jumlah_satker_right"].to_list()


@quick
@given(strategies.program_rows, st.sampled_from(("10", "20", KOSONG)))
def test_a_satker_has_the_changes_of_its_own_rows(program: Rows, satker: str) -> None:
    frames = strategies.frames(program=program)
    rows = build("program-antar-tahun", frames, Options(satker=satker)).collect()
    made = changes(program, satker=satker)
    keys = ["tahun", "kd_klpd", "kd_program_str"]
    sums = rows.group_by(keys).agg(pl.col("pagu_lama", "pagu_baru").drop_nulls().sum())
    own = made.select(*keys, pl.col("pagu_lama", "pagu_baru").fill_null(0))
    assert_frame_equal(own, sums, check_row_order=False)
    assert set(made["kd_satker"]) <= {None if satker == KOSONG else satker}


def test_the_largest_changes_come_first_whatever_their_sign() -> None:
    moved = {"1": (5, 6), "2": (9, 2), "3": (4, 4), "4": (None, None)}
    years = (2025, 2026)
    program = [
        row(year, "10", pagu, code)
        for code, pair in moved.items()
        for year, pagu in zip(years, pair, strict=True)
    ]
    table = changes(program).select("kd_program_str", "nama_program", "selisih", "keadaan")
    assert table.rows() == [
        ("2", "Program 2", -7, "turun"),
        ("1", "Program 1", 1, "naik"),
        ("3", "Program 3", 0, "tetap"),
        ("4", "Program 4", None, "tidak diketahui"),
    ]


def test_a_code_that_one_satker_gives_up_and_another_takes_has_neither_come_nor_gone() -> None:
    program = [row(2025, "10", 5), row(2026, "20", 7)]
    [found] = changes(program).to_dicts()
    assert (found["selisih"], found["keadaan"]) == (2, "naik")
    assert (found["jumlah_satker"], found["kd_satker"]) == (1, "20")


@pytest.mark.parametrize(
    ("program", "keadaan", "satkers", "only"),
    [
        ([row(2026, "10", 5), row(2025, "10", 1, "9")], "baru", 1, "10"),
        ([row(2025, "10", 5), row(2026, "10", 1, "9")], "hilang", 1, "10"),
        ([row(2025, "10", 5), row(2025, "20", 5), row(2026, "1", 1, "9")], "hilang", 2, None),
        ([row(2025, "10", 5), row(2026, "10", 5), row(2026, "20", 5)], "naik", 2, None),
        ([row(2025, "20", 5), row(2026, "10", 5), row(2026, None, 5)], "naik", 1, None),
        (
            [row(2025, "10", 5), row(2026, "10", 5), row(2026, "10", None)],
            "tidak diketahui",
            1,
            "10",
        ),
    ],
)
def test_a_code_has_a_state_and_its_satker_where_there_is_only_one(
    program: Rows, keadaan: str, satkers: int, only: str | None
) -> None:
    packages = [{"tahun": 2026, "kd_klpd": "D1", "kd_satker": "10", "nama_satker": "Dinas A"}]
    found = changes(program, packages).row(by_predicate=pl.col("kd_program_str") == "1", named=True)
    assert (found["keadaan"], found["jumlah_satker"], found["kd_satker"]) == (
        *(keadaan, satkers, only),
    )
    assert found["nama_satker"] == ("Dinas A" if only == "10" else None)


@quick
@given(strategies.program_rows, st.integers(0, 4))
def test_the_first_codes_and_the_rest_are_the_whole_change(program: Rows, shown: int) -> None:
    table = changes(program)
    rest = rest_of_changes(table.lazy(), shown).collect()
    whole = groups(table.to_dicts(), "tahun", "kd_klpd")
    assert [(r["tahun"], r["kd_klpd"]) for r in rest.to_dicts()] == sorted(whole)
    for found in rest.to_dicts():
        mine = [r["selisih"] for r in whole[found["tahun"], found["kd_klpd"]]]
        for name, part in (("teratas", mine[:shown]), ("sisanya", mine[shown:])):
            assert found[f"jumlah_{name}"] == len(part)
            assert found[f"selisih_{name}"] == (total(part) if part else 0)
