"""Workers on several hosts share a harvest; whoever is killed, the lake is whole and equal."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import redis

from services.store.backends.bucket import Bucket
from services.store.locking.leases import LEASE
from tests.commands.running import Ran, ended
from tests.scale.hosts import Server, Store
from tests.scale.source import Source, source
from tests.scale.test_lease import Clock
from tests.scale.workers import PARTITIONS, Rows, Site, one_machine, same
from tests.waiting import until

LOUD = (1, 3)
"""Exit codes of a harvest of which something could not be brought in."""


@pytest.fixture(scope="module")
def upstream() -> Iterator[Source]:
    with source() as here:
        yield here


@pytest.fixture(scope="module")
def want(upstream: Source, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    found = one_machine(tmp_path_factory.mktemp("satu-mesin"), upstream.settings)
    assert len(found) == PARTITIONS
    return found


@pytest.fixture
def site(
    tmp_path: Path,
    shared: Mapping[str, str],
    upstream: Source,
    want: Rows,
    server: redis.Redis,
    bucket: Bucket,
) -> Iterator[Site]:
    """Return hosts over a fresh prefix, when nothing is asked of the source yet."""
    del want, server, bucket  # harvested before counting; locks are free, keys are in place
    upstream.anew()
    here = Site(tmp_path, shared, upstream.settings)
    yield here
    upstream.hold = 0
    here.stop()


def well(ran: Ran) -> None:
    assert (ran.code, "Traceback" in ran.err) == (0, False), ran.err


def test_three_workers_read_each_partition_once_and_the_lake_is_that_of_one_machine(
    site: Site, upstream: Source, want: Rows
) -> None:
    before = upstream.asked
    upstream.hold = before + 1
    workers = [site.start() for _ in range(3)]
    until(lambda: upstream.asked >= before + 5, within=60)  # two from each of at most two, one more
    upstream.hold = 0
    ran = [ended(worker) for worker in workers]
    for one in ran:
        well(one)
    assert set(upstream.passes.values()) == {1}
    assert len(upstream.passes) == PARTITIONS
    assert site.passes() == {1}
    assert same(site.rows(), want)
    read = [int(line.split(" bagian: ")[1].split()[0]) for one in ran for line in one.lines
            if " bagian: " in line]  # fmt: skip
    assert sum(read) == PARTITIONS
    assert min(read) > 0
    well(site.run())
    assert upstream.passes.total() == PARTITIONS


def test_a_killed_workers_partitions_are_taken_over(
    site: Site, upstream: Source, want: Rows, server: redis.Redis
) -> None:
    first = site.start()
    with upstream.held(5):
        first.kill()
    assert ended(first).code == -signal.SIGKILL
    held = list(server.scan_iter("lensa:kunci:*"))
    assert held
    other = site.start()
    until(lambda: len(site.rows()) >= PARTITIONS - len(held), within=60)
    Clock(server).sleep(LEASE)
    well(ended(other))
    assert same(site.rows(), want)
    assert upstream.passes.total() <= PARTITIONS + len(held)


def test_a_paused_worker_that_lost_its_lease_publishes_nothing_over_anothers(
    site: Site, upstream: Source, want: Rows, server: redis.Redis
) -> None:
    paused = site.start()
    with upstream.held(5):
        paused.send_signal(signal.SIGSTOP)
    Clock(server).sleep(LEASE)
    well(site.run())
    assert same(site.rows(), want)
    paused.send_signal(signal.SIGCONT)
    well(ended(paused))
    assert site.passes() == {1}
    assert same(site.rows(), want)


@pytest.mark.parametrize("struck", ["redis", "s3"])
def test_locks_or_store_killed_in_the_middle_and_back(
    site: Site, upstream: Source, want: Rows, struck: str, s3: Store, redis_server: Server
) -> None:
    there = {"redis": redis_server, "s3": s3}[struck]
    workers = [site.start(), site.start()]
    try:
        with upstream.held(6):
            there.kill()
        codes = [ended(worker) for worker in workers]
    finally:
        there.back()
    for ran in codes:
        assert ran.code in LOUD, ran.err
        assert "Traceback" not in ran.err
        assert "tidak menjawab" in ran.err or "hilang" in ran.err
    half = site.rows()
    assert {key: want[key] for key in half}.keys() == half.keys()
    assert all(half[key].equals(want[key]) for key in half)
    well(site.run())
    assert same(site.rows(), want)
    assert site.passes() == {1}


def test_a_harvest_outlives_a_short_absence(
    site: Site, upstream: Source, want: Rows, redis_server: Server
) -> None:
    worker = site.start()
    with upstream.held(4):
        redis_server.back()
    ran = ended(worker)
    well(ran)
    assert same(site.rows(), want)
    assert site.passes() == {1}


def test_a_store_that_asks_a_third_of_all_calls_to_slow_down_costs_time_alone(
    site: Site, upstream: Source, want: Rows, s3: Store
) -> None:
    before = s3.counted()["503"]
    s3.busy(3)
    try:
        well(site.run())
    finally:
        s3.busy(0)
    assert s3.counted()["503"] - before > PARTITIONS
    assert set(upstream.passes.values()) == {1}
    assert same(site.rows(), want)


def test_without_shared_locks_status_and_doctor_say_for_how_many_hosts(site: Site) -> None:
    site.shared = {k: v for k, v in site.shared.items() if k != "LENSA_LOCK"}
    for command in ("status", "doctor"):
        ran = ended(site.start_command(command))
        assert "tanpa LENSA_LOCK" in ran.out + ran.err
        assert "Traceback" not in ran.err


def test_doctor_tries_bucket_and_locks(site: Site, redis_server: Server) -> None:
    ran = ended(site.start_command("doctor"))
    assert "ember: dapat dibaca dan ditulis bersyarat" in ran.out
    assert "kunci: LENSA_LOCK menjawab" in ran.out
    assert ran.code == 0, ran.out
    redis_server.kill()
    try:
        ran = ended(site.start_command("doctor"))
    finally:
        redis_server.start()
    assert ran.code == 1
    assert "RUSAK  kunci: kunci bersama (LENSA_LOCK) tidak menjawab [operator]" in ran.out
