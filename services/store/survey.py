"""The manifests of many partitions: one by one from a folder, side by side from a bucket."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

from ..errors import StoreDamaged, StoreUnreadable
from .manifests import History
from .places import Listed, Place
from .recent import Recent
from .snapshots import Snapshots

SIDE_BY_SIDE = 32
"""A bucket answers in tens of milliseconds however many ask: the country is 2,000 manifests."""
LISTINGS = 32
MANIFESTS = 30_000
"""Manifests held in memory, so that only those that changed are read anew: some kB each."""
REST = 15.0
"""Seconds for which a listing of a bucket is not asked for again: passes of other hosts are seen
that much later in lists; each partition by itself is always looked up."""

Hidden: TypeAlias = Callable[[Place, History], bool]
"""Tells whether a partition stands in no list."""


Problem: TypeAlias = StoreDamaged | StoreUnreadable


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
        found: Iterable[tuple[Place, History | Problem]],
        unlisted: tuple[StoreUnreadable, ...] = (),
        hidden: Hidden = lambda place, history: False,
    ) -> Found:
        """Return what was found, with the partitions apart whose passes can be read and listed."""
        every = tuple(found)
        read = tuple(
            (place, passes)
            for place, passes in every
            if isinstance(passes, History) and not hidden(place, passes)
        )
        return cls(every, read, unlisted)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the others: damaged, or not readable now."""
        wrong = tuple(one for _, one in self.all if not isinstance(one, History))
        return (*self.unlisted, *wrong)


class Survey:
    """Lists a store; while a shared one does not answer, as it was listed last."""

    def __init__(
        self,
        store: Snapshots,
        clock: Callable[[], float] = time.monotonic,
        *,
        hidden: Hidden = lambda place, history: False,
    ) -> None:
        """List nothing yet."""
        self._store = store
        self._hidden = hidden
        self._clock = clock
        self._shared = store.objects.path("") is None
        self._known = Recent[Found](LISTINGS)
        self._young: dict[tuple[str, ...], tuple[float, Found]] = {}
        self._read: OrderedDict[Place, tuple[str, History]] = OrderedDict()
        self._same: dict[tuple[str, ...], tuple[Listed, Found]] = {}
        self._lock = threading.Lock()

    def of(self, scope: str, *within: str) -> Found:
        """Return the partitions of a scope, or of a folder in it."""
        question, now = (scope, *within), self._clock()
        young = self._young.get(question)
        if young and now - young[0] < REST:
            return young[1]
        found = self._known.ask(question, lambda: self._all(scope, *within))[0]
        if self._shared:
            with self._lock:
                kept = [(q, one) for q, one in self._young.items() if now - one[0] < REST]
                self._young = dict([*kept, (question, (now, found))][-LISTINGS:])
        return found

    def forget(self) -> None:
        """List anew next time: this process published something."""
        with self._lock:
            self._young = {}

    def _all(self, *question: str) -> Found:
        """List and read; where every stamp is as it was, so is what was read."""
        same = self._same.get(question)
        listed = same[0] if same and same[0].still() else self._store.listed(*question)
        told = all(stamp for _, stamp in listed.places)
        if same and same[0].places == listed.places and not _problems(listed, same[1]):
            found = same[1]
        else:
            found = Found.of(self._read_all(listed.places), listed.problems, self._hidden)
        with self._lock:
            kept = [one for one in self._same.items() if one[0] != question]
            self._same = dict([*kept, *([(question, (listed, found))] if told else [])][-LISTINGS:])
        return found

    def _read_all(
        self, listed: Sequence[tuple[Place, str]]
    ) -> list[tuple[Place, History | Problem]]:
        if not self._shared or len(listed) < 2:
            return [(place, self._passes(place, stamp)) for place, stamp in listed]
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            passes = pool.map(lambda one: self._passes(*one), listed)
            return [(place, one) for (place, _), one in zip(listed, passes, strict=True)]

    def _passes(self, place: Place, stamp: str) -> History | Problem:
        """Return what a manifest says, from memory when its stamp is the same."""
        read = self._read.get(place)
        if stamp and read and read[0] == stamp:
            return read[1]
        try:
            history = self._store.history(place)
        except (StoreDamaged, StoreUnreadable) as error:
            return error
        if stamp:
            with self._lock:
                self._read[place] = (stamp, history)
                self._read.move_to_end(place)
                while len(self._read) > MANIFESTS:
                    self._read.popitem(last=False)
        return history

    def __len__(self) -> int:
        """Return how many listings are known."""
        return len(self._known)


def _problems(listed: Listed, found: Found) -> bool:
    return bool(listed.problems or found.problems)
