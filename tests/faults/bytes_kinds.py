"""Faults below the answer: connections, framing, encodings, statuses. The same for every API.

`passing(...)[:1]` is the fault that passes, without the same fault for ever.
"""

from __future__ import annotations

import gzip
import re

from tests.faults.scenes import Kind, Scene, at_once, habit, lie, passing
from tests.faults.wire import CHUNKED, End, Pieces, answer, bomb, chunked, dripped, head, packed

HTML = b"<!DOCTYPE html><html><title>Sebentar</title><body>Tunggu</body></html>"
TOO_MUCH = {"success": False, "error": {"code": "Too Many Requests", "message": "pelan"}}
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"details": {"text": "token expired"}}]}
DEEP = b"[" * 5000 + b"]" * 5000


def _cut(scene: Scene) -> bytes:
    return answer(scene.whole)[:-20]


def _reset_late(scene: Scene) -> Pieces:
    return [answer(scene.whole)[:400], End.RESET]


def _chunk_garbage(scene: Scene) -> Pieces:
    return [head(200, CHUNKED), chunked(scene.whole)[0], b"zz\r\nbukan bingkai\r\n", End.CLOSE]


def _twice(scene: Scene) -> Pieces:
    whole = answer(scene.whole)
    return [whole + whole]


def _gzipped(body: bytes, coding: str = "gzip") -> bytes:
    return answer(body, Content_Encoding=coding)


def _blanks(body: bytes, blank: bytes = b" \r\n\t ") -> bytes:
    """Return JSON with white space at every place that allows it, none of them within a text."""
    outside = re.split(rb'("(?:[^"\\]|\\.)*")', body)
    for at in range(0, len(outside), 2):
        outside[at] = re.sub(rb"\s*([\[\]{}:,])\s*", blank + rb"\1" + blank, outside[at])
    return blank + b"".join(outside) + blank


def _part(scene: Scene) -> Pieces:
    """Answer as for a range that nobody asked for: a part of the rows, whole JSON."""
    body = scene.with_rows((scene.body["data"] or [])[:3])
    return _said(206, packed(body), Content_Range="bytes 0-99/9999")


def _said(status: int, body: bytes = b"", kind: str = "application/json", **fields: str) -> Pieces:
    """Return one whole answer of this status, body and type."""
    return [answer(body, status, kind=kind, **fields)]


def _error(status: int, code: str) -> Pieces:
    body = {"success": False, "error": {"code": code, "message": code, "details": ""}}
    return _said(status, packed({**body, "status_code": status, "message": code, "data": None}))


def _limited(**fields: str) -> Pieces:
    return _said(429, packed(TOO_MUCH), **fields)


CONNECTIONS: list[Kind] = [
    *passing("reset at once", lambda s: [End.RESET]),
    *passing("closed without a word", lambda s: [End.CLOSE]),
    *passing("refused", lambda s: [End.REFUSE]),
    *passing("cut header", lambda s: [answer(s.whole)[:40], End.CLOSE]),
    *passing("reset in the header", lambda s: [answer(s.whole)[:40], End.RESET]),
    *passing("cut body", lambda s: [_cut(s), End.CLOSE]),
    *passing("reset in the body", _reset_late),
    *passing("not HTTP", lambda s: [b"SSH-2.0-OpenSSH_9.2\r\n\r\n", End.CLOSE]),
    *passing("header without end", lambda s: [head()[:-2], b"X: y\r\n" * 40_000, End.CLOSE]),
    *passing("dripped header", lambda s: [*dripped(answer(s.whole)[:80], 40, 400.0), End.CLOSE]),
    *passing("dripped body", lambda s: [head(), *dripped(s.whole, 40, 400.0), End.CLOSE]),
    *passing("early hints for ever", lambda s: [*dripped(head(103) * 40, 40, 400.0), End.CLOSE]),
    *habit("slow header in time", lambda s: dripped(answer(s.whole), 10, 60.0)),
    *habit("early hints", lambda s: [head(103), answer(s.whole)]),
    *habit("slow close", lambda s: [answer(s.whole, Connection="close"), 20.0, End.CLOSE]),
    *habit("closed after each answer", lambda s: [answer(s.whole, Connection="close"), End.CLOSE]),
    *habit("answered twice", _twice),
]

FRAMING: list[Kind] = [
    *passing("length too long", lambda s: [answer(s.whole, length=10**6), End.CLOSE]),
    *passing("length too short", lambda s: [answer(s.whole, length=len(s.whole) - 9)]),
    *passing("length not a number", lambda s: [answer(s.whole).replace(b"Length: ", b"Length: x")]),
    *passing("chunks cut", lambda s: [head(200, CHUNKED), *chunked(s.whole)[:-1], End.CLOSE]),
    *passing("chunk garbage", _chunk_garbage),
    *passing("no length, cut", lambda s: [head(), s.whole[:-20], End.CLOSE]),
    *passing("gzip cut", lambda s: [_gzipped(gzip.compress(s.whole, mtime=0)[:-12])]),
    *passing("gzip that is none", lambda s: [_gzipped(s.whole)]),
    *passing("gzip bomb", lambda s: [_gzipped(bomb(66))])[:1],
    *passing(
        "bomb in a bomb",
        lambda s: [answer(gzip.compress(bomb(66), mtime=0), Content_Encoding="gzip, gzip")],
    ),
    *passing("encoding unknown", lambda s: [answer(s.whole, Content_Encoding="rahasia")]),
    *habit("chunks", lambda s: [head(200, CHUNKED), *chunked(s.whole)]),
    *habit("no length", lambda s: [head(), s.whole, End.CLOSE]),
    *habit("gzip", lambda s: [_gzipped(gzip.compress(s.whole, mtime=0))]),
    *habit("x-gzip", lambda s: [_gzipped(gzip.compress(s.whole, mtime=0), coding="X-GZip")]),
    *passing("x-gzip that is none", lambda s: [_gzipped(s.whole, coding="x-gzip")]),
    *habit("type says HTML", lambda s: [answer(s.whole, kind="text/html")]),
    *habit("type missing", lambda s: [answer(s.whole).replace(b"Content-Type", b"X-Type")]),
]

