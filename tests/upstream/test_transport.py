"""The transport: size limits, deadlines, redirects and errors."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Iterator

import httpx
import pytest

from services.errors import SourceUnavailable
from services.upstream.connection.transport import BODY_CAP, PAGE_DEADLINE, Transport
from tests.upstream.wire import Clock, Reply

ADDRESS = "https://sumber.invalid"


def over(reply: Reply, clock: Clock | None = None) -> Transport:
    return Transport(ADDRESS, handler=httpx.MockTransport(reply), clock=clock or Clock())


class Dripping(httpx.SyncByteStream):
    """A body that takes `each` seconds of the clock for every byte."""

    def __init__(self, clock: Clock, each: float, count: int) -> None:
        self.clock, self.each, self.count, self.given = clock, each, count, 0

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.count):
            self.clock.now += self.each
            self.given += 1
            yield b" "


class Endless(httpx.SyncByteStream):
    """A body without end, a mebibyte at a time."""

    given = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.given += 1
            yield b" " * 2**20


def test_the_answer_is_whole_with_lower_case_names() -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        return httpx.Response(418, content=b"teh", headers={"X-Lensa-Sandbox": "1"})

    answer = over(reply).send("GET", "/x")
    assert (answer.status, answer.body) == (418, b"teh")
    assert answer.headers["x-lensa-sandbox"] == "1"
    assert answer.sandbox is True


def test_what_is_sent_is_what_was_asked() -> None:
    seen: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"{}")

    over(reply).send(
        "POST",
        "/jalan",
        params={"a": "1,2 3"},
        headers={"Authorization": "Bearer x"},
        form={"k": "é&"},
    )
    (request,) = seen
    assert request.method == "POST"
    assert request.url.path == "/jalan"
    assert dict(request.url.params) == {"a": "1,2 3"}
    assert request.headers["authorization"] == "Bearer x"
    assert request.headers["accept"] == "application/json"
    assert request.content == b"k=%C3%A9%26"


def test_a_body_over_the_cap_is_left_unread() -> None:
    body = Endless()
    with pytest.raises(SourceUnavailable, match="64 MiB"):
        over(lambda request: httpx.Response(200, stream=body)).send("GET", "/x")
    assert body.given <= BODY_CAP // 2**20 + 1


def test_a_small_body_that_unpacks_over_the_cap_is_refused() -> None:
    bomb = gzip.compress(bytes(BODY_CAP + 1), compresslevel=1)
    assert len(bomb) < BODY_CAP // 100

    def reply(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=bomb, headers={"Content-Encoding": "gzip"})

    with pytest.raises(SourceUnavailable, match="64 MiB"):
        over(reply).send("GET", "/x")


def test_a_dripping_body_ends_at_the_deadline() -> None:
    clock = Clock()
    body = Dripping(clock, each=10.0, count=1000)
    with pytest.raises(SourceUnavailable, match="120 detik"):
        over(lambda request: httpx.Response(200, stream=body), clock).send("GET", "/x")
    assert body.given == PAGE_DEADLINE / 10 + 1


def test_a_slow_body_within_the_deadline_is_read() -> None:
    clock = Clock()
    body = Dripping(clock, each=10.0, count=12)
    answer = over(lambda request: httpx.Response(200, stream=body), clock).send("GET", "/x")
    assert len(answer.body) == 12


def test_redirects_are_not_followed() -> None:
    asked: list[str] = []

    def reply(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": "https://lain.invalid/"})

    answer = over(reply).send("GET", "/x", headers={"Authorization": "Bearer x"})
    assert answer.status == 302
    assert asked == [f"{ADDRESS}/x"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ConnectTimeout, "pada waktunya"),
        (httpx.ReadTimeout, "pada waktunya"),
        (httpx.PoolTimeout, "pada waktunya"),
        (httpx.ConnectError, "tidak dapat dihubungi"),
        (httpx.ReadError, "terputus"),
        (httpx.RemoteProtocolError, "terputus"),
        (httpx.DecodingError, "terputus"),
    ],
)
def test_a_failure_never_tells_the_address(error: type[httpx.RequestError], words: str) -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        raise error(f"gagal ke {request.url}", request=request)

    with pytest.raises(SourceUnavailable, match=words) as caught:
        over(reply).send("GET", "/rahasia", params={"token": "x"})
    assert "sumber.invalid" not in str(caught.value)
    assert "rahasia" not in repr(caught.value)


def test_a_body_that_does_not_unpack_is_an_outage() -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        broken = {"Content-Encoding": "gzip"}
        return httpx.Response(200, stream=httpx.ByteStream(b"bukan gzip"), headers=broken)

    with pytest.raises(SourceUnavailable, match="DecodingError"):
        over(reply).send("GET", "/x")


def test_the_address_is_asked_for_once_and_only_when_needed() -> None:
    asked: list[int] = []

    def address() -> str:
        asked.append(1)
        return ADDRESS

    way = Transport(address, handler=httpx.MockTransport(lambda request: httpx.Response(200)))
    assert asked == []
    way.send("GET", "/x")
    way.send("GET", "/y")
    way.close()
    assert asked == [1]


def test_closing_what_was_never_opened_is_nothing() -> None:
    Transport(ADDRESS).close()


def test_certificates_are_always_verified_and_proxies_never_taken_from_the_environment() -> None:
    way = Transport(ADDRESS)
    opened = way._http()
    context = opened._transport._pool._ssl_context
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname is True
    assert (opened.follow_redirects, opened.trust_env) == (False, False)
    way.close()
