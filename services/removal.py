"""Remove stored partitions and every trace of them: lists, counts, national files, search, watches.

The rows are set aside (`.rusak`, 400 days); what was made of them is made without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from . import national
from .errors import ServiceError
from .repository import Repository
from .search.index import Index
from .search.keeper import index_path
from .store.locks import Locking, OnWait
from .store.objects import Objects, Piece
from .store.removal import PATIENCE, keys_by_partition
from .store.set_aside import SetAside
from .store.snapshots import Place, objects_at
from .upstream.catalog import DATASETS, find
from .watch import changes

NAMES = tuple(
    dict.fromkeys(
        dataset.folder
        for dataset in DATASETS.values()
        if {"kode_klpd", "tahun"} <= set(dataset.required)
    )
)
"""Datasets that are stored by KLPD and year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What a removal did: the partitions set aside, where, and what stood in the way."""

    removed: tuple[Place, ...]
    folder: str
    errors: tuple[ServiceError, ...]


def stored(
    repository: Repository, kode: str, tahun: int | None = None, datasets: Sequence[str] = NAMES
) -> dict[Place, int]:
    """Return the stored partitions of a KLPD with how many pieces stand in each.

    Raises StoreUnreadable when a folder cannot be listed now.
    """
    some = find(datasets[0]).request(kode_klpd=kode, tahun=str(tahun or 2025))
    scope = repository.place(some).scope
    found = [
        keys_by_partition(repository.store, scope, find(name).folder, kode) for name in datasets
    ]
    return {
        place: len(keys)
        for one in found
        for place, keys in one.items()
        if tahun is None or dict(place.parts).get("tahun") == str(tahun)
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
    aside = SetAside.begun(repository.store.objects, repository.store.now())
    removed, errors = list[Place](), list[ServiceError]()
    for place in places:
        try:
            repository.remove(place, aside, waiting)
            removed.append(place)
        except ServiceError as error:
            errors.append(error)
    for scope, kode, years in _years(removed):
        own = [place for place in removed if (place.scope, _klpd(place)) == (scope, kode)]
        steps: tuple[Callable[[], None], ...] = (
            partial(national.forget, repository, kode, years),
            partial(_forget_in_search, data, scope, kode, years),
            partial(_forget_in_watches, repository.store.root, scope, own, locks),
        )
        for forget in steps:
            try:
                forget()
            except ServiceError as error:
                errors.append(error)
    return Removal(removed=tuple(removed), folder=aside.folder, errors=tuple(errors))


def _klpd(place: Place) -> str:
    return dict(place.parts).get("kode_klpd", "")


def _years(places: Iterable[Place]) -> list[tuple[str, str, list[int]]]:
    years: dict[tuple[str, str], set[int]] = {}
    for place in places:
        year = int(dict(place.parts)["tahun"])
        years.setdefault((place.scope, _klpd(place)), set()).add(year)
    return [(scope, kode, sorted(found)) for (scope, kode), found in years.items()]


def _forget_in_search(data: Path, scope: str, kode: str, years: Iterable[int]) -> None:
    path = index_path(data, scope)
    if path.exists():
        index = Index(path)
        for year in years:
            index.forget(f"{kode} {year}")


def _forget_in_watches(
    root: Path | Objects, scope: str, places: Iterable[Place], locks: Locking
) -> None:
    """Take removed partitions out of what every watch of a scope remembers.

    Raises Busy while a watch runs, StoreDamaged or StoreUnreadable for a memory of no use.
    """
    gone = {(p.dataset, *(value for _, value in p.parts)) for p in places}
    place = objects_at(root)
    for key in place.below(changes.folder(scope), "*.json"):
        path = Piece(place, key)
        with locks.hold(str(path), patience=PATIENCE, label="watch"):
            memory = changes.remembered(path)
            rest = memory and replace(
                memory,
                seen={name: one for name, one in memory.seen.items() if not _names(name, gone)},
                changes=tuple(
                    one
                    for one in memory.changes
                    if (one.dataset, one.kd_klpd, str(one.tahun)) not in gone
                ),
            )
            if rest and rest != memory:
                changes.remember(path, rest)


def _names(request: str, places: set[tuple[str, ...]]) -> bool:
    """Tell whether a request's own name is that of one of these partitions."""
    return any(request == " ".join(place) for place in places)
