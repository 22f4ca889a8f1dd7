"""Progress of a pass: how far it is, by its cursor, and how long it still takes."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from ...lock_holder import LockHolder


class _Cursor(msgspec.Struct):
    """A decoded cursor; some ids are rounded to a float."""

    id: float


LATE_FACTOR, LATE_SLACK = 1.5, 3.0
"""An estimate is late beyond the factor times the promised seconds, plus the slack."""
_CURSOR = msgspec.json.Decoder(_Cursor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a pass is. `fraction` (0-1) and `eta` (s) are None when the cursor is not decodable.

    waiting: who holds the lock that the pass waits for, None when it does not wait. resumed: how
    many of the pages were recorded by an earlier, unfinished pass. reading: 1, or more when the
    same rows are read again to confirm them.
    """

    label: str
    rows: int
    pages: int
    fraction: float | None = None
    eta: float | None = None
    waiting: LockHolder | None = None
    resumed: int = 0
    reading: int = 1

    @property
    def expected(self) -> int | None:
        """Return the expected total of rows (rows / fraction); None when unknown."""
        return round(self.rows / self.fraction) if self.fraction else None


@dataclass(slots=True)
class Countdown:
    """The time left as shown to a reader: it only ever falls (`clock` in seconds).

    The earliest end that was estimated so far is the promised one. While the newest estimate is
    much later, or once the promised end has passed, the countdown is `late` and has no seconds.
    """

    clock: Callable[[], float] = time.monotonic
    _promised: float | None = field(default=None, init=False)
    _expected: float = field(default=0.0, init=False)

    def estimate(self, seconds: float | None) -> None:
        """Set a new estimate of the seconds left; None changes nothing."""
        if seconds is None:
            return
        self._expected = self.clock() + seconds
        promised = self._expected if self._promised is None else self._promised
        self._promised = min(promised, self._expected)

    @property
    def late(self) -> bool:
        """Return whether it takes longer than promised."""
        if self._promised is None:
            return False
        now = self.clock()
        left = self._promised - now
        return left <= 0 or self._expected - now > LATE_FACTOR * left + LATE_SLACK

    @property
    def left(self) -> float | None:
        """Return the seconds left, None before the first estimate and while late."""
        if self._promised is None or self.late:
            return None
        return self._promised - self.clock()


def cursor_fraction(cursor: str) -> float | None:
    """Return the position of a cursor in the order of hashes, 0-1; None when it is not decodable.

    The cursor is base64 of {"id": <signed 64-bit>} in ascending order (contract.md section 1).
    """
    try:
        decoded = _CURSOR.decode(base64.b64decode(cursor, validate=True))
    except (binascii.Error, ValueError, msgspec.DecodeError, RecursionError):
        return None
    return min(max((decoded.id + 2**63) / 2**64, 0.0), 1.0)
