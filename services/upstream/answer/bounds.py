"""Limits of an answer: how deep it may be nested and how long a text may be."""

from __future__ import annotations

import re

NESTING = 32
TEXT_MOST = 1024 * 1024

_STRING = re.compile(rb'"[^"]*"')
_ROUND = bytes.maketrans(b"[]{}", b"()()")
_OTHERS = bytes(set(range(256)) - set(b'"[]{}'))


def too_deep(body: bytes) -> bool:
    """Return whether well-formed JSON is nested deeper than NESTING.

    Brackets inside texts do not count. Everything else is removed, then one level of brackets at a
    time, so that a page of a mebibyte takes milliseconds.
    """
    unescaped = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    brackets = _STRING.sub(b"", unescaped.translate(_ROUND, _OTHERS))
    for _ in range(NESTING):
        outer = brackets.replace(b"()", b"")
        if len(outer) in (0, len(brackets)):
            return outer != b""
        brackets = outer
    return True
