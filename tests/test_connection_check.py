"""What stands in the way to an upstream is found out, step by step, without a secret."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from services import connection_check, settings
from services.connection_check import CAUSES, STEPS, Check
from services.errors import ContractBroken
from services.language.wording import texts
from services.settings import Upstream
from services.upstream.connection.client import Client
from services.upstream.connection.limiter import FAILURES, Limiter
from services.upstream.connection.transport import Transport
from tests import loopback
from tests.loopback import Asked, Reply

SECRETS = {"token": "kunci-5f21c9", "client_id": "klien-77ab03", "client_secret": "sandi-90cc1e"}
TOKEN_PATH = "/oauth2/v1/accesstoken"  # noqa: S105 - an address
HTML = b"<!DOCTYPE html><title>Just a moment</title>"
ROWS = json.dumps({"success": True, "data": [{"kd_program": 1}], "meta": {}}).encode()
EMPTY = json.dumps({"success": True, "data": [ ], "meta": {}}).encode()  # fmt: skip
TOKEN = json.dumps({"access_token": "pemberian-31d0", "expires_in": "3599"}).encode()
PROVINCES = json.dumps(
    {"status": 200, "error": False, "data": [{"code": "52"}], "meta": {"page": {"total": 1}}}
).encode()


def told(code: str) -> bytes:
    return json.dumps({"success": False, "error": {"code": code, "message": code}}).encode()


@contextmanager
def serving(replies: Mapping[str, Reply]) -> Iterator[str]:
    """Serve replies by the end of the path, "" for any, on loopback; yield the address."""

    def answer(asked: Asked) -> Reply:
        path = asked.address.partition("?")[0]
        return next(reply for end, reply in replies.items() if path.endswith(end))

    with loopback.serving(answer) as address:
        yield address


def upstream(source: str, address: str) -> Upstream:
    return Upstream(source=source, base_url=address, live=True, **SECRETS)


def looked(source: str, address: str, *, handler: httpx.BaseTransport | None = None) -> list[Check]:
    """Ask an upstream at this address as the product does, and return its steps."""
    own = upstream(source, address)
    client = Client(own, Transport(own.base_url, handler=handler), Limiter(windows=()))
    return asked(client, own)


def asked(client: Client, own: Upstream) -> list[Check]:
    with closing(client):
        found = list(connection_check.examine_source(own, client, "K77"))
    assert [check.step for check in found] == list(STEPS)
    said = " ".join(
        f"{connection_check.result_text(c, x)} {connection_check.advice(c, x)}"
        for c in found
        for x in ("id", "en")
    )
    assert all(secret not in said for secret in (*SECRETS.values(), "pemberian-31d0"))
    return found


def states(found: list[Check]) -> str:
    """Return one letter a step: b baik, g gagal, c catatan, l lewat."""
    return "".join(check.state[0] for check in found)


def failed(found: list[Check]) -> Check:
    (one,) = [check for check in found if check.state == "gagal"]
    return one


#                 konfigurasi nama sambungan tls ip jeda token izin isi
@pytest.mark.parametrize(
    ("reply", "stands", "step", "who", "advice"),
    [
        (Reply(401, told("Unauthorized")), "bbbbblgll", "token", "kredensial", "INAPROC_TOKEN"),
        (Reply(401, HTML), "bbbbblgll", "token", "kredensial", "INAPROC_TOKEN"),
        (Reply(403, told("Forbidden")), "bbbbbllgl", "izin", "kredensial", "K77"),
        (Reply(403, HTML), "bbbbgllll", "ip", "kredensial", "alamat IP keluar mesin ini"),
        (Reply(403, b""), "bbbbgllll", "ip", "kredensial", "alamat IP keluar mesin ini"),
        (Reply(200, HTML), "bbbbllllg", "isi", "operator", "INAPROC_BASE_URL"),
        (Reply(404, told("Not Found")), "bbbbllllg", "isi", "operator", "INAPROC_BASE_URL"),
        (Reply(404, HTML), "bbbbllllg", "isi", "operator", "INAPROC_BASE_URL"),
        (Reply(302, b"", {"Location": "/"}), "bbbbllllg", "isi", "operator", "INAPROC_BASE_URL"),
        (Reply(429, b"", {"Retry-After": "37"}), "bbbblglll", "jeda", "tunggu", "37 detik"),
        (Reply(429, b"slow down"), "bbbblglll", "jeda", "tunggu", "60 detik"),
        (Reply(429, b"", {"Retry-After": "86400"}), "bbbblglll", "jeda", "tunggu", "1440 menit"),
        (Reply(503, told("Service unavailable")), "bbbbllllg", "isi", "sumber", "coba lagi"),
        (Reply(502, HTML), "bbbbllllg", "isi", "sumber", "coba lagi"),
        (Reply(400, told("Bad Request")), "bbbbllllg", "isi", "kami", "perbarui"),
        (Reply(200, b'{"success": true}'), "bbbbllllg", "isi", "sumber", "laporkan"),
        (Reply(200, b'{"data": []}'), "bbbbllllg", "isi", "sumber", "laporkan"),
    ],
)
def test_what_the_gateway_answers(
    reply: Reply, stands: str, step: str, who: str, advice: str
) -> None:
    with serving({"": reply}) as address:
        found = looked("inaproc", address)
    one = failed(found)
    assert (states(found), one.step, one.who) == (stands, step, who)
    assert advice in connection_check.advice(one)
    assert one.detail


def test_all_is_well() -> None:
    with serving({"": Reply(200, ROWS)}) as address:
        found = looked("inaproc", address)
    assert states(found) == "bbbbbbbbb"
    assert {connection_check.advice(check) for check in found} == {""}
    assert "INAPROC_TOKEN terisi; alamat 127.0.0.1:" in connection_check.result_text(found[0])
    assert "loopback" in connection_check.result_text(found[3])


def test_an_empty_answer_may_be_a_missing_right() -> None:
    with serving({"": Reply(200, EMPTY)}) as address:
        found = looked("inaproc", address)
    assert states(found) == "bbbbbbbcb"
    assert "kosong atau tidak berwenang" in connection_check.result_text(found[7])
    assert "lensa doctor --klpd" in connection_check.advice(found[7])


@pytest.mark.parametrize(
    ("tokens", "data", "stands", "step", "who", "advice"),
    [
        (
            Reply(401, told("x")),
            Reply(200, ROWS),
            "bbbbblgll",
            "token",
            "kredensial",
            "CLIENT_SECRET",
        ),
        (Reply(403, HTML), Reply(200, ROWS), "bbbbgllll", "ip", "kredensial", "alamat IP"),
        (
            Reply(404, HTML),
            Reply(200, ROWS),
            "bbbbllgll",
            "token",
            "operator",
            "SATUSEHAT_BASE_URL",
        ),
        (
            Reply(200, HTML),
            Reply(200, ROWS),
            "bbbbllgll",
            "token",
            "operator",
            "SATUSEHAT_BASE_URL",
        ),
        (
            Reply(404, told("x")),
            Reply(200, ROWS),
            "bbbbllgll",
            "token",
            "operator",
            "SATUSEHAT_BASE_URL",
        ),
        (Reply(503, b"down"), Reply(200, ROWS), "bbbbllgll", "token", "sumber", "coba lagi"),
        (Reply(200, b"{}"), Reply(200, ROWS), "bbbbllgll", "token", "sumber", "coba lagi"),
        (Reply(200, TOKEN), Reply(401, b"{}"), "bbbbblgll", "token", "kredensial", "CLIENT_ID"),
        (Reply(200, TOKEN), Reply(403, b"{}"), "bbbbbllgl", "izin", "kredensial", "hak baca"),
        (Reply(200, TOKEN), Reply(404, b"{}"), "bbbbllllg", "isi", "operator", "SATUSEHAT_BASE"),
        (Reply(200, TOKEN), Reply(504, b"Gateway"), "bbbbllllg", "isi", "sumber", "coba lagi"),
    ],
)
def test_what_the_token_address_and_the_regions_answer(
    tokens: Reply, data: Reply, stands: str, step: str, who: str, advice: str
) -> None:
    with serving({TOKEN_PATH: tokens, "": data}) as address:
        found = looked("satusehat", address)
    one = failed(found)
    assert (states(found), one.step, one.who) == (stands, step, who)
    assert advice in connection_check.advice(one)


def test_regions_can_be_read() -> None:
    with serving({TOKEN_PATH: Reply(200, TOKEN), "": Reply(200, PROVINCES)}) as address:
        assert states(looked("satusehat", address)) == "bbbbbbbbb"


def test_locations_need_no_token_but_may_ask_for_one() -> None:
    good = json.dumps({"data": [{"id": "ID"}], "meta": {"success": True}}).encode()
    with serving({"": Reply(200, good)}) as address:
        found = looked("lokasi", address)
    assert states(found) == "bbbbbbbbb"
    assert connection_check.result_text(found[6]) == "tidak diperlukan"
    with serving({"": Reply(401, b"{}")}) as address:
        one = failed(looked("lokasi", address))
    assert (one.step, one.who) == ("token", "operator")


def test_staging_is_said_to_be_staging() -> None:
    own = upstream("satusehat", "https://api-satusehat-stg.dto.kemkes.go.id")
    found = connection_check.steps(own, None)
    assert states(list(found)) == "cbbbbbbbb"
    assert "staging" in connection_check.result_text(found[0])


def test_a_refused_connection_is_the_firewall_or_the_port() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = looked("inaproc", f"http://127.0.0.1:{port}")
    assert states(found) == "bbgllllll"
    assert (failed(found).who, f"127.0.0.1:{port}" in connection_check.advice(failed(found))) == (
        "operator",
        True,
    )


def test_a_server_that_speaks_no_tls_fails_at_tls() -> None:
    with serving({"": Reply(200, ROWS)}) as address:
        found = looked("inaproc", address.replace("http:", "https:"))
    assert states(found) == "bbbglllll"
    assert "tidak dapat dimatikan" in connection_check.advice(failed(found))


def raising(error: Exception, cause: Exception | None = None) -> httpx.MockTransport:
    def reply(request: httpx.Request) -> httpx.Response:
        del request
        raise error from cause

    return httpx.MockTransport(reply)


@pytest.mark.parametrize(
    ("handler", "stands", "who"),
    [
        (raising(httpx.ConnectError("x"), socket.gaierror(-2, "x")), "bglllllll", "operator"),
        (raising(httpx.ConnectTimeout("x"), TimeoutError()), "bbgllllll", "operator"),
        (raising(httpx.ConnectError("x"), ssl.SSLCertVerificationError(1, "x")), "bbbglllll",
         "operator"),
        (raising(httpx.ReadTimeout("x"), TimeoutError()), "bbbbllllg", "sumber"),
        (raising(httpx.RemoteProtocolError("x")), "bbbbllllg", "sumber"),
    ],
    ids=["dns", "no answer to the connection", "certificate", "no answer", "cut"],
)  # fmt: skip
def test_outages_without_an_answer(handler: httpx.MockTransport, stands: str, who: str) -> None:
    found = looked("inaproc", "https://sumber.invalid", handler=handler)
    assert (states(found), failed(found).who) == (stands, who)


def test_a_source_that_rests_is_not_asked_and_neither_is_one_that_asked_for_patience() -> None:
    own = upstream("inaproc", "https://sumber.invalid")
    sent: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(429, headers={"Retry-After": "37"})

    limiter = Limiter(windows=(), clock=lambda: 1000.0)
    client = Client(own, Transport(own.base_url, handler=httpx.MockTransport(reply)), limiter)
    for _ in range(2):
        found = asked(client, own)
        assert (states(found), "37 detik" in connection_check.advice(failed(found))) == (
            "bbbblglll",
            True,
        )
    assert len(sent) == 1
    tired = Limiter(windows=(), clock=lambda: 1000.0)
    for _ in range(FAILURES):
        tired.failed()
    client = Client(own, Transport(own.base_url, handler=httpx.MockTransport(reply)), tired)
    found = asked(client, own)
    assert (states(found), failed(found).who, len(sent)) == ("bllllglll", "tunggu", 1)


def test_a_source_that_rests_is_reported_by_what_made_it_rest() -> None:
    own = upstream("inaproc", "https://sumber.invalid")
    tired = Limiter(windows=(), clock=lambda: 1000.0)
    handler = raising(httpx.ConnectError("x"), socket.gaierror(-2, "x"))

    def looked_again() -> list[Check]:
        return asked(Client(own, Transport(own.base_url, handler=handler), tired), own)

    for _ in range(FAILURES):
        assert states(looked_again()) == "bglllllll"
    found = looked_again()
    assert (states(found), failed(found).who) == ("bglllllll", "operator")
    assert "sumber tidak dapat dihubungi" in failed(found).detail


def test_a_check_asks_once() -> None:
    sent: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(503)

    looked("inaproc", "https://sumber.invalid", handler=httpx.MockTransport(reply))
    assert len(sent) == 1


def test_what_an_upstream_says_is_shown_without_hidden_letters() -> None:
    own = upstream("inaproc", "https://sumber.invalid")
    error = ContractBroken("\x1b[2Jjahat\u202e sekali\n")
    one = failed(list(connection_check.steps(own, error)))
    assert one.detail == "[2Jjahat sekali"


@pytest.mark.parametrize("source", settings.SOURCES)
def test_the_sandbox_says_how_to_go_live(source: str) -> None:
    own = Upstream(source=source, base_url="")
    first, second = connection_check.steps(own, None)
    assert (first.state, second.state) == ("catatan", "baik")
    real = source == "satusehat"
    assert (
        "Kepmendagri 300.2.2-2430/2025" if real else "data contoh"
    ) in connection_check.result_text(first)
    assert ("the built-in region tree" if real else "sample data") in connection_check.result_text(
        first, "en"
    )
    assert connection_check.NEEDED[source] in connection_check.advice(first)
    assert connection_check.good((first, second))
    broken = connection_check.steps(own, ContractBroken("x"))
    assert not connection_check.good(broken)


def test_every_cause_has_its_words_in_both_languages() -> None:
    wanted = {f"periksa.failed.{key}" for key in CAUSES} | {f"periksa.then.{key}" for key in CAUSES}
    wanted |= {f"periksa.who.{cause.who}" for cause in CAUSES.values()}
    assert wanted - set(texts()) == set()
    assert {cause.step for cause in CAUSES.values()} <= set(STEPS)


def test_all_sources_are_examined_together(tmp_path: Path) -> None:
    given = {"LENSA_DATA": str(tmp_path), "LOKASI_BASE_URL": "http://127.0.0.1:9"}
    configured = settings.from_mapping(given)
    clients = {}
    for source in settings.SOURCES:
        own = Upstream(source=source, base_url="https://sumber.invalid", **SECRETS)
        handler = httpx.MockTransport(
            lambda request: httpx.Response(
                200, content=TOKEN if request.url.path == TOKEN_PATH else ROWS
            )
        )
        clients[source] = Client(own, Transport(own.base_url, handler=handler), Limiter(windows=()))
    found = connection_check.examine(configured, clients)
    assert list(found) == list(settings.SOURCES)
    assert [len(steps) for steps in found.values()] == [2, 2, len(STEPS)]
    assert all(connection_check.good(steps) for steps in found.values())
