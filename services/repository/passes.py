"""Passes: a partition read once from its upstream, proven, and published or not at all.

One pass per partition runs at a time over all threads and processes, and over all hosts that share
their locks (reliability.md section 2).
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
from ..store.locks import Hold, Locking, OnWait
from ..store.manifests import LIVE, SANDBOX
from ..store.snapshots import Manifest, Place, Snapshots, Superseded
from ..upstream.catalog import Request
from ..upstream.claims import disagreements
from ..upstream.client import Client
from ..upstream.differences import differences
from ..upstream.frames import Reading, assemble
from ..upstream.progress import Progress
from ..upstream.walker import BUDGET, Walk

SHORTER = (0.997, 0.991)  # 1,000 rows a page, then 997, then 991: reliability.md section 1
SHRINK = 0.9
PATIENCE = 3600.0
SAMPLES = 500

OnProgress = Callable[[Progress], None]
Check = Callable[[], None]
Publishable = Callable[[Request, Manifest], bool]


def always(request: Request, manifest: Manifest) -> bool:
    """Let every proven answer be published."""
    del request, manifest
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one walk brought back: its rows, and what is known of them.

    size: the length of its pages. doubtful: something in it may stand for rows that are missing.
    """

    reading: Reading
    manifest: Manifest
    size: int
    doubtful: bool

    def agrees(self, other: Taken) -> bool:
        """Tell whether another walk brought the same rows."""
        return self.reading.frame.equals(other.reading.frame)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """Runs passes into a store. `now` is the instant a pass ends at; clients are by source.

    under_way: how far each pass of this process is, whoever asked for it.
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
    ) -> Taken | None:
        """Read a partition and publish what was read, unless another pass already did.

        An answer that is not `publishable` is returned and not stored.

        `enough` says of the newest whole pass whether it makes this one needless. `verify` proves
        the rows by a second pass and reads whatever is stored. `check` is called before each
        request and may raise Stopped. Raises Busy when another pass over the partition does not end
        within `patience` seconds.
        """

        def note(reached: Progress) -> None:
            self.under_way[place] = reached
            if progress:
                progress(reached)

        before = self.snapshots.history(place).generation
        waiting = _waiting(request, progress)
        lock = place.lock(self.snapshots.root)
        with self.locks.hold(lock, patience=patience, label=str(place), waiting=waiting) as held:
            generation = self.snapshots.history(place).generation
            opened = self.snapshots.open(place)
            if opened and not verify and (generation > before or enough(opened.manifest)):
                return None
            last = opened.manifest if opened else None
            client = self.clients[request.dataset.source]
            walks = _Walks(client, request, note, waiting, check, publishable)
            try:
                return self._read(walks, place, last, generation, held, verify=verify)
            finally:
                self.under_way.pop(place, None)

    def _read(
        self,
        walks: _Walks,
        place: Place,
        last: Manifest | None,
        generation: int,
        held: Hold,
        *,
        verify: bool,
    ) -> Taken | None:
        tape = self.checkpoints.tape(place.lock(self.snapshots.root), after=generation)
        first = self._first(walks, tape, last)
        over = True
        try:
            taken = self._proven(walks, first, last, verify=verify)
            if not walks.publishable(walks.request, taken.manifest):
                return taken
            held.check()
            manifest = replace(taken.manifest, fence=held.fence)
            self.snapshots.publish(
                place,
                taken.reading.frame,
                manifest,
                generation=generation,
                waiting=walks.waiting,
            )
        except Superseded:
            return None
        except (StoreUnavailable, Stopped):
            over = False  # the tape stays: what was read need not be asked for again
            raise
        finally:
            if over:
                tape.clear()
        return None

    def _first(self, walks: _Walks, tape: DiskTape, last: Manifest | None) -> Taken:
        """Walk with a tape, kept for the next try unless that may come with other rights."""
        budget = max(BUDGET, 4 * last.pages) if last else BUDGET
        try:
            return self._taken(walks.request, walks.first(tape, budget))
        except (AccessDenied, BadRequest, ContractBroken):
            tape.clear()
            raise

    def _proven(self, walks: _Walks, first: Taken, last: Manifest | None, *, verify: bool) -> Taken:
        """Return what may be published.

        A pass that is doubtful, shrinks or shall be verified is read again with shorter pages until
        two readings agree. Three that do not are a source that changes while it is read, or, when
        one of them is doubtful or far shorter than another, nothing that may be published.
        """
        request = walks.request
        self._not_emptied(request, first, last)
        if not (verify or first.doubtful or _shrunk(first, last)):
            return first
        takes = [first]
        for count, part in enumerate(SHORTER, 1):
            size = min(int(first.size * part), first.size - count)
            taken = self._taken(request, walks.again(max(size, 1), count + 1))
            self._not_emptied(request, taken, last)
            if any(taken.agrees(other) for other in takes):
                return _verified(taken)
            takes.append(taken)
        rows = [taken.manifest.rows for taken in takes]
        shrunk = min(rows) < SHRINK * max(*rows, last.rows if last else 0)
        if shrunk or any(taken.doubtful for taken in takes):
            odd = "menyusut" if shrunk else "meragukan"
            raise SourceUnavailable(
                f"jawaban {odd} dan tidak tetap; data lama dipertahankan", where=str(request)
            )
        return _changing(request, *takes[-2:])

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
        return Taken(reading=reading, manifest=manifest, size=walk.size, doubtful=doubtful)


def now_utc() -> datetime:
    """Return this instant in UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def is_fresh(request: Request, manifest: Manifest, now: datetime, max_age: float) -> bool:
    """Tell whether a pass need not be read anew: its age is allowed, and not in the future.

    max_age: seconds for the running and coming years; closed ones keep 30 days at least.
    """
    running = int(request.values.get("tahun", "0")) >= now.year
    allowed = max_age if running else max(CLOSED_YEAR_MAX_AGE, max_age)
    return abs((now - manifest.fetched_at).total_seconds()) < allowed


def _waiting(request: Request, progress: OnProgress | None) -> OnWait:
    """Return what hears of a wait for another pass: the reader's progress, else the log."""

    def tell(waiting: LockHolder) -> None:
        if progress is None:
            log.warn(str(waiting), condition=f"menunggu {waiting.label}")
        else:
            progress(Progress(label=str(request), rows=0, pages=0, waiting=waiting))

    return tell


@dataclass(frozen=True, slots=True)
class _Walks:
    """The walks of one pass: the first with a tape, and those that confirm it."""

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
        """Walk once more with pages of another length; the progress says the number of the walk."""
        return self.client.walk(
            self.request,
            limit=size,
            progress=lambda reached: self.note(replace(reached, reading=number)),
            check=self.check,
        )


def _shrunk(taken: Taken, last: Manifest | None) -> bool:
    return bool(last and taken.manifest.rows < SHRINK * last.rows)


def _verified(taken: Taken) -> Taken:
    return replace(taken, manifest=replace(taken.manifest, verified=True))


def _changing(request: Request, before: Taken, taken: Taken) -> Taken:
    """Return the last reading with the rows in which it differs from the one before."""
    found = differences(request.dataset, before.reading.frame, taken.reading.frame)
    manifest = replace(
        taken.manifest,
        changing=True,
        differing=len(found),
        differences=tuple(found[:SAMPLES]),
    )
    return replace(taken, manifest=manifest)
