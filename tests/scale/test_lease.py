"""Leases: one holder at a time whatever happens to clocks, and a fence that only grows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.errors import ConfigurationMissing, StoreUnavailable
from services.lock_holder import LockHolder
from services.store.locking.leases import LEASE, Lease, Leases, opened
from services.store.locking.locks import Busy
from tests.sampling import examples
from tests.scale.hosts import Server

OWNERS = 3
HOLDER = """
import sys
from services.store.locking.leases import opened
from tests.sampling import examples
with opened(sys.argv[1]).hold("satu", patience=5):
    print("dipegang", flush=True)
    sys.stdin.readline()
"""


class Clock:
    """A clock of owners and server that only the test moves."""

    def __init__(self, server: redis.Redis) -> None:
        self.server = server
        self.now = 1000.0

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time go by: on the server, everything that lives for a time gets older."""
        self.now += seconds
        for key in self.server.scan_iter("lensa:kunci:*"):
            left = self.server.pttl(key) - int(seconds * 1000)
            if left > 0:
                self.server.pexpire(key, left)
            else:
                self.server.delete(key)


@pytest.fixture
def clock(server: redis.Redis) -> Clock:
    return Clock(server)


@pytest.fixture
def leases(server: redis.Redis, clock: Clock) -> Leases:
    return Leases(server=server, clock=clock.read, sleep=clock.sleep)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["ambil", "perbarui", "lepas", "periksa"]), st.integers(0, 2)),
        st.tuples(st.just("tunggu"), st.sampled_from([1, 4, 5, 9, 13, 14, 16, 60])),
    ),
    max_size=30,
)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_two_owners_never_hold_at_once_and_the_fence_only_grows(
    server: redis.Redis, leases: Leases, clock: Clock, steps: list[tuple[str, int]]
) -> None:
    server.delete(leases.lease("satu").key)
    owners, fences = [leases.lease("satu") for _ in range(OWNERS)], list[int]()
    for step, number in steps:
        match step:
            case "ambil" if not owners[number].held and owners[number].take():
                fences.append(owners[number].fence)
            case "perbarui":
                owners[number].renew()
            case "lepas":
                owners[number].free()
                owners[number] = leases.lease("satu")
            case "periksa":
                _checked(owners[number])
            case "tunggu":
                clock.sleep(number)
        holding = [one for one in owners if one.held]
        assert len(holding) <= 1
        assert all(one.fence == fences[-1] for one in holding)
    assert fences == sorted(set(fences))


def _checked(lease: Lease) -> None:
    before = lease.held
    try:
        lease.check()
    except StoreUnavailable:
        assert not lease.held
    else:
        assert lease.held
        assert before or lease.clock() >= lease.until - LEASE


def test_the_fence_grows_over_a_server_that_lost_its_memory(
    server: redis.Redis, leases: Leases
) -> None:
    with leases.hold("satu", patience=0) as first:
        before = first.fence
    server.flushall()
    with leases.hold("satu", patience=0) as second:
        assert second.fence > before > 0


def test_one_name_is_held_once_others_do_not_wait_for_it(leases: Leases, clock: Clock) -> None:
    began = clock.now
    with leases.hold("satu", patience=0) as held, leases.hold("dua", patience=0):
        with pytest.raises(Busy, match="belum selesai"), leases.hold("satu", patience=3):
            raise AssertionError
        held.check()
        assert 3 <= clock.now - began < 3.5
    with leases.hold("satu", patience=0):
        pass


def test_who_lost_its_lease_is_told_and_frees_nobody_elses(leases: Leases, clock: Clock) -> None:
    paused = leases.lease("satu")
    assert paused.take()
    clock.sleep(LEASE + 1)
    with leases.hold("satu", patience=0) as later:
        with pytest.raises(StoreUnavailable, match="hilang"):
            paused.check()
        paused.free()
        later.check()
        assert later.fence > paused.fence


def test_a_lease_lives_on_while_its_holder_does(server: redis.Redis) -> None:
    short = Leases(server=server, seconds=0.6)
    with short.hold("satu", patience=0) as held:
        began = time.monotonic()
        threading.Event().wait(1.5)
        held.check()
        with pytest.raises(Busy), short.hold("satu", patience=0):
            raise AssertionError
    assert time.monotonic() - began > 2 * short.seconds


def test_a_killed_holder_frees_after_its_lease(redis_server: Server, server: redis.Redis) -> None:
    address = f"redis://127.0.0.1:{redis_server.port}/0"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "dipegang\n"
        leases = opened(address)
        with pytest.raises(Busy), leases.hold("satu", patience=0):
            raise AssertionError
        process.send_signal(signal.SIGKILL)
    (key,) = server.scan_iter("lensa:kunci:*")
    assert 0 < server.pttl(key) <= LEASE * 1000
    Clock(server).sleep(LEASE)
    with leases.hold("satu", patience=0):
        pass
    leases.close()


def test_a_server_that_is_away_is_said_and_a_running_lease_still_counts(
    redis_server: Server, server: redis.Redis
) -> None:
    now = [0.0]
    leases = Leases(server=server, clock=lambda: now[0])
    lease = leases.lease("satu")
    assert lease.take()
    redis_server.kill()
    try:
        lease.check()
        now[0] += LEASE
        with pytest.raises(StoreUnavailable, match="LENSA_LOCK"):
            lease.check()
        with pytest.raises(StoreUnavailable, match="tidak menjawab"):
            leases.answer()
    finally:
        redis_server.start()
    leases.answer()


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationMissing, match=r"LENSA_LOCK.*lensa-rup\[scale\]"):
        opened("redis://127.0.0.1/0")


def test_whoever_waits_for_a_lease_hears_for_whom_and_that_it_ends_by_itself(
    leases: Leases, clock: Clock
) -> None:
    heard: list[LockHolder] = []
    other = leases.lease("satu")
    assert other.take()
    began = clock.now
    with leases.hold(
        "satu", patience=60, label="program-master D304 2026", waiting=heard.append
    ) as hold:
        assert hold.fence > other.fence
    (waiting,) = heard
    assert clock.now - began == pytest.approx(LEASE, abs=1)
    assert waiting.holder == f"proses {os.getpid()}"
    assert waiting.expires
    assert str(waiting).startswith("program-master D304 2026: menunggu proses ")
    assert "lepas sendiri" in str(waiting)
