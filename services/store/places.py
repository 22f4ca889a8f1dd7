"""Keys of stored partitions, and the list of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadRequest, StoreUnreadable
from .backends.objects import Objects
from .manifests import FILE, SCHEMA_VERSION

MANIFEST = "manifest.json"
BASE = f"snapshots/v{SCHEMA_VERSION}"
_SAFE = re.compile(r"[A-Za-z0-9_-]{1,200}")
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a partition is stored: scope, dataset folder, and (parameter, value) pairs.

    `listed` and `of_key` read stored paths; which KLPD and years they hold says inventory.py.
    """

    scope: str
    dataset: str
    parts: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        """Raise BadRequest for a name that could lead out of its folder."""
        for name in (self.scope, self.dataset, *(value for _, value in self.parts)):
            if not _SAFE.fullmatch(name):
                raise BadRequest(f"bukan nama tempat simpanan: {name!r}")

    @classmethod
    def of_key(cls, scope: str, dataset: str, folders: Iterable[str]) -> Place:
        """Return the place of a stored path: folders are named NAME=VALUE."""
        return cls(scope=scope, dataset=dataset, parts=tuple(_pair(name) for name in folders))

    @property
    def values(self) -> Mapping[str, str]:
        """Return the values of the partition by the names of their parameters."""
        return dict(self.parts)

    @property
    def key(self) -> str:
        """Return the key of the partition's folder."""
        parts = (f"{name}={value}" for name, value in self.parts)
        return "/".join((BASE, self.scope, self.dataset, *parts))

    def folder(self, root: Path) -> Path:
        """Return the partition's folder below the data root."""
        return root / self.key

    def lock(self, root: Path | Objects) -> str:
        """Return the name of the lock that a writer of this partition holds."""
        return f"{root}/{self.key}"

    def __str__(self) -> str:
        """Return the dataset and the values for a message."""
        return " ".join([self.dataset, *(value for _, value in self.parts)])


def import_scope(scope: str, maker: str = "") -> str:
    """Return the scope of imported partitions: of plain files, or of the bundles of a maker.

    scope: LENSA_SCOPE.
    """
    digest = f"{hashlib.sha256(maker.encode()).hexdigest()[:16]}-" if maker else ""
    return f"{FILE}-{digest}{scope}"


def import_scopes(objects: Objects, scope: str) -> tuple[str, ...]:
    """Return the scopes in which imported partitions were ever stored, that of files first."""
    own = re.compile(rf"{FILE}-([0-9a-f]{{16}}-)?{re.escape(scope)}")
    return tuple(sorted(filter(own.fullmatch, objects.folders(BASE)), key=lambda s: (len(s), s)))


@dataclass(frozen=True, slots=True)
class Listed:
    """Stored partitions in path order with the stamps of their manifests, otherwise as Listing."""

    places: tuple[tuple[Place, str], ...]
    still: Callable[[], bool]
    problems: tuple[StoreUnreadable, ...] = ()


def listed(objects: Objects, scope: str, *within: str) -> Listed:
    """Return the stored partitions of a scope, or of a folder `within` it.

    Folders whose names are not valid for a partition are left out.
    """
    base = f"{BASE}/{scope}/"
    if not all(_SAFE.fullmatch(name.replace("=", "_", 1)) for name in within):
        return Listed((), lambda: True)
    listing = objects.stamped("/".join((BASE, scope, *within)), "manifest*.json", MANIFEST)
    stamps = {key.removeprefix(base): stamp for key, stamp in listing.entries}
    places = []
    for dataset, *folders in sorted({tuple(key.split("/")[:-1]) for key in stamps}):
        pairs = map(_pair, folders)
        if all((_YEAR if name == "tahun" else _SAFE).fullmatch(text) for name, text in pairs):
            place = Place.of_key(scope, dataset, folders)
            places.append((place, stamps.get("/".join((dataset, *folders, MANIFEST)), "")))
    return Listed(tuple(places), listing.still, listing.problems)


def _pair(folder: str) -> tuple[str, str]:
    """Return parameter and value of a folder named NAME=VALUE."""
    name, _, value = folder.partition("=")
    return name, value
