"""Budgets of what visitors have read, on a clock that only the test moves."""

from __future__ import annotations

import ipaddress
import threading
from collections import Counter

import pytest

from services import budgets
from services.budgets import (
    ADDRESS,
    EVERYBODY,
    LOOK_THROUGH,
    OUTSIDE,
    PRESSES,
    PRESSES_OF_ALL,
    SESSION,
    Budgets,
    visitor,
)
from tests.upstream.wire import Clock

OURS = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("192.0.2.7/32"))


def test_the_figures_are_those_that_are_documented() -> None:
    found = [(one.most, one.within) for one in (OUTSIDE, SESSION, ADDRESS, EVERYBODY)]
    assert found == [(10, 3600.0), (60, 60.0), (120, 60.0), (300, 60.0)]
    assert (PRESSES.most, PRESSES_OF_ALL.most, budgets.CHECKS.most) == (6, 30, 3)


def test_a_budget_that_is_used_up_names_itself_and_the_seconds_until_there_is_room() -> None:
    clock = Clock(now=100.0)
    found = Budgets(clock)
    for _ in range(SESSION.most):
        assert found.take([(SESSION, "a")]) is None
        clock.now += 0.5
    wait = found.take([(SESSION, "a")])
    assert wait is not None
    assert (wait.budget, wait.seconds) == (SESSION, 30.0)
    assert found.take([(SESSION, "b")]) is None
    clock.now += 29.9
    assert found.take([(SESSION, "a")]) is not None
    clock.now += 0.1
    assert found.take([(SESSION, "a")]) is None
    assert found.take([(SESSION, "a")]) is not None


def test_what_one_claim_refuses_counts_against_none() -> None:
    clock = Clock(now=0.0)
    found = Budgets(clock)
    for _ in range(OUTSIDE.most):
        assert found.take([(EVERYBODY, ""), (OUTSIDE, "")]) is None
    for _ in range(1000):
        wait = found.take([(EVERYBODY, ""), (OUTSIDE, "")])
        assert wait is not None
        assert wait.budget == OUTSIDE
    assert len(found) == 2 * OUTSIDE.most
    for _ in range(EVERYBODY.most - OUTSIDE.most):
        assert found.take([(EVERYBODY, "")]) is None
    assert found.look([(EVERYBODY, "")]) == found.take([(EVERYBODY, "")])


def test_of_several_that_refuse_the_longest_is_named() -> None:
    clock = Clock(now=0.0)
    found = Budgets(clock)
    for _ in range(OUTSIDE.most):
        found.take([(OUTSIDE, "")])
    for _ in range(SESSION.most):
        found.take([(SESSION, "a")])
    wait = found.take([(SESSION, "a"), (OUTSIDE, "")])
    assert wait is not None
    assert (wait.budget, wait.seconds) == (OUTSIDE, 3600.0)


def test_a_million_sessions_leave_no_more_behind_than_the_minute_allows() -> None:
    clock = Clock(now=0.0)
    found = Budgets(clock)
    most, each_second = 0, 20
    for number in range(20_000):
        found.take([(EVERYBODY, ""), (SESSION, str(number)), (ADDRESS, str(number))])
        clock.now += 1 / each_second
        most = max(most, len(found))
    assert most <= 3 * (EVERYBODY.most + each_second * LOOK_THROUGH)
    clock.now += 60
    found.take([(SESSION, "last")])
    assert len(found) == 1


def test_threads_never_take_more_than_there_is() -> None:
    found = Budgets(Clock(now=0.0))
    granted: Counter[str] = Counter()
    guard = threading.Lock()

    def visit(name: str) -> None:
        mine = sum(found.take([(EVERYBODY, ""), (SESSION, name)]) is None for _ in range(110))
        with guard:
            granted[name] = mine

    threads = [threading.Thread(target=visit, args=(str(n),)) for n in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(granted.values()) == EVERYBODY.most
    assert max(granted.values()) <= SESSION.most


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),
        ("10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "198.51.100.1, 192.0.2.7, 10.9.9.9", "198.51.100.1"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "bukan alamat", "10.1.2.3"),
        ("10.1.2.3", ", ,", "10.1.2.3"),
        ("::ffff:10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::99", "", "2001:db8:1:2::/64"),
        ("", "198.51.100.1", ""),
        ("unix:", "198.51.100.1", ""),
    ],
)
def test_a_visitor_is_who_is_connected_unless_a_proxy_of_ours_says_otherwise(
    peer: str, forwarded: str, address: str
) -> None:
    assert visitor(peer, forwarded, OURS) == address
