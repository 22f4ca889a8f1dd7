"""Where the marks of a timeline stand, against plain Python over the rows of the history."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.analysis.revisions.lineage import pohon, tindakan
from services.charts.timeline import Family, Timeline, family_of, layout, shortened
from services.charts.timeline.family import MADE, Node, depth_first
from services.charts.timeline.layout import (
    CANCELLED,
    END,
    GAP,
    GROUP,
    INSET,
    LIVES,
    MOST_SHIFT,
    PAST,
)
from tests.analysis.strategies import Rows, kaji_ulang
from tests.analysis.strategies_kaji_ulang import START, chain, lawful, nasty, row
from tests.oracle.forest import Forest
from tests.sampling import examples

SOME = settings(max_examples=examples(80), deadline=None)
END_ROOM = 40.0
WIDTHS = st.sampled_from((180.0, 242.0, 505.0, 900.0))
CLOSE = 1e-6


def of_rows(rows: Rows, code: str, made: dict[Node, datetime] | None = None) -> Family:
    history = kaji_ulang(rows)
    acts, nodes = tindakan(history, code).collect(), pohon(history, code).nodes.collect()
    return family_of(acts, nodes, code, made)


def drawn(family: Family, width: float = 900) -> Timeline:
    return layout(family, tuple(family.parents), width, end=END_ROOM)


def node(code: str) -> Node:
    return ("D1", "PENYEDIA", code)


def marks(timeline: Timeline, code: str) -> list[tuple[float, str]]:
    """Return x and shape of the marks of a code's lane."""
    (lane,) = (lane for lane in timeline.lanes if lane.node[2] == code)
    return [(mark.x, mark.shape) for mark in lane.marks]


def lines(timeline: Timeline, code: str) -> list[str]:
    (lane,) = (lane for lane in timeline.lanes if lane.node[2] == code)
    return [style for *_, style in lane.lines]


def places(family: Family, timeline: Timeline) -> dict[int, float]:
    """Return where each event is drawn."""
    found: dict[int, float] = {}
    for lane in timeline.lanes:
        for mark in lane.marks:
            for at in mark.events:
                assert at not in found, "an event is drawn once"
                found[at] = mark.x
    assert len(found) == len(family.events)
    return found


def oracle_family(rows: Rows, code: str) -> tuple[set[str], dict[str, str]]:
    """Return the codes of a lawful family and the parent of each, straight from the rows."""
    steps = [(r["kd_rup_lama"], r["kd_rup_baru"]) for r in rows]
    edges = [(old, new) for old, new in steps if old != new]
    forest = Forest({code for step in steps for code in step}, edges)
    codes = forest.family[code].codes
    return codes, {new: old for old, new in edges if new in codes}


@SOME
@given(lawful(), st.data(), WIDTHS)
def test_a_child_starts_under_the_mark_of_the_act_that_made_it(
    rows: Rows, data: st.DataObject, width: float
) -> None:
    assume(rows)
    code = data.draw(st.sampled_from(sorted({r["kd_rup_lama"] for r in rows})))
    family = of_rows(rows, code)
    timeline = drawn(family, width)
    codes, parents = oracle_family(rows, code)
    order = [lane.node[2] for lane in timeline.lanes]
    assert sorted(order) == sorted(codes)
    where = places(family, timeline)
    for child, parent in parents.items():
        assert order.index(parent) < order.index(child), "below its parent"
        made_at = min(r["tgl_kaji_ulang"] for r in rows if r["kd_rup_baru"] == child != parent)
        acts = {
            where[at]
            for at in family.lanes[node(parent)]
            if family.events[at].kind != MADE and child in family.events[at].codes
        }
        assert acts == {marks(timeline, child)[0][0]}
        (begin,) = (at for at in family.lanes[node(child)] if family.events[at].kind == MADE)
        assert family.events[begin].time is not None
        assert family.events[begin].time <= made_at


