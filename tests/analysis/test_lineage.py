from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.analysis.lineage import (
    KEADAAN_COLUMNS,
    SILSILAH_COLUMNS,
    keadaan,
    pembatalan,
    silsilah,
)
from tests.analysis import oracle_kaji_ulang as oracle
from tests.analysis.same import assert_same
from tests.analysis.strategies import Row, Rows, kaji_ulang, swakelola
from tests.analysis.strategies_kaji_ulang import START, histories, lawful, listed, nasty, row

MANY = settings(max_examples=150, deadline=None)
SOME = settings(max_examples=50, deadline=None)


def states(rows: Rows, shown: Rows | None = None) -> dict[str, Row]:
    table = keadaan(kaji_ulang(rows), swakelola(shown or [])).collect()
    return {code["kd_rup"]: code for code in table.to_dicts()}


def families(rows: Rows) -> Rows:
    return silsilah(kaji_ulang(rows)).collect().to_dicts()


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def chain(*kinds: str, code: str = "1", hours: tuple[int, ...] | None = None) -> Rows:
    """Return acts on one code; those that replace make codes 2, 3, ..."""
    return [
        row(
            jenis_revisi=kind,
            kd_rup_lama=code,
            kd_rup_baru=str(number + 2) if kind.startswith("SATU") else code,
            tgl_kaji_ulang=at(hours[number] if hours else number),
        )
        for number, kind in enumerate(kinds)
    ]


@MANY
@given(histories, listed)
def test_states_are_what_the_oracle_says(rows: Rows, shown: Rows) -> None:
    table = keadaan(kaji_ulang(rows), swakelola(shown))
    assert tuple(table.collect_schema()) == KEADAAN_COLUMNS
    assert_same(table, oracle.keadaan(rows, shown))


@MANY
@given(histories)
def test_families_are_what_the_oracle_says(rows: Rows) -> None:
    table = silsilah(kaji_ulang(rows))
    assert tuple(table.collect_schema()) == SILSILAH_COLUMNS
    assert_same(table, oracle.silsilah(rows))


@SOME
@given(nasty())
def test_families_and_states_count_the_same_codes(rows: Rows) -> None:
    found, trees = pl.DataFrame(list(states_by_key(rows))), silsilah(kaji_ulang(rows)).collect()
    assert trees["jumlah_kode"].sum() == found.height
    for word, column in (("batal", "daun_batal"), ("gugur", "gugur")):
        assert trees[column].sum() == sum(code["keadaan"] == word for code in found.to_dicts())


def states_by_key(rows: Rows) -> Rows:
    return keadaan(kaji_ulang(rows), swakelola([])).collect().to_dicts()


@SOME
@given(lawful())
def test_a_lawful_history_has_no_odd_family_and_every_root_is_a_start(rows: Rows) -> None:
    trees = families(rows)
    assert not any(tree["tidak_wajar"] for tree in trees)
    assert {tree["akar"] for tree in trees} <= {"100", "101", "102"}


