"""Paginators of the upstreams: pure functions of a request and its answer.

A paginator keeps no state and does not wait. It returns what one answer means as a `Step`; the
walker in walker.py keeps the page budget, the pages so far, the retries and the deadline.
Rules: contract.md sections 1-3, reliability.md section 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from ...errors import BadRequest, ContractBroken
from ..answer.paging import Received, Sent, Step, flag, mapping, parse_count

LIMIT = 1000
BATCH = 500
PER_PAGE = 100
V1_CAP = 2000
ROUND_COUNTS = frozenset({1, 10, 50, 100, 500, 1000})
CURSOR_MOST = 2048
PARENT_PARAMS = ("province_codes", "city_codes", "district_codes")


@dataclass(frozen=True, slots=True)
class _Sized:
    """A paginator whose walks start with pages or lists of `size`."""

    size: int

    def sized(self, size: int) -> Self:
        """Return the same paginator with another size."""
        return replace(self, size=size)

    def following(self, sent: Sent, meta: object) -> dict[str, str] | None:
        """Return None: without cursors the rows decide what follows."""
        del sent, meta
        return None


@dataclass(frozen=True, slots=True)
class _Limited(_Sized):
    """A paginator that sends the length of a page as `limit`."""

    def length(self, sent: Sent) -> int:
        """Return the limit."""
        return int(sent["limit"])

    def smaller(self, sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
        """Return the same request with half the limit; raise ContractBroken below 1."""
        size = int(sent.get("limit", "1")) // 2
        if size < 1:
            raise ContractBroken("batas halaman ditolak sampai habis")
        return ({**sent, "limit": str(size)},), size


@dataclass(frozen=True, slots=True)
class Cursor(_Limited):
    """INAPROC: limit=1000 and the cursor of the previous answer (contract.md section 1)."""

    repeat_ends: bool = False
    size: int = LIMIT

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Return the request of the first page; the limit is always sent."""
        return ({"limit": str(self.size), **params},)

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """Follow the cursor; an end that still has a cursor is probed once."""
        del seen
        rows = got.rows or 0
        if got.meta is None:  # a fault after pages that had one
            if "cursor" in sent:
                why = "meta hilang di tengah halaman"
                return Step(kind="again", tries=5, otherwise="fail" if rows else "end", why=why)
            if _short(sent, rows, None):
                return Step(kind="again", tries=2, otherwise="end", why="jawaban tanpa meta")
            why = f"jawaban tanpa meta berisi tepat {rows} baris: akhir tidak dapat dibuktikan"
            return Step(kind="again", tries=3, why=why)
        cursor = _cursor(got.meta)
        more = flag(got.meta.get("has_more"))
        limit = parse_count(got.meta.get("limit")) or None
        if got.rows is None and more:
            raise ContractBroken("data null di tengah halaman")
        if more and not cursor:
            return Step(kind="again", tries=5, why="has_more tanpa kursor", limit=limit)
        if more:
            why = "has_more dengan halaman kosong"
            step = Step(kind="next", follow=({**sent, "cursor": cursor},), why=why, limit=limit)
            return step if rows else _if_empty_again(step)
        if cursor and (rows or cursor != sent.get("cursor")):
            probe = Step(
                kind="probe",
                follow=({**sent, "cursor": cursor},),
                limit=limit,
                proven=more is False,
                why="halaman terakhir masih membawa kursor",
            )
            return probe if rows else _if_empty_again(probe)
        if more is False or _short(sent, rows, limit):
            end = Step(kind="end", limit=limit, why="halaman terakhir")
            return end if rows or "cursor" not in sent else _if_empty_again(end)
        why = "halaman penuh tanpa has_more dan tanpa kursor: akhir tidak terbukti"
        return Step(kind="again", tries=3, limit=limit, why=why)

    def following(self, sent: Sent, meta: object) -> dict[str, str] | None:
        """Return the next request when the answer says that there is one."""
        if not isinstance(meta, Mapping) or meta.get("has_more") is not True:
            return None
        cursor = meta.get("cursor")
        if not isinstance(cursor, str):
            return None
        return {**sent, "cursor": cursor} if 0 < len(cursor) <= CURSOR_MOST else None


