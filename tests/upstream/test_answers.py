"""Answers become an envelope or an error, whatever their status."""

from __future__ import annotations

import json
from email.utils import formatdate
from time import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import (
    AccessDenied,
    BadRequest,
    ContractBroken,
    RateLimited,
    ServiceError,
    SourceUnavailable,
)
from services.upstream.answer.answers import (
    Answer,
    LimitRefused,
    NotAnObject,
    Refused,
    TokenRefused,
    read,
    received,
)

HTML = b"<!DOCTYPE html><html><body>403 Forbidden</body></html>"


def answer(body: Any, status: int = 200, **headers: str) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(
        status=status, body=raw, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def error_of(body: Any, status: int = 200, source: str = "inaproc", **headers: str) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        read(answer(body, status, **headers), source=source)
    return caught.value


def refusal(code: object, message: str = "m") -> dict[str, Any]:
    return {"success": False, "error": {"code": code, "message": message, "details": "d"}}


@pytest.mark.parametrize(
    "body",
    [
        {"success": True, "data": [{"a": 1}]},
        {"success": True, "data": [{"a": 1}], "error": {"code": "000", "message": "Success"}},
        {"success": True, "data": [{"a": 1}], "error": "Success"},
        {"success": True, "data": [{"a": 1}], "error": None, "meta": {"request_id": "x"}},
        {"success": True, "data": [{"a": 1}], "status": 200, "status_code": "200"},
        {"success": True, "data": [{"a": 1}], "belum": {"pernah": "ada"}},
    ],
)
def test_a_success_is_accepted_whatever_other_members_it_has(body: dict[str, Any]) -> None:
    assert json.loads(read(answer(body), source="inaproc").rows_bytes) == [{"a": 1}]


@pytest.mark.parametrize("source", ["satusehat", "lokasi"])
def test_other_sources_need_no_success_member(source: str) -> None:
    envelope = read(answer({"status": 200, "error": False, "data": []}), source=source)
    assert envelope.rows_bytes == b"[]"


def test_null_data_differs_from_an_empty_list() -> None:
    null = read(answer({"success": True, "data": None}), source="inaproc")
    empty = read(answer({"success": True, "data": []}), source="inaproc")
    assert (null.rows_bytes, empty.rows_bytes) == (b"[]", b"[]")
    assert (received(null, 0).rows, received(empty, 0).rows) == (None, 0)


@pytest.mark.parametrize("source", ["inaproc", "satusehat", "lokasi"])
def test_a_success_without_data_is_not_an_empty_one(source: str) -> None:
    error = error_of({"success": True, "status": 200, "message": "success"}, source=source)
    assert type(error) is ContractBroken
    assert "tanpa data" in str(error)


def test_a_token_answer_needs_no_data() -> None:
    body = {"access_token": "x", "status": "approved"}
    assert read(answer(body), source="token").members["status"] == "approved"


@pytest.mark.parametrize("member", ["meta", "pagination"])
def test_a_member_of_the_wrong_kind_is_named(member: str) -> None:
    envelope = read(answer({"success": True, "data": [], member: [1]}), source="inaproc")
    with pytest.raises(ContractBroken, match=f"{member} bukan objek"):
        received(envelope, 0)


@pytest.mark.parametrize("success", [None, 1, "1", "ya"])
def test_the_gateway_must_say_success_true(success: object) -> None:
    assert type(error_of({"success": success, "data": []})) is ContractBroken


# The kind of error is decided here and nowhere else.
KINDS: list[tuple[Any, int, str, type[ServiceError]]] = [
    (refusal("Bad Request"), 400, "inaproc", Refused),
    (refusal("Unauthorized"), 401, "inaproc", TokenRefused),
    (refusal("Forbidden"), 403, "inaproc", AccessDenied),
    (refusal("Internal Server Error"), 500, "inaproc", SourceUnavailable),
    (refusal("Service Unavailable"), 503, "inaproc", SourceUnavailable),
    (refusal("Bad Request"), 200, "inaproc", Refused),
    (refusal("Unauthorized"), 200, "inaproc", TokenRefused),
    (refusal("Forbidden"), 200, "inaproc", AccessDenied),
    (refusal("Too Many Requests"), 200, "inaproc", RateLimited),
    (refusal("Service Unavailable"), 200, "inaproc", SourceUnavailable),
    (refusal("403"), 200, "inaproc", AccessDenied),
    (refusal(401), 200, "inaproc", TokenRefused),
    (refusal("000"), 200, "inaproc", SourceUnavailable),
    (refusal("Entah"), 200, "inaproc", SourceUnavailable),
    ({"success": False}, 200, "inaproc", SourceUnavailable),
    ({"success": False, "data": [{"a": 1}]}, 200, "inaproc", SourceUnavailable),
    ({"success": True, "data": []}, 404, "inaproc", Refused),
    ({"success": True, "data": []}, 302, "inaproc", SourceUnavailable),
    ({"error": "Authorization field missing"}, 401, "inaproc", TokenRefused),
    ({"error": "Authorization field missing"}, 200, "inaproc", TokenRefused),
    ({"error": "upstream gone"}, 200, "inaproc", SourceUnavailable),
    ({"error": "Not Found"}, 404, "inaproc", Refused),
    ({"status_code": 400, "message": "m", "data": None}, 200, "satusehat", Refused),
    ({"status_code": "400", "message": "m", "data": None}, 200, "satusehat", Refused),
    ({"status": 503, "data": []}, 200, "satusehat", SourceUnavailable),
    ({"status": "503", "data": []}, 200, "satusehat", SourceUnavailable),
    ({"status": 200, "error": True, "data": []}, 200, "satusehat", SourceUnavailable),
    ({"meta": {"success": False}, "data": []}, 200, "lokasi", SourceUnavailable),
    ({"meta": {"success": False, "status": 400}, "data": []}, 200, "lokasi", Refused),
    ({"meta": {"success": False, "status": "403"}, "data": []}, 200, "lokasi", AccessDenied),
    ({"meta": {"success": True, "status": 500}, "data": []}, 200, "lokasi", SourceUnavailable),
    ({"data": []}, 408, "lokasi", SourceUnavailable),
    (HTML, 200, "inaproc", SourceUnavailable),
    (HTML, 502, "inaproc", SourceUnavailable),
    (HTML, 403, "inaproc", AccessDenied),
    (HTML, 401, "inaproc", TokenRefused),
    (b"Forbidden", 403, "inaproc", AccessDenied),
    (b"Gateway Timeout", 504, "satusehat", SourceUnavailable),
    (b"Gateway Timeout", 200, "satusehat", SourceUnavailable),
    (b"", 200, "inaproc", SourceUnavailable),
    (b"[]", 200, "inaproc", NotAnObject),
    (b'{"success": true, "data": [', 200, "inaproc", SourceUnavailable),
    (b'{"success": true, "data": [{"a": NaN}]}', 200, "inaproc", SourceUnavailable),
    (b'{"success": true, "data": [{"a": "\xff"}]}', 200, "inaproc", SourceUnavailable),
    (b'{"success": true, "data": []} {}', 200, "inaproc", SourceUnavailable),
    (b'{"success": true, "meta": ' + b"[" * 99_999, 200, "inaproc", ContractBroken),
    (b'{"success": true, "data": ' + b"[" * 99_999, 200, "inaproc", ContractBroken),
]


@pytest.mark.parametrize(("body", "status", "source", "kind"), KINDS)
def test_the_kind_of_error(body: Any, status: int, source: str, kind: type[ServiceError]) -> None:
    assert type(error_of(body, status, source)) is kind


def test_a_html_403_names_the_firewall_and_the_registered_address() -> None:
    said = str(error_of(HTML, 403))
    assert "WAF" in said
    assert "IP" in said
    assert "belum terdaftar" in said


def test_a_too_long_list_differs_from_other_refusals() -> None:
    body = {"status_code": 400, "message": "limit cannot be more than 2000", "data": None}
    assert type(error_of(body, 400, "satusehat")) is LimitRefused
    assert issubclass(LimitRefused, Refused)
    assert issubclass(Refused, BadRequest)


def outcome(text: str) -> dict[str, Any]:
    issue = {"severity": "invalid", "code": "value", "details": {"text": text}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, TokenRefused), (401, TokenRefused), (400, Refused), (500, SourceUnavailable)],
)
def test_an_operation_outcome_is_an_error_under_any_status(
    status: int, kind: type[ServiceError]
) -> None:
    error = error_of(outcome("kata sumber"), status, "satusehat")
    assert type(error) is kind
    assert "kata sumber" in str(error)


