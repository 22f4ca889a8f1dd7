"""How many codes replace a code, and which splits are interrupted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..draw import Bools, Draw, Ints

_FAN = {1: 3.0, 2: 65.0, 3: 17.0, 4: 7.0, 5: 3.0, 6: 2.0, 8: 1.5, 10: 0.7, 12: 0.4, 15: 0.4}
# Codes replaced twice (real: 27 of 2,648), and those of them whose two rows share an instant.
_TWICE, AT_ONCE = 0.012, 0.4
# Splits that stop and go on: more than the real 1 in 236, so that every large KLPD has some.
_INTERRUPTED = 0.03
PAUSED, CANCELLED, ACTIVATED = 1, 2, 3
"""What interrupts a split: days without an act, cancelled and re-activated, or re-activated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heirs:
    """The codes that replace those of a level, in the order of the replaced codes.

    `place` counts the heirs of one code from 0; `cut` is the place where a split is interrupted (0
    never), `reason` says why.
    """

    parent: Ints
    place: Ints
    split: Bools
    cut: Ints
    reason: Ints


def heirs_of(next_act: Ints, draw: Draw) -> Heirs:
    """Return the heirs of codes by what happens to each: 0 nothing, 1 replaced, 2 split."""
    inner = np.flatnonzero(next_act > 0)
    size = len(inner)
    split = next_act[inner] == 2
    split_sizes = np.array(list(_FAN))[draw.pick(list(_FAN.values()), size)]
    fans = np.where(split, split_sizes, np.where(draw.chance(_TWICE, size), 2, 1))
    interrupted = split & (fans > 1) & draw.chance(_INTERRUPTED, size)
    cut = 1 + (draw.uniform(size) * (fans - 1)).astype(np.int64)
    start = np.cumsum(fans) - fans
    return Heirs(
        parent=np.repeat(inner, fans),
        place=np.arange(int(fans.sum())) - np.repeat(start, fans),
        split=np.repeat(split, fans),
        cut=np.repeat(np.where(interrupted, cut, 0), fans),
        reason=np.repeat(draw.integers(PAUSED, ACTIVATED, size), fans),
    )
