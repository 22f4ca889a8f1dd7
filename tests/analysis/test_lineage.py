from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.analysis.revisions.lineage import hutan, keadaan, pembatalan, silsilah
from tests.analysis.strategies import Rows, kaji_ulang, swakelola
from tests.analysis.strategies_kaji_ulang import at, chain, lawful, nasty, row, states
from tests.oracle.basics import groups
from tests.sampling import examples

SOME = settings(max_examples=examples(50), deadline=None)


def families(rows: Rows) -> Rows:
    return silsilah(kaji_ulang(rows)).collect().to_dicts()


@SOME
@given(nasty(), st.booleans())
def test_both_tables_at_once_are_the_tables_apart(rows: Rows, filtered: bool) -> None:
    history, listing = kaji_ulang(rows), swakelola([])
    both = hutan(history, listing)
    apart = [keadaan(history, listing), silsilah(history)]
    together = [both.keadaan, both.silsilah]
    if filtered:
        apart, together = ([t.filter(akar="1") for t in side] for side in (apart, together))
    found = pl.collect_all(together)
    assert all(a.equals(b.collect()) for a, b in zip(found, apart, strict=True))


def test_both_tables_at_once_read_the_rows_once() -> None:
    both = hutan(kaji_ulang(chain("PEMBATALAN")), swakelola([]))
    plan = pl.explain_all([both.keadaan, both.silsilah])
    assert plan.count("OPAQUE_PYTHON") == 2, "one step for the codes, one for the families"


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
    parts = groups(rows, "tahun", "kd_klpd")
    assert families(rows) == [tree for key in sorted(parts) for tree in families(parts[key])]


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
    assert (tree["akar"], tree["jumlah_kode"], tree["kedalaman"]) == ("4", 5, 2)
    assert (tree["tidak_wajar"], tree["cabang_terbesar"]) == (True, 2)


@pytest.mark.parametrize(
    ("codes", "root"),
    [
        (("10", "9", "100"), "9"),
        (("B", "9", "A"), "9"),
        (("B", "A", "C"), "A"),
        (("10", "010", "11"), "010"),
        (("0", "000", "1"), "0"),
        (("9" * 30, "1" + "0" * 30, "5" * 31), "9" * 30),
    ],
)
def test_the_smallest_code_is_so_as_a_number_then_as_text(
    codes: tuple[str, str, str], root: str
) -> None:
    first, second, child = codes
    (tree,) = families([row(kd_rup_lama=old, kd_rup_baru=child) for old in (first, second)])
    assert tree["akar"] == root


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
