"""Tokens: lifetimes as text, one renewal for all threads, no secret in a repr."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from services.errors import AccessDenied, ContractBroken, SourceUnavailable
from services.upstream.answer.answers import Answer
from services.upstream.connection.auth import ClientCredentials, Fixed
from tests.upstream.wire import CLIENT_ID, CLIENT_SECRET, TOKEN, Clock, upstream

Post = Callable[[dict[str, str], dict[str, str]], Answer]


class Tokens:
    """A token endpoint that numbers what it gives and keeps what it was sent."""

    def __init__(self, life: object = "3599", **more: Any) -> None:
        self.life, self.more = life, more
        self.sent: list[tuple[dict[str, str], dict[str, str]]] = []

    def __call__(self, query: dict[str, str], form: dict[str, str]) -> Answer:
        self.sent.append((query, form))
        body = {
            "token_type": "BearerToken",
            "developer.email": "dev@contoh.invalid",
            "access_token": f"t{len(self.sent)}",
            **({} if self.life is None else {"expires_in": self.life}),
            **self.more,
        }
        return Answer(status=200, body=msgspec.json.encode(body))


def credentials(post: Post, clock: Clock | None = None) -> ClientCredentials:
    return ClientCredentials(upstream("satusehat"), post, clock=clock or Clock())


def bearer(auth: ClientCredentials) -> str:
    return auth.headers()["Authorization"]


def test_a_fixed_token_is_sent_and_never_replaced() -> None:
    auth = Fixed(TOKEN)
    assert auth.headers() == {"Authorization": f"Bearer {TOKEN}"}
    assert auth.renew(auth.headers()) is False


def test_no_token_sends_no_header() -> None:
    assert Fixed().headers() == {}


def test_the_request_is_as_documented() -> None:
    tokens = Tokens()
    credentials(tokens).headers()
    assert tokens.sent == [
        (
            {"grant_type": "client_credentials"},
            {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
        )
    ]


def test_one_token_serves_many_requests() -> None:
    tokens = Tokens()
    auth = credentials(tokens)
    assert [bearer(auth) for _ in range(5)] == ["Bearer t1"] * 5
    assert len(tokens.sent) == 1


@pytest.mark.parametrize(
    ("life", "good_for"),
    [
        ("3599", 3539.0),
        (3599, 3539.0),
        ("100", 50.0),
        (None, 240.0),
        ("", 240.0),
        ("selamanya", 240.0),
        ("²", 240.0),
        ("-1", 240.0),
        ("9" * 500, 240.0),
    ],
)
def test_a_token_is_replaced_before_its_life_ends(life: object, good_for: float) -> None:
    clock, tokens = Clock(), Tokens(life)
    auth = credentials(tokens, clock)
    assert bearer(auth) == "Bearer t1"
    clock.now += good_for - 0.5
    assert bearer(auth) == "Bearer t1"
    clock.now += 1.0
    assert bearer(auth) == "Bearer t2"


def test_threads_with_the_same_old_token_renew_it_once() -> None:
    tokens = Tokens()
    auth = credentials(tokens)
    old = auth.headers()
    meet = threading.Barrier(8)

    def renew(_: int) -> bool:
        meet.wait()
        return auth.renew(old)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(renew, range(8)))
    assert len(tokens.sent) == 2
    assert bearer(auth) == "Bearer t2"


def test_a_cold_start_of_many_threads_asks_once() -> None:
    tokens = Tokens()
    auth = credentials(tokens)
    meet = threading.Barrier(8)

    def ask(_: int) -> str:
        meet.wait()
        return bearer(auth)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"Bearer t1"}
    assert len(tokens.sent) == 1


def outcome(status: int) -> Post:
    text = "The user or system was not able to be authenticated"
    body = {"resourceType": "OperationOutcome", "issue": [{"details": {"text": text}}]}
    return lambda query, form: Answer(status=status, body=msgspec.json.encode(body))


@pytest.mark.parametrize("status", [200, 401, 403])
def test_refused_credentials_are_named_as_such(status: int) -> None:
    with pytest.raises(AccessDenied, match="client id atau client secret ditolak") as caught:
        credentials(outcome(status)).headers()
    assert "not able to be authenticated" in str(caught.value)
    assert type(caught.value) is AccessDenied


@pytest.mark.parametrize("token", [None, "", 5, ["x"]])
def test_an_answer_without_a_token_breaks_the_contract(token: object) -> None:
    with pytest.raises(ContractBroken, match="tanpa access_token"):
        credentials(Tokens(access_token=token)).headers()


def test_a_proxy_page_instead_of_a_token_is_an_outage() -> None:
    auth = credentials(lambda query, form: Answer(status=504, body=b"Gateway Timeout"))
    with pytest.raises(SourceUnavailable, match="504"):
        auth.headers()


def test_no_repr_shows_a_secret() -> None:
    auth = credentials(Tokens())
    auth.headers()
    shown = (
        repr(auth) + repr(Fixed(TOKEN)) + repr(upstream("satusehat")) + repr(upstream("inaproc"))
    )
    assert not any(secret in shown for secret in (TOKEN, CLIENT_ID, CLIENT_SECRET, "t1"))
