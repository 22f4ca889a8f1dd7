"""No secret is in an error, a log line or a repr."""

from __future__ import annotations

import base64
import logging
import traceback
from urllib.parse import quote

import pytest

from services import log
from services.errors import SourceUnavailable
from services.upstream.catalog import find
from tests.upstream.scripts import (
    DOWN,
    GOOD,
    PROGRAMS,
    error_of,
    limited,
)
from tests.upstream.wire import (
    CLIENT_ID,
    CLIENT_SECRET,
    TOKEN,
    Wire,
    as_json,
    connect,
    in_turn,
    region,
    v2,
)

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


def test_a_source_that_rests_says_why_without_any_secret_it_repeated() -> None:
    said = " ".join(forms(TOKEN))
    body = {"success": False, "message": said, "error": {"code": "x", "details": said}}
    client = connect("inaproc", Wire(in_turn(as_json(body, 503))))
    errors = []
    for _ in range(2):
        with pytest.raises(SourceUnavailable) as caught:
            client.walk(PROGRAMS)
        errors.append(caught.value)
    resting = errors[1]
    assert "sumber berulang kali gagal (sumber menjawab HTTP 503" in resting.message
    shown = "".join(traceback.format_exception(resting))
    assert not any(form in shown for form in forms(TOKEN))


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
    log.configure()
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