@SOME
@given(lawful(), st.data(), WIDTHS)
def test_dates_run_to_the_right_and_are_moved_by_two_marks_at_most(
    rows: Rows, data: st.DataObject, width: float
) -> None:
    assume(rows)
    code = data.draw(st.sampled_from(sorted({r["kd_rup_lama"] for r in rows})))
    family = of_rows(rows, code)
    timeline = drawn(family, width)
    codes, _ = oracle_family(rows, code)
    times = [r["tgl_kaji_ulang"] for r in rows if r["kd_rup_lama"] in codes]
    first, last = min(times), max(times)
    if last - first < timedelta(days=30):
        first = first.replace(day=1, hour=0, minute=0)
    last = max(last, first + timedelta(days=1))
    right = width - INSET - END_ROOM - MOST_SHIFT
    for lane in timeline.lanes:
        dates = [family.events[at].time for mark in lane.marks for at in mark.events]
        assert dates == sorted(dates)  # type: ignore[type-var]
        for before, after in pairwise(lane.marks):
            assert after.x - before.x >= GAP - CLOSE
        for mark in lane.marks:
            own = family.events[mark.events[0]].time
            assert own is not None
            place = INSET + (own - first) / (last - first) * (right - INSET)
            assert place - GAP - 0.1 <= mark.x <= place + MOST_SHIFT + 0.1
            assert mark.x <= width - INSET - END_ROOM + CLOSE


@SOME
@given(lawful(), st.data())
def test_every_act_of_the_history_is_drawn_with_its_date_and_code(
    rows: Rows, data: st.DataObject
) -> None:
    assume(rows)
    code = data.draw(st.sampled_from(sorted({r["kd_rup_lama"] for r in rows})))
    family = of_rows(rows, code)
    timeline = drawn(family)
    codes, _ = oracle_family(rows, code)
    shown = {
        (lane.node[2], family.events[at].kind, family.events[at].time)
        for lane in timeline.lanes
        for mark in lane.marks
        for at in mark.events
        if family.events[at].kind != MADE
    }
    listed = {
        (r["kd_rup_lama"], r["jenis_revisi"], r["tgl_kaji_ulang"])
        for r in rows
        if r["kd_rup_lama"] in codes
    }
    assert shown == listed
    ends = {end[2] for end in family.ends}
    assert ends == {code for code in codes if family.state(node(code)) in ("aktif", "batal")}


@SOME
@given(nasty(), st.sampled_from(("1", "2", "10", "B", "é", "404")), WIDTHS)
def test_rows_that_break_every_rule_are_drawn_in_order_all_the_same(
    rows: Rows, code: str, width: float
) -> None:
    family = of_rows(rows, code)
    timeline = drawn(family, width)
    where = places(family, timeline)
    assert len({lane.node for lane in timeline.lanes}) == len(timeline.lanes)
    for lane in timeline.lanes:
        for before, after in pairwise(lane.marks):
            assert after.x - before.x >= GAP - CLOSE
        dates = [family.events[at].time for mark in lane.marks for at in mark.events]
        known = [date for date in dates if date]
        assert known == sorted(known)
    for child, maker in family.makers.items():
        assert where[family.begins[child]] == where[maker]
    rows_of = {node: row for row, node in enumerate(family.parents)}
    assert all(
        parent is None or rows_of[parent] < rows_of[n] for n, parent in family.parents.items()
    )
    assert all(0 <= link.top <= link.bottom < len(timeline.lanes) for link in timeline.links)


def days(*after: int) -> tuple[int, ...]:
    return tuple(24 * day for day in after)


def test_marks_too_close_are_shifted_and_what_is_left_is_one_mark_of_several_acts() -> None:
    kinds = ["PEMBATALAN", "PENGAKTIFAN"] * 3
    rows = chain(*kinds, hours=(0, 1, 2, 3, 4, 24 * 200))
    timeline = drawn(of_rows(rows, "1"))
    first, *_ = marks(timeline, "1")
    assert marks(timeline, "1")[:3] == [
        (first[0], "PEMBATALAN"),
        (pytest.approx(first[0] + GAP, abs=0.2), "PENGAKTIFAN"),
        (pytest.approx(first[0] + 2 * GAP, abs=0.2), GROUP),
    ]
    assert [len(mark.events) for mark in timeline.lanes[0].marks] == [1, 1, 3, 1]


