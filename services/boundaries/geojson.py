"""Read a GeoJSON file that a person holds: polygons in WGS84, on a grid of about a metre.

The file is hostile input. What is larger than LIMITS, not a FeatureCollection, or not in WGS84 is
refused whole with one line; a feature without a polygon is passed on without corners, so that it
can be listed. One feature at a time is decoded, so that memory holds the file and little more.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from ..errors import BadRequest

MIB = 1 << 20
GRID = 1e-5
"""Degrees between the points of the grid, about a metre."""
WEST, SOUTH, EAST, NORTH = 94.0, -12.0, 142.0, 7.5
"""What boundaries of Indonesia lie within, in degrees."""
CONVERT = "ubah dengan ogr2ogr -t_srs EPSG:4326 hasil.geojson BERKAS"
LONGEST_TEXT = 200

Ring: TypeAlias = NDArray[np.int64]
"""Corners of a closed line as (lng, lat) on the grid; the first is not repeated at the end."""
Polygon: TypeAlias = tuple[Ring, ...]
"""An outer ring and its holes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a file of boundaries.

    file: bytes. features: their number. properties: bytes of those of one feature. corners: of all
    features together.
    """

    file: int = 256 * MIB
    features: int = 100_000
    properties: int = MIB
    corners: int = 8_000_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature of a file: its number from 1 on, its texts and its polygons.

    texts: properties by folded name (lower case, letters and digits alone), numbers as they are
    written in codes. own_id: the feature's id. polygons: () without a drawable polygon, and
    `problem` says why.
    """

    number: int
    texts: Mapping[str, str]
    own_id: str = ""
    polygons: tuple[Polygon, ...] = ()
    problem: str = ""

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in degrees."""
        outer = [polygon[0] for polygon in self.polygons]
        west, south = np.min([ring.min(axis=0) for ring in outer], axis=0) * GRID
        east, north = np.max([ring.max(axis=0) for ring in outer], axis=0) * GRID
        return float(west), float(south), float(east), float(north)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of boundaries as read: name, SHA-256 in hex, features."""

    name: str
    sha256: str
    features: tuple[Feature, ...] = field(repr=False)