@SOME
@given(nasty(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: Rows, random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert states_by_key(shuffled) == states_by_key(rows)
    assert families(shuffled) == families(rows)


@SOME
@given(nasty())
def test_partitions_never_mix(rows: Rows) -> None:
    apart = [
        tree for part in oracle.groups(rows, "tahun", "kd_klpd").values() for tree in families(part)
    ]
    assert families(rows) == apart


@SOME
@given(nasty(), st.sampled_from(("1", "10", "B")))
def test_a_filter_or_slice_on_the_result_does_not_cut_families(rows: Rows, code: str) -> None:
    history = kaji_ulang(rows)
    whole = silsilah(history).collect()
    assert silsilah(history).filter(akar=code).collect().equals(whole.filter(akar=code))
    assert silsilah(history).head(1).collect().equals(whole.head(1))
    assert silsilah(history).select("akar").collect().equals(whole.select("akar"))
    every = keadaan(history, swakelola([]))
    for chosen in ({"kd_rup": code}, {"kd_satker": "10"}, {"jenis_paket": "PENYEDIA"}):
        assert every.filter(**chosen).collect().equals(every.collect().filter(**chosen))


@pytest.mark.parametrize(
    ("kinds", "state", "asal", "since"),
    [
        (("PEMBATALAN",), "batal", None, 0),
        (("PEMBATALAN", "PENGAKTIFAN"), "aktif", "diaktifkan", 1),
        (("PEMBATALAN", "PENGAKTIFAN", "PEMBATALAN"), "batal", None, 2),
        (("PEMBATALAN", "PEMBATALAN"), "batal", None, 0),
        (("SATUKESATU", "SATUKEBANYAK"), "diganti", None, 0),
        (("SATUKESATU", "PENGAKTIFAN"), "aktif", "diaktifkan", 1),
        (("PEMBATALAN", "GABUNG"), "batal", None, 0),
    ],
)
def test_the_latest_known_row_decides_and_since_is_the_start_of_its_run(
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
        (("PEMBATALAN", "GABUNG"), "batal", False),
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


def test_an_unknown_act_of_the_parent_drops_nothing() -> None:
    assert states(chain("SATUKESATU", "GABUNG"))["2"]["keadaan"] == "aktif"


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


def test_only_unknown_rows_leave_a_code_active_of_unknown_origin() -> None:
    code = states([row(jenis_revisi="GABUNG", kd_rup_baru="1")])["1"]
    assert (code["keadaan"], code["asal"], code["sejak"]) == ("aktif", None, None)


def test_missing_codes_make_no_code_and_lose_no_row() -> None:
    rows = [row(kd_rup_lama=None), row(kd_rup_lama="3", kd_rup_baru=None), row(kd_rup_baru="")]
    assert sorted(states(rows)) == ["1", "2", "3"]
    assert states(rows)["2"]["asal"] == "baru"
    assert [(tree["akar"], tree["revisi"]) for tree in families(rows)] == [
        ("1", 1),
        ("2", 1),
        ("3", 1),
    ]
    assert families([row(kd_rup_lama=None, kd_rup_baru=None)]) == []


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


def test_a_split_into_fifteen_is_fifteen_edges_of_one_family() -> None:
    rows = [row(jenis_revisi="SATUKEBANYAK", kd_rup_baru=str(part)) for part in range(2, 17)]
    (tree,) = families(rows)
    assert tree["cabang_terbesar"] == tree["daun"] == tree["revisi"] == 15
    assert (tree["jumlah_kode"], tree["kedalaman"], tree["tidak_wajar"]) == (16, 1, False)


def test_a_chain_of_ten_is_ten_deep() -> None:
    rows = [row(kd_rup_lama=str(n), kd_rup_baru=str(n + 1)) for n in range(10)]
    (tree,) = families(rows)
    assert (tree["akar"], tree["kedalaman"], tree["jumlah_kode"], tree["daun"]) == ("0", 10, 11, 1)
    depths = {name: code["kedalaman"] for name, code in states(rows).items()}
    assert depths == {str(n): n for n in range(11)}


def test_a_cancelled_code_is_a_family_of_its_own() -> None:
    (tree,) = families(chain("PEMBATALAN"))
    assert (tree["jumlah_kode"], tree["kedalaman"], tree["daun"], tree["daun_batal"]) == (
        1,
        0,
        1,
        1,
    )


def test_a_code_of_two_parents_makes_one_odd_family_under_the_smallest_code() -> None:
    rows = [
        row(kd_rup_lama=old, kd_rup_baru=new)
        for old, new in (("5", "30"), ("200", "30"), ("30", "4"), ("30", "7"))
    ]
    (tree,) = families(rows)
    assert (tree["akar"], tree["jumlah_kode"], tree["kedalaman"]) == ("200", 5, 2)
    assert (tree["tidak_wajar"], tree["cabang_terbesar"]) == (True, 2)


def test_the_same_edge_twice_is_not_two_parents() -> None:
    (tree,) = families([row(), row(tgl_kaji_ulang=at(1))])
    assert (tree["tidak_wajar"], tree["cabang_terbesar"], tree["revisi"]) == (False, 1, 2)


@pytest.mark.parametrize("length", [2, 3, 4, 7, 8])
def test_a_cycle_is_reported_with_its_tail_and_without_a_depth(length: int) -> None:
    ring = [row(kd_rup_lama=str(n), kd_rup_baru=str((n + 1) % length)) for n in range(length)]
    (tree,) = families([*ring, row(kd_rup_lama="1", kd_rup_baru="99")])
    assert (tree["akar"], tree["kedalaman"], tree["tidak_wajar"]) == ("0", None, True)
    assert (tree["jumlah_kode"], tree["cabang_terbesar"]) == (length + 1, 2)


def test_a_code_replaced_by_itself_is_no_edge() -> None:
    (tree,) = families([row(kd_rup_baru="1")])
    assert (tree["jumlah_kode"], tree["kedalaman"], tree["tidak_wajar"]) == (1, 0, False)
    assert states([row(kd_rup_baru="1")])["1"]["keadaan"] == "diganti"


def test_the_same_number_in_both_jenis_paket_is_two_families() -> None:
    rows = [row(), row(jenis_paket="SWAKELOLA", kd_rup_baru="3")]
    assert [(tree["jenis_paket"], tree["akar"]) for tree in families(rows)] == [
        ("PENYEDIA", "1"),
        ("SWAKELOLA", "1"),
    ]


def test_years_and_klpd_are_kept_apart() -> None:
    rows = [
        row(),
        row(kd_rup_lama="2", kd_rup_baru="3", tahun=2026),
        row(kd_rup_lama="2", kd_rup_baru="4", kd_klpd="K10"),
    ]
    assert [(t["tahun"], t["kd_klpd"], t["akar"], t["jumlah_kode"]) for t in families(rows)] == [
        (2025, "D1", "1", 2),
        (2025, "K10", "2", 2),
        (2026, "D1", "2", 2),
    ]


def test_codes_are_sorted_as_text() -> None:
    rows = chain("PEMBATALAN", code="9") + chain("PEMBATALAN", code="10")
    assert [tree["akar"] for tree in families(rows)] == ["10", "9"]


def test_cancellations_list_each_code_once() -> None:
    rows = [*chain("PEMBATALAN", "PEMBATALAN"), *chain("PEMBATALAN", "PENGAKTIFAN", code="5")]
    table = pembatalan(kaji_ulang(rows)).collect()
    assert table.select("kd_rup", "kd_satker", "batal_bersih").rows() == [
        ("1", "10", True),
        ("5", "10", False),
    ]


def test_no_rows_give_empty_tables() -> None:
    assert states([]) == {}
    assert families([]) == []
    assert pembatalan(kaji_ulang([])).collect().height == 0
