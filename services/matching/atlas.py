"""All kab/kota with the places in them, opened as they are asked for."""

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
    Found,
    Gazetteer,
    allowed_errors,
)
from .names import named


class Atlas:
    """Finds kab/kota by name, and places inside one; codes are Kemendagri's."""

    def __init__(self, regions: pl.DataFrame) -> None:
        """Take regions with code, level and name; levels 2 to 4 are looked at."""
        self._regions = regions.filter(pl.col("level") > 1).select("code", "level", "name")
        self._country = Country.of(self._regions.rows())
        self._provinces = {
            named(f"provinsi {name}").bare: code
            for code, level, name in regions.select("code", "level", "name").iter_rows()
            if level == 1
        }
        self._names = dict(self._regions.select("code", "name").iter_rows())
        self._open: dict[str, Gazetteer] = {}

    def inside(self, kab: str, text: str | None, *, whole: bool = False) -> Found:
        """Return the place below a kab/kota that a text names; `whole` as in Gazetteer.find."""
        if len(kab) != 4:
            return Found(hasil=NOWHERE)
        if kab not in self._open:
            below = self._regions.filter(
                pl.col("code").str.starts_with(kab) & (pl.col("level") > 2)
            )
            rows = below.select("code", "name").rows()
            self._open[kab] = Gazetteer(kab, rows, self._country)
        return self._open[kab].find(text or "", whole=whole)

    def city(self, name: str | None, province: str | None = None) -> Found:
        """Return the kab/kota of a name: "Jakarta Selatan (Kota)" is Kota Adm. Jakarta Selatan.

        A name without its kind is taken only where one kab/kota has it; one with typing errors only
        among those of its kind, inside the province where that is known.
        """
        own = named(name or "")
        if not own.bare:
            return Found(hasil=NOWHERE)
        cities = self._country.cities
        codes = [cities[key] for key in cities if key[1] == own.bare and own.kind in ("", key[0])]
        if len(codes) > 1:
            return Found(hasil=AMBIGUOUS, calon=tuple(sorted(codes)))
        if codes:
            return Found(hasil=PLACED, kode=codes[0], nama=self._names[codes[0]], skor=100)
        return self._typed(own.kind, own.bare, named(f"provinsi {province or ''}").bare)

    def _typed(self, kind: str, bare: str, province: str) -> Found:
        within = self._provinces.get(province, "")
        known = {
            key[1]: code
            for key, code in self._country.cities.items()
            if key[0] == kind and code.startswith(within)
        }
        most = allowed_errors(len(bare))
        near = process.extract(
            bare, list(known), scorer=OSA.distance, score_cutoff=most + MARGIN, limit=2
        )
        alike = len(near) > 1 and near[1][1] < near[0][1] + MARGIN
        if not near or alike or near[0][1] > min(most, allowed_errors(len(near[0][0]))):
            return Found(hasil=UNKNOWN)
        code = known[near[0][0]]
        skor = round(100 * (1 - near[0][1] / len(near[0][0])))
        return Found(hasil=PLACED, kode=code, nama=self._names[code], skor=skor)


@lru_cache(maxsize=1)
def shipped() -> Atlas:
    """Return the atlas of the shipped tree; opening it takes about half a second, once."""
    return Atlas(loader.regions())
