"""A single wrong clock drops no history, and pinned links keep their figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.store.manifests import (
    AHEAD,
    KEEP_FOR,
    KEEP_PASSES,
    MOST_DROPPED,
    Manifest,
    is_ahead,
    retained,
)
from services.store.set_aside import FOLDER, SetAside, forget_old, size
from services.store.snapshots import Snapshots
from tests.store.test_snapshots import PLACE, frame, manifest

TODAY = datetime.now(UTC).replace(microsecond=0)
FIRST = TODAY - timedelta(days=61)


def on_day(day: float) -> datetime:
    return FIRST + timedelta(days=day)


def publish(store: Snapshots, day: float, value: int) -> Manifest:
    return store.publish(
        PLACE,
        frame(value),
        replace(manifest(), fetched_at=on_day(day)),
        generation=store.history(PLACE).generation,
    )


def test_a_pass_from_the_future_drops_no_other_pass(tmp_path: Path) -> None:
    store = Snapshots(tmp_path)
    for day in range(60):
        publish(store, day, day)
    assert publish(store, 860, 999).ahead
    assert len(store.history(PLACE).passes) == 61
    assert not publish(store, 61, 61).ahead
    assert len(store.history(PLACE).passes) == 62
    pinned = store.open(PLACE, on_day(10))
    served = store.open(PLACE)
    assert pinned is not None
    assert served is not None
    assert (pinned.frame["pagu"].to_list(), served.frame["pagu"].to_list()) == ([10], [61])


def passes(*days: float, ahead: tuple[float, ...] = ()) -> tuple[Manifest, ...]:
    return tuple(replace(manifest(), fetched_at=on_day(day), ahead=day in ahead) for day in days)


def test_a_clock_that_the_files_share_costs_two_passes_at_most() -> None:
    history = passes(*range(60))
    kept = retained((*history, *passes(860)))
    assert [p.fetched_at for p in kept] == [on_day(day) for day in [*range(2, 60), 860]]
    again = retained((*kept, *passes(61)))
    assert len(again) == len(kept) + 1


def test_a_long_pause_drops_two_passes_a_publication_down_to_twenty() -> None:
    history, day = passes(*range(60)), 900.0
    for published in range(1, 40):
        before = len(history)
        history = retained((*history, *passes(day + published)))
        assert before + 1 - len(history) <= MOST_DROPPED
    assert len(history) == max(KEEP_PASSES, 39)


@pytest.mark.parametrize(
    ("fetched", "last", "written", "ahead"),
    [
        (0.0, None, 0.0, False),
        (30.0, 0.0, 30.0, False),  # nothing was read for a month: the file says so too
        (2.0, 0.0, 0.0, False),
        (2.1, 0.0, 0.0, True),
        (2.1, 0.2, 0.0, False),
        (860.0, None, 0.0, True),
        (-5.0, 0.0, 0.0, False),
    ],
)
def test_an_instant_is_believed_that_the_pass_before_or_the_file_bears_out(
    fetched: float, last: float | None, written: float, ahead: bool
) -> None:
    before = () if last is None else passes(last)
    assert timedelta(days=2) == AHEAD
    assert is_ahead(on_day(fetched), before, on_day(written)) is ahead


def test_a_pass_that_was_not_believed_bears_out_no_other() -> None:
    before = passes(0, 860, ahead=(860,))
    assert is_ahead(on_day(861), before, on_day(1))
    assert not is_ahead(on_day(1), before, on_day(1))
    assert retained((*before, *passes(861, ahead=(861,)))) == (*before, *passes(861, ahead=(861,)))


def test_what_was_set_aside_goes_after_400_days_two_acts_at_a_time(tmp_path: Path) -> None:
    objects = Snapshots(tmp_path).objects
    for number in range(4):
        objects.create(f"snapshots/{number}", b"isi")
        act = SetAside.begun(objects, TODAY - KEEP_FOR - timedelta(days=4 - number))
        assert act.move(f"snapshots/{number}")
        assert not act.move(f"snapshots/{number}")
    young = SetAside.begun(objects, TODAY)
    objects.create("snapshots/baru", b"isi")
    young.move("snapshots/baru")
    assert (size(objects).files, size(objects).bytes) == (5, 15)
    assert len(forget_old(objects, TODAY)) == MOST_DROPPED
    assert len(forget_old(objects, TODAY)) == MOST_DROPPED
    assert forget_old(objects, TODAY) == []
    assert (tmp_path / FOLDER).is_dir()
    assert size(objects).files == 1
