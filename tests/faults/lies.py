"""Whole answers with untrue contents: ends, totals, cursors, rows, columns.

`passing(...)[:1]` is the fault that passes, without the same fault for ever.
"""

from __future__ import annotations

import base64
import itertools
import json
import re
from dataclasses import replace
from typing import Any

from tests.faults.books import NUMBER, Row, cursor_at, place_at, place_of
from tests.faults.scenes import PAGED, Kind, Scene, Spoil, habit, lie, passing, told
from tests.faults.wire import Pieces, answer
from tests.upstream.wire import program

RUP = ("inaproc",)
V2 = ("satusehat v2",)
LISTS = ("satusehat v1",)
PLACES = ("lokasi",)
CODED = ("inaproc", "satusehat v2", "satusehat v1")
CURSORS = ("inaproc", "satusehat v2")
MEBIBYTE = 2**20
EITHER = {"*": "either"}


def meta(**members: Any) -> Spoil:
    """Return a fault in members of meta; ... takes one away."""
    return told(lambda scene: scene.with_meta(**members))


def numbers(**members: Any) -> Spoil:
    """Return a fault in meta.page of SATUSEHAT v2."""

    def spoil(scene: Scene) -> Row:
        page = {**scene.body["meta"]["page"], **members}
        return scene.with_meta(page={k: v for k, v in page.items() if v is not ...})

    return told(spoil)


def rows(change: Any) -> Spoil:
    """Return a fault in the rows: a function of the honest ones."""

    def spoil(scene: Scene) -> Row:
        honest = scene.body["data"]
        return scene.with_rows(change(honest) if honest else honest)

    return told(spoil)


def first(**values: Any) -> Spoil:
    """Return a fault in the first row."""
    return rows(lambda honest: [{**honest[0], **values}, *honest[1:]])


def _start(scene: Scene) -> int:
    """Return the place that the request's cursor names; without one, the place before all rows."""
    cursor = scene.query.get("cursor")
    return place_at(cursor) if cursor else -(2**63)


def _marked(place: int, mark: int) -> str:
    """Return a cursor to the same place that is another text."""
    return base64.b64encode(json.dumps({"id": place, "x": mark}).encode()).decode()


def _nothing_promised(scene: Scene) -> Row:
    return {**scene.with_meta(has_more=True), "data": []}


def _empty_before(scene: Scene) -> Row:
    """Answer an empty page whose cursor is another text for the same place; there, the rows."""
    cursor = scene.query.get("cursor", "")
    if not NUMBER.fullmatch(cursor) and '"x"' in base64.b64decode(cursor).decode():
        return scene.body
    return {**scene.with_meta(has_more=True, cursor=_marked(_start(scene), 1)), "data": []}


def _standing(scene: Scene) -> Row:
    """Answer the same page for ever, with a new cursor each time."""
    return scene.with_meta(has_more=True, cursor=_marked(_start(scene), scene.again))


def _endless(scene: Scene) -> Row:
    """Answer rows that nobody holds, for ever."""
    fresh = [program(10**7 + 10 * scene.again + at) for at in range(10)]
    told = scene.with_meta(has_more=True, cursor=_marked(_start(scene), scene.again))
    return {**told, "data": fresh}


def _numbered(fraction: str) -> Spoil:
    """Return the honest answer with its cursor as a number of JSON, written so."""

    def spoil(scene: Scene) -> Pieces:
        cursor = scene.body["meta"].get("cursor")
        if not cursor:
            return [answer(scene.whole)]
        written = f'"cursor": {place_at(cursor)}{fraction}'
        return [answer(scene.whole.replace(f'"cursor": "{cursor}"'.encode(), written.encode()))]

    return spoil


def _fractions(scene: Scene) -> Pieces:
    return [answer(re.sub(rb'(": -?[0-9]+)(?=[,}])', rb"\1.0", scene.whole))]


def _hollow(honest: list[Row]) -> list[Row]:
    return [honest[0], {}, *honest[1:], dict.fromkeys(honest[0])]


def _thousands(honest: list[Row]) -> list[Row]:
    """Write money with marks where none is held: it must stay unknown."""
    marks = itertools.cycle(["250.000", "1.250.000", "1,250", "1_000", "+5", "0x1"])
    return [
        {**row, "pagu_program": next(marks)} if row.get("pagu_program") is None else row
        for row in honest
    ]