@pytest.mark.parametrize("issue", [[], None, "x", [None], [{}], [{"details": "x"}]])
def test_a_broken_operation_outcome_is_still_a_refusal(issue: object) -> None:
    body = {"resourceType": "OperationOutcome", "issue": issue}
    assert type(error_of(body, 401, "satusehat")) is TokenRefused


@pytest.mark.parametrize("status", [200, 400, 401, 403])
def test_an_organisation_that_does_not_fit_is_for_the_holder_of_the_credentials(
    status: int,
) -> None:
    error = error_of(
        outcome("resource cannot be accessed due to business rule"), status, "satusehat"
    )
    assert type(error) is AccessDenied
    assert "organisasi" in str(error)


def test_the_message_of_the_source_is_shown_on_one_line() -> None:
    said = str(error_of(refusal("Bad Request", "dua\nbaris\t dan  spasi"), 400))
    assert "dua baris dan spasi d" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "body",
    [
        b'{"success": true, "data": [{"a": 1}], "data": []}',
        b'{"success": true, "data": [], "data": [{"a": 1}]}',
        b'{"success": true, "data": [{"a": 1}], "data": [{"a": 1}]}',
        b'{"success": false, "success": true, "data": []}',
        b'{"success": true, "data": [], "meta": {"cursor": "a", "cursor": null}}',
        b'{"success": true, "data": [], "d\\u0061ta": [1]}',
    ],
)
def test_a_member_that_comes_twice_is_refused(body: bytes) -> None:
    error = error_of(body)
    assert type(error) is ContractBroken
    assert "dua kali" in str(error)


