"""The manifests of many partitions: one by one from a folder, side by side from a bucket."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from services.errors import StoreDamaged
from services.store.manifests import History
from services.store.recent import Recent
from services.store.snapshots import Place, Snapshots

SIDE_BY_SIDE = 32
"""A bucket answers in tens of milliseconds however many ask: the country is 2,000 manifests."""
LISTINGS = 32
Found = list[tuple[Place, History | StoreDamaged]]


class Survey:
    """Lists a store; while a shared one does not answer, as it was listed last."""

    def __init__(self, store: Snapshots) -> None:
        """List nothing yet."""
        self._store = store
        self._known = Recent[Found](LISTINGS)

    def of(self, scope: str, *within: str) -> Found:
        """Return the partitions of a scope, or of a folder in it, each with its passes.

        With what is wrong with its manifest in the place of passes that cannot be read.
        """
        return self._known.ask(
            (scope, *within), lambda: survey(self._store, self._store.places(scope, *within))
        )[0]

    def __len__(self) -> int:
        """Return how many listings are known."""
        return len(self._known)


def survey(store: Snapshots, places: Iterable[Place]) -> Found:
    """Return each partition with its passes, or with what is wrong with its manifest."""

    def passes(place: Place) -> History | StoreDamaged:
        try:
            return store.history(place)
        except StoreDamaged as error:
            return error

    found = list(places)
    if store.objects.path("") is not None or len(found) < 2:
        return [(place, passes(place)) for place in found]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return list(zip(found, pool.map(passes, found), strict=True))


def readable(found: Iterable[tuple[Place, History | StoreDamaged]]) -> list[tuple[Place, History]]:
    """Return the partitions whose passes can be read."""
    return [(place, passes) for place, passes in found if isinstance(passes, History)]
