"""Remove stored partitions and every trace of them: lists, counts, national files, search, watches.

The rows are set aside (`.rusak`, 400 days); files derived from them are rebuilt without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from . import national
from .errors import ServiceError
from .inventory import SOURCE
from .repository import Repository
from .search.index import Index
from .search.keeper import index_path
from .store.backends.objects import Objects, Piece
from .store.locking.locks import Locking, OnWait
from .store.maintenance.removal import PATIENCE
from .store.set_aside import SetAside
from .store.snapshots import Manifest, Place, objects_at
from .upstream.catalog import find, klpd_names
from .watch import changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """The result of a removal: the partitions set aside, the folder they are in, and errors."""

    removed: tuple[Place, ...]
    folder: str
    errors: tuple[ServiceError, ...]


def stored(
    repository: Repository, kode: str, tahun: int | None = None, datasets: Sequence[str] = ()
) -> dict[Place, int]:
    """Return the stored partitions of a KLPD with the number of their pieces.

    datasets: by default all that are stored by KLPD and year. Raises StoreUnreadable when a folder
    cannot be listed now.
    """
    by_dataset = [repository.pieces(find(name), kode) for name in datasets or klpd_names()]
    return {
        place: len(keys)
        for pieces in by_dataset
        for place, keys in pieces.items()
        if tahun is None or place.values.get("tahun") == str(tahun)
    }


def remove(
    repository: Repository,
    places: Iterable[Place],
    *,
    data: Path,
    locks: Locking,
    waiting: OnWait | None = None,
) -> Removal:
    """Set partitions aside one by one, then forget them everywhere; errors are collected.

    data: the folder of this machine, with the search index and copies of national files.
    """

    def move(place: Place, aside: SetAside) -> bool:
        repository.remove(place, aside, waiting)
        return True

    return _removed(repository, places, move, data=data, locks=locks)


def imports(
    repository: Repository,
    scope: str,
    kode: str,
    tahun: int | None = None,
    datasets: Sequence[str] = (),
) -> dict[Place, Manifest]:
    """Return the partitions of a KLPD whose newest pass in a scope was imported, with that pass."""
    imported: dict[Place, Manifest] = {}
    for name in datasets or klpd_names():
        imported |= repository.imported(scope, find(name), kode)
    return {
        place: manifest
        for place, manifest in imported.items()
        if tahun is None or place.values.get("tahun") == str(tahun)
    }


def undo_imports(
    repository: Repository,
    places: Iterable[Place],
    *,
    data: Path,
    locks: Locking,
    waiting: OnWait | None = None,
) -> Removal:
    """Set the newest imported pass of each partition aside; the pass before it counts again.

    A partition whose newest pass was not imported is left alone and not among `removed`.
    """

    def move(place: Place, aside: SetAside) -> bool:
        return repository.undo_import(place, aside, waiting) is not None

    return _removed(repository, places, move, data=data, locks=locks)


def _removed(
    repository: Repository,
    places: Iterable[Place],
    move: Callable[[Place, SetAside], bool],
    *,
    data: Path,
    locks: Locking,
) -> Removal:
    """Set something of each partition aside, then forget what was derived from their rows."""
    aside = repository.begin_removal()
    removed, errors = list[Place](), list[ServiceError]()
    for place in places:
        try:
            if move(place, aside):
                removed.append(place)
        except ServiceError as error:
            errors.append(error)
    by_klpd: dict[tuple[str, str], list[Place]] = {}
    for place in removed:
        by_klpd.setdefault((place.scope, place.values.get("kode_klpd", "")), []).append(place)
    read_together = repository.scopes(SOURCE)
    for (scope, kode), klpd_places in by_klpd.items():
        years = _years(klpd_places)
        if not all("tahun" in place.values for place in klpd_places):
            # rows without a year, as lists of satkers, are in the tables of every year
            try:
                years = _years([*klpd_places, *stored(repository, kode)])
            except ServiceError as error:
                errors.append(error)
        forget_rows = [partial(national.forget, repository, kode, years)]
        steps: tuple[Callable[[], None], ...] = (
            *(forget_rows if scope in read_together else ()),
            partial(_forget_in_search, data, scope, kode, years),
            partial(_forget_in_watches, repository.root, scope, klpd_places, locks),
        )
        for forget in steps:
            try:
                forget()
            except ServiceError as error:
                errors.append(error)
    return Removal(removed=tuple(removed), folder=aside.folder, errors=tuple(errors))


def _years(places: Iterable[Place]) -> list[int]:
    """Return the years of partitions, sorted; a partition without a year has none."""
    return sorted({int(place.values["tahun"]) for place in places if "tahun" in place.values})


def _forget_in_search(data: Path, scope: str, kode: str, years: Iterable[int]) -> None:
    path = index_path(data, scope)
    if path.exists():
        index = Index(path)
        for year in years:
            index.forget(f"{kode} {year}")


def _forget_in_watches(
    root: Path | Objects, scope: str, places: Iterable[Place], locks: Locking
) -> None:
    """Remove partitions from the memory of every watch of a scope.

    Raises Busy while a watch runs, StoreDamaged or StoreUnreadable for a memory that cannot be
    used.
    """
    gone = {(place.dataset, *place.values.values()) for place in places}
    gone_names = {" ".join(names) for names in gone}
    objects = objects_at(root)
    for key in objects.below(changes.folder(scope), "*.json"):
        path = Piece(objects, key)
        with locks.hold(str(path), patience=PATIENCE, label="watch"):
            memory = changes.remembered(path)
            rest = memory and replace(
                memory,
                seen={name: seen for name, seen in memory.seen.items() if name not in gone_names},
                changes=tuple(
                    change
                    for change in memory.changes
                    if (change.dataset, change.kd_klpd, str(change.tahun)) not in gone
                ),
            )
            if rest and rest != memory:
                changes.remember(path, rest)
