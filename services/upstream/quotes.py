"""What the quotes of a page tell of it without decoding it: how many, and where a blank is beside.

A backslash before a quote makes it a part of a text, but the second of a pair of them does not.
The page is looked at a piece at a time, so that what is looked at stays in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

_BLANK, _QUOTE, _BACKSLASH = map(ord, ' "\\')
_PIECE = 65_536
_ASCII, _NEAR, _EDGES_MOST = 0x80, 16, 1000

Places = npt.NDArray[np.intp]
Octets = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Quotes:
    """The quotes of a page that begin or end a name or a text.

    count: how many. edges: the places of those beside which may be white space: a blank, anything
    that is not ASCII, or an escape.
    """

    raw: bytes
    count: int
    edges: Places

    @classmethod
    def of(cls, raw: bytes) -> Self:
        """Return the quotes of well-formed JSON."""
        octets = np.frombuffer(raw, np.uint8)
        ascii_only = raw.isascii()
        edges: list[Places] = []
        count = 0
        for at in range(1, len(octets) - 1, _PIECE):
            piece = octets[at - 1 : at + _PIECE + 1]
            escaping = piece[:-1] == _BACKSLASH
            if (escaping[1:] & escaping[:-1]).any():
                return cls.of(raw.replace(b"\\\\", b"\\_"))
            quotes = piece[1:-1] == _QUOTE
            edges.append(_escapes(octets, np.flatnonzero(escaping[:-1] > quotes) + at))
            bare = quotes > escaping[:-1]
            count += int(np.count_nonzero(bare))
            blank = piece == _BLANK if ascii_only else (piece == _BLANK) | (piece >= _ASCII)
            bare &= blank[:-2] | blank[2:]
            edges.append(np.flatnonzero(bare) + at)
        return cls(raw, count, np.concatenate([np.empty(0, np.intp), *edges]))

    def loose(self, names: frozenset[str]) -> frozenset[str]:
        """Return the names that may have a text with white space at one of its ends."""
        found = frozenset(self._named()) if len(self.edges) < _EDGES_MOST else names
        return found if found <= names else names

    def _named(self) -> Iterator[str]:
        """Yield the name of each text with an edge, an empty one where that is unsure."""
        for place in self.edges.tolist():
            before = self.raw[max(place - _NEAR, 0) : place]
            after = self.raw[place + 1 : place + _NEAR]
            outside = before.endswith(b" ") and before.rstrip(b" ")[-1:] in b":,{["
            if outside or (after.startswith(b" ") and after.lstrip(b" ")[:1] in b":,}]"):
                yield ""
                return
            colon = place - 1 if before.endswith(b":") else self.raw.rfind(b':"', 0, place)
            name = self.raw[self.raw.rfind(b'"', 0, colon - 1) + 1 : colon - 1]
            yield name.decode("ascii", "replace")


def _escapes(octets: Octets, letters: Places) -> Places:
    """Return the places of quotes beside an escape, of which the letter is given."""
    after = letters + 1 + 4 * (octets[letters] == ord("u"))
    after = after[after < len(octets)]
    before = letters[letters >= 2] - 2
    beside = np.concatenate([before, after])
    found: Places = beside[octets[beside] == _QUOTE]
    return found
