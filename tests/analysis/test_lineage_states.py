"""The state of each code: who decides, since when, what falls, who owns it, what is announced."""

from __future__ import annotations

import pytest

from tests.analysis.strategies_kaji_ulang import at, chain, row, states


@pytest.mark.parametrize(
    ("kinds", "state", "asal", "since"),
    [
        (("PEMBATALAN",), "batal", None, 0),
        (("PEMBATALAN", "PENGAKTIFAN"), "aktif", "diaktifkan", 1),
        (("PEMBATALAN", "PENGAKTIFAN", "PEMBATALAN"), "batal", None, 2),
        (("PEMBATALAN", "PEMBATALAN"), "batal", None, 0),
        (("SATUKESATU", "SATUKEBANYAK"), "diganti", None, 0),
        (("SATUKESATU", "PENGAKTIFAN"), "aktif", "diaktifkan", 1),
        (("PEMBATALAN", "GABUNG"), "lainnya", None, 1),
        (("GABUNG", "PEMBATALAN"), "batal", None, 1),
        (("GABUNG", "LEBUR"), "lainnya", None, 0),
    ],
)
def test_the_latest_row_of_any_kind_decides_and_since_is_the_start_of_its_run(
    kinds: tuple[str, ...], state: str, asal: str | None, since: int
) -> None:
    code = states(chain(*kinds))["1"]
    assert (code["keadaan"], code["asal"], code["sejak"]) == (state, asal, at(since))
    assert code["seri"] is False


@pytest.mark.parametrize(
    ("kinds", "state", "tie"),
    [
        (("PENGAKTIFAN", "PEMBATALAN"), "aktif", True),
        (("SATUKESATU", "PENGAKTIFAN"), "diganti", True),
        (("SATUKEBANYAK", "SATUKESATU"), "diganti", True),
        (("PEMBATALAN", "PEMBATALAN"), "batal", False),
        (("PEMBATALAN", "GABUNG"), "lainnya", True),
        (("GABUNG", "LEBUR"), "lainnya", False),
    ],
)
def test_equal_times_are_taken_in_the_stated_order_and_marked(
    kinds: tuple[str, ...], state: str, tie: bool
) -> None:
    code = states(chain(*kinds, hours=(0, 0)))["1"]
    assert (code["keadaan"], code["seri"]) == (state, tie)


def test_a_tie_before_the_latest_row_is_no_tie() -> None:
    rows = chain("PEMBATALAN", "PENGAKTIFAN", "PEMBATALAN", hours=(0, 0, 1))
    assert states(rows)["1"]["seri"] is False


def test_a_new_code_is_active_until_its_parent_acts_again() -> None:
    code = states([row()])["2"]
    assert (code["keadaan"], code["asal"], code["sejak"]) == ("aktif", "baru", at(0))


@pytest.mark.parametrize("again", ["SATUKESATU", "SATUKEBANYAK", "PENGAKTIFAN", "PEMBATALAN"])
def test_a_later_act_of_the_parent_drops_the_child(again: str) -> None:
    found = states(chain("SATUKESATU", again))
    child = found["2"]
    assert (child["keadaan"], child["asal"], child["sejak"]) == ("gugur", None, at(1))
    if again.startswith("SATU"):
        assert found["3"]["keadaan"] == "aktif"


def test_a_child_falls_at_the_first_of_the_later_acts() -> None:
    rows = chain("SATUKESATU", "PENGAKTIFAN", "PEMBATALAN", "PENGAKTIFAN")
    assert states(rows)["2"]["sejak"] == at(1)


def test_a_later_act_of_an_unknown_kind_drops_the_child_too() -> None:
    child = states(chain("SATUKESATU", "GABUNG"))["2"]
    assert (child["keadaan"], child["asal"], child["sejak"]) == ("gugur", None, at(1))


def test_the_parts_of_one_split_never_drop_each_other() -> None:
    kinds = ("SATUKEBANYAK",) * 3
    parts = states(chain(*kinds))
    assert [parts[code]["keadaan"] for code in "234"] == ["aktif"] * 3
    assert [parts[code]["sejak"] for code in "234"] == [at(0), at(1), at(2)]
    apart = states(chain(*kinds, hours=(0, 1, 26)))
    assert [apart[code]["keadaan"] for code in "234"] == ["gugur", "gugur", "aktif"]
    assert [apart[code]["sejak"] for code in "234"] == [at(26)] * 3


def test_a_split_at_the_same_instant_drops_what_a_replacement_made() -> None:
    found = states(chain("SATUKESATU", "SATUKEBANYAK", hours=(0, 0)))
    assert (found["2"]["keadaan"], found["3"]["keadaan"]) == ("gugur", "aktif")


def test_two_replacements_at_one_instant_drop_neither_child() -> None:
    found = states(chain("SATUKESATU", "SATUKESATU", hours=(0, 0)))
    assert (found["2"]["keadaan"], found["3"]["keadaan"]) == ("aktif", "aktif")


