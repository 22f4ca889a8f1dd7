"""Turn one answer of an upstream (status, headers, body) into its envelope or an error; no I/O.

The body counts more than the status (contract.md sections 1-2): HTML instead of JSON is an outage,
`success: false` is a failure under any status, and an `error` key inside a success
(`{"code": "000"}`) is no failure.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import msgspec

from ...errors import (
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
_NO_ANSWER_YET = (202, 204, 205)
_STATUS_OF_WORDS = {
    "bad request": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "too many requests": 429,
    "internal server error": 500,
    "service unavailable": 503,
}


class Refused(BadRequest):
    """The upstream refused a request whose values seemed valid."""


class LimitRefused(Refused):
    """The upstream refused the length of a list or page: ask for half of it."""


class NotServed(Refused):
    """The upstream has no such list for this KLPD."""


class NotAnObject(ContractBroken):
    """The answer is valid JSON, but no object; a bare list of rows, for example."""


class TokenRefused(AccessDenied):
    """The token was refused: expired, revoked or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer: status, headers with lower-case names, decoded body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def sandbox(self) -> bool:
        """Return whether a sandbox marked this answer."""
        return self.headers.get(SANDBOX_HEADER) == "1"


def read(answer: Answer, *, source: str, bare: bool = False) -> Envelope:
    """Return the envelope of a good answer; raise the error that a bad one means.

    bare: a list of rows without an envelope is a good answer, too.
    """
    if answer.status == 429:
        raise _limited(answer.headers)
    refuse_other_success(answer.status)
    if bare and answer.status == 404:
        raise NotServed("sumber tidak menyajikan daftar ini untuk KLPD ini", status=404)
    if bare and answer.status == 200 and (rows := bare_list(without_mark(answer.body))):
        return Envelope(data=rows)
    body = without_mark(answer.body)
    if body.lstrip()[:1] != b"{":
        raise _not_json(answer.status, body)
    try:
        envelope = envelope_of(body)
    except ValueError as error:
        raise SourceUnavailable(
            f"badan jawaban (HTTP {answer.status}) bukan JSON yang utuh"
        ) from error
    code = _failure(answer.status, envelope, source)
    if code:
        raise _error(code, _error_text(envelope))
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


def refuse_other_success(status: int) -> None:
    """Raise for a 2xx status other than 200: the answer is partial, altered or not ready.

    One that is not ready (202) or has no body (204, 205) is an outage, so it is asked for again.
    """
    if status in _NO_ANSWER_YET:
        raise SourceUnavailable(f"HTTP {status} tidak membawa jawaban")
    if 200 < status < 300:
        raise ContractBroken(f"HTTP {status} bukan jawaban utuh: hanya 200 yang dipercaya")


def other_json(body: bytes) -> str:
    """Return what kind of JSON value a body is, in Indonesian; "" when it is not valid JSON."""
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except (ValueError, RecursionError):
        return ""
    kinds = {b"[": "daftar", b'"': "teks", b"t": "true", b"f": "false", b"n": "null"}
    return kinds.get(body.lstrip()[:1], "angka")


def bare_list(body: bytes) -> bytes:
    """Return a body that is a JSON list, b"" when it begins otherwise.

    Raises SourceUnavailable for a list that is cut off or no JSON.
    """
    if body.lstrip()[:1] != b"[":
        return b""
    try:
        if not body.isascii():
            body.decode()  # the rows stay undecoded: nothing else would notice broken UTF-8
    except UnicodeDecodeError as error:
        raise SourceUnavailable("daftar bukan UTF-8 yang utuh") from error
    if not other_json(body):
        raise SourceUnavailable("daftar terpotong atau bukan JSON yang utuh")
    return body.strip()


