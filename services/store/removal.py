"""Remove partitions from a store: their files are set aside, not deleted."""

from __future__ import annotations

from .locks import Locking, OnWait
from .places import BASE, MANIFEST, Place
from .set_aside import SetAside
from .snapshots import TWIN, Snapshots

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
        first = [f"{place.key}/{name}" for name in _ORDER]
        others = sorted(set(store.objects.below(place.key, "*")).difference(first))
        return sum(map(aside.move, [*first, *others]))
