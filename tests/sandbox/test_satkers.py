"""Units fit their KLPD, carry real places, and mostly stay over the years."""

from __future__ import annotations

from statistics import median

import pytest

from services import reference
from services.sandbox.units.instansi import all_instansi
from services.sandbox.units.satkers import base, roster

SPREAD = list(all_instansi().values())[::9]


def names(kode: str) -> list[str]:
    return [unit.nama for unit in base(all_instansi()[kode])]


def test_a_kabupaten_has_every_kecamatan_of_its_own() -> None:
    own = reference.children("5202")["name"].to_list()
    assert {f"Kecamatan {name}" for name in own} <= set(names("D304"))


def test_a_kabupaten_has_kelurahan_puskesmas_and_a_hospital_of_its_own() -> None:
    units = base(all_instansi()["D304"])
    placed = {unit.nama: unit.wilayah for unit in units if unit.wilayah}
    for name, code in placed.items():
        found = reference.region(code)
        assert found is not None
        assert found.name in name
        assert code.startswith("5202")
    assert sum(name.startswith(("Kelurahan", "Kel.")) for name in placed) >= 3
    assert sum("Puskesmas" in name for name in placed) >= 3
    assert "Rumah Sakit Umum Daerah Lombok Tengah" in names("D304")


def test_a_province_has_units_in_its_own_cities() -> None:
    units = base(all_instansi()["D301"])
    assert {unit.wilayah[:2] for unit in units if unit.wilayah} == {"52"}
    assert any(unit.nama.startswith("Kesatuan Pengelolaan Hutan") for unit in units)
    assert not any("Kecamatan" in unit.nama for unit in units)


@pytest.mark.parametrize(
    ("kode", "word"),
    [
        ("K1", "Kantor Kementerian Agama Kab."),
        ("L47", "Kepolisian Resor"),
        ("L31", "KPU Provinsi"),
        ("K73", "Satuan Kerja Pelaksanaan Jalan Nasional"),
    ],
)
def test_ministries_have_their_own_kinds_of_units(kode: str, word: str) -> None:
    assert any(name.startswith(word) for name in names(kode))
    assert "Biro Hukum" in names(kode)


def test_numbers_of_units() -> None:
    sizes = {
        kind: [len(base(one)) for one in SPREAD if one.jenis == kind]
        for kind in ("PROVINSI", "KABUPATEN", "KEMENTERIAN")
    }
    assert min(sizes["PROVINSI"]) >= 45
    assert max(sizes["PROVINSI"]) <= 95
    assert median(sizes["KABUPATEN"]) == pytest.approx(58, abs=8)
    assert min(sizes["KEMENTERIAN"]) >= 40
    assert max(sizes["KEMENTERIAN"]) <= 102


def test_unit_codes_as_text_are_unique_within_a_klpd() -> None:
    for one in SPREAD:
        codes = [unit.kode_str for unit in base(one)]
        assert len(set(codes)) == len(codes), one.kode


def test_numeric_codes_are_unique_over_klpd_and_registrations() -> None:
    seen: dict[int, tuple[str, str]] = {}
    for one in SPREAD:
        for tahun in (2021, 2024, 2026):
            year = roster(one, tahun)
            for kode, text in zip(year.kode.tolist(), year.kode_str, strict=True):
                assert seen.setdefault(kode, (one.kode, text)) == (one.kode, text)


def _kept(kode: str, name: str) -> float:
    earlier, later = (roster(all_instansi()[kode], tahun) for tahun in (2024, 2025))
    before, after = set(getattr(earlier, name)), set(getattr(later, name))
    return len(before & after) / len(before)


def test_units_mostly_stay_and_some_are_registered_anew() -> None:
    by_code = [_kept(one.kode, "kode") for one in SPREAD]
    by_text = [_kept(one.kode, "kode_str") for one in SPREAD]
    assert median(by_code) == pytest.approx(0.93, abs=0.05)
    assert min(by_text) > 0.9
    assert min(by_code) < 0.25, "in some KLPD nearly all units are registered anew"


def test_names_are_spelled_another_way_now_and_then() -> None:
    spellings = [
        {str(name) for name in roster(all_instansi()["K1"], tahun).nama} for tahun in (2024, 2025)
    ]
    assert spellings[0] != spellings[1]
    assert {n.casefold() for n in spellings[0]} & {n.casefold() for n in spellings[1]}