def _short(scene: Scene) -> Row:
    """Answer four rows and the cursor behind them."""
    honest = scene.body
    if len(honest["data"]) <= 4:
        return honest
    part = honest["data"][:4]
    if scene.book.name == "inaproc":
        places = {
            p["kd_program"]: cursor_at(place_of(int(p["kd_program"]))) for _, p in scene.book.pairs
        }
        cursor = places[str(part[-1]["kd_program"])]
        return {**scene.with_meta(has_more=True, cursor=cursor), "data": part}
    after = base64.b64encode(part[-1]["code"].encode()).decode()
    return {**scene.with_meta(cursors={"next": after}), "data": part}


def _of_another(scene: Scene, count: int) -> list[Row]:
    """Return rows that were not asked for."""
    if not scene.body["data"]:
        return []
    row = scene.body["data"][0]
    if scene.book.name == "inaproc":
        return [program(10**8 + at, kd_klpd="K9") for at in range(count)]
    if scene.book.name == "lokasi":
        return [{**row, "id": f"x{at}", "country": "xx"} for at in range(count)]
    return [{**row, "code": f"99{at:02d}", "parent_code": "99"} for at in range(count)]


def _some_of_another(scene: Scene) -> Row:
    return scene.with_rows([*scene.body["data"], *_of_another(scene, 2)])


def _all_of_another(scene: Scene) -> Row:
    return scene.with_rows(_of_another(scene, len(scene.body["data"])))


def _other_year(scene: Scene) -> Row:
    return scene.with_rows([*scene.body["data"], program(10**8, tahun_anggaran=2019)])


def _neighbour(step: int) -> Spoil:
    """Return the whole answer of the page before or after, where there is one."""

    def spoil(scene: Scene) -> Row:
        index = scene.book.index(scene.query) + step
        inside = 0 <= index <= scene.book.last
        return scene.book.body(scene.book.asking(scene.query, index)) if inside else scene.body

    return told(spoil)


def _row_before(scene: Scene) -> Row:
    index = scene.book.index(scene.query)
    if not index:
        return scene.body
    before = scene.book.body(scene.book.asking(scene.query, index - 1))["data"]
    return scene.with_rows([before[-1], *scene.body["data"]])


def _texts(row: Row) -> Row:
    return {k: str(v) if type(v) is int else v for k, v in row.items()}


def _nameless(honest: list[Row]) -> list[Row]:
    names = ("nama_program", "name")
    return [{k: v for k, v in row.items() if k not in names} for row in honest]


def _deep(levels: int) -> Any:
    value: Any = "dasar"
    for _ in range(levels):
        value = [value]
    return value


def _twice_named(scene: Scene) -> Pieces:
    return [answer(scene.whole.replace(b'"data": [{', b'"data": [{"x": 1, "x": 2, ', 1))]


def bounded(kinds: list[Kind], bound: int) -> list[Kind]:
    """Return the kinds with the number of requests that each may cost."""
    return [replace(kind, bound=bound) for kind in kinds]


