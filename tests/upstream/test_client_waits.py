"""The client waits and retries: 429, outages, the circuit breaker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from services.errors import (
    RateLimited,
    SourceUnavailable,
    Stopped,
)
from services.upstream.catalog import find
from services.upstream.connection.client import MAX_ATTEMPTS, MAX_FAILURES
from tests.upstream.scripts import (
    DOWN,
    GOOD,
    PROGRAMS,
    error_of,
    limited,
    rows,
    serving,
)
from tests.upstream.servers import CursorServer
from tests.upstream.wire import (
    Clock,
    Wire,
    as_json,
    as_text,
    connect,
    in_turn,
    region,
    v2,
)

# --- 429 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "waited"),
    [
        ("0", []),
        ("7", [7.0]),
        ("2.5", [2.5]),
        ("86400", [300.0]),
        ("Mon, 01 Jan 2001 00:00:00 GMT", []),
    ],
)
def test_retry_after_is_waited_for_and_then_it_goes_on(given: str, waited: list[float]) -> None:
    clock = Clock()
    wire = Wire(in_turn(limited(Retry_After=given), GOOD))
    assert len(rows(connect("inaproc", wire, clock).walk(PROGRAMS))) == 3
    assert clock.slept == waited


def test_retry_after_as_a_date_is_waited_for() -> None:
    clock = Clock()
    then = datetime.now(UTC) + timedelta(seconds=45)
    wire = Wire(in_turn(limited(Retry_After=format_datetime(then, usegmt=True)), GOOD))
    connect("inaproc", wire, clock).walk(PROGRAMS)
    assert clock.slept == [pytest.approx(45, abs=3)]


@pytest.mark.parametrize("headers", [{}, {"Retry_After": "nanti"}, {"Retry_After": "-3"}])
def test_without_a_usable_wait_it_backs_off_more_each_time(headers: dict[str, str]) -> None:
    clock = Clock()
    wire = Wire(in_turn(*[limited(**headers)] * 7, GOOD))
    assert len(rows(connect("inaproc", wire, clock).walk(PROGRAMS))) == 3
    assert clock.slept == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


def test_a_pause_applies_to_all_requests_of_the_host() -> None:
    clock = Clock()
    client = connect("inaproc", Wire(in_turn(limited(Retry_After="20"), limited(), GOOD)), clock)
    client.walk(PROGRAMS)
    began = clock.now
    client.walk(PROGRAMS)
    assert clock.slept == [20.0, 4.0]
    assert clock.now == began


def test_patience_ends() -> None:
    wire = Wire(in_turn(limited(Retry_After="1")))
    error = error_of(wire)
    assert type(error) is RateLimited
    assert len(wire.sent) == MAX_ATTEMPTS


def test_429_never_opens_the_circuit() -> None:
    clock = Clock()
    wire = Wire(in_turn(*[limited(Retry_After="1")] * 9, GOOD))
    assert len(rows(connect("inaproc", wire, clock).walk(PROGRAMS))) == 3
    assert clock.slept == [1.0] * 9


def test_429_of_the_token_endpoint_is_waited_for() -> None:
    clock = Clock()
    good = as_json({"access_token": "t", "expires_in": "3599"})
    wire = Wire(
        in_turn(as_json(v2([region("11")], 1))), tokens=in_turn(limited(Retry_After="9"), good)
    )
    connect("satusehat", wire, clock).walk(find("provinces", "v2").request())
    assert clock.slept == [9.0]


def test_a_stopped_pass_sends_no_request_after_a_pause() -> None:
    clock = Clock()
    wire = Wire(in_turn(limited(Retry_After="300"), GOOD))

    def check() -> None:
        if clock.now > 1020:
            raise Stopped("tidak ditunggu siapa pun lagi")

    with pytest.raises(Stopped):
        connect("inaproc", wire, clock).walk(PROGRAMS, check=check)
    assert len(wire.sent) == 1
    assert sum(clock.slept) < 30


# --- outages -----------------------------------------------------------------------------------


OUTAGES: dict[str, httpx.Response | Exception] = {
    "500": as_json({"success": False, "error": {"code": "Internal Server Error"}}, 500),
    "503": as_json({"success": False, "error": {"code": "Service Unavailable"}}, 503),
    "text 504": DOWN,
    "html 502": as_text("<html>Bad Gateway</html>", 502),
    "html 200": as_text("<html>Login</html>", 200),
    "empty": as_text("", 200),
    "cut": as_text('{"success": true, "data": [{"kd_program": 1', 200),
    "redirect": as_text("", 302, Location="https://lain.invalid"),
    "refused": httpx.ConnectError("x"),
    "reset": httpx.ReadError("x"),
    "timeout": httpx.ReadTimeout("x"),
    "short": httpx.RemoteProtocolError("x"),
}


@pytest.mark.parametrize("kind", OUTAGES)
@pytest.mark.parametrize("times", [1, MAX_FAILURES - 1])
def test_an_outage_that_passes_costs_nothing_but_tries(kind: str, times: int) -> None:
    wire = Wire(in_turn(*[OUTAGES[kind]] * times, GOOD))
    assert rows(connect("inaproc", wire).walk(PROGRAMS)) == ["1", "2", "3"]
    assert len(wire.sent) == times + 1


@pytest.mark.parametrize("kind", OUTAGES)
def test_an_outage_is_raised_after_five_failures(kind: str) -> None:
    wire = Wire(in_turn(OUTAGES[kind]))
    assert type(error_of(wire)) is SourceUnavailable
    assert len(wire.sent) == MAX_FAILURES


def test_an_outage_in_the_middle_keeps_the_place() -> None:
    server = CursorServer([3, 3, 3])
    down = iter([False, True, True, False, True, False, False, False])

    def reply(request: httpx.Request) -> httpx.Response:
        return DOWN if next(down) else serving(server)(request)

    assert len(rows(connect("inaproc", Wire(reply)).walk(PROGRAMS))) == 9
    assert [sent.get("cursor") for sent in server.asked] == [None, "k1", "k2", "k3"]


def test_the_circuit_opens_after_five_failures_and_tries_one_after_thirty_seconds() -> None:
    clock = Clock()
    wire = Wire(in_turn(*[DOWN] * 6, GOOD))
    client = connect("inaproc", wire, clock)
    for wait, asked in ((0.0, 5), (1.0, 5), (30.0, 6), (1.0, 6)):
        clock.now += wait
        with pytest.raises(SourceUnavailable):
            client.walk(PROGRAMS)
        assert len(wire.sent) == asked
    clock.now += 30.0
    assert len(rows(client.walk(PROGRAMS))) == 3


def test_an_open_circuit_says_when_it_tries_again() -> None:
    clock = Clock()
    client = connect("inaproc", Wire(in_turn(DOWN)), clock)
    with pytest.raises(SourceUnavailable, match="504"):
        client.walk(PROGRAMS)
    clock.now += 10.0
    with pytest.raises(SourceUnavailable, match="dicoba lagi dalam 20 dtk"):
        client.walk(PROGRAMS)
