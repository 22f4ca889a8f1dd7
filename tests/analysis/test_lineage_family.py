from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.analysis.revisions.lineage import jejak, pohon, tindakan
from tests.analysis.strategies import Row, Rows, frames, kaji_ulang
from tests.analysis.strategies_kaji_ulang import START, histories, row
from tests.oracle.acts import order
from tests.oracle.basics import groups, ordered
from tests.oracle.forest import Forest
from tests.oracle.same import data_of
from tests.oracle.states import History
from tests.sampling import examples

SOME = settings(max_examples=examples(60), deadline=None)
CODES = st.sampled_from(("1", "2", "10", "100", "103", "B", "é", "000000000000000001", "", "404"))


@SOME
@given(histories, CODES)
def test_the_tree_has_the_codes_and_steps_of_the_family(rows: Rows, code: str) -> None:
    tree = pohon(kaji_ulang(rows), code)
    data = data_of(frames(kaji_ulang=rows))
    nodes, edges = [], []
    for part in groups(data.kaji_ulang, "kd_klpd", "jenis_paket").values():
        history = History(part)
        [forest] = history.forests.values()
        if code in forest.family:
            nodes += [node(history, forest, code, one) for one in forest.family[code].codes]
            edges += [edge(part, *pair) for pair in pairs(forest, code)]
    place = ("kd_klpd", "jenis_paket")
    assert tree.nodes.collect().to_dicts() == ordered(nodes, *place, "kd_rup")
    assert tree.edges.collect().to_dicts() == ordered(edges, *place, "kd_rup_lama", "kd_rup_baru")


def node(history: History, forest: Forest, asked: str, code: str) -> Row:
    """Return a code of the tree, by the states over all its years."""
    mine = [row for row in history.rows if code in (row["kd_rup_lama"], row["kd_rup_baru"])]
    family, state = forest.family[code], history.state((mine[0]["jenis_paket"], code))
    side = "turunan" if code in forest.below(asked) else "kerabat"
    if side == "kerabat" and code in forest.above(asked):
        side = "leluhur"
    return {
        "tahun": max(row["tahun"] for row in mine),
        "kd_klpd": mine[0]["kd_klpd"],
        "jenis_paket": mine[0]["jenis_paket"],
        "kd_rup": code,
        "kd_satker": history.satker((mine[0]["jenis_paket"], code)),
        "keadaan": state.keadaan,
        "asal": state.asal,
        "sejak": state.sejak,
        "seri": state.seri,
        "akar": family.root,
        "kedalaman": family.depth[code],
        "anak": len(forest.children[code]),
        "tidak_wajar": family.odd,
        "arah": "diri" if code == asked else side,
    }


def pairs(forest: Forest, code: str) -> list[tuple[str, str]]:
    family = forest.family[code].codes
    return [(old, new) for old in family for new in forest.children[old]]


def edge(rows: Rows, old: str, new: str) -> Row:
    """Return the latest step between two codes, and how many there are."""
    steps = [row for row in rows if (row["kd_rup_lama"], row["kd_rup_baru"]) == (old, new)]
    last = max(steps, key=lambda row: (*order(row)[:3], row["jenis_revisi"] or "", row["tahun"]))
    columns = ("tahun", "kd_klpd", "jenis_paket", "kd_rup_lama", "kd_rup_baru", "jenis_revisi")
    return {name: last[name] for name in (*columns, "tgl_kaji_ulang")} | {"revisi": len(steps)}


def trail(rows: Rows, code: str) -> list[tuple[str, str, str]]:
    table = jejak(kaji_ulang(rows), code).collect()
    return table.select("kd_rup_lama", "kd_rup_baru", "arah").rows()


FAMILY = [
    row(kd_rup_lama="1", kd_rup_baru="2", jenis_revisi="SATUKEBANYAK"),
    row(kd_rup_lama="1", kd_rup_baru="3", jenis_revisi="SATUKEBANYAK"),
    row(kd_rup_lama="2", kd_rup_baru="4", tgl_kaji_ulang=START.replace(hour=10)),
    row(kd_rup_lama="3", kd_rup_baru="5", tgl_kaji_ulang=START.replace(hour=11)),
    row(kd_rup_lama="4", kd_rup_baru="4", jenis_revisi="PEMBATALAN", tgl_kaji_ulang=None),
    row(kd_rup_lama="7", kd_rup_baru="8"),
]


def test_the_whole_family_is_listed_by_its_relation_and_siblings_are_no_ancestors() -> None:
    assert trail(FAMILY, "2") == [
        ("1", "2", "leluhur"),
        ("1", "3", "leluhur"),
        ("2", "4", "diri"),
        ("3", "5", "kerabat"),
        ("4", "4", "turunan"),
    ]
    assert [side for *_, side in trail(FAMILY, "5")] == [
        *("leluhur", "leluhur", "kerabat", "leluhur", "kerabat")
    ]
    assert [side for *_, side in trail(FAMILY, "1")] == ["diri", "diri", *["turunan"] * 3]


