"""Progress is read from decodable cursors and unknown for others."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.upstream.walk.progress import Countdown, Progress, cursor_fraction


def cursor(body: str) -> str:
    return base64.b64encode(body.encode()).decode()


@pytest.mark.parametrize(
    ("number", "fraction"),
    [
        (-(2**63), 0.0),
        (-(2**62), 0.25),
        (0, 0.5),
        (2**62, 0.75),
        (2**63 - 1, 1.0),
        (2**64, 1.0),
        (-(2**64), 0.0),
    ],
)
def test_the_fraction_is_the_place_in_the_hash_order(number: int, fraction: float) -> None:
    assert cursor_fraction(cursor(f'{{"id":{number}}}')) == pytest.approx(fraction)


def test_an_id_rounded_to_a_float_still_tells() -> None:
    assert cursor_fraction(cursor('{"id":-4.611686018427388e18}')) == pytest.approx(0.25)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%%%",
        "bukan base64",
        "é",
        cursor("11"),
        cursor("[1]"),
        cursor('{"id":"1"}'),
        cursor('{"id":true}'),
        cursor('{"id":null}'),
        cursor('{"nomor":1}'),
        cursor('{"id":1' + "0" * 400 + "}"),
        cursor("[" * 100_000),
        cursor('{"x":' + "[" * 100_000),
    ],
)
def test_any_other_cursor_tells_nothing(text: str) -> None:
    assert cursor_fraction(text) is None


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    found = cursor_fraction(text)
    assert found is None or 0.0 <= found <= 1.0


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_a_later_cursor_is_never_less_far(one: int, other: int) -> None:
    first, second = sorted((one, other))
    early = cursor_fraction(cursor(f'{{"id":{first}}}'))
    late = cursor_fraction(cursor(f'{{"id":{second}}}'))
    assert early is not None
    assert late is not None
    assert early <= late


def test_the_expected_total_is_rows_over_fraction() -> None:
    assert Progress(label="x", rows=250, pages=1, fraction=0.25).expected == 1000
    assert Progress(label="x", rows=250, pages=1).expected is None
    assert Progress(label="x", rows=0, pages=1, fraction=0.0).expected is None


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 600) | st.none()), min_size=1))
def test_the_time_left_never_rises_and_a_late_reading_has_none(
    steps: list[tuple[float, float | None]],
) -> None:
    now, shown = 0.0, float("inf")
    countdown = Countdown(clock=lambda: now)
    for passing, estimate in steps:
        now += passing
        countdown.estimate(estimate)
        assert not (countdown.late and countdown.left is not None)
        if countdown.left is not None:
            assert 0 <= countdown.left <= shown
            shown = countdown.left
