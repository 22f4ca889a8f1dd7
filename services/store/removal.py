"""Take whole partitions out of a store: set aside, never unlinked."""

from __future__ import annotations

from collections.abc import Iterable

from .locks import Locking, OnWait
from .places import BASE, MANIFEST, Place
from .set_aside import SetAside
from .snapshots import TWIN, Snapshots

PATIENCE = 60.0
_ORDER = (TWIN, MANIFEST)
"""Moved first: a removal that is killed half way leaves the partition as it was, or no manifest."""


def pieces(store: Snapshots, scope: str, dataset: str, kode: str) -> dict[Place, list[str]]:
    """Return the keys that stand in each partition of a KLPD, be they named by a manifest or not.

    Raises StoreUnreadable when they cannot be listed now.
    """
    found: dict[Place, list[str]] = {}
    base = f"{BASE}/{scope}/{dataset}"
    for key in store.objects.below(f"{base}/kode_klpd={kode}", "*"):
        place = Place.of_key(scope, dataset, key.removeprefix(f"{base}/").split("/")[:-1])
        found.setdefault(place, []).append(key)
    return found


def remove(
    store: Snapshots, place: Place, locks: Locking, aside: SetAside, waiting: OnWait | None
) -> int:
    """Set aside all that stands in a partition and return how many pieces; raise Busy.

    The partition's lock and fence are held: no pass is reading or publishing it meanwhile.
    """
    with (
        locks.hold(
            place.lock(store.root), patience=PATIENCE, label=str(place), waiting=waiting
        ) as hold,
        store.objects.fenced(place.key, patience=PATIENCE, waiting=waiting),
    ):
        hold.check()
        keys = store.objects.below(place.key, "*")
        return sum(aside.move(key) for key in _manifests_first(place, keys))


def _manifests_first(place: Place, keys: Iterable[str]) -> list[str]:
    first = [f"{place.key}/{name}" for name in _ORDER]
    rest = sorted(key for key in keys if key not in first)
    return [*first, *rest]
