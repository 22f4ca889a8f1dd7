"""Time between one act on a code and the next.

The quantiles are public facts about real data: seconds between rows of history-kaji-ulang that a
ministry's system served for two fiscal years (2024: 3,393 rows, 2026 until June: 5,438 rows).
A split is written row by row, seconds to minutes apart, never at one instant (0 of 236 runs);
most cancelled packages come back within a minute and nine in ten within an hour, the others
after days or months.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..draw import Bools, Draw, Floats, Ints
from .calendar import Moments, Year, later

DAY = 86_400
HOUR = 3_600
_NIGHT = 79_200  # 22.00: what follows soon is written before, as everything else

Quantiles = tuple[tuple[float, int], ...]
"""(share of the gaps, seconds that they do not exceed), ascending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The gaps of one real year: between the rows of a split, and from cancelled to active.

    `back` ends at an hour; pairs above its last quantile take days to months.
    """

    split: Quantiles
    back: Quantiles


PACES = (
    Pace(
        split=((0, 2), (0.1, 26), (0.25, 44), (0.5, 65), (0.75, 112), (0.9, 182), (1, 1_061)),
        back=((0, 4), (0.1, 8), (0.25, 10), (0.5, 17), (0.75, 104), (0.9, HOUR)),
    ),
    Pace(
        split=((0, 1), (0.1, 3), (0.25, 4), (0.5, 20), (0.75, 81), (0.9, 118), (1, 299)),
        back=((0, 5), (0.1, 7), (0.25, 10), (0.5, 21), (0.75, 163), (0.9, 928), (0.96, HOUR)),
    ),
)
"""From 229 and 102 rows of splits after the first, and from 582 and 1,795 pairs."""

_AGAIN: Quantiles = ((0, 5), (0.1, 40), (0.25, 205), (0.5, 479), (0.75, 4_951))
"""From a replacement to another act on the replaced code (32 cases), the last quarter later."""
_PAUSE = 5  # days within which an interrupted split goes on


def _seconds(quantiles: Quantiles, chance: Floats) -> Ints:
    """Return gaps by linear interpolation; the last quantile for what is above it."""
    share = np.array([at for at, _ in quantiles])
    value = np.array([float(seconds) for _, seconds in quantiles])
    place = np.clip(np.searchsorted(share, chance, side="right") - 1, 0, len(share) - 2)
    fraction = np.minimum((chance - share[place]) / (share[place + 1] - share[place]), 1.0)
    gap: Ints = (value[place] + fraction * (value[place + 1] - value[place])).astype(np.int64)
    return gap


def _ticks(moments: Moments) -> Ints:
    return moments.day * DAY + moments.second


def seconds_between(before: Moments, after: Moments) -> Ints:
    """Return the seconds from one moment to the other."""
    return _ticks(after) - _ticks(before)


def plus(before: Moments, seconds: Ints) -> Moments:
    """Return moments so many seconds on."""
    ticks = _ticks(before) + seconds
    return Moments(day=ticks // DAY, second=ticks % DAY)


def joined(moments: list[Moments]) -> Moments:
    """Return several lists of moments in one."""
    return Moments(
        day=np.concatenate([some.day for some in moments]),
        second=np.concatenate([some.second for some in moments]),
    )


def choose(condition: Bools, yes: Moments, no: Moments) -> Moments:
    """Return the first moments where the condition holds, the second elsewhere."""
    return Moments(
        day=np.where(condition, yes.day, no.day),
        second=np.where(condition, yes.second, no.second),
    )


@dataclass(frozen=True, slots=True)
class Clock:
    """Gives the moment of the next act: later than the one before and within the year."""

    year: Year
    pace: Pace
    draw: Draw

    def later(self, before: Moments) -> Moments:
        """Return the moment of an unrelated act: the same day, or weeks or months on."""
        return later(self.year, before, self.draw)

    def next_in_split(self, before: Moments) -> Moments:
        """Return when the next row of a split is written."""
        return self._soon(before, _seconds(self.pace.split, self._chance(before)))

    def again(self, before: Moments) -> Moments:
        """Return when a code that was just replaced is acted on once more."""
        return self._within(before, _AGAIN)

    def back(self, before: Moments) -> Moments:
        """Return when a cancelled code is active again: mostly within the hour."""
        return self._within(before, self.pace.back)

    def pause(self, before: Moments) -> Moments:
        """Return when a split that paused for more than a day goes on; soon at the year's end."""
        day = before.day + 2 + (self._chance(before) * _PAUSE).astype(np.int64)
        resumed = self.year.moments(day, self.draw)
        return choose(day <= self.year.last, resumed, self.next_in_split(before))

    def _within(self, before: Moments, quantiles: Quantiles) -> Moments:
        """Return moments by the quantiles, and later ones for the share above the last."""
        chance = self._chance(before)
        soon = self._soon(before, _seconds(quantiles, chance))
        return choose(chance <= quantiles[-1][0], soon, self.later(before))

    def _chance(self, before: Moments) -> Floats:
        return self.draw.uniform(len(before.day))

    def _soon(self, before: Moments, gap: Ints) -> Moments:
        """Return the moment after a gap, or what of it fits in before the night."""
        rest = np.maximum(_NIGHT - before.second, 2)
        squeezed = 1 + (np.minimum(rest, HOUR) * 0.3 * self._chance(before)).astype(np.int64)
        return plus(before, np.where(gap <= rest, gap, squeezed))
