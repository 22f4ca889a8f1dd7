"""The door for data: one request in, one complete typed snapshot out, or one error.

Stale beats blank, honest beats both: whatever is served says how old it is and why. Rules:
reliability.md section 2. How a partition is read from its upstream stands in passes.py.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn, TypeVar

import polars as pl

from ..errors import ServiceError, SourceUnavailable, StoreUnavailable
from ..store.checkpoints import Checkpoints
from ..store.locks import Busy, Locking, OnWait
from ..store.objects import Objects, Piece
from ..store.recent import Recent
from ..store.removal import pieces, remove
from ..store.repair import forgotten, repair
from ..store.set_aside import SetAside
from ..store.snapshots import History, Manifest, Place, Snapshots
from ..store.survey import Found, Problem, Survey
from ..upstream.catalog import Dataset, Request
from ..upstream.client import Client
from ..upstream.limiter import Queue
from ..upstream.progress import Progress
from .background import Behind
from .frame_cache import Held
from .passes import PATIENCE, Check, OnProgress, Passes, is_fresh, now_utc
from .snapshot import Snapshot, Stored
from .unpublished import EVERY_CODE, Unpublished, hides, never

OPEN_BYTES = 600 * 1024 * 1024
_Kind = TypeVar("_Kind", bound=Stored)


class Repository:
    """Loads partitions from their upstreams and from what is stored. Threads share a repository.

    While a shared store does not answer, what was known of it last is served and said to be old.
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
        """Take the parts that wiring made; `scopes` and `clients` are by source name.

        `local` is where copies lie when the snapshots are in a bucket. `catalogue` are the KLPD
        codes whose empty answers are stored, too. `may_refresh` is asked before each refresh behind
        what is served.
        """
        self._clients = clients
        self._scopes = scopes
        self._store = snapshots
        self._checkpoints = checkpoints
        self._locks = locks
        self._max_age = max_age
        self._now = now
        self._local = local
        self._passes = Passes(
            clients=clients, snapshots=snapshots, checkpoints=checkpoints, locks=locks, now=now
        )
        self._open = Held(OPEN_BYTES)
        self._histories = Recent[tuple[History, str]]()
        self._survey = Survey(snapshots, hidden=hides(catalogue))
        self._refreshing = Behind(now, allowed=may_refresh)
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

        behind: serve what is stored at once and refresh after (pages); else refresh before
        answering (commands). refresh: read anew whatever the age. verify: prove by a second pass.
        at: the latest snapshot at or before this instant, never read newer. publish: False for a
        question of one reader, whose answer is stored for nobody.
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
        old = self._renew(
            request, stored, refresh=refresh, verify=verify, publish=publish, progress=progress
        )
        return old or self._stored(request) or self.answered(request) or self._nothing(request)

    def answered(self, request: Request) -> Snapshot | None:
        """Return an answer that is remembered for who asks again, and stored for nobody."""
        return self._unpublished.get(request)

    def keep(
        self,
        request: Request,
        *,
        refresh: bool = False,
        verify: bool = False,
        progress: OnProgress | None = None,
        check: Check = lambda: None,
        patience: float = PATIENCE,
    ) -> Stored:
        """Bring a partition up to date as `load` does and say what is stored; hold no rows.

        For reading hundreds of partitions in the memory of a few. `check` is called before each
        request and may raise Stopped. Raises Busy when somebody else reads it for longer than
        `patience` seconds, and nothing stored is fresh.
        """
        stored = self._known(request)
        proven = stored and (stored.manifest.verified or not verify)
        if stored and proven and not refresh and self._fresh(request, stored.manifest):
            return stored
        if not refresh and (answer := self._unpublished.get(request)):
            return answer
        old = self._renew(
            request,
            stored,
            refresh=refresh,
            verify=verify,
            progress=progress,
            check=check,
            patience=patience,
        )
        return old or self._known(request) or self.answered(request) or self._nothing(request)

    def rest(self, source: str) -> float:
        """Return the seconds for which nothing should be asked of a source that keeps failing."""
        return self._clients[source].rest()

    def queue(self, source: str) -> Queue | None:
        """Return what a request to a source would have to wait for now, None for nothing."""
        return self._clients[source].queue()

    def under_way(self, request: Request) -> Progress | None:
        """Return how far this process is in reading a partition, None when it is not."""
        return self._passes.under_way.get(self.place(request))

    def peek(
        self, request: Request, at: datetime | None = None, *, hold: bool = True
    ) -> Snapshot | None:
        """Return what is stored, never asking an upstream; None when nothing is.

        `hold` keeps the rows open for the next reader; not for those who read everything once.
        """
        return self._stored(request, at, hold=hold)

    def beside(self, source: str, *within: str) -> tuple[Path, Piece | None]:
        """Return the place for what is made of all partitions of a source, in its scope.

        A folder of this machine and, where data are in a bucket, the piece that it is a copy of.
        """
        far = Piece(self._store.objects, "/".join(("national", self._scopes[source], *within)))
        near = far.objects.path(far.key)
        return (near, None) if near else (self._local / far.key, far)

    @property
    def root(self) -> Path | Objects:
        """Return where the data are: a folder of this machine, or a bucket."""
        return self._store.root

    @property
    def objects(self) -> Objects:
        """Return the pieces of bytes that everything stored is made of."""
        return self._store.objects

    def read_pass(self, place: Place, manifest: Manifest) -> pl.DataFrame:
        """Return the rows of one pass; raise StoreDamaged or StoreUnreadable."""
        return self._store.read(place, manifest)

    def file_of(self, stored: Stored, folder: Path) -> Path | None:
        """Return a Parquet file with the rows of a pass, None when it is damaged.

        It is the stored file itself or, for a bucket, a copy in `folder`; its digest was checked.
        """
        return self._store.whole(self.place(stored.request), stored.manifest, folder)

    def pieces(self, dataset: Dataset, kode: str) -> dict[Place, list[str]]:
        """Return the keys in each partition of a KLPD, whether a manifest names them or not.

        Raises StoreUnreadable when they cannot be listed now.
        """
        scope = self._scopes[dataset.source]
        return pieces(self._store, scope, dataset.folder, kode)

    def begin_removal(self) -> SetAside:
        """Return a new folder for what is set aside."""
        return SetAside.begun(self._store.objects, self._store.now())

    def history(self, request: Request) -> History:
        """Return all stored passes of a request, from the manifest's copy where that is damaged."""
        return self._recall(self.place(request))[0]

    def surveyed(self, source: str, *within: str) -> Found:
        """Return the partitions of a source, or of a folder within: one object while unchanged."""
        return self._survey.of(self._scopes[source], *within)

    def everything(self) -> list[tuple[Place, History]]:
        """Return every readable partition that this configuration reads, each once."""
        return [one for found in self._all() for one in found.readable]

    def unreadable(self) -> list[Problem]:
        """Return the error of every stored partition or folder that cannot be read."""
        return [error for found in self._all() for error in found.problems]

    def away(self) -> StoreUnavailable | None:
        """Return the error of a shared store of which nothing is known yet, None for any other."""
        if self._store.objects.path("") is None and not len(self._survey):
            try:
                self._store.objects.exists("snapshots")
            except StoreUnavailable as error:
                return error
        return None

    def _all(self) -> list[Found]:
        return [self._survey.of(scope) for scope in sorted(set(self._scopes.values()))]

    def repair(self) -> Iterator[str]:
        """Repair every scope that this configuration reads; yield a line for each thing done."""
        for scope in sorted(set(self._scopes.values())):
            yield from repair(self._store, scope, self._locks)
        yield from forgotten(self._store)
        yield from (f"sisa bacaan dibuang: {path.name}" for path in self._checkpoints.sweep())

    def remove(self, place: Place, aside: SetAside, waiting: OnWait | None = None) -> None:
        """Set a partition aside and forget it, its recorded pages too; raise Busy."""
        remove(self._store, place, self._locks, aside, waiting)
        self._checkpoints.forget(place.lock(self._store.root))
        self._histories.drop(place)
        self._survey.forget()

    def close(self) -> None:
        """Wait for refreshes under way and close everything."""
        self._refreshing.close()
        for client in self._clients.values():
            client.close()
        self._checkpoints.close()

    def _renew(
        self,
        request: Request,
        stored: _Kind | None,
        *,
        refresh: bool,
        verify: bool,
        publish: bool = True,
        progress: OnProgress | None,
        check: Check = lambda: None,
        patience: float = PATIENCE,
    ) -> _Kind | None:
        """Run a pass; return what was stored, with the reason, when it failed."""
        try:
            taken = self._passes.run(
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
            if taken:
                self._unpublished.put(request, taken)
                self._locks.discard(self.place(request).lock(self._store.root))
        except ServiceError as error:
            if stored is None or (isinstance(error, Busy) and patience < PATIENCE):
                raise
            reason = "; ".join(filter(None, (stored.reason, error.message)))
            return replace(stored, stale=True, reason=reason)
        return None

    def _known(self, request: Request) -> Stored | None:
        found = self._store.newest(self.place(request))
        if found is None:
            return None
        manifest, damage = found
        return Stored(request=request, manifest=manifest, stale=bool(damage), reason=damage)

    def _recall(self, place: Place) -> tuple[History, str, StoreUnavailable | None]:
        """Return passes, what is wrong with their manifest, and why an earlier answer stands."""
        (history, damage), away = self._histories.ask(place, lambda: self._store.recall(place))
        return history, damage, away

    def _stored(
        self, request: Request, at: datetime | None = None, *, hold: bool = True
    ) -> Snapshot | None:
        place = self.place(request)
        history, damage, away = self._recall(place)
        newest = next(iter(history.at(at)), None)
        if newest is None:
            return None
        frame = self._open.get(newest.digest)
        if frame is not None and not damage:
            why = away.message if away else ""
            return Snapshot(
                request=request, frame=frame, manifest=newest, stale=bool(why), reason=why, at=at
            )
        if (opened := self._store.open(place, at)) is None:
            return None
        frame = request.dataset.completed(opened.frame.lazy()).collect()
        if hold:
            self._open.put(opened.manifest.digest, frame)
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
        """Serve at once and refresh behind."""

        def refresh() -> None:
            self._passes.run(
                request,
                self.place(request),
                enough=lambda last: self._fresh(request, last),
                publishable=self._unpublished.publishable,
            )
            self._survey.forget()

        failed = self._refreshing.begin(self.place(request), refresh)
        reason = failed.message if failed else stored.reason or "sedang disegarkan"
        return replace(stored, stale=True, reason=reason)

    def _nothing(self, request: Request, why: str = "tidak ada yang terbit") -> NoReturn:
        raise SourceUnavailable(why, where=str(request))
