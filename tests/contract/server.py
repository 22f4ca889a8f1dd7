"""Another server that speaks the contract: its own rows, cursors, limits, habits and moods.

Nothing here is the product's sandbox. Where the contract leaves room, this server differs: opaque
cursors, a smaller limit than asked, codes now as numbers and now as text, a row repeated over a
page border, tokens that die after a few requests, outages now and then.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.contract.other_rows import (
    KODE,
    LOCATION_LEVELS,
    PARENT_NAMES,
    TAHUN,
    Row,
    location_rows,
    region_rows,
    rup_rows,
)

Query = dict[str, str]
Reply = tuple[int, Any]

TOKEN = "kunci-lain"  # noqa: S105 - made up
CLIENT = ("pelanggan", "sandi-pelanggan&=")
MOST, LIST_MOST, REGIONS_A_PAGE, PLACES_A_PAGE = 60, 20, 7, 4
TOKEN_USES = 5


@dataclass
class World:
    """Everything the server holds, and the log of what it was asked."""

    rup: dict[str, list[Row]] = field(default_factory=rup_rows)
    regions: dict[str, list[Row]] = field(default_factory=region_rows)
    locations: dict[str, list[Row]] = field(default_factory=location_rows)
    asked: list[tuple[str, Query]] = field(default_factory=list)
    tokens: dict[str, int] = field(default_factory=dict)
    moods: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def queries(self, path: str) -> list[Query]:
        return [query for asked, query in self.asked if asked == path]

    def mood(self) -> Reply | None:
        """Be down at every eleventh request and busy at every thirteenth."""
        self.moods += 1
        if self.moods % 11 == 0:
            return 503, "Gateway Timeout"
        return (
            (429, {"success": False, "error": {"code": "Too Many Requests"}})
            if self.moods % 13 == 0
            else None
        )

    # --- INAPROC

    def rup_reply(self, name: str, query: Query, bearer: str) -> Reply:
        if not bearer:
            return 200, {"error": "Authorization field missing"}
        if bearer != f"Bearer {TOKEN}":
            return 200, {"success": False, "error": {"code": "Unauthorized", "message": "no"}}
        rows = (
            self.rup[name]
            if (query.get("kode_klpd"), query.get("tahun")) == (KODE, str(TAHUN))
            else []
        )
        rows = [row for row in rows if self._wanted(name, query, row)]
        at = int(query["cursor"].removeprefix("~"), 16) if query.get("cursor") else 0
        limit = min(int(query.get("limit", "1")), MOST)
        # Every third page is shorter than the limit, and every page begins with a row seen before.
        size = limit - 3 if at % 3 == 0 else limit
        page = rows[max(at - 1, 0) : at + size]
        return 200, self._rup_body(page if at < len(rows) else None, at + size, len(rows))

    def _wanted(self, name: str, query: Query, row: Row) -> bool:
        if name == "paket-swakelola" and query.get("status"):
            return query["status"] in (row.get("status"), row.get("status_umumkan_rup"))
        if name == "history-kaji-ulang" and query.get("jenis_paket"):
            return bool(row["jenis_paket"] == query["jenis_paket"])
        return True

    def _rup_body(self, page: list[Row] | None, end: int, count: int) -> dict[str, Any]:
        meta: dict[str, Any] = {"limit": str(MOST), "cursor": f"~{end:x}", "request_id": "x"}
        if end < count:
            meta["has_more"] = "true"
        if page is None:
            meta = {"limit": MOST}
        error = {"code": "000", "message": "Success", "details": None}
        return {"success": True, "error": error, "data": page, "meta": meta}

    # --- SATUSEHAT

    def token_reply(self, form: Mapping[str, list[str]], query: Query) -> Reply:
        given = tuple(form.get(name, [""])[0] for name in ("client_id", "client_secret"))
        if given != CLIENT or query.get("grant_type") != "client_credentials":
            return 401, _outcome("either client_id or client_secret combination is unacceptable")
        token = f"t{len(self.tokens)}"
        self.tokens[token] = TOKEN_USES
        return 200, {"token_type": "BearerToken", "access_token": token, "expires_in": "1799"}

    def region_reply(self, versi: str, level: str, query: Query, bearer: str) -> Reply:
        token = bearer.removeprefix("Bearer ")
        self.tokens[token] = self.tokens.get(token, 0) - 1
        if self.tokens[token] < 0:
            return 401, _outcome("token expired")
        rows = self._narrowed(level, query)
        if isinstance(rows, str):
            return 400, {"status_code": 400, "message": rows, "data": None}
        if versi == "v1":
            return 200, {"status": 200, "error": False, "message": "success", "data": rows or None}
        return self._v2(rows, query)

    def _narrowed(self, level: str, query: Query) -> list[Row] | str:
        rows = self.regions[level]
        names = {
            "cities": "province_codes",
            "districts": "city_codes",
            "sub-districts": "district_codes",
        }
        for name, column in ((names.get(level, ""), "parent_code"), ("codes", "code")):
            codes = [code.strip() for code in query.get(name, "").split(",") if code.strip()]
            if len(codes) > LIST_MOST:
                return "limit cannot be more than 2000"
            rows = [row for row in rows if row[column] in codes] if codes else rows
        return rows

    def _v2(self, rows: list[Row], query: Query) -> Reply:
        if int(query["limit"]) > 500:
            return 400, {
                "status_code": 400,
                "message": "limit cannot be more than 500",
                "data": None,
            }
        after = query.get("next", "")
        start = (
            next((at for at, row in enumerate(rows) if row["code"] == after), len(rows))
            if after
            else 0
        )
        page = rows[start : start + REGIONS_A_PAGE]
        # The cursor names the last row of the page, which comes again as the first of the next.
        cursor = page[-1]["code"] if page and len(page) > 1 else "99"
        numbers = {
            "limit": REGIONS_A_PAGE,
            "total": str(len(rows)),
            "total_page": len(rows) // REGIONS_A_PAGE,
            "current": int(query["current_page"]),
            "next": int(query["current_page"]) + 1,
        }
        meta = {"item_count": len(page), "page": numbers, "cursors": {"next": cursor}}
        return 200, {
            "status": 200,
            "error": False,
            "message": "success",
            "data": page,
            "meta": meta,
        }

    # --- locations

    def location_reply(self, query: Query) -> Reply:
        level = query.get("level", "negara")
        rows = self.locations[level]
        at = LOCATION_LEVELS.index(level)
        parent = query.get(("", "countryId", "provinceId", "regencyId", "districtId")[at])
        if parent:
            rows = [row for row in rows if row[PARENT_NAMES[at - 1]] == parent]
        rows = [row for row in rows if query.get("search", "").lower() in row["name"].lower()]
        size = min(int(query.get("perPage", "10")), PLACES_A_PAGE)
        pages = max(-(-len(rows) // size), 1)
        number = min(int(query.get("page", "1")), pages + 1)
        page = rows[(number - 1) * size : number * size]
        # Past the end the last page comes again, unless it is the only one.
        if not page and pages > 1:
            page = rows[(pages - 1) * size :]
        said = {"totalItems": 1, "totalPages": 1, "perPage": size, "currentPage": 1}
        return 200, {"meta": {"success": True, "status": "200"}, "data": page, "pagination": said}


def _outcome(text: str) -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [{"details": {"text": text}}]}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    world: World

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer any of the three APIs."""
        self._answer(b"")

    def do_POST(self) -> None:
        """Answer the token request."""
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _answer(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        with self.world.lock:
            status, answer = self._reply(parts.path, query, body)
        text = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        if status == 429:
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(text)

    def _reply(self, path: str, query: Query, body: bytes) -> Reply:
        world, bearer = self.world, self.headers.get("Authorization", "")
        down = world.mood()
        if down:
            return down
        world.asked.append((path, query))
        name = path.rsplit("/", 1)[-1]
        if path == "/oauth2/v1/accesstoken":
            return world.token_reply(parse_qs(body.decode()), query)
        if path.startswith("/api/v1/rup/"):
            return world.rup_reply(name, query, bearer)
        if path.startswith("/masterdata/"):
            return world.region_reply(path.split("/")[2], name, query, bearer)
        return world.location_reply(query)


class _Server(ThreadingHTTPServer):
    daemon_threads = True


@contextmanager
def running() -> Iterator[tuple[World, Mapping[str, str]]]:
    """Serve on loopback; yield what the server holds and the settings that point there."""
    world = World()
    handler = type("Handler", (_Handler,), {"world": world})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield (
            world,
            {
                "INAPROC_BASE_URL": address,
                "INAPROC_TOKEN": TOKEN,
                "SATUSEHAT_BASE_URL": address,
                "SATUSEHAT_CLIENT_ID": CLIENT[0],
                "SATUSEHAT_CLIENT_SECRET": CLIENT[1],
                "LOKASI_BASE_URL": address,
            },
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
