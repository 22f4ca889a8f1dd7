"""What a paginator is given and what it answers, and how it reads the values of an envelope."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..errors import ContractBroken
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
    """What to do after one answer.

    kind: `next` follow these params; `probe` ask `follow` once, rows there mean go on;
    `again` ask the same page up to `tries` times, then `otherwise`, another kind or `fail`;
    `repeat` a page without new rows, each time, ends the walk where `repeat_ends`;
    `split` drop this answer and read `follow` instead; `end` nothing left.
    total: rows the server claims in all, to be proven at the end; None when it claims nothing.
    proven: for a `probe`, whether the page itself already said that it was the last. past: what is
    said of the end when nothing comes after it. doubtful: taking `otherwise` may lose rows.
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
    """The one shape of all paginators; `repeat_ends`: a page without new rows is an end."""

    @property
    def repeat_ends(self) -> bool:
        """Tell whether a repeated page ends the walk rather than breaks it."""
        ...

    def sized(self, size: int) -> Paginator:
        """Return the paginator that begins with pages or lists of this size."""
        ...

    def start(self, params: Sent) -> tuple[dict[str, str], ...]:
        """Return the first requests of a walk."""
        ...

    def step(self, sent: Sent, got: Received, seen: int) -> Step:
        """Say what `got` means after `sent`; `seen` is the number of distinct rows so far."""
        ...

    def ahead(self, sent: Sent, meta: object) -> dict[str, str] | None:
        """Return the request that surely follows by what the envelope says, None if unsure."""
        ...

    def length(self, sent: Sent) -> int:
        """Return how long a page or list a request asks for."""
        ...

    def smaller(self, sent: Sent) -> tuple[tuple[dict[str, str], ...], int]:
        """Return a refused request in smaller pieces, and the size to remember."""
        ...


def flag(value: object) -> bool | None:
    """Read has_more, which comes as a boolean, as text or not at all; else raise ContractBroken."""
    told = truth(value)
    if told is not None and not isinstance(told, bool):
        raise ContractBroken("has_more bukan true atau false")
    return told


def whole(value: object) -> int | None:
    """Read a count, which comes as a number or as text; None for anything else.

    It may be written `1`, `1.0` or `1.00`, never with a mark between thousands.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    found = _COUNT.fullmatch(str(value).strip())
    return int(found[1]) if found else None


def mapping(value: object, name: str) -> Mapping[str, Any] | None:
    """Return an object of the envelope, None when it is not there; raise ContractBroken else."""
    if value is not None and not isinstance(value, Mapping):
        raise ContractBroken(f"{name} bukan objek")
    return value
