"""The client over a scripted network: tokens, waits, retries, the circuit, resuming, secrets."""

from __future__ import annotations

import base64
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from services.errors import (
    AccessDenied,
    BadRequest,
    ContractBroken,
    RateLimited,
    ServiceError,
    SourceUnavailable,
)
from services.upstream.answers import Refused, TokenRefused
from services.upstream.catalog import LOCATIONS, PROGRAM_MASTER, find
from services.upstream.client import TRIES, WAITS
from services.upstream.walker import Walk
from tests.upstream.servers import BatchServer, CursorServer, NumberedServer
from tests.upstream.wire import (
    CLIENT_ID,
    CLIENT_SECRET,
    TOKEN,
    Clock,
    Reply,
    Wire,
    as_json,
    as_text,
    connect,
    in_turn,
    page,
    programs,
    region,
    v1,
    v2,
)

PROGRAMS = PROGRAM_MASTER.request(kode_klpd="D1", tahun="2025")
CITIES = find("cities", "v2").request()
GOOD = as_json(page(programs([1, 2, 3]), has_more=False))
HTML_403 = as_text("<!DOCTYPE html><title>403 Forbidden</title>", 403)
DOWN = as_text("Gateway Timeout", 504)


def serving(server: Any) -> Reply:
    return lambda request: httpx.Response(200, content=server.answer(dict(request.url.params)))


def rows(walked: Walk) -> list[str]:
    key = "kd_program" if "kd_program" in walked.pages[0].texts.columns else "code"
    return [value for one in walked.pages for value in one.texts[key]]


def error_of(wire: Wire, source: str = "inaproc", clock: Clock | None = None) -> ServiceError:
    request = {"inaproc": PROGRAMS, "satusehat": CITIES, "lokasi": LOCATIONS.request()}[source]
    with pytest.raises(ServiceError) as caught:
        connect(source, wire, clock).walk(request)
    return caught.value


# --- tokens --------------------------------------------------------------------------------------


def test_the_token_travels_in_the_header_and_nowhere_else() -> None:
    wire = Wire(in_turn(GOOD))
    assert rows(connect("inaproc", wire).walk(PROGRAMS)) == ["1", "2", "3"]
    assert wire.bearers == [f"Bearer {TOKEN}"]
    assert TOKEN not in str(wire.sent[0].url)
    assert quote(TOKEN, safe="") not in str(wire.sent[0].url)


def test_locations_need_no_token() -> None:
    wire = Wire(in_turn(as_json({"data": []})))
    connect("lokasi", wire).walk(LOCATIONS.request())
    assert wire.bearers == [""]


def revoked_at(server: NumberedServer, *numbers: int) -> Reply:
    """Refuse the requests of these numbers as a revoked token is refused."""
    count = iter(range(10**6))
    outcome = {"resourceType": "OperationOutcome", "issue": [{"details": {"text": "expired"}}]}

    def reply(request: httpx.Request) -> httpx.Response:
        if next(count) in numbers:
            return as_json(outcome, 401)
        return serving(server)(request)

    return reply


def test_a_401_in_the_middle_renews_once_and_keeps_the_place() -> None:
    server = NumberedServer(45, most=10)
    wire = Wire(revoked_at(server, 2))
    walked = connect("satusehat", wire).walk(CITIES)
    assert sorted(rows(walked)) == sorted(server.keys)
    assert len(wire.forms) == 2
    assert [query["current_page"] for query in wire.queries] == ["1", "2", "3", "3", "4", "5"]
    assert wire.bearers == ["Bearer t1"] * 3 + ["Bearer t2"] * 3


def test_each_request_may_renew_once() -> None:
    wire = Wire(revoked_at(NumberedServer(45, most=10), 1, 3, 5))
    assert len(rows(connect("satusehat", wire).walk(CITIES))) == 45
    assert len(wire.forms) == 4


def test_a_second_401_in_a_row_is_final() -> None:
    wire = Wire(revoked_at(NumberedServer(45, most=10), 2, 3))
    assert type(error_of(wire, "satusehat")) is TokenRefused
    assert (len(wire.sent), len(wire.forms)) == (4, 2)


def test_threads_share_one_renewal() -> None:
    live = {"token": "t1"}

    def reply(request: httpx.Request) -> httpx.Response:
        if request.headers["authorization"] != f"Bearer {live['token']}":
            return as_json({"resourceType": "OperationOutcome", "issue": []}, 401)
        return as_json(v2([region("11")], 1))

    wire = Wire(reply)
    client = connect("satusehat", wire)
    request = find("provinces", "v2").request()
    client.walk(request)
    live["token"] = "t2"  # noqa: S105 - made up
    with ThreadPoolExecutor(8) as pool:
        walks = list(pool.map(lambda _: rows(client.walk(request)), range(16)))
    assert walks == [["11"]] * 16
    assert len(wire.forms) == 2