def test_rows_that_look_like_members_are_no_repeats() -> None:
    body = b'{"success": true, "error": {"details": "[]"}, "data": [], "meta": {"limit": 1}}'
    assert read(answer(body), source="inaproc").rows_bytes == b"[]"
    twice = b'{"success":true,"meta":{"x":[{"a":1}]},"data":[{"a":1},{"a":1}]}'
    assert read(answer(twice), source="inaproc").rows_bytes == b'[{"a":1},{"a":1}]'


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        ("1.5", 1.5),
        ("300", 300.0),
        ("99999", 300.0),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 300.0),
        ("", None),
        ("nanti", None),
        ("-5", None),
        ("1e3", None),
        ("²", None),
        ("٣", None),
        ("9" * 40, None),
        ("Wed, 21 Oct 2026 07:28:00 +99999999999999", None),
        ("Wed, 99 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    error = error_of(b"slow down", 429, retry_after=text)
    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


def test_retry_after_as_a_date_is_the_time_until_then() -> None:
    error = error_of(HTML, 429, retry_after=formatdate(time() + 90, usegmt=True))
    assert isinstance(error, RateLimited)
    assert error.retry_after == pytest.approx(90, abs=3)


def test_429_without_a_wait_says_none() -> None:
    error = error_of(refusal("Too Many Requests"), 429)
    assert isinstance(error, RateLimited)
    assert error.retry_after is None


@given(st.text())
def test_no_retry_after_breaks_it(text: str) -> None:
    error = error_of(b"", 429, retry_after=text)
    assert isinstance(error, RateLimited)
    assert error.retry_after is None or 0.0 <= error.retry_after <= 300.0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = (
    *("data", "success", "error", "status", "status_code", "message", "meta", "pagination"),
    *("resourceType", "issue"),
)
MEMBERS = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, JSON))


@given(MEMBERS, st.integers(100, 599), st.sampled_from(["inaproc", "satusehat", "lokasi", "token"]))
def test_any_json_object_is_an_envelope_or_a_service_error(
    body: dict[str, Any], status: int, source: str
) -> None:
    said = ""
    try:
        received(read(answer(body, status), source=source), 0)
    except ServiceError as error:
        said = str(error)
    assert "\n" not in said
    assert said or (200 <= status < 300 and body.get("success") is not False)


@given(st.binary(max_size=60), st.integers(100, 599))
def test_any_bytes_are_an_envelope_or_a_service_error(body: bytes, status: int) -> None:
    error = error_of(body, status)
    assert error.who in {"sumber", "peminta", "pemegang kredensial", "tunggu"}


def test_the_sandbox_marks_its_answers() -> None:
    assert answer({}, x_lensa_sandbox="1").sandbox is True
    assert answer({}, x_lensa_sandbox="0").sandbox is False
    assert answer({}).sandbox is False
