"""Archives of boundaries: for one level, the shapes of every map, and where they are from.

A ZIP, so that one map's shapes are read without the others and damage is found by checksum.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from ..charts.geography.shapes import Shape, read_shapes
from ..errors import BadRequest, StoreDamaged
from ..reference import loader
from .geojson import LIMITS, File, Limits, Polygon, read_file
from .recognition import LEVELS, PROPERTIES, Level, Match, Unmatched, level_of, recognise
from .simplify import DECIMALS, simplifier

ORIGIN = "asal.json"
COUNTRY = "indonesia"
"""The map of the whole country among the members, which are else named by codes."""
DIVIDED_BY: Mapping[Level, Sequence[int]] = {"provinsi": (0,), "kabkota": (0, 2), "kecamatan": (4,)}
"""Digits of the regions for each of which a level has a map; 0 for the country."""
MOST_CORNERS: Mapping[tuple[Level, int], int] = {
    ("provinsi", 0): 4_200,
    ("kabkota", 0): 5_300,  # to look at: clicks may be lost
    ("kabkota", 2): 4_200,
    ("kecamatan", 4): 2_000,
}
"""Corners of a map by level and digits; a deck answers clicks up to about 4,200."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Crowded(msgspec.Struct, frozen=True):
    """A map with more corners than it should have, as its borders do not agree."""

    region: str
    corners: int


class OwnFile(msgspec.Struct, frozen=True, kw_only=True):
    """A person's file of boundaries: its name, its SHA-256 in hex, and when it was kept."""

    file: str
    sha256: str
    kept_at: datetime


class Origin(OwnFile, frozen=True, kw_only=True):
    """Which file the boundaries of a level are from, and how they matched.

    regions: how many of the level have a shape. by: number of features by what they were
    recognised. merged: features of regions that have several, beyond the first. missing: codes of
    the regions without a feature. unmatched: features of the whole file.
    """

    level: Level
    regions: int
    by: Mapping[str, int]
    merged: int
    missing: Sequence[str]
    unmatched: Sequence[Unmatched]
    crowded: Sequence[Crowded]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The boundaries of one level, packed."""

    origin: Origin
    content: bytes


def archives(
    path: Path, level: Level | None, now: datetime, limits: Limits = LIMITS
) -> dict[Level, Archive]:
    """Return an archive for each level that a file holds; raise BadRequest for a bad file."""
    file = read_file(path, PROPERTIES, limits)
    matches, unmatched = recognise(file.features, level)
    if not matches:
        why = unmatched[0].why if unmatched else "tidak ada fitur"
        raise BadRequest(f"tidak satu fitur pun cocok dengan wilayah: {why}", where=file.name)
    by_level: dict[Level, list[Match]] = {}
    for match in matches:
        by_level.setdefault(level_of(match.code), []).append(match)
    try:
        return {
            one: _archive(file, one, by_level[one], unmatched, now)
            for one in LEVELS
            if one in by_level
        }
    except BadRequest as error:
        raise error.replaced(where=file.name) from error


def _archive(
    file: File,
    level: Level,
    matches: Sequence[Match],
    unmatched: Sequence[Unmatched],
    now: datetime,
) -> Archive:
    """Simplify the boundaries of a level for each of its maps, and pack them."""
    polygons: dict[str, list[Polygon]] = {}
    for match in matches:
        polygons.setdefault(match.code, []).extend(match.feature.polygons)
    codes = loader.regions().filter(level=LEVELS.index(level) + 1)["code"].sort().to_list()
    simple = simplifier({code: polygons[code] for code in codes if code in polygons})
    members: dict[str, bytes] = {}
    crowded: list[Crowded] = []
    for digits in DIVIDED_BY[level]:
        by_region: dict[str, list[str]] = {}
        for code in codes:
            by_region.setdefault(code[:digits], []).append(code)
        for region, every in by_region.items():
            own = [code for code in every if code in polygons]
            if not own:
                continue
            # the rest of the map is drawn from shipped boundaries, which need their share
            most = max(MOST_CORNERS[level, digits] * len(own) // len(every), 1)
            shapes = simple.drawn(own, most)
            members[f"{region or COUNTRY}.geojson"] = _collection(shapes)
            corners = sum(_corners(shape["coordinates"]) for shape in shapes.values())
            if corners > MOST_CORNERS[level, digits]:
                crowded.append(Crowded(region=region, corners=corners))
    origin = Origin(
        level=level,
        file=file.name,
        sha256=file.sha256,
        kept_at=now,
        regions=len(polygons),
        by=Counter(match.by for match in matches),
        merged=len(matches) - len(polygons),
        missing=[code for code in codes if code not in polygons],
        unmatched=unmatched,
        crowded=crowded,
    )
    members = {ORIGIN: msgspec.json.encode(origin), **members}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return Archive(origin=origin, content=packed.getvalue())


def _collection(shapes: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return shapes as a GeoJSON FeatureCollection with the names of the shipped tree."""
    features = []
    for code, geometry in shapes.items():
        region = loader.region(code)
        properties = {"code": code, "name": region.name if region else code}
        features.append(
            {"type": "Feature", "id": code, "properties": properties, "geometry": geometry}
        )
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})


def _corners(coordinates: Sequence[Any]) -> int:
    if isinstance(coordinates[0], float):
        return 1
    return sum(map(_corners, coordinates))


def check(archive: bytes) -> None:
    """Raise StoreDamaged when a member of an archive does not match its checksum."""
    with _opened(archive) as members:
        if members.testzip():
            raise zipfile.BadZipFile


def read_origin(archive: bytes) -> Origin:
    """Return how an archive's boundaries matched; raise StoreDamaged for a bad one."""
    with _opened(archive) as members:
        return msgspec.json.decode(members.read(ORIGIN), type=Origin)


def read_file_of(archive: bytes) -> OwnFile:
    """Return the file that an archive's boundaries are from, without how it matched."""
    with _opened(archive) as members:
        return msgspec.json.decode(members.read(ORIGIN), type=OwnFile)


def read_map(archive: bytes, region: str) -> tuple[Shape, ...]:
    """Return the shapes of the map of a region, "" for the country; () when it has none."""
    with _opened(archive) as members:
        try:
            content = members.read(f"{region or COUNTRY}.geojson")
        except KeyError:
            return ()
        return read_shapes(msgspec.json.decode(content), DECIMALS)


def map_of(level: Level, within: str) -> str | None:
    """Return which map of a level shows a region, the smallest one; None for none."""
    fitting = [digits for digits in DIVIDED_BY[level] if digits <= len(within)]
    return within[: max(fitting)] if fitting else None


@contextmanager
def _opened(archive: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an archive; raise StoreDamaged when it cannot be trusted."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as members:
            if any(one.compress_type != zipfile.ZIP_DEFLATED for one in members.infolist()):
                raise zipfile.BadZipFile
            yield members
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        LookupError,
        ValueError,
    ) as error:
        # RuntimeError: a wrong bit in a header may ask for a password
        raise StoreDamaged("batas yang tersimpan rusak: jalankan lensa batas lagi") from error