def test_a_token_is_renewed_before_it_runs_out() -> None:
    clock = Clock()
    wire = Wire(in_turn(as_json(v2([region("11")], 1))))
    client = connect("satusehat", wire, clock)
    for seconds in (0.0, 3000.0, 600.0):
        clock.now += seconds
        client.walk(find("provinces", "v2").request())
    assert wire.bearers == ["Bearer t1", "Bearer t1", "Bearer t2"]


def test_a_401_of_the_gateway_is_final() -> None:
    wire = Wire(in_turn(as_json({"error": "Authorization field missing"}, 401)))
    error = error_of(wire)
    assert type(error) is TokenRefused
    assert isinstance(error, AccessDenied)
    assert len(wire.sent) == 1


def test_refused_credentials_are_asked_once() -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"details": {"text": "unacceptable"}}]}
    wire = Wire(in_turn(GOOD), tokens=in_turn(as_json(outcome, 401)))
    error = error_of(wire, "satusehat")
    assert type(error) is AccessDenied
    assert "client id atau client secret ditolak" in str(error)
    assert (len(wire.forms), len(wire.sent)) == (1, 0)


def test_a_token_endpoint_that_is_down_is_tried_again() -> None:
    good = as_json({"access_token": "t", "expires_in": "3599"})
    wire = Wire(in_turn(as_json(v2([region("11")], 1))), tokens=in_turn(DOWN, DOWN, good))
    assert rows(connect("satusehat", wire).walk(find("provinces", "v2").request())) == ["11"]
    assert len(wire.forms) == 3


def test_a_token_endpoint_that_stays_down_opens_the_circuit() -> None:
    wire = Wire(in_turn(GOOD), tokens=in_turn(DOWN))
    client = connect("satusehat", wire)
    for _ in range(2):
        with pytest.raises(SourceUnavailable):
            client.walk(CITIES)
    assert len(wire.forms) == TRIES


# --- refusals ------------------------------------------------------------------------------------


def test_a_html_403_is_final_and_names_the_firewall_and_the_address() -> None:
    wire = Wire(in_turn(HTML_403))
    error = error_of(wire)
    assert type(error) is AccessDenied
    assert "WAF" in str(error)
    assert "IP" in str(error)
    assert len(wire.sent) == 1


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_is_not_repeated(status: int) -> None:
    wire = Wire(
        in_turn(as_json({"success": False, "error": {"code": "x", "message": "m"}}, status))
    )
    assert error_of(wire).who in {"peminta", "pemegang kredensial"}
    assert len(wire.sent) == 1


@pytest.mark.parametrize("clock_moves", [0.0, 31.0])
def test_refusals_do_not_open_the_circuit(clock_moves: float) -> None:
    clock = Clock()
    wire = Wire(in_turn(*[as_json({"success": False, "error": {}}, 400)] * 9, GOOD))
    client = connect("inaproc", wire, clock)
    for _ in range(9):
        with pytest.raises(Refused):
            client.walk(PROGRAMS)
        clock.now += clock_moves
    assert len(rows(client.walk(PROGRAMS))) == 3


def test_every_error_names_the_request() -> None:
    assert str(error_of(Wire(in_turn(HTML_403)))).startswith("program-master D1 2025: ")
    no_meta = as_json({"success": True, "data": programs([1])})
    assert str(error_of(Wire(in_turn(no_meta)))).startswith("program-master D1 2025: ")
    assert str(error_of(Wire(in_turn(DOWN)), "lokasi")).startswith("locations: ")


# --- 429 -----------------------------------------------------------------------------------------


def limited(**headers: str) -> httpx.Response:
    return as_json({"success": False, "error": {"code": "Too Many Requests"}}, 429, **headers)


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


def test_one_wait_holds_all_requests_of_the_host_back() -> None:
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
    assert len(wire.sent) == WAITS


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


# --- outages -------------------------------------------------------------------------------------

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
@pytest.mark.parametrize("times", [1, TRIES - 1])
def test_an_outage_that_passes_costs_nothing_but_tries(kind: str, times: int) -> None:
    wire = Wire(in_turn(*[OUTAGES[kind]] * times, GOOD))
    assert rows(connect("inaproc", wire).walk(PROGRAMS)) == ["1", "2", "3"]
    assert len(wire.sent) == times + 1


