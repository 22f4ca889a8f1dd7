"""Match the features of a file to regions: by Kemendagri code, by BPS code, by name.

The first of these that names a region whose own point lies near the feature decides, unless the
name is another region's there: a region that is missing is seen on a map, a wrong one is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal, TypeAlias

import numpy as np
import polars as pl

from ..matching.gazetteer import words_of
from ..matching.klpd import matched
from ..matching.names import named
from ..matching.vocabulary import DISTRICT, KINDS
from ..reference import loader
from .geojson import GRID, Feature

Level: TypeAlias = Literal["provinsi", "kabkota", "kecamatan"]
LEVELS: tuple[Level, ...] = ("provinsi", "kabkota", "kecamatan")
DIGITS: Mapping[Level, int] = {"provinsi": 2, "kabkota": 4, "kecamatan": 6}
"""Digits of the Kemendagri codes of a level."""
NEAR: Mapping[Level, float] = {"provinsi": 1.0, "kabkota": 0.25, "kecamatan": 0.15}
"""Degrees from a feature's bounds within which its region's point must lie."""
BY_KEMENDAGRI, BY_BPS, BY_NAME = "kode Kemendagri", "kode BPS", "nama"

OF_KEMENDAGRI = (
    *("kodekemendagri", "kdkemendagri", "kemendagri"),
    *("kdepum", "kdcpum", "kdpkab", "kdppum"),
)
OF_BPS = (
    *("kodebps", "kdbps", "bpscode", "bps"),
    *("kdebps", "kdcbps", "kdbbps", "kdpbps", "iddesa", "idkec", "idkab", "idprov"),
    *("adm4pcode", "adm3pcode", "adm2pcode", "adm1pcode"),
)
OF_EITHER = ("code", "kode", "kodewilayah", "kdwilayah")
"""Names of properties with a code, in the order in which they are tried; folded as in Feature."""
NAMES: Mapping[Level, tuple[str, ...]] = {
    "kecamatan": ("wadmkc", "nmkec", "kecamatan", "namakecamatan", "name3", "adm3en", "adm3name"),
    "kabkota": (
        *("wadmkk", "nmkab", "kabkota", "kabupatenkota", "kabupaten", "namakabupaten"),
        *("name2", "adm2en", "adm2name"),
    ),
    "provinsi": ("wadmpr", "nmprov", "provinsi", "namaprovinsi", "name1", "adm1en", "adm1name"),
}
VILLAGE_NAMES = ("wadmkd", "nmdesa", "desa", "kelurahan", "namadesa", "name4", "adm4en", "adm4name")
ANY_NAME = ("nama", "name", "namobj", "namawilayah", "shapename")

PROPERTIES = frozenset(
    (
        *(*OF_KEMENDAGRI, *OF_BPS, *OF_EITHER, *VILLAGE_NAMES, *ANY_NAME),
        *(name for names in NAMES.values() for name in names),
    )
)
"""All properties that are looked at."""
VILLAGE = len(LEVELS)
"""The level below kecamatan, which no map draws."""
SAMPLE = 2_000
"""Features from which the set of a file's codes is decided."""

