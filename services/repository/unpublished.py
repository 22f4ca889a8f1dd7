"""Answers of a source that are shown to whoever asked and stored for nobody.

An empty answer for a code that no catalogue knows, or what a search text found, is no knowledge
about the country: anybody can make up any number of such questions. It is kept in the memory of
this process for as long as a stored partition would be fresh, so that asking again costs nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Container

import polars as pl

from ..store.manifests import History, Manifest
from ..store.snapshots import Place
from ..upstream.catalog import Request
from .passes import Taken
from .snapshot import Snapshot

MOST = 256
"""Answers remembered at a time, the longest unused dropped first."""


class _EveryCode:
    """A catalogue that knows every code."""

    def __contains__(self, kode: object) -> bool:
        """Know it."""
        return True


EVERY_CODE: Container[str] = _EveryCode()


def never(request: Request, manifest: Manifest) -> bool:
    """Let no answer be published."""
    del request, manifest
    return False


def made_up(kode: str, rows: int, catalogue: Container[str]) -> bool:
    """Tell whether a partition is known from somebody's typing alone: no rows, no known code."""
    return bool(kode) and not rows and kode not in catalogue


class Unpublished:
    """The answers of one process that are not stored. Any thread may call.

    fresh: tells whether an answer is still young enough to be given again. catalogue: the codes
    whose empty answers are stored.
    """

    def __init__(
        self, fresh: Callable[[Request, Manifest], bool], catalogue: Container[str] = EVERY_CODE
    ) -> None:
        """Remember nothing yet."""
        self._fresh = fresh
        self._catalogue = catalogue
        self._answers: OrderedDict[Request, tuple[Manifest, pl.DataFrame]] = OrderedDict()
        self._lock = threading.Lock()

    def publishable(self, request: Request, manifest: Manifest) -> bool:
        """Tell whether an answer is stored: not when only somebody's typing made it."""
        return not made_up(request.values.get("kode_klpd", ""), manifest.rows, self._catalogue)

    def put(self, request: Request, taken: Taken) -> None:
        """Remember an answer."""
        with self._lock:
            self._answers[request] = (taken.manifest, taken.reading.frame)
            self._answers.move_to_end(request)
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)

    def get(self, request: Request) -> Snapshot | None:
        """Return the answer to a request while it is young enough, else None."""
        with self._lock:
            manifest, frame = self._answers.get(request, (None, None))
            if manifest is None or frame is None:
                return None
            if not self._fresh(request, manifest):
                del self._answers[request]
                return None
            self._answers.move_to_end(request)
        return Snapshot(request=request, manifest=manifest, frame=frame)

    def __len__(self) -> int:
        """Return how many answers are remembered."""
        with self._lock:
            return len(self._answers)


def hides(catalogue: Container[str]) -> Callable[[Place, History], bool]:
    """Return what tells whether a stored partition stands in no list: only typing made it."""

    def hidden(place: Place, history: History) -> bool:
        rows = max((one.rows for one in history.passes), default=0)
        return made_up(place.values.get("kode_klpd", ""), rows, catalogue)

    return hidden
