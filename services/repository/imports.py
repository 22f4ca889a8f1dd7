"""Imported partitions beside those that were read: where they are stored, and which pass counts.

The one rule for all that reads: the pass that counts at an instant is the last of `merged`. A pass
that was read from a source counts before an imported one; of imported ones that of a verified maker
counts, then the later.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from ..store.backends.objects import Objects
from ..store.backends.recent import Recent
from ..store.manifests import History, Manifest
from ..store.places import Place, import_scopes
from ..store.survey import REST, Found

RUP_SOURCE = "inaproc"
"""The source whose partitions can be imported."""
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """Which imported partitions are read: those of a view (LENSA_SCOPE), and whether `only` they.

    With `only` the source is never asked for rows.
    """

    scope: str
    only: bool


class ImportScopes:
    """Lists the scopes of imported partitions; those of a bucket are listed every REST seconds."""

    def __init__(
        self, objects: Objects, scope: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """List nothing yet."""
        self._objects = objects
        self._scope = scope
        self._clock = clock
        self._shared = objects.path("") is None
        self._answers = Recent[tuple[str, ...]](1)
        self._last: tuple[float, tuple[str, ...]] = (-math.inf, ())

    def names(self) -> tuple[str, ...]:
        """Return the scopes, that of plain files first; the last answer while a bucket is away."""
        asked, names = self._last
        now = self._clock()
        if not self._shared or now - asked >= REST:
            names, _ = self._answers.ask("", lambda: import_scopes(self._objects, self._scope))
            self._last = (now, names)
        return names

    def forget(self) -> None:
        """List anew next time."""
        self._last = (-math.inf, ())


def merged(histories: Iterable[History]) -> History:
    """Return the passes of one partition in several scopes as one history, best passes last."""
    every = tuple(histories)
    passes = sorted((p for history in every for p in history.passes), key=_rank)
    return History(generation=sum(h.generation for h in every), passes=tuple(passes))


def _rank(manifest: Manifest) -> tuple[bool, bool, datetime]:
    """Return the order of passes; passes of a source stay in the order of publication."""
    if not manifest.from_file:
        return True, False, _NEVER
    verified = manifest.imported is not None and manifest.imported.maker_verified
    return False, verified, manifest.fetched_at


@lru_cache(maxsize=256)
def union(listings: Sequence[Found]) -> Found:
    """Return the partitions of several scopes, each once with all its passes in their order.

    The same object for the same listings.
    """
    histories: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[Place, History]]] = {}
    for listing in listings:
        for place, history in listing.readable:
            histories.setdefault((place.dataset, place.parts), []).append((place, history))
    readable = tuple(
        (entries[0][0], merged(history for _, history in entries))
        for _, entries in sorted(histories.items())
    )
    return Found(
        tuple(entry for listing in listings for entry in listing.all),
        readable,
        tuple(problem for listing in listings for problem in listing.unlisted),
    )