def read_file(path: Path, properties: Collection[str], limits: Limits = LIMITS) -> File:
    """Read a file; raise BadRequest, on one line, for what is not polygons in WGS84.

    properties: folded names of those that are kept as texts.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise BadRequest("bukan berkas biasa", where=path.name)
        with path.open("rb") as file:
            content = file.read(limits.file + 1)  # never more is read
    except OSError as error:
        raise BadRequest(f"tidak dapat dibaca ({error.strerror})", where=path.name) from error
    if len(content) > limits.file:
        raise BadRequest(
            f"lebih besar dari {limits.file // MIB} MiB: kecilkan dengan ogr2ogr -lco"
            " COORDINATE_PRECISION=5, atau bagi per provinsi",
            where=path.name,
        )
    try:
        if content.count(b'"geometry"') > limits.features:
            _refuse(f"lebih dari {limits.features} fitur")
        begin = 3 if content.startswith(b"\xef\xbb\xbf") else 0  # after a byte order mark
        collection = _COLLECTION.decode(memoryview(content)[begin:])
        system = bytes(collection.crs).decode("utf-8", errors="replace")
        if system != "null" and "CRS84" not in system and "4326" not in system:
            _refuse(f"sistem koordinatnya bukan WGS84: {CONVERT}")
        features = tuple(_features(collection.features, frozenset(properties), limits))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest("bukan GeoJSON FeatureCollection", where=path.name) from error
    except BadRequest as error:
        raise error.replaced(where=path.name) from error
    sha256 = hashlib.sha256(content).hexdigest()
    return File(name=path.name, sha256=sha256, features=features)


_NULL = msgspec.Raw(b"null")


class _Feature(msgspec.Struct):
    type: Literal["Feature"]
    geometry: msgspec.Raw
    properties: msgspec.Raw = _NULL
    id: str | int | None = None


class _Collection(msgspec.Struct):
    type: Literal["FeatureCollection"]
    features: list[_Feature]
    crs: msgspec.Raw = _NULL


class _Kind(msgspec.Struct):
    type: str


class _Polygon(msgspec.Struct, tag_field="type", tag="Polygon"):
    coordinates: list[list[list[float]]]


class _MultiPolygon(msgspec.Struct, tag_field="type", tag="MultiPolygon"):
    coordinates: list[list[list[list[float]]]]


_COLLECTION = msgspec.json.Decoder(_Collection)
_PROPERTIES = msgspec.json.Decoder(dict[str, msgspec.Raw] | None)
_KIND = msgspec.json.Decoder(_Kind)
_GEOMETRY = msgspec.json.Decoder(_Polygon | _MultiPolygon)


def _features(raw: list[_Feature], properties: frozenset[str], limits: Limits) -> Iterator[Feature]:
    """Yield the features one by one, so that only one is decoded at a time."""
    corners = 0
    for number, feature in enumerate(raw, start=1):
        try:
            encoded = bytes(feature.properties)
            if len(encoded) > limits.properties:
                raise ValueError("properties too large")
            # names in lower case, of letters and digits alone; the last of equal ones counts
            named = (
                ("".join(filter(str.isalnum, name.lower()))[:LONGEST_TEXT], value)
                for name, value in (_PROPERTIES.decode(encoded) or {}).items()
            )
            texts = {name: _text(value) for name, value in named if name in properties}
            polygons, problem = _geometry(number, bytes(feature.geometry))
        except (msgspec.DecodeError, RecursionError, ValueError) as error:
            raise BadRequest(f"fitur {number} bukan fitur GeoJSON yang sah") from error
        corners += sum(len(ring) for polygon in polygons for ring in polygon)
        if corners > limits.corners:
            _refuse(f"lebih dari {limits.corners} sudut: bagi per provinsi")
        own_id = _short(str(feature.id or ""))
        yield Feature(number=number, texts=texts, own_id=own_id, polygons=polygons, problem=problem)


def _geometry(number: int, raw: bytes) -> tuple[tuple[Polygon, ...], str]:
    """Return the polygons of a geometry, or why there is none to draw."""
    kind = _KIND.decode(raw).type if raw != b"null" else ""
    if kind not in ("Polygon", "MultiPolygon"):
        return (), _short(f"geometrinya {kind}, bukan Polygon") if kind else "tanpa geometri"
    decoded = _GEOMETRY.decode(raw)
    several = [decoded.coordinates] if isinstance(decoded, _Polygon) else decoded.coordinates
    polygons: list[Polygon] = []
    for rings in several:
        polygon: list[Ring] = []
        for corners in rings:
            ring = _ring(number, corners)
            if ring is not None:
                polygon.append(ring)
            elif not polygon:  # the outer ring encloses no area
                break
        if polygon:
            polygons.append(tuple(polygon))
    return tuple(polygons), "" if polygons else "poligonnya tanpa luas"


def _ring(number: int, corners: list[list[float]]) -> Ring | None:
    """Return the corners on the grid without repeated ones; None for fewer than three."""
    if not corners:
        return None
    try:
        degrees = np.array(corners, dtype=np.float64)
    except ValueError:  # some corners have a height
        degrees = np.array([corner[:2] for corner in corners], dtype=np.float64)
    if degrees.ndim != 2 or degrees.shape[1] < 2:
        raise ValueError("a position without longitude or latitude")
    degrees = degrees[:, :2]
    _check_place(number, degrees)
    ring = np.rint(degrees / GRID).astype(np.int64)
    ring = ring[np.any(ring != np.roll(ring, 1, axis=0), axis=1)]
    if len(ring) < 3:
        return None
    third = np.any(ring != ring[0], axis=1) & np.any(ring != ring[1], axis=1)
    return ring if third.any() else None


def _check_place(number: int, degrees: NDArray[np.float64]) -> None:
    """Raise BadRequest for corners that lie outside Indonesia."""
    (west, south), (east, north) = degrees.min(axis=0), degrees.max(axis=0)
    if west >= WEST and south >= SOUTH and east <= EAST and north <= NORTH:
        return
    where = f"koordinat fitur {number} ({degrees[0][0]:.7g}, {degrees[0][1]:.7g})"
    if south >= WEST and west >= SOUTH and north <= EAST and east <= NORTH:
        _refuse(f"{where} tertukar: bujur harus mendahului lintang")
    _refuse(f"{where} di luar Indonesia dalam WGS84: {CONVERT}")


def _refuse(why: str) -> None:
    raise BadRequest(why)


def _text(value: msgspec.Raw) -> str:
    """Return a text or number of a property as text, "" for any other value."""
    try:
        plain = _VALUE.decode(value)
    except msgspec.DecodeError:
        return ""
    if isinstance(plain, float):  # 52.1 is the code 52.10
        plain = f"{plain:.0f}" if plain.is_integer() else f"{plain:.2f}"
    return _short("" if plain is None or isinstance(plain, bool) else str(plain))


_VALUE = msgspec.json.Decoder(str | int | float | bool | None)


def _short(text: str) -> str:
    """Return a text on one line, without what cannot be printed."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST_TEXT])
    return " ".join(printable.split())
