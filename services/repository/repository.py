"""Load a request as one complete typed snapshot, from the store or from its upstream.

Stale rows are better than none, and every snapshot says how old it is and why. Rules:
reliability.md section 2. passes.py reads a partition from its upstream.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn, TypeVar

from ..errors import ServiceError, SourceUnavailable, StoreUnavailable
from ..store.checkpoints import Checkpoints
from ..store.locks import Busy, Locking, OnWait
from ..store.objects import Piece
from ..store.recent import Recent
from ..store.removal import remove
from ..store.repair import forgotten, repair
from ..store.set_aside import SetAside
from ..store.snapshots import History, Manifest, Place, Snapshots
from ..store.survey import Found, Problem, Survey
from ..upstream.catalog import Request
from ..upstream.client import Client
from ..upstream.limiter import Queue
from ..upstream.progress import Progress
from .background import BackgroundRefreshes
from .frame_cache import FrameCache
from .passes import PATIENCE, Check, OnProgress, Passes, is_fresh, now_utc
from .snapshot import Snapshot, Stored
from .unpublished import EVERY_CODE, Unpublished, hides, never

FRAME_CACHE_BYTES = 600 * 1024 * 1024
_StoredT = TypeVar("_StoredT", bound=Stored)


class Repository:
    """Loads partitions; `store` are their snapshots, `refreshes` the background refreshes.

    Threads share one repository. While a shared store does not answer, its last known state is
    served and marked as stale.
    """

    def __init__(
        self,
        *,
        clients: Mapping[str, Client],
        scopes: Mapping[str, str],
        snapshots: Snapshots,
        checkpoints: Checkpoints,
        locks: Locking,
        max_age: float,
        now: Callable[[], datetime] = now_utc,
        local: Path = Path(),
        catalogue: Container[str] = EVERY_CODE,
        may_refresh: Callable[[], bool] = lambda: True,
    ) -> None:
        """Store the collaborators; `scopes` and `clients` are by source name.

        `local` is the folder of copies when the snapshots are in a bucket. `catalogue` are the KLPD
        codes whose empty answers are stored, too. `may_refresh` is called before each background
        refresh.
        """
        self._clients = clients
        self._scopes = scopes
        self.store = snapshots
        self._checkpoints = checkpoints
        self._locks = locks
        self._max_age = max_age
        self._now = now
        self._local = local
        self._passes = Passes(
            clients=clients, snapshots=snapshots, checkpoints=checkpoints, locks=locks, now=now
        )
        self._frames = FrameCache(FRAME_CACHE_BYTES)
        self._histories = Recent[tuple[History, str]]()
        self._passes_of = Recent[History]()
        self._survey = Survey(snapshots, hidden=hides(catalogue))
        self.refreshes = BackgroundRefreshes(now, allowed=may_refresh)
        self._unpublished = Unpublished(self._fresh, catalogue)

    def place(self, request: Request) -> Place:
        """Return where a request is stored."""
        return Place(
            scope=self._scopes[request.dataset.source],
            dataset=request.dataset.folder,
            parts=request.parts,
        )

    def load(
        self,
        request: Request,
        *,
        behind: bool = False,
        refresh: bool = False,
        verify: bool = False,
        at: datetime | None = None,
        publish: bool = True,
        progress: OnProgress | None = None,
    ) -> Snapshot:
        """Return the snapshot of a request.

        behind: return stale rows at once and refresh them in the background (pages); otherwise
        refresh first (commands). refresh: read again whatever the age. verify: prove the rows by a
        second walk. at: the latest snapshot at or before this instant; nothing is read. publish:
        False for the search of one reader, whose answer is not stored.
        Raises the ServiceError of the upstream only when nothing usable is stored.
        """
        stored = self._stored(request, at)
        if at is not None:
            return stored or self._nothing(request, "belum ada pada tanggal itu")
        if stored and not refresh and not (verify and not stored.manifest.verified):
            if self._fresh(request, stored.manifest):
                return stored
            if behind:
                return self._serve_stale(request, stored)
        if not refresh and (answer := self._unpublished.get(request)):
            return answer
        stale = self._renew(
            request, stored, refresh=refresh, verify=verify, publish=publish, progress=progress
        )
        return stale or self._stored(request) or self.answered(request) or self._nothing(request)

    def answered(self, request: Request) -> Snapshot | None:
        """Return an answer that is in memory only, not stored; None when there is none."""
        return self._unpublished.get(request)

    def update(
        self,
        request: Request,
        *,
        refresh: bool = False,
        verify: bool = False,
        progress: OnProgress | None = None,
        check: Check = lambda: None,
        patience: float = PATIENCE,
    ) -> Stored:
        """Bring a partition up to date as `load` does, but return its manifest without rows.

        For hundreds of partitions in little memory. `check` is called before each request and may
        raise Stopped. Raises Busy when another pass takes longer than `patience` seconds and
        nothing stored is fresh.
        """
        stored = self._known(request)
        proven = stored and (stored.manifest.verified or not verify)
        if stored and proven and not refresh and self._fresh(request, stored.manifest):
            return stored
        if not refresh and (answer := self._unpublished.get(request)):
            return answer
        stale = self._renew(
            request,
            stored,
            refresh=refresh,
            verify=verify,
            progress=progress,
            check=check,
            patience=patience,
        )
        return stale or self._known(request) or self.answered(request) or self._nothing(request)

    def rest(self, source: str) -> float:
        """Return the seconds for which a source that keeps failing should get no requests."""
        return self._clients[source].rest()

    def queue(self, source: str) -> Queue | None:
        """Return what a request to a source would have to wait for now, None for nothing."""
        return self._clients[source].queue()

    def under_way(self, request: Request) -> Progress | None:
        """Return the progress of a pass of this process over a partition, None without one."""
        return self._passes.under_way.get(self.place(request))

    def peek(
        self, request: Request, at: datetime | None = None, *, hold: bool = True
    ) -> Snapshot | None:
        """Return the stored snapshot, None when there is none; no upstream is asked.

        hold: keep the rows in the frame cache; False for callers that read everything once.
        """
        return self._stored(request, at, hold=hold)

    def results_place(self, source: str, *within: str) -> tuple[Path, Piece | None]:
        """Return where results over all partitions of a source are stored.

        This is a folder of this machine and, when data are in a bucket, the object it is a copy of.
        """
        shared = Piece(self.store.objects, "/".join(("national", self._scopes[source], *within)))
        folder = shared.objects.path(shared.key)
        return (folder, None) if folder else (self._local / shared.key, shared)

    def history(self, request: Request) -> History:
        """Return all stored passes of a request."""
        place = self.place(request)
        return self._passes_of.ask(place, lambda: self.store.history(place))[0]

    def surveyed(self, source: str, *within: str) -> Found:
        """Return the partitions of a source, or of a folder; the same object while unchanged."""
        return self._survey.of(self._scopes[source], *within)

    def stored(self, source: str, *within: str) -> list[tuple[Place, History]]:
        """Return the readable partitions of a source, or of a folder within, with their passes."""
        return list(self.surveyed(source, *within).readable)

    def everything(self) -> list[tuple[Place, History]]:
        """Return every readable partition of all sources, each once."""
        return [partition for survey in self._surveys() for partition in survey.readable]

    def unreadable(self) -> list[Problem]:
        """Return the error of every stored partition or folder that cannot be read."""
        return [error for survey in self._surveys() for error in survey.problems]

    def away(self) -> StoreUnavailable | None:
        """Return the error of a shared store that does not answer and was never read, else None."""
        if self.store.objects.path("") is None and not len(self._survey):
            try:
                self.store.objects.exists("snapshots")
            except StoreUnavailable as error:
                return error
        return None

    def _surveys(self) -> list[Found]:
        return [self._survey.of(scope) for scope in sorted(set(self._scopes.values()))]

    def repair(self) -> Iterator[str]:
        """Repair every scope of this configuration; yield a line for each change."""
        for scope in sorted(set(self._scopes.values())):
            yield from repair(self.store, scope, self._locks)
        yield from forgotten(self.store)
        yield from (f"sisa bacaan dibuang: {path.name}" for path in self._checkpoints.sweep())

    def remove(self, place: Place, aside: SetAside, waiting: OnWait | None = None) -> None:
        """Set a partition aside, and remove its recorded pages; raise Busy."""
        remove(self.store, place, self._locks, aside, waiting)
        self._checkpoints.forget(place.lock(self.store.root))
        self._histories.drop(place)
        self._passes_of.drop(place)
        self._survey.forget()

    def close(self) -> None:
        """Wait for the refreshes under way and close everything."""
        self.refreshes.close()
        for client in self._clients.values():
            client.close()
        self._checkpoints.close()

    def _renew(
        self,
        request: Request,
        stored: _StoredT | None,
        *,
        refresh: bool,
        verify: bool,
        publish: bool = True,
        progress: OnProgress | None,
        check: Check = lambda: None,
        patience: float = PATIENCE,
    ) -> _StoredT | None:
        """Run a pass; when it fails return what was stored, as stale, with the reason."""
        try:
            result = self._passes.run(
                request,
                self.place(request),
                enough=lambda last: not refresh and self._fresh(request, last),
                verify=verify,
                progress=progress,
                check=check,
                publishable=self._unpublished.publishable if publish else never,
                patience=patience,
            )
            self._survey.forget()
            if result:
                self._unpublished.put(request, result)
                self._locks.discard(self.place(request).lock(self.store.root))
        except ServiceError as error:
            if stored is None or (isinstance(error, Busy) and patience < PATIENCE):
                raise
            reason = "; ".join(filter(None, (stored.reason, error.message)))
            return replace(stored, stale=True, reason=reason)
        return None

    def _known(self, request: Request) -> Stored | None:
        """Return the manifest of what is stored, None when nothing is."""
        newest = self.store.newest(self.place(request))
        if newest is None:
            return None
        manifest, damage = newest
        return Stored(request=request, manifest=manifest, stale=bool(damage), reason=damage)

    def _stored(
        self, request: Request, at: datetime | None = None, *, hold: bool = True
    ) -> Snapshot | None:
        """Return what is stored with its rows, from the frame cache if possible."""
        place = self.place(request)
        (history, damage), away = self._histories.ask(place, lambda: self.store.recall(place))
        newest = next(iter(history.at(at)), None)
        if newest is None:
            return None
        frame = self._frames.get(newest.digest)
        if frame is not None and not damage:
            why = away.message if away else ""
            return Snapshot(
                request=request, frame=frame, manifest=newest, stale=bool(why), reason=why, at=at
            )
        if (opened := self.store.open(place, at)) is None:
            return None
        frame = request.dataset.completed(opened.frame.lazy()).collect()
        if hold:
            self._frames.put(opened.manifest.digest, frame)
        return Snapshot(
            request=request,
            frame=frame,
            manifest=opened.manifest,
            stale=bool(opened.damage),
            reason=opened.damage,
            at=at,
        )

    def _fresh(self, request: Request, manifest: Manifest) -> bool:
        return is_fresh(request, manifest, self._now(), self._max_age)

    def _serve_stale(self, request: Request, stored: Snapshot) -> Snapshot:
        """Return a stale snapshot and refresh it in the background."""

        def refresh() -> None:
            self._passes.run(
                request,
                self.place(request),
                enough=lambda last: self._fresh(request, last),
                publishable=self._unpublished.publishable,
            )
            self._survey.forget()

        failed = self.refreshes.begin(self.place(request), refresh)
        reason = failed.message if failed else stored.reason or "sedang disegarkan"
        return replace(stored, stale=True, reason=reason)

    def _nothing(self, request: Request, why: str = "tidak ada yang terbit") -> NoReturn:
        raise SourceUnavailable(why, where=str(request))
