from __future__ import annotations

import pytest

from services.charts.geography.plane import Box, Line, crosses, distance, meet, overlap

UNIT = (0.0, 0.0, 2.0, 2.0)


@pytest.mark.parametrize(
    ("other", "expected"),
    [((1, 1, 3, 3), True), ((2, 0, 3, 2), False), ((0.5, 0.5, 1, 1), True), ((5, 5, 6, 6), False)],
)
def test_boxes_that_only_touch_do_not_overlap(other: Box, expected: bool) -> None:
    assert overlap(UNIT, other) is overlap(other, UNIT) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (((-1, 1), (3, 1)), True),
        (((1, 1), (1.5, 1.5)), True),
        (((-1, 3), (3, 3)), False),
        (((3, -1), (3, 3)), False),
        (((-1, 1.5), (1.5, 4)), False),
    ],
)
def test_a_line_crosses_a_box_it_enters_or_lies_in(line: Line, expected: bool) -> None:
    assert crosses(line, UNIT) is expected


def test_lines_meet_where_they_cross() -> None:
    assert meet(((0, 0), (2, 2)), ((0, 2), (2, 0)))
    assert not meet(((0, 0), (2, 2)), ((0, 1), (1, 2)))


@pytest.mark.parametrize(
    ("point", "expected"), [((1, 1), 1), ((-3, 4), 5), ((5, 4), 5), ((1, 0), 0)]
)
def test_a_distance_is_to_the_nearest_point_between_the_ends(
    point: tuple[float, float], expected: float
) -> None:
    assert distance(((0, 0), (2, 0)), point) == pytest.approx(expected)


def test_a_line_without_length_is_a_point() -> None:
    assert distance(((1, 1), (1, 1)), (4, 5)) == pytest.approx(5)
