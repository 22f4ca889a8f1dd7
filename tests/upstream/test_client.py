"""The client with scripted answers: tokens, refusals, misleading answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pytest

from services.errors import (
    AccessDenied,
    ServiceError,
    SourceUnavailable,
)
from services.upstream.answer.answers import Refused, TokenRefused
from services.upstream.catalog import LOCATIONS, find
from services.upstream.connection.client import MAX_FAILURES
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
from tests.upstream.servers import NumberedServer
from tests.upstream.wire import (
    TOKEN,
    Clock,
    Reply,
    Wire,
    as_json,
    connect,
    in_turn,
    page,
    programs,
    region,
    v2,
)

# --- tokens ------------------------------------------------------------------------------------


def test_the_token_travels_in_the_header_and_nowhere_else() -> None:
    wire = Wire(in_turn(GOOD))
    assert rows(connect("inaproc", wire).walk(PROGRAMS)) == ["1", "2", "3"]
    assert wire.bearers == [f"Bearer {TOKEN}"]
    assert TOKEN not in str(wire.sent[0].url)
    assert quote(TOKEN, safe="") not in str(wire.sent[0].url)


def test_locations_need_no_token() -> None:
    wire = Wire(in_turn(as_json({"data": []})))
    connect("lokasi", wire).walk(LOCATIONS.request())
    assert set(wire.bearers) == {""}


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
    assert len(wire.forms) == MAX_FAILURES


# --- refusals ----------------------------------------------------------------------------------


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


# --- shapes that mislead -----------------------------------------------------------------------


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
