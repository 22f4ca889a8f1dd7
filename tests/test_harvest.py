"""Many partitions at once: outcomes in the order asked, errors apart, told in one thread."""

from __future__ import annotations

import threading

import pytest

from services.errors import AccessDenied
from services.harvest import Tally, gather
from services.repository import Repository
from tests.doors import HOUR, START, Doors, programs
from tests.gateway import Gateway, error, program

YEARS = (2021, 2022, 2023, 2024, 2025, 2026)


@pytest.fixture
def gateway() -> Gateway:
    served = Gateway(size=5)
    for year in YEARS:
        rows = (program(number, tahun=year) for number in range(1, year - 2015))
        served.put(*rows, tahun=year)
    return served


@pytest.fixture
def repository(doors: Doors, gateway: Gateway) -> Repository:
    return doors.open(gateway.transport())


def test_outcomes_stand_in_the_order_asked_whichever_ends_first(
    repository: Repository, gateway: Gateway
) -> None:
    last = threading.Event()

    def meddle(number: int) -> None:
        year = gateway.asked[number - 1][1]["tahun"]
        if year == "2026":
            last.set()
        else:
            assert last.wait(30)

    gateway.meddle = meddle
    wanted = [programs(year) for year in YEARS]
    outcomes = gather(repository, wanted)
    assert [outcome.request for outcome in outcomes] == wanted
    rows = [outcome.snapshot.manifest.rows for outcome in outcomes if outcome.snapshot]
    assert rows == [year - 2016 for year in YEARS]


def test_an_error_stands_in_its_own_place_and_spoils_no_other(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.meddle = lambda number: (
        error(403, "Forbidden") if gateway.asked[number - 1][1]["tahun"] == "2023" else None
    )
    outcomes = gather(repository, [programs(year) for year in YEARS], workers=2)
    assert [bool(outcome.snapshot) for outcome in outcomes] == [year != 2023 for year in YEARS]
    failed = outcomes[2].error
    assert isinstance(failed, AccessDenied)
    assert failed.where == "program-master D304 2023"
    assert [outcome.error for outcome in outcomes if outcome.snapshot] == [None] * 5


def test_what_is_told_is_told_in_the_callers_thread_and_ends_at_all(
    repository: Repository,
) -> None:
    told: list[tuple[int, Tally]] = []
    gather(
        repository,
        [programs(year) for year in YEARS],
        tell=lambda tally: told.append((threading.get_ident(), tally)),
    )
    assert {ident for ident, _ in told} == {threading.get_ident()}
    last = told[-1][1]
    assert (last.done, last.all) == (6, 6)
    assert last.rows == sum(year - 2016 for year in YEARS)
    assert last.pages == sum(-(-(year - 2016) // 5) for year in YEARS)
    done = [tally.done for _, tally in told]
    assert done == sorted(done)


def test_nothing_asked_is_nothing_done(repository: Repository) -> None:
    told: list[Tally] = []
    assert gather(repository, [], tell=told.append) == []
    assert told == []


def test_the_same_request_twice_is_read_once(repository: Repository, gateway: Gateway) -> None:
    outcomes = gather(repository, [programs(2026)] * 4)
    rows = [outcome.snapshot.frame.height for outcome in outcomes if outcome.snapshot]
    assert rows == [10] * 4
    assert gateway.passes == 1


def test_as_many_as_there_are_workers_are_read_side_by_side_and_no_more(
    repository: Repository, gateway: Gateway
) -> None:
    lock, inside, most, pair = threading.Lock(), [0], [0], threading.Barrier(2)

    def meddle(number: int) -> None:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        if "cursor" not in gateway.asked[number - 1][1]:
            pair.wait(30)
        with lock:
            inside[0] -= 1

    gateway.meddle = meddle
    gather(repository, [programs(year) for year in YEARS], workers=2)
    assert most == [2]


def test_an_interruption_begins_no_further_read(repository: Repository, gateway: Gateway) -> None:
    def stop(tally: Tally) -> None:
        del tally
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gather(repository, [programs(year) for year in YEARS], workers=1, tell=stop)
    assert gateway.passes < len(YEARS)


def test_refresh_verify_behind_and_instant_reach_every_load(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    wanted = [programs(2025), programs(2026)]
    gather(repository, wanted)
    gather(repository, wanted, refresh=True)
    assert gateway.passes == 4
    verified = gather(repository, wanted, verify=True)
    assert all(o.snapshot and o.snapshot.manifest.verified for o in verified)
    early = gather(repository, wanted, at=START)
    assert all(o.snapshot and o.snapshot.at == START for o in early)
    doors.clock.pass_by(40 * 24 * HOUR)
    served = gather(repository, wanted, behind=True)
    assert [o.snapshot.stale for o in served if o.snapshot] == [True, True]
