"""SATUSEHAT Master Wilayah: token, v1 by lists of codes, v2 by pages, over the real tree."""

from __future__ import annotations

import base64
import secrets
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qs

from starlette.responses import Response

from ..units import wilayah
from .pages import Shape
from .replies import json_reply, whole_number

LEVELS = ("provinces", "cities", "districts", "sub-districts")
MAX_LIMIT = 2000
_DEFAULT_LIMIT = 10
_LIFETIME = 3599
_PARENTS = {
    "cities": "province_codes",
    "districts": "city_codes",
    "sub-districts": "district_codes",
}
_BAD_CLIENT = (
    "The user or system was not able to be authenticated "
    "(either client_id or client_secret combination is unacceptable)"
)
_BAD_TOKEN = "The access token is invalid or expired"  # noqa: S105 - a message, not a secret
_LIMIT_WORDS = "limit cannot be more than 2000"

Row = dict[str, str]
Places = Sequence[int]


def _row(number: int, place: int) -> Row:
    code = wilayah.codes(number)[place]
    return {
        "code": code,
        "parent_code": wilayah.parent_of(code),
        "bps_code": wilayah.bps_codes(number)[place],
        "name": wilayah.names(number)[place],
    }


class Tokens:
    """Issued access tokens that are still valid; `clock` returns monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with no token."""
        self._clock = clock
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def issue(self) -> str:
        """Return a new token, valid for an hour."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            now = self._clock()
            self._until = {old: until for old, until in self._until.items() if until > now}
            self._until[token] = now + _LIFETIME
        return token

    def holds(self, header: str | None) -> bool:
        """Return whether an Authorization header carries a valid token."""
        kind, _, token = (header or "").partition(" ")
        return kind.lower() == "bearer" and self._until.get(token.strip(), 0.0) > self._clock()

    def revoke_all(self) -> None:
        """Forget every token, as an upstream does that restarts: the next answer is 401."""
        with self._lock:
            self._until = {}


def outcome(text: str, status: int) -> Response:
    """Return a FHIR OperationOutcome, the documented form of errors around tokens."""
    issue = {"severity": "invalid", "code": "value", "details": {"text": text}}
    return json_reply({"resourceType": "OperationOutcome", "issue": [issue]}, status)


def token_reply(
    query: Mapping[str, str], form: bytes, client: tuple[str, str], tokens: Tokens
) -> Response:
    """Return the documented token answer, or a 400 or 401 OperationOutcome."""
    if query.get("grant_type") != "client_credentials":
        return outcome("grant_type must be client_credentials", 400)
    fields = {name: values[-1] for name, values in parse_qs(form.decode("latin-1")).items()}
    if (fields.get("client_id"), fields.get("client_secret")) != client:
        return outcome(_BAD_CLIENT, 401)
    return json_reply(
        {
            "refresh_token_expires_in": "0",
            "api_product_list": "[api-sandbox]",
            "api_product_list_json": ["api-sandbox"],
            "organization_name": "ihs-prod-1",
            "developer.email": "pengembang@contoh.invalid",
            "token_type": "BearerToken",
            "issued_at": str(int(time.time() * 1000)),
            "client_id": client[0],
            "access_token": tokens.issue(),
            "application_name": "00000000-0000-4000-8000-000000000000",
            "scope": "",
            "expires_in": str(_LIFETIME),
            "refresh_count": "0",
            "status": "approved",
        }
    )


def _refused(message: str) -> Response:
    return json_reply({"status_code": 400, "message": message, "data": None}, 400)


def _listed(query: Mapping[str, str], name: str) -> list[str] | None:
    """Return the codes of a comma list, spaces trimmed; None when none are given."""
    codes = [code.strip() for code in query.get(name, "").split(",")]
    return [code for code in codes if code] or None


def _narrowed(level: str, query: Mapping[str, str]) -> Places:
    """Return the places on a level under the parents asked for and among the codes asked for."""
    number = LEVELS.index(level) + 1
    codes = _listed(query, "codes")
    parents = _listed(query, _PARENTS.get(level, ""))
    if codes is not None:
        wanted = [
            code
            for code in sorted(set(codes))
            if parents is None or wilayah.parent_of(code) in parents
        ]
        places = (wilayah.place_of(number, code) for code in wanted)
        return [place for place in places if place is not None]
    if parents is None:
        return range(len(wilayah.codes(number)))
    length = wilayah.LENGTHS[number - 2]
    known = sorted({parent for parent in parents if len(parent) == length})
    return [place for parent in known for place in wilayah.branch(number, parent)]


def _too_many(level: str, query: Mapping[str, str]) -> bool:
    lists = (_listed(query, name) or () for name in ("codes", _PARENTS.get(level, "")))
    return (
        any(len(codes) > MAX_LIMIT for codes in lists) or whole_number(query, "limit") > MAX_LIMIT
    )


def v1_reply(level: str, query: Mapping[str, str], shape: Shape, cap: int | None) -> Response:
    """Return a whole level, unpaged, by parents or codes.

    `cap` cuts an answer without a word. A level too long to be given whole is refused with the
    documented message; the documented shape also insists on one of the starred parameters.
    """
    if _too_many(level, query):
        return _refused(_LIMIT_WORDS)
    starred = {"codes", _PARENTS.get(level, "codes")}
    if shape == "documented" and not starred & set(query):
        return _refused(f"{_PARENTS.get(level, 'codes')} is required")
    places = _narrowed(level, query)
    if len(places) > MAX_LIMIT and not any(_listed(query, name) for name in starred):
        return _refused(_LIMIT_WORDS)
    number = LEVELS.index(level) + 1
    data = [_row(number, place) for place in places[:cap]]
    return json_reply({"status": 200, "error": False, "message": "success", "data": data})


def _code_of(cursor: str) -> str:
    try:
        return base64.b64decode(cursor, validate=True).decode("ascii")
    except ValueError:
        return ""


def _cursor_of(code: str) -> str:
    return base64.b64encode(code.encode()).decode()


def v2_reply(level: str, query: Mapping[str, str], shape: Shape) -> Response:
    """Return one page: total_page rounded down, and a next page named even on the only one."""
    number = whole_number(query, "current_page")
    if number < 1:
        return _refused("current_page is required")
    if _too_many(level, query):
        return _refused(_LIMIT_WORDS)
    limit = (whole_number(query, "limit") if shape == "real" else 0) or _DEFAULT_LIMIT
    places = _narrowed(level, query)
    own = wilayah.codes(LEVELS.index(level) + 1)
    if query.get("next"):
        # The next cursor names the first code of the next page on villages, else the last of this.
        find = bisect_left if level == "sub-districts" else bisect_right
        start = find(places, _code_of(query["next"]), key=own.__getitem__)
    elif query.get("prev"):
        at = bisect_left(places, _code_of(query["prev"]), key=own.__getitem__)
        start = max(at - limit, 0)
    else:
        start = (number - 1) * limit
    page = [_row(LEVELS.index(level) + 1, place) for place in places[start : start + limit]]
    total = len(places)
    meta = {
        "item_count": len(page),
        "page": {
            "is_cursor": True,
            "current": number,
            "previous": number - 1,
            "next": number + 1,
            "limit": limit,
            "total_page": max(total // limit, 1),
            "total": total,
        },
    }
    end = start + len(page)
    if start >= end:
        meta["cursors"] = {"next": "", "previous": ""}
    else:
        after = own[places[end - 1]]
        if level == "sub-districts":
            after = own[places[end]] if end < len(places) else str(int(after) + 1)
        # the last page has a next one too
        meta["cursors"] = {"next": _cursor_of(after), "previous": _cursor_of(own[places[start]])}
    # Rows of a page are not in the order of their codes in the documented samples either.
    shown = sorted(page, key=lambda row: row["code"][::-1])
    body = {"status": 200, "error": False, "message": "success", "data": shown, "meta": meta}
    return json_reply(body)


def denied() -> Response:
    """Return the 401 for a request without a valid token."""
    return outcome(_BAD_TOKEN, 401)
