"""Proof that all rows of a page hold the same names, once each, without reading row by row.

Reading rows one by one is what a page would cost most. A page is regular when

1. every name ends in `":` and every other such end in it belongs to an escaped quote: no blank
   stands before a colon, no backslash at the end of a name;
2. the ends are rows times the names of the first row, and every value begins as a text, a whole
   number, true, false or null: nothing is nested;
3. every row begins with the first name, and every name stands in every row, which is seen either
   by its value or at its place. (A row of no name at all changes nothing.)

Then each row has at least as many different names as the page has names a row, so none comes twice
and none is unknown. Whatever is not regular is left to a careful reader. Rows are JSON (`read`
proved it of the whole answer), and all are objects (the reader of their values refuses others).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

_BLANK, _QUOTE, _COLON, _COMMA, _MINUS, _ZERO, _NINE, _BACKSLASH, _CLOSE = map(ord, ' ":,-09\\}')
_SCALAR = np.isin(np.arange(256), np.frombuffer(b'"-0123456789tfn', np.uint8))

Places = npt.NDArray[np.intp]
Octets = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The names of the first row, and where each name ends: one line a name, one column a row."""

    raw: bytes
    names: tuple[str, ...]
    ends: Places

    @classmethod
    def of(cls, raw: bytes) -> Self | None:
        """Return the shape of rows as JSON, None when they are not regular in points 1 and 2."""
        names = _names(raw)
        octets = np.frombuffer(raw, np.uint8)
        ends = _ends(raw, octets) if names and not _surrogates(octets) else None
        if ends is None or len(ends) % len(names):
            return None
        if not _flat(octets, ends + 2):
            return None
        return cls(raw, names, np.ascontiguousarray(ends.reshape(-1, len(names)).T))

    @property
    def rows(self) -> int:
        """Return how many rows there are if the page is regular."""
        return len(self.ends[0])

    @property
    def room(self) -> int:
        """Return how many bytes the values of the page take, at most."""
        return len(self.raw) - self.rows * len("".join(self.names))

    def regular(self, unseen: Iterable[str]) -> bool:
        """Tell whether the names `unseen` by their values stand in every row (point 3)."""
        return all(self._placed(name) for name in {self.names[0], *unseen})

    def _placed(self, name: str) -> bool:
        at = self.names.index(name)
        written = b'%b"%b":' % (b"," if at else b"{", name.encode())
        size = len(written)
        places = self.ends[at] + 2 - size
        every = np.ndarray((len(self.raw) - size + 1,), f"V{size}", self.raw, strides=(1,))
        return bool(places[0] >= 0) and every[places].tobytes() == written * self.rows


def _names(raw: bytes) -> tuple[str, ...]:
    """Return the names of the first row, none when they or the page's ends are not plain."""
    if not (raw.startswith(b'[{"') and raw.endswith(b"}]")):
        return ()
    end = raw.find(b'},{"')
    try:
        first = json.loads(raw[1 : end + 1 or -1])
    except (ValueError, RecursionError):
        return ()
    plain = all(name.isascii() and name.isidentifier() for name in first)
    return tuple(first) if plain else ()


def _surrogates(octets: Octets) -> bool:
    """Tell whether a text may hold halves of characters, which a fast reader takes for others."""
    escapes = np.flatnonzero((octets[1:-1] == ord("u")) & (octets[:-2] == _BACKSLASH))
    return bool((octets[escapes + 2] | 0x20 == ord("d")).any())


def _ends(raw: bytes, octets: Octets) -> Places | None:
    """Return where the names end; None when one might end in another way than `":`."""
    quotes = np.flatnonzero(octets == _COLON) - 1
    before = octets[quotes]
    for place in quotes[before <= _BLANK].tolist():
        if raw[max(place - 8, 0) : place].rstrip()[-1:] in (b"", b'"'):
            return None
    ends: Places = quotes[before == _QUOTE]
    escaped = octets[ends - 1] == _BACKSLASH
    if (octets[ends[escaped] - 2] == _BACKSLASH).any():
        return None
    names: Places = ends[~escaped]
    return names


def _flat(octets: Octets, values: Places) -> bool:
    """Tell whether nothing is nested and all numbers are whole and written without exponent."""
    first = octets[values]
    if not _SCALAR[first].all():
        return False
    places = values[(first == _MINUS) | ((first >= _ZERO) & (first <= _NINE))]
    while len(places):
        places = places + 1
        following = octets[places]
        digits = (following >= _ZERO) & (following <= _NINE)
        stops = following[~digits]
        if not ((stops == _COMMA) | (stops == _CLOSE)).all():
            return False
        places = places[digits]
    return True
