from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.charts.geography.classes import Method, classify, spread
from services.charts.palette import CLASSES, palette

NUMBERS = st.one_of(
    st.integers(min_value=-(10**12), max_value=10**15),
    st.floats(min_value=0, max_value=1, allow_nan=False),
)
VALUES = st.lists(st.one_of(st.none(), NUMBERS), max_size=60)
METHODS = st.sampled_from(["quantile", "log", "equal"])


def plain_index(edges: Sequence[float], value: float) -> int:
    index = 0
    for i, edge in enumerate(edges[1:-1], start=1):
        if value >= edge:
            index = i
    return index


@given(VALUES, METHODS)
def test_every_value_is_in_exactly_one_class_and_counted(
    values: list[float | None], method: Method
) -> None:
    classes = classify(values, method)
    known = [value for value in values if value is not None]
    assert sum(classes.counts) == len(known)
    assert classes.missing == len(values) - len(known)
    assert len(classes.counts) <= CLASSES
    assert len(classes.edges) == (len(classes.counts) + 1 if known else 0)
    found = [classes.index(value) for value in known]
    assert found == [plain_index(classes.edges, value) for value in known]
    assert [found.count(i) for i in range(len(classes.counts))] == list(classes.counts)


@given(VALUES, METHODS)
def test_classes_climb_with_the_values(values: list[float | None], method: Method) -> None:
    classes = classify(values, method)
    known = sorted(value for value in values if value is not None)
    indices = [classes.index(value) for value in known]
    assert indices == sorted(indices, key=lambda i: -1 if i is None else i)
    assert list(classes.edges[1:-1]) == sorted(set(classes.edges[1:-1]))


@given(st.lists(NUMBERS, min_size=1, max_size=60))
def test_quantiles_leave_no_class_empty(values: list[float]) -> None:
    assert all(classify(values, "quantile").counts)


def test_quantiles_hold_equally_many() -> None:
    assert classify(range(70)).counts == (10,) * 7
    assert classify(range(70)).edges == (0, 10, 20, 30, 40, 50, 60, 69)


def test_equal_values_are_never_apart() -> None:
    classes = classify([5] * 50 + [9])
    assert classes.counts == (50, 1)
    assert classes.index(5) == 0
    assert classes.index(9) == 1


def test_equal_breaks_are_equally_wide() -> None:
    assert classify([0, 1, 2, 3, 4, 5, 70], "equal").edges == (0, 10, 20, 30, 40, 50, 60, 70)


def test_log_breaks_are_orders_of_magnitude_and_zero_is_low() -> None:
    classes = classify([0, 1, 10, 100, 1000, 10**4, 10**7], "log")
    assert classes.index(0) == 0
    assert classes.index(9.99) == 0
    assert [classes.index(10.001**p) for p in range(1, 7)] == [1, 2, 3, 4, 5, 6]
    assert sum(classes.counts) == 7


def test_log_of_zeros_and_one_more() -> None:
    assert classify([0, 0, 5], "log").counts == (2, 1)
    assert classify([0, 0], "log").counts == (2,)
    assert classify([-3, 0], "log").counts == (2,)


def test_nothing_known_means_no_class() -> None:
    classes = classify([None, None])
    assert (classes.edges, classes.counts, classes.missing) == ((), (), 2)
    assert classes.index(3) is None
    assert classes.labels(str) == ()
    assert classes.colours(palette("light")) == ()


def test_not_a_number_is_missing() -> None:
    classes = classify([1, float("nan"), float("inf")])
    assert classes.missing == 2
    assert classes.index(float("nan")) is None


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([4, 4], ("4",)),
        ([1, 2], ("1", "2")),
        ([1, 2, 3], ("1", "2", "3")),
        (range(70), ("0 – 9", *(f"{i}0 – {i}9" for i in range(1, 7)))),
    ],
)
def test_labels_name_the_lowest_and_the_highest_value(
    values: Sequence[int], labels: tuple[str, ...]
) -> None:
    assert classify(values).labels(str) == labels


@given(VALUES, METHODS)
def test_labels_of_classes_differ_and_there_are_no_more_classes_than_values(
    values: list[float | None], method: Method
) -> None:
    classes = classify(values, method)
    known = [value for value in values if value is not None]
    assert len(classes.counts) <= len(known)
    labels = classes.labels(lambda value: f"{value:.2g}")
    assert [label is None for label in labels] == [count == 0 for count in classes.counts]
    shown = [label for label in labels if label is not None]
    assert len(set(shown)) == len(shown)


def test_a_class_that_prints_like_the_one_below_begins_above_it() -> None:
    labels = classify([1.0, 1.4, 1.41, 2.0], count=2).labels(lambda value: f"{value:.1f}")
    assert labels == ("1.0 – 1.4", "> 1.4 – 2.0")


def test_one_class_of_several_values_names_both_ends() -> None:
    assert classify([1, 3], "equal", count=1).labels(str) == ("1 – 3",)


@pytest.mark.parametrize("count", range(8))
def test_colours_spread_from_end_to_end(count: int) -> None:
    ramp = palette("light").ramp
    shown = spread(ramp, count)
    assert len(shown) == len(set(shown)) == count
    if count > 1:
        assert (shown[0], shown[-1]) == (ramp[0], ramp[-1])
    assert [ramp.index(colour) for colour in shown] == sorted(ramp.index(c) for c in shown)


def test_a_lowest_value_that_fills_its_class_stands_alone() -> None:
    classes = classify([0] * 60 + list(range(1, 61)))
    assert classes.counts == (60, 10, 10, 10, 10, 10, 10)
    assert classes.edges[:3] == (0, 1, 11)