def test_an_act_right_after_the_making_of_its_code_takes_its_place() -> None:
    rows = [
        *chain("SATUKESATU", "PEMBATALAN", hours=days(0, 200)),
        row(kd_rup_lama="2", kd_rup_baru="3", tgl_kaji_ulang=START + timedelta(hours=2)),
    ]
    timeline = drawn(of_rows(rows, "1"))
    ((one, shape), *_) = marks(timeline, "1")
    assert (shape, marks(timeline, "2")) == ("SATUKESATU", [(one, "SATUKESATU")])
    assert marks(timeline, "3") == [(one, MADE)]


def test_lines_say_what_lives_what_is_cancelled_and_what_is_an_end() -> None:
    rows = [
        *chain("PEMBATALAN", "PENGAKTIFAN", "SATUKESATU", hours=days(0, 30, 60)),
        row(
            jenis_revisi="PEMBATALAN",
            kd_rup_lama="4",
            kd_rup_baru="4",
            tgl_kaji_ulang=START + timedelta(days=90),
        ),
    ]
    timeline = drawn(of_rows(rows, "1"))
    assert lines(timeline, "1") == [LIVES, CANCELLED, LIVES]
    assert lines(timeline, "4") == [LIVES, CANCELLED], "cancelled to the end"
    split = [
        row(jenis_revisi="SATUKEBANYAK", kd_rup_baru=code, tgl_kaji_ulang=START + timedelta(days=d))
        for code, d in (("2", 0), ("3", 0), ("4", 60))
    ]
    later = drawn(of_rows(split, "1"))
    assert lines(later, "4") == [END]
    assert lines(later, "2") == [PAST], "dropped by the parent's later act"


def test_a_date_of_the_list_begins_a_first_code_but_none_after_its_first_act() -> None:
    rows = chain("PEMBATALAN", "PENGAKTIFAN", hours=days(60, 120))
    before = {node("1"): START}
    assert marks(drawn(of_rows(rows, "1", before)), "1")[0] == (INSET, MADE)
    after = {node("1"): START + timedelta(days=90)}
    assert marks(drawn(of_rows(rows, "1", after)), "1")[0] == (INSET, "PEMBATALAN")
    made = chain("SATUKESATU")
    assert len(of_rows(made, "1", {node("2"): START}).events) == 2, "an act made it already"


def test_an_act_without_a_date_stands_where_its_lane_begins() -> None:
    rows = [
        *chain("SATUKESATU", "PEMBATALAN", hours=days(0, 100)),
        row(jenis_revisi="PEMBATALAN", kd_rup_lama="2", kd_rup_baru="2", tgl_kaji_ulang=None),
    ]
    timeline = drawn(of_rows(rows, "1"))
    assert marks(timeline, "2") == [(INSET, "PEMBATALAN")]


def test_a_second_parent_is_a_dotted_link_and_a_cycle_ends() -> None:
    rows = [row(), row(kd_rup_lama="5", tgl_kaji_ulang=START + timedelta(days=80))]
    timeline = drawn(of_rows(rows, "1"))
    assert [(link.top, link.bottom, link.dotted) for link in timeline.links] == [
        (0, 1, False),
        (1, 2, True),
    ]
    circle = [row(kd_rup_lama=old, kd_rup_baru=new) for old, new in ("12", "23", "31")]
    family = of_rows(circle, "2")
    assert (family.deepest, [n[2] for n in family.parents]) == (None, ["1", "2", "3"])
    assert [link.dotted for link in drawn(family).links] == [False, False, True]


def test_both_kinds_of_package_with_one_number_are_lanes_of_their_own() -> None:
    family = of_rows([row(), row(jenis_paket="SWAKELOLA", kd_rup_baru="9")], "1")
    assert [n[1:] for n in family.parents] == [
        ("PENYEDIA", "1"),
        ("PENYEDIA", "2"),
        ("SWAKELOLA", "1"),
        ("SWAKELOLA", "9"),
    ]


