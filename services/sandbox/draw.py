"""Random draws that are the same on every machine.

Only uniform numbers of PCG64 are used, seeded from a sha256 of words; everything derived from them
uses exact arithmetic (table look-ups, comparisons, single products), never log, exp or the normal
sampler of the machine, whose last bits differ between builds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]

_CELLS = 8192
_STEPS = 1000  # of the table of powers of ten, per decade
_DECADES = 16
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def seed_of(*words: object) -> int:
    """Return a 128-bit seed from words; never Python's own hash, which is salted."""
    text = "\x1f".join(str(word) for word in words)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")


@cache
def _normal_table() -> Floats:
    normal = NormalDist()
    cells = [round(normal.inv_cdf((i + 0.5) / _CELLS), 6) for i in range(_CELLS)]
    return np.array(cells)


@cache
def _power_table() -> Floats:
    return np.array([float(f"{10 ** (i / _STEPS):.5e}") for i in range(_STEPS * _DECADES + 1)])


def normal_of(uniform: Floats) -> Floats:
    """Return standard normal values for uniform ones, by table (within 3.8 sd)."""
    return _normal_table()[(uniform * _CELLS).astype(np.int64)]


def ten_to(exponent: Floats) -> Floats:
    """Return ten to these powers, by table in steps of a thousandth, 0 to 16."""
    steps = np.clip((exponent * _STEPS).astype(np.int64), 0, _STEPS * _DECADES)
    return _power_table()[steps]


def mixed(seed: int, values: Ints) -> NDArray[np.uint64]:
    """Return 64 well-mixed bits for each value (splitmix64): one to one for a given seed."""
    state = values.astype(np.uint64) + np.uint64(seed & 0xFFFFFFFFFFFFFFFF)
    state = (state + np.uint64(1)) * _GOLDEN
    state = (state ^ (state >> np.uint64(30))) * _MIX[0]
    state = (state ^ (state >> np.uint64(27))) * _MIX[1]
    return state ^ (state >> np.uint64(31))


def uniform_by(seed: int, values: Ints) -> Floats:
    """Return a uniform number for each value that does not depend on the other values."""
    return (mixed(seed, values) >> np.uint64(11)).astype(np.float64) * 2.0**-53


class Draw:
    """A stream of random draws, seeded by words."""

    __slots__ = ("_generator", "seed")

    def __init__(self, *words: object) -> None:
        """Seed the stream; equal words give equal draws for ever."""
        self.seed = seed_of(*words)
        self._generator = np.random.Generator(np.random.PCG64(self.seed))

    def uniform(self, size: int) -> Floats:
        """Return uniform numbers in [0, 1)."""
        return self._generator.random(size)

    def number(self) -> float:
        """Return one uniform number."""
        return float(self._generator.random())

    def between(self, low: int, high: int) -> int:
        """Return one whole number, both ends included."""
        return low + int(self.number() * (high - low + 1))

    def integers(self, low: int, high: int, size: int) -> Ints:
        """Return whole numbers, both ends included."""
        drawn: Ints = low + (self.uniform(size) * (high - low + 1)).astype(np.int64)
        return drawn

    def normal(self, size: int) -> Floats:
        """Return standard normal values."""
        return normal_of(self.uniform(size))

    def chance(self, share: float, size: int) -> NDArray[np.bool_]:
        """Return True for about this share."""
        return self.uniform(size) < share

    def pick(self, weights: Sequence[float] | Floats | Ints, size: int) -> Ints:
        """Return indexes drawn by weight."""
        bounds = np.cumsum(np.asarray(weights, dtype=np.float64))
        drawn = np.searchsorted(bounds, self.uniform(size) * bounds[-1], side="right")
        indexes: Ints = np.minimum(drawn, len(bounds) - 1)
        return indexes

    def shuffled(self, size: int) -> Ints:
        """Return the numbers below `size` in a drawn order."""
        return np.argsort(self.uniform(size), kind="stable")

    def log_between(self, low: float, high: float) -> int:
        """Return one whole number, even on a logarithmic scale (low and high as log10)."""
        return int(ten_to(np.array([low + (high - low) * self.number()]))[0])


class KeyedDraw(Draw):
    """Draws by a key of each row alone, so that a row is the same in every list that holds it."""

    __slots__ = ("_keys", "_turn")

    def __init__(self, keys: Ints, *words: object) -> None:
        """Seed the draws of the rows with these keys."""
        super().__init__(*words)
        self._keys, self._turn = keys, 0

    def uniform(self, size: int) -> Floats:
        """Return the next uniform number of each row; `size` is the number of keys."""
        self._turn += 1
        return uniform_by(self.seed + self._turn * int(_GOLDEN), self._keys[:size])


def texts(values: Sequence[Any]) -> Texts:
    """Return values as an array of objects, so that they can be selected by index."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def rupiah(exponent: Floats, uniform: Floats) -> Ints:
    """Return amounts of ten to these powers: to the thousand, large ones to the million too.

    `uniform` gives the digits below the third, so that equal exponents are not equal amounts.
    """
    raw = (ten_to(exponent) * (1.0 + uniform * 0.0023)).astype(np.int64)
    unit = np.where(uniform < 0.25, 1_000_000, np.where(uniform < 0.85, 1_000, 50))
    unit = np.where(raw < 20_000_000, np.minimum(unit, 1_000), unit)
    return raw // unit * unit
