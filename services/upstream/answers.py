"""One answer of an upstream, without I/O: status, headers and body become an envelope or an error.

The body is read before the status is believed (contract.md sections 1-2): HTML where JSON belongs
is an outage, `success: false` is a failure under any status, and an `error` key inside a success
(`{"code": "000"}`) is not one.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

import msgspec

from services.errors import (
    AccessDenied,
    BadRequest,
    ContractBroken,
    RateLimited,
    ServiceError,
    SourceUnavailable,
)
from services.upstream.bounds import too_deep
from services.upstream.steps import Received, mapping

SANDBOX_HEADER = "x-lensa-sandbox"
RETRY_AFTER_MAX = 300.0
NO_ROWS = b"[]"
_WORDS = {
    "bad request": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "too many requests": 429,
    "internal server error": 500,
    "service unavailable": 503,
}


class Refused(BadRequest):
    """The upstream refused a request whose values we took for good."""


class LimitRefused(Refused):
    """The upstream takes no list or page this long: halve it and remember."""


class TokenRefused(AccessDenied):
    """The token was refused: expired, revoked or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came over the wire: status, headers with lower-case names, decoded body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def sandbox(self) -> bool:
        """Tell whether a sandbox marked this answer."""
        return self.headers.get(SANDBOX_HEADER) == "1"


class Envelope(msgspec.Struct, dict=True):
    """Every member an upstream has been seen to put beside its rows; rows stay undecoded."""

    data: msgspec.Raw = msgspec.Raw(b"")
    success: Any = None
    error: Any = None
    status: Any = None
    status_code: Any = None
    message: Any = None
    meta: Any = None
    pagination: Any = None
    resourceType: Any = None  # noqa: N815 - FHIR's own spelling
    issue: Any = None

    @cached_property
    def rows_bytes(self) -> bytes:
        """Return the undecoded rows, an empty list when data was null."""
        return NO_ROWS if self.rowless else bytes(self.data)

    @property
    def rowless(self) -> bool:
        """Tell whether data was null or not there at all."""
        return bytes(memoryview(self.data)[:5]) in (b"", b"null")


_DECODER = msgspec.json.Decoder(Envelope)


def read(answer: Answer, *, source: str) -> Envelope:
    """Return the envelope of a good answer; raise the one error that a bad one means."""
    if answer.status == 429:
        raise _limited(answer.headers)
    envelope = _envelope(answer)
    code = _failure(answer.status, envelope, source)
    if code:
        error = _error(code, _words(envelope))
        error.status = code
        raise error
    if source != "token" and not memoryview(envelope.data):
        raise ContractBroken("jawaban tanpa data")
    return envelope


def received(envelope: Envelope, rows: int) -> Received:
    """Return what a paginator needs to know of this envelope."""
    return Received(
        rows=None if envelope.rowless else rows,
        meta=mapping(envelope.meta, "meta"),
        pagination=mapping(envelope.pagination, "pagination"),
    )


def _envelope(answer: Answer) -> Envelope:
    text = answer.body.lstrip()[:1]
    if text != b"{":
        raise _not_json(answer)
    try:
        if not answer.body.isascii():
            answer.body.decode()  # rows stay undecoded: nothing else would see broken UTF-8
        envelope = _DECODER.decode(answer.body)
        rest = _without(answer.body, b"" if envelope.rowless else envelope.rows_bytes)
        json.loads(rest, object_pairs_hook=once, parse_int=str, parse_float=str)
        deep = too_deep(rest)
    except (msgspec.DecodeError, ValueError) as error:
        raise SourceUnavailable(
            f"badan jawaban (HTTP {answer.status}) bukan JSON yang utuh"
        ) from error
    except RecursionError:
        deep = True
    if deep:
        raise ContractBroken("jawaban bersarang terlalu dalam")
    return envelope


def _without(body: bytes, data: bytes) -> bytes:
    """Return a body with a figure for its rows, so that what stands beside them can be looked at.

    A parser would keep one unseen of a member that comes twice; how deep rows are is for who reads
    them (frames.py).
    """
    at = body.find(data[:64])
    while not body.startswith(data, at):
        at = body.find(data[:64], at + 1)
    return body[:at] + b"0" + body[at + len(data) :] if data else body


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of a JSON object; raise ContractBroken when a name comes twice."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ContractBroken("nama yang sama dua kali dalam satu objek JSON")
    return members


