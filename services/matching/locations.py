"""Match the places of another API to Kemendagri codes, level by level from the country down.

Ids of the locations API are its own, so a place is matched by its name below a parent that is
matched: country, province, kabupaten/kota, kecamatan, desa. A name that two siblings share has no
code, and neither has any place below it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..reference import loader
from .klpd import matched
from .names import Kind, fold, named

HOME = "Indonesia"
_CITIES: tuple[Kind, ...] = ("kabupaten", "kota")
_KINDS = ("kecamatan", "kec", "distrik", "kelurahan", "kel", "desa", "gampong", "nagari", "kampung")


def siblings(names: Sequence[str | None], parent: str) -> list[str | None]:
    """Return the code of each name, None for an unmatched one; no code occurs twice.

    names: all places that the other API has below a parent, since "Bogor" is the kabupaten when
    "Kota Bogor" is its sibling. parent: a Kemendagri code, "" for the provinces.
    """
    if parent == "":
        codes = [matched(name or "", "PROVINSI")[0] or None for name in names]
    elif len(parent) == 2:
        # A name without a kind means the kabupaten or kota of that name which no sibling names with
        # its kind, if exactly one is left.
        children = loader.children(parent).select("name", "code").iter_rows()
        shipped_cities = [(named(name), code) for name, code in children]
        code_of = {(city.kind, city.bare): code for city, code in shipped_cities}
        cities = [named(name or "") for name in names]
        named_with_kind = {(city.kind, city.bare) for city in cities}
        codes = []
        for city in cities:
            kinds = (city.kind,) if city.kind else _CITIES
            fits = [
                (kind, city.bare)
                for kind in kinds
                if (kind, city.bare) in code_of
                and (city.kind or (kind, city.bare) not in named_with_kind)
            ]
            codes.append(code_of[fits[0]] if len(fits) == 1 else None)
    else:
        children = loader.children(parent).select("name", "code").iter_rows()
        shipped = [(_bare(name), code) for name, code in children]
        times = Counter(name for name, _ in shipped)
        known = {name: code for name, code in shipped if times[name] == 1}
        codes = [known.get(_bare(name or "")) for name in names]
    uses = Counter(codes)
    return [code if code and uses[code] == 1 else None for code in codes]


def _bare(name: str) -> str:
    words = fold(name).split()
    if len(words) > 1 and words[0] in _KINDS:
        words = words[1:]
    return "".join(words)
