"""The rows of two years beside each other equal a slow reckoning in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis.frames import Frames, Options
from services.analysis.lists.two_years import programs_two_years, satkers_two_years
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows, quick
from tests.oracle.basics import Asked, Data, live_program
from tests.oracle.names import satker_names
from tests.oracle.program import pagu_per_program, pagu_per_satker
from tests.oracle.same import data_of

OLD, NEW = 2024, 2026
Table = Callable[[Data, Asked], Rows]
narrowings = st.sampled_from(
    ({}, {"satker": "10"}, {"satker": "(kosong)"}, {"program": "4.01.02"}, {"program": "(kosong)"})
)
klpd = st.sampled_from((("D1",), ("D1", "K9"), ()))


def made(make: Any, frames: Frames, *years: int, **asked: Any) -> Rows:
    found: pl.DataFrame = make(frames, Options(tahun=years, **asked)).collect()
    return found.to_dicts()


def beside(table: Table, data: Data, code: str, *years: int, **asked: Any) -> dict[Any, Row]:
    """Return what each KLPD's code must show: both years' pagu, their difference, its state."""

    def of(year: int) -> dict[Any, Row]:
        rows = table(data, Asked(tahun=(year,), **asked))
        live = (row for row in rows if code != "kd_satker" or row["jumlah_program"])
        return {(row["kd_klpd"], row[code]): row for row in live}

    now = of(max(years))
    before = of(min(years)) if len(years) > 1 else {}
    return {place: _compared(now.get(place), before.get(place)) for place in now | before}


def _compared(now: Row | None, before: Row | None) -> Row:
    new, old = ((row or {}).get("pagu") for row in (now, before))
    known = [value for value in (new, old) if value is not None]
    change = (new or 0) - (old or 0)
    if (now or {}).get("pagu_kosong") or (before or {}).get("pagu_kosong"):
        state = "tidak diketahui"
    elif before is None:
        state = "baru"
    elif now is None:
        state = "hilang"
    else:
        state = "tetap" if change == 0 else "naik" if change > 0 else "turun"
    return {
        "pagu": new,
        "pagu_lalu": old,
        "ada_lalu": None if before is None else 1,
        "selisih": change if known else None,
        "keadaan": state,
    }


def told(rows: Rows, code: str) -> dict[Any, Row]:
    columns = ("pagu", "pagu_lalu", "ada_lalu", "selisih", "keadaan")
    return {(row["kd_klpd"], row[code]): {name: row[name] for name in columns} for row in rows}


MADE: tuple[tuple[Any, Table, str], ...] = (
    (programs_two_years, pagu_per_program, "kd_program_str"),
    (satkers_two_years, pagu_per_satker, "kd_satker"),
)


@pytest.mark.parametrize(("make", "table", "code"), MADE)
@pytest.mark.parametrize("years", [(OLD, NEW), (NEW,)])
@quick
@given(
    rows=strategies.program_rows,
    packages=strategies.swakelola_rows,
    chosen=klpd,
    narrow=narrowings,
)
def test_two_years_stand_beside_each_other_as_the_oracle_reckons(
    make: Any,
    table: Table,
    code: str,
    years: tuple[int, ...],
    rows: Rows,
    packages: Rows,
    chosen: tuple[str, ...],
    narrow: dict[str, str],
) -> None:
    frames = strategies.frames(program=rows, swakelola=packages)
    found = made(make, frames, *years, klpd=chosen, **narrow)
    data = data_of(frames)
    assert told(found, code) == beside(table, data, code, *years, klpd=chosen, **narrow)
    assert len(found) == len(told(found, code))
    assert {row["tahun"] for row in found} <= {NEW}
    pagu = [row["pagu"] for row in found]
    known = [value for value in pagu if value is not None]
    assert pagu == sorted(known, reverse=True) + [None] * (len(pagu) - len(known))


@pytest.mark.parametrize(("make", "table", "code"), MADE)
@quick
@given(rows=strategies.program_rows, packages=strategies.swakelola_rows)
def test_the_columns_of_the_year_are_those_of_its_table(
    make: Any, table: Table, code: str, rows: Rows, packages: Rows
) -> None:
    frames = strategies.frames(program=rows, swakelola=packages)
    found = {(row["kd_klpd"], row[code]): row for row in made(make, frames, OLD, NEW)}
    for row in table(data_of(frames), Asked(tahun=(NEW,))):
        if code == "kd_satker" and not row["jumlah_program"]:
            assert (row["kd_klpd"], row[code]) not in found or (
                found[row["kd_klpd"], row[code]]["keadaan"] in ("hilang", "tidak diketahui")
            )
            continue
        mine = found[row["kd_klpd"], row[code]]
        assert {name: mine[name] for name in row if name != "pangsa"} == {
            name: value for name, value in row.items() if name != "pangsa"
        }
        assert mine["pangsa"] == pytest.approx(row["pangsa"])


@quick
@given(rows=strategies.program_rows, packages=strategies.swakelola_rows)
def test_a_code_of_a_single_satker_names_it_and_is_searched_by_all_its_satkers(
    rows: Rows, packages: Rows
) -> None:
    frames = strategies.frames(program=rows, swakelola=packages)
    data = data_of(frames)
    names = satker_names(data)
    for row in made(programs_two_years, frames, OLD, NEW):
        code = row["kd_program_str"]
        owners = {
            other["kd_satker"]
            for other in data.program
            if (other["tahun"], other["kd_klpd"]) == (NEW, row["kd_klpd"])
            and other["kd_program_str"] == code
            and live_program(other)
        }
        only = next(iter(owners)) if len(owners) == 1 else None
        assert row["kd_satker"] == only
        assert row["nama_satker"] == names.get((row["kd_klpd"], only))
        searched = [code, row["nama_program"], *(names.get((row["kd_klpd"], o)) for o in owners)]
        for words in filter(None, searched):
            assert words.lower() in row["cari"]


def row(tahun: int, satker: str, code: str, pagu: int | None) -> Row:
    base = {"kd_klpd": "D1", "nama_program": f"Program {code}", "is_deleted": False}
    return base | {
        "tahun": tahun,
        "kd_satker": satker,
        "kd_program_str": code,
        "pagu_program": pagu,
    }


def test_a_satker_with_packages_alone_in_a_year_is_new_or_gone_there() -> None:
    plans = [row(NEW, "10", "1", 5), row(OLD, "20", "1", 7)]
    packages = [
        {"tahun": year, "kd_klpd": "D1", "kd_satker": satker, "kd_rup": satker, "pagu": 1}
        for year, satker in ((OLD, "10"), (NEW, "20"), (NEW, "30"), (OLD, "30"))
    ]
    frames = strategies.frames(program=plans, swakelola=packages)
    found = made(satkers_two_years, frames, OLD, NEW, klpd=("D1",))
    assert {r["kd_satker"]: r["keadaan"] for r in found} == {"10": "baru", "20": "hilang"}


def test_years_between_are_left_out() -> None:
    plans = [row(OLD, "10", "1", 5), row(2025, "10", "1", 900), row(NEW, "10", "1", 7)]
    frames = strategies.frames(program=[*plans, row(2025, "10", "2", 1)])
    (only,) = made(programs_two_years, frames, OLD, 2025, NEW, klpd=("D1",))
    assert (only["pagu"], only["pagu_lalu"], only["selisih"]) == (7, 5, 2)


def test_codes_of_the_older_year_alone_come_last_with_their_name() -> None:
    plans = [row(OLD, "10", "9", 900), row(NEW, "10", "1", 7), row(NEW, "10", "2", None)]
    found = made(programs_two_years, strategies.frames(program=plans), OLD, NEW, klpd=("D1",))
    assert [r["kd_program_str"] for r in found] == ["1", "2", "9"]
    assert found[-1]["nama_program"] == "Program 9"
    assert found[-1]["pagu_kosong"] is None
