"""Scripted answers for the real client, and a clock that only sleeping moves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx

from services.settings import Upstream
from services.upstream.connection.client import Client
from services.upstream.connection.limiter import Limiter
from services.upstream.connection.transport import Transport

TOKEN = "tkn/rahasia+sekali=="  # noqa: S105 - made up
CLIENT_ID, CLIENT_SECRET = "klien-4711", "klien-4711-sandi&x"
TOKEN_PATH = "/oauth2/v1/accesstoken"  # noqa: S105 - an address
BASE = {
    "inaproc": "https://inaproc.invalid",
    "satusehat": "https://satusehat.invalid",
    "lokasi": "https://lokasi.invalid",
}

Reply = Callable[[httpx.Request], httpx.Response]


@dataclass
class Clock:
    """Seconds that stand still but for sleeping; `slept` is every wait in order."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Wire:
    """Answers data requests by a script, token requests by `tokens`; keeps all that was sent."""

    reply: Reply
    tokens: Reply | None = None
    sent: list[httpx.Request] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == TOKEN_PATH:
            pairs = parse_qs(request.content.decode())
            self.forms.append({name: values[0] for name, values in pairs.items()})
            return (self.tokens or numbered_tokens(self))(request)
        self.sent.append(request)
        return self.reply(request)

    @property
    def queries(self) -> list[dict[str, str]]:
        return [dict(request.url.params) for request in self.sent]

    @property
    def bearers(self) -> list[str]:
        return [request.headers.get("authorization", "") for request in self.sent]


def numbered_tokens(wire: Wire) -> Reply:
    return lambda request: as_json({"access_token": f"t{len(wire.forms)}", "expires_in": "3599"})


def upstream(source: str) -> Upstream:
    return Upstream(
        source=source,
        base_url=BASE[source],
        token=TOKEN if source == "inaproc" else "",
        client_id=CLIENT_ID if source == "satusehat" else "",
        client_secret=CLIENT_SECRET if source == "satusehat" else "",
        live=True,
    )


def connect(source: str, wire: Reply, clock: Clock | None = None) -> Client:
    """Return the real client of a source, its network and its clock replaced."""
    clock = clock or Clock()
    return Client(
        upstream(source),
        Transport(BASE[source], handler=httpx.MockTransport(wire), clock=clock),
        Limiter(windows=(), clock=clock, sleep=clock.sleep),
        clock=clock,
        jitter=lambda low, high: high,
    )


def as_json(body: Any, status: int = 200, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=json.dumps(body).encode(), headers=named)


def as_text(body: str, status: int, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, content=body.encode(), headers=named)


def in_turn(*replies: httpx.Response | Exception) -> Reply:
    """Give one reply after the other; the last one for ever."""
    waiting: Iterator[httpx.Response | Exception] = iter(replies)
    last: list[httpx.Response | Exception] = []

    def reply(request: httpx.Request) -> httpx.Response:
        last[:] = [next(waiting, *last)]
        if isinstance(last[0], Exception):
            raise last[0]
        return httpx.Response(last[0].status_code, content=last[0].content, headers=last[0].headers)

    return reply


def program(code: object, **other: Any) -> dict[str, Any]:
    """Return one program row of KLPD D1, 2025."""
    return {
        "is_deleted": False,
        "jenis_klpd": "KABUPATEN",
        "kd_klpd": "D1",
        "kd_program": code,
        "kd_program_lokal": None,
        "kd_program_str": f"1.01.{code}",
        "kd_satker": 461200,
        "nama_klpd": "Kab. Contoh",
        "nama_program": f"Program {code}",
        "pagu_program": 1_000_000,
        "tahun_anggaran": 2025,
        **other,
    }


def programs(codes: Iterable[int]) -> list[dict[str, Any]]:
    return [program(code) for code in codes]


def page(rows: Any, **meta: Any) -> dict[str, Any]:
    """Return an INAPROC success; `meta` as given."""
    return {"success": True, "data": rows, "meta": {"limit": 1000, **meta}}


def region(code: str, **other: Any) -> dict[str, Any]:
    parent = {2: 0, 4: 2, 6: 4, 10: 6}[len(code)]
    named = {"code": code, "parent_code": code[:parent], "bps_code": "", "name": f"Wilayah {code}"}
    return {**named, **other}


def v1(rows: Any) -> dict[str, Any]:
    return {"status": 200, "error": False, "message": "success", "data": rows}


def v2(rows: Any, total: Any, *, limit: Any = 10, next_cursor: Any = "MTI=") -> dict[str, Any]:
    """Return one v2 page; total_page rounded down and a next cursor always, as documented."""
    floored = total // limit if isinstance(total, int) and limit else 1
    numbers = {"is_cursor": True, "limit": limit, "total_page": floored, "total": total, "next": 2}
    cursors = {"next": next_cursor, "previous": "MTE="}
    return {**v1(rows), "meta": {"item_count": 1, "page": numbers, "cursors": cursors}}
