"""The time between the acts of one code is that of real histories."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from services.sandbox.draw import Draw
from services.sandbox.history.calendar import Moments, year_of
from services.sandbox.history.gaps import DAY, PACES, Clock, Pace, seconds_between
from services.sandbox.sizes import BIGGEST
from tests.sandbox import forests
from tests.sandbox.forests import Act
from tests.sandbox.made import rows

SOME = (BIGGEST, "K9", "D301", "D304", "D2", "L31", "I82", "D97413")
HOUR = 3_600


def acts_of(kode: str, tahun: int = 2025) -> list[list[Act]]:
    return list(forests.acts(rows(kode, tahun).kaji_ulang).values())


def pairs(*codes: str) -> list[tuple[Act, Act]]:
    return [pair for kode in codes for own in acts_of(kode) for pair in pairwise(own)]


def splits(*codes: str) -> list[Act]:
    found = [act for kode in codes for own in acts_of(kode) for act in own]
    return [act for act in found if act.kind == "SATUKEBANYAK"]


def quantile(values: list[float], share: float) -> float:
    return float(np.quantile(values, share))


def test_parts_of_a_split_are_written_seconds_to_minutes_apart() -> None:
    gaps = [gap for split in splits(*SOME) for gap in split.gaps]
    assert len(gaps) > 500
    assert min(gaps) >= 1
    assert max(gaps) <= 1_061
    assert 3 <= quantile(gaps, 0.1) <= 26
    assert 20 <= quantile(gaps, 0.5) <= 65
    assert 81 <= quantile(gaps, 0.75) <= 112
    assert 110 <= quantile(gaps, 0.9) <= 190


def test_a_split_takes_minutes_as_real_ones_do() -> None:
    lasts = [split.end - split.start for split in splits(*SOME)]
    assert 40 <= quantile(lasts, 0.5) <= 90
    assert quantile(lasts, 0.99) <= HOUR
    assert sum(len(split.made) == 1 for split in splits(*SOME)) > 0


@pytest.mark.parametrize("kode", SOME)
def test_a_third_to_two_thirds_of_acts_cancel_and_re_activate_within_the_hour(kode: str) -> None:
    quick = [
        second.start - first.end <= HOUR
        for first, second in pairs(kode)
        if (first.kind, second.kind) == ("PEMBATALAN", "PENGAKTIFAN")
    ]
    assert 0.85 < sum(quick) / len(quick) < 1
    assert 0.33 < 2 * sum(quick) / sum(len(own) for own in acts_of(kode)) < 0.65


def test_most_cancelled_codes_come_back_within_a_minute_and_some_after_months() -> None:
    gaps = [
        second.start - first.end
        for first, second in pairs(*SOME)
        if (first.kind, second.kind) == ("PEMBATALAN", "PENGAKTIFAN")
    ]
    assert min(gaps) >= 4
    assert 15 <= quantile(gaps, 0.5) <= 25
    assert 0.58 < sum(gap <= 60 for gap in gaps) / len(gaps) < 0.75
    assert sum(gap > 30 * DAY for gap in gaps) > 20


def test_some_codes_are_replaced_twice_at_one_instant_and_some_twice_in_turn() -> None:
    replaced = [
        act for kode in SOME for own in acts_of(kode) for act in own if act.kind == "SATUKESATU"
    ]
    at_once = sum(len(act.made) == 2 for act in replaced)
    in_turn = sum(first.kind == second.kind == "SATUKESATU" for first, second in pairs(*SOME))
    assert at_once > 10
    assert in_turn > 10
    assert (at_once + in_turn) / len(replaced) < 0.03


def test_some_splits_are_interrupted_by_a_pause_a_cancellation_or_an_activation() -> None:
    between = set()
    for own in (own for kode in SOME for own in acts_of(kode)):
        places = [at for at, act in enumerate(own) if act.kind == "SATUKEBANYAK"]
        for first, second in pairwise(places):
            between.add(tuple(act.kind for act in own[first + 1 : second]))
    assert between == {(), ("PENGAKTIFAN",), ("PEMBATALAN", "PENGAKTIFAN")}


@pytest.mark.parametrize("pace", PACES)
def test_at_the_end_of_a_year_acts_still_follow_one_another_on_its_last_day(pace: Pace) -> None:
    year = year_of(2025)
    clock = Clock(year, pace, Draw("end"))
    now = Moments(day=np.full(300, year.last), second=np.full(300, 78_000))
    for step in (clock.next_in_split, clock.again, clock.back, clock.pause) * 10:
        after = step(now)
        assert seconds_between(now, after).min() >= 1
        assert after.day.max() == year.last
        assert after.second.max() < DAY
        now = after
