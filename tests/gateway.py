"""A gateway that serves rows a test may change between passes, in memory or over loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.loopback import Reply, serving
from tests.waiting import until

TOKEN = "kunci-uji-8f3a"  # noqa: S105 - opens nothing but this gateway
Row = dict[str, Any]
Key = tuple[str, str, str]


def program(number: int, pagu: int | None = 1000, kode: str = "D304", tahun: int = 2026) -> Row:
    """Return a row of program-master as served."""
    return {
        "is_deleted": False,
        "jenis_klpd": "KABUPATEN",
        "kd_klpd": kode,
        "kd_program": number,
        "kd_program_lokal": None,
        "kd_program_str": f"1.01.{number:02}",
        "kd_satker": "7",
        "nama_klpd": "Kab. Uji",
        "nama_program": f"PROGRAM {number}",
        "pagu_program": pagu,
        "tahun_anggaran": tahun,
    }


def paket(number: int, **values: Any) -> Row:
    """Return a documented row of paket-swakelola."""
    return {
        "kd_klpd": "D304",
        "kd_satker": "7",
        "kd_rup": number,
        "nama_klpd": "Kab. Uji",
        "nama_satker": "DINAS UJI",
        "nama_paket": f"Paket {number}",
        "tahun_anggaran": 2026,
        "status": "Terumumkan",
        **values,
    }


@dataclass
class Gateway:
    """INAPROC over `rows` by (dataset, KLPD, year), `size` rows a page.

    asked: every question in order, (dataset, parameters). meddle: called with the number of the
    question (from 1) before it is answered; a Reply it returns stands in for the answer.
    """

    size: int = 1000
    rows: dict[Key, list[Row]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    meddle: Callable[[int], Reply | None] = lambda number: None
    headers: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, *rows: Row, dataset: str = "program-master", tahun: int = 2026) -> None:
        """Let the gateway hold these rows and no others for D304 and a year."""
        self.rows[dataset, "D304", str(tahun)] = list(rows)

    def programs(self, count: int, pagu: int = 1000) -> None:
        """Let the gateway hold so many programs for D304 and 2026."""
        self.put(*(program(number, pagu) for number in range(1, count + 1)))

    @property
    def passes(self) -> int:
        """Return how many passes were begun."""
        return sum("cursor" not in sent for _, sent in self.asked)

    def answer(self, address: str, headers: Mapping[str, str]) -> Reply:
        """Return one page, the whole array of an older list, or the error the question deserves."""
        parts = urlsplit(address)
        sent = dict(parse_qsl(parts.query))
        generation, _, dataset = parts.path.removeprefix("/api/").partition("/rup/")
        with self._lock:
            self.asked.append((dataset, sent))
            number = len(self.asked)
        meddled = self.meddle(number)
        if meddled:
            return meddled
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return error(401, "Unauthorized")
        rows = self.rows.get((dataset, sent["kode_klpd"], sent["tahun"]), [])
        if generation == "legacy":
            return Reply(200, json.dumps(rows).encode(), self.headers)
        return self._page(rows, sent)

    def _page(self, rows: list[Row], sent: dict[str, str]) -> Reply:
        size = min(self.size, int(sent["limit"]))
        start = int(sent.get("cursor", "0"))
        more = start + size < len(rows)
        meta: Row = {"limit": size, "has_more": more}
        if more:
            meta["cursor"] = str(start + size)
        body = {"success": True, "data": rows[start : start + size], "meta": meta}
        return Reply(200, json.dumps(body).encode(), self.headers)

    def transport(self) -> httpx.MockTransport:
        """Return the gateway as a transport of httpx, without a network."""

        def handle(request: httpx.Request) -> httpx.Response:
            reply = self.answer(str(request.url), request.headers)
            return httpx.Response(reply.status, headers=reply.headers, content=reply.body)

        return httpx.MockTransport(handle)


def error(status: int, code: str) -> Reply:
    """Return an error in the documented form."""
    body = {"success": False, "error": {"code": code, "message": code, "details": ""}}
    return Reply(status, json.dumps(body).encode())


def refusing(gateway: Gateway, *datasets: str) -> Callable[[int], Reply | None]:
    """Return a `meddle` that denies some datasets."""

    def refuse(number: int) -> Reply | None:
        return error(403, "FORBIDDEN") if gateway.asked[number - 1][0] in datasets else None

    return refuse


def down_for(gateway: Gateway, value: str, *, others: int) -> Callable[[int], Reply | None]:
    """Return a `meddle` that is down for a dataset or a year once `others` were asked about.

    Five failures in a row stop all questions to a host: a failure that came first would take the
    others with it.
    """
    before = len(gateway.asked)

    def concerns(asked: tuple[str, dict[str, str]]) -> bool:
        return value in (asked[0], asked[1]["tahun"])

    def meddle(number: int) -> Reply | None:
        if not concerns(gateway.asked[number - 1]):
            return None
        until(lambda: sum(not concerns(one) for one in gateway.asked[before:]) >= others)
        return down(number)

    return meddle


def down(number: int) -> Reply:
    """Answer as an upstream that is down does."""
    del number
    return Reply(503, b"upstream connect error")


@contextmanager
def loopback(gateway: Gateway) -> Iterator[str]:
    """Serve a gateway on loopback for other processes; yield its address."""
    with serving(lambda asked: gateway.answer(asked.address, dict(asked.headers))) as address:
        yield address