def _not_json(answer: Answer) -> ServiceError:
    html = b"<" in answer.body[:200]
    kind = "HTML" if html else "teks" if answer.body.strip() else "badan kosong"
    error: ServiceError = SourceUnavailable(f"HTTP {answer.status} berisi {kind}, bukan JSON")
    if answer.status == 403:
        kind = "halaman WAF" if html else "jawaban bukan JSON"
        error = AccessDenied(
            f"HTTP 403 dengan {kind}: alamat IP ini tampaknya belum terdaftar untuk token ini"
        )
        error.step = "ip"
    if answer.status == 401:
        error = TokenRefused("HTTP 401: token ditolak")
    error.status = answer.status
    return error


def _failure(status: int, envelope: Envelope, source: str) -> int:
    """Return the status that this answer means, 0 for a success."""
    if envelope.resourceType == "OperationOutcome":
        return status if status >= 400 else 401
    meta = envelope.meta if isinstance(envelope.meta, dict) else {}
    said = (status, envelope.status_code, envelope.status, meta.get("status"))
    worst = next((c for c in map(_code, said) if c), 0)
    if worst:
        return worst
    if envelope.success is False or envelope.error is True or meta.get("success") is False:
        return _error_code(envelope.error)
    if isinstance(envelope.error, str) and envelope.rowless and envelope.success is not True:
        return 401 if "authorization" in envelope.error.lower() else 500
    if not 200 <= status < 300:
        return status
    if source == "inaproc" and envelope.success is not True:
        raise ContractBroken("jawaban tanpa success: true")
    return 0


def _code(value: object) -> int:
    """Return a status that says failure, also where it comes as text; 0 for anything else."""
    text = str(value)
    return int(text) if re.fullmatch("[45][0-9]{2}", text) else 0


def _error_code(error: Any) -> int:
    """Return the status that the error of a refusal names by word or number, 500 if it does not."""
    named = str(error.get("code", "")) if isinstance(error, dict) else ""
    return _WORDS.get(named.lower()) or _code(named) or 500


def _words(envelope: Envelope) -> str:
    """Return what the upstream says of its own failure on one line, uncut so that all is scrubbed.

    Whoever shows it scrubs secrets first and cuts after: a secret cut in two is not found.
    """
    said: list[str] = [envelope.message] if isinstance(envelope.message, str) else []
    if isinstance(envelope.error, str):
        said.append(envelope.error)
    if isinstance(envelope.error, dict):
        said += [str(envelope.error[k]) for k in ("message", "details") if envelope.error.get(k)]
    if isinstance(envelope.issue, list) and envelope.issue and isinstance(envelope.issue[0], dict):
        details = envelope.issue[0].get("details")
        said.append(str(details.get("text", "")) if isinstance(details, dict) else "")
    return " ".join(" ".join(said).split())


def _error(code: int, words: str) -> ServiceError:
    folded = words.lower()
    tail = f": {words}" if words else ""
    if "limit cannot be more" in folded:
        return LimitRefused(f"daftar atau halaman terlalu panjang{tail}")
    if "business rule" in folded:
        return AccessDenied(f"organisasi kredensial ini tidak berhak{tail}")
    if code == 401:
        return TokenRefused(f"token tidak diterima{tail}")
    if code == 403:
        return AccessDenied(f"tidak berhak{tail}")
    if code == 429:
        return RateLimited(f"sumber meminta menunggu{tail}")
    if 400 <= code < 500 and code != 408:
        return Refused(f"permintaan ditolak (HTTP {code}){tail}")
    return SourceUnavailable(f"sumber menjawab HTTP {code}{tail}")


def _limited(headers: Mapping[str, str]) -> RateLimited:
    """Return what a 429 means; a wait beyond any that we keep is a quota used up."""
    wait = _retry_after(headers)
    if wait is None or wait <= RETRY_AFTER_MAX:
        return RateLimited("sumber meminta menunggu", retry_after=wait)
    minutes = math.ceil(wait / 60)
    span = f"{minutes} menit" if minutes < 120 else f"{math.ceil(wait / 3600)} jam"
    error = RateLimited(
        f"kuota tampaknya habis: sumber meminta menunggu {span}", retry_after=RETRY_AFTER_MAX
    )
    error.asked = wait
    return error


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return Retry-After in seconds, 0 for an instant that is past; None for none or garbage."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.replace(".", "", 1).isdigit() and len(text) < 12:
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None
