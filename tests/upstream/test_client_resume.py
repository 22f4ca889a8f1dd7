"""The client remembers sizes and resumes an interrupted pass from its tape."""

from __future__ import annotations

import httpx
import pytest

from services.errors import (
    AccessDenied,
    BadRequest,
    ContractBroken,
    SourceUnavailable,
)
from services.upstream.answer.answers import Refused
from services.upstream.catalog import find
from tests.upstream.scripts import (
    CITIES,
    DOWN,
    GOOD,
    HTML_403,
    PROGRAMS,
    error_of,
    rows,
    serving,
)
from tests.upstream.servers import BatchServer, CursorServer, NumberedServer
from tests.upstream.wire import (
    Reply,
    Wire,
    as_json,
    connect,
    in_turn,
    page,
    programs,
    region,
    v1,
)


def test_a_refused_list_length_is_remembered_for_the_next_walk() -> None:
    server = BatchServer([2] * 8, refuses=3)
    client = connect("satusehat", Wire(serving(server)))
    request = find("districts", "v1").request(city_codes=",".join(server.parents))
    assert len(rows(client.walk(request))) == 16
    asked = len(server.asked)
    server.asked.clear()
    assert len(rows(client.walk(request))) == 16
    assert [len(sent["city_codes"].split(",")) for sent in server.asked] == [2, 2, 2, 2]
    assert len(server.asked) < asked


def test_a_refused_page_size_is_remembered_for_the_next_walk() -> None:
    server = NumberedServer(30, most=2000, refuses=600)
    client = connect("satusehat", Wire(serving(server)))
    for expected in (["2000", "1000", "500"], ["500"]):
        server.asked.clear()
        assert len(rows(client.walk(CITIES))) == 30
        assert [sent["limit"] for sent in server.asked] == expected


def test_another_dataset_keeps_its_own_size() -> None:
    server = BatchServer([2] * 8, refuses=3)
    wire = Wire(serving(server))
    client = connect("satusehat", wire)
    client.walk(find("districts", "v1").request(city_codes=",".join(server.parents)))
    wire.reply = in_turn(as_json(v1([region("1101012001")])))
    wire.sent.clear()
    client.walk(find("sub-districts", "v1").request(district_codes="110101,110102,110103,110104"))
    assert len(wire.sent) == 1


def refusing_cursors(server: CursorServer, times: int) -> Reply:
    left = [times]
    refused = as_json(
        {"success": False, "error": {"code": "Bad Request", "message": "cursor"}}, 400
    )

    def reply(request: httpx.Request) -> httpx.Response:
        if "cursor" in request.url.params and left[0]:
            left[0] -= 1
            return refused
        return serving(server)(request)

    return reply


def test_a_refused_cursor_restarts_the_pass_once() -> None:
    wire = Wire(refusing_cursors(CursorServer([3, 3]), 1))
    assert len(rows(connect("inaproc", wire).walk(PROGRAMS))) == 6
    assert [query.get("cursor") for query in wire.queries] == [None, "k1", None, "k1", "k2"]


def test_a_cursor_refused_twice_is_final() -> None:
    wire = Wire(refusing_cursors(CursorServer([3, 3]), 2))
    error = error_of(wire)
    assert type(error) is Refused
    assert isinstance(error, BadRequest)
    assert len(wire.sent) == 4


class Tape(dict[int, bytes]):
    """A tape in memory; `clear` is counted."""

    cleared = 0

    def put(self, number: int, *parts: bytes) -> None:
        self[number] = b"".join(parts)

    def clear(self) -> None:
        self.cleared += 1
        super().clear()


def test_a_killed_pass_goes_on_where_it_was() -> None:
    server, tape = CursorServer([3, 3, 3]), Tape()
    answers = iter([serving(server), serving(server)])

    def dying(request: httpx.Request) -> httpx.Response:
        reply = next(answers, None)
        if reply is None:
            raise KeyboardInterrupt
        return reply(request)

    with pytest.raises(KeyboardInterrupt):
        connect("inaproc", Wire(dying)).walk(PROGRAMS, tape=tape)
    assert sorted(tape) == [0, 1]
    wire = Wire(serving(server))
    assert len(rows(connect("inaproc", wire).walk(PROGRAMS, tape=tape))) == 9
    assert [query.get("cursor") for query in wire.queries] == ["k2", "k3"]


def test_a_whole_tape_replays_without_asking() -> None:
    tape = Tape()
    server = CursorServer([3, 3], ends="missing")
    first = connect("inaproc", Wire(serving(server))).walk(PROGRAMS, tape=tape)
    silent = Wire(in_turn(DOWN))
    second = connect("inaproc", silent).walk(PROGRAMS, tape=tape)
    assert rows(second) == rows(first)
    assert silent.sent == []


def test_a_replayed_sandbox_answer_stays_marked() -> None:
    tape = Tape()
    marked = as_json(page(programs([1]), has_more=False), X_Lensa_Sandbox="1")
    connect("inaproc", Wire(in_turn(marked))).walk(PROGRAMS, tape=tape)
    replayed = connect("inaproc", Wire(in_turn(DOWN)))
    assert replayed.sandbox is False
    replayed.walk(PROGRAMS, tape=tape)
    assert replayed.sandbox is True


def test_a_tape_of_other_questions_is_not_believed() -> None:
    server, tape = BatchServer([2] * 8), Tape()
    request = find("districts", "v1").request(city_codes=",".join(server.parents))
    connect("satusehat", Wire(serving(server))).walk(request, tape=tape)
    picky = BatchServer([2] * 8, refuses=4)
    client = connect("satusehat", Wire(serving(picky)))
    client.walk(request)
    assert sorted(rows(client.walk(request, tape=tape))) == sorted(server.keys)


def test_a_broken_contract_is_not_replayed() -> None:
    tape = Tape()
    server = CursorServer([3, 3], faults={0: "no cursor"})
    client = connect("inaproc", Wire(serving(server)))
    with pytest.raises(ContractBroken):
        client.walk(PROGRAMS, tape=tape)
    assert (dict(tape), tape.cleared) == ({}, 1)
    server.faults.clear()
    assert len(rows(client.walk(PROGRAMS, tape=tape))) == 6


def test_an_outage_leaves_the_tape_for_the_next_try() -> None:
    tape = Tape()
    server = CursorServer([3, 3, 3])
    up = iter([True, True])

    def reply(request: httpx.Request) -> httpx.Response:
        return serving(server)(request) if next(up, False) else DOWN

    with pytest.raises(SourceUnavailable):
        connect("inaproc", Wire(reply)).walk(PROGRAMS, tape=tape)
    assert (sorted(tape), tape.cleared) == ([0, 1], 0)


def test_a_second_pass_asks_for_another_page_size() -> None:
    wire = Wire(in_turn(GOOD))
    connect("inaproc", wire).walk(PROGRAMS, limit=997)
    assert wire.queries == [{"limit": "997", "kode_klpd": "D1", "tahun": "2025"}]


def test_a_check_requests_one_page_and_raises_its_error() -> None:
    wire = Wire(serving(CursorServer([3, 3])))
    connect("inaproc", wire).check(PROGRAMS)
    assert len(wire.sent) == 1
    with pytest.raises(AccessDenied):
        connect("inaproc", Wire(in_turn(HTML_403))).check(PROGRAMS)