def _cursor(meta: Mapping[str, Any]) -> str:
    """Return the cursor as written, also one that is a JSON number; empty for none."""
    value = meta.get("cursor")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ContractBroken("kursor bukan teks dan bukan angka")
    if len(value) > CURSOR_MOST:
        raise ContractBroken(f"kursor lebih dari {CURSOR_MOST} huruf")
    return value


def _if_empty_again(step: Step) -> Step:
    """Return the step after an empty page: ask three times before it counts as empty."""
    lost = step.doubtful or step.kind == "next"
    return replace(step, kind="again", tries=3, otherwise=step.kind, doubtful=lost)


def _short(sent: Sent, rows: int, limit: int | None) -> bool:
    """Return whether a page is surely complete: shorter than the served limit or any usual one."""
    return rows < limit if limit else rows not in ROUND_COUNTS | {parse_count(sent.get("limit"))}


@dataclass(frozen=True, slots=True)
class Numbered(_Limited):
    """SATUSEHAT v2: current_page and a next cursor; total_page is rounded down and not used."""

    repeat_ends: bool = False
    size: int = V1_CAP

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Return the request of page one with the largest limit that the documentation mentions."""
        return ({"limit": str(self.size), **params, "current_page": "1"},)

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """Stop when the rows so far reach `total`, or at an empty page; the total must then match.

        A full page that reaches the total is probed once: the total may be too low.
        """
        meta = got.meta or {}
        page = mapping(meta.get("page"), "meta.page") or {}
        total = parse_count(page.get("total"))
        limit = parse_count(page.get("limit"))
        if total is None and got.rows:
            raise ContractBroken("meta.page.total tidak ada: akhir tidak dapat dibuktikan")
        if not got.rows:
            end = Step(kind="end", total=total, limit=limit, why="halaman kosong")
            return _if_empty_again(end) if seen < (total or 0) else end
        if seen > (total or 0):
            raise ContractBroken(f"sumber menyebut {total} baris tetapi memberi {seen}")
        kind = "next" if seen != total else "end" if _short(sent, got.rows, limit) else "probe"
        following = (mapping(meta.get("cursors"), "meta.cursors") or {}).get("next")
        token = _cursor({"cursor": following if following is None else str(following)})
        number = str(int(sent["current_page"]) + 1)
        rest = {name: value for name, value in sent.items() if name != "next"}
        follow = {**rest, "current_page": number, **({"next": token} if token else {})}
        why = "baris mencapai total"
        return Step(kind=kind, follow=(follow,), total=total, limit=limit, why=why)


@dataclass(frozen=True, slots=True)
class Batches(_Sized):
    """SATUSEHAT v1: no pages; lists of codes are cut into batches; 2,000 rows may be cut off."""

    repeat_ends: bool = False
    size: int = BATCH

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Return one request for each batch of `size` codes of the longest list.

        Without a list the documented empty one is sent (`provinces?codes`): seeds section 4.1.
        """
        name = _list_param(params)
        codes = _codes(params.get(name, ""))
        if not codes:
            return ({"codes": "", **params},)
        cuts = range(0, len(codes), self.size)
        return tuple({**params, name: ",".join(codes[at : at + self.size])} for at in cuts)

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """Accept the answer unless it has exactly 2,000 rows: then split the batch."""
        del seen
        if got.rows == V1_CAP:
            return Step(
                kind="split", follow=halves(sent), why="tepat 2.000 baris, mungkin terpotong"
            )
        end = Step(kind="end", why="jawaban tunggal", doubtful=self.length(sent) > 1)
        return end if got.rows else _if_empty_again(end)

    def length(self, sent: Sent) -> int:
        """Return the number of codes in the list."""
        return len(_codes(sent.get(_list_param(sent), "")))

    def smaller(self, sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
        """Return the two halves of the list; raise BadRequest when it cannot be halved."""
        name = _list_param(sent)
        if len(_codes(sent.get(name, ""))) < 2:
            raise BadRequest("sumber menolak permintaan sepanjang ini: batasi dengan kode induk")
        pieces = halves(sent)
        return pieces, max(len(_codes(piece[name])) for piece in pieces)


def halves(sent: Sent) -> tuple[dict[str, str], ...]:
    """Return the two halves of a batch; raise ContractBroken when it holds one code or none."""
    name = _list_param(sent)
    codes = _codes(sent.get(name, ""))
    if len(codes) < 2:
        raise ContractBroken("satu induk dijawab tepat 2.000 baris: tidak dapat dibuktikan lengkap")
    middle = len(codes) // 2
    return tuple({**sent, name: ",".join(half)} for half in (codes[:middle], codes[middle:]))


def _list_param(params: Sent) -> str:
    lists = [name for name in (*PARENT_PARAMS, "codes") if params.get(name)]
    return max(lists, key=lambda name: len(params[name]), default="")


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


@dataclass(frozen=True, slots=True)
class UntilRepeated(_Sized):
    """Locations: page numbers until an empty or repeated page, because the totals lie."""

    repeat_ends: bool = True
    size: int = PER_PAGE

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Return the request of page one; the page size is always sent."""
        return ({"perPage": str(self.size), **params, "page": "1"},)

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """Request the next page until one is empty; totals are not trusted.

        An empty page is the end after a short one, otherwise only if the page after it is empty,
        too. When a full page repeats the first, the page number may have been ignored: no proof.
        """
        served = parse_count((got.pagination or {}).get("perPage")) or None
        follow = {**sent, "page": str(int(sent["page"]) + 1)}
        if not got.rows:
            short = served and 0 < seen < (int(sent["page"]) - 1) * served
            kind = "end" if short or sent["page"] == "1" else "probe"
            why = "halaman kosong"
            end = Step(
                kind=kind, follow=(follow,), why=why, past="dua halaman kosong berturut-turut"
            )
            return end if short else _if_empty_again(end)
        cuts = {served} if served else ROUND_COUNTS - {1}
        full = got.rows in {*cuts, int(sent["perPage"])}
        if sent["page"] != "1" and seen <= got.rows and full:
            raise ContractBroken("nomor halaman diabaikan: akhir tidak dapat dibuktikan")
        return Step(kind="next", follow=(follow,), limit=served or got.rows)

    def length(self, sent: Sent) -> int:
        """Return the page size."""
        return int(sent["perPage"])

    def smaller(self, sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
        """Halve the page size."""
        size = int(sent["perPage"]) // 2
        if size < 1:
            raise ContractBroken("perPage ditolak sampai habis")
        return ({**sent, "perPage": str(size)},), size


@dataclass(frozen=True, slots=True)
class Whole(_Sized):
    """The older lists of INAPROC: one answer with all rows (endpoints.md section 1).

    Nothing in the answer says that it is whole: a second walk has to agree (passes.py).
    """

    repeat_ends: bool = False
    size: int = 1

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Return the only request."""
        return (dict(params),)

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """End with the list; raise ContractBroken when the answer has pages after all."""
        del sent, seen
        meta = got.meta or {}
        limit = parse_count(meta.get("limit"))
        full = bool(limit) and (got.rows or 0) >= (limit or 0)
        if flag(meta.get("has_more")) or _cursor(meta) or full:
            raise ContractBroken("daftar utuh kini dijawab berhalaman: akhir tidak terbukti")
        return Step(kind="end", why="akhir daftar")

    def length(self, sent: Sent) -> int:
        """Return 1: there are no pages."""
        del sent
        return 1

    def smaller(self, sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
        """Raise BadRequest: a whole list cannot be requested in pieces."""
        del sent
        raise BadRequest("sumber menolak daftar utuh ini")


CURSOR = Cursor()
NUMBERED = Numbered()
BATCHES = Batches()
UNTIL_REPEATED = UntilRepeated()
WHOLE = Whole()
