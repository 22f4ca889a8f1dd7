"""Proof that all rows of a page are alike, so that one call of a fast reader may have them.

A page is regular when every row has the names of the first row in its order and no other, and
nothing but texts, whole numbers, true, false and null under them. The fast reader keeps quiet
about all else: a name that comes twice, a fraction that it rounds, a row that misses something. So
the page's bytes are looked at beside it, a step for all rows at a time, and whatever is not regular
is left to a careful reader.

None of those steps holds the interpreter's lock for long, and neither does the reader: threads that
read pages at the same time would otherwise wait for each other at every one of them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

_FIRST_MOST = 65_536
_NAMES_MOST = 256
_DIGITS_MOST = 18
_BLANKS_MOST = 8
_QUOTE, _BACKSLASH, _COLON, _BLANK = map(ord, '"\\: ')
_WORD = 8
_PAD = 64
_ROOM_MOST = 16 * 1024 * 1024

Octets = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]


def _among(letters: bytes) -> Flags:
    """Return for each octet whether it is one of these letters."""
    return np.isin(np.arange(256), np.frombuffer(letters, np.uint8))


_NUMBER = _among(b"-0123456789")
_PLAIN = _NUMBER | _among(b'"tfn')
_END = _among(b",}] \t\r\n")


@dataclass(frozen=True, slots=True)
class Shape:
    """The names that all rows of a page have, and how many rows there are.

    texts: the names with a text under them. longest: octets that no text is longer than.
    """

    names: tuple[str, ...]
    height: int
    texts: frozenset[str]
    longest: int

    @classmethod
    def of(cls, raw: bytes) -> Self | None:
        """Return the shape of rows, None when they are not regular or `raw` is not JSON.

        What is not JSON may be called regular all the same: that is for the reader to notice.
        """
        names = _first(raw)
        if not names or half_letters(raw):
            return None
        with _DESK.laid(raw) as (octets, scratch):
            ends, tight = _ends(octets, scratch.view(np.bool_))
            height, odd = divmod(len(ends), len(names))
            if odd or not height or not tight:
                return None
            longest = int(np.diff(ends, append=len(octets)).max())
            ends = ends.reshape(height, -1)
            begin = ends + 2
            begin += octets.take(begin) == _BLANK
            letters = octets.take(begin)
            regular = _alike(octets, ends, names) and _flat(octets, begin, letters)
        columns = np.flatnonzero((letters == _QUOTE).any(axis=0)).tolist()
        texts = frozenset(names[column] for column in columns)
        return cls(names, height, texts, longest) if regular else None


class _Desk:
    """Room for one page at a time, which lasts.

    Fresh room for every page would cost more than looking at it, and threads that look at pages
    together would wait for each other at every step.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._room = np.empty(0, np.uint8)

    @contextmanager
    def laid(self, raw: bytes) -> Iterator[tuple[Octets, Octets]]:
        """Yield the octets with blanks around them, and scratch room of three times that."""
        size = len(raw) + 2 * _PAD
        with self._lock:
            room = self._room if len(self._room) >= 4 * size else np.empty(4 * size, np.uint8)
            if len(room) <= _ROOM_MOST:
                self._room = room
            room[:size] = _BLANK
            room[_PAD : size - _PAD] = np.frombuffer(raw, np.uint8)
            yield room[:size], room[size : 4 * size]


_DESK = _Desk()


def half_letters(raw: bytes) -> bool:
    """Tell whether an escape may be half a letter, of which the fast reader makes a NUL."""
    return b"\\ud" in raw or b"\\uD" in raw


def _first(raw: bytes) -> tuple[str, ...]:
    """Return the names of the first row; none when it is not regular or long beyond reason."""
    try:
        row, _ = json.JSONDecoder().raw_decode(raw[:_FIRST_MOST].decode(errors="ignore"), 1)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(row, dict) or len(row) > _NAMES_MOST:
        return ()
    return tuple(row) if all(n.isascii() and n.isidentifier() for n in row) else ()


def _ends(octets: Octets, scratch: Flags) -> tuple[Places, bool]:
    """Return the places of quotes before a colon, and whether no white space is in between.

    Every name ends at such a place, and every text that begins with a colon begins at one. A quote
    after a backslash is a part of a text, but not one after a pair of them, which is made to look
    like something else here.
    """
    escaping, quotes, found = scratch.reshape(3, -1)
    np.equal(octets, _BACKSLASH, out=escaping)
    np.logical_and(escaping[1:], escaping[:-1], out=found[1:])
    if found[1:].any():
        paired = np.frombuffer(octets.tobytes().replace(b"\\\\", b"\\_"), np.uint8)
        np.copyto(octets, paired)
        np.equal(octets, _BACKSLASH, out=escaping)
    np.equal(octets, _QUOTE, out=quotes)
    np.greater(quotes[1:], escaping[:-1], out=quotes[1:])
    np.less_equal(octets[1:], _BLANK, out=found[:-1])
    np.logical_and(quotes, found, out=found)
    after = np.flatnonzero(found[:-1]) + 2
    for _ in range(_BLANKS_MOST):
        after += octets.take(after) <= _BLANK
    beyond = octets.take(after)
    np.equal(octets[1:], _COLON, out=found[:-1])
    np.logical_and(quotes, found, out=found)
    return np.flatnonzero(found[:-1]), bool(((beyond > _BLANK) & (beyond != _COLON)).all())


def _alike(octets: Octets, ends: Places, names: tuple[str, ...]) -> bool:
    """Tell whether each row begins with the first name and has all names in their order.

    A name is looked for before its end, with its first quote and what stands before that: no text
    holds these, as a quote in it has a backslash before it.
    """
    apart = b' "%b"' if octets[ends[0, -1] - len(names[-1]) - 2] == _BLANK else b',"%b"'
    written = [b'{"%b"' % names[0].encode(), *(apart % name.encode() for name in names[1:])]
    width = -(-max(map(len, written)) // _WORD) * _WORD
    if width > _PAD:
        return False
    wanted = np.frombuffer(b"".join(name.rjust(width, b"\0") for name in written), "<u8")
    mask = np.frombuffer(b"".join((b"\xff" * len(n)).rjust(width, b"\0") for n in written), "<u8")
    found = _windows(octets, ends - (width - 1), width).view("<u8").reshape(len(ends), -1)
    return bool(((found & mask) == wanted).all())


def _windows(octets: Octets, places: Places, width: int) -> npt.NDArray[np.void]:
    """Return so many octets from each place on."""
    return np.ndarray((len(octets) - width,), f"V{width}", octets, strides=(1,))[places]


def _flat(octets: Octets, begin: Places, letters: Octets) -> bool:
    """Tell whether texts, whole numbers, true, false and null begin there, and nothing else."""
    places = begin[_NUMBER.take(letters)]
    after = _windows(octets, places + 1, _DIGITS_MOST).view(np.uint8).reshape(-1, _DIGITS_MOST)
    stops = after - ord("0") >= len("0123456789")  # below "0" it wraps round
    last = after[np.arange(len(after)), stops.argmax(axis=1)]
    return bool(_PLAIN.take(letters).all() and _END.take(last).all())
