"""The array functions alone: sizes and shapes that rows of a few codes do not reach."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.analysis.revisions.codes import NONE, dense, encode, few
from services.analysis.revisions.forest import climb, grow, longest_paths, merge
from services.analysis.revisions.revisi import rows as typed
from tests.analysis.strategies import kaji_ulang
from tests.analysis.strategies_kaji_ulang import row
from tests.oracle import forest as oracle
from tests.sampling import examples

MANY = settings(max_examples=examples(400), deadline=None)
SOME = settings(max_examples=examples(100), deadline=None)
edges_of_twelve = st.lists(st.tuples(st.integers(-1, 11), st.integers(-1, 11)), max_size=14) | (
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=10)
)
texts = st.lists(
    st.text("0123456789", min_size=1, max_size=20) | st.text("aé0-", min_size=1) | st.none(),
    max_size=20,
)


def arrays(edges: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.array(edges, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


@MANY
@given(edges_of_twelve)
@example([(0, 1), (0, 2), (2, 0), (2, 1)])
def test_a_forest_is_what_walking_finds(edges: list[tuple[int, int]]) -> None:
    forest = grow(12, *arrays(edges))
    walked = oracle.grow([*((name(old), name(new)) for old, new in edges), *lone()])
    for node in range(12):
        code = name(node) or ""
        family = walked.family[code]
        assert name(forest.akar[node]) == family.root
        depth = None if forest.kedalaman[node] == NONE else forest.kedalaman[node]
        assert depth == family.depth[code]
        assert forest.anak[node] == len(walked.children[code])
        assert forest.tidak_wajar[node] == family.odd


def lone() -> list[tuple[str | None, None]]:
    """Return every code, joined to none."""
    return [(name(node), None) for node in range(12)]


def name(node: int) -> str | None:
    return None if node == NONE else f"{node:02d}"


@SOME
@given(edges_of_twelve)
def test_climbing_is_walking(edges: list[tuple[int, int]]) -> None:
    parent = np.arange(12)
    for old, new in edges:
        if NONE < old < new:
            parent[new] = old
    root, depth = climb(parent)
    for node in range(12):
        steps, here = 0, node
        while parent[here] != here:
            steps, here = steps + 1, parent[here]
        assert (root[node], depth[node]) == (here, steps)


@pytest.mark.parametrize("size", [1, 2, 1023, 1024, 1025, 100_000])
def test_a_chain_of_any_length_has_its_depth(size: int) -> None:
    up = np.arange(size - 1)
    forest = grow(size, up, up + 1)
    assert forest.akar.tolist() == [0] * size
    assert forest.kedalaman.tolist() == list(range(size))
    assert not forest.tidak_wajar.any()


@pytest.mark.parametrize("size", [2, 3, 1024, 99_999])
def test_a_ring_of_any_length_is_one_odd_family(size: int) -> None:
    ring = np.arange(size)
    forest = grow(size + 1, ring, (ring + 1) % size)
    assert forest.akar.tolist() == [0] * size + [size]
    assert forest.kedalaman.tolist() == [NONE] * size + [0]
    assert forest.tidak_wajar.tolist() == [True] * size + [False]


def test_a_long_odd_chain_has_its_longest_path() -> None:
    size = 50_000
    up = np.arange(size - 1)
    forest = grow(size, np.append(up, 0), np.append(up + 1, size - 1))
    assert forest.kedalaman.tolist() == list(range(size))
    assert forest.tidak_wajar.all()
    assert forest.anak[0] == 2


def test_odd_families_leave_the_others_alone() -> None:
    forest = grow(8, *arrays([(0, 2), (1, 2), (3, 4), (4, 5), (6, 7), (7, 6)]))
    assert forest.akar.tolist() == [0, 0, 0, 3, 3, 3, 6, 6]
    assert forest.kedalaman.tolist() == [0, 0, 1, 0, 1, 2, NONE, NONE]
    assert forest.tidak_wajar.tolist() == [True] * 3 + [False] * 3 + [True] * 2


@pytest.mark.parametrize("seed", range(5))
def test_merging_random_links_ends_with_the_smallest_labels(seed: int) -> None:
    random = np.random.default_rng(seed)
    one, other = random.integers(0, 2_000, (2, 1_500))
    label = merge(2_000, one, other)
    assert np.array_equal(label[one], label[other])
    assert (label <= np.arange(2_000)).all()
    assert np.array_equal(label[label], label)


@pytest.mark.parametrize("flip", [1, -1])
def test_the_longest_of_several_paths_is_the_depth(flip: int) -> None:
    edges = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4), (1, 4)][::flip]
    assert grow(5, *arrays(edges)).kedalaman.tolist() == [0, 1, 2, 3, 4]


def test_a_code_above_a_cycle_has_no_depth_either() -> None:
    assert grow(3, *arrays([(0, 1), (1, 2), (2, 1)])).kedalaman.tolist() == [NONE] * 3


def test_a_second_parent_told_twice_has_one_child_more_only() -> None:
    forest = grow(3, *arrays([(0, 2), (1, 2), (0, 2), (1, 2), (0, 2)]))
    assert forest.anak.tolist() == [1, 1, 0]


def test_longest_paths_leave_out_what_hangs_from_a_cycle() -> None:
    old, new = arrays([(0, 1), (1, 2), (0, 2), (3, 4), (4, 3), (4, 5)])
    assert longest_paths(old, new, np.ones(6, np.int64)) == {0: 0, 1: 1, 2: 2}
    assert longest_paths(old, new, np.array([1, 1, 9, 1, 1, 1])) == {0: 0, 1: 1, 2: 9}


@SOME
@given(st.lists(st.integers(-5, 5)) | st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_dense_numbers_follow_the_order_of_values(values: list[int]) -> None:
    ids, first = dense(np.array(values, np.int64))
    kinds = sorted(set(values))
    assert ids.tolist() == [kinds.index(value) for value in values]
    assert [values[place] for place in first] == kinds


@SOME
@given(texts)
def test_few_texts_are_numbered_in_order(words: list[str | None]) -> None:
    ids, known = few(pl.Series(words, dtype=pl.String))
    assert known.to_list() == sorted({word for word in words if word is not None})
    assert [None if at == NONE else known[int(at)] for at in ids] == words


@SOME
@given(texts)
def test_codes_are_numbered_as_their_text_sorts(words: list[str | None]) -> None:
    frame = typed(kaji_ulang([row(kd_rup_lama=word, kd_rup_baru=None) for word in words]))
    codes = encode(frame.collect())
    known = sorted({word for word in words if word is not None})
    assert codes.frame()["kd_rup"].to_list() == known
    assert codes.lama.tolist() == [NONE if word is None else known.index(word) for word in words]


def test_long_codes_beside_short_ones_stay_in_text_order() -> None:
    words = ["0" * 16 + "9", "0" * 15 + "1", "1", "10", "1" + "0" * 16, "9" * 17, "9" * 16]
    frame = typed(kaji_ulang([row(kd_rup_lama=word, kd_rup_baru=None) for word in words]))
    assert encode(frame.collect()).frame()["kd_rup"].to_list() == sorted(words)


@pytest.mark.parametrize("length", [1, 8, 16, 17, 18])
def test_codes_of_many_groups_are_numbered_group_by_group(length: int) -> None:
    names = [letter * length for letter in "1290"]
    klpd = [f"K{number}" for number in range(12)]
    rows = [row(kd_klpd=k, kd_rup_lama=n, kd_rup_baru=None) for n in names for k in klpd]
    codes = encode(typed(kaji_ulang(rows)).collect())
    expected = [(k, n) for k in sorted(klpd) for n in sorted(names)]
    assert codes.frame().select("kd_klpd", "kd_rup").rows() == expected
    assert [expected[at] for at in codes.lama] == [(r["kd_klpd"], r["kd_rup_lama"]) for r in rows]
    assert codes.frame(codes.lama)["kd_rup"].to_list() == [r["kd_rup_lama"] for r in rows]
