"""The gateway's RUP endpoints: parameters, filters, cursor pages, bare lists, errors."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import numpy as np
from starlette.requests import Request
from starlette.responses import Response

from ..datasets import MASTER
from .pages import STAMP, ListingCache, Shape, decode_cursor, encode_cursor
from .replies import json_reply

MAX_LIMIT = 1000
_DEFAULT_LIMIT: dict[Shape, int] = {"documented": 1, "real": 100}
_FILTERS = {"paket-swakelola": "status", "history-kaji-ulang": "jenis_paket"}
_LEGACY_NAMES = ("kode_klpd", "tahun")
_ROUND = frozenset({0, 1, 10, 50, 100, 500, 1000})  # a page of so many rows may have been cut
_WORDS = {
    400: ("Invalid request", "The SQL query is malformed"),
    401: ("Unauthorized", "Invalid or missing API key"),
    403: ("Forbidden", "You are not allowed to access this resource"),
    429: ("Rate limit exceeded", "Please retry later"),
    500: ("Internal server error", "An unexpected error occurred"),
    503: ("Service unavailable", "The data source is temporarily unavailable"),
}
_request_numbers = itertools.count(123_456)


def error_body(status: int, details: str | None = None) -> dict[str, object]:
    """Return the documented body of an error; `details` as documented unless given."""
    message, usual = _WORDS[status]
    return {
        "success": False,
        "error": {
            "code": HTTPStatus(status).phrase,
            "message": message,
            "details": usual if details is None else details,
        },
        "meta": {"request_id": f"req-{next(_request_numbers)}"},
    }


def error_reply(
    status: int, details: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an error as documented."""
    return json_reply(error_body(status, details), status, headers)


class _Malformed(Exception):
    """A parameter is missing or not of its form; the text becomes `details`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Query:
    """The parameters of a request, checked."""

    dataset: str
    shape: Shape
    kode: str
    tahun: int
    limit: int
    after: int | None
    wanted: str


def _number(query: Mapping[str, str], name: str) -> int:
    text = query.get(name, "").strip()
    if not (text.isascii() and text.removeprefix("-").isdigit()) or len(text) > 9:
        raise _Malformed(f"{name} must be an integer")
    return int(text)


def _parse(dataset: str, query: Mapping[str, str], shape: Shape) -> _Query:
    kode = query.get("kode_klpd", "").strip()
    if not (kode.isascii() and kode.isalnum()) or len(kode) > 12:
        raise _Malformed("kode_klpd is required")
    tahun = _number(query, "tahun")
    limit = _number(query, "limit") if query.get("limit") else _DEFAULT_LIMIT[shape]
    if limit < 1:
        raise _Malformed("limit must be between 1 and 1000")
    cursor = query.get("cursor", "")
    try:
        after = decode_cursor(cursor) if cursor else None
    except ValueError as error:
        raise _Malformed("cursor is not valid") from error
    return _Query(
        dataset=dataset,
        shape=shape,
        kode=kode,
        tahun=tahun,
        limit=min(limit, MAX_LIMIT),
        after=after,
        wanted=query.get(_FILTERS.get(dataset, ""), ""),
    )


def _envelope(query: _Query, rows: bytes, meta: str) -> Response:
    # The gateway has been seen to put a success code under "error".
    note = ""
    if query.shape == "real" and query.dataset == "paket-swakelola":
        note = '"error":{"code":"000","message":"Success"},'
    elif query.dataset == MASTER:
        note = '"error":{"code":"000","message":"Success","details":"Success"},'
    tail = f',"meta":{meta}' if meta else ""
    return json_reply(b'{"success":true,%b"data":[%b]%b}' % (note.encode(), rows, tail.encode()))


def _meta(query: _Query, last: int | None, count: int, more: bool) -> str:
    """Return the meta object: real last pages have no has_more, yet still a cursor.

    `last` is the hash of the last row, None on an empty page. The documented program-master has
    no meta when everything fits.
    """
    cursor = "null" if last is None else f'"{encode_cursor(last)}"'
    if query.shape == "documented":
        whole = not more and query.after is None
        if query.dataset == "program-master" and whole and count not in _ROUND:
            return ""
        rest = f'"has_more":{str(more).lower()},"cursor":{cursor if more else "null"}'
        return f'{{"limit":{query.limit},{rest}}}'
    parts = [f'"limit":{query.limit}']
    parts += ['"has_more":true'] if more else []
    parts += [f'"cursor":{cursor}'] if last is not None else []
    return "{" + ",".join(parts) + "}"


def answer(
    dataset: str, query: Mapping[str, str], listings: ListingCache, shape: Shape, hari: int
) -> Response:
    """Return one page of a dataset, or the documented 400."""
    try:
        asked = _parse(dataset, query, shape)
    except _Malformed as problem:
        return error_reply(400, str(problem))
    listing = listings.listing(dataset, asked.kode, asked.tahun, shape=shape, hari=hari)
    if listing is None:
        return _envelope(asked, b"", _meta(asked, None, 0, more=False))
    start = 0
    if asked.after is not None:
        start = int(np.searchsorted(listing.ids, asked.after, side="right"))
    places = np.arange(start, len(listing.ids))
    if asked.wanted and listing.labels is not None:
        places = places[listing.labels[places] == asked.wanted]
    page = places[: asked.limit]
    last = int(listing.ids[page[-1]]) if len(page) else None
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    rows = listing.rows(page).replace(STAMP.encode(), now.encode())
    return _envelope(asked, rows, _meta(asked, last, len(page), more=len(places) > len(page)))


def legacy_answer(
    dataset: str, query: Mapping[str, str], listings: ListingCache, hari: int
) -> Response:
    """Return a whole dataset as a bare list, or the documented 400; no rows are an empty list."""
    try:
        asked = _parse(dataset, {name: query.get(name, "") for name in _LEGACY_NAMES}, "real")
    except _Malformed as problem:
        return error_reply(400, str(problem))
    listing = listings.listing(dataset, asked.kode, asked.tahun, hari=hari)
    rows = b"" if listing is None else listing.rows(np.arange(len(listing.ids)))
    return json_reply(b"[%b]" % rows)


def bearer(request: Request) -> str:
    """Return the bearer token of a request, "" without one."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def refusal(request: Request, tokens: frozenset[str], shape: Shape) -> Response | None:
    """Return the 401 of a request without a known bearer token, None when it may pass."""
    if "authorization" not in request.headers and shape == "real":
        return json_reply({"error": "Authorization field missing"}, 401)
    return None if bearer(request) in tokens else error_reply(401)
