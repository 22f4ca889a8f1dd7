"""Fake upstreams: each serves rows by one API, correctly, unusually or wrongly.

A habit that a client must live with keeps the rows whole; a fault loses or repeats some, and the
client must notice. `honest` says which of the two a server is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.upstream.wire import page, program, region, v1, v2

Sent = dict[str, str]
REFUSED_CURSOR = {"success": False, "error": {"code": "Bad Request", "message": "cursor"}}
TOO_LONG = {"status_code": 400, "message": "limit cannot be more than 2000", "data": None}


@dataclass
class CursorServer:
    """INAPROC over rows numbered 1..count, cut into `cuts` (short pages that are not last).

    ends: how the last page says so. probe: what an ask past the end gets. flags: has_more as
    text. limit: what meta.limit says. hiccups: page number -> kind, once. faults: page number ->
    kind, always.
    """

    cuts: list[int]
    ends: str = "false"
    probe: str = "empty"
    flags: bool = False
    limit: Any = 1000
    hiccups: dict[int, str] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)
    asked: list[Sent] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        return {str(number) for number in range(1, sum(self.cuts) + 1)}

    @property
    def honest(self) -> bool:
        return not self.faults

    def answer(self, sent: Sent) -> bytes:
        self.asked.append(sent)
        at = int(sent["cursor"].removeprefix("k")) if sent.get("cursor") else 0
        if at >= len(self.cuts):
            return self._past_the_end()
        kind = self.hiccups.pop(at, "") or self.faults.get(at, "")
        return json.dumps(self._page(at, kind)).encode()

    def _past_the_end(self) -> bytes:
        body: dict[str, Any] = {
            "empty": page([]),
            "null": {**page([]), "data": None},
            "no meta": {"success": True, "data": []},
            "same cursor": page([], cursor=f"k{len(self.cuts)}"),
            "other cursor": page([], cursor="k99"),
            "refused": REFUSED_CURSOR,
            "last again": self._page(len(self.cuts) - 1, ""),
        }[self.probe]
        return json.dumps(body).encode()

    def _rows(self, at: int) -> list[dict[str, Any]]:
        start = sum(self.cuts[:at])
        return [program(number) for number in range(start + 1, start + self.cuts[at] + 1)]

    def _page(self, at: int, kind: str) -> dict[str, Any]:
        last = at + 1 == len(self.cuts)
        meta: dict[str, Any] = {"limit": self.limit, "cursor": f"k{at + 1}"}
        if not last or self.ends == "true":
            meta["has_more"] = "true" if self.flags else True
        elif self.ends in ("false", "false without cursor"):
            meta["has_more"] = "FALSE" if self.flags else False
        if last and self.ends in ("false without cursor", "silent"):
            del meta["cursor"]
        return _spoiled({"success": True, "data": self._rows(at), "meta": meta}, kind)


def _spoiled(body: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the page with one thing wrong."""
    meta = body["meta"]
    if kind == "no meta":
        return {name: value for name, value in body.items() if name != "meta"}
    if kind == "no data":
        return {name: value for name, value in body.items() if name != "data"}
    if kind == "no cursor":
        return {**body, "meta": {**meta, "has_more": True, "cursor": None}}
    if kind == "empty":
        return {**body, "data": [], "meta": {**meta, "has_more": True}}
    if kind == "empty, silent":
        return {**body, "data": [], "meta": {k: v for k, v in meta.items() if k != "has_more"}}
    if kind == "null":
        return {**body, "data": None, "meta": {**meta, "has_more": True}}
    if kind == "back":
        return {**body, "meta": {**meta, "has_more": True, "cursor": "k1"}}
    if kind == "stuck":
        return {**body, "meta": {**meta, "has_more": True, "cursor": "k0"}}
    return body


CURSOR_FAULTS = (
    "no meta",
    "no data",
    "no cursor",
    "empty",
    "empty, silent",
    "null",
    "back",
    "stuck",
)


