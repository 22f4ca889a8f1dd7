"""Upstreams that repeat every credential they are given, in every encoding, wherever they can."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote, urlsplit

from tests.gateway import paket, program
from tests.loopback import Asked, Reply, serving
from tests.security.canaries import PLANTED, SECRETS

TOKEN_PATH = "/oauth2/v1/accesstoken"  # noqa: S105 - an address
REFUSALS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "bad-request": (400, "json"),
        "unauthorized": (401, "json"),
        "forbidden": (403, "json"),
        "waf": (403, "html"),
        "limited": (429, "json"),
        "down": (503, "json"),
        "proxy": (502, "text"),
        "refused-in-200": (200, "json"),
        "outcome": (401, "outcome"),
        "error-as-text": (401, "bare"),
    }
)
"""Ways of refusing: status and how the body is written."""


def spoken(credentials: list[str]) -> str:
    """Return credentials in every encoding that a careless server may put into a message."""
    said: list[str] = []
    for one in credentials:
        pure = base64.b64encode(one.encode()).decode()
        said += [one, quote(one, safe=""), quote(quote(one, safe=""), safe=""), pure]
        said += [base64.urlsafe_b64encode(one.encode()).decode().rstrip("="), one.encode().hex()]
        said += [quote(pure, safe=""), html.escape(one), one.replace("/", "\\/")]
        said += [base64.b64encode(f"{lead}{one}:x".encode()).decode() for lead in ("a", "ab", "a:")]
    return " ".join(said)


@dataclass
class Echo:
    """All upstreams at once. `refusal` names how each question is refused, "" answers it.

    half: the first page is answered, the second is not. tokens: the token endpoint refuses as well.
    talk: what was given stands also in headers and in meta of good answers.
    """

    refusal: str = ""
    half: bool = False
    tokens: bool = False
    talk: bool = True
    asked: list[str] = field(default_factory=list)

    def answer(
        self, method: str, address: str, headers: Mapping[str, str], form: Mapping[str, str]
    ) -> Reply:
        """Return one answer."""
        parts = urlsplit(address)
        self.asked.append(parts.path)
        given = headers.get("authorization", "")
        credentials = [text for text in (given, given.removeprefix("Bearer ")) if text]
        said = spoken([*credentials, *form.values()])
        if parts.path == TOKEN_PATH:
            return self._refused(said) if self.tokens else _issued(said)
        sent = dict(parse_qsl(parts.query))
        if self.refusal and not (self.half and "cursor" not in sent):
            return self._refused(said)
        body = _regions(parts.path) if "masterdata" in parts.path else _rows(parts.path, sent)
        if self.talk:
            body["meta"] = {**body.get("meta", {}), "request": said}
            body["message"] = said
        more = {"X-Echo": said} if self.talk else {}
        if self.half:
            body["meta"] |= {"has_more": True, "cursor": "2", "limit": 2}
        return Reply(200, json.dumps(body).encode(), more)

    def _refused(self, said: str) -> Reply:
        status, written = REFUSALS[self.refusal]
        bodies: dict[str, Any] = {
            "json": {"success": False, "error": {"code": said, "message": said, "details": said}},
            "outcome": {
                "resourceType": "OperationOutcome",
                "issue": [{"details": {"text": said}, "diagnostics": said}],
            },
            "bare": {"error": said, "data": None},
        }
        if written in bodies:
            body = json.dumps({"message": said, **bodies[written]}).encode()
        else:
            body = f"<html>{said}</html>".encode() if written == "html" else said.encode()
        more = {"Retry-After": "0"} if status == 429 else {}
        return Reply(status, body, {"WWW-Authenticate": said, "X-Echo": said, **more})


def _issued(said: str) -> Reply:
    body = {
        "access_token": SECRETS["access token"],
        "token_type": "BearerToken",
        "expires_in": "3599",
        "client_id": SECRETS["client id"],
        "developer.email": "orang@contoh.invalid",
        "echo": said,
    }
    return Reply(200, json.dumps(body).encode(), {"X-Echo": said})


def _rows(path: str, sent: Mapping[str, str]) -> dict[str, Any]:
    year = int(sent.get("tahun", "2025"))
    rows = [{**program(n, tahun=year), "nama_program": f"{PLANTED} {n}"} for n in (1, 2)]
    if path.endswith("paket-swakelola"):
        rows = [paket(n, tahun_anggaran=year, nama_paket=f"{PLANTED} {n}") for n in (1, 2)]
    if path.endswith("history-kaji-ulang"):
        rows = []
    return {"success": True, "data": rows, "meta": {"limit": 1000, "has_more": False}}


def _regions(path: str) -> dict[str, Any]:
    row = {"code": "52", "parent_code": "", "bps_code": "52", "name": PLANTED}
    page = {"current": 1, "limit": 10, "total_page": 1, "total": 1}
    return {"status": 200, "error": False, "data": [row], "meta": {"page": page}}


class Upstream(Protocol):
    """What can be served: one answer for one question."""

    def answer(
        self, method: str, address: str, headers: Mapping[str, str], form: Mapping[str, str]
    ) -> Reply:
        """Return the answer; names of headers are lower-case, `form` is what was posted."""
        ...


@contextmanager
def echoing(echo: Upstream) -> Iterator[str]:
    """Serve on loopback until the block ends; yield the address."""

    def answer(asked: Asked) -> Reply:
        return echo.answer(asked.method, asked.address, asked.headers, asked.form)

    with serving(answer) as address:
        yield address


def settings(address: str) -> dict[str, str]:
    """Return the settings that point every upstream at an echo, with the canaries as secrets."""
    return {
        "INAPROC_BASE_URL": address,
        "INAPROC_TOKEN": SECRETS["token"],
        "SATUSEHAT_BASE_URL": address,
        "SATUSEHAT_CLIENT_ID": SECRETS["client id"],
        "SATUSEHAT_CLIENT_SECRET": SECRETS["client secret"],
        "LOKASI_BASE_URL": address,
    }