def _not_json(status: int, body: bytes) -> ServiceError:
    html = b"<" in body[:200]
    other = other_json(body)
    kind = "HTML" if html else "teks" if body.strip() else "badan kosong"
    if status == 401:
        return TokenRefused("HTTP 401: token ditolak", status=status)
    if status == 403:
        kind = "halaman WAF" if html else "jawaban bukan JSON"
        return AccessDenied(
            f"HTTP 403 dengan {kind}: alamat IP ini tampaknya belum terdaftar untuk token ini",
            step="ip",
            status=status,
        )
    if other and status == 200:
        return NotAnObject(f"jawaban berupa {other}, bukan objek", status=status)
    if other:
        return SourceUnavailable(f"HTTP {status} berisi {other}, bukan objek", status=status)
    return SourceUnavailable(f"HTTP {status} berisi {kind}, bukan JSON", status=status)


def _failure(status: int, envelope: Envelope, source: str) -> int:
    """Return the HTTP status that an answer means, 0 for a success."""
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
        # the status that the `error` member names by word or number, 500 when it does not
        text = str(error.get("code", "")) if isinstance(error, dict) else ""
        return _STATUS_OF_WORDS.get(text.lower()) or _code(text) or 500
    is_text = isinstance(error, str) and not isinstance(error, Number)
    if is_text and envelope.rowless and success is not True:
        return 401 if "authorization" in str(error).lower() else 500
    if status != 200:
        return status
    require_success(source, success)
    return 0


def require_success(source: str, success: object) -> None:
    """Raise ContractBroken unless INAPROC sent `success: true`; the other sources never do."""
    if source == "inaproc" and success is not True:
        raise ContractBroken("jawaban tanpa success: true")


def _code(value: object) -> int:
    """Return a status that means failure, sent as a number or as text; 0 for anything else."""
    text = str(value)
    return int(text) if re.fullmatch("[45][0-9]{2}", text) else 0


def _error_text(envelope: Envelope) -> str:
    """Return the text of the upstream about its failure, on one line and in full length.

    Callers remove secrets before they shorten it: half a secret would not be recognised.
    """
    message, error, issue = (envelope.members.get(n) for n in ("message", "error", "issue"))
    texts: list[str] = [text for text in (message, error) if isinstance(text, str)]
    if isinstance(error, dict):
        texts += [str(error[k]) for k in ("message", "details") if error.get(k)]
    if isinstance(issue, list) and issue and isinstance(issue[0], dict):
        details = issue[0].get("details")
        texts.append(str(details.get("text", "")) if isinstance(details, dict) else "")
    return " ".join(" ".join(texts).split())


def _error(code: int, text: str) -> ServiceError:
    """Return the error of a failure with this status and this text of the upstream."""
    folded = text.lower()
    tail = f": {text}" if text else ""
    if "limit cannot be more" in folded:
        return LimitRefused(f"daftar atau halaman terlalu panjang{tail}", status=code)
    if "business rule" in folded:
        return AccessDenied(f"organisasi kredensial ini tidak berhak{tail}", status=code)
    if code == 401:
        return TokenRefused(f"token tidak diterima{tail}", status=code)
    if code == 403:
        return AccessDenied(f"tidak berhak{tail}", status=code)
    if code == 429:
        return RateLimited(f"sumber meminta menunggu{tail}", status=code)
    if 400 <= code < 500 and code != 408:
        return Refused(f"permintaan ditolak (HTTP {code}){tail}", status=code)
    return SourceUnavailable(f"sumber menjawab HTTP {code}{tail}", status=code)


def _limited(headers: Mapping[str, str]) -> RateLimited:
    """Return the error of a 429; a wait longer than RETRY_AFTER_MAX means a quota is used up."""
    wait = _retry_after(headers)
    if wait is None or wait <= RETRY_AFTER_MAX:
        return RateLimited("sumber meminta menunggu", retry_after=wait)
    minutes = math.ceil(wait / 60)
    span = f"{minutes} menit" if minutes < 120 else f"{math.ceil(wait / 3600)} jam"
    return RateLimited(
        f"kuota tampaknya habis: sumber meminta menunggu {span}",
        retry_after=RETRY_AFTER_MAX,
        quota_wait=wait,
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return Retry-After in seconds, 0 for a past instant; None when it is missing or invalid."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.replace(".", "", 1).isdigit() and len(text) < 12:
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None
