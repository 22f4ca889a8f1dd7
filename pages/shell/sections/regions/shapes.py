"""The boundaries of a region's map: the shipped ones, or the operator's own file (LENSA_BATAS).

A file of official boundaries is GeoJSON whose features have a Kemendagri code (`code`, `kode` or
the feature's id, dots allowed) and optionally a name; it may hold provinces and kab/kota. A level
that it lacks is drawn from the shipped boundaries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import streamlit as st

from pages.shell.sections.regions.place import Place
from services.charts.shapes import Shape, read_shapes, within
from services.errors import ConfigurationMissing
from services.reference import loader

CLICKABLE_CORNERS = 4_500
"""Most corners of a map on which clicks work under software rendering: 5,300 may fail."""
_DIGITS = {"provinsi": 2, "kabkota": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The shapes of a map; `official` when they are from the operator's own file.

    problem: why that file could not be used, and the shipped boundaries are drawn instead.
    """

    shapes: tuple[Shape, ...]
    official: bool = False
    problem: str = ""

    @property
    def clickable(self) -> bool:
        """Tell whether clicks on its shapes always work."""
        return sum(s.geometry.count("],[") + 1 for s in self.shapes) <= CLICKABLE_CORNERS


def ground(place: Place, official_file: Path | None) -> Ground:
    """Return the shapes for a place: provinces, a province's kab/kota, or one kab/kota."""
    level: loader.BoundaryName = "provinsi" if place.level == 0 else "kabkota"
    parent = place.above(min(place.level, 2)).code if place.path else ""
    shipped = Ground(shapes=within(_shipped(level), parent))
    if official_file is None:
        return shipped
    changed = official_file.stat().st_mtime if official_file.is_file() else 0.0
    try:
        official = within(_official(str(official_file), changed, level), parent)
    except ConfigurationMissing as error:
        return replace(shipped, problem=error.message)
    return Ground(shapes=official, official=True) if official else shipped


@st.cache_resource(show_spinner=False)
def _shipped(level: loader.BoundaryName) -> tuple[Shape, ...]:
    return read_shapes(loader.boundaries(level))


@st.cache_resource(max_entries=4, show_spinner=False)
def _official(path: str, changed: float, level: str) -> tuple[Shape, ...]:
    """Read the operator's file, again when its time `changed` is another."""
    try:
        collection = msgspec.json.decode(Path(path).read_bytes(), type=_Collection)
        features = []
        for feature in collection.features:
            properties = feature.properties or {}
            code = str(properties.get("code") or properties.get("kode") or feature.id)
            code = code.replace(".", "")
            if len(code) == _DIGITS[level] and feature.geometry:
                name = properties.get("name") or properties.get("nama") or code
                named = {"code": code, "name": name}
                features.append({"geometry": feature.geometry, "properties": named})
        return read_shapes({"features": features})
    except (msgspec.DecodeError, OSError, KeyError, TypeError, IndexError, ValueError) as error:
        raise ConfigurationMissing("LENSA_BATAS bukan GeoJSON dengan kode Kemendagri") from error


class _Feature(msgspec.Struct):
    geometry: dict[str, Any] | None = None
    properties: dict[str, Any] | None = None
    id: str | int = ""


class _Collection(msgspec.Struct):
    features: list[_Feature]
