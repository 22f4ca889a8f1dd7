"""Acts happen in seasons, on working days, in working hours, and one after the other."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sandbox.draw import Draw
from services.sandbox.history.calendar import (
    TODAY,
    Moments,
    later,
    season_days,
    workdays,
    working_seconds,
    year_of,
)


def test_a_year_runs_from_the_december_before() -> None:
    year = year_of(2025)
    assert year.first == date(2024, 12, 1)
    assert year.first + timedelta(days=year.last) == date(2025, 12, 31)
    assert year.day_of(date(2025, 3, 31)) == 120


def test_the_running_year_ends_today() -> None:
    year = year_of(TODAY.year)
    assert year.first + timedelta(days=year.last) == date(2026, 11, 20)


@given(st.integers(2021, 2026), st.integers(0, 395), st.integers(0, 79_200), st.integers(0, 99))
def test_later_is_later_and_in_the_year(tahun: int, day: int, second: int, seed: int) -> None:
    year = year_of(tahun)
    before = Moments(
        day=np.full(20, min(day, year.last)), second=np.full(20, second, dtype=np.int64)
    )
    after = later(year, before, Draw("later", seed))
    order = (after.day > before.day) | ((after.day == before.day) & (after.second > before.second))
    assert order.all()
    assert after.day.max() <= year.last
    assert after.second.max() < 86_400


def test_a_chain_of_ten_acts_stays_in_order_and_within_the_day() -> None:
    year, draw = year_of(2026), Draw("chain")
    now = Moments(day=np.full(500, year.last), second=np.full(500, 60_000))
    stamps = [year.stamps(now)]
    for _ in range(40):
        now = later(year, now, draw)
        stamps.append(year.stamps(now))
    table = np.array(stamps)
    assert (table[1:] > table[:-1]).all()
    assert table.max() < "2026-11-21"


@pytest.mark.parametrize("tahun", [2024, 2026])
def test_seasons_follow_their_shares(tahun: int) -> None:
    year = year_of(tahun)
    days = season_days(year, Draw("season", tahun), 40_000)
    assert days.min() >= 0
    assert days.max() <= year.last
    months = np.array([text[:7] for text in year.dates(days)])
    march, december = (months == f"{tahun}-03").mean(), (months == f"{tahun - 1}-12").mean()
    whole = 1.0 if tahun == 2024 else 0.98
    assert march == pytest.approx(0.19 / whole, abs=0.02)
    assert december == pytest.approx(0.16 / whole, abs=0.02)


def test_most_weekend_days_move_to_the_week() -> None:
    year = year_of(2025)
    days = np.repeat(np.arange(1, 380), 40)
    moved = workdays(year, days, Draw("weekend").uniform(len(days)))
    first = year.first.weekday()
    assert ((days + first) % 7 >= 5).mean() == pytest.approx(2 / 7, abs=0.02)
    assert ((moved + first) % 7 >= 5).mean() == pytest.approx(0.15 * 2 / 7, abs=0.02)
    assert (moved >= days).all()
    assert (moved - days <= 2).all()


def test_hours_peak_between_nine_and_three() -> None:
    hours = working_seconds(Draw("hours"), 20_000) // 3600
    assert ((hours >= 9) & (hours <= 15)).mean() == pytest.approx(0.81, abs=0.03)
    assert set(hours.tolist()) <= {*range(7, 18), 20}


def test_text_is_as_the_gateway_writes_it() -> None:
    year = year_of(2025)
    moments = Moments(day=np.array([31, 120]), second=np.array([0, 36_061]))
    assert year.stamps(moments).tolist() == ["2025-01-01T00:00:00Z", "2025-03-31T10:01:01Z"]
    assert year.dates(moments.day).tolist() == ["2025-01-01", "2025-03-31"]
