"""How each upstream pages: pure functions of what was sent and received.

A paginator never counts, waits or remembers. It says what one answer means as a `Step`; the
walker in client.py owns the page budget, the seen-sets, the retries and the deadline.
Rules: contract.md sections 1-3, reliability.md section 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from services.errors import ContractBroken

LIMIT = 1000
BATCH = 500
V1_CAP = 2000
ROUND_COUNTS = frozenset({1, 10, 50, 100, 500, 1000})
PARENT_PARAMS = ("province_codes", "city_codes", "district_codes")

Sent = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One decoded envelope: how many rows it holds and everything beside the rows.

    `rows` is None when `data` was null. `meta` and `pagination` are the mappings as served.
    """

    rows: int | None
    meta: Mapping[str, Any] | None = None
    pagination: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do after one answer.

    kind: `next` follow these params; `probe` ask `follow` once, rows there mean go on;
    `again` ask the same page up to `tries` times, then `otherwise` (`fail` or `follow`);
    `split` drop this answer and read `follow` instead; `end` nothing left.
    total: rows the server claims in all, to be proven at the end; None when it claims nothing.
    proven: for a `probe`, whether the page itself already said that it was the last.
    """

    kind: str
    follow: tuple[dict[str, str], ...] = ()
    why: str = ""
    tries: int = 0
    otherwise: str = "fail"
    total: int | None = None
    proven: bool = True
    limit: int | None = None


class Paginator(Protocol):
    """The one shape of all paginators; `repeat_ends`: a page without new rows is an end."""

    @property
    def repeat_ends(self) -> bool:
        """Tell whether a repeated page ends the walk rather than breaks it."""
        ...

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Return the first requests of a walk."""
        ...

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """Say what `got` means after `sent`; `seen` is the number of distinct rows so far."""
        ...

    def smaller(self, sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
        """Return a refused request in smaller pieces, and the size to remember."""
        ...


def _flag(value: object) -> bool | None:
    """Read has_more, which comes as a boolean, as text or not at all."""
    if isinstance(value, str):
        folded = value.strip().lower()
        return {"true": True, "false": False}.get(folded)
    return value if isinstance(value, bool) else None


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    return int(text) if text.isdigit() and len(text) < 12 else None


@dataclass(frozen=True, slots=True)
class Cursor:
    """INAPROC: limit=1000 and the cursor of the previous answer (contract.md section 1)."""

    repeat_ends: bool = False

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Ask for the first page; the limit is always sent."""
        return ({"limit": str(LIMIT), **params},)

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """Follow the cursor; every end reached with a cursor in hand is probed once."""
        del seen
        if got.meta is None:
            return _without_meta(got.rows or 0)
        cursor = _cursor(got.meta)
        more = _flag(got.meta.get("has_more"))
        limit = _whole(got.meta.get("limit")) or None
        if got.rows is None and more:
            raise ContractBroken("data null di tengah halaman")
        if more:
            return _more(sent, cursor, got.rows or 0, limit)
        if cursor:
            follow = ({**sent, "cursor": cursor},)
            kind = "end" if not got.rows else "probe"
            return Step(
                kind=kind,
                follow=follow,
                limit=limit,
                proven=more is False,
                why="halaman terakhir masih membawa kursor",
            )
        if more is False or _short(got.rows or 0, limit):
            return Step(kind="end", limit=limit, why="halaman terakhir")
        raise ContractBroken("halaman penuh tanpa has_more dan tanpa kursor: akhir tidak terbukti")

    def smaller(self, sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
        """Halve the limit."""
        return _half_limit(sent)


def _half_limit(sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
    """Return the same request with half the limit; fail when there is nothing to halve."""
    size = int(sent.get("limit", "1")) // 2
    if size < 1:
        raise ContractBroken("batas halaman ditolak sampai habis")
    return ({**sent, "limit": str(size)},), size


def _cursor(meta: Mapping[str, Any]) -> str:
    value = meta.get("cursor")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ContractBroken("kursor bukan teks")
    return value


def _more(sent: Sent, cursor: str, rows: int, limit: int | None) -> Step:
    if not cursor:
        return Step(kind="again", tries=5, why="has_more tanpa kursor", limit=limit)
    follow = ({**sent, "cursor": cursor},)
    if rows:
        return Step(kind="next", follow=follow, limit=limit)
    return Step(
        kind="again",
        tries=3,
        otherwise="follow",
        follow=follow,
        why="has_more dengan halaman kosong",
        limit=limit,
    )


def _short(rows: int, limit: int | None) -> bool:
    return rows < limit if limit else rows not in ROUND_COUNTS


def _without_meta(rows: int) -> Step:
    if rows in ROUND_COUNTS:
        raise ContractBroken(
            f"jawaban tanpa meta berisi tepat {rows} baris: akhir tidak dapat dibuktikan"
        )
    return Step(kind="end", why="jawaban tanpa meta")


@dataclass(frozen=True, slots=True)
class Numbered:
    """SATUSEHAT v2: current_page and next cursor; total_page is rounded down and never used."""

    repeat_ends: bool = False

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Ask for page one with the largest limit hinted at; the served one is read back."""
        return ({"limit": str(V1_CAP), **params, "current_page": "1"},)

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """Stop when the rows seen reach `total` or at an empty page; the total must then hold."""
        page = (got.meta or {}).get("page") or {}
        total = _whole(page.get("total"))
        limit = _whole(page.get("limit"))
        if total is None and got.rows:
            raise ContractBroken("meta.page.total tidak ada: akhir tidak dapat dibuktikan")
        if not got.rows or seen >= (total or 0):
            return Step(kind="end", total=total, limit=limit, why="baris mencapai total")
        token = ((got.meta or {}).get("cursors") or {}).get("next")
        number = str(int(sent["current_page"]) + 1)
        follow = {**sent, "current_page": number, **({"next": str(token)} if token else {})}
        return Step(kind="next", follow=(follow,), total=total, limit=limit)

    def smaller(self, sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
        """Halve the limit."""
        return _half_limit(sent)


@dataclass(frozen=True, slots=True)
class Batches:
    """SATUSEHAT v1: unpaged, comma-separated lists cut into batches; 2,000 rows may be a cut."""

    repeat_ends: bool = True
    size: int = BATCH

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Cut the longest list among the parameters into batches of `size`."""
        name = _list_param(params)
        codes = _codes(params.get(name, "")) if name else []
        if not codes:
            return (dict(params),)
        cuts = range(0, len(codes), self.size)
        return tuple({**params, name: ",".join(codes[at : at + self.size])} for at in cuts)

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """Take the answer whole unless it has exactly the cap: then split and read again."""
        del seen
        if got.rows == V1_CAP:
            return Step(
                kind="split", follow=halves(sent), why="tepat 2.000 baris, mungkin terpotong"
            )
        return Step(kind="end", why="jawaban tunggal")

    def smaller(self, sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
        """Halve the list."""
        pieces = halves(sent)
        name = _list_param(sent)
        return pieces, max(len(_codes(piece[name])) for piece in pieces)


def halves(sent: Sent) -> tuple[dict[str, str], ...]:
    """Return the two halves of a batch; raise ContractBroken when it holds one code or none."""
    name = _list_param(sent)
    codes = _codes(sent.get(name, "")) if name else []
    if len(codes) < 2:
        raise ContractBroken("satu induk dijawab tepat 2.000 baris: tidak dapat dibuktikan lengkap")
    middle = len(codes) // 2
    return tuple({**sent, name: ",".join(part)} for part in (codes[:middle], codes[middle:]))


def _list_param(params: Sent) -> str:
    lists = [name for name in (*PARENT_PARAMS, "codes") if params.get(name)]
    return max(lists, key=lambda name: len(params[name]), default="")


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


@dataclass(frozen=True, slots=True)
class UntilRepeated:
    """Locations: page numbers until an empty or repeated page, because the totals lie."""

    repeat_ends: bool = True
    per_page: int = 100

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Ask for page one with a page size of our own."""
        return ({"perPage": str(self.per_page), **params, "page": "1"},)

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """Ask for the following page until one is empty; totals are not believed."""
        del seen
        if not got.rows:
            return Step(kind="end", why="halaman kosong")
        follow = {**sent, "page": str(int(sent["page"]) + 1)}
        return Step(kind="next", follow=(follow,))

    def smaller(self, sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
        """Halve the page size."""
        size = int(sent["perPage"]) // 2
        if size < 1:
            raise ContractBroken("perPage ditolak sampai habis")
        return ({**sent, "perPage": str(size)},), size


CURSOR = Cursor()
NUMBERED = Numbered()
BATCHES = Batches()
UNTIL_REPEATED = UntilRepeated()
