"""The gate of a host, on a clock that only sleeping moves."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import SourceUnavailable
from services.upstream.limiter import FAILURES, OPEN_FOR, WINDOWS, Limiter
from tests.upstream.wire import Clock


def gate(clock: Clock, windows: tuple[tuple[float, int], ...] = ()) -> Limiter:
    return Limiter(windows=windows, clock=clock, sleep=clock.sleep)


def test_the_windows_are_those_of_a_production_configuration() -> None:
    assert WINDOWS == ((60.0, 1000), (3600.0, 5000))


def test_an_open_gate_waits_for_nothing() -> None:
    clock = Clock()
    for _ in range(50):
        gate(clock).enter()
    assert clock.slept == []


def test_a_full_window_waits_until_its_oldest_leaves() -> None:
    clock = Clock(now=0.0)
    limiter = gate(clock, ((60.0, 3),))
    for start in (0.0, 10.0, 20.0):
        clock.now = start
        limiter.enter()
    clock.now = 25.0
    limiter.enter()
    assert clock.slept == [35.0]
    assert clock.now == 60.0
    limiter.enter()
    assert clock.now == 70.0


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.floats(0, 30, allow_nan=False), min_size=1, max_size=60),
    st.integers(1, 5),
    st.integers(5, 12),
)
def test_no_window_is_ever_overfull(gaps: list[float], few: int, many: int) -> None:
    clock = Clock(now=0.0)
    limiter = gate(clock, ((10.0, few), (100.0, many)))
    entered: list[float] = []
    for gap in gaps:
        clock.now += gap
        limiter.enter()
        entered.append(clock.now)
    assert all(early <= late for early, late in pairwise(entered))
    for seconds, most in ((10.0, few), (100.0, many)):
        for oldest, newest in zip(entered, entered[most:], strict=False):
            assert newest - oldest >= seconds - 1e-6


def test_a_pause_holds_everybody_back_and_the_longest_counts() -> None:
    clock = Clock(now=0.0)
    limiter = gate(clock)
    limiter.pause(30.0)
    limiter.pause(5.0)
    limiter.enter()
    limiter.enter()
    assert clock.slept == [30.0]


def test_five_failures_in_a_row_open_the_circuit() -> None:
    limiter = gate(Clock())
    for _ in range(FAILURES - 1):
        limiter.enter()
        limiter.failed()
    limiter.enter()
    limiter.failed()
    with pytest.raises(SourceUnavailable, match="lagi dalam 30 dtk"):
        limiter.enter()


def test_a_success_between_failures_keeps_it_closed() -> None:
    clock = Clock()
    limiter = gate(clock)
    for _ in range(3):
        for _ in range(FAILURES - 1):
            limiter.failed()
        limiter.succeeded()
    limiter.enter()
    assert clock.slept == []


def opened(clock: Clock) -> Limiter:
    limiter = gate(clock)
    for _ in range(FAILURES):
        limiter.failed()
    return limiter


def test_after_thirty_seconds_one_request_may_try() -> None:
    clock = Clock()
    limiter = opened(clock)
    clock.now += OPEN_FOR - 1
    with pytest.raises(SourceUnavailable):
        limiter.enter()
    clock.now += 1
    limiter.enter()
    with pytest.raises(SourceUnavailable):
        limiter.enter()
    limiter.succeeded()
    limiter.enter()
    assert clock.slept == []


def test_a_failed_try_opens_it_again() -> None:
    clock = Clock()
    limiter = opened(clock)
    clock.now += OPEN_FOR
    limiter.enter()
    limiter.failed()
    with pytest.raises(SourceUnavailable):
        limiter.enter()
    clock.now += OPEN_FOR
    limiter.enter()


def test_a_pause_does_not_use_up_the_try() -> None:
    clock = Clock()
    limiter = opened(clock)
    clock.now += OPEN_FOR
    limiter.pause(10.0)
    limiter.enter()
    assert clock.slept == [10.0]
