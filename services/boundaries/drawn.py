"""Return the shapes of a map: those of a person's own file, else the shipped indicative ones.

A region that the person's file lacks is drawn from the shipped boundaries and counted, so that a
map never mixes sources without saying so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ..charts.geography.shapes import Shape, read_shapes
from ..charts.geography.shapes import within as below
from ..errors import ServiceError
from ..reference import loader
from ..settings import Settings
from .archive import OwnFile, map_of
from .own import MAPS, kept_map, named_map
from .recognition import Level

CLICKABLE_CORNERS = 4_500
"""Most corners of a deck on which clicks work under software rendering: 5,300 may fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """The shapes of a map and where they are from.

    own: the person's file that shapes are from, None where all are the shipped indicative ones.
    indicative: how many shapes are indicative. problem: why a person's file is not used, "" when it
    is or there is none.
    """

    shapes: tuple[Shape, ...]
    own: OwnFile | None = None
    indicative: int = 0
    problem: str = ""

    @property
    def corners(self) -> int:
        """Return the number of corners of all shapes."""
        return sum(shape.geometry.count("],[") + 1 for shape in self.shapes)

    @property
    def clickable(self) -> bool:
        """Tell whether clicks on a deck of these shapes always work."""
        return self.corners <= CLICKABLE_CORNERS


def boundaries(settings: Settings, level: Level, within: str = "") -> Boundaries:
    """Return the shapes of a level below a region, or the region's own shape.

    within: a Kemendagri code, "" for the whole country. Kab/kota of the whole country have few
    corners; of kecamatan there is a map for each kab/kota only, so that a shorter code has none.
    """
    region = map_of(level, within)
    if region is None:
        return Boundaries(shapes=())
    shipped = below(_shipped(level, region), within)
    indicative = Boundaries(shapes=shipped, indicative=len(shipped))
    try:
        named = named_map(settings.boundaries, level, region) if settings.boundaries else None
        own = named or kept_map(settings.data, level, region)
    except ServiceError as error:
        return replace(indicative, problem=error.message)
    shapes = {shape.code: shape for shape in below(own.shapes, within)} if own else {}
    if own is None or not shapes:
        return indicative
    return Boundaries(
        shapes=tuple(shapes.get(shape.code, shape) for shape in shipped),
        own=own.file,
        indicative=sum(shape.code not in shapes for shape in shipped),
    )


@lru_cache(maxsize=MAPS)
def _shipped(level: Level, region: str) -> tuple[Shape, ...]:
    """Return the shipped shapes of a map."""
    if level == "kecamatan":
        return read_shapes(loader.kecamatan_cells(region))
    if level == "provinsi":
        return _every("provinsi")
    return below(_every("kabkota"), region) if region else _every("kabkota-ringkas")


@cache
def _every(name: loader.BoundaryName) -> tuple[Shape, ...]:
    return read_shapes(loader.boundaries(name))
