"""The limiter of a host, on a clock that only sleeping moves."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import SourceUnavailable, Stopped
from services.upstream.connection.limiter import (
    CHECK_EVERY,
    FAILURES,
    OPEN_FOR,
    REPORT_FROM,
    WINDOWS,
    Limiter,
    Queue,
)
from tests.sampling import examples
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


@settings(max_examples=examples(50), deadline=None)
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


def test_a_wait_of_five_seconds_is_reported_before_it_begins() -> None:
    clock = Clock(now=0.0)
    reported: list[tuple[Queue, int]] = []
    limiter = Limiter(
        windows=((60.0, 3), (3600.0, 4)),
        clock=clock,
        sleep=clock.sleep,
        report=lambda queue: reported.append((queue, len(clock.slept))),
    )
    for _ in range(5):
        limiter.enter()
    assert reported == [
        (Queue(seconds=60.0, most=3, within=60.0), 0),
        (Queue(seconds=3540.0, most=4, within=3600.0), 1),
    ]
    assert clock.slept == [60.0, 3540.0]
    limiter.pause(300)
    limiter.enter()
    assert reported[2:] == [(Queue(seconds=300.0), 2)]


def test_a_short_wait_is_not_reported() -> None:
    clock = Clock(now=0.0)
    reported: list[Queue] = []
    limiter = Limiter(windows=(), clock=clock, sleep=clock.sleep, report=reported.append)
    limiter.pause(REPORT_FROM - 0.1)
    queue = limiter.queue()
    assert queue is not None
    assert not queue.long
    limiter.enter()
    assert reported == []
    assert limiter.queue() is None


def test_a_wait_is_reported_once_for_all_threads_and_again_when_it_grows() -> None:
    clock = Clock(now=0.0)
    reported: list[float] = []

    def gives_up(seconds: float) -> None:
        raise Stopped("tidak ditunggu siapa pun lagi")

    limiter = Limiter(
        windows=(), clock=clock, sleep=gives_up, report=lambda queue: reported.append(queue.seconds)
    )
    limiter.pause(100)
    for _ in range(16):
        with pytest.raises(Stopped):
            limiter.enter()
    assert reported == [100.0]
    limiter.pause(300)
    with pytest.raises(Stopped):
        limiter.enter()
    assert reported == [100.0, 300.0]


def test_a_stopped_pass_does_not_wait_for_a_rate_limit() -> None:
    clock = Clock(now=0.0)
    limiter = Limiter(windows=(), clock=clock, sleep=clock.sleep)
    limiter.pause(300)

    def check() -> None:
        if clock.now >= 10:
            raise Stopped("tidak ditunggu siapa pun lagi")

    with pytest.raises(Stopped):
        limiter.wait(check)
    assert clock.now <= 10 + CHECK_EVERY
    clock.now = 300.0
    limiter.wait(check)
    assert clock.now == 300.0
