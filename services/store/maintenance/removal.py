"""Remove partitions from a store: their files are set aside, not deleted."""

from __future__ import annotations

from ..locking.locks import Locking, OnWait
from ..manifests import History, Manifest
from ..places import BASE, MANIFEST, Place
from ..set_aside import SetAside
from ..snapshots import TWIN, Snapshots

PATIENCE = 60.0
_ORDER = (TWIN, MANIFEST)
"""Moved first: a removal that is killed leaves the partition as it was, or no manifest."""


def keys_by_partition(
    store: Snapshots, scope: str, dataset: str, kode: str
) -> dict[Place, list[str]]:
    """Return all keys in each partition of a KLPD, also those that no manifest names.

    Raises StoreUnreadable when they cannot be listed now.
    """
    keys: dict[Place, list[str]] = {}
    base = f"{BASE}/{scope}/{dataset}"
    for key in store.objects.below(f"{base}/kode_klpd={kode}", "*"):
        place = Place.of_key(scope, dataset, key.removeprefix(f"{base}/").split("/")[:-1])
        keys.setdefault(place, []).append(key)
    return keys


def remove(
    store: Snapshots, place: Place, locks: Locking, aside: SetAside, waiting: OnWait | None
) -> int:
    """Set all files of a partition aside and return how many; raise Busy.

    The partition is locked, so that no pass reads or publishes it at the same time.
    """
    with (
        locks.hold(
            place.lock(store.root), patience=PATIENCE, label=str(place), waiting=waiting
        ) as hold,
        store.objects.fenced(place.key, patience=PATIENCE, waiting=waiting),
    ):
        hold.check()
        return _moved(store, place, aside)


def undo_import(
    store: Snapshots, place: Place, locks: Locking, aside: SetAside, waiting: OnWait | None
) -> Manifest | None:
    """Set the newest pass of a partition aside if it was imported, and return it; raise Busy.

    The pass before it is the newest then; without one the whole partition is set aside. None when
    the newest pass was not imported. The manifest is copied first, so that what it said of the file
    is not lost.
    """
    with (
        locks.hold(
            place.lock(store.root), patience=PATIENCE, label=str(place), waiting=waiting
        ) as hold,
        store.objects.fenced(place.key, patience=PATIENCE, waiting=waiting),
    ):
        hold.check()
        history = store.history(place)
        if not history.passes or not history.passes[-1].imported:
            return None
        *earlier, newest = history.passes
        if not earlier:
            _moved(store, place, aside)
            return newest
        aside.copy(f"{place.key}/{MANIFEST}")
        store.swap(place, History(generation=history.generation + 1, passes=tuple(earlier)))
        if newest.file not in {manifest.file for manifest in earlier}:
            aside.move(f"{place.key}/{newest.file}")
        return newest


def _moved(store: Snapshots, place: Place, aside: SetAside) -> int:
    """Set all files of a partition aside and return how many."""
    first = [f"{place.key}/{name}" for name in _ORDER]
    others = sorted(set(store.objects.below(place.key, "*")).difference(first))
    return sum(map(aside.move, [*first, *others]))
