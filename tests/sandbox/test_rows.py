"""Rows depend on KLPD and year alone, exist for all 652, and look like real ones."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from itertools import chain

import msgspec
import numpy as np
import pytest

from services.sandbox.core.rows import Rows, make
from services.sandbox.sizes import BIGGEST
from services.sandbox.units.instansi import YEARS, all_instansi
from services.sandbox.units.satkers import roster
from tests.sandbox.made import PEMDA_BY_KIND, SOME, rows

GOLDEN = {
    ("D304", 2025): "43c714eab22a7a9ad6e334bf3d8d4f41777959908e0b3172b747e67cec9a17c4",
    ("L31", 2026): "2ce6ee4fd6eb1a0e8e0373a00e85c1ca2c9ed9cba225517ffa2c8a0ccebdacee",
}


def digest(made: Rows) -> str:
    parts = (made.program, made.swakelola, made.kaji_ulang)
    return hashlib.sha256(b"".join(msgspec.json.encode(part) for part in parts)).hexdigest()


@pytest.mark.parametrize(("kode", "tahun"), list(GOLDEN))
def test_rows_are_these_and_no_others(kode: str, tahun: int) -> None:
    assert digest(rows(kode, tahun)) == GOLDEN[kode, tahun]


def test_rows_do_not_depend_on_what_was_made_before() -> None:
    first = digest(rows("D305"))
    for kode in ("D301", "K9", "D304"):
        make(kode, 2024)
    again = make("D305", 2025)
    assert again is not None
    assert digest(again) == first


def test_years_and_governments_differ() -> None:
    found = {digest(rows(kode, tahun)) for kode in ("D304", "D305") for tahun in (2024, 2025)}
    assert len(found) == 4


@pytest.mark.parametrize(
    ("kode", "tahun"), [("D304", 2020), ("D304", 2027), ("XX", 2025), ("", 2025)]
)
def test_nothing_outside_the_catalogue(kode: str, tahun: int) -> None:
    assert make(kode, tahun) is None


def test_years_run_to_the_running_one() -> None:
    assert list(YEARS) == [2021, 2022, 2023, 2024, 2025, 2026]


@pytest.mark.parametrize("start", range(4))
def test_every_klpd_has_rows(start: int) -> None:
    codes = list(all_instansi())
    assert len(codes) == 652
    for kode in codes[start * 5 :: 20]:
        made = rows(kode)
        for columns in (made.program, made.swakelola, made.kaji_ulang):
            assert len(columns["kd_klpd"]) >= 15, kode
            assert {len(values) for values in columns.values()} == {len(columns["kd_klpd"])}
            assert set(columns["kd_klpd"]) == {kode}
            assert set(columns["tahun_anggaran"]) == {2025}
            assert set(columns["nama_klpd"]) == {all_instansi()[kode].nama}


@pytest.mark.parametrize(
    ("kind", "low", "high"), [("PROVINSI", 325, 363), ("KABUPATEN", 215, 285), ("KOTA", 215, 285)]
)
def test_programs_in_number(kind: str, low: int, high: int) -> None:
    counts = [len(rows(kode).program["kd_program"]) for kode in PEMDA_BY_KIND[kind]]
    assert low <= min(counts)
    assert max(counts) <= high


def test_packages_in_number() -> None:
    provinces = [len(rows(kode).swakelola["kd_rup"]) for kode in PEMDA_BY_KIND["PROVINSI"]]
    assert min(provinces) >= 2_950
    assert max(provinces) <= 3_500
    cities = [len(rows(kode).swakelola["kd_rup"]) for kode in PEMDA_BY_KIND["KABUPATEN"]]
    assert min(cities) >= 45
    assert max(cities) <= 3_000
    assert 9_000 <= len(rows(BIGGEST).swakelola["kd_rup"]) <= 9_638


@pytest.mark.parametrize(
    ("kind", "mean", "spread"), [("PROVINSI", 9.04, 0.87), ("KABUPATEN", 8.55, 0.88)]
)
def test_pagu_of_programs(kind: str, mean: float, spread: float) -> None:
    amounts = chain.from_iterable(
        rows(kode).program["pagu_program"] for kode in PEMDA_BY_KIND[kind]
    )
    logs = np.log10([amount for amount in amounts if amount])
    assert logs.mean() == pytest.approx(mean, abs=0.12)
    assert logs.std() == pytest.approx(spread, abs=0.12)


def _share(name: str, part: str, test: object) -> float:
    values = [value for kode in SOME for value in getattr(rows(kode), part)[name]]
    return sum(value == test for value in values) / len(values)


def test_few_rows_are_deleted_zero_or_without_money() -> None:
    assert 0.01 <= _share("is_deleted", "program", test=True) <= 0.02
    assert 0.01 <= _share("status_delete_rup", "swakelola", test=True) <= 0.02
    assert _share("pagu_program", "program", 0) == pytest.approx(0.01, abs=0.008)
    assert _share("pagu", "swakelola", 0) == pytest.approx(0.01, abs=0.005)
    assert 0 < _share("pagu", "swakelola", None) < 0.01
    assert 0.9 < _share("kd_program_lokal", "program", None) < 0.98


def test_local_program_codes_pass_the_limit_of_a_double() -> None:
    codes = [code for kode in SOME for code in rows(kode).program["kd_program_lokal"] if code]
    assert max(codes) > 2**53


def test_one_row_outweighs_all_others_in_a_few_klpd() -> None:
    codes = list(all_instansi())[7:160:20]
    for kode in codes:
        pagu = [amount or 0 for amount in rows(kode).program["pagu_program"]]
        assert max(pagu) > sum(pagu) / 2, kode


@pytest.mark.parametrize("kode", SOME)
def test_keys_never_repeat(kode: str) -> None:
    made = rows(kode)
    for columns, name in ((made.program, "kd_program"), (made.swakelola, "kd_rup")):
        assert len(set(columns[name])) == len(columns[name])


def test_codes_of_different_klpd_and_years_do_not_meet() -> None:
    codes = [
        code
        for kode in ("D303", "D304", "D305")
        for tahun in (2025, 2026)
        for code in {*rows(kode, tahun).swakelola["kd_rup"]}
        | {int(code) for code in rows(kode, tahun).kaji_ulang["kd_rup_baru"]}
    ]
    assert len(set(codes)) == len(codes)


def test_text_types_are_those_of_the_documented_samples() -> None:
    made = rows("D304")
    assert {type(v) for v in made.program["kd_program"] + made.program["kd_satker"]} == {int}
    assert {type(v) for v in made.swakelola["kd_rup"] + made.swakelola["kd_satker"]} == {int}
    history = made.kaji_ulang
    assert {type(v) for n in ("kd_satker", "kd_rup_lama", "kd_rup_baru") for v in history[n]} == {
        str
    }


@pytest.mark.parametrize("kode", ["D304", "D301", "K9"])
def test_programs_are_of_the_own_kind(kode: str) -> None:
    program = rows(kode).program
    pairs = set(zip(program["kd_program_str"], program["nama_program"], strict=True))
    if kode == "K9":
        assert {code for code, _ in pairs} == {"WA", "DG", "DH", "DO", "DR"}
        return
    assert all(re.fullmatch(r"\d\.\d\d\.\d\d", code) for code, _ in pairs)
    other = "KABUPATEN/KOTA" if kode == "D301" else "PROVINSI"
    assert not [
        name for _, name in pairs if name.upper().rstrip(" (M)").endswith(f"DAERAH {other}")
    ]


def test_some_program_rows_repeat_their_unit_and_code() -> None:
    shares = []
    for kode in PEMDA_BY_KIND["KABUPATEN"] + PEMDA_BY_KIND["PROVINSI"]:
        program = rows(kode).program
        pairs = Counter(zip(program["kd_satker"], program["kd_program_str"], strict=True))
        shares.append(sum(n - 1 for n in pairs.values()) / pairs.total())
    assert min(shares) > 0
    assert max(shares) > 0.1


def test_programs_stay_change_come_and_go_between_years() -> None:
    before, after = (
        {
            (text[satker], program): pagu
            for satker, program, pagu in zip(
                *(
                    rows("D304", tahun).program[n]
                    for n in ("kd_satker", "kd_program_str", "pagu_program")
                ),
                strict=True,
            )
        }
        for tahun, text in ((2024, _unit_codes(2024)), (2025, _unit_codes(2025)))
    )
    both = set(before) & set(after)
    assert len(both) / len(before) > 0.8
    assert set(before) - both
    assert set(after) - both
    same = sum(before[key] == after[key] for key in both)
    assert 0.03 < same / len(both) < 0.15


def _unit_codes(tahun: int) -> dict[int, str]:
    units = roster(all_instansi()["D304"], tahun)
    return dict(zip(units.kode.tolist(), units.kode_str.tolist(), strict=True))
