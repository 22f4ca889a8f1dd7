"""Passes: a partition read once from its upstream, proven, and published or not at all.

One pass per partition runs at a time over all threads and processes (reliability.md section 2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from services.errors import AccessDenied, BadRequest, SourceUnavailable
from services.store.checkpoints import Checkpoints, DiskTape
from services.store.locks import Locks
from services.store.snapshots import Manifest, Place, Snapshots, Superseded
from services.upstream.catalog import Request
from services.upstream.client import Client
from services.upstream.frames import Reading, assemble
from services.upstream.progress import Progress
from services.upstream.walker import BUDGET, Walk

SECOND_LIMIT = 997
SHRINK = 0.9
PATIENCE = 3600.0
SAMPLES = 500

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one walk brought back: its rows, and what is known of them."""

    reading: Reading
    manifest: Manifest

    def agrees(self, other: Taken) -> bool:
        """Tell whether another walk brought the same rows."""
        return self.reading.frame.equals(other.reading.frame)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """Runs passes into a store. `now` is the instant a pass ends at; clients are by source."""

    clients: Mapping[str, Client]
    snapshots: Snapshots
    checkpoints: Checkpoints
    locks: Locks
    now: Callable[[], datetime]

    def run(
        self,
        request: Request,
        place: Place,
        *,
        enough: Callable[[Manifest], bool],
        verify: bool = False,
        progress: OnProgress | None = None,
    ) -> None:
        """Read a partition and publish what was read, unless another pass already did.

        `enough` says of the newest whole pass whether it makes this one needless. `verify` proves
        the rows by a second pass and reads whatever is stored.
        """
        before = self.snapshots.history(place).generation
        with self.locks.hold(place.lock(self.snapshots.root), patience=PATIENCE):
            generation = self.snapshots.history(place).generation
            opened = self.snapshots.open(place)
            if opened and not verify and (generation > before or enough(opened.manifest)):
                return
            last = opened.manifest if opened else None
            self._read(request, place, last, generation, verify=verify, progress=progress)

    def _read(
        self,
        request: Request,
        place: Place,
        last: Manifest | None,
        generation: int,
        *,
        verify: bool,
        progress: OnProgress | None,
    ) -> None:
        tape = self.checkpoints.tape(place.lock(self.snapshots.root))
        first = self._first(request, tape, last, progress)
        try:
            taken = self._proven(request, first, last, verify=verify)
            self.snapshots.publish(
                place, taken.reading.frame, taken.manifest, generation=generation
            )
        except Superseded:
            return
        finally:
            tape.clear()

    def _first(
        self, request: Request, tape: DiskTape, last: Manifest | None, progress: OnProgress | None
    ) -> Taken:
        """Walk with a tape, kept for the next try unless that may come with other rights."""
        budget = max(BUDGET, 4 * last.pages) if last else BUDGET
        try:
            walk = self.clients[request.dataset.source].walk(
                request, tape=tape, budget=budget, progress=progress
            )
            return self._taken(request, walk)
        except (AccessDenied, BadRequest):
            tape.clear()
            raise

    def _again(self, request: Request) -> Taken:
        limit = SECOND_LIMIT if request.dataset.source == "inaproc" else None
        return self._taken(request, self.clients[request.dataset.source].walk(request, limit=limit))

    def _proven(
        self, request: Request, first: Taken, last: Manifest | None, *, verify: bool
    ) -> Taken:
        """Return what may be published: guarded against a shrinking answer, verified if asked."""
        self._not_emptied(request, first, last)
        if not verify and not _shrunk(first, last):
            return first
        second = self._again(request)
        if second.agrees(first):
            return _verified(first, second.manifest.fetched_at)
        third = self._again(request)
        self._not_emptied(request, third, last)
        if third.agrees(second):
            return _verified(third, third.manifest.fetched_at)
        if _shrunk(third, last):
            raise SourceUnavailable(
                "jawaban menyusut dan tidak tetap; data lama dipertahankan", where=str(request)
            )
        return replace(third, manifest=replace(third.manifest, changing=True))

    @staticmethod
    def _not_emptied(request: Request, taken: Taken, last: Manifest | None) -> None:
        if last and last.rows and not taken.manifest.rows:
            raise SourceUnavailable(
                "sumber kini menjawab kosong atau tidak berwenang; data lama dipertahankan",
                where=str(request),
            )

    def _taken(self, request: Request, walk: Walk) -> Taken:
        """Type the pages of a walk and write down what is known of them."""
        reading = assemble(request.dataset, walk.pages, request.values)
        client = self.clients[request.dataset.source]
        sandbox = client.sandbox or not client.upstream.live
        manifest = Manifest(
            rows=reading.frame.height,
            pages=walk.asked,
            source="sandbox" if sandbox else "live",
            address="" if not client.upstream.live else client.upstream.host,
            fetched_at=self.now(),
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
        return Taken(reading=reading, manifest=manifest)


def _shrunk(taken: Taken, last: Manifest | None) -> bool:
    return bool(last and taken.manifest.rows < SHRINK * last.rows)


def _verified(taken: Taken, proven_at: datetime) -> Taken:
    return replace(taken, manifest=replace(taken.manifest, verified=True, fetched_at=proven_at))
