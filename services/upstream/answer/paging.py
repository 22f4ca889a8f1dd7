"""The interface of paginators, and how they read the values of an envelope."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ...errors import ContractBroken
from .envelopes import truth

Sent = Mapping[str, str]
_COUNT = re.compile(r"([0-9]{1,11})(?:\.0{1,2})?")


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
    """What a walk does after one answer.

    kind: `next` sends `follow`; `probe` sends `follow` once and goes on when it has rows;
    `again` sends the same request up to `tries` times, then does `otherwise`, another kind or
    `fail`; `repeat` means a page without new rows, which ends the walk where `repeat_ends`;
    `split` drops this answer and sends `follow` instead; `end` ends the walk.
    total: rows that the server says it has, to be proven at the end; None when it says nothing.
    proven: for a `probe`, whether the page itself said that it was the last. past: the reason for
    the end that is recorded when a probe finds nothing. doubtful: `otherwise` may lose rows.
    """

    kind: str
    follow: tuple[dict[str, str], ...] = ()
    why: str = ""
    tries: int = 0
    otherwise: str = "fail"
    total: int | None = None
    proven: bool = True
    limit: int | None = None
    doubtful: bool = False
    past: str = "halaman sesudah kursor terakhir kosong"


class Paginator(Protocol):
    """How one upstream pages."""

    @property
    def repeat_ends(self) -> bool:
        """Return whether a repeated page ends the walk instead of breaking it."""
        ...

    def sized(self, size: int) -> Paginator:
        """Return the paginator with another size of pages or lists."""
        ...

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Return the first requests of a walk."""
        ...

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """Return what to do after `got` came for `sent`; `seen` is the number of distinct rows."""
        ...

    def following(self, sent: Sent, meta: object) -> dict[str, str] | None:
        """Return the next request when the envelope alone is proof of it, None when unsure."""
        ...

    def length(self, sent: Sent) -> int:
        """Return the length of the page or list that a request asks for."""
        ...

    def smaller(self, sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
        """Return a refused request cut into smaller ones, and their size."""
        ...


def flag(value: object) -> bool | None:
    """Return has_more, sent as a boolean, as text or not at all; else raise ContractBroken."""
    has_more = truth(value)
    if has_more is not None and not isinstance(has_more, bool):
        raise ContractBroken("has_more bukan true atau false")
    return has_more


def parse_count(value: object) -> int | None:
    """Return a count, sent as a number or as text; None for anything else.

    It may be written `1`, `1.0` or `1.00`, but not with a thousands separator.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    match = _COUNT.fullmatch(str(value).strip())
    return int(match[1]) if match else None


def mapping(value: object, name: str) -> Mapping[str, Any] | None:
    """Return an object of the envelope, None when missing; raise ContractBroken otherwise."""
    if value is not None and not isinstance(value, Mapping):
        raise ContractBroken(f"{name} bukan objek")
    return value
