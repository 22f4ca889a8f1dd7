"""The door for data: one request in, one complete typed snapshot out, or one error.

Stale beats blank, honest beats both: whatever is served says how old it is and why. Rules:
reliability.md section 2. One pass per partition runs at a time over all threads and processes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import polars as pl

from services.errors import ServiceError, SourceUnavailable
from services.settings import CLOSED_YEAR_MAX_AGE
from services.store.checkpoints import Checkpoints
from services.store.held import Held
from services.store.locks import Locks
from services.store.mend import mend
from services.store.snapshots import History, Manifest, Place, Snapshots, Superseded
from services.upstream.catalog import Request
from services.upstream.client import Client
from services.upstream.frames import Reading, assemble
from services.upstream.progress import Progress
from services.upstream.walker import BUDGET, Walk

SECOND_LIMIT = 997
SHRINK = 0.9
PATIENCE = 3600.0
RETRY_AFTER_FAILURE = 60.0
OPEN_BYTES = 600 * 1024 * 1024
SAMPLES = 500

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One partition as served. `stale` says that it is older than wanted, `reason` why it still is.

    `frame` is shared between readers and never changed. `at` repeats the instant that was asked.
    """

    request: Request
    frame: pl.DataFrame
    manifest: Manifest
    stale: bool = False
    reason: str = ""
    at: datetime | None = None


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
        try:
            self._pass(request, verify=verify, refresh=refresh, progress=progress)
        except ServiceError as error:
            if stored is None:
                raise
            return replace(stored, stale=True, reason=error.message)
        return self._stored(request) or self._nothing(request)

    def peek(self, request: Request, at: datetime | None = None) -> Snapshot | None:
        """Return what is stored, never asking an upstream; None when nothing is."""
        return self._stored(request, at)

    def history(self, request: Request) -> History:
        """Return all stored passes of a request."""
        return self._snapshots.history(self.place(request))

    def stored(self, source: str, *within: str) -> list[tuple[Place, History]]:
        """Return the stored partitions of a source, or of a folder `within`, with their passes."""
        found = self._snapshots.places(self._scopes[source], *within)
        return [(place, self._snapshots.history(place)) for place in found]

    def everything(self) -> list[tuple[Place, History]]:
        """Return every stored partition that this configuration reads, each once."""
        scopes = sorted(set(self._scopes.values()))
        places = (place for scope in scopes for place in self._snapshots.places(scope))
        return [(place, self._snapshots.history(place)) for place in places]

    def mend(self) -> Iterator[str]:
        """Mend every scope that this configuration reads; yield a line for each thing done."""
        for scope in sorted(set(self._scopes.values())):
            yield from mend(self._snapshots, scope)

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

    def _stored(self, request: Request, at: datetime | None = None) -> Snapshot | None:
        place = self.place(request)
        newest = next(iter(self._snapshots.history(place).at(at)), None)
        if newest is None:
            return None
        frame = self._open.get(newest.digest)
        if frame is not None:
            return Snapshot(request=request, frame=frame, manifest=newest, at=at)
        opened = self._snapshots.open(place, at)
        if opened is None:
            return None
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
        return age < self._allowed_age(request)

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
        reason = failed[1].message if failed else "sedang disegarkan"
        return replace(stored, stale=True, reason=reason)

    def _refresh_behind(self, request: Request, place: Place) -> None:
        try:
            self._pass(request, verify=False, refresh=False, progress=None)
        except ServiceError as error:
            with self._guard:
                self._failed[place] = (self._now(), error)
        else:
            with self._guard:
                self._failed.pop(place, None)
        finally:
            with self._guard:
                self._refreshing.discard(place)

    def _pass(
        self, request: Request, *, verify: bool, refresh: bool, progress: OnProgress | None
    ) -> None:
        """Read a partition once over all threads and processes and publish what was read."""
        place = self.place(request)
        asked_at = self._now()
        with self._locks.hold(str(place.folder(self._snapshots.root)), patience=PATIENCE):
            history = self._snapshots.history(place)
            last = history.passes[-1] if history.passes else None
            if last and last.fetched_at >= asked_at and not verify:
                return
            if last and not refresh and not verify and self._fresh(request, last):
                return
            tape = self._checkpoints.tape(str(place.folder(self._snapshots.root)))
            budget = max(BUDGET, 4 * last.pages) if last else BUDGET
            client = self._clients[request.dataset.source]
            walk = client.walk(request, tape=tape, budget=budget, progress=progress)
            reading = assemble(request.dataset, walk.pages, request.values)
            known = self._manifest(request, walk, reading)
            reading, known = self._second_look(request, reading, known, last, verify=verify)
            try:
                self._snapshots.publish(place, reading.frame, known, generation=history.generation)
            except Superseded:
                return
            finally:
                tape.clear()

    def _second_look(
        self,
        request: Request,
        reading: Reading,
        known: Manifest,
        last: Manifest | None,
        *,
        verify: bool,
    ) -> tuple[Reading, Manifest]:
        """Guard against a shrinking answer, and verify by a second pass of another page size."""
        if last and last.rows and not known.rows:
            raise SourceUnavailable(
                "sumber kini menjawab kosong atau tidak berwenang; data lama dipertahankan",
                where=str(request),
            )
        shrunk = bool(last and known.rows < SHRINK * last.rows)
        if not verify and not shrunk:
            return reading, known
        second = self._again(request)
        if second.frame.equals(reading.frame):
            return reading, replace(known, verified=True, fetched_at=self._now())
        third = self._again(request)
        if third.frame.equals(second.frame):
            return third, replace(
                known, verified=True, rows=third.frame.height, fetched_at=self._now()
            )
        if shrunk:
            raise SourceUnavailable(
                "jawaban menyusut dan tidak tetap; data lama dipertahankan", where=str(request)
            )
        return third, replace(known, changing=True, rows=third.frame.height, fetched_at=self._now())

    def _again(self, request: Request) -> Reading:
        limit = SECOND_LIMIT if request.dataset.source == "inaproc" else None
        walk = self._clients[request.dataset.source].walk(request, limit=limit)
        return assemble(request.dataset, walk.pages, request.values)

    def _manifest(self, request: Request, walk: Walk, reading: Reading) -> Manifest:
        client = self._clients[request.dataset.source]
        sandbox = client.sandbox or not client.upstream.live
        return Manifest(
            rows=reading.frame.height,
            pages=walk.asked,
            source="sandbox" if sandbox else "live",
            address="" if not client.upstream.live else client.upstream.host,
            fetched_at=self._now(),
            repeats=reading.repeats,
            conflicts=reading.conflicts,
            strangers=reading.strangers.height,
            quarantined=len(reading.quarantine),
            quarantine=tuple(
                {"kunci": q.kunci, "kolom": q.kolom, "teks": q.teks, "alasan": q.alasan}
                for q in reading.quarantine[:SAMPLES]
            ),
            drift=reading.drift,
            ends=walk.ends,
            suspect=walk.suspect,
            clamped=walk.clamped,
        )

    def _nothing(self, request: Request) -> Snapshot:
        raise SourceUnavailable("tidak ada yang terbit", where=str(request))
