"""Background readings: first figures first, shared passes, honest progress, withdrawal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from services.errors import AccessDenied
from services.harvest import Readings
from services.harvest.readings import MOST, RESERVED, SILENT, SILENT_CONNECTED
from services.repository import Repository, Request
from services.upstream.catalog import find
from tests.gateway import error
from tests.repositories import Doors
from tests.stepping import Stepped
from tests.waiting import until

PAGES = 30
DATASETS = ("program-master", "paket-swakelola", "history-kaji-ulang")


def ask(dataset: str, tahun: int = 2026) -> Request:
    return find(dataset).request(kode_klpd="D304", tahun=str(tahun))


FIRST = (ask("program-master"),)
THEN = tuple(
    ask(dataset, year)
    for year in (2026, 2025)
    for dataset in DATASETS
    if (dataset, year) != ("program-master", 2026)
)


@pytest.fixture
def gateway(doors: Doors) -> Iterator[Stepped]:
    """Serve 30 pages of programs a year; `passing` says how long each answer takes."""
    found = Stepped()
    found.fill(PAGES, 2025, 2026)
    yield found
    found.release_all()


@pytest.fixture
def repository(doors: Doors, gateway: Stepped) -> Repository:
    return doors.open(gateway.transport())


@pytest.fixture
def readings(doors: Doors, repository: Repository, gateway: Stepped) -> Iterator[Readings]:
    found = Readings(repository, clock=doors.clock.seconds)
    gateway.tick = passing(doors, found, 1)
    yield found
    gateway.release_all()
    found.close()


def passing(doors: Doors, readings: Readings, seconds: float) -> Callable[[], None]:
    """Return a tick that lets seconds pass before an answer, with signs of life of both readers."""

    def tick() -> None:
        doors.clock.pass_by(seconds)
        readings.seen("tab")
        readings.seen("tab lain")

    return tick


def stored(repository: Repository, request: Request) -> bool:
    return repository.peek(request) is not None


def test_nothing_else_is_asked_until_the_first_figure_is_whole(
    readings: Readings, gateway: Stepped, repository: Repository
) -> None:
    readings.want("tab", FIRST, THEN)
    for _ in range(PAGES):
        gateway.release()
    assert readings.wait(FIRST, 30)
    assert stored(repository, FIRST[0])
    assert gateway.answered == [("program-master", "2026")] * PAGES
    until(lambda: len(gateway.waiting()) == len(THEN))
    gateway.release_all()
    assert readings.wait(THEN, 30)
    assert all(stored(repository, request) for request in THEN)


def test_what_follows_a_first_figure_that_failed_is_read_all_the_same(
    readings: Readings, gateway: Stepped, repository: Repository
) -> None:
    gateway.meddle = lambda number: (
        error(403, "Forbidden") if gateway.asked[number - 1][0] == "program-master" else None
    )
    readings.want("tab", FIRST, (ask("paket-swakelola"),))
    assert readings.wait((*FIRST, ask("paket-swakelola")), 30)
    assert isinstance(readings.failure(FIRST[0]), AccessDenied)
    assert stored(repository, ask("paket-swakelola"))
    readings.forget_failures()
    assert readings.failure(FIRST[0]) is None


def test_rows_pages_and_share_are_each_datasets_own(readings: Readings, gateway: Stepped) -> None:
    readings.want("tab", (), (FIRST[0], ask("paket-swakelola")))
    for _ in range(3):
        gateway.release("program-master")
    gateway.release("paket-swakelola")

    def reached(request: Request) -> tuple[int, int]:
        progress = readings.status(request).progress
        return (progress.rows, progress.pages) if progress else (0, 0)

    until(lambda: reached(FIRST[0]) == (6, 3) and reached(ask("paket-swakelola")) == (2, 1))
    progress = readings.status(FIRST[0]).progress
    assert progress is not None
    assert progress.fraction == pytest.approx(3 / PAGES, abs=0.01)
    other = readings.status(ask("paket-swakelola")).progress
    assert other is not None
    assert other.fraction == pytest.approx(0.5, abs=0.01)


def test_the_time_left_never_rises_and_a_slower_source_is_said_to_be_late(
    readings: Readings, gateway: Stepped, doors: Doors
) -> None:
    readings.want("tab", FIRST)
    left: list[float] = []
    late: list[bool] = []
    for page in range(1, PAGES):
        if page == 15:
            gateway.tick = passing(doors, readings, 9)
        gateway.release()
        until(lambda page=page: _pages(readings) == page)
        status = readings.status(FIRST[0])
        late.append(status.late)
        if status.left is not None:
            left.append(status.left)
    assert left[0] == pytest.approx(PAGES - 1, abs=1)
    assert left == sorted(left, reverse=True)
    assert late[:13] == [False] * 13
    assert late[-1]


def _pages(readings: Readings) -> int:
    progress = readings.status(FIRST[0]).progress
    return progress.pages if progress else 0


def test_two_readers_share_one_pass_and_see_the_same_progress(
    readings: Readings, gateway: Stepped
) -> None:
    readings.want("tab", FIRST)
    gateway.release()
    until(lambda: _pages(readings) == 1)
    readings.want("tab lain", FIRST, THEN)
    status = readings.status(FIRST[0])
    assert status.readers == 2
    assert status.progress is not None
    assert (status.progress.rows, status.progress.pages) == (2, 1)
    gateway.release_all()
    assert readings.wait((*FIRST, *THEN), 30)
    assert gateway.passes == 1 + len(THEN)


def test_one_reader_who_withdraws_leaves_the_other_reading(
    readings: Readings, gateway: Stepped, repository: Repository
) -> None:
    readings.want("tab", FIRST)
    readings.want("tab lain", FIRST)
    gateway.release()
    until(lambda: _pages(readings) == 1)
    readings.withdraw("tab")
    gateway.release_all()
    assert readings.wait(FIRST, 30)
    assert stored(repository, FIRST[0])


def test_without_a_reader_the_pass_ends_after_the_request_under_way_and_goes_on_from_there(
    readings: Readings, gateway: Stepped, repository: Repository
) -> None:
    readings.want("tab", FIRST, THEN)
    for _ in range(5):
        gateway.release()
    until(lambda: len(gateway.asked) == 6)
    readings.withdraw("tab")
    gateway.release_all()
    assert readings.wait(FIRST, 30)
    assert len(gateway.asked) == 6
    assert not stored(repository, FIRST[0])
    readings.want("tab", FIRST)
    assert readings.wait(FIRST, 30)
    assert stored(repository, FIRST[0])
    assert len(gateway.asked) <= PAGES + 1


def test_the_time_left_of_a_pass_that_goes_on_counts_its_new_pages_alone(
    readings: Readings, gateway: Stepped, doors: Doors
) -> None:
    readings.want("tab", FIRST)
    for _ in range(10):
        gateway.release()
    until(lambda: len(gateway.asked) == 11)
    readings.withdraw("tab")
    gateway.release()
    assert readings.wait(FIRST, 30)
    readings.want("tab", FIRST)
    gateway.release()
    gateway.release()

    def both_arrived() -> bool:
        progress = readings.status(FIRST[0]).progress
        return progress is not None and progress.pages == progress.resumed + 2

    until(both_arrived)
    status = readings.status(FIRST[0])
    assert status.progress is not None
    assert status.progress.resumed >= 10
    assert status.left == pytest.approx(PAGES - status.progress.pages, abs=2)
    assert not status.late


def test_a_reader_that_is_silent_has_withdrawn_unless_its_tab_is_connected(
    readings: Readings, gateway: Stepped, doors: Doors
) -> None:
    readings.want("tab", FIRST)
    gateway.release()
    until(lambda: len(gateway.asked) == 2)
    doors.clock.pass_by(SILENT - 2)
    assert readings.seen("tab")
    doors.clock.pass_by(SILENT)
    gateway.release_all()
    assert readings.wait(FIRST, 30)
    assert len(gateway.asked) == 2
    assert not readings.seen("tab")


def test_a_hidden_tab_that_is_connected_may_be_silent_for_longer(
    readings: Readings, gateway: Stepped, doors: Doors
) -> None:
    readings.want("tab", FIRST, connected=lambda: True)
    doors.clock.pass_by(SILENT_CONNECTED - 5)
    assert readings.seen("tab")
    doors.clock.pass_by(SILENT_CONNECTED)
    assert not readings.seen("tab")


def test_readers_who_wait_for_more_than_the_machine_reads_leave_room_for_first_figures(
    readings: Readings, gateway: Stepped
) -> None:
    readings.want("tab", (), [ask(name, year) for year in range(2014, 2024) for name in DATASETS])
    until(lambda: len(gateway.waiting()) == MOST - RESERVED)
    readings.want("tab lain", FIRST)
    until(lambda: ("program-master", "2026") in gateway.waiting())
    assert len(gateway.waiting()) == MOST - RESERVED + 1
    assert readings.status(ask("history-kaji-ulang", 2023)).state == "waiting"


def test_what_another_pass_of_this_process_reads_is_shown_with_its_progress(
    readings: Readings, gateway: Stepped, repository: Repository, doors: Doors
) -> None:
    other = Readings(repository, clock=doors.clock.seconds)
    other.want("lain", FIRST)
    gateway.release()
    until(lambda: _pages(other) == 1)
    readings.want("tab", FIRST)
    until(lambda: readings.status(FIRST[0]).state == "elsewhere")
    status = readings.status(FIRST[0])
    assert status.progress is not None
    assert (status.progress.rows, status.progress.pages) == (2, 1)
    gateway.release_all()
    assert readings.wait(FIRST, 30)
    assert gateway.passes == 1
    other.close()