def test_a_family_is_followed_over_years_but_not_over_klpd() -> None:
    rows = [
        row(tahun=2025),
        row(tahun=2026, kd_rup_lama="2", kd_rup_baru="3"),
        row(tahun=2026, kd_rup_lama="3", kd_rup_baru="4", kd_klpd="K10"),
    ]
    table = jejak(kaji_ulang(rows), "1").collect()
    assert table.select("tahun", "kd_rup_baru").rows() == [(2025, "2"), (2026, "3")]


def test_the_same_number_in_both_jenis_paket_lists_both() -> None:
    rows = [row(), row(jenis_paket="SWAKELOLA", kd_rup_baru="9")]
    table = jejak(kaji_ulang(rows), "1").collect()
    assert table.select("jenis_paket", "kd_rup_baru").rows() == [
        ("PENYEDIA", "2"),
        ("SWAKELOLA", "9"),
    ]
    assert pohon(kaji_ulang(rows), "1").nodes.collect()["kd_rup"].to_list() == ["1", "2", "1", "9"]


def test_a_cycle_ends() -> None:
    rows = [row(kd_rup_lama=old, kd_rup_baru=new) for old, new in ("12", "23", "31")]
    assert [side for *_, side in trail(rows, "2")] == ["turunan", "diri", "turunan"]
    nodes = pohon(kaji_ulang(rows), "2").nodes.collect()
    assert nodes["tidak_wajar"].to_list() == [True] * 3
    assert nodes["kedalaman"].to_list() == [None] * 3


def test_kinds_are_told_as_served() -> None:
    table = jejak(kaji_ulang([row(jenis_revisi="GABUNG")]), "2").collect()
    assert table["jenis_revisi"].to_list() == ["GABUNG"]


def test_an_unknown_code_has_no_trail() -> None:
    assert trail(FAMILY, "404") == []
    assert trail([*FAMILY, row(kd_rup_baru="")], "") == []
    assert pohon(kaji_ulang(FAMILY), "404").edges.collect().height == 0


def test_states_in_the_tree_are_those_over_all_years() -> None:
    rows = [
        row(jenis_revisi="PEMBATALAN", kd_rup_baru="1"),
        row(
            jenis_revisi="PENGAKTIFAN",
            kd_rup_baru="1",
            tahun=2026,
            tgl_kaji_ulang=START.replace(hour=12),
        ),
    ]
    node = pohon(kaji_ulang(rows), "1").nodes.collect().row(0, named=True)
    assert (node["tahun"], node["keadaan"], node["asal"]) == (2026, "aktif", "diaktifkan")


def acts(rows: Rows, code: str) -> list[tuple[object, ...]]:
    table = tindakan(kaji_ulang(rows), code).collect()
    return table.select("kd_rup_lama", "jenis_revisi", "kd_rup_baru", "alasan", "baris").rows()


def test_acts_of_a_family_have_their_codes_reasons_and_rows_oldest_first() -> None:
    rows = [
        row(jenis_revisi="SATUKEBANYAK", kd_rup_baru=code, alasan_kajiulang=why)
        for code, why in (("2", "a"), ("3", "b"), ("4", "a"))
    ]
    before = START.replace(hour=1)
    cancelled = row(
        jenis_revisi="PEMBATALAN", kd_rup_baru="1", alasan_kajiulang=None, tgl_kaji_ulang=before
    )
    undated = row(kd_rup_lama="4", kd_rup_baru="4", jenis_revisi="GABUNG", tgl_kaji_ulang=None)
    others = row(kd_rup_lama="7", kd_rup_baru="8")
    assert acts([*rows, cancelled, undated, others], "3") == [
        ("1", "PEMBATALAN", [], [], 1),
        ("1", "SATUKEBANYAK", ["2", "3", "4"], ["a", "b"], 3),
        ("4", "lainnya", [], ["revisi"], 1),
    ]
    assert acts(rows, "404") == []


@SOME
@given(histories, CODES)
def test_the_acts_of_a_family_hold_the_rows_of_its_trail(rows: Rows, code: str) -> None:
    history = kaji_ulang(rows)
    trail, found = jejak(history, code).collect(), tindakan(history, code).collect()
    assert found["baris"].sum() == trail.height
    made = trail.filter(trail["kd_rup_lama"].ne_missing(trail["kd_rup_baru"]))["kd_rup_baru"]
    assert set(found["kd_rup_baru"].explode().drop_nulls()) == set(made.drop_nulls())
