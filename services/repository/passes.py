"""Run passes: read a partition from its upstream, prove it complete, and publish it or nothing.

Only one pass per partition runs at a time, over all threads, processes and hosts that share their
locks (reliability.md section 2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from .. import log
from ..errors import (
    AccessDenied,
    BadRequest,
    ContractBroken,
    SourceUnavailable,
    Stopped,
    StoreUnavailable,
)
from ..lock_holder import LockHolder
from ..settings import CLOSED_YEAR_MAX_AGE
from ..store.checkpoints import Checkpoints, DiskTape
from ..store.locking.locks import Hold, Locking, OnWait
from ..store.manifests import LIVE, SANDBOX
from ..store.snapshots import Manifest, Place, Snapshots, Superseded
from ..upstream.connection.client import Client
from ..upstream.dataset import Request
from ..upstream.parsing.frames import Reading, assemble
from ..upstream.walk.claims import disagreements
from ..upstream.walk.differences import differences
from ..upstream.walk.progress import Progress
from ..upstream.walk.walker import BUDGET, Walk

SHORTER_PAGES = (0.997, 0.991)  # 1,000 rows a page, then 997, then 991: reliability.md section 1
SHRINK = 0.9
PATIENCE = 3600.0
SAMPLES = 500

OnProgress = Callable[[Progress], None]
Check = Callable[[], None]
Publishable = Callable[[Request, Manifest], bool]


def always(request: Request, manifest: Manifest) -> bool:
    """Return True: every proven answer is published."""
    del request, manifest
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkResult:
    """The rows of one walk with their manifest.

    size: the length of its pages. doubtful: rows may be missing.
    """

    reading: Reading
    manifest: Manifest
    size: int
    doubtful: bool

    def agrees(self, other: WalkResult) -> bool:
        """Return whether another walk has the same rows."""
        return self.reading.frame.equals(other.reading.frame)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """Runs passes and publishes them. `now` is the clock; clients are by source.

    under_way: the progress of each pass of this process.
    """

    clients: Mapping[str, Client]
    snapshots: Snapshots
    checkpoints: Checkpoints
    locks: Locking
    now: Callable[[], datetime]
    under_way: dict[Place, Progress] = field(default_factory=dict)

    def run(
        self,
        request: Request,
        place: Place,
        *,
        enough: Callable[[Manifest], bool],
        verify: bool = False,
        progress: OnProgress | None = None,
        check: Check = lambda: None,
        publishable: Publishable = always,
        patience: float = PATIENCE,
    ) -> WalkResult | None:
        """Read a partition and publish it, unless another pass just did.

        Returns None, or the result where it is not `publishable` and therefore not stored. `enough`
        tells whether the newest stored pass makes this one unnecessary. `verify` proves the rows by
        a second walk and reads in any case. `check` is called before each request and may raise
        Stopped. Raises Busy when another pass over the partition does not end within `patience`
        seconds.
        """

        def note(current: Progress) -> None:
            self.under_way[place] = current
            if progress:
                progress(current)

        before = self.snapshots.history(place).generation

        def waiting(holder: LockHolder) -> None:
            if progress is None:
                log.warn(str(holder), condition=f"menunggu {holder.label}")
            else:
                progress(Progress(label=str(request), rows=0, pages=0, waiting=holder))

        lock = place.lock(self.snapshots.root)
        with self.locks.hold(lock, patience=patience, label=str(place), waiting=waiting) as hold:
            generation = self.snapshots.history(place).generation
            opened = self.snapshots.open(place)
            if opened and not verify and (generation > before or enough(opened.manifest)):
                return None
            last = opened.manifest if opened else None
            client = self.clients[request.dataset.source]
            walks = _Walks(client, request, note, waiting, check, publishable)
            try:
                return self._read(walks, place, last, generation, hold, verify=verify)
            finally:
                self.under_way.pop(place, None)

    def _read(
        self,
        walks: _Walks,
        place: Place,
        last: Manifest | None,
        generation: int,
        hold: Hold,
        *,
        verify: bool,
    ) -> WalkResult | None:
        """Read a partition under its lock and publish it; return it when it is not publishable.

        The tape keeps the answers of the first walk for the next try. It is cleared when the pass
        ends, and when the upstream refused a request or broke its contract.
        """
        tape = self.checkpoints.tape(place.lock(self.snapshots.root), after=generation)
        budget = max(BUDGET, 4 * last.pages) if last else BUDGET
        try:
            first = self._result(walks.request, walks.first(tape, budget))
        except (AccessDenied, BadRequest, ContractBroken):
            tape.clear()
            raise
        over = True
        try:
            result = self._proven(walks, first, last, verify=verify)
            if not walks.publishable(walks.request, result.manifest):
                return result
            hold.check()
            manifest = replace(result.manifest, fence=hold.fence)
            self.snapshots.publish(
                place,
                result.reading.frame,
                manifest,
                generation=generation,
                waiting=walks.waiting,
            )
        except Superseded:
            return None
        except (StoreUnavailable, Stopped):
            over = False  # the next try replays the tape
            raise
        finally:
            if over:
                tape.clear()
        return None

    def _proven(
        self, walks: _Walks, first: WalkResult, last: Manifest | None, *, verify: bool
    ) -> WalkResult:
        """Return the result that may be published.

        A walk that is doubtful, shrank or has to be verified is repeated with shorter pages until
        two walks agree; so is a bare list, in which nothing says that it is whole. When three do
        not agree, the source changes while it is read: the last is published with the rows that
        differ, unless one is doubtful or far shorter than another.
        """
        request = walks.request
        self._refuse_emptied(request, first, last)
        shrunk = last is not None and first.manifest.rows < SHRINK * last.rows
        if not (verify or first.doubtful or shrunk or request.dataset.bare):
            return first
        results = [first]
        for count, share in enumerate(SHORTER_PAGES, 1):
            size = min(int(first.size * share), first.size - count)
            result = self._result(request, walks.again(max(size, 1), count + 1))
            self._refuse_emptied(request, result, last)
            if any(result.agrees(other) for other in results):
                return replace(result, manifest=replace(result.manifest, verified=True))
            results.append(result)
        rows = [result.manifest.rows for result in results]
        shrunk = min(rows) < SHRINK * max(*rows, last.rows if last else 0)
        if shrunk or any(result.doubtful for result in results):
            problem = "menyusut" if shrunk else "meragukan"
            raise SourceUnavailable(
                f"jawaban {problem} dan tidak tetap; data lama dipertahankan", where=str(request)
            )
        before, after = results[-2:]
        lines = differences(request.dataset, before.reading.frame, after.reading.frame)
        manifest = replace(
            after.manifest,
            changing=True,
            differing=len(lines),
            differences=tuple(lines[:SAMPLES]),
        )
        return replace(after, manifest=manifest)

    @staticmethod
    def _refuse_emptied(request: Request, result: WalkResult, last: Manifest | None) -> None:
        """Raise SourceUnavailable when a partition that had rows is empty now."""
        if last and last.rows and not result.manifest.rows:
            raise SourceUnavailable(
                "sumber kini menjawab kosong atau tidak berwenang; data lama dipertahankan",
                where=str(request),
            )

    def _result(self, request: Request, walk: Walk) -> WalkResult:
        """Return the typed rows of a walk and their manifest."""
        reading = assemble(request.dataset, walk.pages, request.values)
        if reading.strangers.height and not reading.frame.height:
            raise ContractBroken("semua baris bukan milik yang diminta", where=str(request))
        if reading.keyless and not reading.frame.height:
            raise ContractBroken("semua baris tanpa kunci dan tanpa isi", where=str(request))
        suspect = walk.suspect or bool(reading.keyless)
        client = self.clients[request.dataset.source]
        sandbox = client.sandbox or not client.upstream.live
        manifest = Manifest(
            rows=reading.frame.height,
            pages=walk.asked,
            source=SANDBOX if sandbox else LIVE,
            address="" if not client.upstream.live else client.upstream.host,
            fetched_at=self.now(),
            repeats=reading.repeats,
            conflicts=reading.conflicts,
            strangers=reading.strangers.height,
            quarantined=len(reading.quarantine),
            keyless=reading.keyless,
            quarantine=tuple(
                {"kunci": q.kunci, "kolom": q.kolom, "teks": q.teks, "alasan": q.alasan}
                for q in reading.quarantine[:SAMPLES]
            ),
            drift=reading.drift,
            ends=walk.ends,
            suspect=suspect,
            clamped=walk.clamped,
            claims=disagreements(
                ((page.claims, page.texts.height) for page in walk.pages), reading.frame.height
            ),
        )
        doubtful = suspect or bool(reading.strangers.height or reading.uneven)
        return WalkResult(reading=reading, manifest=manifest, size=walk.size, doubtful=doubtful)


def now_utc() -> datetime:
    """Return this instant in UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def is_fresh(request: Request, manifest: Manifest, now: datetime, max_age: float) -> bool:
    """Return whether a pass ended less than the allowed age ago.

    A pass dated ahead of the clock by that age or more is not fresh either. max_age: seconds for
    the current and later years, and for a dataset of all years; passes of closed years and of
    regions stay fresh for at least 30 days. Imported rows are always fresh: nothing could be read
    that would renew them.
    """
    if manifest.from_file:
        return True
    running = request.dataset.sends_year or (request.tahun or 0) >= now.year
    allowed = max_age if running else max(CLOSED_YEAR_MAX_AGE, max_age)
    return abs((now - manifest.fetched_at).total_seconds()) < allowed


@dataclass(frozen=True, slots=True)
class _Walks:
    """The walks of one pass: the first with a tape, and those that verify it."""

    client: Client
    request: Request
    note: OnProgress
    waiting: OnWait
    check: Check
    publishable: Publishable

    def first(self, tape: DiskTape, budget: int) -> Walk:
        return self.client.walk(
            self.request, tape=tape, budget=budget, progress=self.note, check=self.check
        )

    def again(self, size: int, number: int) -> Walk:
        """Walk again with pages of another length, as walk `number` of the pass."""
        return self.client.walk(
            self.request,
            limit=size,
            progress=lambda progress: self.note(replace(progress, reading=number)),
            check=self.check,
        )
