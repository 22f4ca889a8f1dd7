"""Decode the JSON object around the rows of an answer, leaving the rows themselves undecoded.

Numbers beside the rows stay as they are written, because a cursor must be sent back unchanged:
`17.0` and `12345678901234567890` would not survive a float.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from ...errors import ContractBroken
from .bounds import too_deep

NO_ROWS = b"[]"


class Number(str):
    """A JSON number as the upstream wrote it."""

    __slots__ = ()


@dataclass(frozen=True)
class Envelope:
    """The members of an answer; `data` holds the undecoded rows, b"" when there is no data."""

    data: bytes = b""
    members: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def rows_bytes(self) -> bytes:
        """Return the undecoded rows; an empty list when data is null."""
        return NO_ROWS if self.rowless else self.data

    @property
    def rowless(self) -> bool:
        """Return whether data is null or missing."""
        return self.data in (b"", b"null")

    @property
    def meta(self) -> Any:
        """Return the member meta, None when it is missing."""
        return self.members.get("meta")

    @property
    def pagination(self) -> Any:
        """Return the member pagination, None when it is missing."""
        return self.members.get("pagination")


class _Data(msgspec.Struct):
    data: msgspec.Raw = msgspec.Raw(b"")


_DECODER = msgspec.json.Decoder(_Data)


def without_mark(body: bytes) -> bytes:
    """Return a body without the UTF-8 byte order mark that some servers send."""
    return body.removeprefix(codecs.BOM_UTF8)


def envelope_of(body: bytes) -> Envelope:
    """Return the envelope of a body that is a JSON object.

    Raises ValueError when it is not valid JSON, ContractBroken when a name comes twice or when it
    is nested too deep.
    """
    try:
        if not body.isascii():
            body.decode()  # the rows stay undecoded: nothing else would notice broken UTF-8
        data = bytes(_DECODER.decode(body).data)
        rest = body
        if data not in (b"", b"null"):
            # a 0 stands for the rows, which are checked when they are decoded (rows.py)
            at = body.find(data[:64])
            while not body.startswith(data, at):
                at = body.find(data[:64], at + 1)
            rest = body[:at] + b"0" + body[at + len(data) :]
        members = json.loads(rest, object_pairs_hook=once, parse_int=Number, parse_float=Number)
        deep = too_deep(rest)
    except RecursionError:
        deep = True
    if deep:
        raise ContractBroken("jawaban bersarang terlalu dalam")
    return Envelope(data=data, members=members)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of a JSON object; raise ContractBroken when a name comes twice."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ContractBroken("nama yang sama dua kali dalam satu objek JSON")
    return members


def truth(value: object) -> object:
    """Return the boolean of a flag that is sent as text; any other value unchanged."""
    if isinstance(value, str) and not isinstance(value, Number):
        return {"true": True, "false": False}.get(value.strip().lower(), value)
    return value
