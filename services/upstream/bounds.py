"""How deep and how long an answer may be before it is looked at any closer."""

from __future__ import annotations

import re

NESTING = 32
TEXT_MOST = 1024 * 1024

_STRING = re.compile(rb'"[^"]*"')
_ALIKE = bytes.maketrans(b"[]{}", b"()()")
_REST = bytes(set(range(256)) - set(b'"[]{}'))


def too_deep(body: bytes) -> bool:
    """Tell whether JSON, known to be well formed, is nested deeper than any upstream has reason to.

    Brackets inside texts do not count. Only what is left when all else is cut away is looked at, a
    level at a time, so that a page of a mebibyte costs milliseconds.
    """
    unescaped = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    left = _STRING.sub(b"", unescaped.translate(_ALIKE, _REST))
    for _ in range(NESTING):
        shorter = left.replace(b"()", b"")
        if len(shorter) in (0, len(left)):
            return shorter != b""
        left = shorter
    return True
