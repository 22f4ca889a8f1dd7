"""Many partitions at once: results in the order of requests, reported in one thread."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import pytest

from services.errors import AccessDenied, SourceUnavailable
from services.harvest import Result, harvest
from services.repository import Repository, Tally, gather
from tests.gateway import Gateway, Reply, down, error, program
from tests.repositories import HOUR, START, Doors, programs

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


def test_progress_is_reported_in_the_callers_thread_up_to_all(
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


def test_no_requests_do_nothing(repository: Repository) -> None:
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
    served = gather(repository, wanted, background=True)
    assert [o.snapshot.stale for o in served if o.snapshot] == [True, True]


def fails_for(gateway: Gateway, *years: int) -> Callable[[int], Reply | None]:
    """Let every question for these years meet a server that is down."""

    def meddle(number: int) -> Reply | None:
        return down(number) if int(gateway.asked[number - 1][1]["tahun"]) in years else None

    return meddle


def test_a_harvest_stores_all_and_holds_no_rows(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    report = harvest(repository, [programs(year) for year in YEARS])
    assert (report.read, report.fresh, len(report.failed), report.undone) == (6, 0, 0, ())
    assert report.rows == sum(year - 2016 for year in YEARS)
    assert report.pages == sum(-(-(year - 2016) // 5) for year in YEARS)
    again = harvest(doors.open(gateway.transport()), [programs(year) for year in YEARS])
    assert (again.read, again.fresh, again.rows, again.pages) == (0, 6, 0, 0)
    assert gateway.passes == 6


def test_the_same_partition_asked_twice_is_one_partition(
    repository: Repository, gateway: Gateway
) -> None:
    report = harvest(repository, [programs(2026)] * 3)
    assert (len(report.results), gateway.passes) == (1, 1)


def test_unanswered_partitions_are_tried_again_after_the_others(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    gateway.meddle = fails_for(gateway, 2023)
    ended: list[Result] = []

    def each(one: Result) -> None:
        ended.append(one)

    def heal(tally: Tally) -> None:
        doors.clock.pass_by(tally.rest)
        if tally.done == len(YEARS):
            gateway.meddle = lambda number: None

    report = harvest(
        repository, [programs(year) for year in YEARS], workers=1, each=each, tell=heal
    )
    assert report.failed == ()
    assert len(report.results) == 6
    assert sorted(int(one.request.values["tahun"]) for one in ended) == list(YEARS)
    assert ended[-1].request == programs(2023)


def test_a_refusal_is_final_and_reported_at_once(repository: Repository, gateway: Gateway) -> None:
    gateway.meddle = lambda number: (
        error(403, "Forbidden") if gateway.asked[number - 1][1]["tahun"] == "2021" else None
    )
    report = harvest(repository, [programs(year) for year in YEARS], workers=1)
    (failed,) = report.failed
    assert isinstance(failed.problem, AccessDenied)
    assert failed.problem.where == "program-master D304 2021"
    assert [sent["tahun"] for _, sent in gateway.asked].count("2021") == 1


def test_a_source_that_never_answers_is_given_up_and_the_rest_is_not_asked(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    gateway.meddle = down
    wanted = [programs(year, f"K{number}") for number in range(1, 9) for year in YEARS]
    told: list[Result] = []
    report = harvest(
        repository,
        wanted,
        workers=1,
        each=told.append,
        tell=lambda tally: doors.clock.pass_by(tally.rest),
    )
    assert report.given_up
    assert report.empty_handed
    assert not report.stopped
    assert 0 < len(report.results) < len(wanted)
    assert len(report.results) + len(report.undone) == len(wanted)
    assert [one.request for one in told] == [one.request for one in report.results]
    assert all(isinstance(one.problem, SourceUnavailable) for one in told)


def test_while_the_circuit_is_open_nothing_is_begun(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    gateway.meddle = lambda number: down(number) if number <= 5 else None
    rests: list[float] = []

    def tell(tally: Tally) -> None:
        rests.append(tally.rest)
        if tally.rest:
            doors.clock.pass_by(10)

    report = harvest(repository, [programs(year) for year in YEARS], workers=1, tell=tell)
    assert report.failed == ()
    assert max(rests) > 20
    assert rests[-1] == 0
    assert gateway.passes == 5 + len(YEARS)


def test_an_older_snapshot_stays_and_says_since_when(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    harvest(repository, [programs(2026)])
    doors.clock.pass_by(7 * HOUR)
    gateway.meddle = down
    report = harvest(repository, [programs(2026)])
    (failed,) = report.failed
    assert not report.empty_handed
    assert not report.damaged
    assert "2026-06-22T10:00:00Z" in str(failed.problem)


def test_a_stop_keeps_the_pages_read_and_the_next_harvest_goes_on(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    stop = threading.Event()

    def meddle(number: int) -> None:
        if number == 6:
            stop.set()

    gateway.meddle = meddle
    wanted = [programs(year) for year in YEARS]
    first = harvest(repository, wanted, workers=1, stop=stop)
    assert first.stopped
    assert 0 < len(first.results) < len(wanted)
    gateway.meddle = lambda number: None
    second = harvest(doors.open(gateway.transport()), wanted, workers=1)
    assert (second.fresh, second.failed, second.undone) == (len(first.results), (), ())
    asked = [(sent["tahun"], sent.get("cursor")) for _, sent in gateway.asked]
    assert len(set(asked)) == sum(-(-(year - 2016) // 5) for year in YEARS)
    assert len(asked) <= len(set(asked)) + 1  # the page that was on its way


def test_an_interrupted_harvest_begins_no_further_read(
    repository: Repository, gateway: Gateway
) -> None:
    def stop(tally: Tally) -> None:
        del tally
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        harvest(repository, [programs(year) for year in YEARS], workers=1, tell=stop)
    assert gateway.passes < len(YEARS)


def test_the_time_left_follows_the_pace_of_what_is_read_not_of_what_is_fresh(
    repository: Repository, gateway: Gateway
) -> None:
    harvest(repository, [programs(year) for year in YEARS[:3]])
    seconds, told = itertools.count(0.0, 1.0), list[Tally]()
    harvest(
        repository,
        [programs(year) for year in YEARS],
        workers=1,
        tell=told.append,
        clock=lambda: next(seconds),
    )
    assert told[-1].left == 0
    assert (told[-1].done, told[-1].all, told[-1].failed) == (6, 6, 0)
    assert all(tally.left is None for tally in told if tally.done <= 3)
