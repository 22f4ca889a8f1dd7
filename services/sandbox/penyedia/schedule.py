"""Months of selection, contract and use of provider packages, written as the gateway does.

A month is a number: 1 is January of the year, 0 the December before. Selection begins before it
ends, which is before the contract begins, and so on; use begins before it ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..draw import Bools, Draw, Ints, Texts, texts
from . import facts as shares
from .facts import Facts

MULTI_YEAR = 8  # place of "Pembayaran untuk Kontrak Tahun Jamak" in METODE
_FIRST, _LAST = -140, 140  # months that can occur
_WRONG_YEAR = 0.0006  # months of use that begin in a far-off year
_LONGER = 0.003  # contracts and use that end after the year


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Six months for each package."""

    selection: tuple[Ints, Ints]
    contract: tuple[Ints, Ints]
    utilisation: tuple[Ints, Ints]


def _months(table: tuple[tuple[float, int], ...], draw: Draw, size: int) -> Ints:
    values = np.array([months for _, months in table])
    return values[draw.pick([share for share, _ in table], size)]


def schedule_of(facts: Facts, metode: Ints, draw: Draw) -> Schedule:
    """Return the schedules of packages of these methods."""
    size = len(metode)
    months = np.array(list(facts.selection))
    begin = months[draw.pick(list(facts.selection.values()), size)]
    begin = np.where(metode == MULTI_YEAR, -11, begin)
    chosen = begin + _months(shares.SELECTION_MONTHS, draw, size)
    signed = chosen + _months(shares.SIGNING_MONTHS, draw, size)
    end = np.where(
        draw.chance(facts.contract_in_december, size),
        12,
        np.minimum(signed + _months(shares.CONTRACT_MONTHS, draw, size), 12),
    )
    end = np.maximum(end, signed)
    longer = draw.chance(_LONGER, size) | (metode == MULTI_YEAR)
    end = np.where(longer, 24 + 12 * draw.integers(0, 3, size), end)
    later = draw.pick((0.75, 0.1, 0.07, 0.04, 0.04), size)
    used = np.minimum(signed + later, np.maximum(signed, 12))
    earlier = draw.chance(facts.utilised_early, size)
    used = np.where(earlier, signed - draw.integers(1, 4, size), used)
    used = np.where(draw.chance(_WRONG_YEAR, size), used - 60, used)
    until = np.where(draw.chance(0.85, size), 12, end)
    until = np.maximum(np.maximum(until, used), np.where(longer, end, used))
    return Schedule(selection=(begin, chosen), contract=(signed, end), utilisation=(used, until))


def month_texts(tahun: int, months: Ints, missing: Bools, tail: str = "") -> Texts:
    """Return months as the first day of each, with this tail; None where they are missing."""
    numbers = range(_FIRST, _LAST)
    years = ((tahun + (number - 1) // 12, (number - 1) % 12 + 1) for number in numbers)
    table = texts([f"{year:04d}-{month:02d}-01{tail}" for year, month in years])
    written = table[np.clip(months - _FIRST, 0, len(table) - 1)]
    written[missing] = None
    return written
