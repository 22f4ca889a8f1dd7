"""A person's own boundaries: kept in the data folder by `lensa batas`, or named by LENSA_BATAS.

Each level is one archive, replaced as a whole. They stay on this machine, like the corrections of
the KLPD; what is replaced or removed is set aside as repair does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock

from ..charts.geography.shapes import Shape
from ..errors import ServiceError, StoreDamaged
from ..store.backends.unreadable import reading
from ..store.set_aside import SetAside
from ..store.snapshots import objects_at
from .archive import Archive, Origin, OwnFile, archives, check, read_file_of, read_map, read_origin
from .recognition import LEVELS, Level

FOLDER = "batas"
MAPS = 32
"""Maps held in memory, about 0.1 MB each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMap:
    """The shapes of a map in a person's own boundaries, and the file that these are from."""

    file: OwnFile
    shapes: tuple[Shape, ...]


def key(level: Level) -> str:
    """Return where the boundaries of a level are kept, below the data folder."""
    return f"{FOLDER}/{level}.zip"


def keep(data: Path, packed: Iterable[Archive], now: datetime) -> None:
    """Keep the boundaries of some levels; those of other files are set aside.

    Raises StoreDamaged when the disk refuses.
    """
    objects = objects_at(data)
    aside = SetAside.begun(objects, now)
    for archive in packed:
        name = key(archive.origin.level)
        try:
            kept = read_file_of(objects.read(name)).sha256
        except (FileNotFoundError, StoreDamaged):
            kept = ""
        if kept != archive.origin.sha256:
            aside.copy(name)
        objects.replace(name, archive.content)


def remove(data: Path, levels: Iterable[Level], now: datetime) -> tuple[list[Level], str]:
    """Set the boundaries of levels aside; return the levels that had any, and the folder."""
    aside = SetAside.begun(objects_at(data), now)
    return [level for level in levels if aside.move(key(level))], aside.folder


def kept(data: Path) -> dict[Level, Origin]:
    """Return where the boundaries kept for each level are from, after checking every map.

    Raises StoreDamaged or StoreUnreadable for those that cannot be read.
    """
    objects = objects_at(data)
    origins: dict[Level, Origin] = {}
    for level in LEVELS:
        if objects.exists(key(level)):
            archive = objects.read(key(level))
            check(archive)
            origins[level] = read_origin(archive)
    return origins


def kept_map(data: Path, level: Level, region: str) -> OwnMap | None:
    """Return the map of a region in kept boundaries, None when none of its level are kept.

    Raises StoreDamaged or StoreUnreadable.
    """
    path = data / key(level)
    try:
        with reading(key(level)):
            stamp = path.stat()
    except FileNotFoundError:
        return None
    return _kept_map(data, level, region, (stamp.st_mtime_ns, stamp.st_size))


@lru_cache(maxsize=MAPS)
def _kept_map(data: Path, level: Level, region: str, stamp: tuple[int, int]) -> OwnMap:
    """Read a map; time and size of the archive are part of the cache key, for a changed one."""
    del stamp
    archive = objects_at(data).read(key(level))
    return OwnMap(file=read_file_of(archive), shapes=read_map(archive, region))


def named_map(path: Path, level: Level, region: str) -> OwnMap | None:
    """Return the map of a region in the file that LENSA_BATAS names, None when it has none.

    Raises what is wrong with the file.
    """
    try:
        stamp = path.stat().st_mtime_ns, path.stat().st_size
    except OSError:
        stamp = 0, 0
    return _named_map(path, level, region, stamp)


@lru_cache(maxsize=MAPS)
def _named_map(path: Path, level: Level, region: str, stamp: tuple[int, int]) -> OwnMap | None:
    with _READING:
        archive = _named_file(path, stamp)
    if isinstance(archive, ServiceError):
        raise archive
    if level not in archive:
        return None
    content = archive[level].content
    return OwnMap(file=read_file_of(content), shapes=read_map(content, region))


_READING = Lock()
"""Held while the file of LENSA_BATAS is read, so that visitors who come meanwhile wait for it."""


@lru_cache(maxsize=1)
def _named_file(path: Path, stamp: tuple[int, int]) -> Mapping[Level, Archive] | ServiceError:
    """Read the file of LENSA_BATAS, or return what is wrong with it; both are remembered."""
    changed = datetime.fromtimestamp(stamp[0] / 1e9, UTC)
    try:
        return archives(path, None, changed)
    except ServiceError as error:
        return error