STATUSES: list[Kind] = [
    *passing("HTML with 200", lambda s: _said(200, HTML, "text/html")),
    *passing("HTML with 502", lambda s: _said(502, HTML, "text/html")),
    *passing("text with 504", lambda s: _said(504, b"Gateway Timeout", "text/plain")),
    *passing("500", lambda s: _error(500, "Internal Server Error")),
    *passing("503", lambda s: _error(503, "Service Unavailable")),
    *passing("rows with 500", lambda s: _said(500, s.whole)),
    *passing("empty body", lambda s: _said(200)),
    *passing("202", lambda s: _said(202, s.whole)),
    *passing("204", lambda s: _said(204)),
    *passing("205", lambda s: _said(205)),
    *at_once("201", lambda s: _said(201, s.whole)),
    *at_once("203", lambda s: _said(203, s.whole, Warning="214 proxy")),
    *at_once("206", _part),
    *at_once("206 with all rows", lambda s: _said(206, s.whole)),
    *at_once("226", lambda s: _said(226, s.whole)),
    *at_once("299", lambda s: _said(299, s.whole)),
    *passing("redirect", lambda s: _said(302, b"", Location="http://127.0.0.1:9/")),
    *passing("success false with 200", lambda s: _said(200, packed({**s.body, "success": False}))),
    *passing("error true with 200", lambda s: _said(200, packed({**s.body, "error": True}))),
    *passing("status_code 500 with 200", lambda s: _said(200, packed({"status_code": 500}))),
    *passing("429 with seconds", lambda s: _limited(Retry_After="7")),
    *passing("429 with a date", lambda s: _limited(Retry_After="Wed, 21 Oct 2099 07:28:00 GMT")),
    *passing("429 with a past date", lambda s: _limited(Retry_After="Wed, 21 Oct 2015 07:28 GMT")),
    *passing("429 with garbage", lambda s: _limited(Retry_After="segera")),
    *passing("429 for ages", lambda s: _limited(Retry_After="999999999")),
    *passing("429 without a word", lambda s: _limited()),
    *passing("token expired", lambda s: _said(401, packed(OUTCOME)), inaproc="loud", lokasi="loud"),
    *passing("token expired with 200", lambda s: _said(200, packed(OUTCOME)),
             inaproc="loud", lokasi="loud"),
    *lie("403", lambda s: _error(403, "Forbidden")),
    *lie("403 of a WAF", lambda s: _said(403, HTML, "text/html")),
    *lie("404", lambda s: _error(404, "Not Found")),
    *lie("400", lambda s: _error(400, "Bad Request")),
]  # fmt: skip

TEXTS: list[Kind] = [
    *passing("JSON cut", lambda s: _said(200, s.whole[:-30])),
    *passing("two documents", lambda s: _said(200, s.whole + s.whole)),
    *at_once("list without envelope", lambda s: _said(200, packed(s.body["data"]))),
    *at_once("null as a body", lambda s: _said(200, b"null")),
    *at_once("text as a body", lambda s: _said(200, packed("ok"))),
    *passing("list without envelope, cut", lambda s: _said(200, packed(s.body["data"])[:-1])),
    *habit("byte order mark", lambda s: _said(200, b"\xef\xbb\xbf" + s.whole)),
    *passing("two byte order marks", lambda s: _said(200, b"\xef\xbb\xbf" * 2 + s.whole)),
    *habit("white space everywhere", lambda s: _said(200, _blanks(s.whole))),
    *habit("names as escapes", lambda s: _said(200, s.whole.replace(b'a"', b'\\u0061"'))),
    *passing("UTF-16", lambda s: _said(200, s.whole.decode().encode("utf-16"))),
    *passing("broken UTF-8", lambda s: _said(200, s.whole.replace(b"a", b"\xe9", 40))),
    *passing("NUL bytes", lambda s: _said(200, b"\0" * 200)),
    *lie("NaN", lambda s: _said(200, s.whole[:-1] + b', "x": NaN}')),
    *lie("repeated names", lambda s: _said(200, s.whole[:-1] + b', "data": []}')),
    *lie("nested too deep", lambda s: _said(200, s.whole[:-1] + b', "x": ' + DEEP + b"}")),
]

KINDS = [*CONNECTIONS, *FRAMING, *STATUSES, *TEXTS]
