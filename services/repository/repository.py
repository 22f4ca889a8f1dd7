"""Load a request as one complete typed snapshot, from the store or from its upstream.

Stale rows are better than none, and every snapshot says how old it is and why. Rules:
reliability.md section 2. passes.py reads a partition from its upstream.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn, TypeVar

from ..errors import NotImported, ServiceError, SourceUnavailable
from ..store.checkpoints import Checkpoints
from ..store.locking.locks import Busy, Locking
from ..store.snapshots import Manifest, Snapshots
from ..upstream.connection.client import Client
from ..upstream.connection.limiter import Queue
from ..upstream.dataset import Request
from ..upstream.walk.progress import Progress
from .background import BackgroundRefreshes
from .imports import Imports
from .passes import PATIENCE, Check, OnProgress, Passes, is_fresh, now_utc
from .snapshot import Snapshot, Stored
from .stored import StoredPartitions
from .unpublished import EVERY_CODE, Unpublished, never

_StoredT = TypeVar("_StoredT", bound=Stored)


class Repository(StoredPartitions):
    """Loads partitions: stored ones, and others from their upstreams; any thread may call."""

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
        imports: Imports | None = None,
    ) -> None:
        """Store the collaborators; `scopes` and `clients` are by source name.

        `local` is the folder of copies when the snapshots are in a bucket. `catalogue` are the KLPD
        codes whose empty answers are stored, too. `may_refresh` is called before each background
        refresh. `imports`: the imported partitions that are read, None for none.
        """
        super().__init__(
            scopes=scopes,
            snapshots=snapshots,
            checkpoints=checkpoints,
            locks=locks,
            local=local,
            catalogue=catalogue,
            imports=imports,
        )
        self._clients = clients
        self._max_age = max_age
        self._now = now
        self._passes = Passes(
            clients=clients, snapshots=snapshots, checkpoints=checkpoints, locks=locks, now=now
        )
        self.refreshes = BackgroundRefreshes(now, allowed=may_refresh)
        self._unpublished = Unpublished(self._fresh, catalogue)

    def load(
        self,
        request: Request,
        *,
        background: bool = False,
        refresh: bool = False,
        verify: bool = False,
        at: datetime | None = None,
        publish: bool = True,
        progress: OnProgress | None = None,
    ) -> Snapshot:
        """Return the snapshot of a request.

        background: return stale rows at once and refresh them in the background (pages); otherwise
        refresh first (commands). refresh: read again whatever the age. verify: prove the rows by a
        second walk. at: the latest snapshot at or before this instant; nothing is read. publish:
        False for the search of one reader, whose answer is not stored.
        Raises the ServiceError of the upstream only when nothing usable is stored.
        """
        stored = self._stored(request, at)
        if at is not None:
            return stored or self._nothing(request, "belum ada pada tanggal itu")
        if not self._asked(request):
            return stored or self._not_imported(request)
        if stored and not refresh and not (verify and not stored.manifest.verified):
            stands_in = (
                stored.manifest.from_file and not background
            )  # a command asks the source first
            if self._fresh(request, stored.manifest) and not stands_in:
                return stored
            if background:
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
        if not self._asked(request):
            return stored or self._not_imported(request)
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
            self.changed()
            if result:
                self._unpublished.put(request, result)
                self._locks.discard(self.place(request).lock(self._store.root))
        except ServiceError as error:
            if stored is None or (isinstance(error, Busy) and patience < PATIENCE):
                raise
            reason = "; ".join(filter(None, (stored.reason, error.message)))
            return replace(stored, stale=True, reason=reason)
        return None

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
            self.changed()

        failed = self.refreshes.begin(self.place(request), refresh)
        reason = failed.message if failed else stored.reason or "sedang disegarkan"
        return replace(stored, stale=True, reason=reason)

    def _not_imported(self, request: Request) -> NoReturn:
        raise NotImported(where=str(request))

    def _nothing(self, request: Request, why: str = "tidak ada yang terbit") -> NoReturn:
        raise SourceUnavailable(why, where=str(request))
