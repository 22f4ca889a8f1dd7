from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.charts.lineage_layout import Node, lineage_layout

CODES = st.integers(0, 12).map(lambda n: ("SWAKELOLA", f"{n:02d}"))
EDGES = st.lists(st.tuples(CODES, CODES).filter(lambda e: e[0] != e[1]), max_size=24)


def node(code: str) -> Node:
    return ("SWAKELOLA", code)


def edges(*pairs: str) -> list[tuple[Node, Node]]:
    return [(node(pair[0]), node(pair[1])) for pair in pairs]


def longest(every: list[tuple[Node, Node]], end: Node) -> int:
    return max((longest(every, parent) + 1 for parent, child in every if child == end), default=0)


@given(st.lists(CODES, min_size=1), EDGES)
def test_every_code_has_one_row_of_its_own(
    alone: list[Node], links: list[tuple[Node, Node]]
) -> None:
    placed = lineage_layout(alone, links)
    assert set(placed) == {*alone, *(end for link in links for end in link)}
    assert sorted(place.row for place in placed.values()) == list(range(len(placed)))


@given(st.lists(CODES, min_size=1), EDGES)
def test_a_code_stands_below_its_parent_and_to_its_right(
    alone: list[Node], links: list[tuple[Node, Node]]
) -> None:
    placed = lineage_layout(alone, links)
    for code, place in placed.items():
        if place.parent is None:
            continue
        assert (place.parent, code) in links
        above = placed[place.parent]
        assert above.row < place.row
        assert above.depth < place.depth


@given(EDGES)
def test_the_generation_is_the_longest_path_from_a_root(links: list[tuple[Node, Node]]) -> None:
    forward = [(a, b) for a, b in links if a < b]
    placed = lineage_layout([], forward)
    assert {code: place.depth for code, place in placed.items()} == {
        code: longest(forward, code) for code in placed
    }


def test_a_split_keeps_the_order_of_its_parts() -> None:
    placed = lineage_layout([], edges("ab", "ad", "ac", "ce"))
    assert [code for _, code in placed] == ["a", "b", "d", "c", "e"]
    assert [place.depth for place in placed.values()] == [0, 1, 1, 1, 2]


def test_a_code_with_two_parents_is_placed_once_under_the_first() -> None:
    placed = lineage_layout([], edges("ab", "ac", "bd", "cd"))
    assert placed[node("d")].parent == node("b")
    assert [code for _, code in placed] == ["a", "b", "d", "c"]


def test_a_cycle_is_entered_at_its_smallest_code_and_ends() -> None:
    placed = lineage_layout([], edges("cb", "ba", "ac"))
    assert [code for _, code in placed] == ["a", "c", "b"]
    assert [place.depth for place in placed.values()] == [0, 1, 2]


def test_a_long_chain_does_not_exhaust_the_stack() -> None:
    chain = [(node(f"{i:05d}"), node(f"{i + 1:05d}")) for i in range(5000)]
    assert lineage_layout([], chain)[node("05000")].depth == 5000
