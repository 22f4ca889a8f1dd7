"""The JSON object that an upstream puts around its rows, read without touching the rows.

Numbers beside the rows are kept as written, because a cursor goes back as it came: `17.0` and
`12345678901234567890` would not survive a float.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from ..errors import ContractBroken
from .bounds import too_deep

NO_ROWS = b"[]"


class Number(str):
    """A JSON number, spelled as the upstream spelled it."""

    __slots__ = ()


@dataclass(frozen=True)
class Envelope:
    """The members of an answer; `data` holds the undecoded rows, b"" when there is no data."""

    data: bytes = b""
    members: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def rows_bytes(self) -> bytes:
        """Return the undecoded rows, an empty list when data was null."""
        return NO_ROWS if self.rowless else self.data

    @property
    def rowless(self) -> bool:
        """Tell whether data was null or not there at all."""
        return self.data in (b"", b"null")

    @property
    def meta(self) -> Any:
        """Return what stands under meta, None for nothing."""
        return self.members.get("meta")

    @property
    def pagination(self) -> Any:
        """Return what stands under pagination, None for nothing."""
        return self.members.get("pagination")


class _Data(msgspec.Struct):
    data: msgspec.Raw = msgspec.Raw(b"")


_DECODER = msgspec.json.Decoder(_Data)


def without_mark(body: bytes) -> bytes:
    """Return a body without the UTF-8 byte order mark that some servers put first."""
    return body.removeprefix(codecs.BOM_UTF8)


def envelope_of(body: bytes) -> Envelope:
    """Return the envelope of a body that is a JSON object.

    Raises ValueError when it is not whole JSON, ContractBroken when a name comes twice or when it
    is nested too deep.
    """
    try:
        if not body.isascii():
            body.decode()  # rows stay undecoded: nothing else would see broken UTF-8
        data = bytes(_DECODER.decode(body).data)
        rest = _without(body, b"" if data == b"null" else data)
        members = json.loads(rest, object_pairs_hook=once, parse_int=Number, parse_float=Number)
        deep = too_deep(rest)
    except RecursionError:
        deep = True
    if deep:
        raise ContractBroken("jawaban bersarang terlalu dalam")
    return Envelope(data=data, members=members)


def _without(body: bytes, data: bytes) -> bytes:
    """Return a body with a number in place of its rows, so that the rest can be parsed cheaply.

    A parser would keep one unseen of a member that comes twice; how deep rows are is for who reads
    them (frames.py).
    """
    at = body.find(data[:64])
    while not body.startswith(data, at):
        at = body.find(data[:64], at + 1)
    return body[:at] + b"0" + body[at + len(data) :] if data else body


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of a JSON object; raise ContractBroken when a name comes twice."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ContractBroken("nama yang sama dua kali dalam satu objek JSON")
    return members


def truth(value: object) -> object:
    """Return true or false where a flag comes as text, any other value as it is."""
    if isinstance(value, str) and not isinstance(value, Number):
        return {"true": True, "false": False}.get(value.strip().lower(), value)
    return value
