"""The frame cache is limited by size and drops the least recently used first."""

from __future__ import annotations

import threading

import polars as pl

from services.repository.frame_cache import FrameCache


def frame(rows: int) -> pl.DataFrame:
    return pl.DataFrame({"a": pl.Series(range(rows), dtype=pl.Int64)})


def test_a_cached_frame_is_the_same_object() -> None:
    held, one = FrameCache(10_000), frame(3)
    held.put("a", one)
    assert held.get("a") is one
    assert held.get("b") is None


def test_the_least_recently_used_leaves_once_the_bound_is_passed() -> None:
    held = FrameCache(2500)
    held.put("a", frame(100))
    held.put("b", frame(100))
    held.put("c", frame(100))
    held.get("a")
    held.put("d", frame(100))
    assert [held.get(name) is not None for name in "abcd"] == [True, False, True, True]


def test_a_frame_larger_than_the_bound_is_cached_alone() -> None:
    held = FrameCache(10)
    held.put("a", frame(100))
    held.put("b", frame(100))
    assert held.get("a") is None
    assert held.get("b") is not None


def test_holding_again_replaces_without_counting_twice() -> None:
    held = FrameCache(1700)
    held.put("a", frame(100))
    held.put("a", frame(100))
    held.put("b", frame(100))
    assert held.get("a") is not None
    assert held.get("b") is not None


def test_threads_keep_the_bound() -> None:
    held = FrameCache(8000)

    def work(seed: int) -> None:
        for number in range(50):
            held.put(f"{seed}-{number}", frame(100))
            held.get(f"{seed}-{number // 2}")

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = [held.get(f"{s}-{n}") for s in range(4) for n in range(50)]
    assert sum(k is not None for k in kept) == 10
