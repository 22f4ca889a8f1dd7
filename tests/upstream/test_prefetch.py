"""The next page is fetched while the last one is parsed, with the same result."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from services.errors import ContractBroken, SourceUnavailable
from services.upstream.connection.client import MAX_FAILURES
from services.upstream.dataset import Dataset
from services.upstream.parsing.frames import Page, page
from services.upstream.walk import walker
from services.upstream.walk.prefetch import Prefetch
from tests.upstream.scripts import DOWN, PROGRAMS, rows, serving
from tests.upstream.servers import CursorServer
from tests.upstream.test_client_resume import Tape
from tests.upstream.wire import Wire, as_json, connect, programs
from tests.upstream.wire import page as answered

PATIENCE = 10.0


def test_the_next_page_is_asked_while_the_last_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    server, second, waited = CursorServer([3, 3, 3]), threading.Event(), []

    def reply(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("cursor") == "k1":
            second.set()
        return serving(server)(request)

    def slowly(dataset: Dataset, raw: bytes) -> Page:
        waited.append(second.wait(PATIENCE))
        return page(dataset, raw)

    monkeypatch.setattr(walker, "page", slowly)
    assert len(rows(connect("inaproc", Wire(reply)).walk(PROGRAMS))) == 9
    assert waited == [True] * 4


def test_a_page_is_on_record_before_the_next_is_asked() -> None:
    server, tape, recorded = CursorServer([3, 3, 3, 3]), Tape(), []

    def reply(request: httpx.Request) -> httpx.Response:
        recorded.append(sorted(tape))
        return serving(server)(request)

    connect("inaproc", Wire(reply)).walk(PROGRAMS, tape=tape)
    assert recorded == [list(range(number)) for number in range(5)]


def test_each_page_is_requested_once_and_never_two_at_a_time() -> None:
    server, under_way, most = CursorServer([2] * 9), [0], [0]

    def reply(request: httpx.Request) -> httpx.Response:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        answer = serving(server)(request)
        under_way[0] -= 1
        return answer

    wire = Wire(reply)
    assert len(rows(connect("inaproc", wire).walk(PROGRAMS))) == 18
    assert [q.get("cursor") for q in wire.queries] == [None, *(f"k{n}" for n in range(1, 10))]
    assert most == [1]


def test_an_empty_page_in_the_middle_is_asked_again_before_any_other() -> None:
    full, empty, last = (
        as_json(answered(programs(some), cursor=cursor, has_more=more))
        for some, cursor, more in (([1], "k1", True), ([], "k2", True), ([2], None, False))
    )
    script = iter([full, empty, empty, empty, last])
    wire = Wire(lambda request: next(script))
    connect("inaproc", wire).walk(PROGRAMS)
    assert [q.get("cursor") for q in wire.queries] == [None, "k1", "k1", "k1", "k2"]


def test_a_failure_ahead_is_the_first_of_all_tries() -> None:
    server = CursorServer([3, 3])

    def reply(request: httpx.Request) -> httpx.Response:
        return DOWN if "cursor" in request.url.params else serving(server)(request)

    wire = Wire(reply)
    with pytest.raises(SourceUnavailable):
        connect("inaproc", wire).walk(PROGRAMS)
    assert len(wire.sent) == 1 + MAX_FAILURES


def test_what_was_asked_ahead_of_a_broken_page_is_never_recorded() -> None:
    tape, asked = Tape(), threading.Event()

    def reply(request: httpx.Request) -> httpx.Response:
        if "cursor" in request.url.params:
            asked.set()
        return as_json({**answered(programs([1]), cursor="k1", has_more=True), "data": [1]})

    with pytest.raises(ContractBroken):
        connect("inaproc", Wire(reply)).walk(PROGRAMS, tape=tape)
    assert asked.wait(PATIENCE)
    assert dict(tape) == {}


def test_an_unneeded_prefetch_ends_before_the_next_request() -> None:
    under_way, most, entered, release = [0], [0], threading.Event(), threading.Event()

    def send(sent: dict[str, str]) -> str:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        entered.set()
        release.wait(PATIENCE)
        under_way[0] -= 1
        return sent["cursor"]

    with ThreadPoolExecutor(2) as pool:
        prefetch = Prefetch(pool, send)
        prefetch.begin({"cursor": "k1"})
        assert entered.wait(PATIENCE)
        timer = threading.Timer(0.1, release.set)
        timer.start()
        assert prefetch.take({"cursor": "k2"}) == "k2"
        timer.join()
    assert most == [1]


def test_a_reply_to_another_question_is_dropped() -> None:
    with ThreadPoolExecutor(1) as pool:
        prefetch = Prefetch(pool, lambda sent: f"jawaban {sent['cursor']}")
        prefetch.begin({"cursor": "k1"})
        assert prefetch.take({"cursor": "k2"}) == "jawaban k2"
        assert prefetch.take({"cursor": "k1"}) == "jawaban k1"
        prefetch.begin({"cursor": "k3"})
        assert prefetch.take({"cursor": "k3"}) == "jawaban k3"


def broken(cursor: str = "k1") -> httpx.Response:
    """Return a page that breaks the contract and names a next one."""
    return as_json({**answered(programs([1]), cursor=cursor, has_more=True), "data": [1]})


def reads_once(entered: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read pages only once the request for the next one has been sent."""

    def slowly(dataset: Dataset, raw: bytes) -> Page:
        assert entered.wait(PATIENCE)
        return page(dataset, raw)

    monkeypatch.setattr(walker, "page", slowly)


def test_no_request_is_on_its_way_once_a_walk_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    release, entered, over = (threading.Event() for _ in range(3))

    def reply(request: httpx.Request) -> httpx.Response:
        if "cursor" in request.url.params:
            entered.set()
            release.wait(PATIENCE)
            over.set()
        return broken()

    reads_once(entered, monkeypatch)
    timer = threading.Timer(0.1, release.set)
    timer.start()
    with pytest.raises(ContractBroken):
        connect("inaproc", Wire(reply)).walk(PROGRAMS)
    assert over.is_set()
    timer.join()


def test_a_request_that_still_waits_for_a_quota_is_not_sent_once_its_walk_has_ended() -> None:
    waiting, sent = threading.Event(), []

    def wait(check: Callable[[], None]) -> None:
        pause = threading.Event()
        while not pause.wait(0.01):
            check()
            waiting.set()

    with ThreadPoolExecutor(1) as pool:
        prefetch = Prefetch(pool, sent.append, wait=wait)
        prefetch.begin({"cursor": "k1"})
        assert waiting.wait(PATIENCE)
        prefetch.end()
    assert sent == []


def test_closing_a_client_does_not_wait_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    release, entered, over = (threading.Event() for _ in range(3))

    def reply(request: httpx.Request) -> httpx.Response:
        if "cursor" in request.url.params:
            entered.set()
            release.wait(PATIENCE)
            over.set()
        return broken()

    reads_once(entered, monkeypatch)
    client = connect("inaproc", Wire(reply))
    with ThreadPoolExecutor(1) as pool:
        walking = pool.submit(client.walk, PROGRAMS)
        assert entered.wait(PATIENCE)
        client.close()
        assert not over.is_set()
        release.set()
        assert isinstance(walking.exception(PATIENCE), ContractBroken)
    assert over.is_set()
