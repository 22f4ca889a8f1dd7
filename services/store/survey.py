"""The manifests of many partitions: one by one from a folder, side by side from a bucket."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from ..errors import StoreDamaged, StoreUnavailable, StoreUnreadable
from .manifests import History
from .places import Listed, Place
from .snapshots import Snapshots

SIDE_BY_SIDE = 32
"""A bucket answers in tens of milliseconds however many ask: the country is 2,000 manifests."""
LISTINGS = 1024
"""Listings held in memory; the page of a province asks for each dataset of each of its KLPD."""
MANIFESTS = 30_000
"""Manifests held in memory, so that only those that changed are read anew: some kB each."""
REST = 15.0
"""Seconds for which a listing of a bucket is not asked for again: passes of other hosts are seen
that much later in lists; each partition by itself is always looked up."""

Hidden: TypeAlias = Callable[[Place, History], bool]
"""Tells whether a partition stands in no list."""

Problem: TypeAlias = StoreDamaged | StoreUnreadable
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Partitions, each with its passes or with what is wrong with its manifest in their place.

    The same object stands for the same partitions and passes as long as nothing changed: what is
    made of it may be kept by it. unlisted: folders that could not be listed now; what they hold is
    not known to be gone.
    """

    all: tuple[tuple[Place, History | Problem], ...]
    readable: tuple[tuple[Place, History], ...]
    unlisted: tuple[StoreUnreadable, ...] = ()

    @classmethod
    def of(
        cls,
        entries: Iterable[tuple[Place, History | Problem]],
        unlisted: tuple[StoreUnreadable, ...] = (),
        hidden: Hidden = lambda place, history: False,
    ) -> Found:
        """Return what was found, with the partitions apart whose passes can be read and listed."""
        every = tuple(entries)
        read = tuple(
            (place, passes)
            for place, passes in every
            if isinstance(passes, History) and not hidden(place, passes)
        )
        return cls(every, read, unlisted)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the others: damaged, or not readable now."""
        wrong = tuple(problem for _, problem in self.all if not isinstance(problem, History))
        return (*self.unlisted, *wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    """An answer that is remembered: listed at `asked`; stamps is None where a file has no stamp."""

    asked: float
    found: Found
    stamps: Listed | None


class Survey:
    """Lists the partitions of a store; what did not change is not read again.

    Two caches: the answers to the last questions, and manifests by the stamp of their file. While a
    shared store does not answer, the last answer is given again.
    """

    def __init__(
        self,
        store: Snapshots,
        clock: Callable[[], float] = time.monotonic,
        *,
        hidden: Hidden = lambda place, history: False,
    ) -> None:
        """Start with empty caches."""
        self._store = store
        self._hidden = hidden
        self._clock = clock
        self._shared = store.objects.path("") is None
        self._listings: OrderedDict[tuple[str, ...], _Listing] = OrderedDict()
        self._manifests: OrderedDict[Place, tuple[str, History]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, scope: str, *within: str) -> Found:
        """Return the partitions of a scope, or of a folder in it."""
        question, now = (scope, *within), self._clock()
        last = self._listings.get(question)
        if last and self._shared and now - last.asked < REST:
            return last.found
        try:
            known = last.stamps if last else None
            listed = known if known and known.still() else self._store.listed(*question)
            stamped = listed if all(stamp for _, stamp in listed.places) else None
            unchanged = last and known and known.places == listed.places
            if last and unchanged and not listed.problems and not last.found.problems:
                found = last.found
            else:
                found = Found.of(self._read_all(listed.places), listed.problems, self._hidden)
            listing = _Listing(asked=now, found=found, stamps=stamped)
        except StoreUnavailable:
            if last is None:
                raise
            listing = replace(last, asked=now)
        with self._lock:
            _put(self._listings, question, listing, LISTINGS)
        return listing.found

    def forget(self) -> None:
        """List anew next time: this process published something."""
        with self._lock:
            for question, listing in self._listings.items():
                self._listings[question] = replace(listing, asked=-math.inf)

    def _read_all(
        self, listed: Sequence[tuple[Place, str]]
    ) -> list[tuple[Place, History | Problem]]:
        if not self._shared or len(listed) < 2:
            return [(place, self._passes(place, stamp)) for place, stamp in listed]
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            passes = pool.map(lambda entry: self._passes(*entry), listed)
            return [(place, read) for (place, _), read in zip(listed, passes, strict=True)]

    def _passes(self, place: Place, stamp: str) -> History | Problem:
        """Return the passes of a manifest, from the cache when its stamp is the same."""
        cached = self._manifests.get(place)
        if stamp and cached and cached[0] == stamp:
            return cached[1]
        try:
            history = self._store.history(place)
        except (StoreDamaged, StoreUnreadable) as error:
            return error
        if stamp:
            with self._lock:
                _put(self._manifests, place, (stamp, history), MANIFESTS)
        return history

    def __len__(self) -> int:
        """Return how many listings are known."""
        return len(self._listings)


def _put(cache: OrderedDict[_Key, _Value], key: _Key, value: _Value, most: int) -> None:
    """Remember a value as the newest; drop the oldest beyond `most`."""
    cache[key] = value
    cache.move_to_end(key)
    while len(cache) > most:
        cache.popitem(last=False)
