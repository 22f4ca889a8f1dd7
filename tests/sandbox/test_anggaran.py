"""Budgets add up: rows to packages, activities upwards, spending to what is announced."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import Any

import pytest

from services.sandbox.anggaran.accounts import OTHER_MAK, UNKNOWN_SUB
from services.sandbox.anggaran.activities import UNEVEN_KEGIATAN, UNEVEN_PROGRAMS
from services.sandbox.anggaran.structure import FAR_OFF, WITHOUT_FIGURES
from services.sandbox.core.packages import only_announced
from services.sandbox.datasets import columns_of
from tests.sandbox.made import further, records, rows

Row = dict[str, Any]
LISTS = {
    "paket-anggaran-penyedia": "paket-penyedia-terumumkan",
    "paket-anggaran-swakelola": "paket-swakelola-terumumkan",
}
BOTH = [(name, kode) for name in LISTS for kode in ("D304", "D301", "K34")]


@cache
def budget(name: str, kode: str) -> list[Row]:
    return records(further(name, kode))


def sums(found: list[Row]) -> dict[int, int]:
    totals: dict[int, int] = defaultdict(int)
    for row in found:
        totals[row["kd_rup"]] += row["pagu"]
    return totals


@pytest.mark.parametrize(("name", "kode"), BOTH)
def test_rows_add_up_to_the_pagu_of_every_announced_package(name: str, kode: str) -> None:
    listed = further(LISTS[name], kode)
    pagu = dict(zip(listed["kd_rup"], listed["pagu"], strict=True))
    unit = dict(zip(listed["kd_rup"], listed["kd_satker"], strict=True))
    own = [row for row in budget(name, kode) if row["status_umumkan_rup"] == "Terumumkan"]
    assert sums(own) == {code: amount or 0 for code, amount in pagu.items()}
    assert all(row["kd_satker"] == unit[row["kd_rup"]] for row in own)


@pytest.mark.parametrize(("name", "kode"), BOTH)
def test_a_few_packages_that_are_not_announced_have_rows(name: str, kode: str) -> None:
    found = budget(name, kode)
    early = {r["kd_rup"] for r in found if r["status_umumkan_rup"] == "Terinisiasi"}
    assert not early & set(further(LISTS[name], kode)["kd_rup"])
    assert len(early) < 0.02 * len({row["kd_rup"] for row in found}) + 2
    none_begun = name == "paket-anggaran-swakelola" and only_announced(kode)
    assert bool(early) != none_begun


@pytest.mark.parametrize("kode", ["D304", "D301", "K34"])
def test_rows_are_many_some_zero_negative_or_alike(kode: str) -> None:
    found = budget("paket-anggaran-penyedia", kode)
    each = Counter(row["kd_rup"] for row in found)
    assert 0.3 < sum(n > 1 for n in each.values()) / len(each) < 0.55
    assert 0.01 < sum(row["pagu"] == 0 for row in found) / len(found) < 0.035
    negative = [row for row in found if row["pagu"] < 0]
    assert len(negative) < 0.003 * len(found)
    if kode == "D301":
        assert 48_000 < len(found) < 62_000
        assert max(each.values()) > 100
        assert len(negative) > 10
    key = "id_paket_anggaran_penyedia"
    alike = Counter(tuple(value for name, value in row.items() if name != key) for row in found)
    repeated = 1 - len(alike) / len(found)
    assert 0.005 < repeated < 0.1


@pytest.mark.parametrize("tahun", [2023, 2024, 2025])
def test_one_year_in_three_has_no_negative_rows(tahun: int) -> None:
    made = columns_of("paket-anggaran-swakelola", "D301", tahun)
    assert made is not None
    assert (min(made["pagu"]) < 0) == (tahun != 2024)


@pytest.mark.parametrize(("name", "kode"), BOTH)
def test_activities_and_accounts_of_rows(name: str, kode: str) -> None:
    found = budget(name, kode)
    if kode == "K34":
        assert {row["kd_subkegiatan"] for row in found} == {None}
        assert None not in {row["kd_komponen"] for row in found}
        assert {(len(row["mak"]), row["mak"].count(".")) for row in found} == {(29, 6)}
        assert {row["sumber_dana"] for row in found} == {"APBN"}
        missing = sum(row["kd_kegiatan"] is None for row in found) / len(found)
        assert missing == pytest.approx(0.4, abs=0.05)
        assert {row["tahun_anggaran_dana"] for row in found} <= {2025, 2026, 2027}
        return
    made = records(further("sub-kegiatan-master", kode))
    sub = {row["kd_subkegiatan"]: row for row in made}
    known = [row for row in found if row["kd_subkegiatan"] in sub]
    assert len(found) - len(known) == (UNKNOWN_SUB if len(found) > 1_000 else 0)
    for row in known:
        master = sub[row["kd_subkegiatan"]]
        assert row["kd_satker"] == master["kd_satker"]
        assert row["kd_kegiatan"] in (None, master["kd_kegiatan"])
    begun = sum(
        row["mak"].startswith(str(sub[row["kd_subkegiatan"]]["kd_subkegiatan_str"]))
        for row in known
    )
    assert 1 - begun / len(known) < 3 * OTHER_MAK
    assert {row["kd_komponen"] for row in found} == {None}
    assert {row["jenis_dana_apbn"] for row in found} == {None}
    assert {row["sumber_dana"] for row in found} == {"APBD", "APBDP", "BLUD"}
    lengths = Counter(len(row["mak"]) for row in found)
    assert lengths.most_common(1)[0][0] == 60
    assert max(lengths) <= 88


@pytest.mark.parametrize("kode", ["D304", "D301"])
def test_activities_add_up_to_their_programs_but_for_a_few(kode: str) -> None:
    program = {
        code: amount or 0
        for code, amount in zip(
            rows(kode).program["kd_program"], rows(kode).program["pagu_program"], strict=True
        )
    }
    kegiatan = records(further("kegiatan-master", kode))
    sub = records(further("sub-kegiatan-master", kode))
    below: Counter[object] = Counter()
    for row in kegiatan:
        below[row["kd_program"]] += row["pagu_kegiatan"]  # type: ignore[operator]
    wrong = sum(below[code] != amount for code, amount in program.items())
    assert set(below) == set(program)
    assert wrong == UNEVEN_PROGRAMS
    below = Counter()
    for row in sub:
        below[row["kd_kegiatan"]] += row["pagu_subkegiatan"]  # type: ignore[operator]
    wrong = sum(below[row["kd_kegiatan"]] != row["pagu_kegiatan"] for row in kegiatan)
    assert wrong == UNEVEN_KEGIATAN
    above = {row["kd_kegiatan"]: row for row in kegiatan}
    for row in sub:
        parent = above[row["kd_kegiatan"]]
        assert (row["kd_program"], row["kd_satker"]) == (parent["kd_program"], parent["kd_satker"])
        assert str(row["kd_subkegiatan_str"]).startswith(str(parent["kd_kegiatan_str"]))
        assert len(str(row["kd_subkegiatan_str"])) == 17
    assert 2.4 < len(kegiatan) / len(program) < 4
    assert 2.4 < len(sub) / len(kegiatan) < 3.6
    assert sum(row["pagu_kegiatan"] == 0 for row in kegiatan) / len(kegiatan) < 0.05
    assert sum(row["pagu_subkegiatan"] == 0 for row in sub) / len(sub) < 0.1


def announced_by_unit(kode: str) -> Counter[int]:
    totals: Counter[int] = Counter()
    for name in LISTS.values():
        made = further(name, kode)
        for unit, pagu in zip(made["kd_satker"], made["pagu"], strict=True):
            totals[unit] += pagu or 0
    return totals


@pytest.mark.parametrize("kode", ["D304", "D301", "D2", "D352"])
def test_spending_of_units(kode: str) -> None:
    found: list[Row] = records(further("struktur-anggaran-pd", kode))
    blank = [row for row in found if row["tahun_anggaran"] is None]
    figures = ("belanja_operasi", "belanja_modal", "belanja_btt", "belanja_pengadaan")
    assert len(blank) == WITHOUT_FIGURES == 1
    assert {row[name] for row in blank for name in (*figures, "total_belanja")} == {None}
    assert {row["kd_satker"] for row in found} == set(rows(kode).program["kd_satker"])
    filled = [row for row in found if row not in blank]
    ratios = []
    announced = announced_by_unit(kode)
    for row in filled:
        total = row["belanja_pengadaan"]
        assert sum(row[name] for name in figures[:3]) == total
        assert total + (row["belanja_non_pengadaan"] or 0) == row["total_belanja"]
        if total:
            ratios.append(announced[row["kd_satker"]] / total)
    nothing = sum(not row["belanja_non_pengadaan"] for row in filled) / len(filled)
    assert 0.4 < nothing < 0.9
    assert 0.55 < sum(ratio == 1 for ratio in ratios) / len(ratios) < 0.9
    assert sum(ratio < 0.5 for ratio in ratios) == 1
    assert max(ratios) == pytest.approx(max(FAR_OFF), abs=0.01)
