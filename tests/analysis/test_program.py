from __future__ import annotations

from typing import Literal

import polars as pl
import pytest
from hypothesis import given

from services.analysis.measures import SumTooLarge
from services.analysis.names import satker_names
from services.analysis.programs.program import konsentrasi, pagu_per_program, pagu_per_satker
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows, quick
from tests.oracle.basics import groups, live_program, ratio, total

Engine = Literal["in-memory", "streaming"]


def row(**values: object) -> Row:
    base = {"tahun": 2026, "kd_klpd": "D1", "kd_satker": "10", "kd_program_str": "1.01"}
    return base | {"is_deleted": False, "nama_program": "A", "pagu_program": 100} | values


def per_program(*rows: Row) -> Rows:
    return pagu_per_program(strategies.program(list(rows))).collect().to_dicts()


def per_satker(program: Rows, swakelola: Rows) -> Rows:
    plans, packages = strategies.program(program), strategies.swakelola(swakelola)
    names = satker_names(plans, packages, strategies.kaji_ulang([]))
    return pagu_per_satker(plans, packages, names).collect().to_dicts()


@quick
@given(strategies.program_rows)
def test_both_tables_add_up_to_the_live_pagu(rows: Rows) -> None:
    program, none = strategies.program(rows), strategies.swakelola([])
    names = satker_names(program, none, strategies.kaji_ulang([]))
    live = total(r["pagu_program"] for r in rows if live_program(r))
    for table in (pagu_per_program(program), pagu_per_satker(program, none, names)):
        assert total(table.collect()["pagu"].to_list()) == live


def test_all_pagu_missing_is_null_not_zero() -> None:
    [found] = per_program(row(pagu_program=None), row(pagu_program=None))
    assert (found["pagu"], found["pagu_kosong"], found["pagu_berulang"]) == (None, 2, None)
    assert found["pangsa"] is None


def test_zero_is_a_value_and_has_no_share_of_zero() -> None:
    [found] = per_program(row(pagu_program=0))
    assert (found["pagu"], found["pagu_kosong"], found["pangsa"]) == (0, 0, None)


def test_repeats_are_told_beside_the_sum_and_not_subtracted() -> None:
    [found] = per_program(row(), row(pagu_program=30), row(kd_satker="20", pagu_program=7))
    assert (found["pagu"], found["pagu_berulang"], found["jumlah_satker"]) == (137, 30, 2)


def test_rows_without_a_satker_are_never_repeats() -> None:
    [found] = per_program(row(kd_satker=None), row(kd_satker=None))
    assert (found["pagu"], found["pagu_berulang"], found["jumlah_satker"]) == (200, 0, 0)


def test_deleted_rows_are_counted_apart_and_make_no_row_of_their_own() -> None:
    [found] = per_program(
        row(), row(is_deleted=True, pagu_program=900), row(kd_program_str="2", is_deleted=True)
    )
    assert (found["jumlah_baris"], found["pagu"], found["dihapus"]) == (1, 100, 1)


def test_one_code_of_two_klpd_is_two_rows_with_their_own_names() -> None:
    rows = per_program(
        row(kd_program_str="4.01.02", nama_program="Kesra"),
        row(kd_program_str="4.01.02", nama_program="Hukum", kd_klpd="D2"),
    )
    assert [(r["kd_klpd"], r["nama_program"], r["pangsa"]) for r in rows] == [
        ("D1", "Kesra", 1.0),
        ("D2", "Hukum", 1.0),
    ]


def test_pangsa_of_a_narrowed_list_is_still_of_the_klpd() -> None:
    whole = strategies.program([row(), row(kd_satker="20", pagu_program=300)])
    narrow = whole.filter(pl.col("kd_satker") == "10")
    assert pagu_per_program(narrow, whole).collect()["pangsa"].to_list() == [0.25]


def test_one_row_of_81_percent_is_named() -> None:
    rows = [row(kd_program_str=str(i), pagu_program=1) for i in range(19)]
    rows.append(row(kd_program_str="99", kd_satker="20", pagu_program=81))
    [found] = konsentrasi(strategies.program(rows)).collect().to_dicts()
    assert found["pangsa_baris_terbesar"] == 0.81
    assert (found["kd_satker_terbesar"], found["kd_program_str_terbesar"]) == ("20", "99")
    assert found["pangsa_10"] == 0.9
    assert (found["jumlah_program"], found["pagu_baris_terbesar"]) == (20, 81)


def test_a_sum_is_exact_beyond_what_a_float_holds() -> None:
    [found] = per_program(row(pagu_program=2**53 + 1), row(pagu_program=2**53 + 1))
    assert found["pagu"] == 2**54 + 2


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_a_sum_beyond_64_bits_is_refused_in_one_line(engine: Engine) -> None:
    table = pagu_per_program(strategies.program([row(pagu_program=2**62)] * 2))
    with pytest.raises(SumTooLarge, match=r"^jumlah pagu melampaui 64 bit$"):
        table.collect(engine=engine)


def test_a_satker_with_packages_only_keeps_its_row() -> None:
    package = {"tahun": 2026, "kd_klpd": "D1", "kd_satker": "77", "pagu": 5, "nama_satker": "B"}
    rows = per_satker([row()], [package])
    assert [(r["kd_satker"], r["pagu"], r["pagu_swakelola"]) for r in rows] == [
        ("10", 100, None),
        ("77", None, 5),
    ]
    assert rows[1]["nama_satker"] == "B"
    assert rows[1]["jumlah_program"] == 0


def test_a_swakelola_share_above_one_is_not_capped() -> None:
    package = {"tahun": 2026, "kd_klpd": "D1", "kd_satker": "10", "pagu": 150}
    assert per_satker([row()], [package])[0]["pangsa_swakelola"] == 1.5


def test_narrowed_to_a_program_the_denominators_stay() -> None:
    rows = [row(), row(kd_program_str="2", pagu_program=300), row(kd_satker="20", pagu_program=600)]
    whole = strategies.program(rows)
    swakelola = strategies.swakelola(
        [{"tahun": 2026, "kd_klpd": "D1", "kd_satker": s, "pagu": 40} for s in ("10", "30")]
    )
    names = satker_names(whole, swakelola, strategies.kaji_ulang([]))
    narrow = whole.filter(pl.col("kd_program_str") == "2")
    [found] = pagu_per_satker(narrow, swakelola, names, whole).collect().to_dicts()
    assert (found["pagu"], found["pangsa"], found["pangsa_swakelola"]) == (300, 0.3, 0.1)


@quick
@given(strategies.program_rows)
def test_konsentrasi_is_a_share_of_the_same_pagu(rows: Rows) -> None:
    live = groups(filter(live_program, rows), "tahun", "kd_klpd")
    for found in konsentrasi(strategies.program(rows)).collect().to_dicts():
        mine = live[found["tahun"], found["kd_klpd"]]
        by_program = groups(mine, "kd_program_str").values()
        pagu = [total(r["pagu_program"] for r in program) for program in by_program]
        top = sorted((value for value in pagu if value is not None), reverse=True)[:10]
        expected = ratio(total(top), total(r["pagu_program"] for r in mine))
        assert found["pangsa_10"] == (None if expected is None else pytest.approx(expected))