def test_a_row_without_an_old_code_never_drops_its_child() -> None:
    rows = [*chain("SATUKESATU", "PENGAKTIFAN"), row(kd_rup_lama=None)]
    assert states(rows)["2"]["keadaan"] == "aktif"


def test_a_child_with_rows_of_its_own_is_never_dropped() -> None:
    rows = [*chain("SATUKESATU", "PENGAKTIFAN"), *chain("PEMBATALAN", code="2")]
    assert states(rows)["2"]["keadaan"] == "batal"


def test_a_child_falls_only_when_all_its_parents_have_moved_on() -> None:
    both = [row(kd_rup_lama="1", kd_rup_baru="9"), row(kd_rup_lama="2", kd_rup_baru="9")]
    first = row(kd_rup_lama="1", kd_rup_baru="1", jenis_revisi="PENGAKTIFAN", tgl_kaji_ulang=at(1))
    second = first | {"kd_rup_lama": "2", "kd_rup_baru": "2", "tgl_kaji_ulang": at(2)}
    assert states([*both, first])["9"]["keadaan"] == "aktif"
    code = states([*both, first, second])["9"]
    assert (code["keadaan"], code["sejak"]) == ("gugur", at(2))


def test_made_again_by_the_same_parent_the_child_stands_again() -> None:
    rows = [*chain("SATUKESATU", "PENGAKTIFAN"), row(tgl_kaji_ulang=at(3))]
    code = states(rows)["2"]
    assert (code["keadaan"], code["sejak"]) == ("aktif", at(3))


def test_a_row_without_a_time_comes_before_all_others() -> None:
    rows = chain("PEMBATALAN", "PENGAKTIFAN")
    rows[1]["tgl_kaji_ulang"] = None
    assert states(rows)["1"]["keadaan"] == "batal"
    alone = states([row(tgl_kaji_ulang=None)])
    assert alone["1"] | {"keadaan": "diganti", "sejak": None, "seri": False} == alone["1"]


@pytest.mark.parametrize("kind", ["GABUNG", None])
def test_a_code_of_unknown_rows_alone_is_lainnya_since_the_first_of_them(kind: str | None) -> None:
    code = states([row(jenis_revisi=kind, kd_rup_baru="1")])["1"]
    assert (code["keadaan"], code["asal"], code["sejak"]) == ("lainnya", None, at(0))


def test_a_code_belongs_to_the_satker_of_its_own_rows_else_of_the_row_that_made_it() -> None:
    rows = [
        row(kd_satker="9"),
        row(kd_rup_lama="2", kd_rup_baru="3", kd_satker="100", tgl_kaji_ulang=at(1)),
        row(kd_rup_lama="2", kd_rup_baru="2", kd_satker=None, tgl_kaji_ulang=at(2)),
        row(kd_rup_lama="2", kd_rup_baru="4", kd_satker="11", tgl_kaji_ulang=at(1)),
    ]
    owners = {name: code["kd_satker"] for name, code in states(rows).items()}
    assert owners == {"1": "9", "2": "100", "3": "100", "4": "11"}


def test_announcement_is_told_for_swakelola_codes_only() -> None:
    rows = [
        row(jenis_paket=jenis, kd_rup_lama=code, kd_rup_baru=code, jenis_revisi="PENGAKTIFAN")
        for jenis, codes in (("SWAKELOLA", "12345"), ("PENYEDIA", "6"), (None, "7"))
        for code in codes
    ]
    shown = [
        {"tahun": 2025, "kd_klpd": "D1", "kd_rup": code, "status": status, **more}
        for code, status, more in (
            ("1", "Terumumkan", {}),
            ("2", "Terinisiasi", {}),
            ("3", "Terumumkan", {"status_delete_rup": True}),
            ("4", "Terumumkan", {"status_aktif_rup": False}),
            ("6", "Terumumkan", {}),
        )
    ]
    shown.append(shown[0] | {"tahun": 2026, "kd_rup": "5"})
    words = {name: code["terumumkan"] for name, code in states(rows, shown).items()}
    assert [words[code] for code in "1234567"] == [
        *("ya", "tidak", "tidak", "tidak", "tidak ada di daftar"),
        *("tidak diketahui", "tidak diketahui"),
    ]


@pytest.mark.parametrize("elsewhere", [{"tahun": 2026}, {"kd_klpd": "K10"}])
def test_a_list_without_rows_says_nothing_of_any_code(elsewhere: dict[str, object]) -> None:
    rows = [row(jenis_paket="SWAKELOLA")]
    assert states(rows)["1"]["terumumkan"] == "tidak diketahui"
    other = {"tahun": 2025, "kd_klpd": "D1", "kd_rup": "1", "status": "Terumumkan"} | elsewhere
    assert states(rows, [other])["1"]["terumumkan"] == "tidak diketahui"
    deleted = {"tahun": 2025, "kd_klpd": "D1", "kd_rup": "9", "status_delete_rup": True}
    assert states(rows, [deleted])["1"]["terumumkan"] == "tidak ada di daftar"
