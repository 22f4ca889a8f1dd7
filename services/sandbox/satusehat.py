"""SATUSEHAT Master Wilayah: token, v1 by lists of codes, v2 by pages, over the real tree."""

from __future__ import annotations

import base64
import binascii
import secrets
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qs

from starlette.responses import Response

from services import reference
from services.sandbox.pages import Shape
from services.sandbox.replies import json_reply

LEVELS = ("provinces", "cities", "districts", "sub-districts")
MAX_LIMIT = 2000
_DEFAULT_LIMIT = 10
_LIFETIME = 3599
_PARENTS = {
    "cities": "province_codes",
    "districts": "city_codes",
    "sub-districts": "district_codes",
}
_LENGTH = dict(zip(LEVELS, (2, 4, 6, 10), strict=True))
_BAD_CLIENT = (
    "The user or system was not able to be authenticated "
    "(either client_id or client_secret combination is unacceptable)"
)
_BAD_TOKEN = "The access token is invalid or expired"  # noqa: S105 - a message, not a secret
_LIMIT_WORDS = "limit cannot be more than 2000"

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Tree:
    """Rows of one level in the order of their codes."""

    codes: list[str]
    rows: list[Row]


@cache
def _tree(level: str) -> _Tree:
    number = LEVELS.index(level) + 1
    table = reference.regions().filter(_of_level(number)).sort("code")
    rows = table.select("code", "parent_code", "bps_code", "name").to_dicts()
    return _Tree(codes=[row["code"] for row in rows], rows=rows)


def _of_level(number: int) -> object:
    import polars as pl

    return pl.col("level") == number


class Tokens:
    """Access tokens handed out and still good; `clock` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with no token."""
        self._clock = clock
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def issue(self) -> str:
        """Return a new token, good for an hour."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            now = self._clock()
            self._until = {old: until for old, until in self._until.items() if until > now}
            self._until[token] = now + _LIFETIME
        return token

    def holds(self, header: str | None) -> bool:
        """Tell whether an Authorization header carries a good token."""
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


def _below(tree: _Tree, parents: list[str], length: int) -> list[Row]:
    found = []
    for parent in sorted(set(parents)):
        if len(parent) != length:
            continue
        start, end = bisect_left(tree.codes, parent), bisect_right(tree.codes, parent + "~")
        found += tree.rows[start:end]
    return found


def _narrowed(level: str, query: Mapping[str, str]) -> list[Row]:
    """Return the rows of a level under the parents asked for and among the codes asked for."""
    tree = _tree(level)
    parents = _listed(query, _PARENTS.get(level, ""))
    rows = tree.rows if parents is None else _below(tree, parents, _LENGTH[level] - _step(level))
    codes = _listed(query, "codes")
    if codes is None:
        return rows
    wanted = set(codes)
    return [row for row in rows if row["code"] in wanted]


def _step(level: str) -> int:
    return 4 if level == "sub-districts" else 2


def _too_many(level: str, query: Mapping[str, str]) -> bool:
    lists = (_listed(query, name) or () for name in ("codes", _PARENTS.get(level, "")))
    limit = query.get("limit", "")
    return any(len(one) > MAX_LIMIT for one in lists) or (
        limit.isdigit() and int(limit) > MAX_LIMIT
    )


def v1_reply(level: str, query: Mapping[str, str], shape: Shape, cap: int | None) -> Response:
    """Return a whole level, unpaged, by parents or codes.

    `cap` cuts an answer without a word. A level too long to be given whole is refused with the
    documented message; the documented shape also insists on one of the starred parameters.
    """
    if _too_many(level, query):
        return _refused(_LIMIT_WORDS)
    starred = {name for name in ("codes", _PARENTS.get(level, "codes"))}
    if shape == "documented" and not starred & set(query):
        return _refused(f"{_PARENTS.get(level, 'codes')} is required")
    rows = _narrowed(level, query)
    if len(rows) > MAX_LIMIT and not any(_listed(query, name) for name in starred):
        return _refused(_LIMIT_WORDS)
    body = {"status": 200, "error": False, "message": "success", "data": rows[:cap]}
    return json_reply(body)


def _code_of(cursor: str) -> str:
    try:
        return base64.b64decode(cursor, validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _cursor_of(code: str) -> str:
    return base64.b64encode(code.encode()).decode()


def _start(level: str, rows: list[Row], query: Mapping[str, str], page: int, limit: int) -> int:
    """Return where the page begins: by cursor if one is given, else by its number."""
    codes = [row["code"] for row in rows]
    if query.get("next"):
        code = _code_of(query["next"])
        # The next cursor names the first code of the next page on villages, else the last of this.
        find = bisect_left if level == "sub-districts" else bisect_right
        return find(codes, code)
    if query.get("prev"):
        return max(bisect_left(codes, _code_of(query["prev"])) - limit, 0)
    return (page - 1) * limit


def _next_code(level: str, rows: list[Row], end: int) -> str:
    if level != "sub-districts":
        return rows[end - 1]["code"]
    return rows[end]["code"] if end < len(rows) else str(int(rows[-1]["code"]) + 1)


def v2_reply(level: str, query: Mapping[str, str], shape: Shape) -> Response:
    """Return one page: total_page rounded down, and a next page named even on the only one."""
    number = query.get("current_page", "")
    if not (number.isascii() and number.isdigit()) or int(number) < 1:
        return _refused("current_page is required")
    if _too_many(level, query):
        return _refused(_LIMIT_WORDS)
    asked = query.get("limit", "")
    honoured = shape == "real" and asked.isdigit() and int(asked) > 0
    limit = int(asked) if honoured else _DEFAULT_LIMIT
    rows = _narrowed(level, query)
    start = _start(level, rows, query, int(number), limit)
    page = rows[start : start + limit]
    cursors = {"next": "", "previous": ""}
    if page:
        last = _next_code(level, rows, start + len(page))
        cursors = {"next": _cursor_of(last), "previous": _cursor_of(page[0]["code"])}
    # Rows of a page are not in the order of their codes in the documented samples either.
    shown = sorted(page, key=lambda row: row["code"][::-1])
    meta = {
        "item_count": len(page),
        "page": {
            "is_cursor": True,
            "current": int(number),
            "previous": int(number) - 1,
            "next": int(number) + 1,
            "limit": limit,
            "total_page": max(len(rows) // limit, 1),
            "total": len(rows),
        },
        "cursors": cursors,
    }
    body = {"status": 200, "error": False, "message": "success", "data": shown, "meta": meta}
    return json_reply(body)


def masterdata_reply(
    version: str,
    level: str,
    query: Mapping[str, str],
    authorization: str | None,
    tokens: Tokens,
    shape: Shape,
    cap: int | None,
) -> Response:
    """Return the answer of one masterdata path, behind the token."""
    if not tokens.holds(authorization):
        return outcome(_BAD_TOKEN, 401)
    if version == "v1":
        return v1_reply(level, query, shape, cap)
    return v2_reply(level, query, shape)
