"""Proof that all rows of a page hold the same names, and where each value stands, by arithmetic.

Reading rows one by one is what a page would cost most. A page is regular when

1. every name of the first row stands, in its order and as it is written there, in every row, next
   to the comma or brace before it and the colon behind it;
2. what lies between is a text, a whole number, true, false or null and nothing else: no blank, no
   second value, nothing nested;
3. there are as many quotes, escaped ones left out, as these names and texts need.

Rows are JSON (`read` proved it of the whole answer), so that outside of a text no backslash and
inside of it no bare quote can stand: by 3 no text hides another value, name or row. Whatever is
not regular is left to a careful reader.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
import numpy.typing as npt

_BLANK, _QUOTE, _COLON, _MINUS, _ZERO, _BACKSLASH = map(ord, ' ":-0\\')
_ASCII, _WORD = 0x80, 8
_PIECE, _ROWS = 65_536, 64
_LITERALS = np.zeros(256, np.int64)
_LITERALS[list(b"tfn")] = 4, 5, 4
_DIGITS = np.isin(np.arange(256), np.frombuffer(b"0123456789", np.uint8))
_NUMERIC = _DIGITS | (np.arange(256) == _MINUS)

Places = npt.NDArray[np.int64]
Octets = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Where each value begins and ends, quotes left out: one line a row, one column a name.

    texts, nulls: what kind a value is of. escapes: the places of backslashes.
    """

    raw: bytes
    names: tuple[str, ...]
    begins: Places
    ends: Places
    texts: Flags
    nulls: Flags
    escapes: Places

    @classmethod
    def of(cls, raw: bytes) -> Self | None:
        """Return the shape of rows as JSON, None when they are not regular."""
        names = _names(raw)
        octets = np.frombuffer(raw, np.uint8)
        if not names or octets.min() < _BLANK or not _is_text(raw):
            return None
        closing, escapes, quotes = _closing(raw)
        if not len(closing) or len(closing) % len(names):
            return None
        closing = closing.reshape(-1, len(names))
        writing = _Writing.of(names)
        if not (writing.opens(raw, closing[0].tolist()) and writing.follows(raw, closing[1:])):
            return None
        begins, ends = closing + 2, _ends(names, closing, len(raw))
        first = octets[begins]
        texts = first == _QUOTE
        if quotes != 2 * (closing.size + np.count_nonzero(texts)):
            return None
        if not _scalars(octets, begins, ends, first, texts):
            return None
        return cls(raw, names, begins + texts, ends - texts, texts, first == ord("n"), escapes)

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return len(self.begins)

    @property
    def longest(self) -> int:
        """Return the bytes of the longest value as it is written."""
        return int((self.ends - self.begins).max())

    def loose(self) -> frozenset[str]:
        """Return the names that have a text with what may be white space at either end."""
        octets = np.frombuffer(self.raw, np.uint8)
        outer = _may_be_blank(octets[self.begins]) | _may_be_blank(octets[self.ends - 1])
        return self._having(outer & self.texts)

    def escaped(self) -> Places:
        """Return which values hold a backslash, counted along the rows."""
        cells = np.searchsorted(self.begins.ravel(), self.escapes, side="right") - 1
        found: Places = cells[np.diff(cells, prepend=-1) != 0]
        return found

    def _having(self, flags: Flags) -> frozenset[str]:
        return frozenset(np.array(self.names)[flags.any(axis=0)].tolist())


def _is_text(raw: bytes) -> bool:
    """Tell whether bytes are UTF-8: nothing after this looks at it."""
    try:
        return raw.isascii() or bool(raw.decode())
    except UnicodeDecodeError:
        return False


def _may_be_blank(octets: Octets) -> Flags:
    blank: Flags = (octets == _BLANK) | (octets >= _ASCII)
    return blank


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