_DEPTHS = {2: 0, 4: 1, 6: 2, 7: 2, 10: VILLAGE}
_LEVELS_OF_KINDS: Mapping[str, Level] = {
    "provinsi": "provinsi",
    "kabupaten": "kabkota",
    "kota": "kabkota",
}
_SEPARATORS = re.compile(r"[.\s]")
_KINDS_OF_DISTRICT = frozenset(kind for kind, levels in KINDS.items() if levels == DISTRICT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The region of a feature, and by which of its properties: BY_KEMENDAGRI, BY_BPS, BY_NAME."""

    feature: Feature
    code: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A feature that is drawn nowhere: its number, a word for it, and why."""

    number: int
    label: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tree:
    """The regions down to kecamatan: names, points, and codes by BPS code and by name.

    kecamatan: codes by the name without spaces and kind.
    """

    names: Mapping[str, str]
    points: Mapping[str, tuple[float, float]]
    by_bps: Mapping[str, str]
    kecamatan: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _tree() -> _Tree:
    table = loader.regions().filter(pl.col("level") <= 3)
    kecamatan: dict[str, tuple[str, ...]] = {}
    for code, name in table.filter(pl.col("level") == 3).select("code", "name").iter_rows():
        bare = _bare(name)
        kecamatan[bare] = (*kecamatan.get(bare, ()), code)
    served = table.filter(pl.col("bps_code") != "")
    alone = served.filter(pl.col("bps_code").is_unique())
    return _Tree(
        names=dict(table.select("code", "name").iter_rows()),
        points={code: (lng, lat) for code, lng, lat in table.select("code", "lng", "lat").rows()},
        by_bps=dict(alone.select("bps_code", "code").iter_rows()),
        kecamatan=kecamatan,
    )


def level_of(code: str) -> Level:
    """Return the level of a Kemendagri code of at most six digits."""
    return LEVELS[len(code) // 2 - 1]


def recognise(
    features: Sequence[Feature], level: Level | None = None
) -> tuple[list[Match], list[Unmatched]]:
    """Match features to regions, of one level where it is given; list those without a region."""
    bps_first = _either_means_bps(features)
    matches: list[Match] = []
    unmatched: list[Unmatched] = []
    for feature in features:
        result = _match(feature, level, bps_first) if feature.polygons else feature.problem
        if isinstance(result, Match):
            matches.append(result)
        else:
            label = _label(feature.texts) or feature.own_id
            unmatched.append(Unmatched(number=feature.number, label=label, why=result))
    return matches, unmatched


def _either_means_bps(features: Sequence[Feature]) -> bool:
    """Tell whether codes of properties named just "code" are BPS's in this file.

    The two sets share numbers: 1103 is Aceh Timur in one and Aceh Selatan in the other. What lies
    where it should, and has the right name, decides for the whole file.
    """
    coded = (feature for feature in features if feature.polygons)
    coded = (feature for feature in coded if _longest(feature.texts, OF_EITHER))
    agreeing = {BY_KEMENDAGRI: 0, BY_BPS: 0}
    for feature in islice(coded, SAMPLE):
        code = _longest(feature.texts, OF_EITHER)
        for by, meant in ((BY_KEMENDAGRI, code), (BY_BPS, _tree().by_bps.get(code, ""))):
            if meant in _tree().names and _is_near(feature, meant):
                name = _tree().names[meant]
                agreeing[by] += 1 + any(_same(text, name) for text in feature.texts.values())
    return agreeing[BY_BPS] > agreeing[BY_KEMENDAGRI]


def _match(feature: Feature, level: Level | None, bps_first: bool) -> Match | str:
    """Return the region of a feature, or why it has none."""
    codes = (_longest(feature.texts, names) for names in (OF_KEMENDAGRI, OF_BPS, OF_EITHER))
    levels = [_DEPTHS[len(code)] for code in codes if code]
    levels += [at for at, each in enumerate(LEVELS) if _first(feature.texts, NAMES[each])]
    # the deepest level of which the feature has a code or a name
    explicit = max(levels, default=None)
    if explicit == VILLAGE or _first(feature.texts, VILLAGE_NAMES):
        return "desa atau kelurahan, yang tidak digambar"
    if level and explicit is not None and explicit > LEVELS.index(level):
        return f"tingkatnya {LEVELS[explicit]}, bukan {level}"
    wanted = level or _level(feature.texts, explicit)
    named_regions = list(_candidates(feature, wanted, bps_first))
    near = [(code, by) for code, by in named_regions if _is_near(feature, code)]
    if not near:
        words = (f"{by} itu {_called(code)}, yang letaknya jauh" for code, by in named_regions)
        return next(words, "") or _why_unknown(feature.texts, wanted)
    code, by = near[0]
    other = next((other for other, by_other in near if by_other == BY_NAME and other != code), None)
    if other:
        return f"{by} itu {_called(code)}, namanya {_called(other)}"
    return Match(feature=feature, code=code, by=by)


def _called(code: str) -> str:
    return f"{_tree().names[code]} ({code})"


def _level(texts: Mapping[str, str], explicit: int | None) -> Level | None:
    """Return the level of a feature that no argument names, None when nothing tells it.

    A name beside the name of a province that differs from it is that of a kab/kota, and so on.
    """
    name = _first(texts, ANY_NAME)
    if explicit is None:
        if words_of(name)[:1] and words_of(name)[0] in _KINDS_OF_DISTRICT:
            return "kecamatan"
        return _LEVELS_OF_KINDS.get(named(name).kind)
    above = _first(texts, NAMES[LEVELS[explicit]])
    coded = any(map(texts.get, (*OF_KEMENDAGRI, *OF_BPS, *OF_EITHER)))
    if coded or not name or _same(name, above):
        return LEVELS[explicit]
    return LEVELS[explicit + 1] if explicit + 1 < VILLAGE else None


def _candidates(
    feature: Feature, level: Level | None, bps_first: bool
) -> Iterator[tuple[str, str]]:
    """Yield the regions of a level that a feature's properties name, and by what, surest first.

    The feature's own id may be a mere number of a row: it counts only where no name differs.
    """
    texts, tree = feature.texts, _tree()
    either = _longest(texts, OF_EITHER)
    kemendagri = [(code, BY_KEMENDAGRI) for code in (_longest(texts, OF_KEMENDAGRI), either)]
    bps = [(tree.by_bps.get(code, ""), BY_BPS) for code in (_longest(texts, OF_BPS), either)]
    readings = [*bps, *kemendagri] if bps_first else [*kemendagri, *bps]
    codes = _codes_of_name(feature.texts, level) if level else ()
    if len(codes) > 1:  # of regions that share a name, the one whose point the feature holds
        codes = tuple(code for code in codes if _holds(feature, *_tree().points[code]))
    of_name = codes if len(codes) == 1 else ()
    readings += [(code, BY_NAME) for code in of_name]
    own, label = _clean(feature.own_id), _label(texts)
    if own in tree.names and (not label or _same(label, tree.names[own])):
        readings.append((own, BY_KEMENDAGRI))
    for code, by in readings:
        if code in tree.names and level in (None, level_of(code)):
            yield code, by


def _codes_of_name(texts: Mapping[str, str], level: Level) -> tuple[str, ...]:
    """Return the codes of the regions of a level that have a feature's name below its parents."""
    codes = _codes(level, _first(texts, (*NAMES[level], *ANY_NAME)))
    for above in LEVELS[: LEVELS.index(level)]:
        parents = _codes(above, _first(texts, NAMES[above]))
        if parents:
            codes = tuple(code for code in codes if code[: DIGITS[above]] in parents)
    return codes


def _codes(level: Level, name: str) -> tuple[str, ...]:
    """Return the codes of all regions of a level that have a name, in any of its spellings."""
    if not name:
        return ()
    if level == "kecamatan":
        return _tree().kecamatan.get(_bare(name), ())
    kinds = ("PROVINSI",) if level == "provinsi" else ("KABUPATEN", "KOTA")
    return tuple(code for kind in kinds if (code := matched(name, kind)[0]))


def _is_near(feature: Feature, code: str) -> bool:
    """Tell whether the point of a region lies in the bounds of a feature, or almost."""
    west, south, east, north = feature.bounds
    lng, lat = _tree().points[code]
    near = NEAR[level_of(code)]
    return west - near <= lng <= east + near and south - near <= lat <= north + near


def _holds(feature: Feature, lng: float, lat: float) -> bool:
    """Tell whether a point lies in a feature: a ray from it crosses its rings an odd number."""
    x, y = lng / GRID, lat / GRID
    crossings = 0
    for ring in (ring for polygon in feature.polygons for ring in polygon):
        east, north = ring.T.astype(np.float64)
        next_east, next_north = np.roll(east, -1), np.roll(north, -1)
        passes = (north > y) != (next_north > y)
        up = np.where(passes, next_north - north, 1.0)
        crossings += int(np.sum(passes & (x < east + (y - north) / up * (next_east - east))))
    return crossings % 2 == 1


def _why_unknown(texts: Mapping[str, str], level: Level | None) -> str:
    """Return why a feature's properties name no region."""
    code = next((c for n in (OF_KEMENDAGRI, OF_BPS, OF_EITHER) if (c := _longest(texts, n))), "")
    if code:
        return f"kode {code} tidak dikenal"
    name = _label(texts)
    if not name:
        return "tanpa kode dan tanpa nama yang dikenal"
    if not level:
        return "tanpa kode, dan tingkat nama itu tidak diketahui (--tingkat)"
    if len(_codes_of_name(texts, level)) > 1:
        return "nama itu dipakai beberapa wilayah: sertakan kode atau nama induknya"
    return "nama itu tidak dikenal"


def _label(texts: Mapping[str, str]) -> str:
    """Return the name of a feature as its file writes it, "" without any."""
    by_level = (name for level in reversed(LEVELS) for name in NAMES[level])
    return _first(texts, (*ANY_NAME, *VILLAGE_NAMES, *by_level))


def _first(texts: Mapping[str, str], names: Iterable[str]) -> str:
    return next((texts[name] for name in names if texts.get(name)), "")


def _longest(texts: Mapping[str, str], names: Iterable[str]) -> str:
    """Return the longest code among some properties, the first of that length."""
    codes = (_clean(texts[name]) for name in names if name in texts)
    return max(codes, key=len, default="")


def _clean(text: str) -> str:
    """Return a code without dots, spaces and OCHA's prefix; "" for what is no code."""
    digits = _SEPARATORS.sub("", text.upper().removeprefix("ID"))
    return digits if digits.isascii() and digits.isdigit() and len(digits) in _DEPTHS else ""


def _same(name: str, other: str) -> bool:
    return _bare(name) == _bare(other) or named(name).bare == named(other).bare


def _bare(name: str) -> str:
    """Return the name of a kecamatan without its kind and spaces."""
    words = words_of(name)
    if len(words) > 1 and words[0] in _KINDS_OF_DISTRICT:
        words = words[1:]
    return "".join(words)