@dataclass
class NumberedServer:
    """SATUSEHAT v2 over `count` cities, in pages of `most` rows at most.

    refuses: the largest limit taken (0 takes any, above is a 400). past: what an ask past the end
    gets. overlap: each page but the first begins with the last row of the one before. total: what
    is claimed instead of the truth; moves: the total grows with every page; ignores: the page
    asked for does not matter.
    """

    count: int
    most: int = 10
    refuses: int = 0
    past: str = "empty"
    overlap: bool = False
    total: Any = None
    moves: bool = False
    ignores: bool = False
    asked: list[Sent] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        return {row["code"] for row in self._all()}

    @property
    def honest(self) -> bool:
        return (
            self.total is None and not self.moves and not (self.ignores and self.count > self.most)
        )

    def _all(self) -> list[dict[str, Any]]:
        return [region(f"{1101 + number}") for number in range(self.count)]

    def answer(self, sent: Sent) -> bytes:
        self.asked.append(sent)
        limit = int(sent["limit"])
        if self.refuses and limit > self.refuses:
            return json.dumps(TOO_LONG).encode()
        limit = min(limit, self.most)
        at = 0 if self.ignores else (int(sent["current_page"]) - 1) * limit
        rows = self._all()[max(at - self.overlap, 0) : at + limit]
        total = self.count if self.total is None else self.total
        total = total + int(sent["current_page"]) if self.moves else total
        if at and at >= self.count:
            rows = {"empty": [], "null": None, "last again": self._all()[-1:]}[self.past]
        return json.dumps(v2(rows, total, limit=limit)).encode()


@dataclass
class BatchServer:
    """SATUSEHAT v1 over parents with so many children each; cut at 2,000 without a word.

    refuses: the longest list taken (0 takes any).
    """

    children: list[int]
    refuses: int = 0
    cap: int = 2000
    asked: list[Sent] = field(default_factory=list)

    @property
    def parents(self) -> list[str]:
        return [f"{1101 + number}" for number in range(len(self.children))]

    @property
    def keys(self) -> set[str]:
        return {row["code"] for parent in self.parents for row in self._below(parent)}

    @property
    def honest(self) -> bool:
        return all(count < self.cap for count in self.children)

    def _below(self, parent: str) -> list[dict[str, Any]]:
        count = self.children[self.parents.index(parent)]
        return [
            {**region(f"{parent}{number:02d}"[:6]), "code": f"{parent}{number:05d}"}
            for number in range(count)
        ]

    def answer(self, sent: Sent) -> bytes:
        self.asked.append(sent)
        asked = sent["city_codes"].split(",")
        if self.refuses and len(asked) > self.refuses:
            return json.dumps(TOO_LONG).encode()
        rows = [row for parent in asked for row in self._below(parent)]
        return json.dumps(v1(rows[: self.cap])).encode()


@dataclass
class LocationServer:
    """Locations over `count` places, at most `most` a page, totals that lie.

    past: what a page past the end gets. ignores: the page number does not matter. tells: whether
    the page size is told.
    """

    count: int
    most: int = 10
    past: str = "empty"
    ignores: bool = False
    tells: bool = True
    total: Any = 0
    asked: list[Sent] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        return {f"id-{number:04d}" for number in range(self.count)}

    @property
    def honest(self) -> bool:
        return not self.ignores

    def answer(self, sent: Sent) -> bytes:
        self.asked.append(sent)
        size = min(int(sent["perPage"]), self.most)
        number = 1 if self.ignores else int(sent["page"])
        pages = max(-(-self.count // size), 1)
        if number > pages and self.past == "last again":
            number = pages
        if number > pages and self.past == "first again":
            number = 1
        ids = sorted(self.keys)[(number - 1) * size : number * size]
        rows: Any = [{"id": one, "name": one.upper(), "country": "c"} for one in ids]
        body: dict[str, Any] = {"data": None if not rows and self.past == "null" else rows}
        if self.tells:
            body["pagination"] = {
                "totalItems": self.total,
                "totalPages": self.total,
                "perPage": size,
            }
        return json.dumps(body).encode()