@pytest.mark.parametrize("kind", OUTAGES)
def test_an_outage_that_stays_is_one_after_five_tries(kind: str) -> None:
    wire = Wire(in_turn(OUTAGES[kind]))
    assert type(error_of(wire)) is SourceUnavailable
    assert len(wire.sent) == TRIES


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


# --- sizes, restarts, resuming -------------------------------------------------------------------


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
    wire.reply = in_turn(as_json(v1([])))
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

    def put(self, number: int, body: bytes) -> None:
        self[number] = body

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


def test_a_check_asks_one_page_and_raises_what_it_meets() -> None:
    wire = Wire(serving(CursorServer([3, 3])))
    connect("inaproc", wire).check(PROGRAMS)
    assert len(wire.sent) == 1
    with pytest.raises(AccessDenied):
        connect("inaproc", Wire(in_turn(HTML_403))).check(PROGRAMS)


# --- shapes that mislead -------------------------------------------------------------------------


def test_an_error_000_inside_a_success_is_a_success() -> None:
    body = {
        **page(programs([1, 2]), has_more=False),
        "error": {"code": "000", "message": "Success"},
    }
    wire = Wire(in_turn(as_json(body)))
    assert rows(connect("inaproc", wire).walk(PROGRAMS)) == ["1", "2"]
    assert len(wire.sent) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [("Unauthorized", TokenRefused), ("Forbidden", AccessDenied), ("Bad Request", Refused)],
)
def test_a_failure_under_200_is_a_failure(code: str, kind: type[ServiceError]) -> None:
    wire = Wire(
        in_turn(as_json({"success": False, "error": {"code": code}, "data": programs([1])}))
    )
    assert type(error_of(wire)) is kind


def test_null_data_is_an_empty_snapshot_and_not_a_failure() -> None:
    wire = Wire(in_turn(as_json({"success": True, "data": None, "meta": {"limit": 1000}})))
    walked = connect("inaproc", wire).walk(PROGRAMS)
    assert sum(one.texts.height for one in walked.pages) == 0


# --- secrets -------------------------------------------------------------------------------------

CANARIES = (TOKEN, CLIENT_ID, CLIENT_SECRET)


def forms(secret: str) -> list[str]:
    return [secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode().rstrip("=")]


@pytest.mark.parametrize("padding", [0, 150, 180, 195, 280, 299])
@pytest.mark.parametrize("status", [400, 401, 403, 503])
def test_an_upstream_that_repeats_our_secrets_does_not_leak_them(padding: int, status: int) -> None:
    said = "x" * padding + " ".join(form for secret in CANARIES for form in forms(secret))
    for source, secrets in (("inaproc", (TOKEN,)), ("satusehat", (CLIENT_ID, CLIENT_SECRET))):
        body = {"success": False, "message": said, "error": {"code": "x", "details": said}}
        error = error_of(Wire(in_turn(as_json(body, status))), source)
        shown = f"{error} {error!r} {error.args} {error.message} {error.where}"
        for secret in secrets:
            assert not any(form in shown for form in forms(secret))
            assert secret[:8] not in shown


def test_an_error_of_the_token_endpoint_does_not_leak_them_either() -> None:
    said = f"client {CLIENT_ID} with secret {CLIENT_SECRET} is unknown"
    outcome = {"resourceType": "OperationOutcome", "issue": [{"details": {"text": said}}]}
    wire = Wire(in_turn(GOOD), tokens=in_turn(as_json(outcome, 401)))
    error = error_of(wire, "satusehat")
    assert "[rahasia]" in str(error)
    assert CLIENT_ID not in repr(error)


def test_a_message_is_short_whatever_the_upstream_says() -> None:
    wire = Wire(in_turn(as_json({"success": False, "error": {"message": "kata " * 5000}}, 400)))
    error = error_of(wire)
    assert len(error.message) <= 300
    assert "\n" not in str(error)


def test_nothing_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        connect("inaproc", Wire(in_turn(DOWN, limited(), GOOD))).walk(PROGRAMS)
        connect("satusehat", Wire(in_turn(as_json(v2([region("11")], 1))))).walk(
            find("provinces", "v2").request()
        )
    assert "kode_klpd" not in caplog.text
    assert not any(form in caplog.text for secret in CANARIES for form in forms(secret))


def test_a_repr_of_the_client_and_its_parts_shows_no_secret() -> None:
    for source in ("inaproc", "satusehat"):
        client = connect(source, Wire(in_turn(as_json(v2([region("11")], 1)))))
        shown = repr(client) + repr(client.upstream) + repr(vars(client))
        assert not any(secret in shown for secret in CANARIES)
