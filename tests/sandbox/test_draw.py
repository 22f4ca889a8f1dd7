"""Draws are the same everywhere: fixed numbers, no help from the machine's own mathematics."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sandbox.draw import (
    Draw,
    mixed,
    normal_of,
    rupiah,
    seed_of,
    ten_to,
    texts,
    uniform_by,
)

SEED = 0xDE41B2DB474AE87427DF63914C8F7303  # sha256 of "D304\x1f2025", first half


def test_seed_is_of_the_words_and_their_bounds() -> None:
    assert seed_of("a", 1) == seed_of("a", "1")
    assert seed_of("ab", "c") != seed_of("a", "bc")
    assert seed_of("D304", 2025) == SEED


def test_streams_repeat_and_differ() -> None:
    first, second = Draw("x", 1).uniform(5), Draw("x", 1).uniform(5)
    assert first.tolist() == second.tolist()
    assert first.tolist() != Draw("x", 2).uniform(5).tolist()


def test_draws_do_not_depend_on_the_hash_seed_of_the_process() -> None:
    code = "from services.sandbox.draw import Draw; print(Draw('a', 1).integers(0, 99, 8).tolist())"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {f"{Draw('a', 1).integers(0, 99, 8).tolist()}\n"}


def test_normal_has_mean_zero_and_unit_spread() -> None:
    values = Draw("normal").normal(200_000)
    assert abs(values.mean()) < 0.01
    assert values.std() == pytest.approx(1, abs=0.01)
    assert normal_of(np.array([0.0, 0.999999])).tolist() == [
        -normal_of(np.array([0.999999]))[0],
        normal_of(np.array([0.999999]))[0],
    ]


def test_powers_of_ten_are_exact_at_whole_numbers() -> None:
    assert ten_to(np.array([0.0, 3.0, 9.0, 16.0])).tolist() == [1.0, 1e3, 1e9, 1e16]
    assert ten_to(np.array([-2.0, 40.0])).tolist() == [1.0, 1e16]


@given(
    st.lists(st.integers(0, 2**40), unique=True, min_size=1, max_size=50), st.integers(0, 2**128)
)
def test_mixing_is_one_to_one(values: list[int], seed: int) -> None:
    array = np.array(values, dtype=np.int64)
    assert len(set(mixed(seed, array).tolist())) == len(values)
    assert (mixed(seed, array) == mixed(seed, array)).all()


def test_uniform_by_belongs_to_the_value_alone() -> None:
    alone = uniform_by(7, np.array([42]))[0]
    among = uniform_by(7, np.array([1, 42, 3]))[1]
    assert alone == among
    many = uniform_by(7, np.arange(100_000))
    assert many.mean() == pytest.approx(0.5, abs=0.005)
    assert many.min() >= 0
    assert many.max() < 1


@given(st.integers(-5, 5), st.integers(0, 9))
def test_integers_hold_both_ends(low: int, more: int) -> None:
    drawn = Draw("ends", low, more).integers(low, low + more, 500)
    assert set(drawn.tolist()) == set(range(low, low + more + 1))
    assert low <= Draw("one", low, more).between(low, low + more) <= low + more


def test_pick_follows_the_weights_and_never_picks_nothing() -> None:
    drawn = Draw("weights").pick([3.0, 0.0, 1.0], 40_000)
    shares = np.bincount(drawn, minlength=3) / len(drawn)
    assert shares.tolist() == pytest.approx([0.75, 0.0, 0.25], abs=0.01)


def test_shuffle_holds_every_place_once() -> None:
    assert sorted(Draw("shuffle").shuffled(100).tolist()) == list(range(100))


def test_rupiah_are_rounded_as_budgets_are() -> None:
    uniform = Draw("rupiah").uniform(5_000)
    amounts = rupiah(np.full(5_000, 9.3), uniform)
    assert (amounts % 50 == 0).all()
    assert np.unique(amounts).size > 500
    assert (np.abs(amounts / 10**9.3 - 1) < 0.003).all()


def test_log_between_stays_within() -> None:
    drawn = [Draw("log", n).log_between(1.7, 3.477) for n in range(300)]
    assert min(drawn) >= 50
    assert max(drawn) <= 3_000
    assert np.median(drawn) == pytest.approx(10**2.59, rel=0.25)


def test_texts_hold_lists_as_they_are() -> None:
    assert texts(["a", None, 3]).tolist() == ["a", None, 3]