def split_of(count: int) -> Rows:
    return [
        row(jenis_revisi="SATUKEBANYAK", kd_rup_lama="1", kd_rup_baru=str(100 + at))
        for at in range(count)
    ]


def test_of_a_large_family_the_line_of_the_asked_code_is_drawn() -> None:
    below = [row(kd_rup_lama="120", kd_rup_baru="900", tgl_kaji_ulang=START + timedelta(days=9))]
    family = of_rows([*split_of(60), *below], "120")
    nodes, rest = shortened(family, 40)
    assert ([n[2] for n in nodes], rest) == (["1", "120", "900"], 59)
    assert shortened(family, 62) == (tuple(family.parents), 0)
    of_root, left = shortened(of_rows(split_of(60), "1"), 40)
    assert (len(of_root), left, of_root[0][2]) == (40, 21, "1")


def test_the_axis_has_the_first_days_of_months_as_far_as_there_is_room() -> None:
    year = drawn(of_rows(chain("PEMBATALAN", "PENGAKTIFAN", hours=days(0, 300)), "1"))
    assert [month.month for _, month in year.months] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    narrow = drawn(of_rows(chain("PEMBATALAN", "PENGAKTIFAN", hours=days(0, 300)), "1"), 300)
    assert [month.month for _, month in narrow.months] == [1, 4, 7, 10]
    day = drawn(of_rows(chain("PEMBATALAN"), "1"))
    assert [(month.month, month.day) for _, month in day.months] == [(12, 1)]
    ages = [
        row(jenis_revisi="PEMBATALAN", kd_rup_baru="1", tgl_kaji_ulang=datetime(year, 12, 31))
        for year in (1, 9999)
    ]
    assert 2 <= len(drawn(of_rows(ages, "1")).months) <= 20


def test_nothing_known_is_nothing_drawn() -> None:
    family = of_rows(chain("PEMBATALAN"), "404")
    assert (family.parents, drawn(family).lanes, family.deepest) == ({}, (), 0)


CODES = st.integers(0, 12).map(lambda n: node(f"{n:02d}"))
EDGES = st.lists(st.tuples(CODES, CODES).filter(lambda e: e[0] != e[1]), max_size=24)


def edges(*pairs: str) -> list[tuple[Node, Node]]:
    return [(node(pair[0]), node(pair[1])) for pair in pairs]


@given(st.lists(CODES, min_size=1), EDGES)
def test_every_code_has_one_place_below_its_parent(
    alone: list[Node], links: list[tuple[Node, Node]]
) -> None:
    parents = depth_first(alone, links)
    assert set(parents) == {*alone, *(end for link in links for end in link)}
    order = list(parents)
    for code, parent in parents.items():
        if parent is not None:
            assert (parent, code) in links
            assert order.index(parent) < order.index(code)


def test_a_split_keeps_the_order_of_its_parts() -> None:
    assert [n[2] for n in depth_first([], edges("ab", "ad", "ac", "ce"))] == list("abdce")


def test_a_code_with_two_parents_is_placed_once_under_the_first() -> None:
    parents = depth_first([], edges("ab", "ac", "bd", "cd"))
    assert parents[node("d")] == node("b")
    assert [n[2] for n in parents] == list("abdc")


def test_a_cycle_is_entered_at_its_smallest_code_and_ends() -> None:
    assert [n[2] for n in depth_first([], edges("cb", "ba", "ac"))] == list("acb")


def test_a_long_chain_does_not_exhaust_the_stack() -> None:
    steps = [(node(f"{i:05d}"), node(f"{i + 1:05d}")) for i in range(5000)]
    assert len(depth_first([], steps)) == 5001


def test_the_parts_of_a_split_written_minutes_apart_are_one_mark() -> None:
    rows = [
        row(
            jenis_revisi="SATUKEBANYAK",
            kd_rup_baru=str(at),
            tgl_kaji_ulang=START + timedelta(minutes=3 * at),
        )
        for at in range(2, 6)
    ]
    family = of_rows(rows, "1")
    (act,) = family.acts
    assert family.events[act].codes == ("2", "3", "4", "5")
    assert len(marks(drawn(family), "1")) == 1
