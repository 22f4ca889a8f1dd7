"""Garbage is collected for all sessions together: when it is due, by one thread, all of it."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator

import pytest
import streamlit as st

from pages.shell.platform import garbage
from pages.shell.platform.garbage import FIRST, LONGEST, REST, Sweep


class Clock:
    """A clock that stands still unless it is moved; a collection takes `length` seconds."""

    def __init__(self, length: float) -> None:
        self.now, self.length, self.collected = 100.0, length, 0

    def collect(self) -> None:
        self.collected += 1
        self.now += self.length

    def sweep(self, collect: Callable[[], None] | None = None) -> Sweep:
        """Return what collects by this clock; its first collection is due."""
        made = Sweep(clock=lambda: self.now, collect=collect or self.collect)
        self.now += FIRST
        return made


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """Leave the collector of this process as it was."""
    yield
    gc.unfreeze()


def test_a_cold_page_waits_for_no_collection() -> None:
    clock = Clock(0.1)
    sweep = clock.sweep()
    clock.now -= 0.001
    sweep.when_due()
    assert clock.collected == 0
    clock.now += 0.001
    sweep.when_due()
    assert clock.collected == 1


@pytest.mark.parametrize("length", [0.01, 0.4])
def test_the_longer_a_collection_takes_the_longer_the_next_one_waits(length: float) -> None:
    clock = Clock(length)
    sweep = clock.sweep()
    sweep.when_due()
    assert clock.collected == 1
    clock.now += REST * length - 0.001
    sweep.when_due()
    assert clock.collected == 1
    clock.now += 0.002
    sweep.when_due()
    assert clock.collected == 2


def test_a_machine_that_stood_still_meanwhile_puts_the_next_one_off_by_a_minute() -> None:
    clock = Clock(52.6)
    sweep = clock.sweep()
    sweep.when_due()
    clock.now += LONGEST
    sweep.when_due()
    assert clock.collected == 2


def test_a_thousand_runs_spend_a_bounded_share_of_their_time_on_it() -> None:
    clock = Clock(0.3)
    sweep, began = clock.sweep(), clock.now
    for _ in range(1_000):
        sweep.when_due()
        clock.now += 0.05
    assert clock.collected > 1
    assert (clock.collected - 1) * clock.length / (clock.now - began) < 1 / REST


def test_while_one_thread_collects_the_others_go_on() -> None:
    entered, go_on, clock = threading.Event(), threading.Event(), Clock(0.1)

    def slowly() -> None:
        clock.collect()
        entered.set()
        assert go_on.wait(60)

    sweep = clock.sweep(slowly)
    thread = threading.Thread(target=sweep.when_due)
    thread.start()
    assert entered.wait(60)
    sweep.when_due()
    assert clock.collected == 1
    go_on.set()
    thread.join(60)
    clock.now += 60
    sweep.when_due()
    assert clock.collected == 2


def test_a_collection_that_fails_is_tried_again_and_holds_nobody_up() -> None:
    clock = Clock(0.1)

    def failing() -> None:
        clock.collect()
        raise MemoryError

    sweep = clock.sweep(failing)
    for _ in range(2):
        with pytest.raises(MemoryError):
            sweep.when_due()
    assert clock.collected == 2


class Ring:
    """Garbage that only a collection finds."""

    def __init__(self) -> None:
        self.me = self


def test_what_a_collection_sets_apart_is_looked_at_by_the_next() -> None:
    ring = Ring()
    seen = weakref.ref(ring)
    garbage.collect()
    assert gc.get_freeze_count() > 10_000, "modules and all that they hold"
    del ring
    gc.collect()
    assert seen() is not None, "set apart: no collection that Python starts walks it"
    garbage.collect()
    assert seen() is None


def test_where_streamlit_collects_after_every_run_nothing_more_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(0.1)
    sweep = clock.sweep()
    monkeypatch.setattr(garbage, "_sweep", lambda: sweep)
    assert st.get_option("runner.postScriptGC") is False, "as .streamlit/config.toml says"
    garbage.sweep()
    assert clock.collected == 1
    clock.now += 60
    monkeypatch.setattr(st, "get_option", {"runner.postScriptGC": True}.__getitem__)
    garbage.sweep()
    assert clock.collected == 1