ENDS: list[Kind] = [
    *passing("no rows but more", told(_nothing_promised), RUP),
    *habit("empty page before the rows", told(_empty_before), RUP),
    *passing("more without cursor", meta(has_more=True, cursor=...), RUP),
    *passing("full, no more, no cursor", meta(has_more=..., cursor=...), RUP, **EITHER)[:1],
    *passing("meta missing", told(lambda s: {**s.body, "meta": None}), RUP),
    *habit("has_more as text", told(lambda s: s.with_meta(
        has_more=str(s.body["meta"].get("has_more", False)).upper())), RUP),
    *habit("has_more false in the middle", meta(has_more=False), RUP),
    *habit("has_more missing", meta(has_more=...), RUP),
    *habit("limit 0", meta(limit=0), RUP),
    *habit("limit as text", meta(limit="10"), RUP),
    *habit("limit missing", meta(limit=...), RUP),
    *passing("early end", meta(has_more=False, cursor=...), RUP)[:1],
    *lie("early end, for ever", meta(has_more=False, cursor=...), RUP, **EITHER),
    *lie("null in the middle", told(lambda s: {**s.with_meta(has_more=True), "data": None}), RUP),
    *lie("meta a list", told(lambda s: {**s.body, "meta": [1]}), CURSORS),
    *lie("has_more a number", meta(has_more=1), RUP),
    *habit("cursor a number", _numbered(""), RUP),
    *habit("cursor a number with a fraction", _numbered(".0"), RUP),
    *lie("cursor a list", meta(cursor=[17], has_more=True), RUP),
    *lie("cursor a flag", meta(cursor=True, has_more=True), RUP),
    *habit("success as text", told(lambda s: {**s.body, "success": "True"}), RUP),
    *passing("success false as text", told(lambda s: {**s.body, "success": "false"})),
    *passing("error true as text", told(lambda s: {**s.body, "error": "true"})),
    *habit("total of more rows", meta(total=150), RUP),
    *habit("total of fewer rows", meta(total="1"), RUP),
    *habit("count of other rows", meta(count=3), RUP),
    *habit("pagination of more rows", told(lambda s: {
        **s.body, "pagination": {"totalItems": 150}}), RUP),
    *habit("whole numbers with a fraction", _fractions),
    *lie("cursor without end", meta(cursor="x" * 10**5, has_more=True), RUP),
    *lie("cursor to the start", meta(cursor=cursor_at(-(2**63)), has_more=True), RUP),
    *lie("cursor ignored", told(_standing), RUP),
    *bounded(lie("endless new rows", told(_endless), RUP), 1100),
    *lie("next cursor ignored", told(lambda s: s.with_meta(
        cursors={"next": s.query.get("next", "MA==")})), V2, **EITHER),
    *habit("next cursor missing", meta(cursors=...), V2),
    *habit("total_page silly", numbers(total_page=0, next=2), V2),
    *habit("total as text", told(lambda s: s.with_meta(
        page={**s.body["meta"]["page"], "total": str(s.body["meta"]["page"]["total"])})), V2),
    *lie("total too high", numbers(total=60), V2),
    *lie("total too low", numbers(total=20), V2),
    *lie("total missing", numbers(total=...), V2),
    *habit("page limit 0", numbers(limit=0), V2),
    *habit("totals say anything", told(lambda s: {
        **s.body, "pagination": {"totalItems": 1, "totalPages": 1, "perPage": 10}}), PLACES),
    *habit("pagination missing", told(lambda s: {**s.body, "pagination": None}), PLACES),
    *passing("empty", told(lambda s: s.with_rows([])), inaproc="either")[:1],
    *lie("empty, for ever", told(lambda s: s.with_rows([])), **EITHER),
    *passing("null", told(lambda s: s.with_rows(None)), inaproc="either")[:1],
    *lie("null, for ever", told(lambda s: s.with_rows(None)), **EITHER),
]  # fmt: skip

ROWS: list[Kind] = [
    *habit("short pages", told(_short), CURSORS),
    *habit("repeated rows", rows(lambda honest: [*honest, *honest[:3]])),
    *habit("row of the page before again", told(_row_before), PAGED),
    *lie("rows of another", told(_some_of_another), CODED, inaproc="equal", satusehat_v1="equal"),
    *habit("rows of another year", told(_other_year), RUP),
    *passing("page of another", told(_all_of_another), CODED)[:1],
    *lie("page of another, for ever", told(_all_of_another), CODED, satusehat_v1="either"),
    *passing("page before again", _neighbour(-1), **EITHER)[:1],
    *lie("page before again, for ever", _neighbour(-1), **EITHER),
    *passing("page after instead", _neighbour(1), **EITHER)[:1],
    *lie("page after instead, for ever", _neighbour(1), **EITHER),
    *habit("new column", rows(lambda honest: [{**row, "baru": 1} for row in honest])),
    *passing("column missing on a page", rows(_nameless))[:1],
    *lie("column missing on a page, for ever", rows(_nameless), satusehat_v1="either"),
    *habit("rows that hold nothing", rows(_hollow), CODED, satusehat_v2="loud"),
    *habit("rows that hold nothing, all over", rows(lambda honest: [{}, *honest, {}, {}]), PLACES),
    *lie("nothing but rows that hold nothing", rows(lambda honest: [{} for _ in honest]), CODED,
         **EITHER),
    *habit("thousands marks", rows(_thousands), RUP),
    *habit("numbers as text", rows(lambda honest: [_texts(row) for row in honest])),
    *lie("data missing", told(lambda s: {k: v for k, v in s.body.items() if k != "data"})),
    *lie("data an object", told(lambda s: s.with_rows({"0": s.body["data"][0]}))),
    *lie("rows are lists", rows(lambda honest: [list(row.values()) for row in honest])),
    *lie("NaN in a row", first(x=float("nan"))),
    *lie("Infinity in a row", first(x=float("inf"))),
    *lie("repeated names in a row", _twice_named),
    *lie("a row nested too deep", first(x=_deep(100))),
    *lie("a text without end", first(nama_program="x" * 2 * MEBIBYTE, name="x" * 2 * MEBIBYTE)),
]  # fmt: skip

KINDS = [*ENDS, *ROWS]
