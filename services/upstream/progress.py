"""How far a pass is, read from the cursor where it decodes."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import msgspec

from services.waiting import Waiting


class _Place(msgspec.Struct):
    """What a cursor holds; some ids come rounded to a float."""

    id: float


_PLACE = msgspec.json.Decoder(_Place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a pass is. `fraction` (0-1) and `eta` (s) are None when the cursor does not tell.

    waiting: who holds the lock that the pass waits for, None when it waits for nobody.
    """

    label: str
    rows: int
    pages: int
    fraction: float | None = None
    eta: float | None = None
    waiting: Waiting | None = None

    @property
    def expected(self) -> int | None:
        """Return the expected total of rows, as rows over fraction; None when unknown."""
        return round(self.rows / self.fraction) if self.fraction else None


def cursor_fraction(cursor: str) -> float | None:
    """Return how far a cursor lies in the hash order, 0-1; None when it does not decode so.

    The cursor is base64 of {"id": <signed 64-bit>} in ascending order (contract.md section 1).
    """
    try:
        place = _PLACE.decode(base64.b64decode(cursor, validate=True))
    except (binascii.Error, ValueError, msgspec.DecodeError, RecursionError):
        return None
    return min(max((place.id + 2**63) / 2**64, 0.0), 1.0)
