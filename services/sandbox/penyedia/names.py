"""Names of provider packages, from the shipped vocabulary by kind and method of procurement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from ... import reference
from ..draw import Draw, Floats, Ints, Texts, texts
from .facts import JENIS, METODE_NAMES, Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vocabulary:
    """Names, how often each occurs, log10 of the median pagu, and places by (jenis, metode)."""

    names: Texts
    weight: Floats
    size: Floats
    pools: dict[tuple[str, str], Ints]


@cache
def _vocabulary() -> _Vocabulary:
    table = reference.vocabulary("penyedia")
    kinds = list(zip(table["jenis_pengadaan"], table["metode_pengadaan"], strict=True))
    own = [jenis for jenis, _ in kinds]
    pools = {
        (jenis, metode): np.array(
            [at for at, kind in enumerate(kinds) if kind == (jenis, metode)]
            or [at for at, kind in enumerate(own) if kind == jenis]
        )
        for _, jenis in JENIS[:4]
        for metode in METODE_NAMES
    }
    return _Vocabulary(
        names=texts(table["nama"].to_list()),
        weight=table["n"].to_numpy().astype(np.float64),
        size=np.array([np.log10(max(med, 1.0)).round(2) for med in table["med"].to_list()]),
        pools=pools,
    )


def vocabulary_names() -> Texts:
    """Return the names; `{tempat}` in them stands for a place."""
    return _vocabulary().names


def named(facts: Facts, metode: Ints, jenis: Ints, draw: Draw) -> tuple[Ints, Floats]:
    """Return the number of a name for each package, and how its usual pagu is above the mean.

    The second is in standard deviations of log10 pagu of the method, at most 1.5 either way.
    """
    words = _vocabulary()
    chance = draw.uniform(len(metode))
    name = np.zeros(len(metode), dtype=np.int64)
    for (kind, method), pool in words.pools.items():
        codes = [at for at, (_, label) in enumerate(JENIS) if label.split(";")[0] == kind]
        rows = np.flatnonzero(np.isin(jenis, codes) & (metode == METODE_NAMES.index(method)))
        bounds = np.cumsum(words.weight[pool])
        drawn = np.searchsorted(bounds, chance[rows] * bounds[-1], side="right")
        name[rows] = pool[np.minimum(drawn, len(pool) - 1)]
    table = np.array(facts.metode)
    shift = (words.size[name] - table[metode, 1]) / table[metode, 2]
    return name, np.clip(shift, -1.5, 1.5)
