"""master-satker names every unit that has rows, when it was active, and many more."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from services.sandbox.core.master import SHARED_CODE
from services.sandbox.units.instansi import YEARS, all_instansi
from services.sandbox.units.satkers import roster
from tests.sandbox.made import further, records

KLPD = ("D304", "D301", "K34", "K1", "L31", "I82")
_FORM = re.compile(r"\{20\d\d(,20\d\d)+\}|20\d\d(, 20\d\d)*|20\d\d(,20\d\d)*")


def active(text: object) -> set[int]:
    return {int(year) for year in re.findall(r"\d{4}", str(text))}


@pytest.mark.parametrize("kode", KLPD)
def test_units_are_active_in_the_years_in_which_they_have_rows(kode: str) -> None:
    made = {row["kd_satker"]: row for row in records(further("master-satker", kode))}
    seen: set[object] = set()
    for tahun in YEARS:
        units = roster(all_instansi()[kode], tahun)
        own = dict(zip(units.kode.tolist(), units.kode_str.tolist(), strict=True))
        assert all(tahun in active(made[code]["tahun_aktif"]) for code in own)
        assert all(made[code]["kd_satker_str"] == text for code, text in own.items())
        others = set(made) - set(own)
        idle = [code for code in others if tahun in active(made[code]["tahun_aktif"])]
        assert not [code for code in idle if int(str(code)) < 1_000_000]
        seen |= set(own)
    running = roster(all_instansi()[kode], YEARS[-1])
    names = dict(zip(running.kode.tolist(), running.nama.tolist(), strict=True))
    assert all(made[code]["nama_satker"] == name for code, name in names.items())
    assert 2 <= len(set(made) - seen) / len(running.kode) <= 6


@pytest.mark.parametrize("kode", KLPD)
def test_further_units_were_mostly_closed_long_ago(kode: str) -> None:
    made = records(further("master-satker", kode))
    further_units = [row for row in made if int(str(row["kd_satker"])) >= 1_000_000]
    idle = [row for row in further_units if YEARS[-1] in active(row["tahun_aktif"])]
    assert 0 < len(idle) < 0.2 * len(further_units)
    codes = Counter(row["kd_satker_str"] for row in further_units)
    shared = [code for code, number in codes.items() if number > 1]
    assert len(shared) == SHARED_CODE == 1
    names = {row["nama_satker"] for row in further_units if row["kd_satker_str"] == shared[0]}
    assert len(names) == 2


@pytest.mark.parametrize("kode", KLPD)
def test_years_and_kinds_are_written_as_served(kode: str) -> None:
    made = records(further("master-satker", kode))
    texts = [str(row["tahun_aktif"]) for row in made]
    assert all(_FORM.fullmatch(text) for text in texts)
    assert any(text.startswith("{") for text in texts)
    assert any(", " in text for text in texts)
    assert any("," in text and ", " not in text and "{" not in text for text in texts)
    kinds = {row["jenis_satker"] for row in made}
    assert kinds == ({"SKPD"} if kode.startswith("D") else {"Pusat", "Dekonsentrasi"})
    assert {row["status_satker"] for row in made} == {"Aktif"}
    assert {row["ket_satker"] for row in made} == {
        "Satker/OPD Non-BLU/BLUD",
        "Satker/OPD BLU/BLUD",
    }
    assert not [row for row in made if "{" in str(row["nama_satker"])]
    echelons = {row["kode_eselon"] for row in made}
    assert (echelons == {None}) == kode.startswith("D")
