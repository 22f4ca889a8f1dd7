"""The door for data: one request in, one complete typed snapshot out, or one error.

Stale beats blank, honest beats both: whatever is served says how old it is and why. Rules:
reliability.md section 2. How a partition is read from its upstream stands in passes.py.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, TypeVar

from services.errors import ServiceError, SourceUnavailable, StoreDamaged
from services.passes import OnProgress, Passes
from services.served import Snapshot, Stored
from services.settings import CLOSED_YEAR_MAX_AGE
from services.store.checkpoints import Checkpoints
from services.store.held import Held
from services.store.locks import Locks
from services.store.mend import mend
from services.store.snapshots import History, Manifest, Place, Snapshots
from services.upstream.catalog import Request
from services.upstream.client import Client

__all__ = ["Repository", "Request", "Snapshot", "Stored", "now_utc"]

RETRY_AFTER_FAILURE = 60.0
OPEN_BYTES = 600 * 1024 * 1024


_Kind = TypeVar("_Kind", bound=Stored)


def now_utc() -> datetime:
    """Return this instant in UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


class Repository:
    """Loads partitions through the store. Threads share one repository."""

    def __init__(
        self,
        *,
        clients: Mapping[str, Client],
        scopes: Mapping[str, str],
        snapshots: Snapshots,
        checkpoints: Checkpoints,
        locks: Locks,
        max_age: float,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        """Take the parts that wiring made; `scopes` and `clients` are by source name."""
        self._clients = clients
        self._scopes = scopes
        self._snapshots = snapshots
        self._checkpoints = checkpoints
        self._locks = locks
        self._max_age = max_age
        self._now = now
        self._passes = Passes(
            clients=clients, snapshots=snapshots, checkpoints=checkpoints, locks=locks, now=now
        )
        self._open = Held(OPEN_BYTES)
        self._behind = ThreadPoolExecutor(max_workers=2, thread_name_prefix="segarkan")
        self._refreshing: set[Place] = set()
        self._failed: dict[Place, tuple[datetime, ServiceError]] = {}
        self._guard = threading.Lock()

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
        progress: OnProgress | None = None,
    ) -> Snapshot:
        """Return the snapshot of a request.

        behind: serve what is stored at once and refresh after (pages); else refresh before
        answering (commands). refresh: read anew whatever the age. verify: prove by a second pass.
        at: the latest snapshot at or before this instant, never read newer.
        Raises the ServiceError of the upstream only when nothing usable is stored.
        """
        if at is not None:
            return self._as_of(request, at)
        stored = self._stored(request)
        if stored and not refresh and not (verify and not stored.manifest.verified):
            if self._fresh(request, stored.manifest):
                return stored
            if behind:
                return self._serve_stale(request, stored)
        old = self._renew(request, stored, refresh=refresh, verify=verify, progress=progress)
        return old or self._stored(request) or self._nothing(request)

    def keep(
        self,
        request: Request,
        *,
        refresh: bool = False,
        verify: bool = False,
        progress: OnProgress | None = None,
    ) -> Stored:
        """Bring a partition up to date as `load` does and say what is stored; hold no rows.

        For reading hundreds of partitions in the memory of a few.
        """
        stored = self._known(request)
        proven = stored and (stored.manifest.verified or not verify)
        if stored and proven and not refresh and self._fresh(request, stored.manifest):
            return stored
        old = self._renew(request, stored, refresh=refresh, verify=verify, progress=progress)
        return old or self._known(request) or self._nothing(request)

    def rest(self, source: str) -> float:
        """Return the seconds for which nothing should be asked of a source that keeps failing."""
        return self._clients[source].rest()

    def peek(
        self, request: Request, at: datetime | None = None, *, hold: bool = True
    ) -> Snapshot | None:
        """Return what is stored, never asking an upstream; None when nothing is.

        `hold` keeps the rows open for the next reader; not for those who read everything once.
        """
        return self._stored(request, at, hold=hold)

    def whole(self, request: Request, manifest: Manifest) -> Path | None:
        """Return the file of a stored pass after checking its digest, None when it is damaged."""
        return self._snapshots.whole(self.place(request), manifest)

    def beside(self, source: str) -> Path:
        """Return the folder for what is made of all partitions of a source, in its scope."""
        return self._snapshots.root / "national" / self._scopes[source]

    def history(self, request: Request) -> History:
        """Return all stored passes of a request."""
        return self._snapshots.history(self.place(request))

    def stored(self, source: str, *within: str) -> list[tuple[Place, History]]:
        """Return the readable partitions of a source, or of a folder within, with their passes."""
        return self._readable(self._snapshots.places(self._scopes[source], *within))

    def everything(self) -> list[tuple[Place, History]]:
        """Return every readable partition that this configuration reads, each once."""
        return self._readable(self._all())

    def unreadable(self) -> list[StoreDamaged]:
        """Return the error of every stored partition whose manifest cannot be read."""
        found = (self._passes_of(place) for place in self._all())
        return [passes for passes in found if isinstance(passes, StoreDamaged)]

    def _all(self) -> Iterator[Place]:
        for scope in sorted(set(self._scopes.values())):
            yield from self._snapshots.places(scope)

    def _readable(self, places: Iterable[Place]) -> list[tuple[Place, History]]:
        found = ((place, self._passes_of(place)) for place in places)
        return [(place, passes) for place, passes in found if isinstance(passes, History)]

    def _passes_of(self, place: Place) -> History | StoreDamaged:
        try:
            return self._snapshots.history(place)
        except StoreDamaged as error:
            return error

    def mend(self) -> Iterator[str]:
        """Mend every scope that this configuration reads; yield a line for each thing done."""
        for scope in sorted(set(self._scopes.values())):
            yield from mend(self._snapshots, scope, self._locks)
        yield from (f"sisa bacaan dibuang: {path.name}" for path in self._checkpoints.sweep())

    def close(self) -> None:
        """Wait for refreshes under way and close everything."""
        self._behind.shutdown(wait=True, cancel_futures=True)
        for client in self._clients.values():
            client.close()
        self._checkpoints.close()

    def _as_of(self, request: Request, at: datetime) -> Snapshot:
        stored = self._stored(request, at)
        if stored is None:
            raise SourceUnavailable("belum ada pada tanggal itu", where=str(request))
        return stored

    def _renew(
        self,
        request: Request,
        stored: _Kind | None,
        *,
        refresh: bool,
        verify: bool,
        progress: OnProgress | None,
    ) -> _Kind | None:
        """Run a pass; return what was stored, with the reason, when it failed."""
        try:
            self._passes.run(
                request,
                self.place(request),
                enough=lambda last: not refresh and self._fresh(request, last),
                verify=verify,
                progress=progress,
            )
        except ServiceError as error:
            if stored is None:
                raise
            reason = "; ".join(filter(None, (stored.reason, error.message)))
            return replace(stored, stale=True, reason=reason)
        return None

    def _known(self, request: Request) -> Stored | None:
        found = self._snapshots.newest(self.place(request))
        if found is None:
            return None
        manifest, damage = found
        return Stored(request=request, manifest=manifest, stale=bool(damage), reason=damage)

    def _stored(
        self, request: Request, at: datetime | None = None, *, hold: bool = True
    ) -> Snapshot | None:
        place = self.place(request)
        history, damage = self._snapshots.recall(place)
        newest = next(iter(history.at(at)), None)
        if newest is None:
            return None
        frame = self._open.get(newest.digest)
        if frame is not None and not damage:
            return Snapshot(request=request, frame=frame, manifest=newest, at=at)
        opened = self._snapshots.open(place, at)
        if opened is None:
            return None
        if hold:
            self._open.put(opened.manifest.digest, opened.frame)
        return Snapshot(
            request=request,
            frame=opened.frame,
            manifest=opened.manifest,
            stale=bool(opened.damage),
            reason=opened.damage,
            at=at,
        )

    def _fresh(self, request: Request, manifest: Manifest) -> bool:
        age = (self._now() - manifest.fetched_at).total_seconds()
        return abs(age) < self._allowed_age(request)

    def _allowed_age(self, request: Request) -> float:
        year = request.values.get("tahun", "0")
        running = int(year) >= self._now().year
        return self._max_age if running else max(CLOSED_YEAR_MAX_AGE, self._max_age)

    def _serve_stale(self, request: Request, stored: Snapshot) -> Snapshot:
        """Serve at once; start one refresh behind unless the last one failed a minute ago."""
        place = self.place(request)
        with self._guard:
            failed = self._failed.get(place)
            resting = failed and (self._now() - failed[0]).total_seconds() < RETRY_AFTER_FAILURE
            if not resting and place not in self._refreshing:
                self._refreshing.add(place)
                self._behind.submit(self._refresh_behind, request, place)
        reason = failed[1].message if failed else stored.reason or "sedang disegarkan"
        return replace(stored, stale=True, reason=reason)

    def _refresh_behind(self, request: Request, place: Place) -> None:
        try:
            self._passes.run(request, place, enough=lambda last: self._fresh(request, last))
        except ServiceError as error:
            with self._guard:
                self._failed[place] = (self._now(), error)
        else:
            with self._guard:
                self._failed.pop(place, None)
        finally:
            with self._guard:
                self._refreshing.discard(place)

    def _nothing(self, request: Request) -> NoReturn:
        raise SourceUnavailable("tidak ada yang terbit", where=str(request))
