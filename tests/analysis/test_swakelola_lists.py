"""The rows of the swakelola page's lists, against their tables."""

from __future__ import annotations

from hypothesis import given, settings

from services.analysis.frames import Options
from services.analysis.lists import swakelola_lists
from services.analysis.tables import build
from tests.analysis import strategies
from tests.analysis.strategies import Rows, frames
from tests.sampling import examples

TYPES = ("tipe_1", "tipe_2", "tipe_3", "tipe_4", swakelola_lists.TANPA_TIPE)


def package(kd_rup: str, **values: object) -> dict[str, object]:
    base = {"tahun": 2025, "kd_klpd": "D1", "kd_satker": "10", "kd_rup": kd_rup, "pagu": 5}
    return base | values


def test_statuses_of_a_year_stand_beside_all_its_packages_and_the_share_announced() -> None:
    rows = [package("1", status="Terumumkan"), package("2", status="Draf"), package("3")]
    table = swakelola_lists.statuses(frames(swakelola=rows), Options()).collect()
    assert table.select("status", "jumlah_paket", "semua").rows() == [
        ("(kosong)", 1, 3),
        ("Draf", 1, 3),
        ("Terumumkan", 1, 3),
    ]
    assert table["pangsa_terumumkan"].to_list() == [1 / 3] * 3


def test_a_list_of_announced_packages_alone_has_no_share() -> None:
    rows = [package("1", status="Terumumkan")]
    table = swakelola_lists.statuses(frames(swakelola=rows), Options()).collect()
    assert table["pangsa_terumumkan"].to_list() == [None]


def test_a_satker_narrows_its_statuses_but_not_what_makes_the_share_meaningful() -> None:
    rows = [
        package("1", status="Terumumkan"),
        package("2", status="Draf", kd_satker="20"),
    ]
    table = swakelola_lists.statuses(frames(swakelola=rows), Options(satker="10")).collect()
    assert table.select("status", "semua", "pangsa_terumumkan").rows() == [("Terumumkan", 1, 1.0)]


def test_organisers_are_rows_with_their_packages_by_type() -> None:
    rows = [
        package("1", kd_klpd_penyelenggara="K1", tipe_swakelola=2),
        package("2", kd_klpd_penyelenggara="K1", tipe_swakelola=3),
        package("3", kd_klpd_penyelenggara="K2", tipe_swakelola=None, pagu=None),
    ]
    table = swakelola_lists.organisers(frames(swakelola=rows), Options()).collect()
    assert table.select("kd_klpd_penyelenggara", "jumlah_paket", "pagu", *TYPES).rows() == [
        ("K1", 2, 10, 0, 1, 1, 0, 0),
        ("K2", 1, None, 0, 0, 0, 0, 1),
    ]


@settings(max_examples=examples(15), deadline=None)
@given(strategies.swakelola_rows)
def test_organisers_hold_every_package_of_their_table_once(rows: Rows) -> None:
    data = frames(swakelola=rows)
    table = build("swakelola-penyelenggara", data, Options()).collect()
    wide = swakelola_lists.organisers(data, Options()).collect()
    assert wide["jumlah_paket"].sum() == table["jumlah_paket"].sum()
    assert sum(wide[name].sum() for name in TYPES) == table["jumlah_paket"].sum()
    assert wide["pagu_kosong"].sum() == table["pagu_kosong"].sum()
