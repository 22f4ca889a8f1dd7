"""Kemendagri codes for the places of another API, by the names on the way down to them.

Ids of the locations API are its own, so a place is known by its name below a parent that is known:
country, province, kabupaten/kota, kecamatan, desa. A name that two siblings share stays without a
code, and so does everything below it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ..reference import loader
from .klpd import matched
from .names import Kind, Named, fold, named

HOME = "Indonesia"
_CITIES: tuple[Kind, ...] = ("kabupaten", "kota")
_KINDS = ("kecamatan", "kec", "distrik", "kelurahan", "kel", "desa", "gampong", "nagari", "kampung")


def siblings(names: Sequence[str | None], parent: str) -> list[str | None]:
    """Return the code of each name among all places that another API has below a parent.

    parent: a Kemendagri code, "" for the provinces. All siblings must be given: "Bogor" is the
    kabupaten because "Kota Bogor" stands beside it. No code is given twice.
    """
    if parent == "":
        codes = [matched(name or "", "PROVINSI")[0] or None for name in names]
    elif len(parent) == 2:
        codes = _cities(names, parent)
    else:
        known = _below(parent)
        codes = [known.get(_bare(name or "")) for name in names]
    often = Counter(codes)
    return [code if code and often[code] == 1 else None for code in codes]


def _cities(names: Sequence[str | None], province: str) -> list[str | None]:
    known = {(own.kind, own.bare): code for own, code in _named_cities(province)}
    asked = [named(name or "") for name in names]
    said = {(own.kind, own.bare) for own in asked}
    found: list[str | None] = []
    for own in asked:
        kinds = (own.kind,) if own.kind else _CITIES
        fits = [
            (kind, own.bare)
            for kind in kinds
            if (kind, own.bare) in known and (own.kind or (kind, own.bare) not in said)
        ]
        found.append(known[fits[0]] if len(fits) == 1 else None)
    return found


@lru_cache(maxsize=64)
def _named_cities(province: str) -> tuple[tuple[Named, str], ...]:
    rows = loader.children(province).select("name", "code").iter_rows()
    return tuple((named(name), code) for name, code in rows)


@lru_cache(maxsize=512)
def _below(parent: str) -> Mapping[str, str]:
    """Return codes by bare name below a kab/kota or kecamatan; shared names are left out."""
    rows = [(_bare(n), c) for n, c in loader.children(parent).select("name", "code").iter_rows()]
    often = Counter(name for name, _ in rows)
    return {name: code for name, code in rows if often[name] == 1}


def _bare(name: str) -> str:
    words = fold(name).split()
    if len(words) > 1 and words[0] in _KINDS:
        words = words[1:]
    return "".join(words)
