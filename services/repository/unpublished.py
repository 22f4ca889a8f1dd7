"""Answers of a source that are shown but not stored.

These are empty answers for a code that is not in the catalogue, and results of a search text:
anybody can invent any number of such requests. They stay in the memory of this process as long as a
stored partition would be fresh, so that the same request is not sent again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Container

import polars as pl

from ..store.manifests import History, Manifest
from ..store.snapshots import Place
from ..upstream.dataset import Request
from .passes import WalkResult
from .snapshot import Snapshot

MOST = 256
"""Answers in memory; the longest unused is dropped first."""


class _EveryCode:
    """A catalogue that contains every code."""

    def __contains__(self, kode: object) -> bool:
        """Return True."""
        return True


EVERY_CODE: Container[str] = _EveryCode()


def never(request: Request, manifest: Manifest) -> bool:
    """Return False: no answer is published."""
    del request, manifest
    return False


def made_up(kode: str, rows: int, catalogue: Container[str]) -> bool:
    """Return whether a code is only somebody's typing: no rows, and not in the catalogue."""
    return bool(kode) and not rows and kode not in catalogue


class Unpublished:
    """The unpublished answers of one process, for all threads.

    fresh: tells whether an answer is recent enough to be returned again. catalogue: the codes whose
    empty answers are stored.
    """

    def __init__(
        self, fresh: Callable[[Request, Manifest], bool], catalogue: Container[str] = EVERY_CODE
    ) -> None:
        """Start empty."""
        self._fresh = fresh
        self._catalogue = catalogue
        self._answers: OrderedDict[Request, tuple[Manifest, pl.DataFrame]] = OrderedDict()
        self._lock = threading.Lock()

    def publishable(self, request: Request, manifest: Manifest) -> bool:
        """Return whether an answer is to be stored: not for a made-up code."""
        return not made_up(request.values.get("kode_klpd", ""), manifest.rows, self._catalogue)

    def put(self, request: Request, result: WalkResult) -> None:
        """Add an answer."""
        with self._lock:
            self._answers[request] = (result.manifest, result.reading.frame)
            self._answers.move_to_end(request)
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)

    def get(self, request: Request) -> Snapshot | None:
        """Return the answer to a request while it is fresh, else None."""
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
        """Return the number of answers."""
        with self._lock:
            return len(self._answers)


def hides(catalogue: Container[str]) -> Callable[[Place, History], bool]:
    """Return the function that tells whether a stored partition is not listed: a made-up code."""

    def hidden(place: Place, history: History) -> bool:
        rows = max((manifest.rows for manifest in history.passes), default=0)
        return made_up(place.values.get("kode_klpd", ""), rows, catalogue)

    return hidden
