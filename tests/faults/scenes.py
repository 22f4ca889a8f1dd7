"""What a fault sees of the answer that it spoils, and what a kind of fault is."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults.books import Book, Query, Row
from tests.faults.wire import Pieces, answer, packed

FOR_EVER = 10**9
ALL = ("inaproc", "satusehat v2", "satusehat v1", "lokasi")
PAGED = ("inaproc", "satusehat v2", "lokasi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One request at the spoiled page: the book, what was asked, how often it was before."""

    book: Book
    query: Query
    again: int

    @property
    def body(self) -> Row:
        """Return the honest answer, free to be changed."""
        return copy.deepcopy(self.book.body(self.query))

    @property
    def whole(self) -> bytes:
        """Return the honest answer as bytes of JSON."""
        return packed(self.body)

    def with_rows(self, rows: Any) -> Row:
        """Return the honest answer with other rows."""
        return {**self.body, "data": rows}

    def with_meta(self, **meta: Any) -> Row:
        """Return the honest answer with other members of its meta; ... takes one away."""
        told = {**self.body.get("meta", {}), **meta}
        return {**self.body, "meta": {k: v for k, v in told.items() if v is not ...}}


Spoil = Callable[[Scene], Pieces]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of fault. `times` it strikes at its page, then the answers are honest again.

    bound: requests it may cost beyond the pages there are, waits and all. once: its page must not
    be asked for again.

    must: `equal` (a habit to live with, or a fault that passes), `loud` (nothing published) or
    `either`, by book name where they differ; "*" is any other book.
    """

    name: str
    spoil: Spoil
    times: int = 1
    must: dict[str, str]
    books: tuple[str, ...] = ALL
    bound: int = 60
    once: bool = False

    def expected(self, book: str) -> str:
        """Return what must come of this kind with one of the APIs."""
        return self.must.get(book, self.must["*"])


def told(change: Callable[[Scene], Row]) -> Spoil:
    """Return a fault that is in the content alone: a whole answer of JSON."""
    return lambda scene: [answer(packed(change(scene)))]


def passing(name: str, spoil: Spoil, books: tuple[str, ...] = ALL, **must: str) -> list[Kind]:
    """Return a fault that passes, which must be recovered, and the same for ever, which is loud."""
    expected = {name.replace("_", " "): value for name, value in must.items()}
    return [
        Kind(name=name, spoil=spoil, must={"*": "equal", **expected}, books=books),
        Kind(
            name=f"{name}, for ever", spoil=spoil, times=FOR_EVER, must={"*": "loud"}, books=books
        ),
    ]


def habit(name: str, spoil: Spoil, books: tuple[str, ...] = ALL, **must: str) -> list[Kind]:
    """Return an oddness that is always there: it changes nothing, unless a book is named."""
    expected = {name.replace("_", " "): value for name, value in must.items()}
    must_be = {"*": "equal", **expected}
    return [Kind(name=name, spoil=spoil, times=FOR_EVER, must=must_be, books=books)]


def at_once(name: str, spoil: Spoil, books: tuple[str, ...] = ALL) -> list[Kind]:
    """Return a fault that no retry mends: loud at its first answer, never asked for again."""
    loud = Kind(name=name, spoil=spoil, times=FOR_EVER, must={"*": "loud"}, books=books, once=True)
    return [loud]


def lie(name: str, spoil: Spoil, books: tuple[str, ...] = ALL, **must: str) -> list[Kind]:
    """Return something untrue for ever: loud, unless another outcome is named for a book."""
    expected = {name.replace("_", " "): value for name, value in must.items()}
    must_be = {"*": "loud", **expected}
    return [Kind(name=name, spoil=spoil, times=FOR_EVER, must=must_be, books=books)]
