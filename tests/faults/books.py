"""The four APIs over rows that a test holds, honest: what is wrong is done to their answers.

Each book knows its rows twice: as served, and as the product must publish them. The second is
written beside the first by hand, never read through the product.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from services.upstream.catalog import find
from services.upstream.dataset import Request
from tests.upstream.wire import page, program, region, v1, v2

Row = dict[str, Any]
Query = dict[str, str]
Pair = tuple[Row, Row]
"""A row as served and as published."""

NUMBER = re.compile(r"-?[0-9]+([.][0-9]+)?")
SIZE = 10
COUNT = 47
BATCHES = 1100
TEXTS = ("Jalan", " Jembatan_x000d_\n", '"kutip" <b>', "=1+1", "é\u202e\U0001f33e", "", "1E5")
PROGRAM_SCHEMA = {
    "is_deleted": pl.Boolean,
    "jenis_klpd": pl.String,
    "kd_klpd": pl.String,
    "kd_program": pl.String,
    "kd_program_lokal": pl.String,
    "kd_program_str": pl.String,
    "kd_satker": pl.String,
    "nama_klpd": pl.String,
    "nama_program": pl.String,
    "pagu_program": pl.Int64,
    "tahun_anggaran": pl.Int16,
}
REGION_SCHEMA = dict.fromkeys(("code", "parent_code", "bps_code", "name"), pl.String)
PLACE_SCHEMA = dict.fromkeys(
    ("id", "name", "level", "parent_id", "continent", "updatedAt"), pl.String
)


def program_pair(number: int, edition: int = 0) -> Pair:
    """Return a program whose values take every form the contract tells of."""
    text = f"{TEXTS[number % len(TEXTS)]} {number} {edition}"
    code: Any = number if number % 3 else str(number)
    local: Any = 9_007_199_254_740_993 + number if number % 5 == 0 else None
    pagu = None if number % 7 == 0 else number * 10**12 + edition
    served = program(
        code,
        is_deleted=number % 4 == 0,
        kd_program_lokal=local,
        nama_program=text,
        pagu_program=pagu,
        tahun_anggaran=str(2025) if number % 6 == 0 else 2025,
        last_update_ref=f"x{number}",
    )
    published = {
        "is_deleted": number % 4 == 0,
        "jenis_klpd": "KABUPATEN",
        "kd_klpd": "D1",
        "kd_program": str(number),
        "kd_program_lokal": str(local) if local else None,
        "kd_program_str": f"1.01.{number}",
        "kd_satker": "461200",
        "nama_klpd": "Kab. Contoh",
        "nama_program": text.strip(),
        "pagu_program": pagu,
        "tahun_anggaran": 2025,
    }
    return served, published


def region_pair(code: str, edition: int = 0) -> Pair:
    served = region(code, name=f" Wilayah {code} {edition}")
    return served, {**served, "name": f"Wilayah {code} {edition}"}


def place_pair(number: int, edition: int = 0) -> Pair:
    served = {"id": f"id-{number:04d}", "name": f"TEMPAT {number} {edition}", "country": "idn"}
    rest = {"level": "provinsi", "parent_id": "idn", "continent": None, "updatedAt": None}
    return served, {"id": served["id"], "name": served["name"], **rest}


def place_of(number: int) -> int:
    """Return where in the hash order a row lies: scattered, and the same for ever."""
    return (number * 0x9E3779B97F4A7C15 + 0x1234567) % 2**64 - 2**63


def cursor_at(place: int) -> str:
    return base64.b64encode(json.dumps({"id": place}).encode()).decode()


def place_at(cursor: str) -> int:
    """Return the place that a cursor names: one of ours, or the number itself."""
    if NUMBER.fullmatch(cursor):
        return int(Decimal(cursor))
    return int(json.loads(base64.b64decode(cursor))["id"])


@dataclass
class Book:
    """One API. `pairs` are the rows in the order in which they are served."""

    name: str
    source: str
    request: Request
    schema: dict[str, Any]
    pairs: list[Pair] = field(default_factory=list)
    size: int = SIZE

    def edition(self, number: int) -> None:
        """Hold another edition of the rows: other values, and one row more with each."""
        raise NotImplementedError

    def index(self, query: Query) -> int:
        """Return which page a request asks for, from 0."""
        raise NotImplementedError

    def body(self, query: Query) -> Row:
        """Return the honest answer."""
        raise NotImplementedError

    def asking(self, query: Query, index: int) -> Query:
        """Return the same question for another page."""
        raise NotImplementedError

    @property
    def last(self) -> int:
        """Return the index of the last page that has rows, for the size that is served."""
        return (len(self.pairs) - 1) // self.size

    @property
    def published(self) -> list[Row]:
        return [published for _, published in self.pairs]


class Rup(Book):
    """INAPROC: keyset cursor in hash order, limit clamped, the last page without has_more."""

    def edition(self, number: int) -> None:
        codes = sorted(range(1, COUNT + number + 1), key=place_of)
        self.pairs = [program_pair(code, number) for code in codes]

    def _start(self, query: Query) -> int:
        if not query.get("cursor"):
            return 0
        after = place_at(query["cursor"])
        return sum(place_of(int(p["kd_program"])) <= after for _, p in self.pairs)

    def index(self, query: Query) -> int:
        return self._start(query) // min(self.size, int(query["limit"]))

    def body(self, query: Query) -> Row:
        start, size = self._start(query), min(self.size, int(query["limit"]))
        part = self.pairs[start : start + size]
        meta: Row = {"limit": size, "request_id": "x"}
        if part:
            meta["cursor"] = cursor_at(place_of(int(part[-1][1]["kd_program"])))
        if start + size < len(self.pairs):
            meta["has_more"] = True
        return {**page([served for served, _ in part]), "meta": meta}

    def asking(self, query: Query, index: int) -> Query:
        rest = {name: value for name, value in query.items() if name != "cursor"}
        size = min(self.size, int(query["limit"]))
        code = self.pairs[index * size - 1][1]["kd_program"]
        return {**rest, "cursor": cursor_at(place_of(int(code)))} if index else rest


class RegionPages(Book):
    """SATUSEHAT v2: the next cursor is the code of the last row of the page before."""

    def edition(self, number: int) -> None:
        self.pairs = [region_pair(f"{1101 + at}", number) for at in range(COUNT + number)]

    def _start(self, query: Query) -> int:
        if not query.get("next"):
            return (int(query["current_page"]) - 1) * min(self.size, int(query["limit"]))
        after = base64.b64decode(query["next"]).decode()
        return sum(published["code"] <= after for _, published in self.pairs)

    def index(self, query: Query) -> int:
        return self._start(query) // min(self.size, int(query["limit"]))

    def body(self, query: Query) -> Row:
        start, size = self._start(query), min(self.size, int(query["limit"]))
        part = [served for served, _ in self.pairs[start : start + size]]
        after = part[-1]["code"] if part else "99"
        cursor = base64.b64encode(after.encode()).decode()
        return v2(part, len(self.pairs), limit=size, next_cursor=cursor)

    def asking(self, query: Query, index: int) -> Query:
        rest = {name: value for name, value in query.items() if name != "next"}
        return {**rest, "current_page": str(index + 1)}


class RegionLists(Book):
    """SATUSEHAT v1: districts of long lists of cities, one each, no pages."""

    def edition(self, number: int) -> None:
        self.pairs = [region_pair(f"{1000 + at}01", number) for at in range(BATCHES - 10 + number)]

    def index(self, query: Query) -> int:
        return (int(query["city_codes"].partition(",")[0]) - 1000) // self.size

    def body(self, query: Query) -> Row:
        asked = set(query["city_codes"].split(","))
        return v1([served for served, p in self.pairs if p["parent_code"] in asked])

    def asking(self, query: Query, index: int) -> Query:
        cities = range(1000 + index * self.size, 1000 + (index + 1) * self.size)
        return {**query, "city_codes": ",".join(map(str, cities))}


class Places(Book):
    """Locations: page numbers, totals that say nothing."""

    def edition(self, number: int) -> None:
        self.pairs = [place_pair(at, number) for at in range(COUNT + number)]

    def index(self, query: Query) -> int:
        return int(query["page"]) - 1

    def body(self, query: Query) -> Row:
        size = min(self.size, int(query["perPage"]))
        start = self.index(query) * size
        said = {"totalItems": 0, "perPage": size, "totalPages": 0, "currentPage": 1}
        rows = [served for served, _ in self.pairs[start : start + size]]
        return {"meta": {"success": True, "status": "200"}, "data": rows, "pagination": said}

    def asking(self, query: Query, index: int) -> Query:
        return {**query, "page": str(index + 1)}


def rup() -> Book:
    request = find("program-master").request(kode_klpd="D1", tahun="2025")
    return Rup("inaproc", "inaproc", request, PROGRAM_SCHEMA)


def region_pages() -> Book:
    request = find("cities", "v2").request(province_codes="11")
    return RegionPages("satusehat v2", "satusehat", request, REGION_SCHEMA)


def region_lists() -> Book:
    cities = ",".join(str(1000 + at) for at in range(BATCHES))
    request = find("districts", "v1").request(city_codes=cities)
    return RegionLists("satusehat v1", "satusehat", request, REGION_SCHEMA, size=500)


def places() -> Book:
    request = find("locations").request(level="provinsi", countryId="idn")
    return Places("lokasi", "lokasi", request, PLACE_SCHEMA)


BOOKS = {
    "inaproc": rup,
    "satusehat v2": region_pages,
    "satusehat v1": region_lists,
    "lokasi": places,
}
