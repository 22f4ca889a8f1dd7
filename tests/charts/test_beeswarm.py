from __future__ import annotations

from itertools import combinations
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.charts.geography.plane import Box, crosses, overlap
from services.charts.plots import beeswarm
from services.charts.plots.beeswarm import RADIUS, Caption, Strip, Value, strip
from services.charts.text_size import text_width

NUMBERS = st.just(0.0) | st.floats(1e-3, 5e6)
WIDTHS = (736.0, 320.0)


def values(*numbers: float, own: tuple[int, ...] = ()) -> list[Value]:
    return [
        Value(
            code=f"52{at:02d}", name=f"Kabupaten {at}", value=v, text=f"Rp {v:.0f}", own=at in own
        )
        for at, v in enumerate(numbers)
    ]


def made(of: list[Value], width: float = WIDTHS[0], *, whole: bool = False) -> Strip:
    return strip(
        of, width=width, print_value=lambda v: f"{v:g}", median_words="median", whole=whole
    )


def box(caption: Caption, width: float) -> Box:
    words = f"{caption.text} {caption.value}".strip()
    wide = text_width(words, beeswarm.TEXT, bold=bool(caption.value))
    left = caption.x * width - {"start": 0, "middle": wide / 2, "end": wide}[caption.anchor]
    return left, caption.y - 7, left + wide, caption.y + 7


@given(st.lists(NUMBERS, min_size=1, max_size=40), st.sampled_from(WIDTHS))
def test_every_value_has_a_dot_and_no_dot_hides_another(numbers: list[float], width: float) -> None:
    of = values(*numbers)
    shown = made(of, width)
    assert sorted(dot.code for dot in shown.dots) == [one.code for one in of]
    for one, other in combinations(shown.dots, 2):
        apart = ((one.x - other.x) * width) ** 2 + (one.y - other.y) ** 2
        assert apart >= (2 * RADIUS) ** 2
    assert all(RADIUS <= dot.y <= shown.axis - RADIUS for dot in shown.dots)


@given(st.lists(NUMBERS, min_size=2, max_size=40))
def test_the_axis_begins_at_zero_and_is_even(numbers: list[float]) -> None:
    of = values(*numbers)
    shown = made(of)
    by_code = {dot.code: dot.x for dot in shown.dots}
    start, end = shown.ends
    assert shown.ticks[0].x == pytest.approx(start)
    assert shown.ticks[-1].x == pytest.approx(end)
    top = float(shown.ticks[-1].text)
    for one in of:
        assert by_code[one.code] == pytest.approx(start + (end - start) * one.value / top, abs=1e-3)


@given(
    st.lists(NUMBERS, min_size=1, max_size=40),
    st.sampled_from(WIDTHS),
    st.sets(st.integers(0, 2), max_size=2),
)
def test_names_lie_on_no_dot_and_no_name(numbers: list[float], width: float, own: set[int]) -> None:
    shown = made(values(*numbers, own=tuple(own)), width)
    boxes = [box(caption, width) for caption in shown.captions]
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
    dots = [
        (d.x * width - RADIUS, d.y - RADIUS, d.x * width + RADIUS, d.y + RADIUS) for d in shown.dots
    ]
    assert not any(overlap(one, dot) for one in boxes for dot in dots)
    assert all(left >= 0 and right <= width for left, _, right, _ in boxes)


def test_a_leader_crosses_no_other_name() -> None:
    shown = made(values(0.61e6, 0.655e6, 1.01e6, 1.07e6, 4.6e6, own=(0, 2)))
    for caption in shown.captions:
        if caption.leader:
            (x1, y1), (x2, y2) = caption.leader
            line = ((x1 * WIDTHS[0], y1), (x2 * WIDTHS[0], y2))
            others = (box(one, WIDTHS[0]) for one in shown.captions if one is not caption)
            assert not any(crosses(line, other) for other in others)


def test_own_places_are_named_with_their_value_however_crowded() -> None:
    for width in WIDTHS:
        shown = made(values(*(1e6 + 1e4 * at for at in range(35)), own=(17,)), width)
        (own,) = [caption for caption in shown.captions if caption.code == "5217"]
        assert own.value == "Rp 1170000"


def test_others_are_named_without_value_the_ends_first() -> None:
    shown = made(values(1e6, 2e6, 3e6, 5e6))
    assert {caption.code: caption.value for caption in shown.captions} == dict.fromkeys(
        ("5200", "5201", "5202", "5203"), ""
    )
    bare = strip(
        values(1e6, 5e6), width=320, print_value=str, median_words="median", all_names=False
    )
    assert bare.captions == ()


@given(st.lists(NUMBERS, min_size=3, max_size=12))
def test_the_median_is_marked_and_named_where_it_is_a_places_own(numbers: list[float]) -> None:
    of = values(*numbers)
    shown = made(of)
    assert shown.median
    assert shown.median.text == f"median {median(numbers):g}"
    equal = [one.name for one in of if one.value == median(numbers)]
    assert shown.at == (equal[0] if equal else "")


def test_two_values_have_no_median() -> None:
    assert made(values(1.0, 2.0)).median is None


def test_counts_have_no_ticks_between_them() -> None:
    assert [tick.text for tick in made(values(1.0, 2.0), whole=True).ticks] == ["0", "1", "2"]
    assert len(made(values(1.0, 2.0)).ticks) > 3


def test_zeros_alone_stand_at_the_start() -> None:
    shown = made(values(0.0, 0.0, 0.0))
    assert {round(dot.x, 4) for dot in shown.dots} == {round(shown.ends[0], 4)}
    assert len({dot.y for dot in shown.dots}) == 3
