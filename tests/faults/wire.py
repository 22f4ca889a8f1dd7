"""HTTP answers as the bytes and pauses of which they are made, so that any of them can be wrong."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any


class End(Enum):
    """How a connection ends that does not stay open."""

    CLOSE = "closed"
    RESET = "reset"
    REFUSE = "reset, and nobody listens for two tries"


Piece = bytes | float | End
"""Bytes to send, seconds that pass on the test's clock, or an end."""

Pieces = list[Piece]


def packed(body: Any) -> bytes:
    """Return a body as JSON."""
    return json.dumps(body).encode()


def head(status: int = 200, fields: Mapping[str, str] | None = None) -> bytes:
    """Return a status line and header fields with the empty line after them."""
    lines = [f"HTTP/1.1 {status} Kata", *(f"{k}: {v}" for k, v in (fields or {}).items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def answer(
    body: bytes,
    status: int = 200,
    *,
    kind: str = "application/json",
    length: int | None = None,
    **fields: str,
) -> bytes:
    """Return a whole answer; `length` may lie, underscores in names of fields are hyphens."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    size = str(len(body) if length is None else length)
    return head(status, {"Content-Type": kind, "Content-Length": size, **named}) + body


def chunked(body: bytes, size: int = 200) -> list[bytes]:
    """Return a body as chunks, the last one and its trailer included."""
    cut = [body[at : at + size] for at in range(0, len(body), size)]
    return [b"%x\r\n%b\r\n" % (len(part), part) for part in cut] + [b"0\r\n\r\n"]


CHUNKED = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}


def dripped(whole: bytes, pieces: int, seconds: float) -> Pieces:
    """Return bytes in so many pieces that take so many seconds together."""
    size = -(-len(whole) // pieces)
    cut = [whole[at : at + size] for at in range(0, len(whole), size)]
    return [piece for part in cut for piece in (seconds / len(cut), part)]


@cache
def bomb(mebibytes: int) -> bytes:
    """Return a small gzip stream of so many mebibytes of blanks."""
    return gzip.compress(b" " * (mebibytes << 20), compresslevel=9, mtime=0)


def spread(whole: bytes, parts: int) -> Sequence[bytes]:
    """Return bytes cut into so many parts, none empty."""
    size = -(-len(whole) // parts)
    return [whole[at : at + size] for at in range(0, len(whole), size)]
