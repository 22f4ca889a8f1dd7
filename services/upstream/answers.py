"""One answer of an upstream, without I/O: status, headers and body become an envelope or an error.

The body is read before the status is believed (contract.md sections 1-2): HTML where JSON belongs
is an outage, `success: false` is a failure under any status, and an `error` key inside a success
(`{"code": "000"}`) is not one.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from ..errors import (
    AccessDenied,
    BadRequest,
    ContractBroken,
    RateLimited,
    ServiceError,
    SourceUnavailable,
)
from .envelopes import Envelope, Number, envelope_of, truth, without_mark
from .paging import Received, mapping

SANDBOX_HEADER = "x-lensa-sandbox"
RETRY_AFTER_MAX = 300.0
_LATER = (202, 204, 205)
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


class NotAnObject(ContractBroken):
    """The answer is whole JSON of another kind, such as a bare list of rows, not an object."""


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


def read(answer: Answer, *, source: str) -> Envelope:
    """Return the envelope of a good answer; raise the one error that a bad one means."""
    if answer.status == 429:
        raise _limited(answer.headers)
    refuse_other_success(answer.status)
    envelope = _envelope(answer)
    code = _failure(answer.status, envelope, source)
    if code:
        error = _error(code, _words(envelope))
        error.status = code
        raise error
    if source != "token" and not envelope.data:
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
    body = without_mark(answer.body)
    if body.lstrip()[:1] != b"{":
        raise _not_json(answer.status, body)
    try:
        return envelope_of(body)
    except ValueError as error:
        raise SourceUnavailable(
            f"badan jawaban (HTTP {answer.status}) bukan JSON yang utuh"
        ) from error


def refuse_other_success(status: int) -> None:
    """Raise for a 2xx that is not 200: by its own word it is a part, altered, or yet to come.

    What is yet to come (202) or has no body (204, 205) is asked for again, as any outage is.
    """
    if status in _LATER:
        raise SourceUnavailable(f"HTTP {status} tidak membawa jawaban")
    if 200 < status < 300:
        raise ContractBroken(f"HTTP {status} bukan jawaban utuh: hanya 200 yang dipercaya")


def other_json(body: bytes) -> str:
    """Return what a whole JSON document is that is no object, in words; empty for anything else."""
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except (ValueError, RecursionError):
        return ""
    kinds = {b"[": "daftar", b'"': "teks", b"t": "true", b"f": "false", b"n": "null"}
    return kinds.get(body.lstrip()[:1], "angka")


def _not_json(status: int, body: bytes) -> ServiceError:
    html = b"<" in body[:200]
    other = other_json(body)
    kind = "HTML" if html else "teks" if body.strip() else "badan kosong"
    error: ServiceError = SourceUnavailable(f"HTTP {status} berisi {kind}, bukan JSON")
    if other:
        error = SourceUnavailable(f"HTTP {status} berisi {other}, bukan objek")
    if other and status == 200:
        error = NotAnObject(f"jawaban berupa {other}, bukan objek")
    if status == 403:
        kind = "halaman WAF" if html else "jawaban bukan JSON"
        error = AccessDenied(
            f"HTTP 403 dengan {kind}: alamat IP ini tampaknya belum terdaftar untuk token ini"
        )
        error.step = "ip"
    if status == 401:
        error = TokenRefused("HTTP 401: token ditolak")
    error.status = status
    return error


def _failure(status: int, envelope: Envelope, source: str) -> int:
    """Return the status that this answer means, 0 for a success."""
    members = envelope.members
    if members.get("resourceType") == "OperationOutcome":
        return status if status >= 400 else 401
    meta = envelope.meta if isinstance(envelope.meta, dict) else {}
    codes = (status, members.get("status_code"), members.get("status"), meta.get("status"))
    worst = next((c for c in map(_code, codes) if c), 0)
    if worst:
        return worst
    success, error = truth(members.get("success")), truth(members.get("error"))
    if success is False or error is True or truth(meta.get("success")) is False:
        return _error_code(error)
    if _is_text(error) and envelope.rowless and success is not True:
        return 401 if "authorization" in str(error).lower() else 500
    if status != 200:
        return status
    require_success(source, success)
    return 0


def require_success(source: str, success: object) -> None:
    """Raise ContractBroken unless the gateway said success, which the other sources never do."""
    if source == "inaproc" and success is not True:
        raise ContractBroken("jawaban tanpa success: true")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, Number)


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
    message, error, issue = (envelope.members.get(n) for n in ("message", "error", "issue"))
    said: list[str] = [text for text in (message, error) if isinstance(text, str)]
    if isinstance(error, dict):
        said += [str(error[k]) for k in ("message", "details") if error.get(k)]
    if isinstance(issue, list) and issue and isinstance(issue[0], dict):
        details = issue[0].get("details")
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
