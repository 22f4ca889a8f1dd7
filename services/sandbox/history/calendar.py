"""When acts happen in a fiscal year: seasons, working days, working hours.

A day is a number counted from 1 December before the fiscal year; a moment is a day and a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from ..draw import Draw, Floats, Ints, Texts, texts
from ..units.instansi import YEARS

TODAY = date(2026, 11, 20)
"""The day up to which the running year is filled; a later day is served by the fault `berubah`."""

# Shares of first acts by month, December before to December: peaks in March and that December.
_SEASON = (0.16, 0.12, 0.11, 0.19, 0.07, 0.07, 0.06, 0.05, 0.05, 0.04, 0.04, 0.03, 0.01)
_HOURS = {7: 3, 8: 8, 9: 14, 10: 15, 11: 12, 12: 7, 13: 11, 14: 13, 15: 9, 16: 5, 17: 2, 20: 1}
_NIGHT = 79_200  # 22.00: nothing starts later
_SAME_DAY = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Moments as two arrays of one length."""

    day: Ints
    second: Ints

    def take(self, index: Ints) -> Moments:
        """Return the moments at these places."""
        return Moments(day=self.day[index], second=self.second[index])


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A fiscal year: the date of day 0 and the number of its last day."""

    first: date
    last: int

    def moments(self, day: Ints, draw: Draw) -> Moments:
        """Return moments in working hours of these days."""
        return Moments(day=day, second=working_seconds(draw, len(day)))

    def stamps(self, moments: Moments) -> Texts:
        """Return moments as RFC 3339 text with the Z that the gateway writes."""
        start = np.datetime64(self.first, "s")
        instants = start + (moments.day * 86_400 + moments.second).astype("timedelta64[s]")
        return texts(np.datetime_as_string(instants, timezone="UTC").tolist())

    def dates(self, day: Ints) -> Texts:
        """Return days as YYYY-MM-DD."""
        days = np.datetime64(self.first, "D") + day.astype("timedelta64[D]")
        return texts(np.datetime_as_string(days).tolist())

    def day_of(self, when: date) -> int:
        """Return the number of a date."""
        return (when - self.first).days


def year_of(tahun: int) -> Year:
    """Return the calendar of a fiscal year; the running one ends at TODAY."""
    first = date(tahun - 1, 12, 1)
    end = TODAY if tahun == YEARS[-1] else date(tahun, 12, 31)
    return Year(first=first, last=(end - first).days)


def working_seconds(draw: Draw, size: int) -> Ints:
    """Return seconds of the day, most of them between 9 and 15 o'clock."""
    hours = np.array(list(_HOURS))[draw.pick(list(_HOURS.values()), size)]
    return hours * 3_600 + (draw.uniform(size) * 3_600).astype(np.int64)


def season_days(year: Year, draw: Draw, size: int) -> Ints:
    """Return days of first acts by season, mostly on working days."""
    months = [year.first, *(date(year.first.year + 1, month, 1) for month in range(1, 13))]
    starts = np.array([min(year.day_of(month), year.last) for month in months])
    ends = np.append(starts[1:], year.last + 1)
    share = np.array(_SEASON) * (starts < year.last)
    month = draw.pick(share, size)
    length = np.maximum(ends - starts, 1)[month]
    day = starts[month] + (draw.uniform(size) * length).astype(np.int64)
    return workdays(year, np.minimum(day, year.last), draw.uniform(size))


def workdays(year: Year, day: Ints, chance: Floats) -> Ints:
    """Move most days that fall on a weekend two days on, never past the end."""
    weekend = (day + year.first.weekday()) % 7 >= 5
    return np.minimum(np.where(weekend & (chance < 0.85), day + 2, day), year.last)


def later(year: Year, before: Moments, draw: Draw) -> Moments:
    """Return a later moment for each: the same day for a third, else within weeks or months."""
    size = len(before.day)
    reach = draw.uniform(size)
    gap = 1 + ((year.last - before.day) * 0.7 * reach * reach * reach).astype(np.int64)
    same = draw.chance(_SAME_DAY, size) | (before.day >= year.last)
    day = np.minimum(np.where(same, before.day, before.day + gap), year.last)
    day = np.where(same, day, workdays(year, day, draw.uniform(size)))
    rest = np.maximum(_NIGHT - before.second, 2)
    after = before.second + 1 + (rest * 0.3 * draw.uniform(size)).astype(np.int64)
    second = np.where(day > before.day, working_seconds(draw, size), after)
    return Moments(day=day, second=second)
