"""Provider packages agree with their revisions, their units, swakelola and their own months."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import Any

import msgspec
import numpy as np
import pytest

from services.sandbox.datasets import columns_of
from services.sandbox.penyedia.columns import (
    WITHOUT_ANNOUNCEMENT,
    WITHOUT_METHOD,
    WITHOUT_MONTHS,
)
from services.sandbox.penyedia.facts import JENIS, METODE
from services.sandbox.penyedia.packages import ODDITIES, PDS_WITHOUT_PACKAGE
from tests.sandbox import forests
from tests.sandbox.made import PEMDA_BY_KIND, further, records, rows

Row = dict[str, Any]
KLPD = ("D304", "D301", "K34", "L31")
MONTHS = (
    "tgl_awal_pemilihan",
    "tgl_akhir_pemilihan",
    "tgl_awal_kontrak",
    "tgl_akhir_kontrak",
)


@cache
def whole(kode: str) -> list[Row]:
    return records(further("paket-penyedia", kode))


@cache
def announced(kode: str) -> list[Row]:
    return records(further("paket-penyedia-terumumkan", kode))


def is_live(row: Row) -> bool:
    return row["status_aktif_rup"] and not row["status_delete_rup"]


@pytest.mark.parametrize("kode", KLPD)
def test_the_announced_list_is_the_live_announced_rows_without_places(kode: str) -> None:
    live = [
        {name: value for name, value in row.items() if name != "detail_lokasi"}
        for row in whole(kode)
        if is_live(row) and row["status_umumkan_rup"] == "Terumumkan"
    ]
    assert announced(kode) == live


@pytest.mark.parametrize(
    ("kode", "low", "high"),
    [
        ("D301", 15_000, 17_000),
        (PEMDA_BY_KIND["PROVINSI"][1], 15_000, 17_000),
        ("D304", 4_300, 5_300),
        ("D352", 4_300, 5_300),
        ("K34", 3_000, 8_000),
        ("K1", 12_000, 14_000),
    ],
)
def test_announced_packages_in_number(kode: str, low: int, high: int) -> None:
    assert low <= len(further("paket-penyedia-terumumkan", kode)["kd_rup"]) <= high


@pytest.mark.parametrize("kode", KLPD)
def test_the_whole_list_holds_other_states_too(kode: str) -> None:
    states = Counter(row["status_umumkan_rup"] for row in whole(kode))
    assert set(states) == {"Terumumkan", "Terinisiasi", "Terdelete", "Draf", "Final Draft"}
    assert 0.7 < states["Terumumkan"] / states.total() < 0.95
    for row in whole(kode):
        if row["status_umumkan_rup"] == "Terdelete":
            assert row["status_delete_rup"]
            assert row["status_aktif_rup"]
        elif row["status_umumkan_rup"] != "Terumumkan":
            assert row["tgl_pengumuman_paket"] is None
    ended = [r for r in whole(kode) if r["status_umumkan_rup"] == "Terumumkan" and not is_live(r)]
    assert len(ended) > 20


def revised(kode: str) -> dict[str, str]:
    """Return the state of every provider code in the history, by the plain oracle of the tests."""
    history = rows(kode).kaji_ulang
    dropped = forests.lapsed(history)
    names = {
        "": "baru",
        "PENGAKTIFAN": "diaktifkan",
        "PEMBATALAN": "batal",
        "SATUKESATU": "diganti",
        "SATUKEBANYAK": "diganti",
    }
    return {
        code: "gugur" if (paket, code) in dropped else names[kind]
        for (paket, code), kind in forests.states(history).items()
        if paket == "PENYEDIA"
    }


@pytest.mark.parametrize("kode", KLPD)
def test_codes_stand_on_the_list_by_their_state(kode: str) -> None:
    states = revised(kode)
    listed = {str(row["kd_rup"]) for row in announced(kode)} & set(states)
    every, found = Counter(states.values()), Counter(states[code] for code in listed)
    assert found["baru"] / every["baru"] == pytest.approx(0.89, abs=0.06)
    assert found["diaktifkan"] / every["diaktifkan"] == pytest.approx(0.19, abs=0.06)
    assert found["gugur"] == 0
    assert (found["batal"], found["diganti"]) == tuple(ODDITIES.values()) == (3, 3)
    if kode in ("K34", "L31"):
        assert len(listed) / len(announced(kode)) == pytest.approx(0.15, abs=0.01)
    known = {str(row["kd_rup"]) for row in whole(kode)} & set(states)
    assert len(known) / len(states) > 0.8


@pytest.mark.parametrize("kode", KLPD)
def test_codes_are_announced_in_step_with_their_acts(kode: str) -> None:
    history = rows(kode).kaji_ulang
    born: dict[str, str] = {}
    acts: dict[str, list[str]] = defaultdict(list)
    for (paket, old), (_, new), _, when in forests.edges(history):
        if paket == "PENYEDIA":
            acts[old].append(when[:19])
            if old != new:
                born[new] = when[:19]
    states = revised(kode)
    for row in announced(kode):
        code, when = str(row["kd_rup"]), row["tgl_pengumuman_paket"]
        if code not in states or when is None:
            continue
        if states[code] in ("batal", "diganti"):
            assert when[:19] < min(acts[code])
        else:
            assert when[:19] >= max([*acts[code], born.get(code, "")])
        assert row["tgl_buat_paket"] <= when


@pytest.mark.parametrize("kode", ["D301", "L31"])
def test_families_hand_their_pagu_down(kode: str) -> None:
    pagu = {str(row["kd_rup"]): row["pagu"] for row in whole(kode)}
    parts: dict[str, list[str]] = defaultdict(list)
    same = changed = 0
    for (paket, old), (_, new), kind, _ in forests.edges(rows(kode).kaji_ulang):
        if paket == "PENYEDIA" and kind == "SATUKEBANYAK":
            parts[old].append(new)
        elif paket == "PENYEDIA" and kind == "SATUKESATU" and {old, new} <= set(pagu):
            same, changed = same + (pagu[old] == pagu[new]), changed + (pagu[old] != pagu[new])
    assert 0.7 < same / (same + changed) < 0.87
    splits = [
        (sum(pagu[code] for code in codes), pagu[parent])
        for parent, codes in parts.items()
        if {parent, *codes} <= set(pagu)
    ]
    assert len(splits) >= 8
    assert sum(total == parent for total, parent in splits) / len(splits) > 0.7
    assert all(0.99 * parent <= total <= 1.15 * parent for total, parent in splits)


@pytest.mark.parametrize("kode", KLPD)
def test_packages_within_swakelola_point_to_an_announced_package_of_their_unit(kode: str) -> None:
    made = further("paket-swakelola-terumumkan", kode)
    unit = dict(zip(made["kd_rup"], made["kd_satker"], strict=True))
    inside = [row for row in announced(kode) if row["tipe_paket"] == "PDS"]
    assert 3 <= len(inside) <= 15
    lost = [row for row in inside if row["kd_rup_swakelola"] not in unit]
    assert len(lost) == PDS_WITHOUT_PACKAGE == 1
    for row in inside:
        assert unit.get(row["kd_rup_swakelola"], row["kd_satker"]) == row["kd_satker"]
    assert {row["kd_rup_swakelola"] for row in whole(kode) if row["tipe_paket"] != "PDS"} == {None}


@pytest.mark.parametrize("kode", KLPD)
def test_months_are_in_order(kode: str) -> None:
    before = early = 0
    for row in whole(kode):
        months = [row[name] for name in MONTHS]
        if None in months:
            assert months == [None] * 4
            assert row["tgl_awal_pemanfaatan"] is row["tgl_akhir_pemanfaatan"] is None
            continue
        assert [text[8:10] for text in months] == ["01"] * 4
        assert [text[:10] for text in months] == sorted(text[:10] for text in months)
        assert months[3].endswith("-01T00:00:00Z")
        used = row["tgl_awal_pemanfaatan"]
        assert used <= row["tgl_akhir_pemanfaatan"]
        before += used < months[2]
        early += used < months[3][:10]
    assert 0.01 < before / len(whole(kode)) < 0.06
    assert 0.5 < early / len(whole(kode)) < 0.9


@pytest.mark.parametrize("kode", KLPD)
def test_selection_often_begins_in_a_month_before_the_announcement(kode: str) -> None:
    pairs = [
        (row["tgl_awal_pemilihan"][:7], row["tgl_pengumuman_paket"][:7])
        for row in announced(kode)
        if row["tgl_awal_pemilihan"] and row["tgl_pengumuman_paket"]
    ]
    assert 0.5 < sum(start < when for start, when in pairs) / len(pairs) < 0.7


def test_a_few_announced_packages_lack_a_method_months_or_an_instant() -> None:
    found = announced("D301")
    assert sum(row["metode_pengadaan"] is None for row in found) == WITHOUT_METHOD == 1
    assert sum(row["tgl_awal_kontrak"] is None for row in found) == WITHOUT_MONTHS == 1
    silent = sum(row["tgl_pengumuman_paket"] is None for row in found)
    assert silent == WITHOUT_ANNOUNCEMENT == 2


@pytest.mark.parametrize("kode", KLPD)
def test_codes_names_and_marks_agree(kode: str) -> None:
    kinds = {name: code for code, name in JENIS}
    for row in whole(kode):
        if row["metode_pengadaan"] is not None:
            assert row["kd_metode_pengadaan"] == METODE[row["metode_pengadaan"]]
            excluded = row["metode_pengadaan"] == "Dikecualikan"
            assert row["status_dikecualikan"] == excluded
        if row["jenis_pengadaan"] is not None:
            assert row["kd_jenis_pengadaan"] == kinds[row["jenis_pengadaan"]]
        assert row["pagu"] > 0
        assert (row["tahun_pertama"] is None) == (row["nomor_kontrak"] is None)
        assert (row["alasan_non_ukm"] is None) == (row["status_ukm"] == "UKM")
        assert row["nama_ppk"] in (None, "C***** P**")
        assert row["nip_ppk"] in (None, "***************000")
        assert row["username_ppk"] in (None, "*********000")
    aspects = [
        len({row[f"spp_aspek_{name}"] for name in ("ekonomi", "sosial", "lingkungan")}) == 1
        for row in whole(kode)
    ]
    assert 0.86 < np.mean(aspects) < 0.96


@pytest.mark.parametrize("kode", KLPD)
def test_places_name_their_package(kode: str) -> None:
    unknown = 0
    for row in whole(kode):
        places = msgspec.json.decode(row["detail_lokasi"])
        names = ["kbp_id", "pkt_id", "prp_id", "kbp_nama", "prp_nama", "detil_lokasi"]
        assert [list(place) for place in places] == [names] * len(places)
        if places[0]["pkt_id"] is None:
            unknown += 1
        else:
            assert {place["pkt_id"] for place in places} == {row["kd_rup"]}
            assert places[0]["kbp_nama"].endswith((" (Kab.)", " (Kota)"))
    assert 0.01 < unknown / len(whole(kode)) < 0.05


def test_methods_amounts_and_repeats_are_in_the_measured_shares() -> None:
    for kode, metode, share, mean in (
        ("D301", "E-Purchasing", 0.73, 6.9),
        ("D304", "Pengadaan Langsung", 0.70, 6.85),
        ("L31", "Pengadaan Langsung", 0.76, 7.0),
    ):
        found = announced(kode)
        methods = Counter(row["metode_pengadaan"] for row in found)
        assert methods[metode] / len(found) == pytest.approx(share, abs=0.04)
        assert np.log10([row["pagu"] for row in found]).mean() == pytest.approx(mean, abs=0.2)
        same = Counter((row["kd_satker"], row["nama_paket"], row["pagu"]) for row in found)
        assert 0.04 < 1 - len(same) / len(found) < 0.12
        units = Counter(row["kd_satker"] for row in found)
        assert 0.2 < sum(n for _, n in units.most_common(5)) / len(found) < 0.65


@pytest.mark.parametrize("kode", KLPD)
def test_units_are_named_as_master_satker_names_them(kode: str) -> None:
    made = further("master-satker", kode)
    names = dict(zip(made["kd_satker"], made["nama_satker"], strict=True))
    running = columns_of("paket-penyedia-terumumkan", kode, 2026)
    assert running is not None
    units = set(zip(running["kd_satker"], running["nama_satker"], strict=True))
    assert {names[code] for code, _ in units} == {name for _, name in units}


def test_some_names_of_units_are_missing_in_places_that_are_known() -> None:
    missing = [row["nama_satker"] is None for row in announced("D353")]
    assert 0.005 < np.mean(missing) < 0.04
    assert not [row for row in announced("D304") if row["nama_satker"] is None]