def _closing(raw: bytes) -> tuple[Places, Places, int]:
    """Return the places of quotes before a colon and of backslashes, and the number of bare quotes.

    A backslash before a quote makes it part of a text, but the second of a pair does not. A piece
    at a time: what is looked at stays in the processor's cache.
    """
    octets = np.frombuffer(raw, np.uint8)
    closing: list[Places] = []
    escapes: list[Places] = []
    quotes = 0
    for at in range(1, len(octets) - 1, _PIECE):
        piece = octets[at - 1 : at + _PIECE + 1]
        escaping = piece[:-1] == _BACKSLASH
        if (escaping[1:] & escaping[:-1]).any():
            return _closing(raw.replace(b"\\\\", b"\\_"))
        bare = np.greater(piece[1:-1] == _QUOTE, escaping[:-1])
        quotes += int(np.count_nonzero(bare))
        bare &= piece[2:] == _COLON
        closing.append(np.flatnonzero(bare) + at)
        escapes.append(np.flatnonzero(escaping[1:]) + at)
    return np.concatenate(closing), np.concatenate(escapes), quotes


def _ends(names: tuple[str, ...], closing: Places, size: int) -> Places:
    """Return where the value behind each name ends: before the next name and what leads to it."""
    leads = np.array([len(name) + 2 for name in names])
    leads[0] += 2
    ends = np.empty_like(closing)
    ends.ravel()[:-1] = (closing - leads).ravel()[1:]
    ends[-1, -1] = size - 2
    return ends


@dataclass(frozen=True, slots=True, eq=False)
class _Writing:
    """How names are written with what leads to them and the colon behind, all of one width."""

    each: tuple[bytes, ...]
    width: int
    letters: npt.NDArray[np.uint64]
    counted: npt.NDArray[np.uint64]

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, names: tuple[str, ...]) -> Self:
        """Return it for the names of a row, `counted` telling filling from letters."""
        each = [b',"%b":' % name.encode() for name in names]
        each[0] = b"},{" + each[0][1:]
        width = -(-max(map(len, each)) // _WORD) * _WORD
        letters = b"".join(one.rjust(width, b"\0") for one in each)
        counted = b"".join((b"\xff" * len(one)).rjust(width, b"\0") for one in each)
        words = (np.frombuffer(filled, np.uint64) for filled in (letters, counted))
        return cls(tuple(each), width, *words)

    def opens(self, raw: bytes, closing: list[int]) -> bool:
        """Tell whether the names of the first row are written so."""
        pairs = zip(self.each[1:], closing[1:], strict=True)
        return raw.startswith(b"[" + self.each[0][2:]) and all(
            raw.startswith(one, at + 2 - len(one)) for one, at in pairs
        )

    def follows(self, raw: bytes, closing: Places) -> bool:
        """Tell whether the names of all later rows are written so.

        Before each of them lies at least the first row, which holds the longest.
        """
        if not len(closing):
            return True
        every = np.ndarray((len(raw) - self.width + 1,), f"V{self.width}", raw, strides=(1,))
        begins = closing + 2 - self.width
        for at in range(0, len(begins), _ROWS):
            block = begins[at : at + _ROWS]
            found = every[block.ravel()].view(np.uint64).reshape(len(block), -1)
            found &= self.counted
            found ^= self.letters
            if found.any():
                return False
        return True


def _scalars(octets: Octets, begins: Places, ends: Places, first: Octets, texts: Flags) -> bool:
    """Tell whether texts end in a quote, literals when they should and numbers are only digits."""
    sizes = ends - begins
    closed = octets[ends - 1] == _QUOTE
    if (closed != texts).any() or (sizes[texts] < 2).any():
        return False
    spelled = _LITERALS[first]
    numbers = _NUMERIC[first]
    if not (texts | numbers | (spelled == sizes)).all():
        return False
    return _whole(octets, begins[numbers], sizes[numbers])


def _whole(octets: Octets, begins: Places, sizes: Places) -> bool:
    """Tell whether numbers are written as digits alone, a minus before them if they are not 0."""
    if not len(begins):
        return True
    if (sizes < 1).any():
        return False
    shifts = np.cumsum(sizes) - sizes
    places = np.arange(int(sizes.sum())) + np.repeat(begins - shifts, sizes)
    digits = _DIGITS[octets[places]]
    minus = octets[begins] == _MINUS
    digits[shifts[minus]] = octets[begins[minus] + 1] != _ZERO
    return bool(digits.all())
