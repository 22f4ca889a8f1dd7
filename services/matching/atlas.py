"""Match names to kab/kota and to the places below them; a kab/kota's places are loaded on use."""

from __future__ import annotations

from functools import lru_cache

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..reference import loader
from .gazetteer import (
    AMBIGUOUS,
    MARGIN,
    NOWHERE,
    PLACED,
    UNKNOWN,
    Country,
    Gazetteer,
    Placement,
    allowed_errors,
)
from .names import named


class Atlas:
    """Matches names to kab/kota, and to the places below one; codes are Kemendagri's."""

    def __init__(self, regions: pl.DataFrame) -> None:
        """Take regions with code, level and name."""
        self._regions = regions.filter(pl.col("level") > 1).select("code", "level", "name")
        self._country = Country.of(self._regions.rows())
        self._provinces = {
            named(f"provinsi {name}").bare: code
            for code, level, name in regions.select("code", "level", "name").iter_rows()
            if level == 1
        }
        self._names = dict(self._regions.select("code", "name").iter_rows())
        self._gazetteers: dict[str, Gazetteer] = {}

    def inside(self, kab: str, text: str | None, *, bare_name: bool = False) -> Placement:
        """Return the place below a kab/kota that a text names; `bare_name` as in Gazetteer.find."""
        if len(kab) != 4:
            return Placement(hasil=NOWHERE)
        if kab not in self._gazetteers:
            below = self._regions.filter(
                pl.col("code").str.starts_with(kab) & (pl.col("level") > 2)
            )
            rows = below.select("code", "name").rows()
            self._gazetteers[kab] = Gazetteer(kab, rows, self._country)
        return self._gazetteers[kab].find(text or "", bare_name=bare_name)

    def city(self, name: str | None, province: str | None = None) -> Placement:
        """Return the kab/kota of a name: "Jakarta Selatan (Kota)" is Kota Adm. Jakarta Selatan.

        A name without its kind matches only where a single kab/kota has it; a name with typing
        errors only among those of its kind, inside the province where that is known.
        """
        city = named(name or "")
        if not city.bare:
            return Placement(hasil=NOWHERE)
        cities = self._country.cities
        codes = [
            code
            for (kind, bare), code in cities.items()
            if bare == city.bare and city.kind in ("", kind)
        ]
        if len(codes) > 1:
            return Placement(hasil=AMBIGUOUS, calon=tuple(sorted(codes)))
        if codes:
            return Placement(hasil=PLACED, kode=codes[0], nama=self._names[codes[0]], skor=100)
        province_code = self._provinces.get(named(f"provinsi {province or ''}").bare, "")
        candidates = {
            bare: code
            for (kind, bare), code in cities.items()
            if kind == city.kind and code.startswith(province_code)
        }
        most = allowed_errors(len(city.bare))
        nearest = process.extract(
            city.bare, list(candidates), scorer=OSA.distance, score_cutoff=most + MARGIN, limit=2
        )
        unclear = len(nearest) > 1 and nearest[1][1] < nearest[0][1] + MARGIN
        if not nearest or unclear or nearest[0][1] > min(most, allowed_errors(len(nearest[0][0]))):
            return Placement(hasil=UNKNOWN)
        best, errors, _ = nearest[0]
        kode, skor = candidates[best], round(100 * (1 - errors / len(best)))
        return Placement(hasil=PLACED, kode=kode, nama=self._names[kode], skor=skor)


@lru_cache(maxsize=1)
def shipped() -> Atlas:
    """Return the atlas of the shipped regions; making it takes about half a second, once."""
    return Atlas(loader.regions())
